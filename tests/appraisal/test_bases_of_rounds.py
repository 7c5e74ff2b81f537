"""A round is shown and kept as claimed, as appraised and finally; what nobody appraises has no bases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from appraisal_samples import AT, FULL, QUESTIONS, make_round, offered, verdict

from engine.appraisal.acts import begin, cases, make_move, set_standing
from engine.appraisal.bases import Basis
from engine.appraisal.stages import Move
from engine.exchange.keeping import score_noted
from engine.people.acts import Actor
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.moves import By
from engine.rounds.overview import Overview, overview_of
from engine.rounds.results import LIVE, Results, Scored
from engine.scoring.summing import summed_ratios
from engine.store.assessment_nouns import Standing, Turn, VerdictKind
from engine.store.nouns import RoundState
from engine.store.sqlite import SqliteStore

OFFERED, LEAD = offered(), Actor("lead", AT)
UNITS = ("xa-an-phu", "xa-binh-minh")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Two units appraised: of one the trained are five of ten, of the other the council takes a drill away."""
    store = SqliteStore.open(tmp_path)
    store.create_round(replace(make_round(), is_demo=True))
    begin(store, OFFERED, make_round(), UNITS, LEAD)
    for unit in UNITS:
        for key, answer in FULL.items():
            store.save_item("r1", unit, key.question, 0, {key: answer}, "see the plan", "lan", AT)
        make_move(store, OFFERED, "r1", unit, Move.APPROVE, LEAD)
        for question in QUESTIONS:
            given = verdict(question, unit=unit)
            if (unit, question) == ("xa-an-phu", "trained"):
                given = verdict(question, VerdictKind.CHANGE, unit=unit, trained={"done": 5.0, "due": 10.0})
            assert store.save_verdict(given, 0) is None
        for move in (Move.SEND_BACK, Move.ANSWER):
            make_move(store, OFFERED, "r1", unit, move, LEAD)
    store.save_verdict(verdict("drills", VerdictKind.CHANGE, Turn.COUNCIL, unit="xa-binh-minh", drills=1.0), 0)
    yield store
    store.close()


def totals(found: Mapping[Basis, Scored]) -> dict[str, list[float]]:
    row = list(OFFERED.framework.nodes).index("total")
    return {basis.value: [float(each) for each in scored.table.score[row, :2]] for basis, scored in found.items()}


EXPECTED = {"claimed": [28, 28], "appraised": [25, 28], "final": [25, 25.5]}


def test_a_live_round_is_shown_on_each_basis(store: SqliteStore) -> None:
    results, round_ = Results(store), store.round("r1")
    assert round_ is not None
    found = results.on_bases(OFFERED, round_)
    assert totals(found) == EXPECTED
    assert totals({Basis.FINAL: results.scored(OFFERED, round_)}) == {"final": EXPECTED["final"]}  # that is what counts
    assert len({scored.code for scored in found.values()}) == 3
    store.save_verdict(verdict("drills", turn=Turn.COUNCIL, unit="xa-binh-minh"), 1)
    assert totals(results.on_bases(OFFERED, round_))["final"] == [25, 28]


def test_a_kept_round_has_a_run_for_each_basis_beside_one_another(store: SqliteStore, tmp_path: Path) -> None:
    round_ = replace(make_round(), is_demo=False)
    kept = score_noted(tmp_path, store, OFFERED, round_, replace(LIVE, replicates=0), By("lead", AT))
    assert len(store.runs("r1")) == 3
    assert store.runs("r1")[0] == kept.run
    results = Results(store, tmp_path)
    found = results.on_bases(OFFERED, round_, kept.run.code)
    assert totals(found) == EXPECTED
    assert found[Basis.FINAL].code == kept.run.code
    again = score_noted(tmp_path, store, OFFERED, round_, replace(LIVE, replicates=0), By("lead", AT))
    assert (again.is_new, len(store.runs("r1"))) == (False, 3)


def trained(seen: Overview) -> tuple[float, float]:
    """How many were trained of how many, all units together."""
    ranked = ~np.isnan(seen.scored.table.rank[0])
    return next((x.done, x.due) for x in summed_ratios(seen.chain, ranked) if x.node == "i_trained")


def test_all_units_at_once_on_each_basis_live_and_kept(store: SqliteStore, tmp_path: Path) -> None:
    round_ = store.round("r1")
    assert round_ is not None
    live = {basis: overview_of(Results(store), OFFERED, round_, basis) for basis in Basis}
    sums = {basis: trained(seen) for basis, seen in live.items()}
    assert sums == {Basis.CLAIMED: (16, 20), Basis.APPRAISED: (13, 20), Basis.FINAL: (13, 20)}
    assert overview_of(Results(store), OFFERED, round_).basis is Basis.FINAL

    # given a run that is published: later words change nothing of it, on whichever basis
    kept = score_noted(tmp_path, store, OFFERED, replace(round_, is_demo=False), LIVE, By("lead", AT))
    published = replace(round_, is_demo=False, run=kept.run.code, state=RoundState.PUBLISHED)
    store.save_verdict(
        verdict("trained", VerdictKind.CHANGE, Turn.COUNCIL, unit="xa-an-phu", trained={"done": 0.0, "due": 10.0}), 0
    )
    again = {basis: overview_of(Results(store, tmp_path), OFFERED, published, basis) for basis in Basis}
    assert {basis: trained(seen) for basis, seen in again.items()} == sums
    assert {seen.scored.code for seen in again.values()} == {run.code for run in store.runs("r1")}
    assert trained(overview_of(Results(store), OFFERED, round_)) == (8, 20)  # live it is another


def test_who_is_set_aside_is_told_and_not_ranked(store: SqliteStore) -> None:
    set_standing(store, "r1", "xa-an-phu", Standing.NOT_RANKED, LEAD, "no public services")
    round_ = store.round("r1")
    assert round_ is not None
    table = Results(store).scored(OFFERED, round_).table
    ranks = dict(zip((unit.id for unit in table.units), table.rank[0], strict=True))
    assert ranks["xa-binh-minh"] == 1
    assert ranks["xa-an-phu"] != ranks["xa-an-phu"]  # none


def test_a_round_in_which_nobody_is_appraised_has_no_bases(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path)
    store.create_round(replace(make_round(), is_demo=True))
    response = store.start_response("r1", "report", "xa-an-phu")
    saved = store.save_answers(response.id, 0, {AnswerKey("drills"): Answer(1.0)}, "")
    store.send(response.id, saved.version, AT.date(), ())
    round_ = store.round("r1")
    assert round_ is not None
    assert Results(store).on_bases(OFFERED, round_) == {}
    store.close()


def test_a_round_is_read_in_as_many_queries_for_one_unit_as_for_all(store: SqliteStore) -> None:
    asked: list[str] = []
    store.database.connection.set_trace_callback(asked.append)
    whole = cases(store, OFFERED, "r1")
    of_all = len(asked)
    begin(store, OFFERED, make_round(), ["xa-cam-son"], LEAD)
    asked.clear()
    assert len(cases(store, OFFERED, "r1")) == len(whole) + 1
    assert len(asked) == of_all <= 6
    store.database.connection.set_trace_callback(None)
