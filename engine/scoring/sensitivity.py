"""Which choice of the method results rest on: Sobol indices of its choices, and ranks without one part of the index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.problems import ThuocDoError
from engine.scoring.arrays import FloatArray, IntArray, Snapshot
from engine.scoring.gather import peers_of
from engine.scoring.methods import Drawn, Methods
from engine.scoring.ranks import ranks_of
from engine.scoring.rounding import rounded
from engine.scoring.run import BLOCK_BYTES, score, ways_of
from engine.scoring.sobol import Indices, design, indices
from engine.scoring.table import ScoreTable
from engine.scoring.ways import Ways

WEIGHTS = "weights"
MOST_BLOCKS = 2**20
"""More runs than this no machine comes to the end of."""

SETS = 4096
"""So many sets of weights stand ready; an input of the design picks one of them."""

_RUNS = 256
"""At most so many runs climb at once: more do not fit the processor's memory, and are no faster."""

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Sensitivity:
    """What results rest on; ranks are those of the whole index, within groups.

    inputs       the choices that vary
    rank_change  indices of the mean absolute change of ranks; None where nothing varies
    scores       indices of each unit's score on the whole index; None where it has none, or nothing varies
    left_out     (nodes,) mean absolute change of ranks when the node counts nothing; NaN where no rank is left
    failed       share of all runs in which some unit that is ranked had no rank
    """

    table: ScoreTable
    inputs: tuple[str, ...]
    runs: int
    seed: int
    level: float
    rank_change: Indices | None
    scores: tuple[Indices | None, ...]
    left_out: FloatArray
    failed: float


@dataclass(frozen=True)
class _Outputs:
    """Of each run: mean absolute change of ranks (runs,), NaN where a unit lost its rank; scores (runs, units)."""

    change: FloatArray
    scores: FloatArray


def sensitivity(
    methods: Methods,
    snapshot: Snapshot,
    *,
    basis: str = "",
    blocks: int = 1024,
    seed: int = 0,
    level: float | None = None,
    by_group: bool = False,
    told: Told | None = None,
) -> Sensitivity:
    """What the results of a snapshot rest on, from blocks · (inputs + 2) runs; `blocks` is a power of 2.

    Weights are one input, or with `by_group` one for the children of each dimension. ThuocDoError where `blocks` is no
    power of 2, or SALib is not installed.
    """
    check_blocks(blocks)
    table = score(methods.plan, snapshot, basis=basis)
    ways = ways_of(methods, snapshot, basis)
    level = methods.given.level if level is None else level
    left_out = _left_out(methods, ways, table)
    inputs, groups = _inputs(methods, by_group=by_group)
    units = len(table.units)
    if not inputs:
        return Sensitivity(table, inputs, 0, seed, level, None, (None,) * units, left_out, 0.0)
    places = design(inputs, blocks, seed)
    drawn = _drawn(methods, groups, places, np.random.default_rng(np.random.SeedSequence(seed).spawn(1)[0]))
    found = _outputs(ways, table, drawn, told)
    return Sensitivity(
        table, inputs, len(places), seed, level,
        rank_change=indices(inputs, found.change, level, seed),
        scores=tuple(_of_unit(inputs, found, table, unit, level, seed) for unit in range(units)),
        left_out=left_out,
        failed=float(np.isnan(found.change).mean()),
    )  # fmt: skip


def check_blocks(blocks: int) -> None:
    """ThuocDoError for a number of blocks that the design cannot have."""
    if not 2 <= blocks <= MOST_BLOCKS or blocks & (blocks - 1):
        raise ThuocDoError(f"The design takes a power of 2, not {blocks}. Give 256, 512, 1024 or so.")


def _of_unit(
    inputs: tuple[str, ...], found: _Outputs, table: ScoreTable, unit: int, level: float, seed: int
) -> Indices | None:
    return None if np.isnan(table.score[0, unit]) else indices(inputs, found.scores[:, unit], level, seed)


