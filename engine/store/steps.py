"""The history of assessments in the database: steps are added, and never changed or taken away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from engine.store.assessment_nouns import Said, Step, StepKind
from engine.store.audit import KeepsAudit
from engine.store.values import answers_of, documents_of

_COLUMNS = "round_id, unit, question, step, by, at, before, after, reason"


class KeepsSteps(KeepsAudit):
    """The part of the embedded store that is about the history of assessments."""

    def add_step(self, step: Step) -> None:
        """Add to the history, in the transaction under way if there is one."""
        row = (
            step.round_id, step.unit, step.question, step.step, step.by, step.at.isoformat(),
            _text(step.before), _text(step.after), step.reason,
        )  # fmt: skip
        with self.database.writing() as connection:
            connection.execute(
                f"INSERT INTO assessment_steps ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                row,
            )

    def steps(self, round_id: str, unit: str = "", question: str = "", most: int = 1000) -> Sequence[Step]:
        """The newest steps of a round, of a unit or of one item, newest first; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT {_COLUMNS} FROM assessment_steps"  # noqa: S608
                " WHERE round_id = ?1 AND (?2 = '' OR unit = ?2) AND (?3 = '' OR question = ?3)"
                " ORDER BY id DESC LIMIT ?4",
                (round_id, unit, question, most),
            ).fetchall()
        return [_step(row) for row in rows]


def _step(row: Sequence[Any]) -> Step:
    round_id, unit, question, step, by, at, before, after, reason = row
    when = datetime.fromisoformat(at)
    return Step(round_id, unit, question, StepKind(step), by, when, _said(before), _said(after), reason)


def _text(said: Said) -> str:
    """A side of a step as it lies in the database: the documents of its passes, and its words."""
    answers = {item: json.loads(document) for item, document, _patch in documents_of(said.answers)}
    kept = {"answers": answers, "words": {name: str(word) for name, word in said.words.items()}}
    return json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False, sort_keys=True)


def _said(text: str) -> Said:
    kept = json.loads(text)
    documents = [(item, json.dumps(document)) for item, document in kept.get("answers", {}).items()]
    return Said(answers_of(documents), kept.get("words", {}))
