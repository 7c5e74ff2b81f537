"""Credit from 0 to 1 for a checklist item, from the unit's own answers: yes in part, bands of a ratio, age of a date.

A unit answers once, so its last record counts. An item that was left empty or is not applicable is missing with that
reason; what the first of them costs is for the form's `unanswered:` to say.
"""

from __future__ import annotations

import calendar
from datetime import date
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import AfterValidator, Field

from engine.framework.missing import Missing
from engine.framework.rule_at import Range
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Measured, Ratings, ReasonArray

Months = Annotated[int, Field(ge=1, le=120)]
ByLevel = tuple[Months | None, Months | None, Months | None, Months | None, Months | None]
"""The limit in months by the highest level of the unit's systems, 1 to 5; null: the item does not apply."""

Share = Annotated[float, Field(gt=0, le=100)]

ZeroOfZero = Literal["no_credit", "not_applicable"]
"""What 0 of 0 is. An item that has to apply has no credit; else a unit would escape it by reporting nothing due."""

PARTLY = 0.5


class Fraction(NamedTuple):
    """(units,) each: what was done, what was due, and why there is no answer."""

    done: FloatArray
    due: FloatArray
    reasons: ReasonArray


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


def _values(column: FloatArray, last: IntArray) -> FloatArray:
    return np.append(column, np.nan)[last]


def _reasons(ratings: Ratings, last: IntArray) -> ReasonArray:
    told = np.append(ratings.column.reasons, np.int8(Missing.NOT_ASKED))[last]
    return np.where(np.diff(ratings.starts) == 0, np.int8(Missing.NO_DATA), told)


def _credited(credit: FloatArray, reasons: ReasonArray) -> FloatArray:
    """The credit where an answer stands, else missing."""
    return np.where(reasons == Missing.PRESENT, credit, np.nan)


def _measured(credit: FloatArray, reasons: ReasonArray, ratings: Ratings) -> Measured:
    whole = np.broadcast_to(credit, (*ratings.weights.shape[:-1], len(credit))).copy()
    told = np.where(np.isnan(credit), np.where(reasons == 0, np.int8(Missing.NO_DATA), reasons), np.int8(0))
    return Measured(whole, (~np.isnan(credit)).astype(np.int64), told.astype(np.int8))


def credit(ratings: Ratings) -> Measured:
    """The chosen option's value: yes 1, partly 0.5, no 0, or as the file lists it.

    An item without an answer has no credit of its own; what that costs is for the form's `unanswered:` to say. (A
    proposal after dispatch 1552/BTTTT-CATTT of 2020, which names four layers and no points.)
    """
    last = ratings.last
    reasons = _reasons(ratings, last)
    return _measured(_credited(_values(ratings.column.values, last), reasons), reasons, ratings)


def _fraction(ratings: Ratings, proof: tuple[Ratings, ...], zero_of_zero: ZeroOfZero) -> Fraction:
    """Done and due of each unit's last answer, with reasons; 0 of 0 becomes 0 of 1 where it has no credit."""
    last = ratings.last
    done, due = (_values(ratings.column.parts[part], last) for part in ("done", "due"))
    reasons = _reasons(ratings, last)
    idle = (reasons == Missing.PRESENT) & (due == 0)
    excused: BoolArray = np.full(idle.shape, zero_of_zero == "not_applicable")
    for given in proof:
        excused &= _reasons(given, given.last) == Missing.PRESENT
    reasons = np.where(idle & excused, np.int8(Missing.NOT_APPLICABLE), reasons)
    return Fraction(np.where(idle, 0.0, done), np.where(idle, 1.0, due), reasons.astype(np.int8))


def proportion(
    ratings: Ratings, proof: Ratings | None = None, *, full: Share = 100.0, zero_of_zero: ZeroOfZero = "no_credit"
) -> Measured:
    """Credit min(1, r / full) of r = 100 · done/due.

    Nothing due, 0 of 0, has no credit; with `zero_of_zero: not_applicable` it is left out, if there is a second
    question then only where that is answered, as in "no finding, and here is the day of the inspection". (A proposal:
    the law asks for such shares and sets no points.)
    """
    given = _fraction(ratings, () if proof is None else (proof,), zero_of_zero)
    credit = np.minimum(100.0 * given.done / (given.due * full), 1.0)
    return _measured(_credited(credit, given.reasons), given.reasons, ratings)


def banded_ratio(
    ratings: Ratings, proof: Ratings | None = None, *, bands: Bands, zero_of_zero: ZeroOfZero = "no_credit"
) -> Measured:
    """Credit of the highest band that 100 · done/due reaches, else 0.

    Nothing due, 0 of 0, has no credit; with `zero_of_zero: not_applicable` it is left out, if there is a second
    question then only where that is answered, as in "no finding, and here is the day of the inspection". (A proposal:
    the law asks for such shares and sets no points.)
    """
    given = _fraction(ratings, () if proof is None else (proof,), zero_of_zero)
    credit = np.zeros(given.due.shape)
    for start, worth in reversed(bands):
        # done · 100 ≥ start · due has no division, so that 19 of 20 is 95 %
        credit = np.where(given.done * 100 >= start * given.due, worth, credit)
    return _measured(_credited(credit, given.reasons), given.reasons, ratings)


def freshness(day: Ratings, level: Ratings, on: Ratings, *, months: ByLevel) -> Measured:
    """Credit for the age of a date: `from: [date, highest level, day of the assessment]`.

    1 up to the level's limit in calendar months (inclusive), 0.5 up to one and a half times it, rounded up to months,
    then 0; 0 as well for a date after the assessment. A level without a limit: not applicable, dated or not. (A
    proposal; cycles by level after decree 85/2016/NĐ-CP and directive 18/CT-TTg of 2022.)
    """
    places = [given.last for given in (day, level, on)]
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
        elif reasons[unit] == Missing.PRESENT:
            then, now = date.fromordinal(int(dated[unit])), date.fromordinal(int(today[unit]))
            found[unit] = 0.0 if then > now else freshness_of(then, now, limit)
    return _measured(found, reasons, day)


def _credit_ends(_asked: object, **_settings: object) -> Range:
    return 0.0, 1.0


RULES = (
    Rule("credit", RuleKind.MEASURE, credit, ends=_credit_ends),
    Rule("proportion", RuleKind.MEASURE, proportion, ends=_credit_ends),
    Rule("banded_ratio", RuleKind.MEASURE, banded_ratio, ends=_credit_ends),
    Rule("freshness", RuleKind.MEASURE, freshness, ends=_credit_ends),
)
