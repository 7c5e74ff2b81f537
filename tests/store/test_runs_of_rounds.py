"""Runs are noted once, listed newest first, and what was published is never forgotten."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from sqlite_utils import Database as Utils
from store_samples import make_round

from engine.problems import ThuocDoError
from engine.store.migrations import answers_by_pass, first_tables, lean_submit
from engine.store.nouns import Publication, RoundState, ScoredRun
from engine.store.sqlite import SqliteStore

MONDAY, TUESDAY = date(2026, 6, 1), date(2026, 6, 2)


def run(code: str, day: date = MONDAY, round_id: str = "r1") -> ScoredRun:
    return ScoredRun(code, round_id, day, revision=3, responses=3)


def test_runs_are_noted_once_and_listed_newest_first(store: SqliteStore) -> None:
    for each in (run("one"), run("two"), run("one", TUESDAY)):
        store.add_run(each)
    assert store.runs("r1") == [run("two"), run("one")]
    assert store.runs("r2") == []


def test_two_rounds_may_have_the_same_run(store: SqliteStore) -> None:
    store.create_round(make_round("r2"))
    store.add_run(run("one"))
    store.add_run(run("one", TUESDAY, "r2"))
    assert (store.runs("r1"), store.runs("r2")) == ([run("one")], [run("one", TUESDAY, "r2")])


def test_publishing_is_one_step_and_its_history_stays(store: SqliteStore) -> None:
    store.add_run(run("one"))
    store.add_run(run("two"))
    store.publish(Publication("one", "r1", MONDAY))
    store.publish(Publication("two", "r1", TUESDAY, "a unit was missing"))
    found = store.round("r1")
    assert found
    assert (found.state, found.run) == (RoundState.PUBLISHED, "two")
    assert store.publications("r1") == [
        Publication("two", "r1", TUESDAY, "a unit was missing"), Publication("one", "r1", MONDAY)
    ]  # fmt: skip


def test_what_units_saw_under_embargo_is_no_result_and_never_forgotten(store: SqliteStore) -> None:
    for code in ("one", "two"):
        store.add_run(run(code))
    store.show_units(Publication("one", "r1", MONDAY, to_units=True))
    assert store.publications("r1") == []
    for code in ("one", "two", "one"):
        store.publish(Publication(code, "r1", TUESDAY))
    assert store.shown("r1") == ["one", "two", "one"]  # published as it was shown: told once
    assert [each.code for each in store.publications("r1")] == ["one", "two", "one"]


def test_what_was_not_scored_cannot_be_published(store: SqliteStore) -> None:
    store.create_round(make_round("r2"))
    store.add_run(run("one", round_id="r2"))
    with pytest.raises(ThuocDoError, match="The round “r1” has no run one"):
        store.publish(Publication("one", "r1", MONDAY))
    assert store.round("r1") == make_round("r1")


def test_rounds_of_an_earlier_version_have_no_run_yet(tmp_path) -> None:
    connection = sqlite3.connect(tmp_path / "thuocdo.db")
    database = Utils(connection)
    for step in (first_tables, lean_submit, answers_by_pass):
        step(database)
    given = make_round("r1", opens=None)
    connection.execute("INSERT INTO framework_texts VALUES (?, ?)", (given.framework_sha256, given.framework_text))
    connection.execute(
        "INSERT INTO rounds (id, framework_id, title, state, is_demo, framework_sha256, position)"
        " VALUES ('r1', 'f', 'Round', 'open', 0, ?, 1)",
        (given.framework_sha256,),
    )
    connection.execute("PRAGMA user_version = 3")
    connection.commit()
    connection.close()
    store = SqliteStore.open(tmp_path)
    assert store.rounds() == (given,)
    store.add_run(run("one"))
    assert store.runs("r1") == [run("one")]
    store.close()
