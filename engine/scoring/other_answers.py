"""What else a unit could have answered, or could have been answered about it: the values that an indicator can have."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Question
from engine.scoring.arrays import Column, FloatArray, Ratings
from engine.scoring.chain import Chain
from engine.scoring.gather import Rated, has_figures, picked
from engine.scoring.plan import Leaf
from engine.scoring.refusal import RefusalError
from engine.scoring.turned_answers import turned_values

MANY = 128
"""So many other answers are looked at one by one; of more, evenly many between the ends."""

DAYS = frozenset({"date", "month"})
"""Types of questions that are answered with a day: the numbers of a rule are none."""


@dataclass(frozen=True)
class Answer:
    """One answer of a unit: its number or its option's value, and the option, None where there are none."""

    value: float
    option: str | None = None


@dataclass(frozen=True)
class Change:
    """Other figures of one unit by row of the indicator, and the answers by question that these come from."""

    values: Mapping[int, float]
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def and_also(self, other: Change) -> Change:
        """Both at once; where they differ this one holds."""
        return Change({**other.values, **self.values}, {**other.answers, **self.answers})


@dataclass(frozen=True)
class Levels:
    """The values (levels,) that the indicator of a row can have, rising, each with all that changes with it.

    `changes` is empty where nothing changes but the indicator.
    """

    row: int
    values: FloatArray
    changes: tuple[Change, ...] = ()

    def change(self, value: float) -> Change:
        """What changes at the level nearest to a value."""
        place = int(np.abs(self.values - value).argmin())
        return self.changes[place] if self.changes else Change({self.row: float(self.values[place])})

    def beyond(self, value: float, own: float) -> float:
        """The level nearest to a value among those at least as far from the own one; else the furthest that way."""
        slack = 1e-9 * max(1.0, abs(value))
        if math.isnan(own):
            return float(self.values[np.abs(self.values - value).argmin()])
        if value >= own:
            place = int(np.searchsorted(self.values, value - slack))
            return float(self.values[min(place, len(self.values) - 1)])
        return float(self.values[max(int(np.searchsorted(self.values, value + slack, side="right")) - 1, 0)])

    def between(self, own: float, target: float) -> FloatArray:
        """The levels after the own value up to a target, the nearest first."""
        if math.isnan(own):
            return np.array([target])
        low, high = min(own, target), max(own, target)
        inside = self.values[(self.values >= low) & (self.values <= high) & (self.values != own)]
        nearest_first: FloatArray = inside if target >= own else inside[::-1]
        return nearest_first


def levels_of(chain: Chain, leaf: Leaf, unit: int, wanted: Sequence[float]) -> Levels | None:
    """The levels of an indicator of the unit at a position, None where it could have any value: an outside figure.

    Who answered once could have given another answer; where several answered, one after the other could have given the
    best or the worst one, the lightest first, so that a share of n answers moves by 1/n. `wanted` are values that are
    of interest.
    """
    seen, measure = chain.scene.seen, leaf.measure
    if seen is None or measure is None or has_figures(leaf, chain.scene.snapshot, chain.scene.basis):
        return None
    mine = np.arange(seen.starts[unit], seen.starts[unit + 1])
    if not len(mine) or any(name not in seen.columns for name in leaf.source):
        return None
    try:
        if len(mine) == 1:
            return _of_one(chain, leaf, seen, int(mine[0]), wanted)
        values = turned_values(chain.scene.plan.framework, leaf, seen, mine)
    except RefusalError:
        return None
    if values is None:
        return None
    rising = np.unique(values[~np.isnan(values)])
    return Levels(leaf.row, rising) if rising.size else None


def _of_one(chain: Chain, leaf: Leaf, seen: Rated, record: int, wanted: Sequence[float]) -> Levels | None:
    """The levels that other answers of the only record give; what rests on the same questions changes along."""
    asked = {name: chain.scene.plan.framework.question.get(name) for name in leaf.source}
    if leaf.min_n > 1:
        return None
    offers: list[list[_Offer]] = []
    for name, question in asked.items():
        offered = None if question is None else _offers(chain, question, seen.columns[name], record, wanted)
        if not offered:
            return None
        offers.append(offered)
    ways = list(product(*offers)) if math.prod(map(len, offers)) <= MANY else list(_one_by_one(offers))
    columns = {
        name: _column(seen.columns[name], [way[place] for way in ways], record) for place, name in enumerate(asked)
    }
    values = _measured(leaf, seen, columns, record, len(ways))
    assert values is not None
    along = {leaf.row: values, **dict(_kin(chain, leaf, seen, columns, record, len(ways)))}
    found: dict[float, Change] = {}
    for place, value in enumerate(values.tolist()):
        if not math.isnan(value):
            rows = {row: float(each[place]) for row, each in along.items() if not math.isnan(each[place])}
            told = {name: way.answer for name, way in zip(asked, ways[place], strict=True)}
            found.setdefault(value, Change(rows, told))
    rising = sorted(found)
    return Levels(leaf.row, np.array(rising), tuple(found[each] for each in rising)) if rising else None


