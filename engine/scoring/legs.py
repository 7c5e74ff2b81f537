"""The moves that may be part of a way: where each can stop, what that costs, what several of them change."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from engine.framework.missing import Missing
from engine.scoring.aims import Aim
from engine.scoring.chain import Chain
from engine.scoring.moves import draws_of
from engine.scoring.other_answers import Change

STOPS = 32
"""Of an indicator with no more values than that each is a stop; with more the nearest one to any part of the way."""


@dataclass(frozen=True)
class Stop:
    """A value that an indicator is brought to; `share` of the way to its aim, what that costs, and what changes."""

    value: float
    share: float
    effort: float
    change: Change


@dataclass(frozen=True, eq=False)
class Leg:
    """A move to an aim, by its `stops` up to the aim itself, or `in_parts`: as far as one likes.

    How far it is gone is told by a mark: which stop, or the part of the way.
    """

    aim: Aim
    effort: float
    stops: tuple[Stop, ...]
    in_parts: bool

    @property
    def end(self) -> float:
        """The mark of the whole way."""
        return 1.0 if self.in_parts else len(self.stops) - 1

    @property
    def is_smooth(self) -> bool:
        """Whether any part of the way can really be gone, rather than the nearest value that answers give."""
        return self.in_parts and self.aim.levels is None

    def at(self, mark: float) -> Stop:
        """Where a mark is."""
        if not self.in_parts:
            return self.stops[int(mark)]
        own, target = self.aim.value, self.aim.target
        if mark >= 1 or math.isnan(own):
            return self.stops[-1]
        value = own + mark * (target - own)
        if self.aim.levels is not None:
            value = self.aim.levels.beyond(value, own)
            mark = (value - own) / (target - own)
        return Stop(value, mark, self.effort * mark, self.aim.change(value))


@dataclass(frozen=True)
class Way:
    """Some of the legs, each with its mark."""

    marks: Mapping[Leg, float]

    @cached_property
    def stops(self) -> dict[Leg, Stop]:
        """Where each leg ends."""
        return {leg: leg.at(mark) for leg, mark in self.marks.items()}

    @property
    def change(self) -> Change:
        """All that changes on it."""
        change = Change({})
        for stop in self.stops.values():
            change = stop.change.and_also(change)
        return change

    @property
    def effort(self) -> float:
        """What it costs."""
        return sum(stop.effort for stop in self.stops.values())

    def but(self, leg: Leg, mark: float) -> Way:
        """The same way with one leg gone so far."""
        return Way({**self.marks, leg: mark})

    def without(self, leg: Leg) -> Way:
        """The same way without one leg."""
        return Way({each: mark for each, mark in self.marks.items() if each is not leg})


def legs_of(
    chain: Chain, unit: int, aims: Sequence[Aim], efforts: Mapping[str, float], rows: Collection[int] | None
) -> list[Leg]:
    """The furthest aim of each indicator that has a figure or earns nothing for want of one.

    Of two that rest on one question only the first is a leg: the other goes along with it.
    """
    tops, asked = [], set[str]()
    for aim in aims:
        told = aim.done.answers.keys()
        is_there = chain.point.missing[aim.row, unit] == Missing.PRESENT and (rows is None or aim.row in rows)
        if aim.kind == "top" and is_there and asked.isdisjoint(told):
            tops.append(aim)
            asked.update(told)
    values = [_values(aim) for aim in tops]
    tried = [(aim, value) for aim, own in zip(tops, values, strict=True) for value in own]
    changes = [aim.change(value) for aim, value in tried]
    scores = draws_of(chain, unit, 0, changes, beside=[aim.row for aim, _ in tried]).beside.tolist()
    legs = []
    for aim, own in zip(tops, values, strict=True):
        low, high = chain.point.ends[:, aim.row, 0].tolist()
        whole = (aim.score_then - aim.score) / (abs(high - low) or 1.0) * efforts.get(aim.node, 1.0)
        stops = tuple(_stops(aim, own, [scores.pop(0) for _ in own], whole))
        in_parts = aim.levels is None or len(own) == 1 < len(aim.levels.between(aim.value, aim.target))
        legs.append(Leg(aim, whole, stops, in_parts and not math.isnan(aim.value)))
    return [leg for leg in legs if leg.stops]


def all_ways(legs: Sequence[Leg]) -> Iterator[Way]:
    """Every way by stops, the one that stays where it is left out."""
    for marks in product(*(range(-1, len(leg.stops)) for leg in legs)):
        chosen = {leg: float(mark) for leg, mark in zip(legs, marks, strict=True) if mark >= 0}
        if chosen:
            yield Way(chosen)


def _values(aim: Aim) -> list[float]:
    """The values to stop at: all that there are, where these are few."""
    if aim.levels is None:
        return [aim.target]
    inside = aim.levels.values if math.isnan(aim.value) else aim.levels.between(aim.value, aim.target)
    return [aim.target] if len(inside) > STOPS else [*inside[inside != aim.target].tolist(), aim.target]


def _stops(aim: Aim, values: Sequence[float], scores: Sequence[float], whole: float) -> Iterator[Stop]:
    """The stops that score better than all that cost less, the whole way last."""
    best = aim.score
    gain = aim.score_then - aim.score
    slack = 1e-9 * abs(gain)
    for value, score in sorted(zip(values, scores, strict=True), key=lambda each: (each[1], each[0] == aim.target)):
        if score > best + slack or value == aim.target:
            best = score
            share = 1.0 if value == aim.target or not gain else min(1.0, (score - aim.score) / gain)
            yield Stop(value, share, whole * share, aim.change(value))
        if value == aim.target:
            return
