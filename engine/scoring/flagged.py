"""Results with and without the responses that show signs of careless answers; no count that points at one person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, IntArray, Records, Snapshot
from engine.scoring.gather import picked
from engine.scoring.plan import Plan
from engine.scoring.run import score
from engine.scoring.table import ScoreTable

FEWEST = 5
"""A smaller number of respondents, and what differs by so few of them, is not shown."""


@dataclass(frozen=True)
class FlagCount:
    """How many responses raise a flag, in all ("" and "") or about one unit, or in one stratum.

    flagged is None where it is 1 to 4, or where it would tell such a number by taking it off the whole.
    """

    flag: str
    unit: str
    stratum: str
    responses: int
    flagged: int | None


@dataclass(frozen=True)
class WithAndWithout:
    """One unit's total, with all responses and without the flagged ones; figures are None where there are none.

    hidden  1 to 4 responses were left out, or stay, so that what they said could be told: nothing is shown
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


ANY = "any"
"""The name under which responses with one flag or several are counted."""


def flagged_records(records: Records, names: Collection[str] | None = None) -> BoolArray:
    """The records (records,) of responses with one of the flags; of any, where none are named."""
    found = np.zeros(len(records.unit), dtype=bool)
    for name, raised in records.flags.items():
        if names is None or name in names:
            found |= raised
    return found


def without_flagged(snapshot: Snapshot, names: Collection[str] | None = None) -> Snapshot:
    """The snapshot without responses that raise one of the flags; the snapshot itself keeps them."""
    if snapshot.records is None:
        return snapshot
    records, order = snapshot.records, np.flatnonzero(~flagged_records(snapshot.records, names))
    kept = replace(
        records,
        unit=records.unit[order],
        respondent=records.respondent[order],
        weight=records.weight[order],
        stratum=records.stratum[order],
        columns={name: picked(column, order) for name, column in records.columns.items()},
        flags={name: raised[order] for name, raised in records.flags.items()},
    )
    return replace(snapshot, records=kept)


def flag_counts(snapshot: Snapshot, names: Collection[str]) -> tuple[FlagCount, ...]:
    """Counts of responses by flag (those of `names`, then any): in all, by unit, by stratum.

    Strata add up to the whole: where one of them is not shown alone, the next smallest is not either.
    """
    records = snapshot.records
    if records is None:
        return ()
    raised = {name: records.flags.get(name, np.zeros(len(records.unit), dtype=bool)) for name in names}
    raised[ANY] = flagged_records(records)
    found = []
    for flag, marks in raised.items():
        everybody = _people(records, np.ones(len(marks), dtype=bool))
        found.append(FlagCount(flag, "", "", everybody, _shown(_people(records, marks))))
        for place, unit in enumerate(snapshot.units):
            about = records.unit == place
            if about.any():
                told = _shown(_people(records, about & marks))
                found.append(FlagCount(flag, unit.id, "", _people(records, about), told))
        if len(records.strata) > 1:
            found += _by_stratum(records, flag, marks)
    return tuple(found)


def _by_stratum(records: Records, flag: str, marks: BoolArray) -> list[FlagCount]:
    inside = [records.stratum == place for place in range(len(records.strata))]
    counts = [_people(records, one & marks) for one in inside]
    shown = [_shown(count) for count in counts]
    if shown.count(None) == 1:  # taken off the whole it would be told after all
        others = [place for place, one in enumerate(shown) if one]
        if others:
            shown[min(others, key=lambda place: counts[place])] = None
    return [
        FlagCount(flag, "", name, _people(records, one), told)
        for name, one, told in zip(records.strata, inside, shown, strict=True)
    ]


def _people(records: Records, marks: BoolArray) -> int:
    return len(np.unique(records.respondent[marks]))


def _shown(count: int) -> int | None:
    return None if 0 < count < FEWEST else count


def compared(plan: Plan, snapshot: Snapshot, *, basis: str = "") -> tuple[WithAndWithout, ...]:
    """The totals of all ranked units with and without flagged responses, best first; () where nothing is flagged."""
    both = scored_twice(plan, snapshot, basis=basis)
    return () if both is None else beside(*both, left_out(snapshot))


def scored_twice(plan: Plan, snapshot: Snapshot, *, basis: str = "") -> tuple[ScoreTable, ScoreTable] | None:
    """The scores of all responses, and of those without a flag; None where nothing is flagged."""
    if snapshot.records is None or not flagged_records(snapshot.records).any():
        return None
    return score(plan, snapshot, basis=basis), score(plan, without_flagged(snapshot), basis=basis)


def left_out(snapshot: Snapshot) -> IntArray:
    """How many respondents (units,) with a flag rated each unit."""
    records, units = snapshot.records, range(len(snapshot.units))
    if records is None:
        return np.zeros(len(units), dtype=np.int64)
    marks = flagged_records(records)
    return np.array([_people(records, marks & (records.unit == unit)) for unit in units], dtype=np.int64)


def beside(whole: ScoreTable, rest: ScoreTable, fewer: IntArray) -> tuple[WithAndWithout, ...]:
    """Two tables of the same units side by side; `fewer` (units,) counts the respondents that only the first has.

    A total that is kept back in the first is no row, one in the second is hidden.
    """
    rows = []
    for column, unit in enumerate(whole.units):
        stays = int(rest.n[0, column])
        hidden = fewer[column] > 0 and (fewer[column] < FEWEST or 0 < stays < FEWEST)
        hidden = hidden or rest.missing[0, column] == Missing.SUPPRESSED
        if unit.group is None or np.isnan(whole.score[0, column]):
            continue
        n = int(whole.n[0, column])
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
                bool(hidden),
            )
        )
    order = {group: place for place, group in enumerate(dict.fromkeys(row.group for row in rows))}
    return tuple(sorted(rows, key=lambda row: (order[row.group], row.rank is None, row.rank)))


def _figure(given: float) -> float | None:
    return None if np.isnan(given) else given


def _place(given: float) -> int | None:
    return None if np.isnan(given) else int(given)
