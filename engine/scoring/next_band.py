"""The cheapest way to the next band: which indicators to bring how far, checked through the whole chain."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.framework.bands import from_best
from engine.framework.models import Band
from engine.scoring.aims import Aim, aims_of
from engine.scoring.arrays import FloatArray
from engine.scoring.chain import Chain
from engine.scoring.cheapest import Steps, cheapest
from engine.scoring.legs import Leg, Way, all_ways, legs_of
from engine.scoring.moves import draws_of
from engine.scoring.other_answers import Change

PARTS = 16
ROUNDS = 5
"""A leg that may be gone in any part is cut in so many parts, and the one that is needed in so many again, so often."""

PROBES = 16
SEED = 20260101
"""Whether gains add up is tried with so many ways on which each leg is gone in part, drawn from this seed."""

ALL_WAYS = 4096
CELLS = 4_000_000
"""Where there are no more ways than that, and no more figures in all of them, each is looked at."""


@dataclass(frozen=True)
class Stage:
    """An indicator brought from a value to another; `share` of the way to its aim; effort as declared."""

    node: str
    value: float
    target: float
    share: float
    effort: float


@dataclass(frozen=True)
class WayUp:
    """The way of a unit to the next band.

    state     best: it is in the best band already; none: no way leads there; found: by search; exact: and no other way
              costs less; withheld: it may not be shown; no_score: there is no score to begin with; no_bands: there are
              no bands
    band      position of the next band in the file, -1 where there is none
    reachable  the score with every indicator at its aim
    """

    state: str
    band: int = -1
    stages: tuple[Stage, ...] = ()
    total: float = math.nan
    total_then: float = math.nan
    rank_then: float = math.nan
    reachable: float = math.nan

    @property
    def effort(self) -> float:
        """What the stages cost together."""
        return sum(stage.effort for stage in self.stages)


@dataclass(frozen=True)
class _Search:
    """A chain, the unit, the places of the bands that would do, and the legs, the best gain for its effort first."""

    chain: Chain
    unit: int
    wanted: frozenset[int]
    rising: tuple[Leg, ...]
    total: float

    def reached(self, ways: Sequence[Way]) -> list[bool]:
        """Which of the ways lead to the band."""
        changes = [way.change for way in ways]
        return [band in self.wanted for band in draws_of(self.chain, self.unit, 0, changes, bands=True).bands]

    def totals(self, changes: Sequence[Change]) -> FloatArray:
        """The unit's total after each change."""
        return draws_of(self.chain, self.unit, 0, changes).totals


def way_up(
    chain: Chain,
    unit: int,
    band: int,
    efforts: Mapping[str, float] | None = None,
    *,
    rows: Collection[int] | None = None,
    aims: Sequence[Aim] | None = None,
) -> WayUp:
    """The cheapest way from the band that the unit is in now (-1: none) to the next better one.

    What it costs to lift an indicator by the whole width of its scale stands in `efforts`, 1 where nothing does; a
    part of the width costs that part. No other way is cheaper (`exact`) where every rule adds up and no gate, bonus or
    rounding stands in between, and where there are so few ways that each was looked at. Else those with the largest
    gain for their effort are taken, what is not needed is left out again, and the result is checked (`found`): a
    cheaper way may exist. Only indicators in `rows` are on it, where that is not None; `aims` are those of the unit,
    worked out before.
    """
    framework = chain.scene.plan.framework
    order = from_best(framework.bands)
    total = float(chain.point.scores[0, unit])
    if not order:
        return WayUp("no_bands")
    if math.isnan(total):
        return WayUp("no_score")
    place = order.index(band) if band in order else len(order)
    if place == 0:
        return WayUp("best", total=total)
    target, wanted = order[place - 1], frozenset(order[:place])
    legs = legs_of(chain, unit, aims_of(chain, unit) if aims is None else aims, efforts or {}, rows)
    whole = Way({leg: leg.end for leg in legs})
    alone = draws_of(chain, unit, 0, [whole.change, *(leg.stops[-1].change for leg in legs)]).totals
    worth = {leg: (float(then) - total) / (leg.effort or math.inf) for leg, then in zip(legs, alone[1:], strict=True)}
    rising = tuple(sorted(legs, key=lambda leg: -np.nan_to_num(worth[leg])))
    search = _Search(chain, unit, wanted, rising, total)
    if not legs or not search.reached([whole])[0]:
        return WayUp("none", target, total=total, reachable=float(alone[0]))
    way, exact = _every(search), True
    if way is None:
        way = _adding_up(search, framework.bands[target])
    if way is None:
        way, exact = _cut(search, _pruned(search, _shortest(search), worth)), False
    drawn = draws_of(chain, unit, 0, [way.change])
    return WayUp(
        "exact" if exact else "found", target, tuple(_stages(way, rising)),
        total, float(drawn.totals[0]), float(drawn.ranks[0]), float(alone[0]),
    )  # fmt: skip


def _stages(way: Way, rising: Sequence[Leg]) -> Iterator[Stage]:
    for leg in rising:
        if leg in way.stops:
            stop = way.stops[leg]
            yield Stage(leg.aim.node, leg.aim.value, stop.value, stop.share, stop.effort)


