"""What every store promises, tried on SQLite."""

import re
from datetime import date
from threading import Thread

import numpy as np
import pytest
from store_samples import WORDS, make_round, page

from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.codes import make_code
from engine.store.nouns import RoundState, Saved
from engine.store.sqlite import SqliteStore

TODAY = date(2026, 11, 23)


def start(store, **answers):
    response = store.start_response("r1", "business")
    store.save_answers(response.id, 0, page(**answers), "first")
    return response.id


def test_rounds_come_newest_first_and_as_they_were_given(store):
    second = make_round("r2", opens=None, is_demo=True, framework_text="# Thước")
    store.create_round(second)
    assert store.rounds() == (second, store.round("r1"))
    store.set_round_state("r1", RoundState.PUBLISHED)
    assert store.round("r1").state is RoundState.PUBLISHED
    assert store.round("none") is None


def test_a_round_id_is_used_once(store):
    with pytest.raises(ThuocDoError, match="There is a round “r1” already"):
        store.create_round(make_round("r1"))
    with pytest.raises(ThuocDoError, match="There is no round “r9”"):
        store.start_response("r9", "business")
    with pytest.raises(ThuocDoError, match="There is no round “r9”"):
        store.set_round_state("r9", RoundState.OPEN)


def test_every_kind_of_value_comes_back_as_it_went_in(store):
    given = page(
        text="Sở “Xây dựng”",
        number=0.1,
        day=TODAY,
        several=("a", "b"),
        ratio={"done": 1.0, "due": 3.0},
        skipped=None,
        looks_like_a_day="2026-11-23",
    )
    given[AnswerKey("reason", "x")] = Answer("dont_know", Missing.DONT_KNOW)
    given[AnswerKey("skipped")] = Answer(None, Missing.SKIPPED)
    response = store.start_response("r1", "business")
    store.save_answers(response.id, 0, given, "a")
    assert store.response(response.id).answers == given


def test_a_page_saved_again_replaces_and_takes_back(store):
    response_id = start(store, clear__x="yes", days__x=3.0)
    store.save_answers(response_id, 1, {**page(clear__x="no"), AnswerKey("days", "x"): None}, "b")
    assert store.response(response_id).answers == page(clear__x="no")


def test_the_same_attempt_again_changes_nothing(store):
    response_id = start(store, days__x=3.0)
    assert store.save_answers(response_id, 0, page(days__x=3.0), "first") == Saved(1)
    store.save_answers(response_id, 1, page(days__x=4.0), "second")
    assert store.save_answers(response_id, 0, page(days__x=3.0), "first") == Saved(2)
    assert store.response(response_id).answers == page(days__x=4.0)


def test_the_same_key_with_other_answers_is_another_attempt(store):
    response_id = start(store, days__x=3.0)
    assert store.save_answers(response_id, 1, page(days__x=4.0), "first") == Saved(2)
    late = store.save_answers(response_id, 1, page(days__x=5.0), "first")
    assert late.conflict.answers == page(days__x=4.0)


def test_a_response_comes_with_its_round_in_one_query(store):
    response_id = start(store, days__x=3.0)
    assert store.response_and_round("unknown") is None
    assert store.response_and_round(response_id) == (store.response(response_id), store.round("r1"))
    seen = []
    store.database.connection.set_trace_callback(seen.append)
    store.response_and_round(response_id)
    assert len(seen) == 1


def test_pages_without_a_key_are_all_saved(store):
    response = store.start_response("r1", "business")
    store.save_answers(response.id, 0, page(days__x=3.0), "")
    store.save_answers(response.id, 1, page(days__x=4.0), "")
    assert store.response(response.id).answers == page(days__x=4.0)


def test_a_second_device_is_told_and_overwrites_nothing(store):
    response_id = start(store, days__x=3.0)
    saved = store.save_answers(response_id, 0, page(days__x=9.0), "other device")
    assert saved == Saved(1, conflict=store.response(response_id))
    assert saved.conflict.answers == page(days__x=3.0)
    assert store.send(response_id, 0, TODAY, ()).conflict is not None


def test_sending_gives_a_reference_once(store):
    response_id = start(store, days__x=3.0)
    assert store.send(response_id, 1, TODAY, ["fast"]) == Saved(2)
    sent = store.response(response_id)
    assert sent.sent
    assert store.send(response_id, 1, TODAY, ()) == Saved(2)
    assert store.response(response_id) == sent
    assert store.revision("r1") == 1
    late = store.save_answers(response_id, 2, page(days__x=9.0), "late")
    assert late.conflict == sent
    assert store.response(response_id) == sent


def test_a_reference_has_no_look_alikes_and_no_words():
    for _ in range(200):
        assert re.fullmatch(r"([A-HJ-NPR-Y]{2}[2-9]){2}[A-HJ-NPR-Y]{2}", make_code())


def test_started_and_sent_are_counted(store):
    store.send(start(store), 1, TODAY, ())
    start(store)
    assert store.response_counts("r1") == {"started": 2, "sent": 1}
    assert store.response_counts("r9") == {"started": 0, "sent": 0}


def test_an_unknown_response(store):
    assert store.response("none") is None
    with pytest.raises(ThuocDoError, match="no such response"):
        store.save_answers("none", 0, {}, "a")


