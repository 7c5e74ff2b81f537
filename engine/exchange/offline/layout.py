"""What a workbook of a self-assessment holds: the fields of each item, lists with their rows, what tells a change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from engine.exchange.form_cells import KeyedForm
from engine.exchange.form_columns import Column, Columns, Holds
from engine.exchange.row_lists import row_id
from engine.framework.models import Form, Framework, Question
from engine.framework.question_types import Yields
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.keying import Keyed, key_in
from engine.questionnaire.names import passes_of
from engine.questionnaire.path import walk

MORE_ROWS = 5
"""So many rows may be added to a list beside those that are there."""

KEPT = "thuocdo"
"""The hidden sheet that says what the workbook was made from."""

KEY_COLUMN = 8
"""The column, from 0, in which the fields of the first sheet say which they are; hidden."""


@dataclass(frozen=True)
class Offline:
    """The form of a self-assessment, and the answers from which its workbook is laid out."""

    framework: Framework
    form: Form
    vocabulary: Vocabulary
    answers: Answers

    @cached_property
    def columns(self) -> Columns:
        """The fields as a template of the form has them."""
        return Columns(self.framework, self.form, self.vocabulary)

    @cached_property
    def questions(self) -> tuple[tuple[Question, str], ...]:
        """The questions that take answers in cells, in order, each with the list or choice that it is asked for."""
        return tuple(
            (question, page.for_each or "")
            for page in self.form.pages
            for question in page.questions
            if self.fields(question)
        )

    def fields(self, question: Question) -> tuple[Column, ...]:
        """The cells that a question's answer takes; a list has some rows more than are there."""
        return self._fields.get(question.id, ())

    @cached_property
    def _fields(self) -> Mapping[str, tuple[Column, ...]]:
        found: dict[str, list[Column]] = {}
        for _over, column in self.columns.by_id.values():
            if column.offered and not (column.holds is Holds.NAME and column.choice != "1"):
                found.setdefault(column.question.id, []).append(column)
        return {name: tuple(self._rows(own[0]) if own[0].holds is Holds.NAME else own) for name, own in found.items()}

    def _rows(self, first: Column) -> Iterator[Column]:
        name = first.question.id
        for place in range(1, len(self.rows(name)) + self.room(first.question) + 1):
            yield replace(first, id=f"{name}[{place}]", choice=str(place))

    def room(self, question: Question) -> int:
        """How many rows may still be added to a list."""
        most = question.setting("max")
        return min(MORE_ROWS, max(0, most - len(self.rows(question.id)))) if most else MORE_ROWS

    @cached_property
    def row_names(self) -> Mapping[str, str]:
        """What each row of any list is called."""
        listed = (answer for key, answer in self.answers.items() if isinstance(answer.value, tuple) and not key.item)
        return {row: name for answer in listed for row, name in answer.details.items()}

    def rows(self, listing: str) -> tuple[str, ...]:
        """The ids of the rows that a list has."""
        answer = self.answers.get(AnswerKey(listing), Answer())
        return answer.value if isinstance(answer.value, tuple) else ()

    @cached_property
    def fixed(self) -> Answers:
        """What is known of the unit for good, which no workbook asks."""
        known = self.form.question
        return {
            key: each for key, each in self.answers.items() if key.question in known and known[key.question].is_fixed
        }

    def as_it_was(self, lists: Answers) -> Offline:
        """The form laid out with these lists, and with what is known for good."""
        return replace(self, answers={**self.fixed, **lists})

    def unfilled(self) -> KeyedForm:
        """A form in which nothing is filled in; the rows of lists that are known for good can be named."""
        form = KeyedForm()
        for key, answer in self.fixed.items():
            if isinstance(answer.value, tuple):
                names = [answer.details.get(row, row) for row in answer.value]
                form.fields[key] = {"": [*answer.value], "name": names}
        return form

    def keyed(self, given: KeyedForm, language: str) -> Keyed:
        """What was filled in, along the form's own path and checks."""
        fields = {key: parts for key, parts in given.fields.items() if key not in self.fixed}
        reasons = given.reasons
        return key_in(self.framework, self.form, fields, reasons, self.vocabulary, language, self.fixed)

    @cached_property
    def lists(self) -> Mapping[str, tuple[str, ...]]:
        """The rows of every list of the form."""
        asked = (question for question, _ in self.questions)
        return {each.id: self.rows(each.id) for each in asked if self.columns.kind(each).yields is Yields.ROWS}

    @cached_property
    def overs(self) -> Mapping[str, tuple[Question, ...]]:
        """What is asked for each: the list or choice, and its questions."""
        found: dict[str, list[Question]] = {}
        for question, over in self.questions:
            if over:
                found.setdefault(over, []).append(question)
        return {over: tuple(asked) for over, asked in found.items()}

    def passes(self, over: str) -> tuple[str, ...]:
        """The rows or units that there are of a list or choice."""
        known = walk(self.framework, self.form, self.answers).answers
        return tuple(each for each in passes_of(self.framework, over, {**self.answers, **known}) if each)


@dataclass(frozen=True)
class Rows:
    """The ids of rows by list and place, as a workbook was made with; those added take numbers that none has."""

    known: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def of(self, framework: Framework, listing: str, place: int) -> str:
        """The id of the row at a place of a list, from 1."""
        there = self.known.get(listing, ())
        if place <= len(there):
            return there[place - 1]
        taken, number = set(there), 0
        for _ in range(place - len(there)):
            number += 1
            while row_id(framework, listing, number) in taken:
                number += 1
        return row_id(framework, listing, number)


def fingerprint(answers: Answers, question: str) -> str:
    """What tells whether the answers to a question are the same, in all their passes."""
    told = [
        [key.item, _plain(answer.value), int(answer.missing), dict(sorted(answer.details.items()))]
        for key, answer in sorted(answers.items())
        if key.question == question
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def words_print(text: str) -> str:
    """What tells whether a text is the same."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    match value:
        case date():
            return value.isoformat()
        case Mapping():
            return {str(name): _plain(each) for name, each in value.items()}
        case tuple():
            return list(value)
        case bool() | str() | None:
            return value
        case float() | int():
            return float(value)
        case _:
            return str(value)
