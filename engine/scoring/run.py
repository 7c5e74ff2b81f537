"""A score run: from a frozen snapshot to the table of every figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Node, Reported
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Peers, ReasonArray, Snapshot
from engine.scoring.banding import bands_of
from engine.scoring.climb import Climb
from engine.scoring.gather import Gathered, Rated, applies_of, measured, peers_of, rated
from engine.scoring.gating import Lookup, own_answers
from engine.scoring.plan import Plan, Stack
from engine.scoring.ranks import ranks_of
from engine.scoring.replicates import Tails, blocks, design_of, holding
from engine.scoring.rounding import rounded
from engine.scoring.table import ScoreTable
from engine.scoring.unanswered import duties_of

BLOCK_BYTES = 48_000_000
"""About how much memory one block of replicates may take for each array it needs."""

KEPT_BYTES = 256_000_000
"""How much memory the ends of all draws may take at once."""


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
    return _raised(scene, found, point), found


def _raised(scene: _Scene, found: Gathered, point: Climb | None = None) -> Climb:
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


def _drawn(plan: Plan, seen: Rated) -> IntArray:
    """The records of respondents who are a sample; units that assess themselves are all there is to draw from."""
    census = np.zeros(len(seen.weight), dtype=bool)
    for question in duties_of(plan.framework).assessed & seen.columns.keys():
        census |= seen.columns[question].reasons != Missing.NOT_ASKED
    return np.flatnonzero(~census)


def _intervals(
    scene: _Scene, point: Climb, width: FloatArray, replicates: int, seed: int
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, tuple[str, ...]]:
    """(score low, score high, rank low, rank high, merged strata); NaN where nothing is drawn.

    Draws go up block by block, and only the ends of each cell are kept. Where even those outgrow `KEPT_BYTES`, the
    nodes are taken in several rounds of the same draws: more time, never more memory.
    """
    nodes, units = point.scores.shape
    score_low, score_high, rank_low, rank_high = np.full((4, nodes, units), np.nan)
    seen, records, ties = scene.seen, scene.snapshot.records, scene.plan.framework.rank_ties
    drawn = np.empty(0, dtype=np.int64) if seen is None else _drawn(scene.plan, seen)
    if replicates <= 0 or seen is None or records is None or not len(drawn):
        return score_low, score_high, rank_low, rank_high, ()
    design = design_of(seen.respondent[drawn], seen.stratum[drawn], records.strata)
    size = max(1, BLOCK_BYTES // (8 * max(len(seen.weight), point.scores.size)))
    ranked = ranks_of(_compared(scene.plan, point.scores), width, scene.peers, ties)
    rows = max(1, KEPT_BYTES // (2 * Tails.bytes_of(replicates) * max(units, 1)))
    for start in range(0, nodes, rows):
        some = slice(start, start + rows)
        scores = Tails(point.scores[some].shape, replicates)
        ranks = Tails(point.scores[some].shape, replicates)
        for drawn_weights in blocks(design, seen.weight[drawn], replicates, seed, size):
            weights = np.tile(seen.weight, (len(drawn_weights), 1))
            weights[:, drawn] = drawn_weights
            climb, _ = _climb(scene, weights, point)
            scores.add(climb.scores[:, some])
            ranks.add(ranks_of(_compared(scene.plan, climb.scores)[:, some], width[some], scene.peers, ties))
        score_low[some], score_high[some] = holding(point.scores[some], *scores.interval())
        rank_low[some], rank_high[some] = holding(ranked[some], *ranks.interval())
    return score_low, score_high, rank_low, rank_high, design.merged


@dataclass(frozen=True)
class Chain:
    """A snapshot that was scored, with all that is needed to score it again with other figures."""

    scene: _Scene
    point: Climb
    found: Gathered

    def again(self, values: FloatArray, no_credit: BoolArray) -> Climb:
        """The scores of other figures, values and no_credit (draws, nodes, units); what is missing stays missing."""
        return _raised(self.scene, replace(self.found, values=values, no_credit=no_credit), self.point)

    def anew(self, values: FloatArray, reasons: ReasonArray) -> Climb:
        """The scores of other figures (nodes, units), where what was missing may be there."""
        return _raised(self.scene, replace(self.found, values=values, reasons=reasons))

    def peers_for(self, stack: Stack) -> Peers:
        """Who is compared with whom, as the rules of these indicators are told it."""
        names = tuple(self.scene.plan.nodes[row] for row in stack.rows)
        figure = _lookup(self.scene, self.point, self.found).values
        return replace(self.scene.peers, indicators=names, higher=stack.higher, figure=figure)

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


def score(plan: Plan, snapshot: Snapshot, *, basis: str = "", replicates: int = 0, seed: int = 0) -> ScoreTable:
    """Score a snapshot: measure, treat, normalise, aggregate, gates, bands, ranks.

    `basis` chooses among the snapshot's figures; with `replicates` every score and rank carries a 90 % interval from
    a bootstrap of the respondents, drawn from `seed`. ThuocDoError where a rule cannot give a defensible number, such
    as an indicator with the same value everywhere. Same input, same numbers, to the last bit.
    """
    chain = chain_of(plan, snapshot, basis)
    scene, point, found, peers = chain.scene, chain.point, chain.found, chain.scene.peers
    n = found.n.copy()
    scale = point.scale()
    width = np.array([abs(high - low) for low, high in scale.values()])
    for joint in plan.joints:
        n[joint.rows] = n[joint.children].max(axis=-2)
    score_low, score_high, rank_low, rank_high, merged = _intervals(scene, point, width, replicates, seed)
    compared = _compared(plan, point.scores)
    band = np.full(point.scores.shape, -1, dtype=np.int64)
    band[0] = bands_of(plan.framework, compared[0], float(width[0]), peers, _lookup(scene, point, found))
    return ScoreTable(
        framework=plan.framework,
        units=snapshot.units,
        nodes=plan.nodes,
        value=found.values,
        score=point.scores,
        score_low=score_low,
        score_high=score_high,
        before_gates=point.scores if point.before is None else point.before,
        coverage=point.coverage,
        rank=ranks_of(compared, width, peers, plan.framework.rank_ties),
        rank_low=rank_low,
        rank_high=rank_high,
        n=n,
        missing=point.missing,
        most=point.attainable(),
        no_credit=found.no_credit,
        moved=point.moved,
        band=band,
        scale=scale,
        gates=tuple(point.bites),
        extras=tuple(point.extras),
        replicates=replicates if not np.isnan(score_low).all() else 0,
        seed=seed,
        basis=basis,
        merged_strata=merged,
        plan=plan,
    )