def test_a_snapshot_holds_only_what_was_sent_and_is_on_the_path(store, framework):
    answers = page(dealt_with=("z", "x"), topics=("tax",), clear__z="yes", days__z=3.0, days__x=99.0)
    answers |= page(days__y=50.0, on_time__z={"done": 1.0, "due": 2.0})
    answers[AnswerKey("clear", "x")] = Answer("dont_know", Missing.DONT_KNOW)
    response = store.start_response("r1", "business")
    store.save_answers(response.id, 0, answers, "a")
    store.send(response.id, 1, TODAY, ())
    start(store, dealt_with=("x",), clear__x="yes", days__x=1.0)  # never sent

    snapshot = store.snapshot("r1", framework, WORDS)
    records = snapshot.records
    assert [unit.id for unit in snapshot.units] == ["x", "y", "z"]
    assert records.unit.tolist() == [-1, 2, 0]
    assert records.respondent.tolist() == [0, 0, 0]
    days, clear = records.columns["days"], records.columns["clear"]
    np.testing.assert_equal(days.values, [np.nan, 3, np.nan])
    assert days.reasons.tolist() == [Missing.NOT_ASKED, Missing.PRESENT, Missing.NOT_ASKED]
    assert clear.reasons.tolist() == [Missing.NOT_ASKED, Missing.PRESENT, Missing.DONT_KNOW]
    assert clear.codes.tolist() == [-1, 0, -1]
    np.testing.assert_equal(clear.values, [np.nan, 4, np.nan])
    assert records.columns["dealt_with"].picks.tolist() == [
        [True, False, False],
        [False] * 3,
        [True, False, False],
    ]
    np.testing.assert_equal(records.columns["on_time"].parts["due"], [np.nan, 2, np.nan])
    assert records.columns["on_time"].reasons.tolist()[2] == Missing.SKIPPED


def test_what_a_unit_says_of_itself_is_a_record_about_that_unit(store, framework):
    response = store.start_response("r1", "business", "y")
    assert store.response(response.id) == response
    store.save_answers(response.id, 0, page(dealt_with=(), topics=("tax",)), "a")
    store.send(response.id, 1, TODAY, ())
    assert store.snapshot("r1", framework, WORDS).records.unit.tolist() == [1]


def test_a_round_without_answers_has_an_empty_snapshot(store, framework):
    records = store.snapshot("r1", framework, WORDS).records
    assert records.unit.shape == (0,)
    assert set(records.columns["on_time"].parts) == {"done", "due"}
    assert records.columns["topics"].picks.shape == (1, 0)


def test_queries_do_not_grow_with_responses(store, framework):
    counts = []
    for _ in range(2):
        for _ in range(5):
            store.send(start(store, dealt_with=("x",), clear__x="yes", days__x=3.0), 1, TODAY, ())
        seen = []
        store.database.connection.set_trace_callback(seen.append)
        store.snapshot("r1", framework, WORDS)
        one = store.start_response("r1", "business").id
        seen_before = len(seen)
        store.response(one)
        assert len(seen) == seen_before + 1
        counts.append(len(seen))
        store.database.connection.set_trace_callback(None)
    assert counts[0] == counts[1]


def test_nothing_finer_than_a_day_and_no_order_is_kept(store):
    response_id = start(store, days__x=3.0)
    store.send(response_id, 1, TODAY, ())
    connection = store.database.connection
    assert connection.execute("SELECT sent_on FROM responses").fetchall() == [("2026-11-23",)]
    assert connection.execute("SELECT attempts FROM responses").fetchall() == [("",)]
    for table in ("responses", "answers"):
        [(shape,)] = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,))
        assert shape.endswith("WITHOUT ROWID")
    assert re.fullmatch(r"[0-9a-f]{32}", response_id)


def test_answers_have_no_second_index(store):
    indexes = store.database.connection.execute("PRAGMA index_list(answers)").fetchall()
    assert [index[3] for index in indexes] == ["pk"]


def test_threads_write_side_by_side(store):
    ids = [store.start_response("r1", "business").id for _ in range(4)]

    def fill(response_id):
        for version in range(10):
            store.save_answers(response_id, version, page(days__x=float(version)), str(version))

    threads = [Thread(target=fill, args=(response_id,)) for response_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [store.response(response_id).version for response_id in ids] == [10] * 4


def test_a_store_opened_again_finds_everything(store, tmp_path):
    response_id = start(store, days__x=3.0)
    again = SqliteStore.open(tmp_path / "data")
    assert again.response(response_id) == store.response(response_id)
    again.close()


def test_a_framework_s_text_is_kept_once_and_rounds_change_for_every_process(store, tmp_path):
    store.create_round(make_round("r2"))
    assert store.database.connection.execute("SELECT count(*) FROM framework_texts").fetchone() == (1,)
    other = SqliteStore.open(tmp_path / "data")
    assert other.round("r1").state is RoundState.OPEN
    store.set_round_state("r1", RoundState.CLOSED)
    assert other.round("r1") == make_round("r1", state=RoundState.CLOSED)
    other.close()


def test_one_attempt_is_never_taken_for_another(store):
    response_id = start(store, days__x=1.0)
    for version, attempt in enumerate(("fir", "irst", "first ", "first,", "f"), 1):
        assert store.save_answers(response_id, version, page(days__x=float(version)), attempt) == Saved(version + 1)


def test_an_attempt_long_ago_overwrites_nothing(store):
    response_id = start(store, days__x=1.0)
    for version in range(1, 20):
        store.save_answers(response_id, version, page(days__x=float(version)), f"attempt {version}")
    late = store.save_answers(response_id, 0, page(days__x=1.0), "first")
    assert late.conflict == store.response(response_id)
    assert late.conflict.answers == page(days__x=19.0)
    [(kept,)] = store.database.connection.execute("SELECT attempts FROM responses WHERE id = ?", (response_id,))
    assert len(kept) < 200
