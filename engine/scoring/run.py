"""A score run: from a frozen snapshot to the table of every figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, FloatArray, Peers, ReasonArray, Snapshot
from engine.scoring.backing import backing_of
from engine.scoring.banding import bands_of
from engine.scoring.climb import Climb
from engine.scoring.gather import Gathered, Rated, applies_of, measured, peers_of, rated
from engine.scoring.gating import Lookup, own_answers
from engine.scoring.methods import Drawn, Methods
from engine.scoring.panel import Panel, panel_of
from engine.scoring.plan import Plan, Stack
from engine.scoring.ranks import ranks_of
from engine.scoring.redrawing import Redrawing
from engine.scoring.replicates import Design, blocks, design_of
from engine.scoring.rounding import rounded
from engine.scoring.sureness import KEPT_BYTES, Asked, Published, how_sure
from engine.scoring.table import ScoreTable
from engine.scoring.unanswered import sampled
from engine.scoring.ways import Ways

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
    panel: Panel = field(default_factory=dict)
    answer: Answered | None = None


Answered: TypeAlias = Callable[[str], tuple[FloatArray, ReasonArray]]
"""The units' own answers to a question (..., units) and why there is none, where not those of the snapshot."""


def _climb(scene: _Scene, weights: FloatArray | None, point: Climb | None = None) -> tuple[Climb, Gathered]:
    """Measure and climb; a replicate (`point` given) follows what the figures themselves settled."""
    found = measured(scene.plan, scene.snapshot, scene.basis, scene.seen, weights, scene.applies)
    return _up(scene, found, point), found


def _up(scene: _Scene, found: Gathered, point: Climb | None = None, *, lenient: bool = False) -> Climb:
    """What was measured, brought up to scores."""
    values = found.values
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
        no_credit=found.no_credit,
        withheld=found.withheld,
        settled=point is not None,
        applies=scene.applies,
        moved=np.zeros(found.reasons.shape, dtype=np.int8) if point is None else point.moved,
        closed=np.zeros(found.reasons.shape, dtype=bool) if point is None else point.closed,
        met=np.zeros(found.reasons.shape, dtype=bool) if point is None else point.met,
        lenient=lenient,
        panel=scene.panel,
    )
    climb.up(values, _lookup(scene, climb, found))
    return climb


def _lookup(scene: _Scene, climb: Climb, found: Gathered) -> Lookup:
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
class _Bootstrap:
    """Respondents redrawn: by which design, how often, from which seed."""

    design: Design
    replicates: int
    seed: int


def _resampled(scene: _Scene, found: Gathered, bootstrap: _Bootstrap, size: int) -> Iterator[FloatArray]:
    """Blocks of values (draws, nodes, units), measured anew for respondents redrawn; the same each time."""
    assert scene.seen is not None
    redrawing = Redrawing(scene.plan, scene.snapshot, scene.basis, scene.seen, found)
    for weights in blocks(bootstrap.design, scene.seen.weight, bootstrap.replicates, bootstrap.seed, size):
        yield redrawing.values(weights)


