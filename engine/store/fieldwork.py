"""Fieldwork in the database: how many responses there are now, what to count, and what was counted last."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter

from engine.problems import ThuocDoError
from engine.snapshots import Filled
from engine.store.audit import Entry, KeepsAudit
from engine.store.fieldwork_nouns import Figures, Gathered, Rating, Targets
from engine.store.values import answers_of

_OF_FORMS = "round_id = ? AND form_id IN (SELECT value FROM json_each(?))"


class KeepsFieldwork(KeepsAudit):
    """The part of the embedded store that is about how fieldwork goes."""

    def fieldwork(self, round_id: str) -> tuple[Targets, Figures]:
        """What a round aims at, and its figures as they were counted last; one query."""
        with self.database.plain_words():
            found = self.database.connection.execute(
                "SELECT targets, figures FROM fieldwork WHERE round_id = ?", (round_id,)
            ).fetchone()
        targets, figures = found or ("{}", "{}")
        return Targets(**json.loads(targets)), Figures(**json.loads(figures))

    def set_targets(self, round_id: str, targets: Targets, entry: Entry) -> None:
        """Say what a round aims at, with its line in the audit trail; ThuocDoError if there is no such round."""
        with self.database.writing() as connection:
            if not connection.execute("SELECT 1 FROM rounds WHERE id = ?", (round_id,)).fetchone():
                raise ThuocDoError(f"There is no round “{round_id}”.")
            self._keep(round_id, "targets", targets)
            self.note(entry)

    def keep_figures(self, round_id: str, figures: Figures) -> None:
        """Keep what was counted, in the place of what was counted before."""
        with self.database.writing():
            self._keep(round_id, "figures", figures)

    def _keep(self, round_id: str, what: str, noun: Targets | Figures) -> None:
        self.database.connection.execute(
            f"INSERT INTO fieldwork (round_id, {what}) VALUES (?1, ?2)"  # noqa: S608 (our own words)
            f" ON CONFLICT DO UPDATE SET {what} = ?2",
            (round_id, json.dumps(asdict(noun), ensure_ascii=False, sort_keys=True)),
        )

    def begun_and_sent(self, round_id: str, forms: Sequence[str]) -> tuple[int, int]:
        """How many responses of these forms were begun and not turned away, and how many of them were sent."""
        with self.database.plain_words():
            started, sent = self.database.connection.execute(
                f"SELECT count(*), count(sent_on) FROM responses WHERE {_OF_FORMS} AND screened = ''",  # noqa: S608
                (round_id, json.dumps(forms)),
            ).fetchone()
        return int(started), int(sent)

    def gathered(self, round_id: str, forms: Sequence[str], chosen_in: Mapping[str, str]) -> Gathered:
        """What is to be counted of a round; a constant number of queries, none of which reads sent answers.

        `chosen_in` are the questions that decide which units a response is about, each with the one that decides it
        where that was never answered.
        """
        given = (round_id, json.dumps(forms))
        with self.database.reading() as connection:
            days = connection.execute(
                "SELECT CASE origin WHEN 'online' THEN sent_on ELSE '' END AS day, count(*) FROM responses"  # noqa: S608
                f" WHERE {_OF_FORMS} AND sent_on IS NOT NULL GROUP BY day",
                given,
            ).fetchall()
            ratings = connection.execute(_RATINGS, (*given, json.dumps(dict(chosen_in)))).fetchall()
            flags = connection.execute(
                "SELECT value, count(*) FROM responses, json_each(flags)"  # noqa: S608
                f" WHERE {_OF_FORMS} AND sent_on IS NOT NULL GROUP BY value",
                given,
            ).fetchall()
            (flagged,) = connection.execute(
                f"SELECT count(*) FROM responses WHERE {_OF_FORMS} AND sent_on IS NOT NULL AND flags <> '[]'",  # noqa: S608
                given,
            ).fetchone()
            drafts = connection.execute(
                "SELECT id, form_id, item, document FROM responses LEFT JOIN answers ON response = id"  # noqa: S608
                f" WHERE {_OF_FORMS} AND sent_on IS NULL AND screened = '' ORDER BY id",
                given,
            ).fetchall()
            quotas = connection.execute(
                "SELECT quota, sent FROM quota_counts WHERE round_id = ? ORDER BY quota", given[:1]
            ).fetchall()
            screened = connection.execute(
                f"SELECT screened, count(*) FROM responses WHERE {_OF_FORMS} AND screened <> '' GROUP BY screened",  # noqa: S608
                given,
            ).fetchall()
        respondent: dict[str, int] = {}
        return Gathered(
            dict(days),
            [Rating(respondent.setdefault(id_, len(respondent)), unit, day) for id_, unit, day in ratings],
            dict(flags),
            int(flagged),
            [
                Filled(form_id, "", answers_of(row[2:] for row in own if row[2] is not None))
                for (_, form_id), own in groupby(drafts, key=itemgetter(0, 1))
            ],
            dict(quotas),
            dict(screened),
        )


_RATINGS = f"""
    SELECT p.response, p.item, CASE r.origin WHEN 'online' THEN r.sent_on ELSE '' END
    FROM responses r JOIN answers p ON p.response = r.id LEFT JOIN answers h ON h.response = r.id AND h.item = ''
    WHERE {_OF_FORMS} AND r.sent_on IS NOT NULL AND p.item <> ''
        AND EXISTS (SELECT 1 FROM json_each(p.document) said WHERE said.key NOT IN (SELECT key FROM json_each(?3)))
        AND EXISTS (
            SELECT 1 FROM json_each(?3) q, json_tree(h.document, '$."' || CASE
                WHEN json_type(h.document, '$."' || q.key || '"') IS NULL THEN q.value ELSE q.key END || '"') chosen
            WHERE chosen.atom = p.item)
    ORDER BY p.response
""".replace("round_id = ?", "round_id = ?1").replace("json_each(?)", "json_each(?2)")  # noqa: S608 (our own words)
"""Who is about which unit: neither one that was only drawn, nor one that was rated and then taken back."""
