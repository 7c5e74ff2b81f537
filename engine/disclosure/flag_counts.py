"""How many responses raise which sign of careless answers; no count that points at a few."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from engine.framework.models import Framework
from engine.scoring.arrays import BoolArray, Records, Snapshot
from engine.scoring.flagged import flagged_records, people


@dataclass(frozen=True)
class FlagCount:
    """How many responses raise a flag, in all ("" and "") or about one unit, or in one stratum.

    A count is None where it is smaller than what may be shown, or where it would tell such a number by taking it off
    the whole.
    """

    flag: str
    unit: str
    stratum: str
    responses: int | None
    flagged: int | None


ANY = "any"
"""The name under which responses with one flag or several are counted."""


def least_shown(framework: Framework) -> int:
    """So many responses must be counted for their number to be told."""
    return framework.terms.min_respondents if framework.terms else 1


def flag_counts(framework: Framework, snapshot: Snapshot, names: Collection[str]) -> tuple[FlagCount, ...]:
    """Counts of responses by flag (those of `names`, then any): in all, by unit, by stratum.

    Strata add up to the whole: where one of them is not shown alone, the next smallest is not either.
    """
    records, least = snapshot.records, least_shown(framework)
    if records is None:
        return ()
    raised = {name: records.flags.get(name, np.zeros(len(records.unit), dtype=bool)) for name in names}
    raised[ANY] = flagged_records(records)
    found = []
    for flag, marks in raised.items():
        everybody = np.ones(len(marks), dtype=bool)
        found.append(_count(records, flag, everybody, marks, least))
        for place, unit in enumerate(snapshot.units):
            about = records.unit == place
            if about.any():
                found.append(_count(records, flag, about, marks, least, unit=unit.id))
        if len(records.strata) > 1:
            found += _by_stratum(records, flag, marks, least)
    return tuple(found)


def _count(records: Records, flag: str, among: BoolArray, marks: BoolArray, least: int, unit: str = "") -> FlagCount:
    responses = _told(people(records, among), least)
    flagged = None if responses is None else _told(people(records, among & marks), least)
    return FlagCount(flag, unit, "", responses, flagged)


def _by_stratum(records: Records, flag: str, marks: BoolArray, least: int) -> list[FlagCount]:
    inside = [records.stratum == place for place in range(len(records.strata))]
    responses = _together([people(records, one) for one in inside], least)
    flagged = _together([people(records, one & marks) for one in inside], least)
    return [
        FlagCount(flag, "", name, among, None if among is None else told)
        for name, among, told in zip(records.strata, responses, flagged, strict=True)
    ]


def _together(counts: Sequence[int], least: int) -> list[int | None]:
    """Counts that add up to one that is told: a single one that is kept back takes the next smallest with it."""
    shown = [_told(count, least) for count in counts]
    others = [place for place, one in enumerate(shown) if one]
    if shown.count(None) == 1 and others:
        shown[min(others, key=lambda place: counts[place])] = None
    return shown


def _told(count: int, least: int) -> int | None:
    return None if 0 < count < least else count
