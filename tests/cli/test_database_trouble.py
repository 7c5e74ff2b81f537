"""A database in trouble: one sentence on stderr, exit 2."""

import sqlite3

from engine.cli.main import main
from engine.store import database
from engine.store.sqlite import SqliteStore


def refused(capsys, data, says):
    assert main(["demo", "--no-serve", "--data", str(data)]) == 2
    [line] = capsys.readouterr().err.splitlines()[-1:]
    assert line.startswith("thuocdo demo: ")
    assert says in line
    assert "Traceback" not in line


def test_a_file_that_is_no_database(capsys, tmp_path):
    (tmp_path / "thuocdo.db").write_text("This is a letter. " * 300)
    refused(capsys, tmp_path, "is no database or is damaged; stop the server and restore a backup")


def test_a_folder_that_is_a_file(capsys, tmp_path):
    (tmp_path / "data").write_text("")
    refused(capsys, tmp_path / "data", "cannot be used: File exists")


def test_a_database_locked_by_another_program(capsys, tmp_path, monkeypatch):
    SqliteStore.open(tmp_path).close()
    patient = database.Database.__init__
    monkeypatch.setattr(database.Database, "__init__", lambda self, data: patient(self, data, patience=0.05))
    other = sqlite3.connect(tmp_path / "thuocdo.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused(capsys, tmp_path, "locked by another program; nothing was saved")
    other.close()


def test_a_full_disk(capsys, tmp_path, monkeypatch):
    class Small(sqlite3.Connection):
        """A connection on a disk that has no room for another page."""

        def execute(self, statement, *given):
            if statement.startswith("BEGIN"):
                super().execute("PRAGMA max_page_count = 1")
            return super().execute(statement, *given)

    SqliteStore.open(tmp_path).close()
    connect = sqlite3.connect
    monkeypatch.setattr(
        database.sqlite3, "connect", lambda path, **given: connect(path, **{**given, "factory": WeakSmall})
    )

    class WeakSmall(Small):
        """Weakly held, as the store's own are."""

    refused(capsys, tmp_path, "The disk is full; nothing new was saved, all saved before is kept")
