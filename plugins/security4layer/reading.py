"""What the family's measures share: a unit's last answer, why there is none, and a credit made of it."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import AfterValidator, Field

from engine.framework.missing import Missing
from engine.framework.rule_at import Range
from engine.scoring.arrays import FloatArray, IntArray, Measured, Ratings, ReasonArray

Months = Annotated[int, Field(ge=1, le=120)]
ByLevel = tuple[Months | None, Months | None, Months | None, Months | None, Months | None]
"""Months by the highest level of the unit's systems, 1 to 5; null: the item does not apply."""

Share = Annotated[float, Field(gt=0, le=100)]

PARTLY = 0.5


class Given(NamedTuple):
    """(units,) each: the last answer's number and the position of its option (-1: none), and why there is none."""

    values: FloatArray
    codes: IntArray
    reasons: ReasonArray


def _falling(bands: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    starts = [start for start, _ in bands]
    if starts != sorted(set(starts), reverse=True):
        raise ValueError("the bands must begin at falling numbers, each given once")
    return bands


Bands = Annotated[tuple[tuple[float, float], ...], Field(min_length=1), AfterValidator(_falling)]
"""Pairs of a number and the credit from it upwards, the highest first."""


def given_in(ratings: Ratings) -> Given:
    """What each unit answered last."""
    last = ratings.last
    return Given(
        np.append(ratings.column.values, np.nan)[last], np.append(ratings.column.codes, -1)[last], why(ratings, last)
    )


def why(ratings: Ratings, last: IntArray) -> ReasonArray:
    """The reason (units,) why there is no answer; a unit without any answers has no data."""
    told = np.append(ratings.column.reasons, np.int8(Missing.NOT_ASKED))[last]
    return np.where(np.diff(ratings.starts) == 0, np.int8(Missing.NO_DATA), told)


def chose(ratings: Ratings, option: str) -> FloatArray:
    """(units,) 1 where this option was chosen last, 0 where another was, NaN where none."""
    given = given_in(ratings)
    place = ratings.column.options.index(option) if option in ratings.column.options else -2
    return np.where(given.reasons == Missing.PRESENT, (given.codes == place).astype(np.float64), np.nan)


def credited(credit: FloatArray, reasons: ReasonArray) -> FloatArray:
    """The credit where an answer stands, else missing."""
    return np.where(reasons == Missing.PRESENT, credit, np.nan)


def measured(credit: FloatArray, reasons: ReasonArray, ratings: Ratings) -> Measured:
    """Credits of the units as a measure gives them, the same in each replicate."""
    whole = np.broadcast_to(credit, (*ratings.weights.shape[:-1], len(credit))).copy()
    told = np.where(np.isnan(credit), np.where(reasons == 0, np.int8(Missing.NO_DATA), reasons), np.int8(0))
    return Measured(whole, (~np.isnan(credit)).astype(np.int64), told.astype(np.int8))


def in_bands(numbers: FloatArray, bands: Bands) -> FloatArray:
    """The credit of the highest band that each number reaches, else 0."""
    credit = np.zeros(numbers.shape)
    for start, worth in reversed(bands):
        credit = np.where(numbers >= start, worth, credit)
    return credit


def months_after(day: date, months: int) -> date:
    """The same day some calendar months later; the month's last day where there is no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def credit_ends(_asked: object, **_settings: object) -> Range:
    """Every credit lies between 0 and 1."""
    return 0.0, 1.0
