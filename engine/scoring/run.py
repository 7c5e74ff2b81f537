"""A score run: from a frozen snapshot to the table of every figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import FloatArray, Snapshot
from engine.scoring.backing import backing_of
from engine.scoring.banding import bands_of
from engine.scoring.climb import Climb
from engine.scoring.gather import Gathered
from engine.scoring.margins import Calibrated, Margins, calibrated_of, calibration_of
from engine.scoring.methods import Drawn, Methods
from engine.scoring.panel import panel_of
from engine.scoring.plan import Plan
from engine.scoring.ranks import ranks_of
from engine.scoring.redrawing import Redrawing
from engine.scoring.replicates import Design, blocks, design_of_records
from engine.scoring.rounding import as_ranked
from engine.scoring.scales import attainable
from engine.scoring.scene import Scene, lookup_of, raised, scene_of
from engine.scoring.sureness import KEPT_BYTES, Asked, Published, how_sure
from engine.scoring.table import ScoreTable
from engine.scoring.unanswered import sampled
from engine.scoring.ways import Ways

BLOCK_BYTES = 48_000_000
"""About how much memory one block of replicates may take for each array it needs."""


def _compared(plan: Plan, scores: FloatArray) -> FloatArray:
    """The scores as they are ranked: exact, or rounded where a publisher ranks rounded figures."""
    used = scores
    for row, node in enumerate(plan.framework.results.values()):
        if node.rank_on != "exact":
            used = used.copy() if used is scores else used
            used[..., row, :] = as_ranked(node, used[..., row, :])
    return used


def _design(scene: Scene, population: Mapping[str, float], margins: Margins | None) -> Design | None:
    """Who can be drawn; None where that is nobody, or only one, of whom nobody knows what another would have said.

    All respondents can be drawn, those too who rated none of the units: who falls into a unit's base is chance as well.
    """
    seen, records = scene.seen, scene.snapshot.records
    if seen is None or records is None:
        return None
    sample = sampled(scene.plan.framework, records.columns, len(records.unit))
    everybody = design_of_records(records, sample, population)
    if margins is not None and sample.any():
        calibration = calibration_of(scene.plan.framework, records, sample, margins)
        everybody = replace(everybody, calibration=calibration)
    rated_by = everybody.of(seen.respondent)
    return rated_by if len(everybody.stratum) > 1 and (rated_by.respondent >= 0).any() else None


def _calibrated(plan: Plan, snapshot: Snapshot, margins: Margins | None) -> Calibrated | None:
    if margins is None or snapshot.records is None:
        return None
    return calibrated_of(plan.framework, snapshot.records, margins)


@dataclass(frozen=True)
class _Bootstrap:
    """Respondents redrawn: by which design, how often, from which seed."""

    design: Design
    replicates: int
    seed: int


def _resampled(scene: Scene, found: Gathered, bootstrap: _Bootstrap, size: int) -> Iterator[FloatArray]:
    """Blocks of values (draws, nodes, units), measured anew for respondents redrawn; the same each time."""
    assert scene.seen is not None
    redrawing = Redrawing(scene.plan, scene.snapshot, scene.basis, scene.seen, found)
    for weights in blocks(bootstrap.design, scene.seen.weight, bootstrap.replicates, bootstrap.seed, size):
        yield redrawing.values(weights)


def _block(scene: Scene, scores: FloatArray) -> int:
    """How many draws are climbed at once."""
    records = 0 if scene.seen is None else len(scene.seen.weight)
    return max(1, BLOCK_BYTES // (8 * max(records, scores.size)))


def _redrawn(scene: Scene, found: Gathered, point: Climb, bootstrap: _Bootstrap) -> Iterator[FloatArray]:
    """Blocks of scores (draws, nodes, units), the whole chain anew for respondents redrawn; the same each time."""
    for values in _resampled(scene, found, bootstrap, _block(scene, point.scores)):
        yield raised(scene, replace(found, values=values), point).scores


def _by_methods(
    scene: Scene, found: Gathered, ways: Ways, drawn: Drawn, bootstrap: _Bootstrap | None
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


def _ways(scene: Scene, found: Gathered, methods: Methods) -> Ways:
    def climbing(plan: Plan, values: FloatArray | None, point: Climb | None) -> Climb:
        given = found if values is None else replace(found, values=values)
        panel = panel_of(plan, scene.snapshot.earlier, scene.basis, scene.peers.groups)
        return raised(replace(scene, plan=plan, panel=panel), given, point, lenient=point is None)

    return Ways(methods, climbing, (len(scene.plan.nodes), len(scene.snapshot.units)))


def ways_of(methods: Methods, snapshot: Snapshot, basis: str = "") -> Ways:
    """The snapshot's scores by every method that may be drawn."""
    scene, found = scene_of(methods.plan, snapshot, basis)
    return _ways(scene, found, methods)


def score(
    plan: Plan,
    snapshot: Snapshot,
    *,
    basis: str = "",
    replicates: int = 0,
    seed: int = 0,
    asked: Asked | None = None,
    population: Mapping[str, float] | None = None,
    margins: Margins | None = None,
    told: Callable[[int, int], None] | None = None,
    methods: Methods | None = None,
    respondents: bool = True,
) -> ScoreTable:
    """Score a snapshot: measure, treat, normalise, aggregate, gates, bands, ranks.

    `basis` chooses among the snapshot's figures; with `replicates` every score and rank carries an interval (of 90 %,
    or as `asked`) from a bootstrap of the respondents, drawn from `seed`, out of a `population` of so many in each
    stratum, or an endless one, each draw weighted to meet the `margins` that the snapshot's weights meet; with
    `methods` each draw takes a method of its own as well, or alone without `respondents`; `told` hears how many draws
    of how many are done. ThuocDoError where a rule cannot give a defensible number, such as an indicator with the same
    value everywhere. Same input, same numbers, to the last bit.
    """
    scene, found = scene_of(plan, snapshot, basis)
    peers, seen = scene.peers, scene.seen
    point = raised(scene, found)
    n = found.n
    scale = point.scale()
    width = np.array([abs(high - low) for low, high in scale.values()])
    for joint in plan.joints:
        n[joint.rows] = n[joint.children].max(axis=-2)
    thin = point.thin.copy()
    thin[sorted(plan.ranked_thin)] = False
    compared = _compared(plan, point.scores)
    if thin.any():
        compared = np.where(thin, np.nan, compared)
    rank = ranks_of(compared, width, peers, plan.framework.rank_ties)
    sure, varied = None, None
    design = _design(scene, population or {}, margins) if replicates > 0 and respondents else None
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
    band[0] = bands_of(plan.framework, compared[0], float(width[0]), peers, lookup_of(scene, point, found))
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
        missing=np.where(point.thin, np.int8(Missing.LOW_COVERAGE), point.missing),
        most=attainable(plan, peers, point.ends, point.declared, point.missing),
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
        rule_words=plan.rule_words,
        calibrated=_calibrated(plan, snapshot, margins),
    )
