"""How the results of aggregators are taken apart: what each child gives, or gives to the lead over another unit.

Axes are those of `engine.builtin.aggregators`: children are axis -2, units axis -1, and parts keep both.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from engine.scoring.arrays import FloatArray


def _shares(scores: FloatArray, weights: FloatArray) -> FloatArray:
    """Each child's share of the weight that is there; 0 for what is missing."""
    present: FloatArray = np.where(np.isnan(scores), 0.0, weights)
    total = present.sum(axis=-2, keepdims=True)
    return present / np.where(total > 0, total, np.nan)


def mean_parts(scores: FloatArray, weights: FloatArray) -> FloatArray:
    """w·s / Σ w over the children that are there; they add up to the mean."""
    return _shares(scores, weights) * np.nan_to_num(scores)


def mean_gaps(scores: FloatArray, weights: FloatArray, others: FloatArray, other_weights: FloatArray) -> FloatArray:
    """v·(s − m) − v'·(s' − m), v and v' the shares of the weight, m halfway between both means.

    With the same children there this is v·(s − s'). A child that only one of the two has counts by how far it lies from
    m, so that the parts do not depend on where the scale begins.
    """
    share, other = _shares(scores, weights), _shares(others, other_weights)
    own, theirs = np.nan_to_num(scores), np.nan_to_num(others)
    middle = ((share * own).sum(axis=-2, keepdims=True) + (other * theirs).sum(axis=-2, keepdims=True)) / 2
    gaps: FloatArray = share * (own - middle) - other * (theirs - middle)
    return gaps


def sum_parts(
    scores: FloatArray, weights: FloatArray, *, absent: Literal["missing", "skip", "rescale"] = "missing"
) -> FloatArray:
    """w·s, with `absent: rescale` also times Σ w of all / Σ w of those there; they add up to the sum."""
    parts: FloatArray = np.nan_to_num(scores) * weights
    if absent != "rescale":
        return parts
    there = np.where(np.isnan(scores), 0.0, weights).sum(axis=-2, keepdims=True)
    whole: FloatArray = np.sum(weights, axis=-2, keepdims=True) / np.where(there > 0, there, np.nan)
    return parts * whole


def geometric_gaps(
    scores: FloatArray,
    weights: FloatArray,
    others: FloatArray,
    other_weights: FloatArray,
    *,
    on_zero: Literal["error", "zero", "missing"] = "error",  # noqa: ARG001  zeros are not told here
    floor: float | None = None,
) -> FloatArray:
    """L·(v·ln(s/m) − v'·ln(s'/m)), L the logarithmic mean (G − G') / (ln G − ln G') of both results, m = √(G·G').

    v and v' are shares of the weight; with the same children there the parts are L·v·ln(s/s'). A pair with a score of
    zero has no logarithms: NaN. (Balk, 2008, Price and Quantity Index Numbers: logarithmic-mean decompositions.)
    """
    share, other = _shares(scores, weights), _shares(others, other_weights)
    own, theirs = (given if floor is None else np.maximum(given, floor) for given in (scores, others))
    with np.errstate(divide="ignore", invalid="ignore"):
        logs, their_logs = (np.where(v > 0, np.log(s), 0.0) for v, s in ((share, own), (other, theirs)))
        result, their_result = ((v * x).sum(axis=-2, keepdims=True) for v, x in ((share, logs), (other, their_logs)))
        apart = result - their_result
        level = np.exp(their_result) * np.where(apart == 0, 1.0, np.expm1(apart) / apart)
        middle = (result + their_result) / 2
        parts = level * (share * (logs - middle) - other * (their_logs - middle))
    return np.where(np.isfinite(parts).all(axis=-2, keepdims=True), parts, np.nan)
