"""Aggregators of points: a share of the most that there are, a sum with a ceiling, the level that a sum reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from engine.builtin.tables import Step, Steps, points_of_steps, steps_leave_out
from engine.framework.rule_at import Misuse, Part, Range, RuleAt, hull
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import FloatArray
from engine.scoring.refusal import RefusalError


def _added(scores: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(Σ w·s, Σ w) over the axis of the children; both missing where a child with weight is, or none has any."""
    lost = (np.isnan(scores) & (weights > 0)).any(axis=-2)
    total, weight = np.nansum(np.where(weights > 0, scores * weights, 0.0), axis=-2), np.sum(weights, axis=-2)
    lost = lost | (weight <= 0)
    return np.where(lost, np.nan, total), np.where(lost, np.nan, weight)


def out_of(scores: FloatArray, weights: FloatArray, *, to: float = 100.0) -> FloatArray:
    """Points out of the most that apply: `to` · Σ s / Σ w, the weight w of a child being the most points it can have.

    Children that do not apply to a unit have no weight, so what is left of the set is put on `to` as the whole set is
    for others; `sum` adds the points up and lets the most there are shrink. A child that is missing makes the result
    missing. (Hà Nội, decision 2940/QĐ-UBND of 2022: what was not held is left out and the rest put on 100.)
    """
    counted = np.where(weights > 0, 1.0, 0.0)
    total, _ = _added(scores, np.broadcast_to(counted, np.broadcast_shapes(scores.shape, weights.shape)))
    _, most = _added(np.zeros_like(scores), weights)
    return to * total / most


def _out_of_parts(scores: FloatArray, weights: FloatArray, *, to: float) -> FloatArray:
    """`to` · s / Σ w; they add up to the result."""
    most = np.sum(weights, axis=-2, keepdims=True)
    parts: FloatArray = to * np.where(weights > 0, np.nan_to_num(scores), 0.0) / np.where(most > 0, most, np.nan)
    return parts


def _out_of_ends(parts: Iterable[Part], *, to: float) -> Range:
    return hull([(0.0, to), *((to * part.low / part.weight, to * part.high / part.weight) for part in parts)])


def _most_points(at: RuleAt) -> Iterator[Misuse]:
    """The weight of each child is the upper end of its scale."""
    for part in (part for parts in at.joins for part in parts):
        own = at.framework.nodes[part.id].normalise
        to = (own.settings.get("to") if own else None) or (part.low, part.high)
        if np.isfinite(most := max(to)) and not np.isclose(most, part.weight, rtol=1e-9):
            what = f"`{part.id}` has up to {most:g} points, and the weight {part.weight:g}."
            yield Misuse(what, f"Under `out_of` the weight is the most points: {most:g}.", key=True)


def capped_sum(scores: FloatArray, weights: FloatArray, *, at_most: float) -> FloatArray:
    """Sum of points with a ceiling: min(`at_most`, Σ w·s).

    A child that is missing makes the sum missing, since leaving it out would count it as zero; children that do not
    apply are left out. (Decision 4725/QĐ-BGDĐT of 2022: a criterion of “up to 6 points”.)
    """
    total, _ = _added(scores, weights)
    return np.minimum(total, at_most)


def _capped_ends(parts: Iterable[Part], *, at_most: float) -> Range:
    given = list(parts)
    low = sum(part.weight * min(part.low, 0.0 if not part.for_all else part.low) for part in given)
    high = sum(part.weight * part.high for part in given)
    return min(low, at_most), min(high, at_most)


def level(scores: FloatArray, weights: FloatArray, *, steps: Steps) -> FloatArray:
    """The level that a sum of points reaches: the `points` of the step in which Σ w·s lies.

    `steps: [{below: 50, points: 1}, {up_to: 75, points: 2}, {points: 3}]`; ends compare after snapping to 12
    significant digits. A missing child makes the level missing, a sum that no step has is an error. With a gate on it,
    `rule: knock_out` and `at: 1`, a mandatory condition that is not met gives the lowest level whatever the points.
    (Decision 4725/QĐ-BGDĐT of 2022: schools are on level 1 below 50 points, on 2 up to 75, on 3 above.)
    """
    total, _ = _added(scores, weights)
    reached = points_of_steps(total, steps)
    lost = np.isnan(reached) & ~np.isnan(total)
    if lost.any():
        raise RefusalError(f"a sum of {total[lost][0]:g} points has no level.", "Add a step for it.")
    return reached


def _level_ends(_parts: Iterable[Part], *, steps: Sequence[Step]) -> Range:
    return hull((step.points, step.points) for step in steps)


def _every_sum_has_a_level(at: RuleAt) -> Iterator[Misuse]:
    for parts in at.joins:
        low = sum(part.weight * part.low for part in parts)
        high = sum(part.weight * part.high for part in parts)
        for what, mend in steps_leave_out(at.settings["steps"], (low, high)):
            yield Misuse(what, mend, ("steps",))


RULES = (
    Rule(
        "out_of", RuleKind.AGGREGATE, out_of, ends=_out_of_ends, checks=_most_points, parts=_out_of_parts,
        rises=True, linear=True,
    ),
    Rule("capped_sum", RuleKind.AGGREGATE, capped_sum, ends=_capped_ends, adds_up=True, rises=True),
    Rule("level", RuleKind.AGGREGATE, level, ends=_level_ends, checks=_every_sum_has_a_level),
)  # fmt: skip
