"""What a round's answers come to: the published run, or of a demo round the scores as they are now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from engine.appraisal.bases import Basis
from engine.catalog import Offered
from engine.disclosure.asides import PublishedAsides, guarded
from engine.disclosure.gate import guard
from engine.disclosure.published import Published, PublishedTable
from engine.editions.comparing import Edition, kept_back, with_change, with_earlier
from engine.problems import MachineError, ThuocDoError
from engine.rounds.bases import bases_of, on_its_basis, snapshot_on
from engine.rounds.changes import kept_change
from engine.rounds.editions import edition_of, editions_before, pinned_edition, rounds_before
from engine.rounds.sensitivity import kept_sensitivity, trace_of_sensitivity
from engine.runs.canonical import Frozen, frozen
from engine.runs.kept import kept_chain, kept_run
from engine.runs.recipe import Options, Recipe, asides_by, recipe_of, score_by, weighed_by
from engine.runs.room import RunRoom
from engine.scoring.chain import Chain, chain_of
from engine.scoring.change_table import ChangeTable
from engine.scoring.panel import pools_editions
from engine.scoring.rank_sensitivity import RankSensitivity
from engine.scoring.run import score
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


_BEFORE = (Basis.CLAIMED, Basis.APPRAISED)
"""The bases that stand beside the final one."""


def _with_beside(found: Scored, tables: Mapping[Basis, PublishedTable]) -> Scored:
    """The same with what was claimed and appraised."""
    return replace(found, table=replace(found.table, beside={basis.value: each for basis, each in tables.items()}))


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
        self._live_on = lru_cache(maxsize=3 * kept)(self._score_on)
        self._live_asides = lru_cache(maxsize=kept)(self._beside)
        self._published = lru_cache(maxsize=kept)(self._read)
        self._live_chain = lru_cache(maxsize=3 * kept)(self._chain)
        self._kept_chain = lru_cache(maxsize=kept)(self._read_chain)
        self._changes = lru_cache(maxsize=kept)(self._change)
        self._basis_of = lru_cache(maxsize=64 * kept)(self._kept_basis)  # of a run it never changes
        self._offered: dict[str, Offered] = {}

    def of(self, offered: Offered, round_: Round) -> PublishedTable:
        """What is shown of a round; one cheap query when nothing is new."""
        return self.scored(offered, round_).table

    def scored(self, offered: Offered, round_: Round) -> Scored:
        """The same with the code of the run."""
        self._offered[round_.id] = offered
        if round_.run and not round_.is_demo:
            return self.run(offered, round_, round_.run)
        revision = self._store.revision(round_.id)
        live = self._since(round_, self._live(round_.id, revision), "")
        if live.table.basis != Basis.FINAL:
            return live
        return _with_beside(live, {basis: self._live_on(round_.id, revision, basis).table for basis in _BEFORE})

    def asides(self, offered: Offered, round_: Round) -> PublishedAsides:
        """What is shown beside it: of a published round what was kept with its run, so that it never changes."""
        self._offered[round_.id] = offered
        if round_.run and not round_.is_demo:
            return self._published(round_.id, round_.run, self._earlier(round_.id, round_.run))[1]
        return self._live_asides(round_.id, self._store.revision(round_.id))

    def asides_of(self, offered: Offered, round_: Round, code: str) -> PublishedAsides:
        """What is shown beside a kept run of a round, published or not."""
        self._offered[round_.id] = offered
        return self._published(round_.id, code, self._earlier(round_.id, code))[1]

    def run(self, offered: Offered, round_: Round, code: str) -> Scored:
        """A kept run of a round, published or not, as it is shown."""
        self._offered[round_.id] = offered
        found = self._since(round_, self._published(round_.id, code, self._earlier(round_.id, code))[0], code)
        if found.table.basis != Basis.FINAL:
            return found
        codes = self._beside_run(round_.id, code)
        told = {basis: (each, self._earlier(round_.id, each)) for basis, each in codes.items() if basis in _BEFORE}
        return _with_beside(
            found, {basis: self._published(round_.id, *which)[0].table for basis, which in told.items()}
        )

    def sensitivity(self, round_: Round, code: str = "") -> RankSensitivity | None:
        """What is kept of how ranks rest on the method: with this run, else with the published one; of no unit."""
        kept = code or ("" if round_.is_demo else round_.run)
        return kept_sensitivity(self._room, kept) if self._room and kept else None

    def trace(self, round_: Round) -> str:
        """What changes when something else is kept with the run that everybody sees; "" where nothing is."""
        return trace_of_sensitivity(self._room, round_.run) if self._room and round_.run else ""

    def _since(self, round_: Round, found: Scored, run: str) -> Scored:
        """The same with the change since the round before, where that may be shown."""
        last = self._store.round(round_.earlier) if round_.earlier else None
        if last is None or not may_show_results(last):
            return found
        change = self._changes(round_.id, run, found.code, last.run or str(self._store.revision(last.id)))
        return found if change is None else replace(found, table=replace(found.table, change=change))

    def _change(self, round_id: str, run: str, _code: str, _before: str) -> ChangeTable | None:
        """The change of what is shown of a round; None where the rules of the round refuse the earlier figures."""
        offered, round_ = self._offered[round_id], self._store.round(round_id)
        assert round_ is not None
        try:
            if run and self._room and (last_run := self._published_before(round_)):
                change = kept_change(self._room, run, last_run)
                shown = self._published(round_id, run, self._earlier(round_id, run))[0].table
                return None if change is None else kept_back(change, self._shown_before(round_), shown)
            before = editions_before(self._store, round_, offered.vocabulary, self._room)
            now = with_earlier(edition_of(self._store, round_, offered, self._room, run), before)
            whole = score(offered.plan, now.snapshot)
            shown = guard(whole) if not run else self._published(round_id, run, self._earlier(round_id, run))[0].table
            return with_change(shown, whole, before, now, lambda _old: self._shown_before(round_)).change
        except ThuocDoError:
            return None

    def _published_before(self, round_: Round) -> str:
        """The run of the round before that everybody sees, with which the change is kept; "" of a demo round."""
        last = next(rounds_before(self._store, round_))
        return "" if last.is_demo else last.run

    def _shown_before(self, round_: Round) -> PublishedTable:
        """What is shown of the round before."""
        last = next(rounds_before(self._store, round_))
        results = Results(self._store, self._room.data if self._room else None)
        return results.of(pinned_edition(last, self._offered[round_.id].vocabulary), last)

    def _earlier(self, round_id: str, code: str) -> tuple[str, ...]:
        """The runs that were published, or shown to units, before this one was, or is."""
        codes = self._store.shown(round_id)
        last = max((place for place, each in enumerate(codes) if each == code), default=len(codes))
        return tuple(codes[:last])

    def on_bases(self, offered: Offered, round_: Round, code: str = "") -> Mapping[Basis, Scored]:
        """What is shown of an appraised round on each basis: beside a kept run, or live; nothing for other rounds."""
        self._offered[round_.id] = offered
        if kept := code or ("" if round_.is_demo else round_.run):
            return {basis: self.run(offered, round_, each) for basis, each in self._beside_run(round_.id, kept).items()}
        revision = self._store.revision(round_.id)
        return {basis: self._live_on(round_.id, revision, basis) for basis in bases_of(self._store, round_)}

    def _beside_run(self, round_id: str, code: str) -> Mapping[Basis, str]:
        """The kept runs of the same answers on each basis, made with a run or before it; {} where it has no basis."""
        if self._room is None:
            return {}
        known = {run.code: run for run in self._store.runs(round_id)}
        found: dict[Basis, str] = {}
        for run in known.values():
            if code in known and run.revision == known[code].revision:
                basis = self._basis_of(run.code)
                if basis is not None and (run.code == code or basis not in found):
                    found[basis] = run.code
        return {basis: found[basis] for basis in Basis if basis in found} if code in found.values() else {}

    def basis_of(self, code: str) -> Basis | None:
        """The basis on which a kept run was scored; None where it has none, or that cannot be read."""
        return self._basis_of(code) if self._room else None

    def _kept_basis(self, code: str) -> Basis | None:
        assert self._room is not None, "it was asked for"
        basis = self._room.basis_of(code)
        return Basis(basis) if basis in tuple(Basis) else None

    def chain(self, offered: Offered, round_: Round, code: str = "") -> Chain:
        """What the scores that are shown of a round, or those of a kept run, came from, to be explained."""
        self._offered[round_.id] = offered
        if kept := code or ("" if round_.is_demo else round_.run):
            return self._kept_chain(round_.id, kept)
        return self._live_chain(round_.id, self._store.revision(round_.id), "")

    def chain_on(self, offered: Offered, round_: Round, basis: Basis) -> Chain:
        """What the scores of an appraised round as they are now came from, on one of its bases."""
        self._offered[round_.id] = offered
        return self._live_chain(round_.id, self._store.revision(round_.id), basis.value)

    def _chain(self, round_id: str, _revision: int, basis: str) -> Chain:
        offered, round_ = self._offered[round_id], self._store.round(round_id)
        assert round_ is not None
        options = on_its_basis(self._store, round_, replace(LIVE, basis=basis))
        inputs = inputs_now(self._store, offered, round_, self._room, options.basis)
        return chain_of(offered.plan, inputs.snapshot, options.basis)

    def _read_chain(self, round_id: str, code: str) -> Chain:
        if self._room is None:
            raise MachineError(f"The run {code} of the round {round_id} is not there.")
        return kept_chain(self._room, code, self._offered[round_id].vocabulary)

    def _score_on(self, round_id: str, _revision: int, basis: Basis) -> Scored:
        round_ = self._store.round(round_id)
        assert round_ is not None  # whoever asks has it
        once = replace(LIVE, replicates=0, basis=basis.value)
        table, recipe, _ = scored_now(self._store, self._offered[round_id], round_, once, self._room)
        return Scored(guard(table), recipe.code, self._store.response_counts(round_id)["sent"])

    def _score(self, round_id: str, _revision: int) -> Scored:
        round_ = self._store.round(round_id)
        assert round_ is not None  # whoever asks has it
        table, recipe, _ = scored_now(self._store, self._offered[round_id], round_, LIVE, self._room)
        return Scored(guard(table), recipe.code, self._store.response_counts(round_id)["sent"])

    def _beside(self, round_id: str, _revision: int) -> PublishedAsides:
        offered, round_ = self._offered[round_id], self._store.round(round_id)
        assert round_ is not None
        once = replace(LIVE, replicates=0)
        once = on_its_basis(self._store, round_, once)
        table, _, inputs = scored_now(self._store, offered, round_, once, self._room)
        return guarded(table, asides_by(once, offered.plan, inputs.snapshot))[1]

    def _read(self, round_id: str, code: str, earlier: tuple[str, ...]) -> tuple[Scored, PublishedAsides]:
        run = next((run for run in self._store.runs(round_id) if run.code == code), None)
        if self._room is None or run is None:
            raise MachineError(f"The run {code} of the round {round_id} is not there.")
        vocabulary, before = self._offered[round_id].vocabulary, Published()
        for each in earlier:
            told = kept_run(self._room, each, vocabulary)
            before = guarded(told.table, told.asides, before)[2]
        now = kept_run(self._room, code, vocabulary)
        table, asides, _ = guarded(now.table, now.asides, before)
        return Scored(table, code, run.responses), asides


def inputs_now(store: Store, offered: Offered, round_: Round, room: RunRoom | None = None, basis: str = "") -> Frozen:
    """All answers sent so far in canonical order, with the rounds before where a range is taken over several.

    Where units are appraised, as they are on the `basis`, final unless said.
    """
    framework = offered.framework
    edition = Edition(offered, snapshot_on(store, offered, round_, basis), basis)
    if pools_editions(offered.plan):
        edition = with_earlier(edition, editions_before(store, round_, offered.vocabulary, room))
    return frozen(edition.snapshot, [unit.id for unit in framework.units.list])


def scored_now(
    store: Store,
    offered: Offered,
    round_: Round,
    options: Options,
    room: RunRoom | None = None,
    told: Callable[[int, int], None] | None = None,
) -> tuple[ScoreTable, Recipe, Frozen]:
    """All answers sent so far scored, with the recipe of it and the answers in canonical order.

    Where units are appraised and the options name no basis, on the final one.
    """
    options = on_its_basis(store, round_, options)
    inputs = weighed_by(options, offered.framework, inputs_now(store, offered, round_, room, options.basis))
    recipe = recipe_of(offered.file.text, inputs, options)
    return score_by(options, offered.plan, offered.vocabulary, inputs.snapshot, told), recipe, inputs
