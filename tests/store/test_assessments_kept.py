"""Assessments in the database: items that two officers save at once, a history that stays, verdicts and replies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from store_samples import make_round, page

from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.assessment_nouns import (
    Assessment,
    Assignment,
    Deadline,
    Declined,
    Item,
    ItemState,
    Reply,
    ReplyKind,
    Said,
    Stage,
    Standing,
    Step,
    StepKind,
    Turn,
    Verdict,
    VerdictKind,
)
from engine.store.life import MeanwhileError
from engine.store.sqlite import SqliteStore
from engine.store.staff import Account

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def begun(store: SqliteStore) -> Assessment:
    return store.begin_assessment("r1", "business", "x", "lan", AT)


def moved(store: SqliteStore, stage: Stage, unit: str = "x") -> Assessment:
    before = store.assessment("r1", unit)
    assert before is not None
    step = Step(
        "r1", unit, "", StepKind.STAGE, "head", AT, Said(words={"stage": before.stage}), Said(words={"stage": stage})
    )
    return store.move_assessment(before, replace(before, stage=stage, since=AT), step)


def claim(store: SqliteStore, seen: int = 0, by: str = "lan", explanation: str = "", **answers: object):
    given = page(**answers)
    question = next(iter(given)).question
    return store.save_item("r1", "x", question, seen, given, explanation, by, AT)


def answers(store: SqliteStore, assessment: Assessment):
    found = store.response(assessment.response_id)
    assert found is not None
    return found.answers


def test_an_assessment_is_begun_once(store: SqliteStore, begun: Assessment) -> None:
    assert store.begin_assessment("r1", "business", "x", "minh", AT) == begun
    assert store.assessments("r1") == store.assessments() == [begun]
    assert store.response_counts("r1") == {"started": 1, "sent": 0}
    assert [step.step for step in store.steps("r1")] == [StepKind.STAGE]
    with pytest.raises(ThuocDoError, match="There is no round “r9”"):
        store.begin_assessment("r9", "business", "x", "lan", AT)


def test_an_item_is_saved_with_its_answer_its_explanation_and_its_history(
    store: SqliteStore, begun: Assessment
) -> None:
    saved = claim(store, days=3.0, explanation="counted by hand")
    assert (saved.conflict, saved.now) == (False, Item("days", "", ItemState.IN_WORK, "counted by hand", 1, "lan", AT))
    assert answers(store, begun) == saved.answers == page(days=3.0)
    told = {step.step: (step.before, step.after) for step in store.steps("r1", "x", "days")}
    assert told == {
        StepKind.CLAIMED: (Said(), Said(page(days=3.0))),
        StepKind.EXPLAINED: (Said(words={"explanation": ""}), Said(words={"explanation": "counted by hand"})),
        StepKind.STATE: (Said(words={"state": "empty"}), Said(words={"state": "in_work"})),
    }


def test_saving_the_same_again_changes_nothing(store: SqliteStore, begun: Assessment) -> None:
    first = claim(store, days=3.0)
    steps = store.steps("r1", "x")
    assert claim(store, days=3.0) == first
    assert store.steps("r1", "x") == steps


def test_an_answer_may_be_taken_back_in_one_pass_alone(store: SqliteStore, begun: Assessment) -> None:
    claim(store, days__y=3.0, days__z=4.0)
    saved = store.save_item("r1", "x", "days", 1, {AnswerKey("days", "y"): None}, "", "lan", AT)
    assert saved.answers == answers(store, begun) == page(days__z=4.0)
    assert saved.now.version == 2


def test_of_two_officers_with_one_item_the_second_is_told_and_nothing_is_lost(
    store: SqliteStore, begun: Assessment
) -> None:
    claim(store, days=3.0, by="lan", explanation="ours")
    second = claim(store, days=5.0, by="minh")
    assert second.conflict
    assert (second.now.by, second.now.explanation, second.answers) == ("lan", "ours", page(days=3.0))
    assert answers(store, begun) == page(days=3.0)
    assert not claim(store, seen=1, days=5.0, by="minh").conflict  # who has seen it may go on


def test_an_item_of_its_own_is_never_in_anybodys_way(store: SqliteStore, begun: Assessment) -> None:
    assert not claim(store, days=3.0).conflict
    assert not claim(store, clear="yes", by="minh").conflict
    store.set_item("r1", "x", "days", "minh", AT, owner="minh", state=ItemState.READY)
    assert not claim(store, seen=1, days=4.0).conflict  # an owner is no other answer
    assert answers(store, begun) == page(days=4.0, clear="yes")


@pytest.mark.parametrize(
    "questions", [["days"] * 4, ["days", "clear", "topics", "on_time"]], ids=["one", "each its own"]
)
def test_officers_who_save_at_the_same_moment(store: SqliteStore, begun: Assessment, questions: list[str]) -> None:
    gate = Barrier(len(questions))

    def save(number: int):
        gate.wait()
        key = AnswerKey(questions[number])
        return store.save_item("r1", "x", key.question, 0, {key: Answer(float(number))}, "", f"officer {number}", AT)

    with ThreadPoolExecutor(len(questions)) as threads:
        found = list(threads.map(save, range(len(questions))))
    assert sum(not each.conflict for each in found) == len(set(questions))
    kept = answers(store, begun)
    for each in found:
        assert each.answers.items() <= kept.items()  # who was too late sees who was first
    assert len([step for step in store.steps("r1") if step.step is StepKind.CLAIMED]) == len(set(questions))


def test_a_locked_assessment_takes_nothing(store: SqliteStore, begun: Assessment) -> None:
    claim(store, days=3.0)
    moved(store, Stage.APPRAISAL)
    with pytest.raises(MeanwhileError, match="The assessment of x is locked; nothing was saved"):
        claim(store, seen=1, days=4.0)
    with pytest.raises(MeanwhileError):
        store.set_item("r1", "x", "days", "lan", AT, owner="minh")
    assert answers(store, begun) == page(days=3.0)
    with pytest.raises(ThuocDoError, match="The unit y has begun no assessment"):
        store.save_item("r1", "y", "days", 0, {}, "", "lan", AT)


def test_it_counts_as_sent_from_its_approval_until_it_is_returned(store: SqliteStore, begun: Assessment) -> None:
    claim(store, days=3.0)
    assert store.sent_responses("r1") == []
    revision = store.revision("r1")
    moved(store, Stage.APPRAISAL)
    (sent,) = store.sent_responses("r1")
    assert (sent.unit, sent.answers) == ("x", page(days=3.0))
    first = store.response(begun.response_id)
    moved(store, Stage.FILLING)
    assert store.sent_responses("r1") == []
    moved(store, Stage.APPRAISAL)
    again = store.response(begun.response_id)
    assert first is not None
    assert again is not None
    assert first.reference == again.reference
    assert store.revision("r1") > revision


def test_two_who_move_one_assessment_do_not_both(store: SqliteStore, begun: Assessment) -> None:
    moved(store, Stage.APPRAISAL)
    step = Step("r1", "x", "", StepKind.STAGE, "lead", AT)
    with pytest.raises(MeanwhileError):
        store.move_assessment(begun, replace(begun, stage=Stage.COUNCIL), step)
    found = store.assessment("r1", "x")
    assert found is not None
    assert (found.stage, found.version) == (Stage.APPRAISAL, 1)


def test_what_went_into_another_unit_counts_no_more(store: SqliteStore, begun: Assessment) -> None:
    locked = moved(store, Stage.APPRAISAL)
    step = Step("r1", "x", "", StepKind.MERGED, "lead", AT, reason="merged on 1 July")
    gone = store.move_assessment(locked, replace(locked, standing=Standing.MERGED, merged_into="y"), step)
    assert store.assessment("r1", "x") == gone
    assert store.sent_responses("r1") == []


def test_the_history_is_not_changed_and_nothing_leaves_it(store: SqliteStore, begun: Assessment) -> None:
    connection = store.database.connection
    for statement in ("DELETE FROM assessment_steps", "UPDATE assessment_steps SET by = 'nobody'"):
        with pytest.raises(sqlite3.IntegrityError, match="history"):
            connection.execute(statement)
    assert [step.by for step in store.steps("r1")] == ["lan"]


def test_items_are_counted_by_unit_and_state(store: SqliteStore, begun: Assessment) -> None:
    claim(store, days=3.0)
    claim(store, clear="yes")
    store.set_item("r1", "x", "days", "lan", AT, state=ItemState.READY)
    assert store.item_states("r1") == {"x": {ItemState.READY: 1, ItemState.IN_WORK: 1}}
    assert {name: item.state for name, item in store.items("r1", "x").items()} == {
        "days": ItemState.READY, "clear": ItemState.IN_WORK,
    }  # fmt: skip


def verdict(kind: VerdictKind = VerdictKind.AGREE, turn: Turn = Turn.FIRST, **more: object) -> Verdict:
    return replace(Verdict("r1", "x", "days", turn, kind, "hoa", AT), **more)


def test_verdicts_are_kept_by_turn_and_two_appraisers_see_each_other(store: SqliteStore, begun: Assessment) -> None:
    moved(store, Stage.APPRAISAL)
    change = verdict(VerdictKind.CHANGE, reason="two days are proven", answers=page(days=2.0))
    assert store.save_verdict(change, 0) is None
    assert store.save_verdict(change, 0) is None  # the same again
    first = store.save_verdict(verdict(by="nam"), 0)
    assert first is not None
    assert (first.by, first.answers, first.version) == ("hoa", page(days=2.0), 1)
    assert store.save_verdict(verdict(by="nam"), 1) is None
    assert [(each.kind, each.by, each.version) for each in store.verdicts("r1")] == [(VerdictKind.AGREE, "nam", 2)]
    told = [step for step in store.steps("r1", "x", "days") if step.step is StepKind.VERDICT]
    assert [(step.by, step.reason) for step in told] == [("nam", ""), ("hoa", "two days are proven")]
    assert told[0].before == Said(page(days=2.0), {"kind": "change", "reason": "two days are proven"})


def test_a_verdict_is_given_at_its_stage_alone(store: SqliteStore, begun: Assessment) -> None:
    with pytest.raises(MeanwhileError, match="no longer at this stage"):
        store.save_verdict(verdict(), 0)
    moved(store, Stage.APPRAISAL)
    with pytest.raises(MeanwhileError):
        store.save_verdict(verdict(turn=Turn.SECOND), 0)
    assert store.verdicts("r1") == []


def test_a_unit_replies_while_it_is_to_answer(store: SqliteStore, begun: Assessment) -> None:
    reply = Reply("r1", "x", "days", ReplyKind.OBJECT, "lan", AT, "see decision 12")
    with pytest.raises(MeanwhileError):
        store.save_reply(reply, 0)
    moved(store, Stage.APPRAISAL)
    store.save_verdict(verdict(), 0)
    moved(store, Stage.ANSWERING)
    assert store.save_reply(reply, 0) is None
    other = store.save_reply(replace(reply, by="minh", kind=ReplyKind.ACCEPT, text=""), 0)
    assert other == replace(reply, version=1)
    assert store.replies("r1", "x") == [other]


def test_an_assessment_that_is_begun_anew_has_no_verdicts_but_a_history_of_them(
    store: SqliteStore, begun: Assessment
) -> None:
    moved(store, Stage.APPRAISAL)
    store.save_verdict(verdict(), 0)
    store.withdraw_verdicts("r1", "x", [Turn.FIRST])
    assert store.verdicts("r1") == []
    assert StepKind.VERDICT in {step.step for step in store.steps("r1", "x", "days")}


def test_deadlines_of_a_round_and_of_one_unit(store: SqliteStore) -> None:
    common = Deadline("r1", Stage.FILLING, date(2026, 3, 31))
    own = Deadline("r1", Stage.FILLING, date(2026, 4, 7), "x")
    for _ in range(2):
        store.set_deadline(common, "lead", AT)
        store.set_deadline(own, "lead", AT, "flood")
    assert store.deadlines("r1") == [common, own]
    told = [(step.unit, step.after.words["last_day"], step.reason) for step in store.steps("r1")]
    assert told == [("x", "2026-04-07", "flood"), ("", "2026-03-31", "")]


def test_who_appraises_what_and_who_declined(store: SqliteStore) -> None:
    store.add_account(Account("hoa"))
    every, one = Assignment("r1", "", "hoa"), Assignment("r1", "police", "hoa")
    for each in (every, one, one):
        store.assign(each)
    assert store.assignments("r1") == [every, one]
    store.unassign(every)
    assert store.assignments() == [one]
    said = Declined("r1", "x", "hoa", "a brother works there", AT)
    store.decline(said)
    store.decline(replace(said, reason="another"))
    assert store.declined("r1") == [said]
    assert [(step.step, step.reason) for step in store.steps("r1")] == [(StepKind.DECLINED, "a brother works there")]


@pytest.fixture
def many(store: SqliteStore) -> Iterator[list[str]]:
    """What the database is asked from now on; five units with a hundred items each, all with a verdict."""
    with store.database.writing():
        for unit in "abcde":
            store.begin_assessment("r1", "business", unit, "lan", AT)
            for number in range(100):
                key = AnswerKey(f"q{number}")
                store.save_item("r1", unit, key.question, 0, {key: Answer(float(number))}, "", "lan", AT)
            moved(store, Stage.APPRAISAL, unit)
            for number in range(100):
                store.save_verdict(verdict(unit=unit, question=f"q{number}"), 0)
    asked: list[str] = []
    store.database.connection.set_trace_callback(asked.append)
    yield asked
    store.database.connection.set_trace_callback(None)


def test_lists_of_five_hundred_are_one_query_each(store: SqliteStore, many: list[str]) -> None:
    assert len(store.verdicts("r1")) == 500
    assert len(store.items("r1", "a")) == 100
    assert len(store.item_states("r1")) == len(store.assessments("r1")) == 5
    assert len(store.steps("r1", most=5000)) == 5 * (2 + 100 * 3)
    assert len(many) == 5


def test_rounds_have_assessments_of_their_own(store: SqliteStore, begun: Assessment) -> None:
    store.create_round(make_round("r2"))
    store.begin_assessment("r2", "business", "x", "lan", AT)
    store.save_item("r2", "x", "days", 0, page(days=1.0), "", "lan", AT)
    assert store.items("r1", "x") == {}
    assert answers(store, begun) == {}
    assert [each.round_id for each in store.assessments()] == ["r1", "r2"]
