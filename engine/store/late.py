"""Pages that came after a round had closed: kept apart from the answers, never counted, and taken in if it reopens."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.snapshots import Filled
from engine.store.database import Database
from engine.store.values import answers_of, documents_of

SENT = "late_sent"
"""The flag of a late response that its respondent wanted to send."""

_SENT_ITEM = "\0sent"
"""Where it is noted that a response was to be sent: no pass is called so."""

_KEEP = """
    INSERT INTO late_pages (response, item, document) VALUES (?1, ?2, ?3)
    ON CONFLICT DO UPDATE SET document = json_patch(document, ?3)
"""


class KeepsLate:
    """The part of the embedded store that is about what came too late."""

    database: Database

    def keep_late(self, response_id: str, answers: Mapping[AnswerKey, Answer | None], *, send: bool = False) -> None:
        """Keep a page, or the wish to send, apart from the response; the same again changes nothing."""
        rows = [(item, patch) for item, _document, patch in documents_of(answers)]
        if send:
            rows.append((_SENT_ITEM, "{}"))
        with self.database.writing() as connection:
            if not connection.execute("SELECT 1 FROM responses WHERE id = ?", (response_id,)).fetchone():
                raise ThuocDoError("There is no such response.")
            connection.executemany(_KEEP, [(response_id, item, patch) for item, patch in rows])

    def late_responses(self, round_id: str) -> Sequence[Filled]:
        """The drafts of a round for which pages came late, with those pages, in an order that tells nothing."""
        with self.database.reading() as connection:
            drafts = connection.execute(
                "SELECT id, form_id, unit FROM responses r WHERE round_id = ? AND sent_on IS NULL"
                " AND EXISTS (SELECT 1 FROM late_pages WHERE response = r.id) ORDER BY id",
                (round_id,),
            ).fetchall()
            rows = connection.execute(
                "SELECT l.response, l.item, json_patch(coalesce(a.document, '{}'), l.document)"
                " FROM responses r JOIN late_pages l ON l.response = r.id"
                " LEFT JOIN answers a ON a.response = l.response AND a.item = l.item"
                " WHERE r.round_id = ?1 UNION ALL"
                " SELECT a.response, a.item, a.document FROM responses r JOIN answers a ON a.response = r.id"
                " WHERE r.round_id = ?1 AND EXISTS (SELECT 1 FROM late_pages WHERE response = r.id)"
                " AND NOT EXISTS (SELECT 1 FROM late_pages WHERE response = r.id AND item = a.item)"
                " ORDER BY 1",
                (round_id,),
            ).fetchall()
        pages = {name: [row[1:] for row in own] for name, own in groupby(rows, key=itemgetter(0))}
        return [
            Filled(
                form_id,
                unit,
                answers_of(row for row in pages[name] if row[0] != _SENT_ITEM),
                (SENT,) if any(row[0] == _SENT_ITEM for row in pages[name]) else (),
            )
            for name, form_id, unit in drafts
        ]

    def screened_responses(self, round_id: str) -> Sequence[Filled]:
        """The responses that were closed for a full quota, which each carries as its flag, in no order of time."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT r.id, r.form_id, r.screened, a.item, a.document"
                " FROM responses r JOIN answers a ON a.response = r.id"
                " WHERE r.round_id = ? AND r.screened <> '' ORDER BY r.id",
                (round_id,),
            ).fetchall()
        return [
            Filled(form_id, "", answers_of(row[3:] for row in own), (quota,))
            for (_, form_id, quota), own in groupby(rows, key=itemgetter(0, 1, 2))
        ]


def take_in(connection: sqlite3.Connection, round_id: str) -> None:
    """What came late becomes a part of its draft, since the round takes answers again."""
    ours = "response IN (SELECT id FROM responses WHERE round_id = ? AND sent_on IS NULL)"
    connection.execute(
        "INSERT INTO answers (response, item, document)"  # noqa: S608
        f" SELECT response, item, json_patch('{{}}', document) FROM late_pages WHERE item <> ? AND {ours}"
        " ON CONFLICT DO UPDATE SET document = json_patch(document, (SELECT l.document FROM late_pages l"
        " WHERE l.response = excluded.response AND l.item = excluded.item))",
        (_SENT_ITEM, round_id),
    )
    connection.execute(
        "UPDATE responses SET version = version + 1, attempts = '' WHERE id IN (SELECT response FROM late_pages)"
        " AND round_id = ? AND sent_on IS NULL",
        (round_id,),
    )
    connection.execute(f"DELETE FROM late_pages WHERE {ours}", (round_id,))  # noqa: S608
