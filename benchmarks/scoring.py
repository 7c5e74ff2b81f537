"""How long a score run takes, against the same figures by bare NumPy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.figure import Figure, at_most, in_turns, memory, seconds
from benchmarks.made_frameworks import tree, vocabulary
from engine.framework.reader import read_text
from engine.problems import errors
from engine.scoring.arrays import Figures, FloatArray, Snapshot, UnitRow
from engine.scoring.planning import make_plan
from engine.scoring.run import score

BRANCHES = (5, 5, 8)  # with the root four levels; 200 indicators
UNITS = 1_000
ROUNDS = 15
SEED = 1082


def weight(child: int) -> int:
    """Unequal weights, so that the means are weighted ones."""
    return child + 1


def figures() -> tuple[Figure, ...]:
    """A whole score run; the limit does min-max, weighted means level by level, and ranks of every node."""
    words = vocabulary()
    read = read_text(tree("wide", BRANCHES, weight, UNITS), "wide.yaml", words)
    wrong = errors(read.problems)
    assert not wrong, wrong
    assert read.framework is not None
    framework = read.framework
    plan = make_plan(framework, words)
    values = np.random.default_rng(SEED).normal(50, 15, (len(framework.indicators), UNITS))
    snapshot = Snapshot(
        units=tuple(UnitRow(unit.id, unit.title.within("vi"), unit.group) for unit in framework.units.list),
        figures={"": Figures({node.id: values[row] for row, node in enumerate(framework.indicators)})},
    )
    higher = np.array([node.direction == "higher" for node in framework.indicators])

    ours, (levels, ranks) = score(plan, snapshot), bare(values, higher, BRANCHES)
    root = ours.node_row(framework.index.id)
    np.testing.assert_allclose(ours.score[root], levels[-1][0], rtol=1e-9)
    np.testing.assert_array_equal(ours.rank[root], ranks[-1][0])

    taken = in_turns(
        "scoring",
        {
            "ours": lambda: seconds(lambda: score(plan, snapshot)),
            "limit": lambda: seconds(lambda: bare(values, higher, BRANCHES)),
        },
        ROUNDS,
    )
    return (
        Figure("score 1,000 × 200 × 4", taken["ours"], taken["limit"], at_most(10), "s", "bare NumPy"),
        memory(lambda: score(plan, snapshot)),
    )


def bare(
    values: FloatArray, higher: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], branches: Sequence[int]
) -> tuple[list[FloatArray], list[FloatArray]]:
    """Scores and ranks of each level (nodes, units), the indicators first and the root last."""
    low, high = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    share = (values - low) / (high - low)
    levels = [1 + 9 * np.where(higher[:, None], share, 1 - share)]
    for size in reversed(branches):
        weights = np.arange(1.0, size + 1)
        below = levels[-1].reshape(-1, size, values.shape[1])
        levels.append(np.einsum("ncu,c->nu", below, weights / weights.sum()))
    return levels, [_ranks(level) for level in levels]


def _ranks(scores: FloatArray) -> FloatArray:
    order = np.argsort(-scores, axis=1)
    falling = np.take_along_axis(scores, order, axis=1)
    place = np.arange(1.0, scores.shape[1] + 1)
    new = np.ones(scores.shape, dtype=bool)
    new[:, 1:] = falling[:, 1:] < falling[:, :-1]
    ranks = np.empty_like(scores)
    np.put_along_axis(ranks, order, np.maximum.accumulate(np.where(new, place, 0.0), axis=1), axis=1)
    return ranks
