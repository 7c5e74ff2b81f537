"""The embedded store: SQLite in the data folder, durable at every save."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Self, TypeAlias

from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.answers import TellsAnswers
from engine.store.assessments import KeepsAssessments
from engine.store.comments import KeepsComments
from engine.store.counts import KeepsCounts
from engine.store.database import Database
from engine.store.documents import KeepsDocuments
from engine.store.fieldwork import KeepsFieldwork
from engine.store.given import KeepsGiven, begin_with
from engine.store.late import KeepsLate
from engine.store.life import KeepsLife, count_sent, life_text, read_life
from engine.store.nouns import Response, Round, RoundState, Saved
from engine.store.outside import KeepsOutsideFigures
from engine.store.papers import KeepsPapers
from engine.store.references import free_reference
from engine.store.remedies import KeepsRemedies
from engine.store.responding import KEEP, new_response
from engine.store.resuming import KeepsResumeCodes
from engine.store.runs import KeepsRuns
from engine.store.settling import LeavesNoOrder
from engine.store.sign_ins import KeepsStaff
from engine.store.values import answers_of, documents_of
from engine.store.welcomes import KeepsWelcomes

_ROUND_COLUMNS = "id, framework_id, title, state, is_demo, opens, closes, framework_sha256, run, earlier, life"
_ROUND = f"SELECT {_ROUND_COLUMNS} FROM rounds"  # noqa: S608 (our own words)
_RESPONSE_COLUMNS = "round_id, form_id, version, sent_on, reference, unit, screened, begun, item, document"
_WIDTH = len(_RESPONSE_COLUMNS.split(","))
_ANSWERED = "responses LEFT JOIN answers ON answers.response = responses.id"
_RESPONSE = f"SELECT {_RESPONSE_COLUMNS} FROM {_ANSWERED} WHERE responses.id = ?"  # noqa: S608
_OWN_ROUND = ", ".join(f"rounds.{column}" for column in _ROUND_COLUMNS.split(", "))
_RESPONSE_AND_ROUND = (
    f"SELECT {_RESPONSE_COLUMNS}, {_OWN_ROUND}"  # noqa: S608
    f" FROM {_ANSWERED} JOIN rounds ON rounds.id = round_id WHERE responses.id = ?"
)
Quotas: TypeAlias = Mapping[str, int | None]
NO_QUOTAS: Quotas = {}
_ATTEMPTS_KEPT = 8
"""A page posted again later than this is taken for another device's, which overwrites nothing either."""
_MARK = 17  # characters: sixteen of the hash, and what ends it

_NEXT_VERSION = f"""
    UPDATE responses
    SET version = version + 1, attempts = substr(?1 || attempts, 1, {_ATTEMPTS_KEPT * _MARK})
    WHERE id = ?2 AND version = ?3 AND sent_on IS NULL AND (?1 = '' OR instr(attempts, ?1) = 0)
"""  # noqa: S608
"""Moves a response on if nobody else has, in one statement."""


