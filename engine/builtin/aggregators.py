"""Aggregators: the scores of a dimension's children become its own; children that are missing are left out.

Weights broadcast against the scores, so that dimensions of one shape are joined in one call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Literal

import numpy as np

from engine.builtin import taking_apart
from engine.framework.rule_at import ANY, Misuse, Part, Range, RuleAt, ends_of_parts
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import FloatArray
from engine.scoring.refusal import RefusalError

SMALLEST = 1e-9
"""An exponent this near to 0 is the geometric mean's; weights this near to half, of their sum, are half."""


def _shared(total: FloatArray, weight: FloatArray) -> FloatArray:
    found = np.full(total.shape, np.nan)
    np.divide(total, weight, out=found, where=weight > 0)
    return found


def mean(scores: FloatArray, weights: FloatArray) -> FloatArray:
    """Weighted arithmetic mean Σ w·s / Σ w over the children that are there.

    A low child can be made up for by a high one. No child with weight there: missing. To leave a gap out is the same as
    to fill it with the mean of the unit's other children. (OECD/JRC Handbook, 2008.)
    """
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
    a mean of zero, or a missing mean. Scores below zero are always an error. (UNDP, HDI technical notes.)
    """
    used = scores if floor is None else np.maximum(scores, floor)
    refused = (used < 0) | (used == 0) if on_zero == "error" else used < 0
    if refused.any():
        raise RefusalError(
            "a geometric mean meets a score of zero or below.",
            "Give it `floor: 1` or `on_zero: zero`, or normalise the children to a scale that starts above 0.",
            at=np.argwhere(refused)[0],
            cells=refused,
        )
    absent = np.isnan(used)
    present = np.where(absent, 0.0, weights)
    none_left = absent | (used == 0)
    logs = np.log(np.where(none_left, 1.0, used))
    joined = np.exp(_shared((present * logs).sum(axis=-2), present.sum(axis=-2)))
    has_zero = ((used == 0) & (present > 0)).any(axis=-2)
    return np.where(has_zero, np.nan if on_zero == "missing" else 0.0, joined) if has_zero.any() else joined


def add(
    scores: FloatArray, weights: FloatArray, *, absent: Literal["missing", "skip", "rescale"] = "missing"
) -> FloatArray:
    """Sum Σ w·s of points.

    A missing child makes the sum missing, since leaving it out would count it as zero; `absent: skip` adds up what
    is there, and `absent: rescale` also multiplies by Σ w of all / Σ w of those there, as befits children on one scale:
    an appraisal alone stands for the whole. Children that do not apply to a unit have no weight and are left out.
    (PAR index; Hà Nội, decision 2940/QĐ-UBND of 2022: without a survey the appraisal is put on 100.)
    """
    gone = np.isnan(scores) & (weights > 0)
    present = np.where(np.isnan(scores), 0.0, scores) * weights
    total = present.sum(axis=-2)
    if absent == "rescale":
        total = _shared(total, np.where(np.isnan(scores), 0.0, weights).sum(axis=-2)) * np.sum(weights, axis=-2)
    empty = ~(~np.isnan(scores) & (weights > 0)).any(axis=-2)
    return np.where(empty | (gone.any(axis=-2) if absent == "missing" else False), np.nan, total)


def minimum(scores: FloatArray, weights: FloatArray) -> FloatArray:
    """The lowest score min s among the children that are there and have weight: the weakest link.

    None of them there: missing. Weights other than 0 play no part. (OECD/JRC Handbook, 2008: not compensatory.)
    """
    return np.asarray(np.fmin.reduce(np.where(weights > 0, scores, np.nan), axis=-2, initial=np.nan))


def power(
    scores: FloatArray,
    weights: FloatArray,
    *,
    exponent: float,
    on_zero: Literal["error", "zero", "missing"] = "error",
    floor: float | None = None,
) -> FloatArray:
    """Weighted power mean (Σ w·s^p / Σ w)^(1/p) over the children that are there, p the `exponent`.

    p = 1 is the arithmetic, 0 the geometric, -1 the harmonic mean; the lower p, the less a low child can be made up
    for. Scores below `floor` are lifted to it. A score below zero is an error; with p ≤ 0 `on_zero` says what a score
    of 0 gives, as in `geometric`. (Hardy, Littlewood and Pólya, Inequalities, 1934.)
    """
    if abs(exponent) < SMALLEST:
        return geometric(scores, weights, on_zero=on_zero, floor=floor)
    used = scores if floor is None else np.maximum(scores, floor)
    zero = (used == 0) & (exponent < 0)
    refused = (used < 0) | zero if on_zero == "error" else used < 0
    if refused.any():
        raise RefusalError(
            f"a power mean with exponent {exponent:g} meets a score {'of zero or ' if exponent < 0 else ''}below zero.",
            "Give it a `floor`, or normalise the children to a scale that starts above 0.",
            at=np.argwhere(refused)[0],
            cells=refused,
        )
    present = np.where(np.isnan(used), 0.0, weights)
    # scaled by the score that weighs most, so that no power of the others overflows
    most = np.fmax if exponent > 0 else np.fmin
    largest = most.reduce(np.where((present > 0) & (used > 0), used, np.nan), axis=-2, initial=np.nan, keepdims=True)
    unit = np.where(np.isnan(largest), 1.0, largest)
    safe = np.where((present > 0) & ~zero, used, unit) / unit
    raised = _shared((present * safe**exponent).sum(axis=-2), present.sum(axis=-2))
    joined = raised ** (1 / exponent) * unit[..., 0, :]
    has_zero = (zero & (present > 0)).any(axis=-2)
    return np.where(has_zero, np.nan if on_zero == "missing" else 0.0, joined)


def harmonic(
    scores: FloatArray,
    weights: FloatArray,
    *,
    on_zero: Literal["error", "zero", "missing"] = "error",
    floor: float | None = None,
) -> FloatArray:
    """Weighted harmonic mean Σ w / Σ (w / s) over the children that are there.

    Scores below `floor` are lifted to it. Without one, `on_zero` says what a score of 0 gives: an error (the default),
    a mean of zero, or a missing mean. Scores below zero are always an error. (UNDP, Gender Inequality Index.)
    """
    return power(scores, weights, exponent=-1.0, on_zero=on_zero, floor=floor)


def median(scores: FloatArray, weights: FloatArray) -> FloatArray:
    """Weighted median of the children that are there: where the weight, summed from the lowest score, reaches half.

    Exactly at half it is the mean of the two scores there; with equal weights that is the usual median. No child with
    weight there: missing. (COINr offers the unweighted one.)
    """
    shape = np.broadcast_shapes(scores.shape, weights.shape)
    present = np.where(np.isnan(scores), 0.0, np.broadcast_to(weights, shape))
    order = np.argsort(np.where(present > 0, scores, np.inf), axis=-2, kind="stable")
    rising = np.take_along_axis(np.broadcast_to(scores, shape), order, axis=-2)
    summed = np.cumsum(np.take_along_axis(present, order, axis=-2), axis=-2)
    total = summed[..., -1:, :]
    half, slack = total / 2, total * SMALLEST
    lower = np.take_along_axis(rising, (summed >= half - slack).argmax(axis=-2, keepdims=True), axis=-2)
    upper = np.take_along_axis(rising, (summed > half + slack).argmax(axis=-2, keepdims=True), axis=-2)
    return np.asarray(np.where(total > 0, (lower + upper) / 2, np.nan)[..., 0, :])


def _lifted(parts: Iterable[Part], *, floor: float | None, **_settings: object) -> Range:
    low, high = ends_of_parts(parts)
    return (low, high) if floor is None else (max(low, floor), max(high, floor))


def _sum_ends(parts: Iterable[Part], *, absent: str) -> Range:
    """A child that may be left out can also add nothing."""
    if absent == "rescale":
        return ANY
    low = high = 0.0
    for part in parts:
        always = part.for_all and absent == "missing"
        low += part.weight * (part.low if always else min(part.low, 0.0))
        high += part.weight * (part.high if always else max(part.high, 0.0))
    return low, high


def _meets_zero(name: str, at: RuleAt) -> Iterator[Misuse]:
    """A mean that a score of zero has no place in, over children of which one can be zero."""
    given = at.settings
    if given["on_zero"] != "error" or given["floor"] is not None or given.get("exponent", 0.0) > 0:
        return
    for part in (part for parts in at.joins for part in parts):
        if -np.inf < part.low <= 0:
            what = f"a {name} mean over scores that can be zero (`{part.id}` goes from {part.low:g})."
            yield Misuse(what, "Add `on_zero: zero` or a `floor:`, or let the scores begin above 0.")
            return


RULES = (
    Rule(
        "mean", RuleKind.AGGREGATE, mean, ends=ends_of_parts, parts=taking_apart.mean_parts,
        gaps=taking_apart.mean_gaps, by_share=True, rises=True, linear=True,
    ),
    Rule(
        "geometric", RuleKind.AGGREGATE, geometric, ends=_lifted, checks=partial(_meets_zero, "geometric"),
        gaps=taking_apart.geometric_gaps, by_share=True, rises=True,
    ),
    Rule(
        "harmonic", RuleKind.AGGREGATE, harmonic, ends=_lifted, checks=partial(_meets_zero, "harmonic"), by_share=True,
        rises=True,
    ),
    Rule(
        "power", RuleKind.AGGREGATE, power, ends=_lifted, checks=partial(_meets_zero, "power"), by_share=True,
        rises=True,
    ),
    Rule("median", RuleKind.AGGREGATE, median, ends=ends_of_parts, by_share=True, rises=True),
    Rule(
        "sum", RuleKind.AGGREGATE, add, ends=_sum_ends, adds_up=True, parts=taking_apart.sum_parts, rises=True,
        linear=True,
    ),
    Rule("minimum", RuleKind.AGGREGATE, minimum, ends=ends_of_parts, by_share=True, rises=True),
)  # fmt: skip
