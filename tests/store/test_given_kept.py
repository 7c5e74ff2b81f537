"""What is known beforehand: kept by round and unit, in the response from its first moment, replaced as a whole."""

from __future__ import annotations

import pytest
from store_samples import make_round

from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.nouns import Known

LISTED = Answer(("r00000001",), details={"r00000001": "Văn bản"})
KNOWN = Known(
    "so-noi-vu",
    "office",
    {
        AnswerKey("size"): Answer(120.0),
        AnswerKey("given.systems"): LISTED,
        AnswerKey("before", "r00000001"): Answer(4.0),
        AnswerKey("kind"): Answer(None, Missing.NOT_APPLICABLE),
    },
)


def other(size: float) -> Known:
    return Known("so-y-te", "office", {AnswerKey("size"): Answer(size)})


def test_a_response_begins_with_what_is_known_of_its_unit(store) -> None:
    store.put_given("r1", [KNOWN, other(7.0)])

    begun = store.start_response("r1", "office", "so-noi-vu")

    assert begun.answers == KNOWN.answers
    assert begun.version == 0
    assert store.response(begun.id) == begun
    assert store.start_response("r1", "another", "so-noi-vu").answers == {}
    assert store.start_response("r1", "office", "so-lao-dong").answers == {}
    assert store.start_response("r1", "office").answers == {}


def test_a_subject_that_is_no_unit_leaves_no_key_in_the_response(store) -> None:
    store.put_given("r1", [Known("ABC-123", "office", {AnswerKey("size"): Answer(3.0)})])

    begun = store.start_response("r1", "office", subject="ABC-123")

    assert begun.answers == {AnswerKey("size"): Answer(3.0)}
    assert begun.unit == ""
    tables = ("responses", "answers")
    kept = [row for table in tables for row in store.database.connection.execute(f"SELECT * FROM {table}")]
    assert "ABC-123" not in repr(kept)


def test_it_is_replaced_as_a_whole(store) -> None:
    store.put_given("r1", [KNOWN, other(7.0)])
    store.put_given("r1", [other(8.0)])

    assert list(store.given("r1")) == [other(8.0)]


def test_nothing_changes_for_a_unit_that_has_begun(store) -> None:
    store.put_given("r1", [KNOWN, other(7.0)])
    store.start_response("r1", "office", "so-y-te")

    assert store.put_given("r1", [KNOWN, other(8.0)]) == ("so-y-te",)
    assert store.put_given("r1", [KNOWN]) == ("so-y-te",)
    assert list(store.given("r1")) == [KNOWN, other(7.0)]

    assert store.put_given("r1", [other(7.0)]) == ()  # as it was; others have not begun
    assert list(store.given("r1")) == [other(7.0)]


def test_the_order_of_answers_makes_no_difference(store) -> None:
    store.put_given("r1", [KNOWN])
    store.start_response("r1", "office", "so-noi-vu")

    again = Known(KNOWN.subject, KNOWN.form_id, dict(reversed(KNOWN.answers.items())))
    assert store.put_given("r1", [again]) == ()


def test_an_answer_takes_its_place_and_what_was_known_stays_beside_it(store) -> None:
    store.put_given("r1", [KNOWN])
    begun = store.start_response("r1", "office", "so-noi-vu")

    store.save_answers(begun.id, 0, {AnswerKey("systems"): Answer((), Missing.SKIPPED)}, "a")

    answers = store.response(begun.id).answers
    assert answers[AnswerKey("given.systems")] == LISTED
    assert answers[AnswerKey("systems")].missing is Missing.SKIPPED


def test_rounds_know_nothing_of_one_another(store) -> None:
    store.create_round(make_round("r2"))
    store.put_given("r1", [KNOWN])

    assert store.given("r2") == []
    with pytest.raises(ThuocDoError, match="no round"):
        store.put_given("nowhere", [KNOWN])
