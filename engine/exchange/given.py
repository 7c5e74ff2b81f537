"""What is known of units beforehand, from CSV or XLSX `unit,question,value[,row]` or with a column a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from engine.exchange.answers import Given, answers_in
from engine.exchange.row_lists import row_at, rows_of
from engine.exchange.workbooks import read_table
from engine.framework.missing import Missing
from engine.framework.models import Framework, Question
from engine.framework.question_types import Yields
from engine.framework.sheets import Row, Sheet, meant, stop_at
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.reading import asked
from engine.wording.catalog import say

ByUnit: TypeAlias = Mapping[str, Answers]
"""What is known, by unit."""

LANGUAGE = "en"
"""Files have decimal points, and mistakes in them are told in English."""


def read_given(path: Path, framework: Framework, vocabulary: Vocabulary) -> ByUnit:
    """What a file tells. ThuocDoError with every mistake at once, OSError if it cannot be read."""
    read = read_table(path)
    sheet = read if {"question", "value"} & {*read.columns} else _Wide(**vars(read))
    reading = _Reading(sheet, framework, vocabulary)
    known = reading.by_unit() if not sheet.problems and sheet.need(["unit"]) else {}
    sheet.problems.sort()
    stop_at([sheet])
    return known


@dataclass
class _Wide(Sheet):
    """A table with a column a question: what is wrong about a question is wrong in its column."""

    def complain(self, line: int, where: str, what: str, mend: str, column: str = "") -> None:
        """Note a mistake; `where` ends with the question."""
        super().complain(line, where, what, mend, column if column in self.columns else where.rpartition(", ")[2])


@dataclass
class _Reading:
    """A file being read; `lines` are those of each answer, by unit, number of the row and question.

    `strangers` are the units that are none and were told, and the lines that name none.
    """

    sheet: Sheet
    framework: Framework
    vocabulary: Vocabulary
    lines: dict[tuple[str, str, str], int] = field(default_factory=dict)
    strangers: set[str | int] = field(default_factory=set)

    def by_unit(self) -> ByUnit:
        """The answers by unit; what is wrong is noted."""
        if isinstance(self.sheet, _Wide):
            rows = list(self._long())
        elif self.sheet.need(["question", "value"]):
            rows = self.sheet.rows
        else:
            return {}
        checked = [made for row in rows if (made := self._checked(row)) is not None]
        alike = replace(self.sheet, rows=checked)  # shares the list of problems
        return self._answers(answers_in(alike, self.framework, self.vocabulary))

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        """The questions by code and id."""
        by_code = {each.code: each for each in self.framework.question.values() if each.code}
        return by_code | dict(self.framework.question)

    @cached_property
    def _units(self) -> Mapping[str, str]:
        """The ids of the units by code and id."""
        units = self.framework.units.list
        return {unit.code: unit.id for unit in units if unit.code} | {unit.id: unit.id for unit in units}

    def _long(self) -> Iterator[Row]:
        """A row for each cell of a table with a column a question."""
        columns = [name for name in self.sheet.columns if name not in ("unit", "row", "")]
        if not columns:
            mend = "Add `question` and `value`, or a column for each question."
            self.sheet.complain(1, "", "no column tells anything about the units.", mend)
        strange = [name for name in columns if self._question(name, 1, "") is None]
        for row in self.sheet.rows:
            for name in columns:
                if name not in strange:
                    yield Row(row.line, {**row.cells, "question": name, "value": row.cells[name]})

    def _checked(self, row: Row) -> Row | None:
        """The row as one of an answers file that the unit sent; None after a complaint, and for an empty cell."""
        written = row.cells["unit"]
        unit = self._units.get(written, written)
        if not self._is_unit(unit, row.line):
            return None
        name = row.cells["question"]
        question = self._question(name, row.line, unit)
        if question is None or not row.cells["value"]:
            return None
        number = row.cells.get("row", "")
        if not self._row_fits(question, number, row.line, unit):
            return None
        over_units = number if self._passes(question) is Yields.UNITS else ""
        numbered = "" if over_units else number.lstrip("0")
        self.lines.setdefault((unit, over_units or numbered, question.id), row.line)
        name = question.id if name in self._questions else f"{question.id}.{name.partition('.')[2]}"
        return Row(row.line, {**row.cells, "respondent": unit, "unit": over_units, "row": numbered, "question": name})

    def _is_unit(self, unit: str, line: int) -> bool:
        """Whether it may be spoken of; complains once of one that may not."""
        units = self.framework.units
        if unit in self._units.values() or (unit and (units.others is not None or not units.list)):
            return True
        if unit and unit not in self.strangers:
            mend = meant(unit, self._units) or "Add it to the register, or remove its rows."
            self.sheet.complain(line, "", f"there is no unit `{unit}`.", mend, "unit")
        elif not unit and line not in self.strangers:
            self.sheet.complain(line, "", "the cell is empty.", "Give the unit's id.", "unit")
        self.strangers.add(unit or line)
        return False

    def _question(self, name: str, line: int, where: str) -> Question | None:
        question = self._questions.get(name) or self._questions.get(name.partition(".")[0])
        if question is None:
            able = [each.id for each in self.framework.question.values() if each.given]
            known = f"Name one of: {', '.join(able[:6])}." if able else "Remove it: no question is known beforehand."
            mend = meant(name, self._questions) or known
            self.sheet.complain(line, where, f"there is no question `{name}`.", mend, self._column(name))
            return None
        if question.given is None:
            what = f"the framework does not say that `{question.id}` is known beforehand."
            mend = "Remove it, or add `given: true` or `given: fixed` to the question."
            self.sheet.complain(line, where, what, mend, self._column(name))
            return None
        return question

    def _column(self, name: str) -> str:
        return name if isinstance(self.sheet, _Wide) else "question"

    def _passes(self, question: Question) -> Yields | None:
        """Over what the question's page is passed: rows, units, or nothing."""
        for form in self.framework.forms:
            if question.id in form.question and (over := form.page_of[question.id].for_each):
                return self.vocabulary.question_types[form.question[over].type].yields
        return None

    def _row_fits(self, question: Question, number: str, line: int, unit: str) -> bool:
        passes, where = self._passes(question), f"{unit}, {question.id}"
        if passes is Yields.UNITS:
            fits, what, mend = bool(number), "`row` does not say which unit this is about.", "Write its id there."
            if number and self._units and number not in self._units.values():
                fits, what = False, f"there is no unit `{number}`."
                mend = meant(number, self._units.values()) or "Add it to the register, or remove its rows."
        elif passes is Yields.ROWS:
            fits, what = bool(number), "`row` does not say which row of the list this is about."
            mend = "Write its number there, from 1."
        else:
            lists = self.vocabulary.question_types[question.type].yields is Yields.ROWS
            fits, what = lists or not number, "it is known once, and `row` names a row."
            mend = "Leave `row` empty."
        if not fits:
            self.sheet.complain(line, where, what, mend, "row")
        return fits

    def _answers(self, given: Given) -> ByUnit:
        """The answers as a response would hold them, each read as if it had been posted."""
        told = given.answers()
        known: defaultdict[str, dict[AnswerKey, Answer]] = defaultdict(dict)
        for (unit, over, number), by_question in told.items():
            about = told.get((unit, "", ""), {})
            for name, answer in by_question.items():
                question = self.framework.question[name]
                line = self.lines.get((unit, over or number, name)) or self._first_line(unit, name)
                listed = given.rows.get((unit, over, name), ()) if not number else ()
                if listed and isinstance(answer.value, tuple) and len(answer.value) < len(listed):
                    what = "two rows of the list have one number."
                    self.sheet.complain(line, f"{unit}, {name}", what, "Number each differently, or none.", "row")
                item = self._row(question, about, number, line, unit) if number else over
                if item is not None and self._holds(question, answer, line, unit):
                    known[unit][AnswerKey(name, item)] = answer
        return known

    def _first_line(self, unit: str, name: str) -> int:
        return min(line for (of, _item, question), line in self.lines.items() if (of, question) == (unit, name))

    def _row(self, question: Question, about: Mapping[str, Answer], number: str, line: int, unit: str) -> str | None:
        """The id of a row that is known by its number; None after a complaint that the list has none such."""
        form = next(form for form in self.framework.forms if question.id in form.question)
        listing = form.page_of[question.id].for_each or ""
        row = row_at(self.framework, about, listing, int(number))
        if row in rows_of(self.framework, about, listing).details:
            return row
        named = ", ".join(self.framework.question[listing].lists or (listing,))
        what, mend = f"there is no row {number} in what is given of `{named}`.", "Give the row's name first."
        self.sheet.complain(line, f"{unit}, {question.id}", what, mend, "row")
        return None

    def _holds(self, question: Question, answer: Answer, line: int, unit: str) -> bool:
        """Whether the form would take the answer; complains about what it would not."""
        if answer.value is None:
            return question.is_fixed and answer.missing is not Missing.SKIPPED
        if question.options_from or question.setting("among"):
            return True  # what is offered is known only while the form is filled in
        kind = self.vocabulary.question_types[question.type]
        before = replace(asked(self.framework, question, LANGUAGE), details=answer.details)
        complaints: Sequence[tuple[str, Mapping[str, str | float]]] = [
            (each.text, each.values) for each in kind.read(before, kind.shown(before, answer.value)).complaints
        ]
        for text, values in complaints:
            self.sheet.complain(line, f"{unit}, {question.id}", say(text, LANGUAGE, **values), "", "value")
        return not complaints
