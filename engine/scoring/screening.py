"""Which units have too few figures to be compared, told before any figure is treated or filled in."""

from __future__ import annotations

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, FloatArray, Peers, ReasonArray
from engine.scoring.plan import Plan

_ROUNDING = 1e-9
"""A share of 0.6666666666 is two thirds."""


def screened_of(plan: Plan, peers: Peers, reasons: ReasonArray, no_credit: BoolArray) -> BoolArray:
    """The units (units,) with a smaller share of their figures than the file asks for; nobody where it asks for none.

    `reasons` and `no_credit` (nodes, units) are those of the figures as they were measured. An open question without
    credit has a score, the lowest, so it counts as a figure. A unit to which nothing applies is not screened: that
    nothing applies is told of it anyway.

    Source: `Screen` of COINr (R), whose default is two thirds of the indicators, by number.
    """
    screen = plan.framework.screen
    if screen is None:
        return np.zeros(reasons.shape[-1], dtype=bool)
    there, due = _below(plan, peers, (reasons == Missing.PRESENT) | no_credit, reasons, by_weight=screen.by == "weight")
    return np.asarray((due > 0) & (there < screen.least * due - _ROUNDING))


def _below(
    plan: Plan, peers: Peers, figures: BoolArray, reasons: ReasonArray, *, by_weight: bool
) -> tuple[FloatArray, FloatArray]:
    """(there (units,), due (units,)): how much of what applies to each unit is there, in the whole index.

    By number indicators are counted that weigh anything; by weight each dimension has the weighed share of its parts.
    """
    due = (~np.isin(reasons, (Missing.NOT_ASKED, Missing.NOT_APPLICABLE))).astype(np.float64)
    there = np.where(figures, due, 0.0)
    _leave_out(plan, peers, there, due, np.concatenate([stack.rows for stack in plan.stacks]).tolist())
    for joint in plan.joints:
        weights = joint.weights[..., np.newaxis]
        own, of = there[joint.children], due[joint.children]
        if by_weight:
            share = np.divide(own, of, out=np.zeros_like(own), where=of > 0)
            counted = weights * (of > 0)
            total = counted.sum(axis=-2)
            part = np.divide((counted * share).sum(axis=-2), total, out=np.zeros_like(total), where=total > 0)
            there[joint.rows], due[joint.rows] = part, total > 0
        else:
            there[joint.rows], due[joint.rows] = ((weights > 0) * own).sum(axis=-2), ((weights > 0) * of).sum(axis=-2)
        _leave_out(plan, peers, there, due, joint.rows.tolist())
    return there[0], due[0]


def _leave_out(plan: Plan, peers: Peers, there: FloatArray, due: FloatArray, rows: list[int]) -> None:
    """What is optional and that no unit of a group has is not due there."""
    for row in plan.optional.intersection(rows):
        for group in range(len(peers.groups)):
            among = peers.group == group
            if not there[row, among].any():
                due[row, among] = 0.0
