"""Who appraises what, and until when each stage lasts, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from engine.store.assessment_nouns import Assignment, Deadline, Declined, Said, Stage, Step, StepKind
from engine.store.steps import KeepsSteps


class KeepsAssignments(KeepsSteps):
    """The part of the embedded store that is about deadlines and assignments."""

    def set_deadline(self, deadline: Deadline, by: str, at: datetime, reason: str = "") -> None:
        """Say the last day of a stage, of a round or of one unit; saying the same again changes nothing."""
        key = (deadline.round_id, deadline.unit, deadline.stage)
        with self.database.writing() as connection:
            found = connection.execute(
                "SELECT last_day FROM assessment_deadlines WHERE round_id = ? AND unit = ? AND stage = ?", key
            ).fetchone()
            before, after = found[0] if found else "", deadline.last_day.isoformat()
            if before == after:
                return
            connection.execute(
                "INSERT OR REPLACE INTO assessment_deadlines (round_id, unit, stage, last_day) VALUES (?, ?, ?, ?)",
                (*key, after),
            )
            had, now = (Said(words={"stage": deadline.stage, "last_day": day}) for day in (before, after))
            self.add_step(Step(*key[:2], "", StepKind.DEADLINE, by, at, had if before else Said(), now, reason))

    def deadlines(self, round_id: str = "") -> Sequence[Deadline]:
        """The deadlines of a round, or of all."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT round_id, stage, last_day, unit FROM assessment_deadlines WHERE ?1 = '' OR round_id = ?1"
                " ORDER BY round_id, unit, last_day",
                (round_id,),
            ).fetchall()
        return [Deadline(of, Stage(stage), date.fromisoformat(day), unit) for of, stage, day, unit in rows]

    def assign(self, assignment: Assignment) -> None:
        """Let somebody appraise what a body looks after; saying it twice changes nothing."""
        with self.database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO assignments (round_id, body, account) VALUES (?, ?, ?)",
                (assignment.round_id, assignment.body, assignment.account),
            )

    def unassign(self, assignment: Assignment) -> None:
        """Take that back."""
        with self.database.writing() as connection:
            connection.execute(
                "DELETE FROM assignments WHERE round_id = ? AND body = ? AND account = ?",
                (assignment.round_id, assignment.body, assignment.account),
            )

    def assignments(self, round_id: str = "") -> Sequence[Assignment]:
        """Who appraises what in a round, or in all."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT round_id, body, account FROM assignments WHERE ?1 = '' OR round_id = ?1"
                " ORDER BY round_id, body, account",
                (round_id,),
            ).fetchall()
        return [Assignment(*row) for row in rows]

    def decline(self, declined: Declined) -> None:
        """Note that somebody does not appraise a unit; what was said first stays."""
        given = declined
        with self.database.writing() as connection:
            done = connection.execute(
                "INSERT OR IGNORE INTO declined (round_id, unit, account, reason, at) VALUES (?, ?, ?, ?, ?)",
                (given.round_id, given.unit, given.account, given.reason, given.at.isoformat()),
            )
            if done.rowcount:
                self.add_step(
                    Step(
                        given.round_id, given.unit, "", StepKind.DECLINED, given.account, given.at,
                        reason=given.reason,
                    )
                )  # fmt: skip

    def declined(self, round_id: str = "") -> Sequence[Declined]:
        """Who does not appraise which unit."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT round_id, unit, account, reason, at FROM declined WHERE ?1 = '' OR round_id = ?1"
                " ORDER BY round_id, unit, account",
                (round_id,),
            ).fetchall()
        return [Declined(of, unit, who, why, datetime.fromisoformat(at)) for of, unit, who, why, at in rows]
