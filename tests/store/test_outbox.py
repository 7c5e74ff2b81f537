"""The file of mails that wait: made for its owner alone, of one version, and used by several processes at once."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.problems import MachineError
from engine.store.outbox import Kind, Mail, Outbox


def mail(number: int, kind: Kind = Kind.CONFIRMATION) -> Mail:
    return Mail(f"k{number}", kind, "r1", f"{number}@x.vn", "s", "t", "<p>t</p>")


def test_nothing_is_made_before_something_is_queued(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "data")
    assert (outbox.tries(), outbox.counts(), outbox.given_up(), outbox.mail("x")) == ({}, (), (), None)
    assert (outbox.drop("r1"), outbox.forget_given_up(), outbox.reminded_on("r1")) == (0, 0, None)
    assert not (tmp_path / "data").exists()
    outbox.add([mail(1)])
    assert stat.S_IMODE(outbox.path.stat().st_mode) == 0o600


def test_a_file_that_was_deleted_is_not_made_anew_by_who_notes_something(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail(1)])
    outbox.path.unlink()
    with pytest.raises(MachineError, match="cannot be used"):
        outbox.note_sent("x")
    assert not outbox.path.exists()


def test_many_queue_at_once_and_each_mail_is_there_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        added = sum(pool.map(lambda number: Outbox(tmp_path).add([mail(number % 20)]), range(40)))
    assert added == 20
    assert len(Outbox(tmp_path).tries()) == 20


def test_the_order_in_the_file_is_not_that_of_asking(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    for number in range(20):
        outbox.add([mail(number)])
    order = [int(found.address.partition("@")[0]) for name in outbox.tries() if (found := outbox.mail(name))]
    assert sorted(order) == list(range(20))
    assert order != list(range(20))


def test_no_time_is_kept_of_a_confirmation(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail(1)])
    outbox.note_tried([mail(1).id], "later")
    connection = sqlite3.connect(outbox.path)
    rows = [row for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for row in connection.execute(f"SELECT * FROM {table}")]  # fmt: skip
    connection.close()
    ((name, token, *rest),) = rows
    assert name == mail(1).id
    assert len(token) == 32
    assert rest == ["confirmation", "r1", "1@x.vn", "s", "t", "<p>t</p>", "", 1, "later"]


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail(1)])
    connection = sqlite3.connect(outbox.path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(MachineError, match="newer version"):
        outbox.add([mail(2)])


def test_what_was_noted_of_nothing_changes_nothing(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail(1)])
    outbox.note_sent("none")
    outbox.note_tried(["none"], "later")
    outbox.give_up("none", "refused")
    assert [(each.state, each.mails) for each in outbox.counts()] == [("waiting", 1)]
