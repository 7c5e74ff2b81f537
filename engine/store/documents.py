"""Documents of units in the database: what each is, and of which items it is evidence."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from engine.problems import ThuocDoError
from engine.store.assessment_nouns import Said, Stage, Step, StepKind
from engine.store.document_nouns import Document, DocumentUse
from engine.store.life import MeanwhileError
from engine.store.steps import KeepsSteps

_ID = ("id", "unit", "added_by", "added_at", "sha256", "file_name", "kind", "size", "pages",
       "version", "withdrawn", "erased")  # fmt: skip
_WORDS = ("subject", "number", "issued_on", "issuer", "stands_for", "link")
"""What a document may be described with anew."""

_COLUMNS = ", ".join(f"d.{name}" for name in (*_ID, *_WORDS))
_WIDTH = len(_ID) + len(_WORDS)
_USE = ("document_id", "round_id", "unit", "question", "turn", "added_by", "added_at")
_USE_COLUMNS = ", ".join(f"u.{name}" for name in _USE)
_NOW = "u.removed_at IS NULL"


_STAGES = (Stage.FILLING, Stage.ANSWERING)
"""At which stage evidence of each turn is handed in."""


class KeepsDocuments(KeepsSteps):
    """The part of the embedded store that is about evidence of self-assessments."""

    def add_document(self, new: Document) -> bool:
        """Keep a document; False where there is one of this id, which is left as it is."""
        with self.database.writing() as connection:
            names = (*_ID, *_WORDS)
            return bool(
                connection.execute(
                    f"INSERT INTO documents ({', '.join(names)})"  # noqa: S608 (our own words)
                    f" VALUES ({', '.join('?' * len(names))}) ON CONFLICT DO NOTHING",
                    [_plain(getattr(new, name)) for name in names],
                ).rowcount
            )

    def document(self, document_id: str) -> Document | None:
        """One document, one that was withdrawn too, or None."""
        with self.database.plain_words():
            return _document(self.database.connection, document_id)

    def documents_of(self, unit: str) -> Sequence[Document]:
        """The documents of a unit that were not withdrawn, the newest first; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT {_COLUMNS} FROM documents d WHERE unit = ? AND withdrawn = 0"  # noqa: S608
                " ORDER BY added_at DESC, id",
                (unit,),
            ).fetchall()
        return [_read(row) for row in rows]

    def describe_document(self, before: Document, after: Document) -> Document:
        """Describe a document anew; MeanwhileError if it has changed since `before`. Its file stays what it is."""
        with self.database.writing() as connection:
            words = ", ".join(f"{name} = ?" for name in _WORDS)
            changed = connection.execute(
                f"UPDATE documents SET {words}, version = version + 1"  # noqa: S608
                " WHERE id = ? AND version = ? AND withdrawn = 0 AND erased = ''",
                [*(_plain(getattr(after, name)) for name in _WORDS), before.id, before.version],
            ).rowcount
            if not changed:
                raise MeanwhileError("Somebody else has changed this document meanwhile; look at it again.")
        words_now = {name: getattr(after, name) for name in _WORDS}
        return replace(before, version=before.version + 1, **words_now)

    def withdraw_document(self, document_id: str) -> None:
        """Take a document out of its unit's list; ThuocDoError while it is evidence of something."""
        with self.database.writing() as connection:
            if _is_used(connection, document_id):
                raise ThuocDoError("This document is evidence of an item; take it away there first.")
            connection.execute("UPDATE documents SET withdrawn = 1 WHERE id = ?", (document_id,))

    def erase_document(self, document_id: str, reason: str) -> Sequence[str]:
        """Forget the file of a document for good, and of all others with the same bytes; the ids of these.

        The one that is named is a document still: of what it was evidence can be told, and why there is no file.
        """
        with self.database.writing() as connection:
            found = _document(connection, document_id)
            if found is None:
                raise ThuocDoError("There is no such document.")
            rows = connection.execute(
                "SELECT id FROM documents WHERE id = ?1 OR (sha256 = ?2 AND sha256 <> '') ORDER BY id",
                (document_id, found.sha256),
            ).fetchall()
            gone = [each for (each,) in rows]
            connection.executemany(
                "UPDATE documents SET sha256 = '', file_name = '', kind = '', size = 0, pages = 0, erased = ?,"
                " version = version + 1 WHERE id = ?",
                [(reason, each) for each in gone],
            )
        return gone

    def use_document(self, use: DocumentUse) -> bool:
        """Make a document evidence of an item, with its step in the history; False where it is already."""
        with self.database.writing() as connection:
            found = _document(connection, use.document_id)
            if found is None or found.withdrawn or found.erased or found.unit != use.unit:
                raise ThuocDoError("The unit has no such document.")
            _must_be_at(connection, use)
            added = connection.execute(
                f"INSERT INTO document_uses ({', '.join(_USE)})"  # noqa: S608
                f" VALUES ({', '.join('?' * len(_USE))}) ON CONFLICT DO NOTHING",
                [_plain(getattr(use, name)) for name in _USE],
            ).rowcount
            if added:
                place = use.round_id, use.unit, use.question
                self.add_step(Step(*place, StepKind.EVIDENCE_ADDED, use.added_by, use.added_at, after=_said(found)))
                _scores_may_change(connection, use.round_id)
        return bool(added)

    def leave_document(self, use: DocumentUse, by: str, at: datetime) -> bool:
        """Make a document evidence of an item no longer, with its step; False where it was none by then."""
        with self.database.writing() as connection:
            _must_be_at(connection, use)
            gone = connection.execute(
                "UPDATE document_uses AS u SET removed_at = ?"  # noqa: S608
                f" WHERE document_id = ? AND round_id = ? AND unit = ? AND question = ? AND turn = ? AND {_NOW}",
                (at.isoformat(), use.document_id, use.round_id, use.unit, use.question, use.turn),
            ).rowcount
            found = _document(connection, use.document_id) if gone else None
            if found is not None:
                place = use.round_id, use.unit, use.question
                self.add_step(Step(*place, StepKind.EVIDENCE_REMOVED, by, at, before=_said(found)))
                _scores_may_change(connection, use.round_id)
        return bool(gone)

    def uses_of(self, document_id: str) -> Sequence[DocumentUse]:
        """Of what a document is evidence now, by round and question."""
        return self._uses("document_id = ?", document_id)

    def uses_by(self, unit: str) -> Sequence[DocumentUse]:
        """Of what each document of a unit is evidence now, in all rounds; one query."""
        return self._uses("unit = ?", unit)

    def _uses(self, which: str, given: str) -> Sequence[DocumentUse]:
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT {_USE_COLUMNS} FROM document_uses u WHERE {which} AND {_NOW}"  # noqa: S608
                " ORDER BY round_id, unit, question, position",
                (given,),
            ).fetchall()
        return [_read_use(row) for row in rows]

    def evidence_of(self, round_id: str, unit: str) -> Mapping[str, Sequence[tuple[Document, DocumentUse]]]:
        """The documents of each item of an assessment, in the order in which they came; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT {_COLUMNS}, {_USE_COLUMNS} FROM document_uses u JOIN documents d ON d.id = u.document_id"  # noqa: S608
                f" WHERE u.round_id = ? AND u.unit = ? AND {_NOW} ORDER BY u.position",
                (round_id, unit),
            ).fetchall()
        found: dict[str, list[tuple[Document, DocumentUse]]] = {}
        for row in rows:
            use = _read_use(row[_WIDTH:])
            found.setdefault(use.question, []).append((_read(row[:_WIDTH]), use))
        return found

    def evidence_counts(self, round_id: str, unit: str = "") -> Mapping[str, Mapping[str, int]]:
        """How many documents each item of a round, or of one unit, has, by unit and question; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT unit, question, count(*) FROM document_uses u"  # noqa: S608
                f" WHERE round_id = ?1 AND (?2 = '' OR unit = ?2) AND {_NOW}"
                " GROUP BY unit, question ORDER BY unit, question",
                (round_id, unit),
            ).fetchall()
        found: dict[str, dict[str, int]] = {}
        for of_unit, question, count in rows:
            found.setdefault(of_unit, {})[question] = count
        return found

    def document_files(self) -> Mapping[str, str]:
        """The hash of each file that a document names, with the subject of one that does; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT sha256, min(subject) FROM documents WHERE sha256 <> '' GROUP BY sha256"
            ).fetchall()
        return dict(rows)


def _document(connection: sqlite3.Connection, document_id: str) -> Document | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM documents d WHERE id = ?", (document_id,)).fetchone()  # noqa: S608
    return _read(row) if row else None


def _scores_may_change(connection: sqlite3.Connection, round_id: str) -> None:
    """A score may be limited by the share of points that documents prove, so what was worked out before is old."""
    connection.execute("UPDATE rounds SET revision = revision + 1 WHERE id = ?", (round_id,))


def _must_be_at(connection: sqlite3.Connection, use: DocumentUse) -> None:
    """Refuse while the assessment takes no evidence of this turn: it is locked, or moved on meanwhile."""
    row = connection.execute(
        "SELECT stage FROM assessments WHERE round_id = ? AND unit = ?", (use.round_id, use.unit)
    ).fetchone()
    if row is None:
        raise ThuocDoError(f"The unit “{use.unit}” has begun no assessment in this round.")
    if row[0] != _STAGES[use.turn]:
        raise MeanwhileError("The assessment takes no evidence now; look at where it stands.")


def _said(document: Document) -> Said:
    """A document as the history tells of it, down to its very bytes."""
    told = {"document": document.id, "subject": document.subject, "number": document.number, "file": document.sha256}
    return Said(words={name: word for name, word in told.items() if word})


def _is_used(connection: sqlite3.Connection, document_id: str) -> bool:
    found = connection.execute(
        f"SELECT 1 FROM document_uses u WHERE document_id = ? AND {_NOW}",  # noqa: S608
        (document_id,),
    )
    return found.fetchone() is not None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else int(value) if isinstance(value, bool) else value


def _read(row: Sequence[Any]) -> Document:
    told = dict(zip((*_ID, *_WORDS), row, strict=True))
    for day in ("issued_on", "stands_for"):
        told[day] = date.fromisoformat(told[day]) if told[day] else None
    told["added_at"] = datetime.fromisoformat(told["added_at"])
    told["withdrawn"] = bool(told["withdrawn"])
    return Document(**told)


def _read_use(row: Sequence[Any]) -> DocumentUse:
    *plain, added_at = row
    return DocumentUse(**dict(zip(_USE, plain, strict=False)), added_at=datetime.fromisoformat(added_at))
