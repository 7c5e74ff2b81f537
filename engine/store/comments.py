"""What was decided about comments, in the database: apart from the answers, under marks of their own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from engine.snapshots import Filled
from engine.store.database import Database
from engine.store.nouns import Decided, Decision
from engine.store.strata import told_strata
from engine.store.values import answers_of


class KeepsComments:
    """The part of the embedded store that is about comments."""

    database: Database

    def sent_under_marks(self, round_id: str) -> Sequence[tuple[str, Filled]]:
        """The sent responses, each with a mark from which its comments' marks are made; it is not the response's id."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT id, form_id, unit, flags, sent_on, origin, stratum, item, document"
                " FROM responses LEFT JOIN answers ON response = id"
                " WHERE round_id = ? AND sent_on IS NOT NULL ORDER BY id",
                (round_id,),
            ).fetchall()
            sent = [(head, list(own)) for head, own in groupby(rows, key=itemgetter(*range(7)))]
            strata = told_strata(connection, round_id, [head[6] for head, _ in sent])
        found = []
        for ((response_id, form_id, unit, flags, day, origin, _), own), stratum in zip(sent, strata, strict=True):
            answers = answers_of(row[7:] for row in own if row[7] is not None)
            mark = hashlib.blake2b(response_id.encode(), digest_size=16, person=b"comments").hexdigest()
            found.append((mark, Filled(form_id, unit, answers, tuple(json.loads(flags)), day, origin, stratum)))
        return found

    def decide(self, round_id: str, decided: Decided) -> None:
        """Keep what was decided about a comment, in the place of what was decided before."""
        row = (round_id, decided.mark, decided.decision.value, decided.words, decided.reason, decided.by)
        with self.database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO comment_decisions (round_id, mark, decision, words, reason, by)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )

    def decisions(self, round_id: str) -> Mapping[str, Decided]:
        """What was decided about comments, by their marks."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT mark, decision, by, reason, words FROM comment_decisions WHERE round_id = ? ORDER BY mark",
                (round_id,),
            ).fetchall()
        return {mark: Decided(mark, Decision(decision), *more) for mark, decision, *more in rows}
