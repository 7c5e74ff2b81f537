"""A draft is found by the hash of its code until it is sent, and by one code only."""

from __future__ import annotations

from datetime import date

from store_samples import make_round, page

DAY = date(2026, 11, 23)


def test_a_draft_is_found_by_its_hash_in_its_own_round(store) -> None:
    store.create_round(make_round("r2", opens=None))
    response = store.start_response("r1", "business")
    assert store.draft_by_code("r1", "aa") is None
    assert store.keep_resume_code(response.id, "aa")
    assert store.draft_by_code("r1", "aa") == response.id
    assert store.draft_by_code("r2", "aa") is None


def test_the_same_hash_again_changes_nothing_and_another_takes_its_place(store) -> None:
    response = store.start_response("r1", "business")
    assert store.keep_resume_code(response.id, "aa")
    assert store.keep_resume_code(response.id, "aa")
    assert store.keep_resume_code(response.id, "bb")
    assert store.draft_by_code("r1", "aa") is None
    assert store.draft_by_code("r1", "bb") == response.id


def test_two_drafts_never_share_a_hash(store) -> None:
    first, second = store.start_response("r1", "business"), store.start_response("r1", "business")
    assert store.keep_resume_code(first.id, "aa")
    assert not store.keep_resume_code(second.id, "aa")
    assert store.draft_by_code("r1", "aa") == first.id


def test_what_is_sent_is_found_by_no_code(store) -> None:
    response = store.start_response("r1", "business")
    store.keep_resume_code(response.id, "aa")
    store.save_answers(response.id, 0, page(note="x"), "a")
    store.send(response.id, 1, DAY, ())
    assert store.draft_by_code("r1", "aa") is None
    assert store.keep_resume_code(response.id, "aa")  # and gets none again
    assert store.draft_by_code("r1", "aa") is None


def test_saving_leaves_the_code_as_it_is(store) -> None:
    response = store.start_response("r1", "business")
    store.keep_resume_code(response.id, "aa")
    assert store.save_answers(response.id, 0, page(note="x"), "a").version == 1
    assert store.draft_by_code("r1", "aa") == response.id
