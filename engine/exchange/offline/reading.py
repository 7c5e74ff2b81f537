"""Reads a workbook of a self-assessment back: what somebody changed in it, or every mistake by sheet and cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.exchange.books import Cell, Grid, read_grids
from engine.exchange.form_cells import CellReader, KeyedForm, Wrong
from engine.exchange.form_columns import Column
from engine.exchange.form_keys import NO_REASON
from engine.exchange.offline.cells import put_cell
from engine.exchange.offline.layout import KEPT, KEY_COLUMN, Offline, Rows, fingerprint, words_print
from engine.exchange.offline.nouns import (
    LINE_GONE,
    NO_BOOK,
    NOT_OURS,
    OLD,
    SHEET_GONE,
    UNREAD,
    Brought,
    ItemChange,
    Kept,
    Place,
    Told,
    WorkbookError,
)
from engine.framework.missing import Missing
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.keying import NOT_ANSWERED, Remark
from engine.questionnaire.path import walk

FIRST_ANSWER, EXPLAINED = 5, 6
"""The columns of the first sheet, from 0, that are filled in."""

_TOLD = ("round", "unit", "form", "version", "lang")


@dataclass
class _Sheets:
    """The cells of a workbook by where they belong, and what is wrong with them."""

    keyed: KeyedForm
    reader: CellReader
    told: list[Told] = field(default_factory=list)
    explanations: dict[str, str] = field(default_factory=dict)
    places: dict[AnswerKey, Place] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def put(self, column: Column, item: str, cell: Cell, place: Place) -> None:
        """Note an answer's cell."""
        self.places.setdefault(AnswerKey(column.question.id, item), place)
        wrong = put_cell(self.reader, self.keyed, column, item, cell)
        if wrong is not None:
            self.unread(wrong, column.question.code or column.question.id, cell, place)

    def unread(self, wrong: Wrong, item: str, cell: Cell, place: Place) -> None:
        """Note that a cell cannot be used."""
        given = str(cell)
        text = NO_REASON if given.startswith("!") else UNREAD
        english = f"{wrong.what} {wrong.mend}".strip()
        self.told.append(Told(place, item, text, {"given": given[:40]}, english=english))


def kept_in(path: Path) -> tuple[Kept, list[Grid]]:
    """What a workbook says of itself, with its sheets. WorkbookError where it is none of ours, OSError if not there."""
    grids, problems = read_grids(path)
    if problems:
        english = " ".join(filter(None, (problems[0].what, problems[0].mend)))
        raise WorkbookError(path, [Told(Place(), "", NO_BOOK, english=english)])
    own = next((grid for grid in grids if grid.name == KEPT), None)
    lines = [[str(cell) for cell in cells] for _, cells in own.rows] if own else []
    told = {line[0]: line[1] for line in lines if len(line) > 1 and line[0] in _TOLD}
    if len(told) < len(_TOLD):
        raise WorkbookError(path, [Told(Place(), "", NOT_OURS)])
    items: dict[str, tuple[int, str, str]] = {}
    listed: dict[str, dict[str, tuple[str, ...]]] = {"rows": {}, "passes": {}}
    for line in lines:
        if line[0] == "item" and len(line) >= 5 and line[2].isdecimal():
            items[line[1]] = (int(line[2]), line[3], line[4])
        elif line[0] in listed and len(line) >= 2:
            listed[line[0]][line[1]] = tuple(each for each in line[2:] if each)
    return Kept(told, items, listed["rows"], listed["passes"]), grids


def read_workbook(kept: Kept, grids: Sequence[Grid], offline: Offline) -> Brought:
    """What was changed since the workbook was made; `offline` lays the form out as it was then."""
    if kept.told["form"] != offline.form.id or kept.told["version"] != offline.columns.sha256:
        return Brought(told=[Told(Place(), "", OLD)])
    language = kept.told["lang"]
    sheets = _Sheets(offline.unfilled(), CellReader(offline.columns, language, row_of=Rows(kept.rows).of))
    known = {grid.name: grid for grid in grids}
    first = next((grid for grid in grids if any(_key(cells) for _, cells in grid.rows)), None)
    if first is not None:
        _read_items(sheets, first, offline)
    for over, questions in offline.overs.items():
        fields = [column for question in questions for column in offline.fields(question)]
        grid = known.get(over[:31])
        whole = grid is not None and _read_over(sheets, grid, over, fields)
        if not whole or any(f"{over}:{item}" not in sheets.seen for item in kept.passes.get(over, ())):
            sheets.told.append(Told(Place(), over[:31], SHEET_GONE))
    for question, over in offline.questions:
        wanted = {""} if over else {column.id for column in offline.fields(question)}
        if any(f"{question.id}|{name}" not in sheets.seen for name in wanted):
            sheets.told.append(Told(Place(), question.code or question.id, LINE_GONE))
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
            sheets.put(fields[name], "", cells[FIRST_ANSWER], Place(line, FIRST_ANSWER + 1, grid.name))


def _read_over(sheets: _Sheets, grid: Grid, over: str, fields: Sequence[Column]) -> bool:
    """The lines of a list: those that were there say which they are, those added are known by their name.

    Whether all columns are there.
    """
    heads = [str(cell) for cell in grid.rows[1][1]] if len(grid.rows) > 1 else []
    at = {name: place for place, name in enumerate(heads) if name}
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
                sheets.unread(found, over[:31], name, Place(line, 2, grid.name))
                continue
            item = found
        for column in fields:
            if (place := at.get(column.id)) is not None and place < len(cells):
                sheets.put(column, item, cells[place], Place(line, place + 1, grid.name))
    return all(column.id in at for column in fields)


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
    told = sorted(sheets.told, key=lambda each: (each.place.sheet, each.place, each.item, each.text))
    return Brought(changes, told)


def _unless_empty(answer: Answer | None, has_reason: bool) -> Answer | None:
    """An answer; none where the cells are empty and nobody said why."""
    is_empty = answer is not None and answer.value is None and answer.missing is Missing.SKIPPED
    return None if is_empty and not has_reason else answer


def _note(sheets: _Sheets, remark: Remark, offline: Offline) -> None:
    """A remark of the form's, at its cell where it has one."""
    question = offline.form.question.get(remark.key.question)
    item = (question.code or question.id) if question else remark.key.item
    told = Told(sheets.places.get(remark.key, Place()), item, remark.text, remark.values, remark.warns)
    if not any((each.place, each.text, each.item) == (told.place, told.text, told.item) for each in sheets.told):
        sheets.told.append(told)
