"""The known margins of a population, and a snapshot whose respondents are weighted so that they meet them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.problems import ThuocDoError
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Records, Snapshot
from engine.scoring.calibration import Calibration, disagreeing, furthest, kish, raked
from engine.scoring.unanswered import sampled

STRATUM = "stratum"
"""The margin that is no question: the stratum that a respondent was drawn from."""

ACROSS, OR = "*", "|"
"""`sector*size` is a margin of cells; `trade|services` is one category made of two."""


@dataclass(frozen=True)
class Margins:
    """How many there are in the population, by margin and category: `{sector: {trade: 1200, services: 800}}`.

    A margin is a question that a respondent is asked once, `stratum`, or several of these joined by `*`; the category
    "" are those who did not say. `least` and `most` limit each weight, in multiples of the mean weight.
    """

    totals: Mapping[str, Mapping[str, float]]
    least: float = 0.0
    most: float | None = None

    @property
    def bound(self) -> bool:
        """Whether weights are limited."""
        return self.least > 0 or self.most is not None


@dataclass(frozen=True)
class Calibrated:
    """What came of meeting the margins.

    factor_low, factor_high  of the design weights, in multiples of their mean factor
    deff                     of unequal weights, by Kish; n / deff answers of equal weight would tell as much
    trimmed                  respondents whose weight is at a limit
    """

    margins: tuple[str, ...]
    respondents: int
    factor_low: float
    factor_high: float
    deff: float
    trimmed: int


def parts_of(margin: str) -> tuple[str, ...]:
    """What a margin is made of: questions, or `stratum`."""
    return tuple(part.strip() for part in margin.split(ACROSS))


def cells_of(margin: str, category: str) -> Iterator[tuple[str, ...]]:
    """The combinations that one category of a margin stands for: `trade|services * small` for two."""
    size = len(parts_of(margin))
    sides = category.split(ACROSS) if size > 1 else [category]
    if len(sides) != size:
        raise ValueError(f"{size} parts")
    yield from product(*([one.strip() for one in side.split(OR)] for side in sides))


def meeting(framework: Framework, snapshot: Snapshot, margins: Margins) -> Snapshot:
    """The snapshot whose respondents' weights meet the margins; units' own records stay as they are.

    The weights before are kept as `design`, and are what is begun with where they are there already. ThuocDoError with
    everything that is in the way: respondents in no category, categories without respondents, margins that come to
    different totals, or that cannot be met together.
    """
    records = snapshot.records
    drawn = np.zeros(0, dtype=bool) if records is None else sampled(framework, records.columns, len(records.unit))
    if records is None or not drawn.any():
        raise ThuocDoError("There are no answers of respondents, so --margins have nothing to weigh. Leave them out.")
    design = records.weight if records.design is None else records.design
    met = _met(framework, replace(records, weight=design), drawn, margins)
    weight = design.copy()
    weight[drawn] = met[_places(records, drawn)[1]]
    return replace(snapshot, records=replace(records, weight=weight, design=design))


def calibrated_of(framework: Framework, records: Records, margins: Margins) -> Calibrated:
    """What came of meeting the margins, for records whose weights meet them."""
    drawn = sampled(framework, records.columns, len(records.unit))
    design = records.weight if records.design is None else records.design
    before, now = _weights(replace(records, weight=design), drawn), _weights(records, drawn)
    there = before > 0
    factor = now[there] / before[there] * (before.sum() / now.sum())
    limits = _limits(margins, float(now.sum()), now)
    at_limit = [np.isclose(now, limit, rtol=1e-9) for limit in limits or () if 0 < limit < np.inf]
    return Calibrated(
        margins=tuple(margins.totals),
        respondents=len(now),
        factor_low=float(factor.min()),
        factor_high=float(factor.max()),
        deff=kish(now),
        trimmed=int((np.any(at_limit, axis=0) & there).sum()) if at_limit else 0,
    )


def calibration_of(framework: Framework, records: Records, drawn: BoolArray, margins: Margins) -> Calibration:
    """What the weights of records, which meet the margins, are to meet in every draw."""
    at, totals, _ = _sides(framework, records, drawn, margins)
    weight = _weights(records, drawn)
    return Calibration(at, totals, weight, _limits(margins, float(totals[0].sum()), weight))


def _met(framework: Framework, records: Records, drawn: BoolArray, margins: Margins) -> FloatArray:
    """The weights (respondents,) that meet the margins. ThuocDoError where there are none."""
    at, totals, names = _sides(framework, records, drawn, margins)
    before = _weights(records, drawn)
    wrong = list(_empty(at, names, before))
    if apart := disagreeing({name: sum(cells.values()) for name, cells in margins.totals.items()}):
        told = ", ".join(f"`{name}` to {total:.12g}" for name, total in apart.items())
        wrong.append(
            f"The margins are of one population and come to different totals: {told}. Correct their populations."
        )
    if wrong:
        raise ThuocDoError("\n".join(wrong))
    limits = _limits(margins, float(totals[0].sum()), before)
    cut = None if limits is None else (np.full((1, len(before)), limits[0]), np.full((1, len(before)), limits[1]))
    weight: FloatArray = raked(before[np.newaxis], at, totals, cut)[0]
    if np.isnan(weight).any():
        margin, category = furthest(before, at, totals, limits)
        within = " with every weight within --trim" if limits is not None else ""
        mend = "Widen --trim, or merge" if limits is not None else "Merge"
        raise ThuocDoError(
            f"The margins cannot be met together{within}; furthest off is {names[margin][category]}. {mend} it with"
            f" another category (write `a{OR}b` in one row), or leave a margin out."
        )
    return weight


def _limits(margins: Margins, total: float, weight: FloatArray) -> tuple[float, float] | None:
    """The least and the most that a weight may be, where the weights of those who have one come to `total`."""
    if not margins.bound:
        return None
    mean = total / max(int((weight > 0).sum()), 1)
    return margins.least * mean, np.inf if margins.most is None else margins.most * mean


def _sides(
    framework: Framework, records: Records, drawn: BoolArray, margins: Margins
) -> tuple[tuple[IntArray, ...], tuple[FloatArray, ...], tuple[tuple[str, ...], ...]]:
    """(category (respondents,), totals (categories,), how each category is called) of every margin."""
    found, totals, called, wrong = [], [], [], []
    for margin, cells in margins.totals.items():
        place = {cell: at for at, name in enumerate(cells) for cell in cells_of(margin, name)}
        parts = [_told(framework, records, drawn, part) for part in parts_of(margin)]
        everybody = list(zip(*parts, strict=True))
        lost: dict[tuple[str, ...], int] = {}
        for cell in everybody:
            if cell not in place:
                lost[cell] = lost.get(cell, 0) + 1
        for cell, count in lost.items():
            wrong.append(_without_row(margin, cell, count))
        found.append(np.array([place.get(cell, 0) for cell in everybody], dtype=np.int64))
        totals.append(np.array(list(cells.values()), dtype=np.float64))
        called.append(tuple(f"`{name}` of `{margin}`" for name in cells))
    if wrong:
        raise ThuocDoError("\n".join(wrong))
    return tuple(found), tuple(totals), tuple(called)


def _without_row(margin: str, cell: tuple[str, ...], count: int) -> str:
    name = f" {ACROSS} ".join(cell)
    who = f"{count} respondent{'s' if count > 1 else ''}"
    if not any(cell):
        mend = f"Give a row `{margin},,N`, or correct the answers." if len(cell) == 1 else "Correct the answers."
        return f"{who} did not answer `{margin}`, and --margins have no row for those. {mend}"
    return f"{who} are in `{name}` of `{margin}`, which --margins do not have. Add a row for it."


def _empty(at: Sequence[IntArray], names: Sequence[Sequence[str]], weight: FloatArray) -> Iterator[str]:
    """A sentence for each category that nobody with a weight is in."""
    for place, called in zip(at, names, strict=True):
        there = np.bincount(place, weight, minlength=len(called)) > 0
        for category in np.flatnonzero(~there).tolist():
            yield f"No respondent is in {called[category]}. Merge it with another category: write `a{OR}b` in one row."


def _told(framework: Framework, records: Records, drawn: BoolArray, name: str) -> list[str]:
    """The category (respondents,) of each respondent; "" for those who did not say. ThuocDoError for two."""
    ids, place = _places(records, drawn)
    if name == STRATUM and name not in framework.question:
        home = np.zeros(len(ids), dtype=np.int64)
        home[place] = records.stratum[drawn]
        return [records.strata[each] for each in home.tolist()]
    column = records.columns.get(name)
    if column is None:
        return [""] * len(ids)
    there = column.reasons[drawn] == Missing.PRESENT
    said = np.full(len(ids), -1)
    said[place[there]] = column.codes[drawn][there]
    if (said[place[there]] != column.codes[drawn][there]).any():
        mend = "Ask it once, on one page."
        raise ThuocDoError(f"Some respondents have two answers to `{name}`, so it is no margin. {mend}")
    return [column.options[each] if each >= 0 else "" for each in said.tolist()]


def _places(records: Records, drawn: BoolArray) -> tuple[IntArray, IntArray]:
    """(respondents in rising order, the place of each drawn record's among them)."""
    ids, place = np.unique(records.respondent[drawn], return_inverse=True)
    return ids, place


def _weights(records: Records, drawn: BoolArray) -> FloatArray:
    """The weight (respondents,) of each respondent; all its records have the same."""
    ids, place = _places(records, drawn)
    weight = np.zeros(len(ids))
    weight[place] = records.weight[drawn]
    return weight