class SqliteStore(
    KeepsRuns, KeepsLife, KeepsLate, KeepsCounts, TellsAnswers, KeepsGiven, KeepsResumeCodes, KeepsStaff, KeepsPapers,
    KeepsComments, KeepsWelcomes, LeavesNoOrder, KeepsFieldwork, KeepsAssessments, KeepsDocuments, KeepsRemedies,
    KeepsOutsideFigures,
):  # fmt: skip
    """Rounds and responses in `thuocdo.db`; implements `engine.store.contract.Store`."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._framework_text = lru_cache(maxsize=64)(self._read_framework_text)
        self._round = lru_cache(maxsize=256)(self._round_of)

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
        what = new.id, new.framework_id, new.title, new.state.value, int(new.is_demo)
        row = (*what, *days, new.framework_sha256, new.run, new.earlier, life_text(new.life))
        try:
            with self.database.writing() as connection:
                connection.execute(
                    f"INSERT INTO rounds ({_ROUND_COLUMNS}, position)"  # noqa: S608
                    " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, coalesce(max(position), 0) + 1 FROM rounds",
                    row,
                )
                connection.execute(
                    "INSERT OR IGNORE INTO framework_texts (sha256, text) VALUES (?, ?)",
                    (new.framework_sha256, new.framework_text),
                )
        except sqlite3.IntegrityError:
            raise ThuocDoError(f"There is a round “{new.id}” already; choose another id.") from None

    def rounds(self) -> Sequence[Round]:
        """All rounds, newest first."""
        with self.database.plain_words():
            rows = self.database.connection.execute(f"{_ROUND} ORDER BY position DESC").fetchall()
        return tuple(self._round(row) for row in rows)

    def round(self, round_id: str) -> Round | None:
        """One round, or None."""
        with self.database.plain_words():
            row = self.database.connection.execute(f"{_ROUND} WHERE id = ?", (round_id,)).fetchone()
        return self._round(row) if row else None

    def _round_of(self, row: tuple[str, ...]) -> Round:
        """The round that lies in these columns: the same columns are the same round."""
        round_id, framework_id, title, state, is_demo, opens, closes, sha256, run, earlier, life = row
        return Round(
            id=round_id,
            framework_id=framework_id,
            title=title,
            state=RoundState(state),
            is_demo=bool(is_demo),
            opens=_day(opens),
            closes=_day(closes),
            framework_text=self._framework_text(sha256),
            framework_sha256=sha256,
            run=run,
            earlier=earlier,
            life=read_life(life),
        )

    def _read_framework_text(self, sha256: str) -> str:
        """The text under a hash; it is long and never changes, so it is read once a process."""
        with self.database.plain_words():
            found = self.database.connection.execute(
                "SELECT text FROM framework_texts WHERE sha256 = ?", (sha256,)
            ).fetchone()
        return str(found[0])

    def start_response(self, round_id: str, form_id: str, unit: str = "", *, subject: str = "") -> Response:
        """A new response under a random id of 128 bits, with what is known of the subject, the unit unless named.

        ThuocDoError if there is no such round.
        """
        with self.database.writing() as connection:
            response_id, begun = new_response(connection, round_id, form_id, unit)
            known = begin_with(connection, response_id, round_id, subject or unit, form_id)
        return Response(response_id, round_id, form_id, 0, False, None, known, unit, begun=begun)

    def response(self, response_id: str) -> Response | None:
        """A response with all its answers, in one query."""
        with self.database.plain_words():
            return _response(self.database.connection, response_id)

    def response_and_round(self, response_id: str) -> tuple[Response, Round] | None:
        """A response with all its answers and its round, in one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(_RESPONSE_AND_ROUND, (response_id,)).fetchall()
        return (_response_in(response_id, rows), self._round(rows[0][_WIDTH:])) if rows else None

    def save_answers(
        self, response_id: str, seen_version: int, answers: Mapping[AnswerKey, Answer | None], attempt: str
    ) -> Saved:
        """Save a page in one durable transaction; None takes an answer back.

        The conflict is returned, and nothing written, when the response has moved on since `seen_version`
        or was sent. An `attempt` that saved the same before changes nothing ("" is no attempt).
        ThuocDoError if there is no such response.
        """
        documents = [(response_id, *document) for document in documents_of(answers)]
        mark = _mark_of(attempt, documents)
        with self.database.writing() as connection:
            if not connection.execute(_NEXT_VERSION, (mark, response_id, seen_version)).rowcount:
                return _not_saved(connection, response_id, mark)
            connection.executemany(KEEP, documents)
        return Saved(seen_version + 1)

    def send(
        self, response_id: str, seen_version: int, sent_on: date, flags: Iterable[str], quotas: Quotas = NO_QUOTAS,
        stratum: str = "",
    ) -> Saved:  # fmt: skip
        """Mark a response as sent, with its reference and quality flags; sending again changes nothing.

        `quotas` are those that it counts towards, each with how many it takes; `stratum` is as much of it as is kept.
        """
        flagged = json.dumps(sorted(set(flags)), ensure_ascii=False)
        with self.database.writing() as connection:
            version, is_sent, screened, round_id = _standing(connection, response_id)
            if is_sent:
                return Saved(version)
            if version != seen_version or screened:
                return Saved(version, conflict=_response(connection, response_id))
            reference = free_reference(connection)
            connection.execute(
                "UPDATE responses SET version = ?, sent_on = ?, reference = ?, flags = ?, attempts = '', resume = NULL,"
                " begun = 0, stratum = ? WHERE id = ?",
                (version + 1, sent_on.isoformat()[:10], reference, flagged, stratum, response_id),
            )
            connection.execute("UPDATE rounds SET revision = revision + 1 WHERE id = ?", (round_id,))
            if quotas:
                count_sent(connection, round_id, quotas, sent_on)
        return Saved(version + 1)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _standing(connection: sqlite3.Connection, response_id: str) -> tuple[int, bool, str, str]:
    """A response's version, whether it was sent, the quota for which it was closed ("" for none), its round."""
    found = connection.execute(
        "SELECT version, sent_on IS NOT NULL, screened, round_id FROM responses WHERE id = ?", (response_id,)
    ).fetchone()
    if found is None:
        raise ThuocDoError("There is no such response.")
    version, is_sent, screened, round_id = found
    return int(version), bool(is_sent), screened, round_id


def _not_saved(connection: sqlite3.Connection, response_id: str, mark: str) -> Saved:
    """Why a page was not saved: it was before, or somebody else was first."""
    version = _standing(connection, response_id)[0]
    repeated = "SELECT 1 FROM responses WHERE id = ? AND instr(attempts, ?)"
    if mark and connection.execute(repeated, (response_id, mark)).fetchone():
        return Saved(version)
    return Saved(version, conflict=_response(connection, response_id))


def _response(connection: sqlite3.Connection, response_id: str) -> Response | None:
    rows = connection.execute(_RESPONSE, (response_id,)).fetchall()
    return _response_in(response_id, rows) if rows else None


def _response_in(response_id: str, rows: Sequence[Sequence[Any]]) -> Response:
    """The response in rows that begin with _RESPONSE_COLUMNS, one for each pass; there may be none with answers."""
    item_at = _WIDTH - 2
    round_id, form_id, version, sent_on, reference, *more = rows[0][:item_at]
    answers = answers_of(row[item_at:_WIDTH] for row in rows if row[item_at] is not None)
    return Response(response_id, round_id, form_id, version, sent_on is not None, reference, answers, *more)


def _mark_of(attempt: str, documents: Sequence[Sequence[str]]) -> str:
    """An attempt with what it saves, made short; "" for none."""
    said = "\n".join((attempt, *(text for _, item, _, patch in documents for text in (item, patch))))
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest() + "," if attempt else ""
