"""How an indicator's points come about: measures over a unit's own answers, each up to the indicator's maximum.

A unit answers once, so its last record counts; what it left empty has no points, and says so.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import AfterValidator, Field

from engine.framework.missing import Missing
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import FloatArray, IntArray, Measured, Ratings, ReasonArray

Max = Annotated[float, Field(gt=0)]
Threshold = Annotated[float, Field(gt=0, le=1)]
NoneDue = Literal["full", "exclude", "zero"]


def _rising(steps: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    if [start for start, _ in steps] != sorted({start for start, _ in steps}):
        raise ValueError("the steps must begin at rising counts, each given once")
    return steps


Steps = Annotated[tuple[tuple[float, float], ...], Field(min_length=1), AfterValidator(_rising)]
"""Pairs of a count and the points from that count on."""


def _last(ratings: Ratings) -> IntArray:
    """The last record of each unit (units,), -1 where it has none."""
    return np.where(np.diff(ratings.starts) > 0, ratings.starts[1:] - 1, -1)


def _of_units(column: FloatArray, last: IntArray) -> FloatArray:
    return np.append(column, np.nan)[last]


def _reasons(ratings: Ratings, last: IntArray) -> ReasonArray:
    return np.append(ratings.column.reasons, np.int8(Missing.NO_DATA))[last]


def _measured(points: FloatArray, reasons: ReasonArray, ratings: Ratings) -> Measured:
    """The points (units,) along the leading axes of the weights, with a reason wherever there are none."""
    points = np.where(reasons == Missing.PRESENT, points, np.nan)
    told = np.where(np.isnan(points) & (reasons == Missing.PRESENT), np.int8(Missing.NO_DATA), reasons)
    whole = np.broadcast_to(points, (*ratings.weights.shape[:-1], len(points))).copy()
    return Measured(whole, (~np.isnan(points)).astype(np.int64), told.astype(np.int8))


def fraction(ratings: Ratings, *, max: Max) -> Measured:
    """Points = the chosen option's value (a fraction from 0 to 1) × max."""
    last = _last(ratings)
    return _measured(np.clip(_of_units(ratings.column.values, last), 0, 1) * max, _reasons(ratings, last), ratings)


def ratio_points(
    ratings: Ratings, *, max: Max, threshold: Threshold = 1.0, none_due: NoneDue = "exclude"
) -> Measured:
    """Points = done/due ÷ threshold × max, at most max; from the threshold on they are full.

    Nothing due gives full points, none at all (`zero`), or makes the indicator not applicable (`exclude`).
    """
    last = _last(ratings)
    done, due = (_of_units(ratings.column.parts[part], last) for part in ("done", "due"))
    share = np.full(len(last), np.nan)
    np.divide(done, due, out=share, where=due > 0)
    reasons = _reasons(ratings, last)
    idle = (due == 0) & (reasons == Missing.PRESENT)
    if none_due == "exclude":
        reasons = np.where(idle, np.int8(Missing.NOT_APPLICABLE), reasons)
    else:
        share = np.where(idle, 1.0 if none_due == "full" else 0.0, share)
    return _measured(np.minimum(share / threshold, 1.0) * max, reasons, ratings)


def step_points(ratings: Ratings, *, steps: Steps) -> Measured:
    """Points of the highest step that the count reaches; below the first step 0."""
    last = _last(ratings)
    count = _of_units(ratings.column.values, last)
    starts = np.array([start for start, _ in steps])
    points = np.array([0.0, *(given for _, given in steps)])
    reached = points[np.searchsorted(starts, np.nan_to_num(count), side="right")]
    return _measured(np.where(np.isnan(count), np.nan, reached), _reasons(ratings, last), ratings)


def checklist_points(ratings: Ratings, *, max: Max, of: tuple[str, ...]) -> Measured:
    """Points = ticked ÷ listed × max over the options `of`."""
    last = _last(ratings)
    picks = ratings.column.picks
    if picks is None:
        return _measured(np.full(len(last), np.nan), _reasons(ratings, last), ratings)
    wanted = [place for place, option in enumerate(ratings.column.options) if option in of]
    ticked = _of_units(picks[wanted].sum(axis=0).astype(np.float64), last)
    return _measured(ticked / len(of) * max, _reasons(ratings, last), ratings)


def final_points(claimed: Ratings, appraised: Ratings, *, max: Max) -> Measured:
    """The appraised points where the appraiser gave any, higher ones too; else the claimed ones; from 0 to max."""
    last, judged = _last(claimed), _last(appraised)
    ours, theirs = _of_units(claimed.column.values, last), _of_units(appraised.column.values, judged)
    settled = (_reasons(appraised, judged) == Missing.PRESENT) & ~np.isnan(theirs)
    reasons = np.where(settled, np.int8(Missing.PRESENT), _reasons(claimed, last))
    return _measured(np.clip(np.where(settled, theirs, ours), 0, max), reasons, claimed)


def capped_sum(scores: FloatArray, weights: FloatArray, *, cap: float) -> FloatArray:
    """min(cap, Σ w·points) over the children that are there; missing where none is."""
    total = np.nansum(scores * weights, axis=-2)
    return np.where(np.isnan(scores).all(axis=-2), np.nan, np.minimum(total, cap))


RULES = (
    Rule("fraction", RuleKind.MEASURE, fraction),
    Rule("ratio_points", RuleKind.MEASURE, ratio_points),
    Rule("step_points", RuleKind.MEASURE, step_points),
    Rule("checklist_points", RuleKind.MEASURE, checklist_points),
    Rule("final_points", RuleKind.MEASURE, final_points),
    Rule("capped_sum", RuleKind.AGGREGATE, capped_sum),
)
