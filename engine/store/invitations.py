"""Invitations in a file of their own, laid out so that nothing in it tells when or in which order codes were used.

Who answered in which order may be known from elsewhere, and the database of responses cannot hide everything about
order while a round runs (its write-ahead log is in the order of writing). So the two share no file and no key, and:

- Rows lie in tables WITHOUT ROWID under the random code, and are written once, when the sample is imported. Marking
  one as used changes one byte in its place (SQLite keeps 0 and 1 in the row's head) and the file's counter of changes,
  so the file is the same to the last byte in whichever order the same codes were marked. Tests hold it to that.
- No journal is written for a mark. A journal, and a write-ahead log even more so, would hold the page as it was before,
  and whoever copies the files at that moment, or after a kill, would read off the code that was used last. One byte in
  one page cannot be half written, so nothing is lost by it. What changes more than a byte (import, deletion) is rare,
  tells of no use, and has a journal that is cut to nothing afterwards; deleted content is overwritten.
- Each act opens the file anew: after a kill between the two writes of a mark, a connection that stayed would go on with
  the page that it remembers, and could put it back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.problems import MachineError
from engine.store.database import PlainWords
from engine.store.durable import make_private
from engine.store.invited import Contact, Invitation, Use
from engine.store.locking import Turns

VERSION = 1

_TABLES = (
    """CREATE TABLE invitations (
        code TEXT PRIMARY KEY, round_id TEXT NOT NULL, stratum TEXT NOT NULL, units TEXT NOT NULL,
        is_used INTEGER NOT NULL, is_quiet INTEGER NOT NULL, is_bounced INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE contacts (
        code TEXT PRIMARY KEY, key TEXT NOT NULL, name TEXT NOT NULL, phone TEXT NOT NULL, email TEXT NOT NULL,
        address TEXT NOT NULL) WITHOUT ROWID""",
)
_ROW = (
    "SELECT i.code, round_id, stratum, units, is_used, is_quiet, is_bounced, key, name, phone, email, address"
    " FROM invitations i LEFT JOIN contacts c ON c.code = i.code"
)


class InvitationBook:
    """The file `invitations.db` of a data folder; where there is none, nobody was invited."""

    def __init__(self, data: Path, patience: float = 10.0) -> None:
        self.path = data / "invitations.db"
        self._turns = Turns(data / "invitations.lock", patience)
        self._patience = patience

    def invitation(self, code: str) -> Invitation | None:
        """The invitation with this code, of whatever round, or None."""
        return next(iter(self._found(f"{_ROW} WHERE i.code = ?", code)), None)

    def invitations(self, round_id: str) -> Sequence[Invitation]:
        """All invitations of a round by their random codes."""
        return self._found(f"{_ROW} WHERE round_id = ? ORDER BY i.code", round_id)

    def is_empty(self, round_id: str) -> bool:
        """Whether nobody was invited to a round."""
        return not self._found(f"{_ROW} WHERE round_id = ? LIMIT 1", round_id)

    def use_of(self, round_id: str) -> Sequence[Use]:
        """How many were invited and how many codes are used, by stratum."""
        rows = self._rows(
            "SELECT stratum, count(*), sum(is_used) FROM invitations WHERE round_id = ? GROUP BY stratum", round_id
        )
        return tuple(Use(*row) for row in rows)

    def used_in(self, round_id: str, stratum: str) -> int:
        """How many codes of a stratum are used."""
        return next((use.used for use in self.use_of(round_id) if use.stratum == stratum), 0)

    def add(self, invitations: Iterable[Invitation]) -> None:
        """Add invitations with their contacts: all of them or none."""
        given = list(invitations)
        with self._rewriting() as connection:
            connection.executemany(
                "INSERT INTO invitations VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (each.code, each.round_id, each.stratum, ";".join(each.units), each.is_used, each.is_quiet,
                     each.is_bounced)
                    for each in given
                ],
            )  # fmt: skip
            connection.executemany(
                "INSERT INTO contacts VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (each.code, of.key, of.name, of.phone, of.email, of.address)
                    for each in given
                    if (of := each.contact) is not None
                ],
            )

    def mark_used(self, code: str) -> None:
        """Note that a code was used, and nothing of when; again changes nothing."""
        self._mark("is_used", [code])

    def silence(self, code: str, *, is_quiet: bool = True) -> None:
        """Note that who holds a code wants no reminders, or wants them again."""
        self._mark("is_quiet", [code], is_quiet)

    def mark_bounced(self, codes: Iterable[str]) -> None:
        """Note that letters to these did not arrive."""
        self._mark("is_bounced", sorted(codes))

    def forget_contacts(self, round_id: str) -> int:
        """Delete the contacts of a round's sample for good, and overwrite where they lay; how many there were."""
        if not self.path.is_file():
            return 0
        with self._rewriting() as connection:
            gone = connection.execute(
                "DELETE FROM contacts WHERE code IN (SELECT code FROM invitations WHERE round_id = ?)", (round_id,)
            ).rowcount
        return int(gone)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else looks whether a code is used, or uses one, meanwhile."""
        with self._plain_words(), self._turns.taken():
            yield

    def _mark(self, what: str, codes: Sequence[str], to: bool = True) -> None:
        if not self.path.is_file():
            return
        with self._opened("MEMORY") as connection:
            for code in codes:
                connection.execute(
                    f"UPDATE invitations SET {what} = ?1 WHERE code = ?2 AND {what} <> ?1",  # noqa: S608 (our words)
                    (int(to), code),
                )

    def _found(self, query: str, *given: str) -> list[Invitation]:
        return [_invitation(*row) for row in self._rows(query, *given)]

    def _rows(self, query: str, *given: str) -> list[tuple[Any, ...]]:
        if not self.path.is_file():
            return []
        with self._opened("MEMORY") as connection:
            return connection.execute(query, given).fetchall()

    @contextmanager
    def _rewriting(self) -> Iterator[sqlite3.Connection]:
        """A change of more than one byte, all or nothing whatever happens; the file is made if it is not there."""
        with self._plain_words():
            make_private(self.path)
        with self._opened("TRUNCATE") as connection:
            connection.execute("BEGIN EXCLUSIVE")
            try:
                _set_up(connection)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _opened(self, journal: str) -> Iterator[sqlite3.Connection]:
        with self._plain_words():
            connection = sqlite3.connect(self.path, timeout=self._patience, isolation_level=None)
            try:
                for setting in (f"journal_mode={journal}", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY"):
                    connection.execute(f"PRAGMA {setting}")
                yield connection
            finally:
                connection.close()

    def _plain_words(self) -> PlainWords:
        return PlainWords(self.path)


def _set_up(connection: sqlite3.Connection) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise MachineError("The invitations were made by a newer version of Thước Đo; install that version.")
    if version == 0:
        for statement in _TABLES:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _invitation(
    code: str, round_id: str, stratum: str, units: str, is_used: int, is_quiet: int, is_bounced: int, *contact: str
) -> Invitation:
    known = Contact(*contact) if contact[0] is not None else None
    listed = tuple(filter(None, units.split(";")))
    return Invitation(code, round_id, stratum, listed, bool(is_used), bool(is_quiet), bool(is_bounced), known)
