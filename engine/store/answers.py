"""What was answered, read out of the database's rows."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from itertools import groupby
from operator import itemgetter

from engine.framework.models import Framework
from engine.framework.vocabulary import Vocabulary
from engine.scoring.arrays import Snapshot
from engine.snapshots import Filled, snapshot_of
from engine.store.database import Database
from engine.store.strata import told_strata
from engine.store.values import answers_of


class TellsAnswers:
    """The part of the embedded store that reads what was sent."""

    database: Database

    def snapshot(self, round_id: str, framework: Framework, vocabulary: Vocabulary) -> Snapshot:
        """The sent answers of a round as arrays; two queries."""
        return snapshot_of(framework, vocabulary, self.sent_responses(round_id))

    def sent_responses(self, round_id: str) -> Sequence[Filled]:
        """The sent responses of a round, ordered by their random ids; two queries."""
        with self.database.reading() as connection:
            sent = connection.execute(
                "SELECT id, form_id, unit, flags, sent_on, origin, stratum FROM responses"
                " WHERE round_id = ? AND sent_on IS NOT NULL ORDER BY id",
                (round_id,),
            ).fetchall()
            rows = connection.execute(
                "SELECT a.response, a.item, a.document"
                " FROM responses r JOIN answers a ON a.response = r.id"
                " WHERE r.round_id = ? AND r.sent_on IS NOT NULL ORDER BY a.response",
                (round_id,),
            ).fetchall()
            strata = told_strata(connection, round_id, [row[-1] for row in sent])
        answers = {
            response_id: answers_of(row[1:] for row in own) for response_id, own in groupby(rows, key=itemgetter(0))
        }
        return [
            Filled(form_id, unit, answers.get(response_id, {}), tuple(json.loads(flags)), day, origin, stratum)
            for (response_id, form_id, unit, flags, day, origin, _), stratum in zip(sent, strata, strict=True)
        ]

    def evidence_named(self, hashes: Collection[str]) -> Collection[str]:
        """Which of these files' hashes some answer or document names; goes through all answers once."""
        wanted = set(hashes)
        named: set[str] = set()
        with self.database.reading() as connection:
            kept = "SELECT document FROM answers UNION ALL SELECT document FROM late_pages"
            files = "SELECT '\"' || sha256 || '\"' FROM documents WHERE sha256 <> ''"
            for (document,) in connection.execute(f"{kept} UNION ALL {files}") if wanted else ():
                named.update(wanted.intersection(re.findall(r'"([0-9a-f]{64})"', document)))
        return named
