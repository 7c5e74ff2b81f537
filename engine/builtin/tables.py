"""Normalisers by a table that the file gives: steps with points, and straight lines between knots.

What a table leaves open, doubles or puts out of order is a mistake of the file, told when it is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal, TypeAlias

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from engine.framework.models import Framework, Node
from engine.framework.rule_at import Misuse, Range, RuleAt, hull
from engine.framework.rules import Rule, RuleKind
from engine.framework.told import told
from engine.scoring.arrays import Adjusted, BoolArray, FloatArray, Peers
from engine.scoring.refusal import RefusalError
from engine.scoring.rounding import snapped


class Step(BaseModel):
    """Points for values between two ends, or for the values listed in `is`.

    `from` and `up_to` belong to the step, `above` and `below` do not. Without a lower end it begins where the step
    before it ends; the first step without one, and the last without an upper one, are open.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    points: float
    start: float | None = Field(default=None, alias="from")
    above: float | None = None
    below: float | None = None
    up_to: float | None = None
    classes: float | tuple[float, ...] = Field(default=(), alias="is")

    @property
    def values(self) -> tuple[float, ...]:
        """The values listed in `is`."""
        return self.classes if isinstance(self.classes, tuple) else (self.classes,)

    @property
    def ends(self) -> tuple[tuple[float, bool] | None, tuple[float, bool] | None]:
        """(lower end, whether it belongs to the step) and the same of the upper end; None where there is none."""
        lower = (self.start, True) if self.start is not None else (self.above, False)
        upper = (self.up_to, True) if self.up_to is not None else (self.below, False)
        return (
            None if lower[0] is None else (lower[0], lower[1]),
            None if upper[0] is None else (upper[0], upper[1]),
        )


