"""Claimed, appraised and final: the same answers, overlaid with what was found."""

from __future__ import annotations

import numpy as np
import pytest
from appraisal_samples import AT, FULL, QUESTIONS, VOCABULARY, claims, framework, offered, verdict
from hypothesis import given
from hypothesis import strategies as st

from engine.appraisal.bases import NOT_VERIFIED, Assessed, Basis, answers_on, responses_on, units_on
from engine.framework.missing import Missing
from engine.questionnaire.answers import Answer, AnswerKey
from engine.scoring.run import score
from engine.snapshots import Filled, snapshot_of
from engine.store.assessment_nouns import Assessment, Stage, Standing, Turn, VerdictKind

FRAMEWORK = framework()
AGREED = tuple(map(verdict, QUESTIONS))


def totals(verdicts, answers=FULL, standing: Standing = Standing.RANKED, node: str = "total"):
    """The score of a node on each basis, the reason where there is none, and the rank."""
    assessed = Assessed.of(
        [Assessment("r1", "xa-an-phu", "report", "x", Stage.COUNCIL, AT, standing=standing)], verdicts
    )
    found = {}
    for basis in Basis:
        filled = responses_on(FRAMEWORK, [Filled("report", "xa-an-phu", answers)], assessed, basis)
        snapshot = snapshot_of(FRAMEWORK, VOCABULARY, filled, units_on(FRAMEWORK, assessed))
        table = score(offered().plan, snapshot, basis=basis.value)
        row, unit = list(FRAMEWORK.nodes).index(node), 0
        found[basis.value] = (
            float(table.score[row, unit]),
            Missing(int(table.missing[row, unit])),
            float(table.rank[row, unit]),
        )
    return found


def test_what_is_agreed_on_scores_as_claimed() -> None:
    assert {basis: found[0] for basis, found in totals(AGREED).items()} == {"claimed": 28, "appraised": 28, "final": 28}


def test_a_change_puts_the_appraisers_answer_in_the_claims_place() -> None:
    first = verdict("trained", VerdictKind.CHANGE, trained={"done": 5.0, "due": 10.0})
    second = verdict("trained", VerdictKind.CHANGE, Turn.SECOND, trained={"done": 6.0, "due": 10.0})
    council = verdict("drills", VerdictKind.CHANGE, Turn.COUNCIL, drills=1.0)
    found = totals((*AGREED[:1], *AGREED[2:], first, second, council))
    assert {basis: figure[0] for basis, figure in found.items()} == {"claimed": 28, "appraised": 25, "final": 23.5}


def test_a_second_appraisal_may_return_to_the_claim() -> None:
    first = verdict("trained", VerdictKind.CHANGE, trained={"done": 5.0, "due": 10.0})
    found = totals((*AGREED, first, verdict("trained", turn=Turn.SECOND)))
    assert (found["appraised"][0], found["final"][0]) == (25, 28)


@pytest.mark.parametrize("kept", [AGREED[:3], (*AGREED[:3], verdict("drills", VerdictKind.ASK))], ids=["none", "asked"])
def test_what_nobody_verified_is_missing_with_that_reason_and_never_zero(kept) -> None:
    answers = answers_on(FRAMEWORK, FULL, kept, Basis.APPRAISED)
    assert answers[AnswerKey("drills")] == NOT_VERIFIED
    assert answers[AnswerKey("population")] == FULL[AnswerKey("population")]  # nobody judges it
    score_, reason, _ = totals(kept, node="i_drills")["appraised"]
    assert np.isnan(score_)
    assert reason is Missing.NOT_VERIFIED
    assert totals(kept)["appraised"][1] is Missing.LOW_COVERAGE  # half of what stands above it
    assert totals(kept)["claimed"][0] == 28


def test_what_was_not_answered_stays_what_it_is_unless_somebody_gives_it() -> None:
    claimed = {AnswerKey("staffed"): Answer("full_time"), AnswerKey("drills"): Answer(None, Missing.SKIPPED)}
    assert answers_on(FRAMEWORK, claimed, [verdict("staffed")], Basis.FINAL) == claimed
    given_by = verdict("drills", VerdictKind.CHANGE, drills=3.0)
    assert answers_on(FRAMEWORK, claimed, [verdict("staffed"), given_by], Basis.FINAL) == claims(
        staffed="full_time", drills=3.0
    )


def test_a_unit_set_aside_has_scores_and_no_rank() -> None:
    assert totals(AGREED)["final"][2] == 1
    value, _, rank = totals(AGREED, standing=Standing.NOT_RANKED)["final"]
    assert value == 28
    assert np.isnan(rank)


def test_respondents_are_not_appraised() -> None:
    filled = [Filled("business", "", claims(clear="yes")), Filled("other", "xa-an-phu", claims(drills=1.0))]
    assessed = Assessed.of([Assessment("r1", "xa-an-phu", "report", "x", Stage.COUNCIL, AT)], [])
    assert responses_on(FRAMEWORK, filled, assessed, Basis.FINAL) == filled


VERDICTS = st.lists(
    st.builds(
        verdict,
        st.sampled_from(QUESTIONS),
        st.sampled_from([VerdictKind.AGREE, VerdictKind.ASK]),
        st.sampled_from(Turn),
    )
)


@given(VERDICTS)
def test_without_a_change_every_answer_is_the_claim_or_not_verified(verdicts) -> None:
    for basis in Basis:
        found = answers_on(FRAMEWORK, FULL, verdicts, basis)
        assert found.keys() == FULL.keys()
        assert all(found[key] in (FULL[key], NOT_VERIFIED) for key in FULL)
    assert answers_on(FRAMEWORK, FULL, verdicts, Basis.CLAIMED) == FULL