def _block(scene: _Scene, scores: FloatArray) -> int:
    """How many draws are climbed at once."""
    records = 0 if scene.seen is None else len(scene.seen.weight)
    return max(1, BLOCK_BYTES // (8 * max(records, scores.size)))


def _redrawn(scene: _Scene, found: Gathered, point: Climb, bootstrap: _Bootstrap) -> Iterator[FloatArray]:
    """Blocks of scores (draws, nodes, units), the whole chain anew for respondents redrawn; the same each time."""
    for values in _resampled(scene, found, bootstrap, _block(scene, point.scores)):
        yield _up(scene, replace(found, values=values), point).scores


def _by_methods(
    scene: _Scene, found: Gathered, ways: Ways, drawn: Drawn, bootstrap: _Bootstrap | None
) -> Iterator[FloatArray]:
    """Blocks of scores, each draw by a method of its own, and with respondents of its own where they are redrawn."""
    size = max(1, _block(scene, found.values) // 4)  # weights that vary take as much room as the scores
    if bootstrap is None:
        for _places, scores in ways.drawn(drawn, size):
            yield scores
        return
    start = 0
    for values in _resampled(scene, found, bootstrap, size):
        for _places, scores in ways.drawn(drawn.part(start, len(values)), size, values):
            yield scores
        start += len(values)


def _scene(plan: Plan, snapshot: Snapshot, basis: str) -> _Scene:
    peers = peers_of(snapshot.units, tuple(plan.framework.units.groups))
    seen = None if snapshot.records is None else rated(snapshot.records, len(snapshot.units))
    panel = panel_of(plan, snapshot.earlier, basis, peers.groups)
    return _Scene(plan, snapshot, basis, peers, applies_of(plan, peers), seen, panel)


def _ways(scene: _Scene, found: Gathered, methods: Methods) -> Ways:
    def climbing(plan: Plan, values: FloatArray | None, point: Climb | None) -> Climb:
        given = found if values is None else replace(found, values=values)
        panel = panel_of(plan, scene.snapshot.earlier, scene.basis, scene.peers.groups)
        return _up(replace(scene, plan=plan, panel=panel), given, point, lenient=point is None)

    return Ways(methods, climbing, (len(scene.plan.nodes), len(scene.snapshot.units)))


def ways_of(methods: Methods, snapshot: Snapshot, basis: str = "") -> Ways:
    """The snapshot's scores by every method that may be drawn."""
    scene = _scene(methods.plan, snapshot, basis)
    weights = None if scene.seen is None else scene.seen.weight
    found = measured(scene.plan, snapshot, basis, scene.seen, weights, scene.applies)
    return _ways(scene, found, methods)


@dataclass(frozen=True)
class Chain:
    """A snapshot that was scored, with all that is needed to score it again with other figures."""

    scene: _Scene
    point: Climb
    found: Gathered

    def again(self, values: FloatArray, answer: Answered | None = None) -> Climb:
        """The scores of other figures (draws, nodes, units), and other own answers; what is missing stays missing."""
        scene = replace(self.scene, answer=answer or self.scene.answer)
        return _up(scene, replace(self.found, values=values), self.point)

    def peers_for(self, stack: Stack) -> Peers:
        """Who is compared with whom, as the rules of these indicators are told it."""
        names = tuple(self.scene.plan.nodes[row] for row in stack.rows)
        figure = _lookup(self.scene, self.point, self.found).values
        return replace(self.scene.peers, indicators=names, higher=stack.higher, figure=figure)

    def answer(self, question: str) -> tuple[FloatArray, ReasonArray]:
        """The units' own answers to a question (units,), and why there is none."""
        lookup = _lookup(self.scene, self.point, self.found)
        return lookup.values(question), lookup.reasons(question)

    def without(self, rows: BoolArray, questions: frozenset[str]) -> Chain:
        """The same figures scored as if indicators (nodes,) and questions had not been asked."""
        gone = rows[:, np.newaxis]
        never = np.int8(Missing.NOT_ASKED)
        found = replace(
            self.found,
            values=np.where(gone, np.nan, self.found.values),
            n=np.where(gone, 0, self.found.n),
            reasons=np.where(gone, never, self.found.reasons),
            no_credit=self.found.no_credit & ~gone,
        )

        def answer(question: str) -> tuple[FloatArray, ReasonArray]:
            if question not in questions:
                return self.answer(question)
            units = len(self.scene.snapshot.units)
            return np.full(units, np.nan), np.full(units, never)

        scene = replace(self.scene, answer=answer)
        return Chain(scene, _up(scene, found), found)


def chain_of(plan: Plan, snapshot: Snapshot, basis: str = "") -> Chain:
    """Score a snapshot so that it can be taken apart; `score` is the table of the same figures."""
    scene = _scene(plan, snapshot, basis)
    return Chain(scene, *_climb(scene, None if scene.seen is None else scene.seen.weight))


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
    methods: Methods | None = None,
    respondents: bool = True,
) -> ScoreTable:
    """Score a snapshot: measure, treat, normalise, aggregate, gates, bands, ranks.

    `basis` chooses among the snapshot's figures; with `replicates` every score and rank carries an interval (of 90 %,
    or as `asked`) from a bootstrap of the respondents, drawn from `seed`, out of a `population` of so many in each
    stratum, or an endless one; with `methods` each draw takes a method of its own as well, or alone without
    `respondents`; `told` hears how many draws of how many are done. ThuocDoError where a rule cannot give
    a defensible number, such as an indicator with the same value everywhere. Same input, same numbers, to the last bit.
    """
    scene = _scene(plan, snapshot, basis)
    peers, seen = scene.peers, scene.seen
    point, found = _climb(scene, None if seen is None else seen.weight)
    n = found.n
    scale = point.scale()
    width = np.array([abs(high - low) for low, high in scale.values()])
    for joint in plan.joints:
        n[joint.rows] = n[joint.children].max(axis=-2)
    compared = _compared(plan, point.scores)
    rank = ranks_of(compared, width, peers, plan.framework.rank_ties)
    sure, varied = None, None
    design = _design(scene, population or {}) if replicates > 0 and respondents else None
    bootstrap = None if design is None else _Bootstrap(design, replicates, seed)
    published = Published(point.scores, rank, width, peers, plan.framework.rank_ties)
    if methods is not None and methods.any and replicates > 0:
        # apart from the stream of the respondents, so that drawing both changes neither
        drawn = methods.draw(replicates, np.random.default_rng(np.random.SeedSequence(seed).spawn(1)[0]))
        ways = _ways(scene, found, methods)
        redraw = partial(_by_methods, scene, found, ways, drawn, bootstrap)
        sure = how_sure(published, redraw, replicates, asked or Asked(), KEPT_BYTES, told)
        varied = ways.told(drawn, respondents=bootstrap is not None)
    elif bootstrap is not None:
        redraw = partial(_redrawn, scene, found, point, bootstrap)
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
        backing=backing_of(plan, seen, n),
        plan=plan,
        varied=varied,
    )
