"""Credit from 0 to 1 for a checklist item, from the unit's own answers: yes in part, bands of a ratio, age of a date.

A unit answers once, so its last record counts. An item that was asked and left empty has no credit, 0, so that nobody
gains by skipping; one that is not applicable is missing.
"""

from __future__ import annotations

import calendar
from datetime import date
from typing import Annotated

import numpy as np
from pydantic import AfterValidator, Field

from engine.framework.missing import Missing
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import FloatArray, IntArray, Measured, Ratings, ReasonArray

Months = Annotated[int, Field(ge=1, le=120)]
ByLevel = tuple[Months | None, Months | None, Months | None, Months | None, Months | None]
"""The limit in months by the highest level of the unit's systems, 1 to 5; null: the item does not apply."""

Share = Annotated[float, Field(gt=0, le=100)]

PARTLY = 0.5


def _falling(bands: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    starts = [start for start, _ in bands]
    if starts != sorted(set(starts), reverse=True):
        raise ValueError("the bands must begin at falling percentages, each given once")
    return bands


Bands = Annotated[tuple[tuple[float, float], ...], Field(min_length=1), AfterValidator(_falling)]
"""Pairs of a percentage and the credit from it upwards, the highest first."""


def months_after(day: date, months: int) -> date:
    """The same day some calendar months later; the month's last day where there is no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def freshness_of(day: date, on: date, months: int) -> float:
    """1 up to `months` calendar months after `day` (inclusive), 0.5 up to 1.5 times that, rounded up; then 0."""
    if on <= months_after(day, months):
        return 1.0
    return PARTLY if on <= months_after(day, -(-3 * months // 2)) else 0.0


def _last(ratings: Ratings) -> IntArray:
    return np.where(np.diff(ratings.starts) > 0, ratings.starts[1:] - 1, -1)


def _values(column: FloatArray, last: IntArray) -> FloatArray:
    return np.append(column, np.nan)[last]


def _reasons(ratings: Ratings, last: IntArray) -> ReasonArray:
    return np.append(ratings.column.reasons, np.int8(Missing.NO_DATA))[last]


def _idle(reasons: ReasonArray, due: FloatArray) -> ReasonArray:
    """The reasons with "not applicable" where nothing was due."""
    return np.where((reasons == Missing.PRESENT) & (due == 0), np.int8(Missing.NOT_APPLICABLE), reasons)


def _credited(credit: FloatArray, reasons: ReasonArray) -> FloatArray:
    """The credit where an answer stands, 0 where it was left empty, else missing."""
    return np.where(reasons == Missing.SKIPPED, 0.0, np.where(reasons == Missing.PRESENT, credit, np.nan))


def _measured(credit: FloatArray, reasons: ReasonArray, ratings: Ratings) -> Measured:
    whole = np.broadcast_to(credit, (*ratings.weights.shape[:-1], len(credit))).copy()
    told = np.where(np.isnan(credit), np.where(reasons == 0, np.int8(Missing.NO_DATA), reasons), np.int8(0))
    return Measured(whole, (~np.isnan(credit)).astype(np.int64), told.astype(np.int8))


def credit(ratings: Ratings) -> Measured:
    """The chosen option's value: yes 1, partly 0.5, no 0, or as the file lists it."""
    last = _last(ratings)
    reasons = _reasons(ratings, last)
    return _measured(_credited(_values(ratings.column.values, last), reasons), reasons, ratings)


def proportion(ratings: Ratings, *, full: Share = 100.0) -> Measured:
    """Credit min(1, r / full) of r = 100 · done/due; nothing due is not applicable."""
    last = _last(ratings)
    done, due = (_values(ratings.column.parts[part], last) for part in ("done", "due"))
    reasons = _idle(_reasons(ratings, last), due)
    found = np.full(len(last), np.nan)
    np.divide(100.0 * done, due * full, out=found, where=due > 0)
    return _measured(_credited(np.minimum(found, 1.0), reasons), reasons, ratings)


def banded_ratio(ratings: Ratings, *, bands: Bands) -> Measured:
    """Credit of the highest band that 100 · done/due reaches, else 0; nothing due is not applicable."""
    last = _last(ratings)
    done, due = (_values(ratings.column.parts[part], last) for part in ("done", "due"))
    reasons = _idle(_reasons(ratings, last), due)
    found = np.full(len(last), np.nan)
    for unit in np.flatnonzero((reasons == 0) & (due > 0)):
        # done · 100 ≥ start · due has no division, so that 19 of 20 is 95 %
        reached = (given for start, given in bands if done[unit] * 100 >= start * due[unit])
        found[unit] = next(reached, 0.0)
    return _measured(_credited(found, reasons), reasons, ratings)


def freshness(day: Ratings, level: Ratings, on: Ratings, *, months: ByLevel) -> Measured:
    """Credit for the age of a date: `from: [date, highest level, day of the assessment]`.

    1 up to the level's limit in calendar months (inclusive), 0.5 up to one and a half times it, rounded up to months,
    then 0. No date, or one after the assessment, gives 0. A level without a limit: not applicable.
    """
    places = [_last(given) for given in (day, level, on)]
    dated, graded, today = (_values(g.column.values, p) for g, p in zip((day, level, on), places, strict=True))
    reasons = _reasons(day, places[0]).copy()
    found = np.full(len(reasons), np.nan)
    for unit in range(len(reasons)):
        if np.isnan(graded[unit]) or np.isnan(today[unit]):
            reasons[unit] = max(reasons[unit], Missing.SKIPPED)
            continue
        limit = months[int(np.clip(graded[unit], 1, 5)) - 1]
        if limit is None:
            reasons[unit] = Missing.NOT_APPLICABLE
        elif reasons[unit] in (Missing.PRESENT, Missing.SKIPPED) and not dated[unit] <= today[unit]:
            found[unit] = 0.0
        elif reasons[unit] == Missing.PRESENT:
            found[unit] = freshness_of(
                date.fromordinal(int(dated[unit])), date.fromordinal(int(today[unit])), limit
            )
    return _measured(found, reasons, day)


RULES = (
    Rule("credit", RuleKind.MEASURE, credit),
    Rule("proportion", RuleKind.MEASURE, proportion),
    Rule("banded_ratio", RuleKind.MEASURE, banded_ratio),
    Rule("freshness", RuleKind.MEASURE, freshness),
)