def _inputs(methods: Methods, *, by_group: bool) -> tuple[tuple[str, ...], tuple[IntArray, ...]]:
    """The names of the inputs, and of those that are weights the rows that vary together."""
    groups = methods.siblings if methods.share else ()
    if not by_group and groups:
        groups = (np.concatenate(groups),)
    parents = [methods.plan.nodes[int(methods.plan.parent[rows[0]])] for rows in groups]
    named = [f"{WEIGHTS}:{parent}" for parent in parents] if by_group else [WEIGHTS] * len(groups)
    return (*named, *(factor.name for factor in methods.factors)), groups


def _drawn(methods: Methods, groups: tuple[IntArray, ...], places: FloatArray, random: np.random.Generator) -> Drawn:
    """The runs at these places of the design: each input picks one of its sets of weights, or one of its options."""
    options = [len(factor.options) for factor in methods.factors]
    choices = (places[:, len(groups) :] * np.array(options, dtype=np.float64)).astype(np.int64)
    if not groups:
        return Drawn(choices)
    uniform = np.full((len(places), len(methods.plan.nodes)), 0.5)
    for position, rows in enumerate(groups):
        sets = random.random((SETS, len(rows)))
        uniform[:, rows] = sets[(places[:, position] * SETS).astype(np.int64)]
    return Drawn(choices, methods.weighing(uniform))


def _outputs(ways: Ways, table: ScoreTable, drawn: Drawn, told: Told | None) -> _Outputs:
    runs, done = len(drawn.choices), 0
    change, scores = np.full(runs, np.nan), np.full((runs, len(table.units)), np.nan)
    for some, climbed in ways.drawn(drawn, _at_once(ways)):
        scores[some] = climbed[:, 0]
        moved = _changes(table, climbed[:, 0])
        lost = np.isnan(moved) & ~np.isnan(table.rank[0])
        change[some] = np.where(lost.any(axis=-1), np.nan, _mean(moved))
        done += len(some)
        if told is not None:
            told(done, runs)
    return _Outputs(change, scores)


def _at_once(ways: Ways) -> int:
    nodes, units = ways.shape
    return max(1, min(_RUNS, BLOCK_BYTES // (32 * nodes * units)))


def _changes(table: ScoreTable, scores: FloatArray) -> FloatArray:
    """By how many places (draws, units) the ranks on the whole index are off those published."""
    low, high = table.scale[table.nodes[0]]
    if (decimals := table.framework.index.rank_on) != "exact":
        scores = rounded(scores, int(decimals))
    scores = np.where(np.isnan(table.rank[0]), np.nan, scores)  # who is not ranked takes nobody's place
    peers = peers_of(table.units, tuple(table.framework.units.groups))
    ranks = ranks_of(scores[:, np.newaxis], np.array([abs(high - low)]), peers, table.framework.rank_ties)
    change: FloatArray = np.abs(ranks[:, 0] - table.rank[0])
    return change


def _mean(moved: FloatArray) -> FloatArray:
    """The mean (draws,) over the units that have a change; NaN where none has."""
    there = ~np.isnan(moved)
    count = there.sum(axis=-1)
    total = np.where(there, moved, 0.0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _left_out(methods: Methods, ways: Ways, table: ScoreTable) -> FloatArray:
    """The mean absolute change of ranks (nodes,) when a node counts nothing; NaN for what has no weight."""
    tree = np.flatnonzero((methods.plan.parent >= 0) & (methods.weight > 0))
    found = np.full(len(methods.plan.nodes), np.nan)
    size = _at_once(ways)
    for start in range(0, len(tree), size):
        rows = tree[start : start + size]
        weighing = np.ones((len(rows), len(methods.plan.nodes)))
        weighing[np.arange(len(rows)), rows] = 0.0
        scores = ways.scores(methods.own, weighing, None, len(rows))
        found[rows] = _mean(_changes(table, scores[:, 0]))
    return found
