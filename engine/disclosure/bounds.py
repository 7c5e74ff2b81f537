"""What can be worked out of one unit's figures: the range in which each one must lie, given those that are shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, ReasonArray
from engine.scoring.plan import Joint, Plan
from engine.scoring.refusal import RefusalError

HALVINGS = 48
FAR = 1e3
"""On a scale without declared ends a figure may lie as many widths away."""

SLACK = 1e-9


@dataclass(frozen=True)
class Equation:
    """How the score of one node is made of its children's: everybody who has the framework knows it."""

    parent: int
    children: tuple[int, ...]
    joint: Joint
    place: int

    def made(self, scores: FloatArray, reasons: ReasonArray) -> FloatArray | None:
        """The parent's score (columns,) from the children's (children, columns); None where the rule refuses them."""
        out = (reasons == Missing.NOT_ASKED) | (reasons == Missing.NOT_APPLICABLE)
        weights = np.where(out, 0.0, self.joint.weights[self.place])[:, np.newaxis]
        try:
            joined: FloatArray = self.joint.aggregate(scores, np.broadcast_to(weights, scores.shape))
        except RefusalError:
            return None
        made: FloatArray = joined * self.joint.times[self.place]
        return made

    def weight(self, child: int) -> float:
        """A child's weight."""
        return float(self.joint.weights[self.place][self.children.index(child)])

    @property
    def rounding(self) -> float:
        """How far the parent's score may lie from what its children make, since it is rounded."""
        decimals = dict(self.joint.rounding).get(self.place)
        return 0.0 if decimals is None else 0.5 * 10.0**-decimals

    @property
    def is_monotone(self) -> bool:
        """Whether ranges can be worked out from ends."""
        rule = self.joint.aggregate.rule
        return rule.rises and not rule.compares

    @property
    def is_linear(self) -> bool:
        """Whether a child's share of the parent does not depend on the others."""
        return self.joint.aggregate.rule.linear


def equations_of(plan: Plan) -> tuple[Equation, ...]:
    """The equations of the tree, from the lowest dimensions up; what is reported beside it is left out."""
    inner = len(plan.framework.nodes)
    return tuple(
        Equation(int(row), tuple(int(child) for child in joint.children[place]), joint, place)
        for joint in plan.joints
        for place, row in enumerate(joint.rows)
        if row < inner
    )


@dataclass(frozen=True)
class Seen:
    """One unit's figures as a reader of the publication sees them; each array is (nodes,).

    scores are the real ones, `hidden` those that the reader does not know; low and high end the scales.
    """

    scores: FloatArray
    reasons: ReasonArray
    hidden: BoolArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True)
class Ranges:
    """How wide the range of each score (nodes,) is: given what is below it alone, and given all that is shown."""

    from_below: FloatArray
    width: FloatArray


def ranges(equations: tuple[Equation, ...], seen: Seen, limited: frozenset[int]) -> Ranges:
    """The ranges of scores; on a tree no narrower ones can be worked out.

    Once up and once down is enough, since each node stands in one equation above and one below. `limited` are nodes
    whose score a gate or extra points changed, so that it is not what its children make.
    """
    low = np.where(seen.hidden, np.minimum(seen.low, seen.scores), seen.scores)
    high = np.where(seen.hidden, np.maximum(seen.high, seen.scores), seen.scores)
    for equation in equations:
        if equation.parent not in limited and seen.hidden[equation.parent]:
            _lift(equation, seen, low, high)
    from_below = high - low
    for equation in reversed(equations):
        if equation.parent not in limited:
            _lower(equation, seen, low, high)
    return Ranges(from_below, high - low)


def _lift(equation: Equation, seen: Seen, low: FloatArray, high: FloatArray) -> None:
    """The range of a parent from those of its children."""
    children = list(equation.children)
    unknown = seen.hidden[children] & (high[children] > low[children])
    if not equation.is_monotone:
        if not unknown.any():
            low[equation.parent] = high[equation.parent] = seen.scores[equation.parent]
        return
    made = equation.made(np.stack([low[children], high[children]], axis=-1), seen.reasons[children])
    if made is not None:
        low[equation.parent] = np.fmax(low[equation.parent], made[0] - equation.rounding)
        high[equation.parent] = np.fmin(high[equation.parent], made[1] + equation.rounding)


def _lower(equation: Equation, seen: Seen, low: FloatArray, high: FloatArray) -> None:
    """The ranges of children from those of the parent and of each other."""
    children = np.array(equation.children)
    weighs = equation.joint.weights[equation.place] > 0
    unknown = seen.hidden[children] & (high[children] > low[children]) & weighs
    if not unknown.any() or np.isnan(seen.scores[equation.parent]):
        return
    ends = low[equation.parent] - equation.rounding, high[equation.parent] + equation.rounding
    if not equation.is_monotone:
        if unknown.sum() == 1 and not seen.hidden[equation.parent]:
            only = children[unknown][0]
            low[only] = high[only] = seen.scores[only]
        return
    found = _narrowed(equation, seen.reasons[children], low[children], high[children], unknown, ends)
    if found is not None:
        low[children], high[children] = found


def _narrowed(
    equation: Equation, reasons: ReasonArray, low: FloatArray, high: FloatArray, unknown: BoolArray,
    ends: tuple[float, float],
) -> tuple[FloatArray, FloatArray] | None:  # fmt: skip
    """The ranges (children,) with which the parent can still lie within its ends; None where the rule refuses them."""
    which = np.flatnonzero(unknown)
    slack = SLACK * max(float(np.max((high - low)[which])), 1e-3)
    new_low, new_high = low.copy(), high.copy()
    lowest = _least(equation, reasons, high, which, low[which], high[which], ends[0] - slack, rising=True)
    highest = _least(equation, reasons, low, which, high[which], low[which], ends[1] + slack, rising=False)
    if lowest is None or highest is None:
        return None
    new_low[which], new_high[which] = lowest, highest
    return new_low, new_high


def _least(
    equation: Equation, reasons: ReasonArray, others: FloatArray, which: IntArray, start: FloatArray, stop: FloatArray,
    end: float, *, rising: bool,
) -> FloatArray | None:  # fmt: skip
    """How far from `start` to `stop` (each of `which`) a child must go, the others where they help it most.

    Until the parent reaches `end`: from below where `rising`, else from above. By halving, at one stroke where the rule
    adds up.
    """
    grid = np.repeat(others[:, np.newaxis], len(which), axis=1)
    column = np.arange(len(which))

    def short(own: FloatArray) -> FloatArray | None:
        """How much the parent still lacks (of `which`)."""
        grid[which, column] = own
        made = equation.made(grid, reasons)
        return None if made is None else (end - made if rising else made - end)

    first, last = short(start), short(stop)
    if first is None or last is None:
        return None
    if equation.is_linear:
        gained = first - last
        share = np.divide(first, gained, out=np.zeros_like(first), where=gained > 0)
        return np.asarray(start + np.clip(share, 0.0, 1.0) * (stop - start))
    bad, good = start, np.where(first <= 0, start, stop)
    for _ in range(HALVINGS if (first > 0).any() else 0):
        middle = (bad + good) / 2
        lacks = short(middle)
        if lacks is None:
            return None
        good, bad = np.where(lacks <= 0, middle, good), np.where(lacks <= 0, bad, middle)
    return good
