"""Scores kept as a run: of files, and of a round's answers as they are now."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from engine.catalog import Offered
from engine.exchange.scores import scores_csv
from engine.rounds.results import scored_now
from engine.runs.canonical import Frozen
from engine.runs.recipe import Options, Recipe, asides_by
from engine.runs.room import RunRoom
from engine.scoring.table import ScoreTable
from engine.store.contract import Store
from engine.store.nouns import Round, ScoredRun


def keep(data: Path, offered: Offered, table: ScoreTable, recipe: Recipe, inputs: Frozen) -> bool:
    """Keep a run in a data folder; False if it is there already. MachineError if the disk does not take it."""
    asides = asides_by(Options.of(recipe.options), offered.plan, inputs.snapshot)
    return RunRoom(data).keep(recipe, offered.file.text, inputs.snapshot, table, scores_csv(table), asides)


def score_round(
    data: Path, store: Store, offered: Offered, round_: Round, options: Options, today: date
) -> tuple[ScoredRun, bool]:
    """Score all answers sent so far and keep the run; the same answers and options are the same run, kept once."""
    revision, sent = store.revision(round_.id), store.response_counts(round_.id)["sent"]  # what comes later is newer
    table, recipe, inputs = scored_now(store, offered, round_, options, RunRoom(data))
    is_new = keep(data, offered, table, recipe, inputs)
    run = ScoredRun(recipe.code, round_.id, today, revision, sent)
    store.add_run(run)
    return run, is_new
