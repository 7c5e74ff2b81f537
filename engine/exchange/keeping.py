"""Scores kept as a run: of files, and of a round's answers as they are now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from engine.catalog import Offered
from engine.exchange.scores import scores_csv
from engine.rounds.bases import bases_of
from engine.rounds.changes import keep_changes
from engine.rounds.life import RefusedError, Why, about
from engine.rounds.moves import By
from engine.rounds.results import scored_now
from engine.runs.canonical import Frozen
from engine.runs.recipe import Options, Recipe, asides_by
from engine.runs.room import RunRoom
from engine.scoring.table import ScoreTable
from engine.store.audit import Entry
from engine.store.contract import Store
from engine.store.nouns import Round, ScoredRun

Told = Callable[[int, int], None]
"""Is told how many draws are done of how many; may end the work by raising."""


def keep(data: Path, offered: Offered, table: ScoreTable, recipe: Recipe, inputs: Frozen) -> bool:
    """Keep a run in a data folder; False if it is there already. MachineError if the disk does not take it."""
    asides = asides_by(Options.of(recipe.options), offered.plan, inputs.snapshot)
    return RunRoom(data).keep(recipe, offered.file.text, inputs.snapshot, table, scores_csv(table), asides)


@dataclass(frozen=True)
class Kept:
    """A run of a round: whether it is new, and why a change to the rounds beside it will not be told."""

    run: ScoredRun
    is_new: bool
    refused: tuple[str, ...]


def check_scoring(store: Store, round_: Round) -> None:
    """Whether there is anything to score; RefusedError if not."""
    if not store.response_counts(round_.id)["sent"]:
        raise RefusedError(
            Why.NOTHING_SENT, f"The round {round_.id} has no response that was sent: there is nothing to score."
        )


def score_noted(
    data: Path, store: Store, offered: Offered, round_: Round, options: Options, by: By, told: Told | None = None
) -> Kept:
    """Score a round, keep the run with its changes to other rounds, and note it in the audit trail where it is new.

    Where units are appraised, each basis is a run of its own; the final one is returned.
    """
    check_scoring(store, round_)
    known = {run.code for run in store.runs(round_.id)}
    bases = () if options.basis else bases_of(store, round_)
    beside = [replace(options, replicates=0, basis=basis.value) for basis in bases[:-1]]
    for each in (*beside, options):  # what counts is made last
        run, is_new = score_round(data, store, offered, round_, each, by.at.date(), told)
        if run.code not in known:
            after = f"run {run.code}"
            store.note(Entry(by.at, by.who, "round.score", about(round_.id), after=after, reason=by.reason))
    return Kept(run, is_new, tuple(keep_changes(data, store, round_, run.code, offered.vocabulary)))


def score_round(
    data: Path,
    store: Store,
    offered: Offered,
    round_: Round,
    options: Options,
    today: date,
    told: Told | None = None,
) -> tuple[ScoredRun, bool]:
    """Score all answers sent so far and keep the run; the same answers and options are the same run, kept once."""
    revision, sent = store.revision(round_.id), store.response_counts(round_.id)["sent"]  # what comes later is newer
    table, recipe, inputs = scored_now(store, offered, round_, options, RunRoom(data), told)
    if told is not None:
        told(1, 1)  # the last word on whether it is kept
    is_new = keep(data, offered, table, recipe, inputs)
    run = ScoredRun(recipe.code, round_.id, today, revision, sent)
    store.add_run(run)
    return run, is_new
