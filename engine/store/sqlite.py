"""The embedded store: SQLite in the data folder, durable at every save."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Self

from engine.framework.models import Framework
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.scoring.arrays import Snapshot
from engine.store.database import Database
from engine.store.nouns import Response, Round, RoundState, Saved
from engine.store.records import Filled, snapshot_of
from engine.store.values import from_row, to_row

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"  # without I, O, Q, Z, which look like digits
_DIGITS = "23456789"
_ROUND_COLUMNS = "id, framework_id, title, state, is_demo, opens, closes, framework_text, framework_sha256"
_ROUND = f"SELECT {_ROUND_COLUMNS} FROM rounds"  # noqa: S608 (our own words)


def make_reference() -> str:
    """Eight characters to read out on the telephone; every third a digit, so that no words appear."""
    return "".join(secrets.choice(_DIGITS if place % 3 == 2 else _LETTERS) for place in range(8))


class SqliteStore:
    """Rounds and responses in `thuocdo.db`; implements `engine.store.contract.Store`."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    def open(cls, data: Path) -> Self:
        """The store of a data folder, which is made if it is not there; MachineError if it cannot be."""
        return cls(Database(data))

    def close(self) -> None:
        """Let the database go."""
        self.database.close()

    def create_round(self, new: Round) -> None:
        """Add a round; ThuocDoError if the id is taken."""
        days = _iso(new.opens), _iso(new.closes)
        row = (new.id, new.framework_id, new.title, new.state.value, int(new.is_demo), *days)
        try:
            with self.database.writing() as connection:
                connection.execute(
                    f"INSERT INTO rounds ({_ROUND_COLUMNS}, position)"  # noqa: S608
                    " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, coalesce(max(position), 0) + 1 FROM rounds",
                    (*row, new.framework_text, new.framework_sha256),
                )
        except sqlite3.IntegrityError:
            raise ThuocDoError(f"There is a round “{new.id}” already; choose another id.") from None

    def rounds(self) -> Sequence[Round]:
        """All rounds, newest first."""
        with self.database.plain_words():
            rows = self.database.connection.execute(f"{_ROUND} ORDER BY position DESC").fetchall()
        return tuple(_round(row) for row in rows)

    def round(self, round_id: str) -> Round | None:
        """One round, or None."""
        with self.database.plain_words():
            row = self.database.connection.execute(f"{_ROUND} WHERE id = ?", (round_id,)).fetchone()
        return _round(row) if row else None

    def set_round_state(self, round_id: str, state: RoundState) -> None:
        """Move a round to a state; ThuocDoError if there is no such round."""
        with self.database.writing() as connection:
            done = connection.execute("UPDATE rounds SET state = ? WHERE id = ?", (state.value, round_id))
            if not done.rowcount:
                raise ThuocDoError(f"There is no round “{round_id}”.")

    def start_response(self, round_id: str, form_id: str, unit: str = "") -> Response:
        """A new empty response under a random id of 128 bits; ThuocDoError if there is no such round."""
        response_id = secrets.token_hex(16)
        try:
            with self.database.writing() as connection:
                connection.execute(
                    "INSERT INTO responses (id, round_id, form_id, unit) VALUES (?, ?, ?, ?)",
                    (response_id, round_id, form_id, unit),
                )
        except sqlite3.IntegrityError:
            raise ThuocDoError(f"There is no round “{round_id}”.") from None
        return Response(response_id, round_id, form_id, 0, sent=False, reference=None, answers={}, unit=unit)

    def response(self, response_id: str) -> Response | None:
        """A response with all its answers, in one query."""
        with self.database.plain_words():
            return _response(self.database.connection, response_id)

    def save_answers(
        self, response_id: str, seen_version: int, answers: Mapping[AnswerKey, Answer | None], attempt: str
    ) -> Saved:
        """Save a page in one durable transaction; None takes an answer back.

        The conflict is returned, and nothing written, when the response has moved on since `seen_version`
        or was sent. An `attempt` saved before changes nothing ("" is no attempt).
        ThuocDoError if there is no such response.
        """
        kept = [(response_id, *key, *to_row(answer)) for key, answer in answers.items() if answer is not None]
        gone = [(response_id, *key) for key, answer in answers.items() if answer is None]
        with self.database.writing() as connection:
            version, is_sent = _standing(connection, response_id)
            repeated = "SELECT 1 FROM attempts WHERE response = ? AND attempt = ?"
            if not is_sent and attempt and connection.execute(repeated, (response_id, attempt)).fetchone():
                return Saved(version)
            if is_sent or version != seen_version:
                return Saved(version, conflict=_response(connection, response_id))
            connection.executemany(
                "INSERT INTO answers (response, question, item, kind, value, missing)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
                " SET kind = excluded.kind, value = excluded.value, missing = excluded.missing",
                kept,
            )
            if gone:
                connection.executemany("DELETE FROM answers WHERE response = ? AND question = ? AND item = ?", gone)
            if attempt:
                connection.execute("INSERT INTO attempts (response, attempt) VALUES (?, ?)", (response_id, attempt))
            connection.execute("UPDATE responses SET version = ? WHERE id = ?", (version + 1, response_id))
        return Saved(version + 1)

    def send(self, response_id: str, seen_version: int, sent_on: date, flags: Iterable[str]) -> Saved:
        """Mark a response as sent, with its reference and quality flags; sending again changes nothing."""
        flagged = json.dumps(sorted(set(flags)), ensure_ascii=False)
        with self.database.writing() as connection:
            version, is_sent = _standing(connection, response_id)
            if is_sent:
                return Saved(version)
            if version != seen_version:
                return Saved(version, conflict=_response(connection, response_id))
            reference = make_reference()
            while connection.execute("SELECT 1 FROM responses WHERE reference = ?", (reference,)).fetchone():
                reference = make_reference()
            connection.execute(
                "UPDATE responses SET version = ?, sent_on = ?, reference = ?, flags = ? WHERE id = ?",
                (version + 1, sent_on.isoformat()[:10], reference, flagged, response_id),
            )
            connection.execute("DELETE FROM attempts WHERE response = ?", (response_id,))
            connection.execute(
                "UPDATE rounds SET revision = revision + 1 WHERE id = (SELECT round_id FROM responses WHERE id = ?)",
                (response_id,),
            )
        return Saved(version + 1)

    def revision(self, round_id: str) -> int:
        """A number that grows with every sent response; 0 for an unknown round."""
        with self.database.plain_words():
            found = self.database.connection.execute("SELECT revision FROM rounds WHERE id = ?", (round_id,)).fetchone()
        return int(found[0]) if found else 0

    def snapshot(self, round_id: str, framework: Framework) -> Snapshot:
        """The sent answers of a round as arrays, ordered by the responses' random ids; two queries."""
        with self.database.reading() as connection:
            sent = connection.execute(
                "SELECT id, form_id, unit FROM responses WHERE round_id = ? AND sent_on IS NOT NULL ORDER BY id",
                (round_id,),
            ).fetchall()
            rows = connection.execute(
                "SELECT a.response, a.question, a.item, a.kind, a.value, a.missing"
                " FROM responses r JOIN answers a ON a.response = r.id"
                " WHERE r.round_id = ? AND r.sent_on IS NOT NULL ORDER BY a.response",
                (round_id,),
            ).fetchall()
        answers = {
            response_id: {AnswerKey(row[1], row[2]): from_row(*row[3:]) for row in own}
            for response_id, own in groupby(rows, key=itemgetter(0))
        }
        return snapshot_of(
            framework,
            (Filled(form_id, unit, answers.get(response_id, {})) for response_id, form_id, unit in sent),
        )

    def response_counts(self, round_id: str) -> Mapping[str, int]:
        """How many responses were started (sent ones included) and sent."""
        with self.database.plain_words():
            started, sent = self.database.connection.execute(
                "SELECT count(*), count(sent_on) FROM responses WHERE round_id = ?", (round_id,)
            ).fetchone()
        return {"started": started, "sent": sent}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _round(row: Sequence[str]) -> Round:
    round_id, framework_id, title, state, is_demo, opens, closes, text, sha256 = row
    return Round(
        round_id,
        framework_id,
        title,
        RoundState(state),
        bool(is_demo),
        _day(opens),
        _day(closes),
        text,
        sha256,
    )


def _standing(connection: sqlite3.Connection, response_id: str) -> tuple[int, bool]:
    found = connection.execute(
        "SELECT version, sent_on IS NOT NULL FROM responses WHERE id = ?", (response_id,)
    ).fetchone()
    if found is None:
        raise ThuocDoError("There is no such response.")
    return int(found[0]), bool(found[1])


def _response(connection: sqlite3.Connection, response_id: str) -> Response | None:
    rows = connection.execute(
        "SELECT r.round_id, r.form_id, r.version, r.sent_on, r.reference, r.unit,"
        " a.question, a.item, a.kind, a.value, a.missing"
        " FROM responses r LEFT JOIN answers a ON a.response = r.id WHERE r.id = ?",
        (response_id,),
    ).fetchall()
    if not rows:
        return None
    round_id, form_id, version, sent_on, reference, unit = rows[0][:6]
    answers = {AnswerKey(row[6], row[7]): from_row(*row[8:]) for row in rows if row[6] is not None}
    return Response(response_id, round_id, form_id, version, sent_on is not None, reference, answers, unit)
