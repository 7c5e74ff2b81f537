"""Which moves an assessment makes, and all that stands in the way, at once; no way leads past the verdicts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from appraisal_samples import AT, FULL, QUESTIONS, VOCABULARY, case, claims, framework, reply, verdict
from hypothesis import given
from hypothesis import strategies as st

from engine.appraisal.asked import failing_checks, unit_form
from engine.appraisal.case import Case
from engine.appraisal.stages import FOLLOWS, ORDERED_BY, Hindrance, Move, Why, hindrances, moved, sentence
from engine.store.assessment_nouns import ReplyKind, Stage, Standing, Turn, VerdictKind

TABLE = """
                  approve    return   send_back  answer  hand_over  settle   reopen   reappraise
filling           appraisal  -        -          -       -          -        -        -
appraisal         -          filling  answering  -       -          -        filling  -
answering         -          -        -          council -          -        filling  appraisal
second_appraisal  -          -        -          -       council    -        filling  appraisal
council           -          -        -          -       -          settled  filling  appraisal
settled           -          -        -          -       -          -        filling  appraisal
"""

ALL = tuple(map(verdict, QUESTIONS))


def blocked(of: Case, move: Move, reason: str = "why", **late: bool) -> list[tuple[Why, str]]:
    return [(each.why, each.question) for each in hindrances(of, move, reason, **late)]


def test_the_table_of_moves() -> None:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    told = {(row[0], move): cell for row in rows for move, cell in zip(head, row[1:], strict=True)}
    found = {}
    for stage in Stage:
        for move in Move:
            here = case(stage, verdicts=ALL)
            is_next = not hindrances(here, move, "why")
            found[stage.value, move.value] = moved(here, move, AT).stage.value if is_next else "-"
    assert found == told
    assert set(ORDERED_BY) == set(FOLLOWS) == set(Move)


def test_all_that_a_unit_left_open_is_told_at_once() -> None:
    whole = framework(
        ("unanswered: zero", "unanswered: refuse_to_lock"),
        (
            'trained, type: ratio, text: Bao nhiêu cán bộ đã được tập huấn?, code: "1.2", required: false',
            'trained, type: ratio, text: Bao nhiêu cán bộ đã được tập huấn?, code: "1.2"',
        ),
    )
    here = case(answers=claims(staffed="full_time", systems={"done": 1.0, "due": 2.0}), proven=(), of=whole)
    assert blocked(here, Move.APPROVE) == [
        (Why.UNANSWERED, "population"), (Why.NO_PROOF, "staffed"), (Why.UNANSWERED, "trained"), (Why.NO_PROOF, "systems"),
    ]  # fmt: skip
    assert "staffed: evidence is required" in sentence(here, Move.APPROVE, Hindrance(Why.NO_PROOF, "staffed"))


def test_answers_that_do_not_fit_together_are_no_claim() -> None:
    assert blocked(replace(case(), failing=("drills",)), Move.APPROVE) == [(Why.UNFIT, "drills")]
    check = "        checks:\n          - {id: few, that: drills <= 4, error: Không thể nhiều như vậy.}\nindex:\n"
    whole = framework(("index:\n", check))
    form = unit_form(whole)
    assert form is not None
    assert failing_checks(whole, VOCABULARY, form, FULL) == ()
    assert failing_checks(whole, VOCABULARY, form, {**FULL, **claims(drills=9.0)}) == ("drills",)


def test_an_explanation_stands_for_proof_and_what_is_not_claimed_needs_none() -> None:
    here = case(answers=claims(staffed="full_time"), proven=(), explained=("staffed",))
    assert blocked(here, Move.APPROVE) == []
    assert blocked(replace(here, items={}), Move.APPROVE) == [(Why.NO_PROOF, "staffed")]


def test_the_last_day_binds_the_unit() -> None:
    assert blocked(case(), Move.APPROVE, is_late=True) == [(Why.LATE, "")]
    assert blocked(case(Stage.ANSWERING, verdicts=ALL), Move.ANSWER, is_late=True) == [(Why.LATE, "")]
    assert blocked(case(Stage.APPRAISAL, verdicts=ALL), Move.SEND_BACK, is_late=True) == []


@pytest.mark.parametrize("move", [Move.RETURN, Move.REOPEN, Move.REAPPRAISE])
def test_what_goes_back_goes_with_a_reason(move: Move) -> None:
    stage = FOLLOWS[move][0][0]
    assert blocked(case(stage), move, " ") == [(Why.REASON, "")]


def test_results_go_back_when_every_claim_has_a_verdict() -> None:
    here = case(Stage.APPRAISAL, verdicts=(verdict("staffed"), verdict("drills", VerdictKind.ASK)))
    assert blocked(here, Move.SEND_BACK) == [(Why.NO_VERDICT, "trained"), (Why.NO_VERDICT, "systems")]
    unanswered = case(Stage.APPRAISAL, claims(staffed="nobody"), (verdict("staffed"),))
    assert blocked(unanswered, Move.SEND_BACK) == []  # what is not claimed needs no verdict


def test_only_what_is_contested_is_appraised_again() -> None:
    verdicts = (
        verdict("staffed"),
        verdict("trained", VerdictKind.CHANGE, trained={"done": 1.0, "due": 10.0}),
        verdict("systems"),
        verdict("drills", VerdictKind.ASK),
    )
    accepted = case(
        Stage.ANSWERING, verdicts=(*verdicts[:3], verdict("drills")), replies=(reply("trained", ReplyKind.ACCEPT),)
    )
    assert moved(accepted, Move.ANSWER, AT).stage is Stage.COUNCIL
    objecting = case(Stage.ANSWERING, verdicts=verdicts, replies=(reply("trained"),))
    assert [each.id for each in objecting.contested] == ["trained", "drills"]
    assert moved(objecting, Move.ANSWER, AT).stage is Stage.SECOND_APPRAISAL
    second = replace(objecting, assessment=replace(objecting.assessment, stage=Stage.SECOND_APPRAISAL))
    assert blocked(second, Move.HAND_OVER) == [(Why.NO_SECOND_VERDICT, "trained"), (Why.NO_SECOND_VERDICT, "drills")]
    again = tuple(verdict(name, turn=Turn.SECOND) for name in ("trained", "drills"))
    assert blocked(replace(second, verdicts=(*verdicts, *again)), Move.HAND_OVER) == []


def test_a_unit_that_went_into_another_goes_no_further() -> None:
    here = case(Stage.APPRAISAL, verdicts=ALL, standing=Standing.MERGED)
    assert blocked(here, Move.SEND_BACK) == [(Why.MERGED, "")]


STEPS = st.lists(
    st.one_of(
        st.sampled_from(Move),
        st.tuples(st.sampled_from(QUESTIONS), st.sampled_from(VerdictKind), st.sampled_from(Turn)),
        st.tuples(st.sampled_from(QUESTIONS), st.sampled_from(ReplyKind)),
        st.sampled_from(QUESTIONS),
    ),
    max_size=60,
)
FRAMEWORK = framework()


@given(STEPS)
def test_no_way_leads_to_the_end_past_the_verdicts(steps) -> None:
    """Whatever is ordered in whatever order: what is settled has a deciding verdict on every claim."""
    stage, verdicts, replies = Stage.FILLING, {}, {}
    for step in steps:
        here = case(stage, FULL, tuple(verdicts.values()), tuple(replies.values()), of=FRAMEWORK)
        if isinstance(step, Move):
            if not hindrances(here, step, "why"):
                stage = moved(here, step, AT).stage
        elif isinstance(step, tuple) and len(step) == 3:
            question, kind, turn = step
            verdicts[question, turn] = verdict(question, kind, turn)
        elif isinstance(step, tuple):
            replies[step[0]] = reply(*step)
        else:
            verdicts = {key: each for key, each in verdicts.items() if key[0] != step}  # its answer has changed
            stage = Stage.FILLING if stage is Stage.FILLING else stage
        if stage is Stage.SETTLED and isinstance(step, Move):
            decided = case(stage, FULL, tuple(verdicts.values()), of=FRAMEWORK)
            assert all(decided.last_verdict(name) is not None for name in QUESTIONS)
