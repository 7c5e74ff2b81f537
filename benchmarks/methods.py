"""How long it takes, and how much memory, to draw 1,000 methods of an index of ASEM's size."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import numpy as np

from benchmarks.figure import Figure, at_most, in_turns, memory
from benchmarks.made_frameworks import asem_like, vocabulary
from engine.framework.reader import read_text
from engine.problems import errors
from engine.scoring.arrays import Figures, Snapshot, UnitRow
from engine.scoring.methods import Methods, methods_of
from engine.scoring.planning import make_plan
from engine.scoring.run import score
from engine.scoring.table import ScoreTable

UNITS = 51
DRAWS = 1_000
ROUNDS = 7
SEED = 1082


def figures() -> tuple[Figure, ...]:
    """Scores and ranks of every node, pairs and tie groups of the whole index, from 1,000 methods on one core."""
    snapshot, methods = made()

    def drawn() -> ScoreTable:
        fresh = methods_of(methods.plan, methods.vocabulary)  # no plan of a combination is made beforehand
        return score(methods.plan, snapshot, replicates=DRAWS, seed=SEED, methods=fresh)

    table = drawn()
    assert table.sure is not None
    assert not np.nan_to_num(table.sure.failed).any()
    assert (table.score_low[0] < table.score_high[0]).all()
    taken_up = memory(drawn)
    taken = in_turns("methods", {"ours": lambda: _core_seconds(drawn)}, ROUNDS)
    return (
        Figure("1,000 methods of 51 × 49", taken["ours"], 1.0, at_most(1), "s", "1 s of one core"),
        taken_up,
    )


def _core_seconds(call: Callable[[], object]) -> float:
    """How long one core works on it, whatever else the machine does meanwhile; threads count each."""
    gc.collect()
    began = time.process_time()
    call()
    return time.process_time() - began


def made() -> tuple[Snapshot, Methods]:
    """An index of ASEM's shape over made figures, some of them far out."""
    words = vocabulary()
    read = read_text(asem_like("asem_like", UNITS), "asem_like.yaml", words)
    wrong = errors(read.problems)
    assert not wrong, wrong
    assert read.framework is not None
    framework = read.framework
    values = np.random.default_rng(SEED).lognormal(3, 0.7, (len(framework.indicators), UNITS))
    units = tuple(UnitRow(unit.id, unit.title.within("vi"), unit.group) for unit in framework.units.list)
    figures_of = {node.id: values[row] for row, node in enumerate(framework.indicators)}
    plan = make_plan(framework, words)
    return Snapshot(units=units, figures={"": Figures(figures_of)}), methods_of(plan, words)
