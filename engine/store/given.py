"""What is known before a response is begun, in the database: by round, by whom it is about, and by form."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answers
from engine.store.database import Database
from engine.store.nouns import Known
from engine.store.values import answers_of, documents_of

_KEPT = "SELECT subject, form_id, item, document FROM given WHERE round_id = ? ORDER BY subject, form_id, item"
_KNOWN = "SELECT item, document FROM given WHERE round_id = ? AND subject = ? AND form_id = ? ORDER BY item"

Documents: TypeAlias = dict[str, Any]
"""What is known in each pass, by its item."""


def begin_with(connection: sqlite3.Connection, response_id: str, round_id: str, subject: str, form_id: str) -> Answers:
    """Put what is known of a subject into a response that is being begun, in its transaction."""
    known = connection.execute(_KNOWN, (round_id, subject, form_id)).fetchall() if subject else []
    connection.executemany(
        "INSERT INTO answers (response, item, document) VALUES (?, ?, ?)", [(response_id, *each) for each in known]
    )
    return answers_of(known)


class KeepsGiven:
    """The part of the embedded store that is about what is known beforehand."""

    database: Database

    def put_given(self, round_id: str, known: Iterable[Known]) -> Sequence[str]:
        """Replace all that is known in a round; ThuocDoError if there is no such round.

        Returns the units that have begun the form and would find other answers in it than they did; where there are
        any, nothing is written.
        """
        rows = [
            (round_id, each.subject, each.form_id, item, document)
            for each in known
            for item, document, _patch in documents_of(each.answers)
        ]
        try:
            with self.database.writing() as connection:
                if changed := _changed(connection, round_id, rows):
                    return changed
                connection.execute("DELETE FROM given WHERE round_id = ?", (round_id,))
                connection.executemany(
                    "INSERT INTO given (round_id, subject, form_id, item, document) VALUES (?, ?, ?, ?, ?)", rows
                )
        except sqlite3.IntegrityError:
            raise ThuocDoError(f"There is no round “{round_id}”.") from None
        return ()

    def given(self, round_id: str) -> Sequence[Known]:
        """What is known in a round, by subject and form."""
        with self.database.plain_words():
            rows = self.database.connection.execute(_KEPT, (round_id,)).fetchall()
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for subject, form_id, item, document in rows:
            found.setdefault((subject, form_id), []).append((item, document))
        return [Known(*key, answers_of(documents)) for key, documents in found.items()]


def _changed(connection: sqlite3.Connection, round_id: str, rows: Iterable[Sequence[str]]) -> Sequence[str]:
    """The units that have begun a form and of which something else would be known there."""
    before = _by_subject(connection.execute(_KEPT, (round_id,)))
    after = _by_subject(row[1:] for row in rows)
    begun = connection.execute(
        "SELECT DISTINCT unit, form_id FROM responses WHERE round_id = ? AND unit <> '' ORDER BY unit", (round_id,)
    )
    differing = [unit for unit, form_id in begun if before.get((unit, form_id)) != after.get((unit, form_id))]
    return tuple(dict.fromkeys(differing))


def _by_subject(rows: Iterable[Sequence[str]]) -> Mapping[tuple[str, str], Documents]:
    found: defaultdict[tuple[str, str], Documents] = defaultdict(dict)
    for subject, form_id, item, document in rows:
        found[subject, form_id][item] = json.loads(document)
    return found