@dataclass(frozen=True)
class _Offer:
    """A possible answer, and where it stands in a column."""

    answer: Answer
    value: float
    code: int = -1
    parts: Mapping[str, float] = field(default_factory=dict)


def _offers(
    chain: Chain, question: Question, column: Column, record: int, wanted: Sequence[float]
) -> list[_Offer] | None:
    """What else could be answered; None where that cannot be listed."""
    if question.formula is not None or column.picks is not None or column.places is not None or question.type in DAYS:
        return None
    if column.reasons[record] == Missing.NOT_ASKED:
        return None
    if column.options:
        known = {option.id: option for option in chain.scene.plan.framework.options_of(question)}
        chosen = [(code, known[name]) for code, name in enumerate(column.options) if name in known]
        worth = [(code, o, math.nan if o.value is None else float(o.value)) for code, o in chosen if o.missing is None]
        return [_Offer(Answer(value, option.id), value, code) for code, option, value in worth]
    if {"done", "due"} <= column.parts.keys():
        due = float(column.parts["due"][record])
        if math.isnan(due) or due <= 0 or question.setting("decimals", 0) != 0:
            return None
        done = np.unique(np.round(np.linspace(0, due, int(min(due, MANY - 1)) + 1)))
        return [_Offer(Answer(x / due), x / due, parts={"done": x, "due": due}) for x in done.tolist()]
    return None if column.parts else [_Offer(Answer(x), x) for x in _numbers(question, column, record, wanted)]


def _numbers(question: Question, column: Column, record: int, wanted: Sequence[float]) -> list[float]:
    """The numbers that could be answered: those of the others, the limits, and what is wanted, as fine as is asked."""
    least, most = (question.setting(key) for key in ("min", "max"))
    low = float(least) if isinstance(least, int | float) else -math.inf
    high = float(most) if isinstance(most, int | float) else math.inf
    own = float(column.values[record])
    theirs = np.unique(column.values[~np.isnan(column.values)])
    near = theirs[np.argsort(np.abs(theirs - own), kind="stable")[: MANY // 2]] if not math.isnan(own) else theirs
    pool = {*near.tolist(), *theirs[:1].tolist(), *theirs[-1:].tolist(), *wanted, own, low, high}
    pool = {x for x in pool if math.isfinite(x) and low <= x <= high}
    decimals = question.setting("decimals")
    if isinstance(decimals, int) and pool:
        step = 10.0**-decimals
        first, last = math.ceil(min(pool) / step - 1e-9), math.floor(max(pool) / step + 1e-9)
        if last - first < MANY:
            return [round(place * step, decimals) for place in range(first, last + 1)]
        cut = {_cut(x, step, decimals, up=up) for x in pool for up in (False, True)}
        pool = {x for x in cut if low <= x <= high}
    return sorted(pool)


def _cut(value: float, step: float, decimals: int, *, up: bool = False) -> float:
    count = value / step
    return round((math.ceil(count - 1e-9) if up else math.floor(count + 1e-9)) * step, decimals)


def _one_by_one(offers: Sequence[Sequence[_Offer]]) -> Iterator[tuple[_Offer, ...]]:
    """Ways on which all questions go together from the least to the most."""
    rising = [sorted(each, key=lambda offer: (math.isnan(offer.value), offer.value)) for each in offers]
    for place in range(MANY):
        yield tuple(each[round(place * (len(each) - 1) / (MANY - 1))] for each in rising)


def _column(column: Column, offers: Sequence[_Offer], record: int) -> Column:
    """One record for each of the answers."""
    same = picked(column, np.full(len(offers), record))
    return replace(
        same,
        values=np.array([offer.value for offer in offers]),
        codes=np.array([offer.code for offer in offers], dtype=np.int64),
        reasons=np.zeros(len(offers), dtype=np.int8),
        parts={name: np.array([offer.parts[name] for offer in offers]) for name in column.parts},
    )


def _measured(leaf: Leaf, seen: Rated, columns: Mapping[str, Column], record: int, size: int) -> FloatArray | None:
    """What a measure makes of each of so many records, each as if it were a unit's own."""
    if leaf.measure is None or any(name not in seen.columns for name in leaf.source):
        return None
    weights = np.full(size, float(seen.weight[record]))
    own = np.full(size, record)
    ratings = (
        Ratings(np.arange(size + 1), columns.get(name) or picked(seen.columns[name], own), weights)
        for name in leaf.source
    )
    return np.asarray(leaf.measure(*ratings).values, dtype=np.float64)


def _kin(
    chain: Chain, leaf: Leaf, seen: Rated, columns: Mapping[str, Column], record: int, size: int
) -> Iterator[tuple[int, FloatArray]]:
    """The other indicators that rest on one of the questions."""
    for other in chain.scene.plan.leaves:
        if other.row != leaf.row and not columns.keys().isdisjoint(other.source):
            if has_figures(other, chain.scene.snapshot, chain.scene.basis):
                continue
            values = _measured(other, seen, columns, record, size)
            if values is not None:
                yield other.row, values
