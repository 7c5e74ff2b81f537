"""What is scored, and the way from its figures up to scores, whether these are the figures themselves or replicates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, FloatArray, Peers, ReasonArray, Snapshot
from engine.scoring.climb import Climb
from engine.scoring.gather import Gathered, Rated, applies_of, measured, peers_of, rated
from engine.scoring.gating import Lookup, own_answers
from engine.scoring.merging import merged_of
from engine.scoring.panel import Panel, panel_of
from engine.scoring.plan import Plan
from engine.scoring.screening import screened_of


@dataclass(frozen=True)
class Scene:
    """What stays the same in every replicate; `screened` (units,) have too few figures, and are nobody's peers."""

    plan: Plan
    snapshot: Snapshot
    basis: str
    peers: Peers
    applies: BoolArray | None
    seen: Rated | None
    screened: BoolArray
    panel: Panel = field(default_factory=dict)
    answer: Answered | None = None

    def looked_at(self, values: FloatArray) -> FloatArray:
        """The values (..., nodes, units) without those of units that have too few."""
        return np.where(self.screened, np.nan, values) if self.screened.any() else values

    def screened_by(self, found: Gathered) -> Scene:
        """The same, where these figures settle who has too few."""
        screened = screened_of(self.plan, self.peers, found.reasons, found.no_credit)
        leaves = [leaf.row for leaf in self.plan.leaves]
        has_figures = ((found.reasons[leaves] == Missing.PRESENT) | found.no_credit[leaves]).any(axis=0)
        for merged in merged_of(self.peers, has_figures):
            screened[merged.unit] = False  # it has none of its own to be counted
        return replace(self, screened=screened, peers=replace(self.peers, member=(self.peers.group >= 0) & ~screened))


Answered: TypeAlias = Callable[[str], tuple[FloatArray, ReasonArray]]
"""The units' own answers to a question (..., units) and why there is none, where not those of the snapshot."""


def scene_of(plan: Plan, snapshot: Snapshot, basis: str) -> tuple[Scene, Gathered]:
    """What is scored, with who is compared with whom, and the figures as they were measured, which settle that."""
    peers = peers_of(snapshot.units, tuple(plan.framework.units.groups))
    seen = None if snapshot.records is None else rated(snapshot.records, len(snapshot.units))
    panel = panel_of(plan, snapshot.earlier, basis, peers.groups)
    applies = applies_of(plan, peers)
    found = measured(plan, snapshot, basis, seen, None if seen is None else seen.weight, applies)
    nobody = np.zeros(len(snapshot.units), dtype=bool)
    return Scene(plan, snapshot, basis, peers, applies, seen, nobody, panel).screened_by(found), found


def raised(scene: Scene, found: Gathered, point: Climb | None = None, *, lenient: bool = False) -> Climb:
    """What was measured, brought up to scores; a replicate (`point` given) follows what the figures settled."""
    values = scene.looked_at(found.values)
    weighing = scene.plan.weighing
    lead = values.shape[:-2] if weighing is None or values.ndim > 2 else weighing.shape[:-1]
    if point is not None and point.missing.any():
        values = np.where(point.missing == Missing.PRESENT, values, np.nan)
    climb = Climb(
        scene.plan,
        scene.peers,
        tuple(unit.id for unit in scene.snapshot.units),
        scores=np.full((*lead, *values.shape[-2:]), np.nan),
        missing=found.reasons.copy() if point is None else point.missing,
        coverage=np.full(found.reasons.shape, np.nan) if point is None else point.coverage,
        no_credit=found.no_credit & ~scene.screened,
        withheld=found.withheld,
        settled=point is not None,
        applies=scene.applies,
        moved=np.zeros(found.reasons.shape, dtype=np.int8) if point is None else point.moved,
        closed=np.zeros(found.reasons.shape, dtype=bool) if point is None else point.closed,
        met=np.zeros(found.reasons.shape, dtype=bool) if point is None else point.met,
        lenient=lenient,
        panel=scene.panel,
        thin=np.zeros(found.reasons.shape, dtype=bool) if point is None else point.thin,
        screened=scene.screened,
    )
    climb.up(values, lookup_of(scene, climb, found))
    return climb


def lookup_of(scene: Scene, climb: Climb, found: Gathered) -> Lookup:
    """Names in gates: an indicator's value, a dimension's score, a unit's own answer to a question."""
    values = found.values
    rows = {node: row for row, node in enumerate(scene.plan.nodes)}
    leaves = {leaf.row for leaf in scene.plan.leaves}

    def answer(question: str) -> tuple[FloatArray, ReasonArray]:
        if scene.answer is not None:
            return scene.answer(question)
        units = len(scene.snapshot.units)
        column = scene.seen.columns.get(question) if scene.seen else None
        if scene.seen is None or column is None:
            return np.full(units, np.nan), np.full(units, Missing.NO_DATA, dtype=np.int8)
        return own_answers(column, scene.seen.starts)

    def value_of(name: str) -> FloatArray:
        row = rows.get(name)
        if row is None:
            return answer(name)[0]
        return np.asarray((values if row in leaves else climb.scores)[..., row, :])

    def reason_of(name: str) -> ReasonArray:
        row = rows.get(name)
        if row is None:
            return answer(name)[1]
        return np.asarray((found.reasons if row in leaves else climb.missing)[row])

    def worst_of(name: str) -> FloatArray:
        row = rows.get(name)
        if row is None or row not in leaves or climb.worst is None:
            return value_of(name)
        return np.where(found.no_credit[..., row, :], climb.worst[..., row, :], values[..., row, :])

    return Lookup(value_of, reason_of, worst_of if found.no_credit.any() else None)
