"""Mails that wait to be sent, in a file of their own from which each is erased when it has gone.

The file holds no time: how often a mail was tried is kept, when it is tried next only the courier knows. Rows lie under
random or hashed names, what is deleted is overwritten, and no backup copies the file.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from engine.problems import MachineError
from engine.store.durable import make_private

VERSION = 1

_TABLES = (
    """CREATE TABLE waiting (
        id TEXT PRIMARY KEY, token TEXT NOT NULL, kind TEXT NOT NULL, round_id TEXT NOT NULL, address TEXT NOT NULL,
        subject TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL, about TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '') WITHOUT ROWID""",
    """CREATE TABLE given_up (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, round_id TEXT NOT NULL, address TEXT NOT NULL, about TEXT NOT NULL,
        reason TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE sent (
        kind TEXT NOT NULL, round_id TEXT NOT NULL, mails INTEGER NOT NULL, PRIMARY KEY (kind, round_id))
        WITHOUT ROWID""",
    "CREATE TABLE reminded (round_id TEXT PRIMARY KEY, on_day TEXT NOT NULL) WITHOUT ROWID",
)


class Kind(StrEnum):
    """Why a mail is sent."""

    CONFIRMATION = "confirmation"
    REMINDER = "reminder"
    DEADLINE = "deadline"  # to staff, of whom nothing is secret


@dataclass(frozen=True)
class Mail:
    """One mail to one address; `key` tells it from every other: a second one of the same key is not queued.

    `about` is who is written to, as the sample names them; "" where nobody knows.
    """

    key: str
    kind: Kind
    round_id: str
    address: str
    subject: str
    text: str
    html: str
    about: str = ""

    @property
    def id(self) -> str:
        """The name under which it waits."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:40]


@dataclass(frozen=True)
class Waiting:
    """A mail that waits, how often it was tried in vain and why.

    `token` is random and goes out with it: a name made from what is in the mail would tell it to who guesses that.
    """

    id: str
    token: str
    kind: Kind
    round_id: str
    address: str
    subject: str
    text: str
    html: str
    about: str
    tries: int
    reason: str


@dataclass(frozen=True)
class GivenUp:
    """A mail that will not be sent; whose it was is kept of a sample's contacts and of staff alone."""

    kind: Kind
    round_id: str
    address: str
    about: str
    reason: str


@dataclass(frozen=True)
class Count:
    """How many mails of one kind and round are in one state; `state`: waiting, tried, given up, sent."""

    kind: Kind
    round_id: str
    state: str
    mails: int
    reason: str = ""


class Outbox:
    """The file `mail.db` of a data folder; where there is none, nothing was to be sent."""

    def __init__(self, data: Path, patience: float = 10.0) -> None:
        self.path = data / "mail.db"
        self._patience = patience

    def add(self, mails: Iterable[Mail]) -> int:
        """Queue mails, all of them or none; how many did not wait already."""
        rows = [
            (each.id, secrets.token_hex(16), each.kind, each.round_id, each.address, each.subject, each.text, each.html,
             each.about)
            for each in mails
        ]  # fmt: skip
        with self._writing(make=True) as connection:
            before = connection.total_changes
            connection.executemany(
                "INSERT OR IGNORE INTO waiting (id, token, kind, round_id, address, subject, text, html, about)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            return connection.total_changes - before

    def tries(self) -> Mapping[str, int]:
        """How often each mail that waits was tried, by its name; fewest tries first."""
        return {str(name): int(tries) for name, tries in self._rows("SELECT id, tries FROM waiting ORDER BY tries, id")}

    def mail(self, name: str) -> Waiting | None:
        """The mail that waits under a name, or None."""
        for row in self._rows("SELECT * FROM waiting WHERE id = ?", name):
            return Waiting(row[0], row[1], Kind(row[2]), *row[3:])
        return None

    def note_sent(self, name: str) -> None:
        """Erase a mail that has gone, and count it."""
        with self._writing() as connection:
            for kind, round_id in connection.execute("SELECT kind, round_id FROM waiting WHERE id = ?", (name,)):
                connection.execute(
                    "INSERT INTO sent VALUES (?, ?, 1) ON CONFLICT (kind, round_id) DO UPDATE SET mails = mails + 1",
                    (kind, round_id),
                )
            connection.execute("DELETE FROM waiting WHERE id = ?", (name,))

    def note_tried(self, names: Sequence[str], reason: str) -> None:
        """Count a try in vain of each, and keep why."""
        with self._writing() as connection:
            connection.executemany(
                "UPDATE waiting SET tries = tries + 1, reason = ? WHERE id = ?", [(reason, name) for name in names]
            )

    def retry(self, round_id: str) -> int:
        """Let mails of a round that were tried in vain count as new, so that they are due at once; how many."""
        if not self.path.is_file():
            return 0
        with self._writing() as connection:
            again = connection.execute(
                "UPDATE waiting SET tries = 0, reason = '' WHERE round_id = ? AND tries > 0", (round_id,)
            )
            return again.rowcount

    def give_up(self, name: str, reason: str) -> None:
        """Send a mail no more. The address of a sample's contact is kept to be read by staff, any other is erased."""
        with self._writing() as connection:
            row = connection.execute(
                "SELECT kind, round_id, address, about FROM waiting WHERE id = ?", (name,)
            ).fetchone()
            if row is not None:
                kind, round_id, address, about = row
                whose = ("", "") if kind == Kind.CONFIRMATION else (address, about)
                given = (secrets.token_hex(8), kind, round_id, *whose, reason)
                connection.execute("INSERT INTO given_up VALUES (?, ?, ?, ?, ?, ?)", given)
            connection.execute("DELETE FROM waiting WHERE id = ?", (name,))

    def given_up(self) -> Sequence[GivenUp]:
        """What will not be sent, by round and address."""
        rows = self._rows(
            "SELECT kind, round_id, address, about, reason FROM given_up ORDER BY round_id, kind, address, reason"
        )
        return tuple(GivenUp(Kind(row[0]), *row[1:]) for row in rows)

    def counts(self) -> Sequence[Count]:
        """How many mails wait, were tried in vain, were given up and went, by kind, round and reason."""
        rows = self._rows(
            "SELECT kind, round_id, CASE tries WHEN 0 THEN 'waiting' ELSE 'tried' END AS state, count(*), reason"
            " FROM waiting GROUP BY kind, round_id, state, reason"
            " UNION ALL SELECT kind, round_id, 'given up', count(*), reason FROM given_up"
            " GROUP BY kind, round_id, reason"
            " UNION ALL SELECT kind, round_id, 'sent', mails, '' FROM sent ORDER BY 2, 1, 3 DESC, 5"
        )
        return tuple(Count(Kind(row[0]), *row[1:]) for row in rows)

    def forget_given_up(self, round_id: str | None = None, kind: Kind | None = None) -> int:
        """Erase what was given up, of one round or kind or of all; how many there were."""
        if not self.path.is_file():
            return 0
        with self._writing() as connection:
            gone = connection.execute(
                "DELETE FROM given_up WHERE (?1 IS NULL OR round_id = ?1) AND (?2 IS NULL OR kind = ?2)",
                (round_id, kind),
            )
            return gone.rowcount

    def drop(self, round_id: str) -> int:
        """Erase all of a round that waits or was given up; how many mails that were."""
        if not self.path.is_file():
            return 0
        with self._writing() as connection:
            return sum(
                connection.execute(f"DELETE FROM {table} WHERE round_id = ?", (round_id,)).rowcount  # noqa: S608
                for table in ("waiting", "given_up")
            )

    def rounds_reminding(self) -> Sequence[str]:
        """The rounds of which reminders wait."""
        return [str(each) for (each,) in self._rows("SELECT DISTINCT round_id FROM waiting WHERE kind = 'reminder'")]

    def take_back_reminders(self, round_id: str) -> int:
        """Erase the reminders of a round that wait; how many there were."""
        if not self.path.is_file():
            return 0
        with self._writing() as connection:
            gone = connection.execute("DELETE FROM waiting WHERE kind = 'reminder' AND round_id = ?", (round_id,))
            return gone.rowcount

    def reminded_on(self, round_id: str) -> date | None:
        """On which day reminders of a round were queued last; of whom is kept nowhere."""
        for (day,) in self._rows("SELECT on_day FROM reminded WHERE round_id = ?", round_id):
            return date.fromisoformat(day)
        return None

    def note_reminded(self, round_id: str, day: date) -> None:
        """Keep the day on which reminders of a round were queued."""
        with self._writing(make=True) as connection:
            connection.execute("INSERT OR REPLACE INTO reminded VALUES (?, ?)", (round_id, day.isoformat()))

    def _rows(self, query: str, *given: str) -> list[tuple[Any, ...]]:
        if not self.path.is_file():
            return []
        with self._opened() as connection:
            return connection.execute(query, given).fetchall()

    @contextmanager
    def _writing(self, *, make: bool = False) -> Iterator[sqlite3.Connection]:
        """One change, all of it or nothing, on the disk when it ends."""
        if make and not self.path.is_file():
            self._make()
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _make(self) -> None:
        try:
            make_private(self.path)
        except OSError as failed:
            raise MachineError(f"The folder {self.path.parent} cannot be used: {failed.strerror}.") from failed

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            place = f"{self.path.resolve().as_uri()}?mode=rw"  # a file that is gone is not made anew
            connection = sqlite3.connect(place, timeout=self._patience, isolation_level=None, uri=True)
            try:
                for setting in ("journal_mode=TRUNCATE", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY"):
                    connection.execute(f"PRAGMA {setting}")
                _set_up(connection)
                yield connection
            finally:
                connection.close()
        except sqlite3.DatabaseError as failed:
            raise MachineError(f"The queue of mails {self.path} cannot be used: {failed}.") from failed


def _set_up(connection: sqlite3.Connection) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise MachineError("The queue of mails was made by a newer version of Thước Đo; install that version.")
    if version == 0:
        connection.execute("BEGIN EXCLUSIVE")
        if int(connection.execute("PRAGMA user_version").fetchone()[0]) == 0:  # another process may have been first
            for statement in _TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
