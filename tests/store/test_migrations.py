"""A database of an earlier version is brought up to date with all it holds."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlite_utils import Database as Utils
from store_samples import make_round, page

from engine.store.audit import Entry
from engine.store.migrations import MIGRATIONS, first_tables
from engine.store.nouns import Full, Publication, Response, RoundState, ScoredRun
from engine.store.sqlite import SqliteStore


def test_the_first_version_loses_nothing(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    connection = sqlite3.connect(data / "thuocdo.db")
    first_tables(Utils(connection))
    for position, round_id in enumerate(("r1", "r2")):
        given = make_round(round_id)
        connection.execute(
            "INSERT INTO rounds (id, framework_id, title, state, is_demo, framework_text, framework_sha256, position)"
            " VALUES (?, 'f', 'Round', 'open', 0, ?, ?, ?)",
            (round_id, given.framework_text, given.framework_sha256, position),
        )
    connection.execute("INSERT INTO responses (id, round_id, form_id, version) VALUES ('x', 'r1', 'business', 1)")
    connection.execute("INSERT INTO answers VALUES ('x', 'note', '', 't', 'kept', 0)")
    connection.execute("INSERT INTO attempts VALUES ('x', 'first')")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()

    store = SqliteStore.open(data)
    assert store.rounds() == (make_round("r2", opens=None), make_round("r1", opens=None))
    assert store.response("x") == Response("x", "r1", "business", 1, False, None, page(note="kept"))
    assert store.save_answers("x", 1, page(note="new"), "second").version == 2
    assert store.database.connection.execute("SELECT count(*) FROM framework_texts").fetchone() == (1,)
    assert store.database.connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    store.close()


def made_by(version: int, data) -> None:
    """A data folder as a version with so many steps left it: a round, a draft with answers, one that was sent."""
    data.mkdir()
    connection = sqlite3.connect(data / "thuocdo.db", isolation_level=None)
    database = Utils(connection)
    first_tables(database)
    given = make_round("r1")
    connection.execute(
        "INSERT INTO rounds (id, framework_id, title, state, is_demo, framework_text, framework_sha256, position)"
        " VALUES ('r1', 'f', 'Round', 'open', 0, ?, ?, 1)",
        (given.framework_text, given.framework_sha256),
    )
    for response_id, sent_on, reference in (("draft", None, None), ("done", "2026-05-02", "AB2CD3EF")):
        connection.execute(
            "INSERT INTO responses (id, round_id, form_id, version, sent_on, reference) VALUES (?, 'r1', 'business', 1, ?, ?)",
            (response_id, sent_on, reference),
        )
        connection.execute("INSERT INTO answers VALUES (?, 'note', '', 't', 'kept', 0)", (response_id,))
        connection.execute("INSERT INTO answers VALUES (?, 'days', 'x', 'n', 3.5, 0)", (response_id,))
    for step in MIGRATIONS[1:version]:
        step(database)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_a_folder_of_each_earlier_version_opens_and_goes_on(tmp_path, version):
    made_by(version, tmp_path / "data")
    for _ in range(2):  # the second time there is nothing left to do
        store = SqliteStore.open(tmp_path / "data")
        assert store.response("draft").answers == page(note="kept", days__x=3.5)
        store.close()

    store = SqliteStore.open(tmp_path / "data")
    assert store.save_answers("draft", 1, page(note="new"), "a").version == 2
    assert not store.send("draft", 2, date(2026, 5, 3), ["speed"], {"small": 1}).conflict
    assert store.response_counts("r1") == {"started": 2, "sent": 2}
    assert store.round("r1").life.full == {"small": Full(1, date(2026, 5, 3))}
    before = store.round("r1")
    after = replace(before, state=RoundState.CLOSED)
    store.move(before, after, Entry(datetime(2026, 5, 4, tzinfo=UTC), "t", "round.close", "round/r1", reason="over"))
    store.add_run(ScoredRun("one", "r1", date(2026, 5, 4), 2, 2))
    store.publish(Publication("one", "r1", date(2026, 5, 4)))
    assert store.round("r1").run == "one"
    assert [each.reason for each in store.audit("round/r1")] == ["over"]
    assert store.database.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert store.database.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    store.close()


def test_a_step_that_fails_leaves_the_folder_as_it_was(tmp_path, monkeypatch):
    made_by(1, tmp_path / "data")

    def broken(database):
        database.execute("CREATE TABLE half (a)")
        raise RuntimeError("the power went")

    monkeypatch.setattr("engine.store.migrations.MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(RuntimeError):
        SqliteStore.open(tmp_path / "data")
    monkeypatch.undo()
    connection = sqlite3.connect(tmp_path / "data" / "thuocdo.db")
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()
    store = SqliteStore.open(tmp_path / "data")
    assert store.response("draft").answers == page(note="kept", days__x=3.5)
    store.close()
