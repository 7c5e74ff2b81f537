"""Documents of units in the database: described, used, left, erased; constant numbers of queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from store_samples import make_round, page

from engine.problems import ThuocDoError
from engine.store.assessment_nouns import Said, Stage, Step, StepKind
from engine.store.document_nouns import Document, DocumentUse
from engine.store.life import MeanwhileError

AT = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
PLAN = Document(
    "d1", "xa-a", "Kế hoạch chuyển đổi số", "lan", AT, "12/KH-UBND", date(2026, 2, 3), "UBND xã A", date(2026, 1, 1),
    "https://xa-a.example.vn/kh", "a" * 64, "kh.pdf", "pdf", 1200, 3,
)  # fmt: skip


def use(
    document: str = "d1", question: str = "q1", round_id: str = "r1", turn: int = 0, unit: str = "xa-a"
) -> DocumentUse:
    return DocumentUse(document, round_id, unit, question, turn, "lan", AT)


def begin(store, *round_ids: str, unit: str = "xa-a") -> None:
    for round_id in round_ids:
        store.begin_assessment(round_id, "own", unit, "lan", AT)


def move(store, stage: Stage) -> None:
    before = store.assessment("r1", "xa-a")
    store.move_assessment(before, replace(before, stage=stage), Step("r1", "xa-a", "", StepKind.STAGE, "minh", AT))


def test_a_document_is_kept_as_it_was_described(store):
    assert store.add_document(PLAN)
    assert store.document("d1") == PLAN
    assert store.documents_of("xa-a") == [PLAN]
    assert store.documents_of("xa-b") == []
    assert store.document("d2") is None


def test_the_same_posted_twice_is_one_document(store):
    assert store.add_document(PLAN)
    assert not store.add_document(replace(PLAN, subject="another"))
    assert store.documents_of("xa-a") == [PLAN]


def test_who_describes_a_document_second_is_told(store):
    store.add_document(PLAN)
    now = store.describe_document(PLAN, replace(PLAN, subject="Kế hoạch sửa đổi", issued_on=None, sha256="b" * 64))
    assert now == replace(PLAN, subject="Kế hoạch sửa đổi", issued_on=None, version=2)  # its file stays
    assert store.document("d1") == now
    with pytest.raises(MeanwhileError):
        store.describe_document(PLAN, replace(PLAN, subject="mine"))
    assert store.document("d1") == now


def test_a_document_is_evidence_of_several_items_in_several_rounds(store):
    store.create_round(make_round("r2"))
    begin(store, "r1", "r2")
    store.add_document(PLAN)
    store.add_document(replace(PLAN, id="d2", subject="Quyết định"))
    uses = [use(), use(question="q2"), use(round_id="r2"), use("d2")]
    assert [store.use_document(each) for each in uses] == [True] * 4
    assert not store.use_document(use())
    assert [(each.round_id, each.question) for each in store.uses_of("d1")] == [
        ("r1", "q1"),
        ("r1", "q2"),
        ("r2", "q1"),
    ]
    assert {question: [each.id for each, _ in given] for question, given in store.evidence_of("r1", "xa-a").items()} == {
        "q1": ["d1", "d2"], "q2": ["d1"],
    }  # fmt: skip
    assert store.evidence_counts("r1") == store.evidence_counts("r1", "xa-a") == {"xa-a": {"q1": 2, "q2": 1}}
    assert store.evidence_counts("r1", "xa-b") == {}
    assert store.evidence_counts("r2") == {"xa-a": {"q1": 1}}
    assert len(store.uses_by("xa-a")) == 4


def test_what_was_taken_away_may_be_added_again(store):
    begin(store, "r1")
    store.add_document(PLAN)
    store.use_document(use())
    assert store.leave_document(use(), "minh", AT)
    assert not store.leave_document(use(), "minh", AT)
    assert store.evidence_of("r1", "xa-a") == {}
    assert store.use_document(use())
    kept = store.database.connection.execute("SELECT removed_at IS NULL FROM document_uses ORDER BY position")
    assert kept.fetchall() == [(0,), (1,)]


def test_every_change_of_evidence_stands_in_the_history(store):
    begin(store, "r1")
    store.add_document(PLAN)
    told = Said(words={"document": "d1", "subject": PLAN.subject, "number": PLAN.number, "file": PLAN.sha256})
    for _ in range(2):
        store.use_document(use())
    for _ in range(2):
        store.leave_document(use(), "minh", AT)
    assert store.steps("r1", "xa-a", "q1") == [
        Step("r1", "xa-a", "q1", StepKind.EVIDENCE_REMOVED, "minh", AT, before=told),
        Step("r1", "xa-a", "q1", StepKind.EVIDENCE_ADDED, "lan", AT, after=told),
    ]


def test_evidence_is_handed_in_while_the_unit_fills_in_or_answers(store):
    begin(store, "r1")
    for document in (PLAN, replace(PLAN, id="d2")):
        store.add_document(document)
    with pytest.raises(MeanwhileError):
        store.use_document(use(turn=1))
    store.use_document(use())
    move(store, Stage.APPRAISAL)
    for locked in (lambda: store.use_document(use("d2")), lambda: store.leave_document(use(), "lan", AT)):
        with pytest.raises(MeanwhileError, match="takes no evidence now"):
            locked()
    move(store, Stage.ANSWERING)
    assert store.use_document(use("d2", turn=1))
    assert not store.use_document(use(turn=1))  # shown already
    assert not store.leave_document(use(turn=1), "lan", AT)  # what was appraised stays
    assert store.leave_document(use("d2", turn=1), "lan", AT)
    assert [(each.document_id, each.turn) for each in store.uses_by("xa-a")] == [("d1", 0)]


def test_a_unit_that_has_begun_nothing_shows_nothing(store):
    store.add_document(PLAN)
    with pytest.raises(ThuocDoError, match="“xa-a” has begun no assessment"):
        store.use_document(use())


@pytest.mark.parametrize("wrong", [use("d9"), use(unit="xa-b")], ids=["no such document", "of another unit"])
def test_a_unit_uses_only_its_own_documents(store, wrong):
    begin(store, "r1")
    begin(store, "r1", unit="xa-b")
    store.add_document(PLAN)
    with pytest.raises(ThuocDoError, match="has no such document"):
        store.use_document(wrong)


def test_a_document_that_is_evidence_stays_in_the_list(store):
    begin(store, "r1")
    store.add_document(PLAN)
    store.use_document(use())
    with pytest.raises(ThuocDoError, match="take it away there first"):
        store.withdraw_document("d1")
    store.leave_document(use(), "minh", AT)
    store.withdraw_document("d1")
    assert store.documents_of("xa-a") == []
    assert store.document("d1") == replace(PLAN, withdrawn=True)
    with pytest.raises(ThuocDoError):
        store.use_document(use())


def test_a_file_is_erased_wherever_it_is_named(store):
    begin(store, "r1")
    for document in (PLAN, replace(PLAN, id="d2"), replace(PLAN, id="d3", sha256="c" * 64)):
        store.add_document(document)
    store.use_document(use())
    assert store.document_files() == {"a" * 64: PLAN.subject, "c" * 64: PLAN.subject}
    assert store.erase_document("d1", "gửi nhầm văn bản mật") == ["d1", "d2"]
    gone = store.document("d1")
    assert (gone.sha256, gone.file_name, gone.kind, gone.size + gone.pages, gone.erased) == (
        "",
        "",
        "",
        0,
        "gửi nhầm văn bản mật",
    )
    assert [each.id for each, _ in store.evidence_of("r1", "xa-a")["q1"]] == ["d1"]
    assert store.document_files() == {"c" * 64: PLAN.subject}
    assert store.erase_document("d1", "again") == ["d1"]  # a document without a file names nobody else's
    with pytest.raises(ThuocDoError, match="no such document"):
        store.erase_document("d9", "x")


def test_files_that_documents_name_are_kept_as_those_of_answers_are(store):
    store.add_document(PLAN)
    response = store.start_response("r1", "business")
    store.save_answers(response.id, 0, page(report=("b" * 64,)), "")
    assert store.evidence_named({"a" * 64, "b" * 64, "c" * 64}) == {"a" * 64, "b" * 64}


def test_lists_of_five_hundred_take_one_query_each(store):
    begin(store, "r1")
    with store.together():
        for number in range(500):
            store.add_document(replace(PLAN, id=f"d{number}"))
            store.use_document(use(f"d{number}", f"q{number % 100}"))
    said: list[str] = []
    store.database.connection.set_trace_callback(said.append)
    assert len(store.documents_of("xa-a")) == 500
    assert sum(map(len, store.evidence_of("r1", "xa-a").values())) == 500
    assert sum(store.evidence_counts("r1")["xa-a"].values()) == 500
    assert len(store.uses_by("xa-a")) == 500
    store.database.connection.set_trace_callback(None)
    assert len(said) == 4