def _every(search: _Search) -> Way | None:
    """The cheapest of all ways, where these are so few that each can be looked at."""
    size = math.prod(len(leg.stops) + 1 for leg in search.rising) - 1
    if any(leg.in_parts for leg in search.rising) or size > ALL_WAYS:
        return None
    if size * search.chain.found.values.size > CELLS:
        return None
    ways = sorted(all_ways(search.rising), key=lambda way: (way.effort, len(way.marks)))
    return next((way for way, there in zip(ways, search.reached(ways), strict=True) if there), None)


def _adding_up(search: _Search, band: Band) -> Way | None:
    """The cheapest way where gains add up along every leg; None where they do not, or it is not found."""
    plan = search.chain.scene.plan
    linear = all(joint.aggregate.rule.linear for joint in plan.joints)
    rounds = any(joint.rounding for joint in plan.joints) or any(stack.rounding for stack in plan.stacks)
    by_score = all(plan.framework.bands[place].asks == ("from",) for place in search.wanted)
    is_sure = all(leg.is_smooth or not leg.in_parts for leg in search.rising)
    if band.start is None or not band.inclusive or plan.limits or rounds or plan.framework.index.rank_on != "exact":
        return None
    if not (linear and by_score and is_sure):
        return None
    gains = _gains(search)
    if gains is None:
        return None
    steps = [
        Steps(tuple((gain, stop.effort) for gain, stop in zip(own, leg.stops, strict=True)), leg.in_parts)
        for leg, own in zip(search.rising, gains, strict=True)
    ]
    chosen = cheapest(steps, band.start - search.total)
    if chosen is None:
        return None
    marks: dict[Leg, float] = {}
    for leg, own, gain in zip(search.rising, gains, chosen, strict=True):
        if gain > 0:
            marks[leg] = gain / own[-1] if leg.in_parts else own.index(gain)
    way = _just_there(search, Way(marks))
    return way if search.reached([way])[0] else None


def _gains(search: _Search) -> list[list[float]] | None:
    """What each stop of each leg gains; None where these do not add up, or may be cut where they do not grow."""
    stops = [(leg, stop) for leg in search.rising for stop in leg.stops]
    alone = (search.totals([stop.change for _leg, stop in stops]) - search.total).tolist()
    found: list[list[float]] = []
    for leg in search.rising:
        found.append(alone[: len(leg.stops)])
        del alone[: len(leg.stops)]
    random = np.random.default_rng(SEED)
    ways, wanted = [], []
    for probe in range(PROBES + 1):
        taken: dict[Leg, float] = {}
        gained = 0.0
        for leg, own in zip(search.rising, found, strict=True):
            if leg.in_parts:
                taken[leg] = 1.0 if probe == 0 else float(random.random())
                gained += taken[leg] * own[-1]
            else:
                stop = len(own) - 1 if probe == 0 else int(random.integers(len(own)))
                taken[leg] = stop
                gained += own[stop]
        ways.append(Way(taken))
        wanted.append(search.total + gained)
    width = float(search.chain.widths[0]) or 1.0
    same = np.allclose(search.totals([way.change for way in ways]), wanted, rtol=0, atol=1e-9 * width)
    return found if same else None


def _just_there(search: _Search, way: Way) -> Way:
    """The way with a leg that was cut to the very limit gone on by what arithmetic lost."""
    if search.reached([way])[0]:
        return way
    for leg in (leg for leg in way.marks if leg.in_parts):
        for more in (1e-12, 1e-10, 1e-8):
            further = way.but(leg, min(1.0, way.marks[leg] + more))
            if search.reached([further])[0]:
                return further
    return way


def _shortest(search: _Search) -> Way:
    """The first so many of the legs that lead to the band; all ways of this kind are looked at in one go."""
    legs = search.rising
    ways = [Way({leg: leg.end for leg in legs[: place + 1]}) for place in range(len(legs))]
    return next(way for way, there in zip(ways, search.reached(ways), strict=True) if there)


def _pruned(search: _Search, way: Way, worth: Mapping[Leg, float]) -> Way:
    """The way without legs that it does not need, the dearest left out first."""
    for out in sorted(way.marks, key=lambda leg: (-leg.effort, worth[leg])):
        fewer = way.without(out)
        if fewer.marks and search.reached([fewer])[0]:
            way = fewer
    return way


def _cut(search: _Search, way: Way) -> Way:
    """The way with each leg cut to the part that is needed, the least rewarding first."""
    for leg in (leg for leg in reversed(search.rising) if leg in way.marks):
        if not leg.in_parts:
            there = search.reached([way.but(leg, stop) for stop in range(len(leg.stops))])
            way = way.but(leg, there.index(True) if True in there else leg.end)
            continue
        low, high = 0.0, 1.0
        for _ in range(ROUNDS):
            shares = np.linspace(low, high, PARTS + 1)[1:]
            there = search.reached([way.but(leg, float(share)) for share in shares])
            first = there.index(True) if True in there else PARTS - 1
            low, high = (float(shares[first - 1]) if first else low), float(shares[first])
        return way.but(leg, high)
    return way
