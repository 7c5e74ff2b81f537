"""The share of a unit's claimed points that documents are attached to, for frameworks that limit scores by it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from engine.appraisal.asked import made_of
from engine.framework.missing import Missing
from engine.framework.models import Framework, Node
from engine.scoring.arrays import Figures, FloatArray, ReasonArray, Snapshot
from engine.scoring.chain import chain_of
from engine.scoring.plan import Leaf, Plan

Proven = Mapping[str, Collection[str]]
"""The questions with at least one document, by unit; a unit that is not named was not asked for any."""


def asks_for_evidence(framework: Framework) -> bool:
    """Whether some indicator is the share of claimed points with documents."""
    return any(node.is_evidence_share for node in framework.indicators)


def with_evidence_share(plan: Plan, snapshot: Snapshot, basis: str, proven: Proven) -> Snapshot:
    """The snapshot with the share as figures of this basis, in per cent; all else of it stays.

    Points of an indicator are its score times its weight. A unit that claims none has no share: not applicable.
    """
    nodes = plan.framework.nodes
    asking = [leaf for leaf in plan.leaves if nodes[leaf.id].is_evidence_share]
    if not asking:
        return snapshot
    share, reasons = _shares(plan, snapshot, basis, proven)
    there = snapshot.figures.get(basis, Figures({}))
    figures = Figures(
        {**there.values, **dict.fromkeys((leaf.id for leaf in asking), share)},
        {**there.reasons, **dict.fromkeys((leaf.id for leaf in asking), reasons)},
    )
    return replace(snapshot, figures={**snapshot.figures, basis: figures})


def _shares(plan: Plan, snapshot: Snapshot, basis: str, proven: Proven) -> tuple[FloatArray, ReasonArray]:
    """(per cent (units,), why there is none (units,))."""
    framework, nodes = plan.framework, plan.framework.nodes
    counted = [leaf for leaf in plan.leaves if nodes[leaf.id].scored and not nodes[leaf.id].is_outside]
    scores = chain_of(plan, snapshot, basis).point.scores
    claimed, backed = (np.zeros(len(snapshot.units)) for _ in range(2))
    for leaf in counted:
        points = np.nan_to_num(scores[leaf.row]) * nodes[leaf.id].weighs
        asked = _asked_for(framework, nodes[leaf.id], leaf)
        has = [not asked.isdisjoint(proven.get(unit.id, ())) for unit in snapshot.units]
        claimed += points
        backed += np.where(has, points, 0.0)
    told = np.array([unit.id in proven for unit in snapshot.units])
    share = np.where(told & (claimed > 0), 100 * backed / np.where(claimed > 0, claimed, 1.0), np.nan)
    why = np.where(told, np.int8(Missing.NOT_APPLICABLE), np.int8(Missing.NOT_ASKED))
    return share, np.where(np.isnan(share), why, np.int8(Missing.PRESENT)).astype(np.int8)


def _asked_for(framework: Framework, node: Node, leaf: Leaf) -> frozenset[str]:
    """The questions of which a document proves an indicator: all that it pools, else the one that comes first.

    The others have other roles, such as the day of the assessment. What is worked out is proven by what it is made of.
    """
    pools = leaf.measure is not None and leaf.measure.rule.pools
    named = set(node.source if pools else node.source[:1])
    return frozenset(named | made_of(named, framework.question))
