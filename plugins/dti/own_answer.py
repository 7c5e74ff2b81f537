"""What the measures of self-assessed sets share: a unit's own last answer, and its points with n and reasons."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from engine.framework.missing import Missing
from engine.framework.rule_at import Range
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Measured, Ratings

Points = Annotated[float, Field(gt=0)]


def present(ratings: Ratings) -> BoolArray:
    """Which records have an answer, and no reason for having none."""
    return np.asarray(ratings.column.reasons == Missing.PRESENT)


def numeric(ratings: Ratings) -> BoolArray:
    """Which records have an answer that is worth a number."""
    return np.asarray(present(ratings) & ~np.isnan(ratings.column.values))


def last_points(ratings: Ratings, answered: BoolArray, points: FloatArray) -> Measured:
    """Each unit's points by its last answer, with the reason where it has none; the same in each replicate."""
    starts = ratings.starts
    records: IntArray = np.arange(len(answered))
    empty = starts[:-1] == starts[1:]

    def latest(wanted: BoolArray) -> IntArray:
        found = np.maximum.reduceat(np.append(np.where(wanted, records, -1), -1), starts[:-1])
        return np.where(empty, -1, found)

    last = latest(answered)
    values = np.append(points, np.nan)[last]
    told = np.append(ratings.column.reasons, np.int8(Missing.NO_DATA))[latest(~answered)]
    told = np.where(told == Missing.PRESENT, Missing.NO_DATA, told)
    without = np.where(last >= 0, Missing.NOT_APPLICABLE, told)  # answered, yet no points: nothing was due
    reasons = np.where(np.isnan(values), without, Missing.PRESENT).astype(np.int8)
    lead = ratings.weights.shape[:-1]
    return Measured(np.broadcast_to(values, (*lead, len(values))).copy(), (last >= 0).astype(np.int64), reasons)


def up_to_points(_asked: object, *, points: float, **_settings: object) -> Range:
    """The ends of a measure that gives none to all of its points."""
    return 0.0, points