def _sound(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps, if they leave no gap and do not overlap."""
    classes = [step for step in steps if step.values]
    if classes and len(classes) < len(steps):
        raise told("some steps have `is`, others have ends", "Give each step either `is` or ends.")
    for step in steps:
        if None not in (step.start, step.above) or None not in (step.below, step.up_to):
            raise told("a step has two lower or two upper ends", "Keep one: `from` or `above`, `below` or `up_to`.")
        if step.values and step.ends != (None, None):
            raise told("a step has both `is` and ends", "Keep one of them.")
    seen: set[float] = set()
    for value in (value for step in classes for value in step.values):
        if value in seen:
            raise told(f"{value:g} stands in two steps", "Remove it from one of them.")
        seen.add(value)
    for place, (one, other) in enumerate(pairwise(steps) if not classes else (), start=1):
        _adjoining(place, one, other)
    return steps


def _adjoining(place: int, one: Step, other: Step) -> None:
    (lower, upper), (following, end) = one.ends, other.ends
    if upper is None:
        raise told(f"step {place} has no upper end, so the next one is never reached", "Add `below` or `up_to`.")
    if lower is not None and lower[0] > upper[0]:
        raise told(f"step {place} ends at {upper[0]:g}, before it begins at {lower[0]:g}", "Exchange the two.")
    if end is not None and end[0] < upper[0]:
        raise told(f"step {place + 1} ends at {end[0]:g}, before step {place} does", "List them from the lowest up.")
    if following is None:
        return
    if following[0] > upper[0]:
        gap = f"nothing is said of values from {upper[0]:g} to {following[0]:g}"
        raise told(gap, "Let each step begin where one ends.")
    if following[0] < upper[0]:
        overlap = f"steps {place} and {place + 1} overlap from {following[0]:g} to {upper[0]:g}"
        raise told(overlap, "Let one end earlier.")
    if following[1] == upper[1]:
        both = "belongs to steps {} and {}" if upper[1] else "belongs to neither step {} nor {}"
        what = f"{upper[0]:g} {both.format(place, place + 1)}"
        raise told(what, "Use `up_to` with `above`, or `below` with `from`.")


Steps: TypeAlias = Annotated[tuple[Step, ...], Field(min_length=1), AfterValidator(_sound)]


def points_of_steps(values: FloatArray, steps: tuple[Step, ...]) -> FloatArray:
    """The points of the step in which each value lies, compared after snapping; NaN for one that no step has."""
    given = snapped(values)
    scores = np.full(values.shape, np.nan)
    lower = -math.inf, True
    for step in steps:
        begin, end = step.ends
        lower = begin or lower
        upper = end or (math.inf, True)
        if step.values:
            inside = np.isin(given, snapped(np.array(step.values)))
        else:
            inside = (given >= lower[0]) if lower[1] else (given > lower[0])
            inside &= (given <= upper[0]) if upper[1] else (given < upper[0])
        scores = np.where(inside, step.points, scores)
        lower = upper[0], not upper[1]
    return scores


def steps(
    values: FloatArray,
    _higher: BoolArray,
    _peers: Peers,
    *,
    steps: Steps,
    otherwise: Literal["error", "missing"] = "error",
) -> Adjusted:
    """The points of the step in which x lies: `steps: [{below: 10, points: 0}, {below: 20, points: 5}, {points: 10}]`.

    Ends compare after snapping to 12 significant digits; gaps and overlaps are refused when the file is read. A value
    that no step has is an error, or missing with `otherwise: missing`. The points say which way is better, so
    `direction` plays no part. (PAR index, digital transformation sets: points by class.)
    """
    scores = points_of_steps(values, steps)
    lost = np.isnan(scores) & ~np.isnan(values)
    if lost.any() and otherwise == "error" and values.ndim == 2:
        row, unit = np.argwhere(lost)[0]
        raise RefusalError(
            f"the value {values[row, unit]:g} has no step.",
            "Add a step for it, or say `otherwise: missing`.",
            at=(row, unit),
        )
    points = [step.points for step in steps]
    return Adjusted(scores, scale=(min(points), max(points)))


def _increasing(knots: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    for (x, _), (following, _) in pairwise(knots):
        if following <= x:
            what = f"the knot at {following:g} does not come after the one at {x:g}"
            raise told(what, "List the knots by rising value.")
    return knots


Knots: TypeAlias = Annotated[tuple[tuple[float, float], ...], Field(min_length=2), AfterValidator(_increasing)]


def piecewise(
    values: FloatArray,
    _higher: BoolArray,
    _peers: Peers,
    *,
    knots: Knots,
    beyond: Literal["clamp", "missing"] = "clamp",
) -> Adjusted:
    """Straight lines between knots [x, points]: points_i + (points_j − points_i)·(x − x_i)/(x_j − x_i).

    Beyond the outer knots the score is that of the nearest, and the point is marked, or it is missing. The points say
    which way is better, so `direction` plays no part. (Value functions: Keeney and Raiffa, 1976.)
    """
    x, points = (np.array(each) for each in zip(*knots, strict=True))
    outside = (values < x[0]) | (values > x[-1])
    scores = np.where(np.isnan(values), np.nan, np.interp(values, x, points))
    if beyond == "missing":
        scores = np.where(outside, np.nan, scores)
    scale = (float(points.min()), float(points.max()))
    return Adjusted(scores, x[:1], x[-1:], outside if beyond == "clamp" else None, scale)


def _step_ends(_values: Range, *, steps: tuple[Step, ...], **_settings: object) -> Range:
    return hull((step.points, step.points) for step in steps)


def _knot_ends(_values: Range, *, knots: tuple[tuple[float, float], ...], **_settings: object) -> Range:
    return hull((points, points) for _x, points in knots)


def _covers(at: RuleAt) -> Iterator[Misuse]:
    """Every value that an indicator can have needs a step."""
    if at.settings["otherwise"] == "error":
        for leaf in at.indicators:
            if leaf.id in at.values:
                yield from _uncovered(at.framework, leaf, at.settings["steps"], at.values[leaf.id])


def _uncovered(framework: Framework, leaf: Node, steps: tuple[Step, ...], ends: Range) -> Iterator[Misuse]:
    listed = {value for step in steps for value in step.values}
    if listed:
        lacking = sorted(_worth(framework, leaf) - listed)
        if lacking:
            what = f"`{leaf.id}` can be {', '.join(f'{value:g}' for value in lacking)}, for which there is no step."
            yield Misuse(what, "Add a step for them, or say `otherwise: missing`.", ("steps",))
        return
    for what, mend in steps_leave_out(steps, ends):
        yield Misuse(what, f"{mend[:-1]}, or say `otherwise: missing`.", ("steps",))


def steps_leave_out(steps: tuple[Step, ...], ends: Range) -> Iterator[tuple[str, str]]:
    """What of the values between two ends no step has, and how to mend it."""
    (lower, _), (_, upper) = steps[0].ends, steps[-1].ends
    if lower is not None and (lower[0] > ends[0] or (lower[0] == ends[0] and not lower[1])):
        what = f"values {'below' if lower[1] else 'up to'} {lower[0]:g} have no step."
        yield what, "Leave out the lower end of the first step."
    if upper is not None and (upper[0] < ends[1] or (upper[0] == ends[1] and not upper[1])):
        what = f"values {'above' if upper[1] else 'from'} {upper[0]:g} {'' if upper[1] else 'upwards '}have no step."
        yield what, "Leave out the upper end of the last step."


def _worth(framework: Framework, leaf: Node) -> set[float]:
    """What the options of an indicator's questions are worth."""
    questions = [framework.question[name] for name in leaf.source if name in framework.question]
    options = [option for question in questions for option in framework.options_of(question)]
    return {option.value for option in options if option.value is not None and math.isfinite(option.value)}


RULES = (
    Rule("steps", RuleKind.NORMALISE, steps, ends=_step_ends, checks=_covers, looks="itself"),
    Rule("piecewise", RuleKind.NORMALISE, piecewise, ends=_knot_ends, looks="itself"),
)
