"""A score run: from a frozen snapshot to the table of every figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Node, Reported
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Peers, ReasonArray, Snapshot
from engine.scoring.backing import backing_of
from engine.scoring.banding import bands_of
from engine.scoring.climb import Climb
from engine.scoring.gather import Gathered, Rated, applies_of, measured, peers_of, rated
from engine.scoring.gating import Lookup, own_answers
from engine.scoring.plan import Plan, Stack
from engine.scoring.ranks import ranks_of
from engine.scoring.redrawing import Redrawing
from engine.scoring.replicates import Design, blocks, design_of
from engine.scoring.rounding import rounded
from engine.scoring.sureness import KEPT_BYTES, Asked, Published, how_sure
from engine.scoring.table import ScoreTable
from engine.scoring.unanswered import sampled

BLOCK_BYTES = 48_000_000
"""About how much memory one block of replicates may take for each array it needs."""


@dataclass(frozen=True)
class _Scene:
    """What stays the same in every replicate."""

    plan: Plan
    snapshot: Snapshot
    basis: str
    peers: Peers
    applies: BoolArray | None
    seen: Rated | None


def _climb(scene: _Scene, weights: FloatArray | None, point: Climb | None = None) -> tuple[Climb, Gathered]:
    """Measure and climb; a replicate (`point` given) follows what the figures themselves settled."""
    found = measured(scene.plan, scene.snapshot, scene.basis, scene.seen, weights, scene.applies)
    return _up(scene, found, point), found


def _up(scene: _Scene, found: Gathered, point: Climb | None = None) -> Climb:
    """What was measured, brought up to scores."""
    values = found.values
    if point is not None and point.missing.any():
        values = np.where(point.missing == Missing.PRESENT, values, np.nan)
    climb = Climb(
        scene.plan,
        scene.peers,
        tuple(unit.id for unit in scene.snapshot.units),
        scores=np.full(values.shape, np.nan),
        missing=found.reasons.copy() if point is None else point.missing,
        coverage=np.full(found.reasons.shape, np.nan) if point is None else point.coverage,
        no_credit=found.no_credit,
        withheld=found.withheld,
        settled=point is not None,
        applies=scene.applies,
        moved=np.zeros(found.reasons.shape, dtype=np.int8) if point is None else point.moved,
        closed=np.zeros(found.reasons.shape, dtype=bool) if point is None else point.closed,
        met=np.zeros(found.reasons.shape, dtype=bool) if point is None else point.met,
    )
    climb.up(values, _lookup(scene, climb, found))
    return climb


def _lookup(scene: _Scene, climb: Climb, found: Gathered) -> Lookup:
    """Names in gates: an indicator's value, a dimension's score, a unit's own answer to a question."""
    values = found.values
    rows = {node: row for row, node in enumerate(scene.plan.nodes)}
    leaves = {leaf.row for leaf in scene.plan.leaves}

    def answer(question: str) -> tuple[FloatArray, ReasonArray]:
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


def _as_ranked(node: Node | Reported, scores: FloatArray) -> FloatArray:
    """The scores (..., units) of one node as they are ranked."""
    return scores if node.rank_on == "exact" else rounded(scores, int(node.rank_on))


def _compared(plan: Plan, scores: FloatArray) -> FloatArray:
    """The scores as they are ranked: exact, or rounded where a publisher ranks rounded figures."""
    used = scores
    for row, node in enumerate(plan.framework.results.values()):
        if node.rank_on != "exact":
            used = used.copy() if used is scores else used
            used[..., row, :] = rounded(used[..., row, :], int(node.rank_on))
    return used


def _design(scene: _Scene, population: Mapping[str, float]) -> Design | None:
    """Who can be drawn; None where that is nobody, or only one, of whom nobody knows what another would have said.

    All respondents can be drawn, those too who rated none of the units: who falls into a unit's base is chance as well.
    """
    seen, records = scene.seen, scene.snapshot.records
    if seen is None or records is None:
        return None
    sample = sampled(scene.plan.framework, records.columns, len(records.unit))
    everybody = design_of(records.respondent[sample], records.stratum[sample], records.strata, population)
    rated_by = everybody.of(seen.respondent)
    return rated_by if len(everybody.ids) > 1 and (rated_by.respondent >= 0).any() else None


@dataclass(frozen=True)
class Chain:
    """A snapshot that was scored, with all that is needed to score it again with other figures."""

    scene: _Scene
    point: Climb
    found: Gathered

    def again(self, values: FloatArray, no_credit: BoolArray) -> Climb:
        """The scores of other figures, values and no_credit (draws, nodes, units); what is missing stays missing."""
        return _up(self.scene, replace(self.found, values=values, no_credit=no_credit), self.point)

    def anew(self, values: FloatArray, reasons: ReasonArray) -> Climb:
        """The scores of other figures (nodes, units), where what was missing may be there."""
        return _up(self.scene, replace(self.found, values=values, reasons=reasons))

    def peers_for(self, stack: Stack) -> Peers:
        """Who is compared with whom, as the rules of these indicators are told it."""
        names = tuple(self.scene.plan.nodes[row] for row in stack.rows)
        figure = _lookup(self.scene, self.point, self.found).values
        return replace(self.scene.peers, indicators=names, higher=stack.higher, figure=figure)

    @cached_property
    def table(self) -> ScoreTable:
        """The scores, without intervals."""
        return score(self.scene.plan, self.scene.snapshot, basis=self.scene.basis)

    @cached_property
    def widths(self) -> FloatArray:
        """How wide the scale of each node is (nodes,)."""
        return np.array([abs(high - low) for low, high in self.point.scale().values()])

    def ranks(self, scores: FloatArray, row: int) -> FloatArray:
        """The ranks (..., units) on one node, of scores (..., nodes, units)."""
        framework, width = self.scene.plan.framework, self.widths[row : row + 1]
        one = _as_ranked(tuple(framework.results.values())[row], scores[..., row, :])
        return ranks_of(one[..., np.newaxis, :], width, self.scene.peers, framework.rank_ties)[..., 0, :]

    def bands(self, climb: Climb, values: FloatArray, draw: int) -> IntArray:
        """The band (units,) of each unit in one draw of other figures."""
        one = replace(climb, scores=climb.scores[draw], worst=None if climb.worst is None else climb.worst[draw])
        found = replace(self.found, values=values[draw], no_credit=climb.no_credit[draw])
        total = _as_ranked(self.scene.plan.framework.index, one.scores[0])
        lookup = _lookup(self.scene, one, found)
        return bands_of(self.scene.plan.framework, total, float(self.widths[0]), self.scene.peers, lookup)


