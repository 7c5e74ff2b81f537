"""Whom a cap would hold if no other had lowered the score further: they are not free once the other is lifted."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.scoring.chain import Chain
from engine.scoring.gating import bites_of
from engine.scoring.plan import PlannedGate
from engine.scoring.scene import lookup_of


def also_held(chain: Chain) -> Mapping[str, tuple[int, ...]]:
    """By gate the positions of the units that meet its condition though it did not change their score.

    Gates whose condition asks for a score that is not below the node they limit are left out: it was another one when
    they were looked at.
    """
    plan, point = chain.scene.plan, chain.point
    lookup = lookup_of(chain.scene, point, chain.found)
    told = {(bite.gate, bite.unit) for bite in point.bites}
    found = {}
    for planned in plan.limits:
        if not isinstance(planned, PlannedGate) or not _asks_below(planned, chain):
            continue
        bites, _, listed = bites_of(planned, lookup)
        there = bites & ~listed & ~np.isnan(point.scores[planned.row])
        for merged in point.merged:  # theirs is felt in what was merged into them
            there[merged.unit] = False
        units = [unit for unit in np.flatnonzero(there).tolist() if (planned.gate.id, unit) not in told]
        if units:
            found[planned.gate.id] = tuple(units)
    return found


def _asks_below(planned: PlannedGate, chain: Chain) -> bool:
    framework = chain.scene.plan.framework
    below = {node.id for node in framework.nodes[planned.gate.on].walk()} - {planned.gate.on}
    dimensions = {name for name, node in framework.nodes.items() if not node.is_indicator}
    reported = {each.id for each in framework.reported}
    return not (planned.when.names & (dimensions | reported)) - below
