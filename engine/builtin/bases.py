"""What measures share: who is in the base, sums over the records of a unit, and a value with its n and reasons."""

from __future__ import annotations

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Measured, Ratings, ReasonArray, first_draw


def per_unit(values: FloatArray, starts: IntArray) -> FloatArray:
    """Sums of (..., records) over the records of each unit: (..., units)."""
    padded = np.concatenate([values, np.zeros((*values.shape[:-1], 1))], axis=-1)
    sums = np.add.reduceat(padded, starts[:-1], axis=-1)
    sums[..., starts[:-1] == starts[1:]] = 0.0
    return sums


def answered(ratings: Ratings) -> BoolArray:
    """Which records have an answer, and no reason for having none."""
    return np.asarray(ratings.column.reasons == Missing.PRESENT)


def numeric(ratings: Ratings) -> BoolArray:
    """Which records have an answer that is worth a number."""
    return np.asarray(answered(ratings) & ~np.isnan(ratings.column.values))


def chosen(ratings: Ratings, of: tuple[str, ...]) -> BoolArray:
    """Which records chose one of the options named."""
    wanted = [position for position, option in enumerate(ratings.column.options) if option in of]
    if ratings.column.picks is not None:
        return np.asarray(ratings.column.picks[wanted].any(axis=0))
    return np.asarray(np.isin(ratings.column.codes, wanted))


def measured(values: FloatArray, ratings: tuple[Ratings, ...], bases: list[BoolArray]) -> Measured:
    """The values with n and, where a unit has no answer in the base, the weightiest reason why."""
    starts = ratings[0].starts
    n = per_unit(np.any(bases, axis=0).astype(np.float64), starts).astype(np.int64)
    told: ReasonArray = np.max([given.column.reasons for given in ratings], axis=0)
    padded = np.append(told, np.int8(0))
    worst = np.maximum.reduceat(padded, starts[:-1])
    worst[starts[:-1] == starts[1:]] = Missing.NO_DATA
    worst[worst == Missing.PRESENT] = Missing.NO_DATA
    point = first_draw(values, 1)
    return Measured(values, n, np.where(np.isnan(point), worst, Missing.PRESENT).astype(np.int8))


def quotient(over: FloatArray, under: FloatArray) -> FloatArray:
    """over / under; NaN where there is nothing to divide by."""
    found = np.full(np.broadcast_shapes(over.shape, under.shape), np.nan)
    np.divide(over, under, out=found, where=under > 0)
    return found


def places(ratings: Ratings, of: str) -> FloatArray:
    """The place that each record gave to the option; 0 where it gave none, or the question is no ranking."""
    column = ratings.column
    if column.places is None or of not in column.options:
        return np.zeros(len(column.values))
    return np.asarray(column.places[column.options.index(of)], dtype=np.float64)