def chain_of(plan: Plan, snapshot: Snapshot, basis: str = "") -> Chain:
    """Score a snapshot so that it can be explained; `score` is the table of the same figures."""
    peers = peers_of(snapshot.units, tuple(plan.framework.units.groups))
    seen = None if snapshot.records is None else rated(snapshot.records, len(snapshot.units))
    scene = _Scene(plan, snapshot, basis, peers, applies_of(plan, peers), seen)
    return Chain(scene, *_climb(scene, None if seen is None else seen.weight))


@dataclass(frozen=True)
class _Bootstrap:
    """Respondents redrawn: by which design, how often, from which seed."""

    design: Design
    replicates: int
    seed: int


def _redrawn(scene: _Scene, found: Gathered, point: Climb, bootstrap: _Bootstrap) -> Iterator[FloatArray]:
    """Blocks of scores (draws, nodes, units), the whole chain anew for respondents redrawn; the same each time."""
    assert scene.seen is not None
    weight = scene.seen.weight
    redrawing = Redrawing(scene.plan, scene.snapshot, scene.basis, scene.seen, found)
    size = max(1, BLOCK_BYTES // (8 * max(len(weight), point.scores.size)))
    for weights in blocks(bootstrap.design, weight, bootstrap.replicates, bootstrap.seed, size):
        yield _up(scene, replace(found, values=redrawing.values(weights)), point).scores


def score(
    plan: Plan,
    snapshot: Snapshot,
    *,
    basis: str = "",
    replicates: int = 0,
    seed: int = 0,
    asked: Asked | None = None,
    population: Mapping[str, float] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> ScoreTable:
    """Score a snapshot: measure, treat, normalise, aggregate, gates, bands, ranks.

    `basis` chooses among the snapshot's figures; with `replicates` every score and rank carries an interval (of 90 %,
    or as `asked`) from a bootstrap of the respondents, drawn from `seed`, out of a `population` of so many in each
    stratum, or an endless one; `told` hears how many draws of how many are done. ThuocDoError where a rule cannot give
    a defensible number, such as an indicator with the same value everywhere. Same input, same numbers, to the last bit.
    """
    chain = chain_of(plan, snapshot, basis)
    scene, point, found, peers = chain.scene, chain.point, chain.found, chain.scene.peers
    n = found.n.copy()
    scale = point.scale()
    width = np.array([abs(high - low) for low, high in scale.values()])
    for joint in plan.joints:
        n[joint.rows] = n[joint.children].max(axis=-2)
    compared = _compared(plan, point.scores)
    rank = ranks_of(compared, width, peers, plan.framework.rank_ties)
    sure, design = None, _design(scene, population or {}) if replicates > 0 else None
    if design is not None:
        published = Published(point.scores, rank, width, peers, plan.framework.rank_ties)
        redraw = partial(_redrawn, scene, found, point, _Bootstrap(design, replicates, seed))
        sure = how_sure(published, redraw, replicates, asked or Asked(), KEPT_BYTES, told)
    none = np.full(point.scores.shape, np.nan)
    band = np.full(point.scores.shape, -1, dtype=np.int64)
    band[0] = bands_of(plan.framework, compared[0], float(width[0]), peers, _lookup(scene, point, found))
    return ScoreTable(
        framework=plan.framework,
        units=snapshot.units,
        nodes=plan.nodes,
        value=found.values,
        score=point.scores,
        score_low=none if sure is None else sure.score_low,
        score_high=none if sure is None else sure.score_high,
        before_gates=point.scores if point.before is None else point.before,
        coverage=point.coverage,
        rank=rank,
        rank_low=none if sure is None else sure.rank_low,
        rank_high=none if sure is None else sure.rank_high,
        n=n,
        missing=point.missing,
        most=point.attainable(),
        no_credit=found.no_credit,
        moved=point.moved,
        band=band,
        scale=scale,
        gates=tuple(point.bites),
        extras=tuple(point.extras),
        replicates=0 if sure is None or np.isnan(sure.score_low).all() else replicates,
        seed=seed,
        basis=basis,
        merged_strata=() if design is None else design.merged,
        sure=sure,
        seen_scales=tuple(plan.nodes[leaf.row] for leaf in plan.leaves if not point.declared[leaf.row]),
        backing=backing_of(plan, scene.seen, n),
        plan=plan,
    )
