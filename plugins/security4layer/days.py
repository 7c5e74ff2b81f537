"""Credit for days: how fresh a date is, and whether what was due each year came in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

import numpy as np
from pydantic import Field

from engine.framework.missing import Missing
from engine.framework.models import DueDay, next_due
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import Measured, Ratings
from plugins.security4layer.reading import (
    PARTLY,
    Bands,
    ByLevel,
    Months,
    credit_ends,
    credited,
    given_in,
    in_bands,
    measured,
    months_after,
)


def freshness_of(day: date, on: date, months: int) -> float:
    """1 up to `months` calendar months after `day` (inclusive), 0.5 up to 1.5 times that, rounded up; then 0."""
    if on <= months_after(day, months):
        return 1.0
    return PARTLY if on <= months_after(day, -(-3 * months // 2)) else 0.0


def freshness(day: Ratings, level: Ratings, on: Ratings, *, months: Months | ByLevel) -> Measured:
    """Credit for the age of a date: `from: [date, highest level, day of the assessment]`.

    1 up to the limit in calendar months (inclusive), 0.5 up to one and a half times it, rounded up to months, then 0; 0
    as well for a date after the assessment. `months` is one limit, or five by the level 1 to 5. A level without a
    limit: not applicable, dated or not. (Proposed four-layer checklist, DATE; limits after TCVN 14423:2026.)
    """
    limits = (months,) * 5 if isinstance(months, int) else months
    dated, graded, today = given_in(day), given_in(level), given_in(on)
    reasons = dated.reasons.copy()
    found = np.full(len(reasons), np.nan)
    for unit in range(len(reasons)):
        if np.isnan(graded.values[unit]) or np.isnan(today.values[unit]):
            reasons[unit] = max(reasons[unit], Missing.SKIPPED)
            continue
        limit = limits[int(np.clip(graded.values[unit], 1, 5)) - 1]
        if limit is None:
            reasons[unit] = Missing.NOT_APPLICABLE
        elif reasons[unit] == Missing.PRESENT:
            then, now = (date.fromordinal(int(given.values[unit])) for given in (dated, today))
            found[unit] = 0.0 if then > now else freshness_of(then, now, limit)
    return measured(found, reasons, day)


def while_fresh(
    ratings: Ratings,
    day: Ratings,
    level: Ratings,
    on: Ratings,
    *,
    months: Months | ByLevel,
    bands: Bands | None = None,
) -> Measured:
    """Credit of an item that counts only while a date has credit.

    `from: [item, date, highest level, day of the assessment]`. The chosen option's value, or of a number the credit of
    the highest of `bands` that it reaches; 0 where the date has none by `freshness` with these `months`, or is not
    given: what failed first cannot be left out afterwards. (Proposed four-layer checklist: "0 if L3-01 is 0".)
    """
    given, fresh = given_in(ratings), freshness(day, level, on, months=months)
    own = given.values if bands is None else in_bands(given.values, bands)
    credit = np.where(np.nan_to_num(fresh.values) > 0, own, 0.0)
    return measured(credited(credit, given.reasons), given.reasons, ratings)


def timely(sent: date, on: date, due: str, *, late_days: int, early_days: int) -> float:
    """The credit of what was last sent on a day, seen on another, if each year's last day is `due`."""
    ahead = next_due(due, on)
    before = ahead.replace(year=ahead.year - 1)
    if sent > on or sent < before - timedelta(days=early_days):
        return 0.0
    if sent <= before or sent >= ahead - timedelta(days=early_days):
        return 1.0
    return PARTLY if sent <= before + timedelta(days=late_days) else 0.0


def on_time(
    sent: Ratings,
    to: Ratings,
    on: Ratings,
    *,
    due: Annotated[Mapping[str, DueDay], Field(min_length=1)],
    late_days: Annotated[int, Field(ge=0, le=180)] = 30,
    early_days: Annotated[int, Field(ge=1, le=180)] = 60,
) -> Measured:
    """Credit for a yearly report: `from: [day it was sent, to whom, day of the assessment]`.

    `due` is the last day of each year by to whom it goes: `{ministry: "12-24"}`. 1 for the report that was last due,
    sent up to that day and at most `early_days` before it (earlier, it was another year's), or already the next one;
    0.5 up to `late_days` after it, then 0; 0 as well for a day after the assessment. (Decree 331/2026/NĐ-CP, Art. 35.)
    """
    days, whom, today = given_in(sent), given_in(to), given_in(on)
    reasons = days.reasons.copy()
    found = np.full(len(reasons), np.nan)
    for unit in range(len(reasons)):
        option = to.column.options[whom.codes[unit]] if whom.codes[unit] >= 0 else ""
        if option not in due or np.isnan(today.values[unit]):
            reasons[unit] = max(reasons[unit], Missing.SKIPPED)
        elif reasons[unit] == Missing.PRESENT:
            then, now = (date.fromordinal(int(given.values[unit])) for given in (days, today))
            found[unit] = timely(then, now, due[option], late_days=late_days, early_days=early_days)
    return measured(found, reasons, sent)


RULES = (
    Rule("freshness", RuleKind.MEASURE, freshness, ends=credit_ends),
    Rule("while_fresh", RuleKind.MEASURE, while_fresh, ends=credit_ends),
    Rule("on_time", RuleKind.MEASURE, on_time, ends=credit_ends),
)
