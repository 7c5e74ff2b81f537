"""Self-assessments in the database: where each stands, its items as they are now, and the history of both."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.store.appraising import KeepsVerdicts
from engine.store.assessment_nouns import (
    Assessment,
    Item,
    ItemState,
    Said,
    SavedItem,
    Stage,
    Standing,
    Step,
    StepKind,
)
from engine.store.assigning import KeepsAssignments
from engine.store.given import begin_with
from engine.store.life import MeanwhileError
from engine.store.references import free_reference
from engine.store.responding import KEEP, new_response
from engine.store.steps import KeepsSteps
from engine.store.values import answers_of, documents_of

_COLUMNS = "round_id, unit, form_id, response_id, stage, since, note, standing, merged_into, version"
_ASSESSMENT = f"SELECT {_COLUMNS} FROM assessments"  # noqa: S608 (our own words)
_STATES = {each.value: each for each in ItemState}
_ITEM_COLUMNS = "question, owner, state, explanation, version, by, at"


class KeepsAssessments(KeepsVerdicts, KeepsAssignments, KeepsSteps):
    """The part of the embedded store that is about assessments."""

    def begin_assessment(self, round_id: str, form_id: str, unit: str, by: str, at: datetime) -> Assessment:
        """Begin a unit's assessment, with what is known of the unit; the one that was begun, if there is one."""
        with self.database.writing() as connection:
            found = self.assessment(round_id, unit)
            if found is not None:
                return found
            response_id, _ = new_response(connection, round_id, form_id, unit)
            begin_with(connection, response_id, round_id, unit, form_id)
            new = Assessment(round_id, unit, form_id, response_id, Stage.FILLING, at)
            connection.execute(
                f"INSERT INTO assessments ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                _row(new),
            )
            after = Said(words={"stage": Stage.FILLING})
            self.add_step(Step(round_id, unit, "", StepKind.STAGE, by, at, after=after))
        return new

    def assessment(self, round_id: str, unit: str) -> Assessment | None:
        """One assessment, or None."""
        with self.database.plain_words():
            row = self.database.connection.execute(
                f"{_ASSESSMENT} WHERE round_id = ? AND unit = ?", (round_id, unit)
            ).fetchone()
        return _assessment(row) if row else None

    def assessments(self, round_id: str = "") -> Sequence[Assessment]:
        """The assessments of a round by unit, or of all rounds; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"{_ASSESSMENT} WHERE ?1 = '' OR round_id = ?1 ORDER BY round_id, unit", (round_id,)
            ).fetchall()
        return [_assessment(row) for row in rows]

    def move_assessment(self, before: Assessment, after: Assessment, step: Step) -> Assessment:
        """Make an assessment what it is to be next; MeanwhileError if it has changed since `before`.

        Its response counts as sent while it is at any stage but filling.
        """
        new = replace(after, version=before.version + 1)
        with self.database.writing() as connection:
            done = connection.execute(
                "UPDATE assessments SET stage = ?, since = ?, note = ?, standing = ?, merged_into = ?, version = ?"
                " WHERE round_id = ? AND unit = ? AND version = ?",
                (
                    new.stage, new.since.isoformat(), new.note, new.standing, new.merged_into, new.version,
                    before.round_id, before.unit, before.version,
                ),
            )  # fmt: skip
            if not done.rowcount:
                raise MeanwhileError(
                    f"The assessment of {before.unit} was changed meanwhile; look at it and do it again."
                )
            _mark_sent(connection, new, step.at)
            self.add_step(step)
        return new

    def items(self, round_id: str, unit: str) -> Mapping[str, Item]:
        """The items that somebody touched, by question; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT {_ITEM_COLUMNS} FROM assessment_items WHERE round_id = ? AND unit = ?",  # noqa: S608
                (round_id, unit),
            ).fetchall()
        return {row[0]: _item(row) for row in rows}

    def items_of_units(self, round_id: str) -> Mapping[str, Mapping[str, Item]]:
        """The same of all units of a round; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT unit, {_ITEM_COLUMNS} FROM assessment_items WHERE round_id = ?",  # noqa: S608
                (round_id,),
            ).fetchall()
        found: defaultdict[str, dict[str, Item]] = defaultdict(dict)
        for unit, *row in rows:
            found[unit][row[0]] = _item(row)
        return found

    def claimed(self, round_id: str, unit: str = "") -> Mapping[str, Answers]:
        """The answers of the assessments of a round, or of one unit, whether they are sent or not; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT s.unit, a.item, a.document FROM assessments s JOIN answers a ON a.response = s.response_id"
                " WHERE s.round_id = ?1 AND (?2 = '' OR s.unit = ?2) ORDER BY s.unit, a.item",
                (round_id, unit),
            ).fetchall()
        return {of: answers_of(row[1:] for row in own) for of, own in groupby(rows, key=itemgetter(0))}

    def item_states(self, round_id: str) -> Mapping[str, Mapping[ItemState, int]]:
        """How many items of each unit are in which state; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT unit, state, count(*) FROM assessment_items WHERE round_id = ? GROUP BY unit, state",
                (round_id,),
            ).fetchall()
        found: defaultdict[str, dict[ItemState, int]] = defaultdict(dict)
        for unit, state, count in rows:
            found[unit][ItemState(state)] = count
        return found

    def save_item(
        self,
        round_id: str,
        unit: str,
        question: str,
        seen_version: int,
        answers: Mapping[AnswerKey, Answer | None],
        explanation: str,
        by: str,
        at: datetime,
        state: ItemState | None = None,
    ) -> SavedItem:
        """Save the answers to one question and its explanation; see `engine.store.assessment_contract`."""
        with self.database.writing() as connection:
            response_id = self._filling(round_id, unit)
            now, had = self._item(round_id, unit, question), _answers_to(connection, response_id, question)
            wanted = _merged(had, answers)
            is_new = wanted != had or explanation != now.explanation
            if is_new and now.version != seen_version:
                return SavedItem(conflict=True, now=now, answers=had)
            if is_new:
                changed = {key: wanted.get(key) for key in {*had, *wanted} if had.get(key) != wanted.get(key)}
                documents = documents_of(changed)
                connection.executemany(KEEP, [(response_id, *each) for each in documents])
                if changed:
                    self._void_verdicts(round_id, unit, question)
                    connection.execute("UPDATE responses SET version = version + 1 WHERE id = ?", (response_id,))
                state = state or ItemState.IN_WORK
                saved = replace(now, explanation=explanation, version=now.version + 1, by=by, at=at)
                self._put(round_id, unit, saved)
                if changed:
                    self.add_step(Step(round_id, unit, question, StepKind.CLAIMED, by, at, Said(had), Said(wanted)))
                if explanation != now.explanation:
                    self.add_step(
                        _words(round_id, unit, question, StepKind.EXPLAINED, by, at, now.explanation, explanation)
                    )
                now = saved
            if state is not None:
                now = self.set_item(round_id, unit, question, by, at, state=state)
            return SavedItem(conflict=False, now=now, answers=wanted)

    def set_item(
        self, round_id: str, unit: str, question: str, by: str, at: datetime, *,
        owner: str | None = None, state: ItemState | None = None,
    ) -> Item:  # fmt: skip
        """Give an item an owner or a state; its version stays."""
        with self.database.writing():
            self._filling(round_id, unit)
            before = self._item(round_id, unit, question)
            after = replace(
                before,
                owner=before.owner if owner is None else owner,
                state=before.state if state is None else state,
            )
            if after != before:
                self._put(round_id, unit, after)
            if after.owner != before.owner:
                self.add_step(_words(round_id, unit, question, StepKind.OWNER, by, at, before.owner, after.owner))
            if after.state != before.state:
                self.add_step(_words(round_id, unit, question, StepKind.STATE, by, at, before.state, after.state))
        return after

    def _filling(self, round_id: str, unit: str) -> str:
        """The response of an assessment that is being filled in."""
        found = self.assessment(round_id, unit)
        if found is None:
            raise ThuocDoError(f"The unit {unit} has begun no assessment in the round {round_id}.")
        if found.stage is not Stage.FILLING or found.standing is Standing.MERGED:
            raise MeanwhileError(f"The assessment of {unit} is locked; nothing was saved.")
        return found.response_id

    def _item(self, round_id: str, unit: str, question: str) -> Item:
        row = self.database.connection.execute(
            f"SELECT {_ITEM_COLUMNS} FROM assessment_items WHERE round_id = ? AND unit = ? AND question = ?",  # noqa: S608
            (round_id, unit, question),
        ).fetchone()
        return _item(row) if row else Item(question)

    def _put(self, round_id: str, unit: str, item: Item) -> None:
        row = (item.owner, item.state, item.explanation, item.version, item.by, item.at and item.at.isoformat())
        self.database.connection.execute(
            f"INSERT OR REPLACE INTO assessment_items (round_id, unit, {_ITEM_COLUMNS})"  # noqa: S608
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (round_id, unit, item.question, *row),
        )


def _mark_sent(connection: sqlite3.Connection, assessment: Assessment, at: datetime) -> None:
    """Count the response as sent, or as a draft; whoever keeps results of the round is told that they are old."""
    found = connection.execute(
        "SELECT sent_on IS NOT NULL, reference FROM responses WHERE id = ?", (assessment.response_id,)
    ).fetchone()
    is_sent, reference = found
    sends = assessment.stage is not Stage.FILLING and assessment.standing is not Standing.MERGED
    if sends != bool(is_sent):
        connection.execute(
            "UPDATE responses SET sent_on = ?, reference = ?, version = version + 1, begun = 0 WHERE id = ?",
            (
                at.date().isoformat() if sends else None, reference or free_reference(connection),
                assessment.response_id,
            ),
        )  # fmt: skip
    connection.execute("UPDATE rounds SET revision = revision + 1 WHERE id = ?", (assessment.round_id,))


def _answers_to(connection: sqlite3.Connection, response_id: str, question: str) -> Answers:
    """The answers to one question, in all passes."""
    rows = connection.execute(
        "SELECT item, document FROM answers WHERE response = ? ORDER BY item", (response_id,)
    ).fetchall()
    return {key: answer for key, answer in answers_of(rows).items() if key.question == question}


def _merged(had: Answers, changes: Mapping[AnswerKey, Answer | None]) -> Answers:
    both: dict[AnswerKey, Answer | None] = {**had, **changes}
    return {key: answer for key, answer in both.items() if answer is not None}


def _words(
    round_id: str, unit: str, question: str, kind: StepKind, by: str, at: datetime, before: str, after: str
) -> Step:
    """A step that changes one word, called as the step is."""
    name = {StepKind.EXPLAINED: "explanation"}.get(kind, str(kind))
    had, has = Said(words={name: before}), Said(words={name: after})
    return Step(round_id, unit, question, kind, by, at, had, has)


def _row(assessment: Assessment) -> tuple[Any, ...]:
    return (
        assessment.round_id, assessment.unit, assessment.form_id, assessment.response_id, assessment.stage,
        assessment.since.isoformat(), assessment.note, assessment.standing, assessment.merged_into,
        assessment.version,
    )  # fmt: skip


def _assessment(row: Sequence[Any]) -> Assessment:
    round_id, unit, form_id, response_id, stage, since, note, standing, merged_into, version = row
    return Assessment(
        round_id, unit, form_id, response_id, Stage(stage), datetime.fromisoformat(since), note,
        Standing(standing), merged_into, version,
    )  # fmt: skip


def _item(row: Sequence[Any]) -> Item:
    question, owner, state, explanation, version, by, at = row
    return Item(question, owner, _STATES[state], explanation, version, by, at and datetime.fromisoformat(at))
