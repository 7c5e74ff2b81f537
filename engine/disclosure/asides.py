"""The gate for what stands beside the scores: sampling errors, and the totals without careless answers."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from engine.disclosure.gate import guard
from engine.disclosure.published import Published, PublishedTable, remembered
from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray
from engine.scoring.asides import Asides
from engine.scoring.estimates import Estimates
from engine.scoring.table import ScoreTable


@dataclass(frozen=True)
class PublishedEstimates(Estimates):
    """Estimates of which only those of figures that are shown are left; made by `guarded_estimates` alone.

    few  (indicators, units) where not even the number of answers is told
    """

    few: BoolArray = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))


@dataclass(frozen=True)
class WithAndWithout:
    """One unit's total, with all responses and without the flagged ones; figures are None where there are none.

    hidden  so few responses were left out, or stay, that what they said could be told: nothing is shown
    """

    unit: str
    group: str
    n: int
    n_without: int | None
    score: float | None
    score_without: float | None
    rank: int | None
    rank_without: int | None
    hidden: bool = False


@dataclass(frozen=True)
class PublishedAsides:
    """What may be shown beside a published table: None and () where there is nothing."""

    errors: PublishedEstimates | None = None
    compared: tuple[WithAndWithout, ...] = ()


def guarded(table: ScoreTable, asides: Asides | None, before: Published | None = None) -> tuple[
    PublishedTable, PublishedAsides, Published
]:  # fmt: skip
    """What may be shown of a table and its asides after `before`, and what has been published once they are out.

    The totals without careless answers are a second publication of the same round: who takes one from the other
    must learn nothing about a few.
    """
    shown = guard(table, before)
    told = remembered(table, shown, before)
    if asides is None:
        return shown, PublishedAsides(), told
    errors = None if asides.errors is None else guarded_estimates(asides.errors, shown)
    if asides.rest is None:
        return shown, PublishedAsides(errors), told
    least = shown.terms.min_respondents if shown.terms else 0
    rest = guard(asides.rest, told, (asides.left_out > 0) & (asides.left_out < least))
    return shown, PublishedAsides(errors, side_by_side(shown, rest)), remembered(asides.rest, rest, told)


def guarded_estimates(estimates: Estimates, published: PublishedTable) -> PublishedEstimates:
    """Estimates without those of figures that the published table keeps back."""
    rows = [published.node_row(name) for name in estimates.indicators]
    columns = [published.unit_column(unit.id) for unit in estimates.units]
    kept, few = (marks[np.ix_(rows, columns)] for marks in (published.suppressed, published.few))
    given = {each.name: getattr(estimates, each.name) for each in fields(Estimates)}
    for name in ("value", "se", "low", "high", "n_effective", "deff"):
        given[name] = np.where(kept, np.nan, given[name])
    given["n"] = np.where(few, 0, given["n"])
    given["missing"] = np.where(kept, np.int8(Missing.SUPPRESSED), given["missing"])
    return PublishedEstimates(**given, few=few)


def side_by_side(whole: PublishedTable, rest: PublishedTable) -> tuple[WithAndWithout, ...]:
    """The totals of all ranked units in two tables of the same units, best first.

    A total that is kept back in the first is no row, one in the second is hidden.
    """
    rows = []
    for column, unit in enumerate(whole.units):
        n = whole.told_n(0, column)
        if unit.group is None or n is None or np.isnan(whole.score[0, column]):
            continue
        stays = rest.told_n(0, column)
        hidden = stays is None or bool(rest.suppressed[0, column])
        rows.append(
            WithAndWithout(
                unit.id,
                unit.group,
                n,
                None if hidden else stays,
                float(whole.score[0, column]),
                None if hidden else _figure(float(rest.score[0, column])),
                _place(float(whole.rank[0, column])),
                None if hidden else _place(float(rest.rank[0, column])),
                hidden,
            )
        )
    order = {group: place for place, group in enumerate(dict.fromkeys(row.group for row in rows))}
    return tuple(sorted(rows, key=lambda row: (order[row.group], row.rank is None, row.rank)))


def _figure(given: float) -> float | None:
    return None if np.isnan(given) else given


def _place(given: float) -> int | None:
    return None if np.isnan(given) else int(given)
