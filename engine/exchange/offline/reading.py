"""Reads a workbook of a self-assessment back: what somebody changed in it, or every mistake by sheet and cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.exchange.books import Cell, Grid, cell_name, read_grids
from engine.exchange.form_cells import CellReader, KeyedForm, Wrong
from engine.exchange.form_columns import Column
from engine.exchange.offline.cells import put_cell
from engine.exchange.offline.layout import KEPT, KEY_COLUMN, Offline, Rows, fingerprint, words_print
from engine.framework.missing import Missing
from engine.problems import Location, Problem, Severity
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.keying import NOT_ANSWERED, Remark
from engine.questionnaire.path import walk
from engine.wording.catalog import say

FIRST_ANSWER, EXPLAINED = 5, 6
"""The columns of the first sheet, from 0, that are filled in."""

_TOLD = ("round", "unit", "form", "version", "lang")
_STAY = "Leave its lines where they are, and empty."


@dataclass(frozen=True)
class Kept:
    """What a workbook says of itself: whose it is, where each item stood, the rows that each list had."""

    told: Mapping[str, str]
    items: Mapping[str, tuple[int, str, str]]  # version, print of the answers, print of the explanation
    rows: Mapping[str, tuple[str, ...]]
    passes: Mapping[str, tuple[str, ...]]

    @property
    def lists(self) -> Answers:
        """The lists as they were, which say how a workbook was laid out."""
        return {AnswerKey(name): Answer(rows, details={row: row for row in rows}) for name, rows in self.rows.items()}


@dataclass(frozen=True)
class ItemChange:
    """What somebody changed in an item: its answers in all passes (None: taken out), and its explanation."""

    question: str
    seen_version: int
    answers: Mapping[AnswerKey, Answer | None]
    explanation: str | None  # None: as it was


@dataclass
class Brought:
    """A workbook that was read: what was changed, and what is wrong or odd."""

    changes: list[ItemChange] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Sheets:
    """The cells of a workbook by where they belong, and what is wrong with them."""

    path: Path
    keyed: KeyedForm
    reader: CellReader
    problems: list[Problem] = field(default_factory=list)
    explanations: dict[str, str] = field(default_factory=dict)
    places: dict[AnswerKey, tuple[str, int, int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def complain(
        self, place: tuple[str, int, int], where: str, what: str, mend: str = "", severity: Severity = Severity.ERROR
    ) -> None:
        """Note what is wrong with a cell, named as a spreadsheet names it."""
        sheet, line, column = place
        at = f"sheet {sheet}, cell {cell_name(line, column)}{f', {where}' if where else ''}"
        self.problems.append(Problem(Location(str(self.path), line, column), at, what, mend, severity))

    def put(self, column: Column, item: str, cell: Cell, place: tuple[str, int, int]) -> None:
        """Note an answer's cell."""
        self.places.setdefault(AnswerKey(column.question.id, item), place)
        wrong = put_cell(self.reader, self.keyed, column, item, cell)
        if isinstance(wrong, Wrong):
            self.complain(place, column.question.code or column.question.id, wrong.what, wrong.mend)


def kept_in(path: Path) -> tuple[Kept | None, list[Grid], list[Problem]]:
    """What a workbook says of itself, with its sheets; None and why where it is none of ours. OSError if unreadable."""
    grids, problems = read_grids(path)
    if problems:
        return None, [], problems
    own = next((grid for grid in grids if grid.name == KEPT), None)
    lines = [[str(cell) for cell in cells] for _, cells in own.rows] if own else []
    told = {
        line[0]: line[1] for line in lines if len(line) > 1 and line[0] in ("round", "unit", "form", "version", "lang")
    }
    if len(told) < 5:
        what = "this is no workbook of a self-assessment, or its hidden sheet was taken out."
        return None, [], [Problem(Location(str(path)), "", what, "Export it anew with `thuocdo assess export`.")]
    items: dict[str, tuple[int, str, str]] = {}
    listed: dict[str, dict[str, tuple[str, ...]]] = {"rows": {}, "passes": {}}
    for line in lines:
        if line[0] == "item" and len(line) >= 5 and line[2].isdigit():
            items[line[1]] = (int(line[2]), line[3], line[4])
        elif line[0] in listed and len(line) >= 2:
            listed[line[0]][line[1]] = tuple(each for each in line[2:] if each)
    return Kept(told, items, listed["rows"], listed["passes"]), grids, []


