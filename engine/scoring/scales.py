"""The scales of a plan's nodes: between which ends their scores lie, and the most points that a sum can come to."""

from __future__ import annotations

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Peers, ReasonArray
from engine.scoring.plan import Joint, Plan, PlannedExtra
from engine.scoring.refusal import RefusalError


def joined_by(joint: Joint, peers: Peers, scores: FloatArray, weights: FloatArray) -> FloatArray:
    """The results (..., parents, units) of joining the children's scores; RefusalError as the rule says."""
    given = (scores, weights, peers) if joint.aggregate.rule.compares else (scores, weights)
    return np.asarray(joint.aggregate(*given))


def scale_of(plan: Plan, peers: Peers, ends: FloatArray) -> dict[str, tuple[float, float]]:
    """The ends of each node's scale: what its rule makes of its children's ends, and extra points beyond them.

    `ends` (2, nodes, 1) are those of the indicators.
    """
    beyond = [each for each in plan.limits if isinstance(each, PlannedExtra) and each.extra.beyond_scale]
    ends = ends.copy()
    _widen(ends, beyond, np.concatenate([stack.rows for stack in plan.stacks]))
    for joint in plan.joints:
        joined = _ends_of(joint, peers, ends[:, joint.children, :])
        ends[:, joint.rows, :] = joined * joint.times[:, np.newaxis]
        _widen(ends, beyond, joint.rows)
    pairs = np.nan_to_num(ends[..., 0], nan=0.0)
    return {node: (float(pairs[0, row]), float(pairs[1, row])) for row, node in enumerate(plan.nodes)}


def attainable(plan: Plan, peers: Peers, ends: FloatArray, declared: BoolArray, missing: ReasonArray) -> FloatArray:
    """The most points (nodes, units) that sums can come to with what applies to each unit; NaN for all else.

    `ends` (2, nodes, 1) are those of the indicators, `declared` (nodes,) which of these somebody declared, and
    `missing` (nodes, units) tells what does not apply.
    """
    sums = [joint for joint in plan.joints if joint.aggregate.rule.adds_up]
    most = np.full(missing.shape, np.nan)
    if not sums:
        return most
    top = np.where(declared[:, np.newaxis], ends.max(axis=0), np.nan) + np.zeros(missing.shape)
    for joint in plan.joints:
        gone = np.isin(missing[joint.children], (Missing.NOT_ASKED, Missing.NOT_APPLICABLE))
        try:
            joined = joined_by(joint, peers, top[joint.children], joint.weights[..., np.newaxis] * ~gone)
        except RefusalError:
            joined = np.full_like(top[joint.rows], np.nan)
        top[joint.rows] = joined * joint.times[:, np.newaxis]
    for joint in sums:
        most[joint.rows] = top[joint.rows]
    return most


def _ends_of(joint: Joint, peers: Peers, children: FloatArray) -> FloatArray:
    """(2, parents, 1) ends from those of the children (2, parents, children, 1)."""
    if joint.aggregate.rule.compares:
        most = max(np.bincount(peers.group[peers.member]).max(initial=1) - 1, 1)
        to = joint.aggregate.settings.get("to") or (-float(most), float(most))
        return np.broadcast_to(np.array(to)[:, np.newaxis, np.newaxis], (2, len(joint.rows), 1))
    try:
        return np.asarray(joint.aggregate(children, joint.weights[..., np.newaxis]))
    except RefusalError:
        return np.stack([children[0].min(axis=-2), children[1].max(axis=-2)])


def _widen(ends: FloatArray, beyond: list[PlannedExtra], rows: IntArray) -> None:
    for planned in beyond:
        if planned.row in rows:
            ends[:, planned.row, 0] += (planned.extra.at_least, planned.extra.at_most)
