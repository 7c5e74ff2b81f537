"""A database of an earlier version is brought up to date with all it holds."""

import sqlite3

from sqlite_utils import Database as Utils
from store_samples import make_round, page

from engine.store.migrations import MIGRATIONS, first_tables
from engine.store.nouns import Response
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