def read_workbook(path: Path, kept: Kept, grids: Sequence[Grid], offline: Offline) -> Brought:
    """What was changed since the workbook was made; `offline` lays the form out as it was then."""
    if kept.told["form"] != offline.form.id or kept.told["version"] != offline.columns.sha256:
        what = "the questions or options have changed since this workbook was made."
        return Brought(problems=[Problem(Location(str(path)), "", what, "Export it anew and copy the answers over.")])
    language = kept.told["lang"]
    sheets = _Sheets(path, offline.unfilled(), CellReader(offline.columns, language, row_of=Rows(kept.rows).of))
    known = {grid.name: grid for grid in grids}
    first = next((grid for grid in grids if any(_key(cells) for _, cells in grid.rows)), None)
    if first is not None:
        _read_items(sheets, first, offline)
    for over, questions in offline.overs.items():
        fields = [column for question in questions for column in offline.fields(question)]
        grid = known.get(over[:31])
        if grid is not None:
            _read_over(sheets, grid, over, fields)
        lacking = [item for item in kept.passes.get(over, ()) if f"{over}:{item}" not in sheets.seen]
        if grid is None or lacking:
            what = f"the sheet “{over[:31]}” is not there, or lines of it were taken out."
            sheets.problems.append(
                Problem(Location(str(path)), over, what, "Leave its lines where they are, and empty.")
            )
    for question, over in offline.questions:
        wanted = {""} if over else {column.id for column in offline.fields(question)}
        if any(f"{question.id}|{name}" not in sheets.seen for name in wanted):
            what = "a line of this item is not there any more."
            where = question.code or question.id
            sheets.problems.append(
                Problem(Location(str(path)), where, what, "Leave its lines where they are, and empty.")
            )
    return _brought(sheets, kept, offline, language)


def _key(cells: Sequence[Cell]) -> tuple[str, str] | None:
    """Which field a line of the first sheet is about."""
    text = str(cells[KEY_COLUMN]) if len(cells) > KEY_COLUMN else ""
    question, bar, name = text.partition("|")
    return (question, name) if bar else None


def _read_items(sheets: _Sheets, grid: Grid, offline: Offline) -> None:
    fields = {column.id: column for question, _ in offline.questions for column in offline.fields(question)}
    asked = {question.id for question, _ in offline.questions}
    for line, cells in grid.rows:
        key = _key(cells)
        if key is None or key[0] not in asked:
            continue
        question, name = key
        sheets.seen.add(f"{question}|{name}")
        if question not in sheets.explanations:
            sheets.explanations[question] = _words(cells[EXPLAINED])
        if name in fields:
            sheets.put(fields[name], "", cells[FIRST_ANSWER], (grid.name, line, FIRST_ANSWER + 1))


def _read_over(sheets: _Sheets, grid: Grid, over: str, fields: Sequence[Column]) -> None:
    """The lines of a list: those that were there say which they are, those added are known by their name."""
    heads = [str(cell) for cell in grid.rows[1][1]] if len(grid.rows) > 1 else []
    at = {name: place for place, name in enumerate(heads) if name}
    for column in fields:
        if column.id not in at:
            sheets.complain((grid.name, 2, 1), "", f"the column `{column.id}` is not there any more.")
    for line, cells in grid.rows[2:]:
        item, name = str(cells[0]), _words(cells[1]) if len(cells) > 1 else ""
        if item:
            sheets.seen.add(f"{over}:{item}")
        answered = any(cells[place] != "" for place in at.values() if place < len(cells))
        if not item and not name and not answered:
            continue
        if not item:
            found = sheets.reader.item(over, name, sheets.keyed)
            if isinstance(found, Wrong):
                sheets.complain((grid.name, line, 2), over, found.what, found.mend)
                continue
            item = found
        for column in fields:
            if (place := at.get(column.id)) is not None and place < len(cells):
                sheets.put(column, item, cells[place], (grid.name, line, place + 1))


def _words(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _brought(sheets: _Sheets, kept: Kept, offline: Offline, language: str) -> Brought:
    """What was changed, item by item; what the form's own pages would say of it is told at its cell."""
    read = offline.keyed(sheets.keyed, language)
    for remark in read.remarks:
        if remark.text != NOT_ANSWERED:
            _note(sheets, remark, offline)
    asked = {
        AnswerKey(question.id, visit.step.item)
        for visit in walk(offline.framework, offline.form, {**offline.fixed, **read.answers}).visits
        for question in visit.questions
    }
    changes = []
    for question, _ in offline.questions:
        version, answered, explained = kept.items.get(question.id, (0, "", ""))
        explanation = sheets.explanations.get(question.id, "")
        said = None if words_print(explanation) == explained else explanation
        keys = [key for key in asked if key.question == question.id]
        own = {key: _unless_empty(read.answers.get(key), key in sheets.keyed.reasons) for key in keys}
        is_same = not own or fingerprint(read.answers, question.id) == answered
        if not is_same or said is not None:
            changes.append(ItemChange(question.id, version, {} if is_same else own, said))
    return Brought(changes, sorted(set(sheets.problems)))


def _unless_empty(answer: Answer | None, has_reason: bool) -> Answer | None:
    """An answer; none where the cells are empty and nobody said why."""
    is_empty = answer is not None and answer.value is None and answer.missing is Missing.SKIPPED
    return None if is_empty and not has_reason else answer


def _note(sheets: _Sheets, remark: Remark, offline: Offline) -> None:
    """A remark of the form's at its cell."""
    own = sheets.places.get(remark.key)
    question = offline.form.question.get(remark.key.question)
    where = (question.code or question.id) if question else remark.key.item
    severity = Severity.WARNING if remark.warns else Severity.ERROR
    words = say(remark.text, "en", **remark.values)
    if own:
        sheets.complain(own, where, words, severity=severity)
    else:
        sheets.problems.append(Problem(Location(str(sheets.path)), where, words, "", severity))
