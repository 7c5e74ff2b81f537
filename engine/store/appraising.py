"""What appraisers said in the database, and what units said to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answers
from engine.store.assessment_nouns import (
    Reply,
    ReplyKind,
    Said,
    Stage,
    Standing,
    Step,
    StepKind,
    Turn,
    Verdict,
    VerdictKind,
)
from engine.store.life import MeanwhileError
from engine.store.steps import KeepsSteps
from engine.store.values import answers_of, documents_of

STAGE_OF: Mapping[Turn, Stage] = {
    Turn.FIRST: Stage.APPRAISAL,
    Turn.SECOND: Stage.SECOND_APPRAISAL,
    Turn.COUNCIL: Stage.COUNCIL,
}
"""At which stage each turn's verdicts are given."""

_VERDICT = "round_id, unit, question, turn, kind, by, at, reason, answers, version"
_REPLY = "round_id, unit, question, kind, by, at, text, version"


class KeepsVerdicts(KeepsSteps):
    """The part of the embedded store that is about verdicts and replies."""

    def save_verdict(self, verdict: Verdict, seen_version: int) -> Verdict | None:
        """Say what is to be said of an item; None, or what somebody else said since, and nothing is written then."""
        given = verdict
        with self.database.writing() as connection:
            self._check_stage(given.round_id, given.unit, STAGE_OF[given.turn])
            row = connection.execute(
                f"SELECT {_VERDICT} FROM verdicts WHERE round_id = ? AND unit = ? AND question = ? AND turn = ?",  # noqa: S608
                (given.round_id, given.unit, given.question, int(given.turn)),
            ).fetchone()
            before = _verdict(row) if row else None
            if before is not None and _content(before) == _content(given):
                return None
            version = before.version if before else 0
            if version != seen_version:
                return before
            connection.execute(
                f"INSERT OR REPLACE INTO verdicts ({_VERDICT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (
                    given.round_id, given.unit, given.question, int(given.turn), given.kind, given.by,
                    given.at.isoformat(), given.reason, _packed(given.answers), version + 1,
                ),
            )  # fmt: skip
            connection.execute("UPDATE rounds SET revision = revision + 1 WHERE id = ?", (given.round_id,))
            had = Said(before.answers, {"kind": before.kind, "reason": before.reason}) if before else Said()
            now = Said(given.answers, {"kind": given.kind, "turn": str(int(given.turn))})
            self.add_step(
                Step(
                    given.round_id, given.unit, given.question, StepKind.VERDICT, given.by, given.at, had, now,
                    given.reason,
                )
            )  # fmt: skip
        return None

    def verdicts(self, round_id: str, unit: str = "") -> Sequence[Verdict]:
        """The verdicts of a round or a unit, by unit, question and turn; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT {_VERDICT} FROM verdicts WHERE round_id = ?1 AND (?2 = '' OR unit = ?2)"  # noqa: S608
                " ORDER BY unit, question, turn",
                (round_id, unit),
            ).fetchall()
        return [_verdict(row) for row in rows]

    def withdraw_verdicts(self, round_id: str, unit: str, turns: Sequence[Turn]) -> None:
        """Void the verdicts of these turns and all replies, as of an assessment that goes back."""
        with self.database.writing() as connection:
            connection.executemany(
                "DELETE FROM verdicts WHERE round_id = ? AND unit = ? AND turn = ?",
                [(round_id, unit, int(turn)) for turn in turns],
            )
            connection.execute("DELETE FROM replies WHERE round_id = ? AND unit = ?", (round_id, unit))

    def _void_verdicts(self, round_id: str, unit: str, question: str) -> None:
        """Void what was said of an answer that changes."""
        self.database.connection.execute(
            "DELETE FROM verdicts WHERE round_id = ? AND unit = ? AND question = ?", (round_id, unit, question)
        )

    def save_reply(self, reply: Reply, seen_version: int) -> Reply | None:
        """Keep the unit's word on an item; None, or what a colleague said since, and nothing is written then."""
        with self.database.writing() as connection:
            self._check_stage(reply.round_id, reply.unit, Stage.ANSWERING)
            row = connection.execute(
                f"SELECT {_REPLY} FROM replies WHERE round_id = ? AND unit = ? AND question = ?",  # noqa: S608
                (reply.round_id, reply.unit, reply.question),
            ).fetchone()
            before = _reply(row) if row else None
            if before is not None and (before.kind, before.text) == (reply.kind, reply.text):
                return None
            version = before.version if before else 0
            if version != seen_version:
                return before
            connection.execute(
                f"INSERT OR REPLACE INTO replies ({_REPLY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (
                    reply.round_id, reply.unit, reply.question, reply.kind, reply.by, reply.at.isoformat(),
                    reply.text, version + 1,
                ),
            )  # fmt: skip
            had = Said(words={"kind": before.kind, "text": before.text}) if before else Said()
            now = Said(words={"kind": reply.kind, "text": reply.text})
            self.add_step(
                Step(reply.round_id, reply.unit, reply.question, StepKind.REPLIED, reply.by, reply.at, had, now)
            )
        return None

    def replies(self, round_id: str, unit: str = "") -> Sequence[Reply]:
        """The replies of a round or a unit, by unit and question; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT {_REPLY} FROM replies WHERE round_id = ?1 AND (?2 = '' OR unit = ?2)"  # noqa: S608
                " ORDER BY unit, question",
                (round_id, unit),
            ).fetchall()
        return [_reply(row) for row in rows]

    def _check_stage(self, round_id: str, unit: str, needed: Stage) -> None:
        found = self.database.connection.execute(
            "SELECT stage, standing FROM assessments WHERE round_id = ? AND unit = ?", (round_id, unit)
        ).fetchone()
        if found is None:
            raise ThuocDoError(f"The unit {unit} has begun no assessment in the round {round_id}.")
        stage, standing = found
        if stage != needed or standing == Standing.MERGED:
            raise MeanwhileError(f"The assessment of {unit} is no longer at this stage; nothing was saved.")


def _content(verdict: Verdict) -> tuple[VerdictKind, str, Answers]:
    return verdict.kind, verdict.reason, verdict.answers


def _packed(answers: Answers) -> str:
    return json.dumps([(item, document) for item, document, _patch in documents_of(answers)], ensure_ascii=False)


def _verdict(row: Sequence[Any]) -> Verdict:
    round_id, unit, question, turn, kind, by, at, reason, answers, version = row
    when, said = datetime.fromisoformat(at), answers_of(json.loads(answers))
    return Verdict(round_id, unit, question, Turn(turn), VerdictKind(kind), by, when, reason, said, version)


def _reply(row: Sequence[Any]) -> Reply:
    round_id, unit, question, kind, by, at, text, version = row
    return Reply(round_id, unit, question, ReplyKind(kind), by, datetime.fromisoformat(at), text, version)
