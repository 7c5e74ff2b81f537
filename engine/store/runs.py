"""Runs of rounds in the database: which were kept, what was published, and which is a round's result."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from engine.problems import ThuocDoError
from engine.store.audit import Entry, KeepsAudit
from engine.store.nouns import Decree, Publication, RoundState, ScoredRun

_RUN_COLUMNS = "code, round_id, made_on, revision, responses"


class KeepsRuns(KeepsAudit):
    """The part of the embedded store that is about runs."""

    def add_run(self, run: ScoredRun) -> None:
        """Note a kept run of a round; one that is noted already is left as it is."""
        row = (run.code, run.round_id, run.made_on.isoformat(), run.revision, run.responses)
        with self.database.writing() as connection:
            connection.execute(f"INSERT OR IGNORE INTO runs ({_RUN_COLUMNS}) VALUES (?, ?, ?, ?, ?)", row)  # noqa: S608

    def runs(self, round_id: str) -> Sequence[ScoredRun]:
        """The kept runs of a round, newest first."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT {_RUN_COLUMNS} FROM runs WHERE round_id = ? ORDER BY position DESC",  # noqa: S608
                (round_id,),
            ).fetchall()
        return [ScoredRun(code, of, date.fromisoformat(day), *counts) for code, of, day, *counts in rows]

    def publish(self, publication: Publication, entry: Entry | None = None) -> None:
        """Make a run the round's result, and the round published; ThuocDoError if the round has no such run.

        `entry` is the line of the audit trail that tells it.
        """
        code, round_id = publication.code, publication.round_id
        try:
            with self.database.writing() as connection:
                connection.execute(
                    "INSERT INTO publications (code, round_id, published_on, reason, decree, decreed_on)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (code, round_id, publication.on.isoformat(), publication.reason, *_decree_row(publication.decree)),
                )
                connection.execute(
                    "UPDATE rounds SET state = ?, run = ?, life = json_remove(life, '$.embargo', '$.until',"
                    " '$.withdrawn') WHERE id = ?",
                    (RoundState.PUBLISHED.value, code, round_id),
                )
                if entry is not None:
                    self.note(entry)
        except sqlite3.IntegrityError:
            raise ThuocDoError(f"The round “{round_id}” has no run {code}.") from None

    def publications(self, round_id: str) -> Sequence[Publication]:
        """What was published of a round, newest first."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT code, round_id, published_on, reason, decree, decreed_on FROM publications"
                " WHERE round_id = ? AND to_units = 0 ORDER BY position DESC",
                (round_id,),
            ).fetchall()
        return [
            Publication(code, of, date.fromisoformat(day), reason, decree=_decree_of(*decree))
            for code, of, day, reason, *decree in rows
        ]

    def show_units(self, shown: Publication) -> None:
        """Note that units may look at a run under embargo: it counts as told, whatever is published later."""
        row = (shown.code, shown.round_id, shown.on.isoformat(), shown.reason)
        with self.database.writing() as connection:
            connection.execute(
                "INSERT INTO publications (code, round_id, published_on, reason, to_units) VALUES (?, ?, ?, ?, 1)", row
            )

    def shown(self, round_id: str) -> Sequence[str]:
        """The runs that anybody but the lead body has seen, the first first; published after an embargo counts once."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT code FROM publications WHERE round_id = ? ORDER BY position", (round_id,)
            ).fetchall()
        return [code for code, _ in groupby(code for (code,) in rows)]


def _decree_row(decree: Decree | None) -> tuple[str, str]:
    return (decree.number, decree.on.isoformat()) if decree else ("", "")


def _decree_of(number: str, on: str) -> Decree | None:
    return Decree(number, date.fromisoformat(on)) if number else None
