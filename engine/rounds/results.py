"""What a round's answers come to: the published run, or of a demo round the scores as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine.catalog import Offered
from engine.disclosure.gate import guard
from engine.disclosure.published import Published, PublishedTable, remembered
from engine.problems import MachineError
from engine.runs.canonical import Frozen, frozen
from engine.runs.kept import kept_chain, kept_table
from engine.runs.recipe import Options, Recipe, recipe_of, score_by
from engine.runs.room import RunRoom
from engine.scoring.chain import Chain, chain_of
from engine.scoring.table import ScoreTable
from engine.store.contract import Store
from engine.store.nouns import Round, RoundState

LIVE_REPLICATES = 200
"""Respondents are drawn this often for the intervals on the pages of a live round."""

SEED = 20221005
"""Every draw is made from a recorded seed."""

LIVE = Options(replicates=LIVE_REPLICATES, seed=SEED)
"""How rounds are scored unless somebody says otherwise."""


@dataclass(frozen=True)
class Scored:
    """What may be shown of a score table, with the code of its run and how many responses it rests on."""

    table: PublishedTable
    code: str
    responses: int


def may_show_results(round_: Round) -> bool:
    """A demo round is live; a real one shows only what was scored, looked at and published."""
    return round_.is_demo or (round_.state is RoundState.PUBLISHED and bool(round_.run))


class Results:
    """What may be shown of rounds: of a published one its run, else what is kept until another response is sent.

    Demo rounds are shown anew with each response: their answers are made up, so two states of one may be compared. A
    run that is published in the place of another is guarded against what the others told.

    `data` is the folder in which the runs lie.
    """

    def __init__(self, store: Store, data: Path | None = None, kept: int = 8) -> None:
        self._store = store
        self._room = RunRoom(data) if data else None
        self._live = lru_cache(maxsize=kept)(self._score)
        self._published = lru_cache(maxsize=kept)(self._read)
        self._live_chain = lru_cache(maxsize=kept)(self._chain)
        self._kept_chain = lru_cache(maxsize=kept)(self._read_chain)
        self._offered: dict[str, Offered] = {}

    def of(self, offered: Offered, round_: Round) -> PublishedTable:
        """What is shown of a round; one cheap query when nothing is new."""
        return self.scored(offered, round_).table

    def scored(self, offered: Offered, round_: Round) -> Scored:
        """The same with the code of the run."""
        self._offered[round_.id] = offered
        if round_.run and not round_.is_demo:
            return self._published(round_.id, round_.run, self._earlier(round_.id, round_.run))
        return self._live(round_.id, self._store.revision(round_.id))

    def run(self, offered: Offered, round_: Round, code: str) -> Scored:
        """A kept run of a round, published or not, as it is shown."""
        self._offered[round_.id] = offered
        return self._published(round_.id, code, self._earlier(round_.id, code))

    def _earlier(self, round_id: str, code: str) -> tuple[str, ...]:
        """The runs that were published before this one was, or is."""
        codes = [each.code for each in reversed(self._store.publications(round_id))]
        last = max((place for place, each in enumerate(codes) if each == code), default=len(codes))
        return tuple(codes[:last])

    def chain(self, offered: Offered, round_: Round, code: str = "") -> Chain:
        """What the scores that are shown of a round, or those of a kept run, came from, to be explained."""
        self._offered[round_.id] = offered
        if kept := code or ("" if round_.is_demo else round_.run):
            return self._kept_chain(round_.id, kept)
        return self._live_chain(round_.id, self._store.revision(round_.id))

    def _chain(self, round_id: str, _revision: int) -> Chain:
        offered = self._offered[round_id]
        snapshot = self._store.snapshot(round_id, offered.framework, offered.vocabulary)
        inputs = frozen(snapshot, [unit.id for unit in offered.framework.units.list])
        return chain_of(offered.plan, inputs.snapshot, LIVE.basis)

    def _read_chain(self, round_id: str, code: str) -> Chain:
        if self._room is None:
            raise MachineError(f"The run {code} of the round {round_id} is not there.")
        return kept_chain(self._room, code, self._offered[round_id].vocabulary)

    def _score(self, round_id: str, _revision: int) -> Scored:
        table, recipe, _ = scored_now(self._store, self._offered[round_id], round_id, LIVE)
        return Scored(guard(table), recipe.code, self._store.response_counts(round_id)["sent"])

    def _read(self, round_id: str, code: str, earlier: tuple[str, ...]) -> Scored:
        run = next((run for run in self._store.runs(round_id) if run.code == code), None)
        if self._room is None or run is None:
            raise MachineError(f"The run {code} of the round {round_id} is not there.")
        vocabulary, before = self._offered[round_id].vocabulary, Published()
        for each in earlier:
            told = kept_table(self._room, each, vocabulary)
            before = remembered(told, guard(told, before), before)
        return Scored(guard(kept_table(self._room, code, vocabulary), before), code, run.responses)


def scored_now(store: Store, offered: Offered, round_id: str, options: Options) -> tuple[ScoreTable, Recipe, Frozen]:
    """All answers sent so far scored, with the recipe of it and the answers in canonical order."""
    framework = offered.framework
    snapshot = store.snapshot(round_id, framework, offered.vocabulary)
    inputs = frozen(snapshot, [unit.id for unit in framework.units.list])
    recipe = recipe_of(offered.file.text, inputs, options)
    return score_by(options, offered.plan, offered.vocabulary, inputs.snapshot), recipe, inputs
