"""Aggregators: the scores of a dimension's children become its own; children that are missing are left out.

Weights broadcast against the scores, so that dimensions of one shape are joined in one call.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import FloatArray
from engine.scoring.refusal import RefusalError


def _shared(total: FloatArray, weight: FloatArray) -> FloatArray:
    found = np.full(total.shape, np.nan)
    np.divide(total, weight, out=found, where=weight > 0)
    return found


def mean(scores: FloatArray, weights: FloatArray) -> FloatArray:
    """Weighted arithmetic mean Σ w·s / Σ w over the children that are there."""
    absent = np.isnan(scores)
    if not absent.any():
        shape = np.broadcast_shapes(scores.shape, weights.shape)
        total = np.einsum("...cu,...cu->...u", scores, np.broadcast_to(weights, shape[-weights.ndim :]))
        return _shared(total, np.broadcast_to(weights.sum(axis=-2), total.shape))
    present = np.where(absent, 0.0, weights)
    return _shared((present * np.where(absent, 0.0, scores)).sum(axis=-2), present.sum(axis=-2))


def geometric(
    scores: FloatArray,
    weights: FloatArray,
    *,
    on_zero: Literal["error", "zero", "missing"] = "error",
    floor: float | None = None,
) -> FloatArray:
    """Weighted geometric mean exp(Σ w·ln s / Σ w) over the children that are there.

    Scores below `floor` are lifted to it. Without one, `on_zero` says what a score of 0 gives: an error (the default),
    a mean of zero, or a missing mean. Scores below zero are always an error.
    """
    used = scores if floor is None else np.maximum(scores, floor)
    if (used < 0).any() or (on_zero == "error" and (used == 0).any()):
        raise RefusalError(
            "a geometric mean meets a score of zero or below.",
            "Give it `floor: 1` or `on_zero: zero`, or normalise the children to a scale that starts above 0.",
        )
    absent = np.isnan(used)
    present = np.where(absent, 0.0, weights)
    none_left = absent | (used == 0)
    logs = np.log(np.where(none_left, 1.0, used))
    joined = np.exp(_shared((present * logs).sum(axis=-2), present.sum(axis=-2)))
    has_zero = ((used == 0) & (present > 0)).any(axis=-2)
    return np.where(has_zero, np.nan if on_zero == "missing" else 0.0, joined) if has_zero.any() else joined


def add(scores: FloatArray, weights: FloatArray, *, absent: Literal["missing", "skip"] = "missing") -> FloatArray:
    """Sum Σ w·s of points.

    A missing child makes the sum missing, since leaving it out would count it as zero; `absent: skip` adds up what
    is there. Children that do not apply to a unit have no weight and are left out.
    """
    gone = np.isnan(scores) & (weights > 0)
    present = np.where(np.isnan(scores), 0.0, scores) * weights
    total = present.sum(axis=-2)
    empty = ~(~np.isnan(scores) & (weights > 0)).any(axis=-2)
    return np.where(empty | (gone.any(axis=-2) if absent == "missing" else False), np.nan, total)


def minimum(scores: FloatArray, weights: FloatArray) -> FloatArray:
    """The lowest score among the children that are there and have weight: the weakest link."""
    return np.asarray(np.fmin.reduce(np.where(weights > 0, scores, np.nan), axis=-2, initial=np.nan))


RULES = tuple(
    Rule(name, RuleKind.AGGREGATE, apply)
    for name, apply in {"mean": mean, "geometric": geometric, "sum": add, "minimum": minimum}.items()
)
