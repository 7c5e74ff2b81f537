"""Measures of self-assessed sets: a unit's own report becomes points out of a maximum.

A unit answers once; where it answered several times, its last answer counts. Weights of records play no part.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.framework.missing import Missing
from engine.framework.rule_at import Range
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Measured, Ratings

Points = Annotated[float, Field(gt=0)]
Threshold = Annotated[float, Field(gt=0, le=1)]


def points_of_ratio(
    ratings: Ratings, *, points: Points, none_due: Literal["full", "exclude", "zero"], threshold: Threshold = 1.0
) -> Measured:
    """Points of r = done/due, 0 ≤ r ≤ 1: all of `points` from r ≥ `threshold` on, below it r/threshold · points.

    More done than due counts as all done. `none_due` says what a unit gets that had nothing due: all points, none,
    or no score with the reason "not applicable". Sets differ here, so each indicator has to say it. (Provincial and
    commune sets after decision 922/QĐ-BTTTT of 2022: the share reached times the points.)
    """
    done, due = ratings.column.parts["done"], ratings.column.parts["due"]
    answered = _present(ratings) & ~np.isnan(done) & ~np.isnan(due)
    reached = np.full(done.shape, {"full": 1.0, "exclude": np.nan, "zero": 0.0}[none_due])
    np.divide(done, due, out=reached, where=due > 0)
    return _last(ratings, answered, points * np.minimum(np.clip(reached, 0.0, 1.0) / threshold, 1.0))


def points_of_fraction(ratings: Ratings, *, points: Points) -> Measured:
    """The chosen option's value, a fraction of 0 to 1, times `points`: a deputy in the chair, 0.5 of 10, gives 5.

    A fraction beyond 0 or 1 counts as that. (District and commune sets after decision 922/QĐ-BTTTT of 2022.)
    """
    fraction = ratings.column.values
    return _last(ratings, _present(ratings) & ~np.isnan(fraction), points * np.clip(fraction, 0.0, 1.0))


def _present(ratings: Ratings) -> BoolArray:
    return np.asarray(ratings.column.reasons == Missing.PRESENT)


def _last(ratings: Ratings, answered: BoolArray, points: FloatArray) -> Measured:
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


def _no_more_than(_asked: object, *, points: float, **_settings: object) -> Range:
    return 0.0, points


_BY_RATIO = {"vi": "điểm theo tỷ lệ hoàn thành", "en": "points by the share that is done"}
_BY_FRACTION = {"vi": "điểm theo mức được chọn", "en": "points by the level that is chosen"}

RULES = (
    Rule("points_of_ratio", RuleKind.MEASURE, points_of_ratio, ends=_no_more_than, reads="values", words=_BY_RATIO),
    Rule(
        "points_of_fraction",
        RuleKind.MEASURE,
        points_of_fraction,
        ends=_no_more_than,
        reads="values",
        words=_BY_FRACTION,
    ),
)
