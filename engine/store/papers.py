"""Answers that come on paper or by telephone: files taken in, and papers that two clerks key in."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from engine.problems import ThuocDoError
from engine.snapshots import Filled
from engine.store.database import Database
from engine.store.nouns import Import, PaperEntry
from engine.store.references import free_reference
from engine.store.values import answers_of, documents_of

_IMPORT = "round_id, sha256, name, origin, by, made_on, responses"
_ENTRY = "round_id, number, clerk, form_id, typed, documents, is_sound, version"


class KeepsPapers:
    """The part of the embedded store that is about answers that somebody else keyed in."""

    database: Database

    def take_in(self, what: Import, numbers: Collection[str], responses: Sequence[Filled]) -> None:
        """Add sent responses in one transaction; ThuocDoError if the file, or one of its numbers, was taken in."""
        with self.database.writing() as connection:
            found = connection.execute(
                f"SELECT {_IMPORT} FROM imports WHERE round_id = ? AND sha256 = ?",  # noqa: S608 (our own words)
                (what.round_id, what.sha256),
            ).fetchone()
            if found is not None:
                raise ThuocDoError(f"This very file was taken in on {found[5]}, as {found[2]}; nothing was added.")
            if taken := _taken(connection, what.round_id, what.origin, numbers):
                raise ThuocDoError(f"Taken in already: {', '.join(sorted(taken))}; nothing was added.")
            row = (what.round_id, what.sha256, what.name, what.origin, what.by, what.on.isoformat(), len(responses))
            connection.execute(f"INSERT INTO imports ({_IMPORT}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608
            _send_all(connection, what.round_id, responses, what.on)
            _note_taken(connection, what.round_id, what.origin, numbers)

    def imports(self, round_id: str) -> Sequence[Import]:
        """The files that were taken in, by day and name."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT {_IMPORT} FROM imports WHERE round_id = ? ORDER BY made_on, name",  # noqa: S608
                (round_id,),
            ).fetchall()
        return [
            Import(of, sha256, name, origin, by, date.fromisoformat(day), count)
            for of, sha256, name, origin, by, day, count in rows
        ]

    def taken_numbers(self, round_id: str, origin: str, numbers: Collection[str]) -> frozenset[str]:
        """Which of these numbers of papers or calls were taken in; nothing tells which response came of which."""
        with self.database.plain_words():
            return _taken(self.database.connection, round_id, origin, numbers)

    def origins(self, round_id: str) -> Mapping[str, int]:
        """How many responses were sent, by origin."""
        with self.database.plain_words():
            return dict(
                self.database.connection.execute(
                    "SELECT origin, count(*) FROM responses WHERE round_id = ? AND sent_on IS NOT NULL"
                    " GROUP BY origin ORDER BY origin",
                    (round_id,),
                ).fetchall()
            )

    def save_entry(self, entry: PaperEntry) -> int:
        """Keep what a clerk keyed in of a paper, whole; the new version.

        `version` is the one that was seen, 0 for none. ThuocDoError when it has moved on since, or was taken in.
        """
        documents = json.dumps([[item, text] for item, text, _ in documents_of(entry.answers)], ensure_ascii=False)
        what = (json.dumps(dict(entry.typed), ensure_ascii=False), documents, int(entry.is_sound))
        key = (entry.round_id, entry.number, entry.clerk)
        with self.database.writing() as connection:
            if _taken(connection, entry.round_id, "paper", [entry.number]):
                raise ThuocDoError(f"The paper {entry.number} was taken in already.")
            if entry.version:
                changed = connection.execute(
                    "UPDATE entries SET typed = ?, documents = ?, is_sound = ?, version = version + 1"
                    " WHERE round_id = ? AND number = ? AND clerk = ? AND version = ?",
                    (*what, *key, entry.version),
                ).rowcount
            else:
                changed = connection.execute(
                    f"INSERT OR IGNORE INTO entries ({_ENTRY}) VALUES (?, ?, ?, ?, ?, ?, ?, 1)",  # noqa: S608
                    (*key, entry.form_id, *what),
                ).rowcount
            if not changed:
                raise ThuocDoError(
                    f"The paper {entry.number} was keyed in by {entry.clerk} elsewhere; look at it again."
                )
        return entry.version + 1

    def entries(self, round_id: str, number: str | None = None) -> Sequence[PaperEntry]:
        """What clerks keyed in and nobody sent yet, by number and clerk; of one paper, if it is named."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT {_ENTRY} FROM entries WHERE round_id = ?1 AND (?2 IS NULL OR number = ?2)"  # noqa: S608
                " ORDER BY number, clerk",
                (round_id, number),
            ).fetchall()
        return [
            PaperEntry(of, paper, clerk, form_id, answers_of(json.loads(said)), json.loads(typed), bool(sound), version)
            for of, paper, clerk, form_id, typed, said, sound, version in rows
        ]

    def remove_entry(self, entry: PaperEntry) -> None:
        """Forget what a clerk keyed in of a paper."""
        with _erasing(self.database), self.database.writing() as connection:
            connection.execute(
                "DELETE FROM entries WHERE round_id = ? AND number = ? AND clerk = ?",
                (entry.round_id, entry.number, entry.clerk),
            )

    def send_entries(
        self, round_id: str, settled: Mapping[str, Filled], seen: Mapping[tuple[str, str], int], on: date
    ) -> None:
        """Send papers, by number, in one transaction, and forget under which number they came.

        `seen` are the versions of the entries that were compared, by number and clerk; ThuocDoError when one has
        moved on since.
        """
        with _erasing(self.database), self.database.writing() as connection:
            for number in settled:
                there = connection.execute(
                    "SELECT clerk, version FROM entries WHERE round_id = ? AND number = ?", (round_id, number)
                ).fetchall()
                if {(number, clerk): version for clerk, version in there} != {
                    key: version for key, version in seen.items() if key[0] == number
                }:
                    raise ThuocDoError(f"The paper {number} was changed meanwhile; compare it again.")
                connection.execute("DELETE FROM entries WHERE round_id = ? AND number = ?", (round_id, number))
            _send_all(connection, round_id, list(settled.values()), on)
            _note_taken(connection, round_id, "paper", settled.keys())

    def empty_log(self) -> None:
        """Put all that was written into the database itself, so that no log tells what was there before."""
        with self.database.plain_words():
            self.database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def add_pass(self, round_id: str, clerk: str) -> str:
        """A one-time key with which a clerk may key in papers of a round; only its hash is kept."""
        key = secrets.token_urlsafe(18)
        with self.database.writing() as connection:
            connection.execute("INSERT INTO entry_passes VALUES (?, ?, ?)", (_hash(key), round_id, clerk))
        return key

    def use_pass(self, key: str) -> tuple[str, str] | None:
        """The round and the clerk that a key was made for, once; None for any other."""
        with self.database.writing() as connection:
            return connection.execute(  # type: ignore[no-any-return]
                "DELETE FROM entry_passes WHERE sha256 = ? RETURNING round_id, clerk", (_hash(key),)
            ).fetchone()


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _taken(connection: sqlite3.Connection, round_id: str, origin: str, numbers: Collection[str]) -> frozenset[str]:
    rows = connection.execute("SELECT number FROM papers WHERE round_id = ? AND origin = ?", (round_id, origin))
    return frozenset(number for (number,) in rows).intersection(numbers)


def _note_taken(connection: sqlite3.Connection, round_id: str, origin: str, numbers: Collection[str]) -> None:
    connection.executemany(
        "INSERT INTO papers (round_id, origin, number) VALUES (?, ?, ?)",
        [(round_id, origin, number) for number in sorted(numbers)],
    )


def _send_all(connection: sqlite3.Connection, round_id: str, responses: Sequence[Filled], on: date) -> None:
    """Add sent responses under random ids, which tell nothing of their order."""
    for response in responses:
        response_id = secrets.token_hex(16)
        flags = json.dumps(sorted(set(response.flags)), ensure_ascii=False)
        connection.execute(
            "INSERT INTO responses (id, round_id, form_id, unit, version, sent_on, reference, flags, origin)"
            " VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)",
            (response_id, round_id, response.form_id, response.unit, on.isoformat(), free_reference(connection), flags,
             response.origin),
        )  # fmt: skip
        connection.executemany(
            "INSERT INTO answers (response, item, document) VALUES (?, ?, ?)",
            [(response_id, item, document) for item, document, _ in documents_of(response.answers)],
        )
    connection.execute("UPDATE rounds SET revision = revision + ? WHERE id = ?", (len(responses), round_id))


@contextmanager
def _erasing(database: Database) -> Iterator[None]:
    """What is deleted meanwhile is overwritten, so that no free page tells of it."""
    with database.plain_words():
        connection = database.connection
        before = connection.execute("PRAGMA secure_delete").fetchone()[0]
        connection.execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        with database.plain_words():
            connection.execute(f"PRAGMA secure_delete = {int(before)}")
