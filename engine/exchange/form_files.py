"""A file of filled-in forms, in a round's own template: every form with the cells that it came from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from engine.exchange.books import Cell, Grid, cell_name, read_grids
from engine.exchange.form_cells import CellReader, KeyedForm, Wrong
from engine.exchange.form_columns import NUMBER, UNIT, Column, Columns
from engine.framework.places import did_you_mean
from engine.problems import Location, Problem, Severity
from engine.questionnaire.answers import AnswerKey
from engine.questionnaire.keying import Keyed, Remark
from engine.wording.catalog import say

HEAD_WITHIN = 30
"""The line of column names stands within so many lines."""

LONGEST_NUMBER = 40

_TOLD = re.compile(r"(round|form|version|lang)=(\S+)")


@dataclass(frozen=True)
class Place:
    """A cell: its sheet, line and column."""

    sheet: str
    line: int
    column: int


@dataclass
class FilledForm:
    """One form of the file: its number, what was keyed in, and where."""

    number: str
    place: Place
    given: KeyedForm = field(default_factory=KeyedForm)
    cells: dict[tuple[AnswerKey, str], Place] = field(default_factory=dict)
    passes: dict[str, Place] = field(default_factory=dict)
    lines: dict[tuple[str, str], Place] = field(default_factory=dict)
    unread: set[AnswerKey] = field(default_factory=set)  # told already: what follows from it is not told again


@dataclass
class FormFile:
    """A file read whole: what it says of itself, its forms, and every mistake met so far."""

    path: Path
    sha256: str
    told: Mapping[str, str] = field(default_factory=dict)
    forms: dict[str, FilledForm] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def complain(
        self, place: Place, where: str, what: str, mend: str = "", severity: Severity = Severity.ERROR
    ) -> None:
        """Note what is wrong with a cell; sheet and cell are named as a spreadsheet names them."""
        sheet = f"sheet {place.sheet}, " if place.sheet else ""
        at = f"{sheet}cell {cell_name(place.line, place.column)}{f', {where}' if where else ''}"
        location = Location(str(self.path), place.line, place.column)
        self.problems.append(Problem(location, at, what, mend, severity))

    def remark(self, form: FilledForm, keyed: Keyed) -> None:
        """Note what the form's own path and checks say, each at the cell that it is about."""
        for remark in keyed.remarks:
            if remark.key in form.unread or (not remark.key.question and any(not key.item for key in form.unread)):
                continue
            where = ", ".join(filter(None, (f"form {form.number}", remark.key.question, remark.key.item)))
            severity = Severity.WARNING if remark.warns else Severity.ERROR
            words = say(remark.text, "en", **remark.values)
            self.complain(_place_of(form, remark), where, words, severity=severity)


def _place_of(form: FilledForm, remark: Remark) -> Place:
    """The cell that a remark is about; the first of its question, else of its pass, else of its form."""
    exact = form.cells.get((remark.key, remark.part))
    of_question = (place for (key, _), place in form.cells.items() if key == remark.key)
    return exact or next(of_question, None) or form.passes.get(remark.key.item) or form.place


_Line: TypeAlias = tuple[int, tuple[Cell, ...]]


@dataclass(frozen=True)
class _Headed:
    """The lines of a sheet below its head, and which column stands where (None: one of nobody's)."""

    sheet: str
    columns: Sequence[str | None]
    lines: Sequence[_Line]


def read_forms(path: Path, columns: Columns, language: str | None = None) -> FormFile:
    """Read a file of filled-in forms; what is wrong is in its problems. OSError if it cannot be read.

    Figures are written as in `language`, else in that which the file names, else in Vietnamese.
    """
    file = FormFile(path, hashlib.sha256(path.read_bytes()).hexdigest())
    grids, problems = read_grids(path)
    file.problems += problems
    if problems:
        return file
    file.told = dict(found for grid in grids for found in _told(grid))
    if _made_for_another(file, columns):
        return file
    reader = CellReader(columns, language or file.told.get("lang", "vi"))
    headed = [found for grid in grids if (found := _headed(file, grid, columns))]
    if not headed:
        what = f"no sheet has a column {NUMBER}."
        file.problems.append(Problem(Location(str(path)), "", what, "Use the template of `thuocdo round template`."))
    for about_respondent in (True, False):
        for each in headed:
            _read_lines(file, each, columns, reader, about_respondent)
    return file


def _told(grid: Grid) -> Iterator[tuple[str, str]]:
    """What a template says of itself in a line that begins with `# thuocdo`."""
    for _line, cells in grid.rows:
        text = " ".join(str(cell) for cell in cells if cell != "")
        if text.startswith("# thuocdo"):
            yield from ((found[1], found[2]) for found in _TOLD.finditer(text))


def _made_for_another(file: FormFile, columns: Columns) -> bool:
    """Whether the file was made for another form, or another version of it; complains if so."""
    told = file.told
    if told.get("form", columns.form.id) != columns.form.id:
        what = f"the file is for the form `{told['form']}`, not `{columns.form.id}`."
    elif told.get("version", columns.sha256) != columns.sha256:
        what = "the questions or options have changed since this template was made."
    else:
        return False
    file.problems.append(Problem(Location(str(file.path)), "", what, "Make a new template and copy the answers over."))
    return True


def _headed(file: FormFile, grid: Grid, columns: Columns) -> _Headed | None:
    """A sheet with its head understood; None for one that holds no forms."""
    at = next((i for i, (_, cells) in enumerate(grid.rows[:HEAD_WITHIN]) if NUMBER in cells), None)
    if at is None:
        return None
    line, head = grid.rows[at]
    known = {NUMBER, UNIT, *columns.by_id}
    names: list[str | None] = []
    for column, name in enumerate(map(str, head), start=1):
        place = Place(grid.name, line, column)
        if not name:
            names.append(None)
        elif name not in known:
            file.complain(place, "", f"there is no column `{name}`.", did_you_mean(name, known, otherwise=0))
            names.append(None)
        elif name in names:
            file.complain(place, "", f"the column `{name}` is there twice.", "Keep one of them.")
            names.append(None)
        else:
            names.append(name)
    return _Headed(grid.name, names, grid.rows[at + 1 :])


def _read_lines(file: FormFile, headed: _Headed, columns: Columns, reader: CellReader, about_respondent: bool) -> None:
    """Read the lines about respondents, or those about units and rows, which need the others to be read."""
    number_at = headed.columns.index(NUMBER)
    unit_at = headed.columns.index(UNIT) if UNIT in headed.columns else None
    seen: dict[tuple[str, str], int] = {}
    for line, cells in headed.lines:
        if not any(cell != "" for cell in cells) or str(cells[0]).startswith("#"):
            continue
        unit = _text(cells[unit_at]) if unit_at is not None and unit_at < len(cells) else ""
        if about_respondent != (not unit and not (unit_at is not None and _is_beside(headed, columns))):
            continue
        number = _text(cells[number_at]) if number_at < len(cells) else ""
        place = Place(headed.sheet, line, number_at + 1)
        if not number or len(number) > LONGEST_NUMBER:
            what = (
                "the form has no number." if not number else f"the number is longer than {LONGEST_NUMBER} characters."
            )
            file.complain(
                place, "", what, "Number the forms, as on the paper; the number is not kept with the answers."
            )
            continue
        if (number, unit.casefold()) in seen:
            first = seen[number, unit.casefold()]
            what = f"form {number}{f', {unit}' if unit else ''} is there twice: line {first} is the first."
            file.complain(place, "", what, "Keep one of the lines.")
            continue
        seen[number, unit.casefold()] = line
        if about_respondent and number in file.forms:
            file.complain(place, "", f"form {number} is there twice.", "Keep one of the lines.")
            continue
        if not about_respondent and not unit:
            at = Place(headed.sheet, line, (unit_at or 0) + 1)
            file.complain(at, f"form {number}", "it is not said which unit or row the line is about.", "Fill it in.")
            continue
        form = file.forms.get(number)
        if form is None and not about_respondent:
            what = f"there is no form {number} among the forms."
            file.complain(place, "", what, "Correct the number, or add the form's own line.")
            continue
        form = form or file.forms.setdefault(number, FilledForm(number, place))
        _read_cells(file, form, headed, (line, cells), columns, reader, unit, (unit_at or 0) + 1)


def _is_beside(headed: _Headed, columns: Columns) -> bool:
    """Whether every question of a sheet is asked of units or rows."""
    return all(columns.by_id[name][0] for name in headed.columns if name and name not in (NUMBER, UNIT))


def _read_cells(
    file: FormFile,
    form: FilledForm,
    headed: _Headed,
    line: _Line,
    columns: Columns,
    reader: CellReader,
    unit: str,
    unit_column: int,
) -> None:
    """Read the answers of a line; what it is about is found out for each list that its columns go through."""
    items: dict[str, str | None] = {}
    number, cells = line
    for column_number, (name, cell) in enumerate(zip(headed.columns, cells, strict=False), start=1):
        if name is None or name in (NUMBER, UNIT) or cell == "":
            continue
        over, column = columns.by_id[name]
        place = Place(headed.sheet, number, column_number)
        where = f"form {form.number}, {column.question.id}"
        if bool(over) != bool(unit):
            mend = "Write it in a line with the unit." if over else "Write it in the form's own line, without a unit."
            file.complain(place, where, "the answer stands in a line about something else.", mend)
            continue
        if over not in items:
            items[over] = _item(file, form, reader, over, unit, Place(headed.sheet, number, unit_column))
        item = items[over]
        if item is None:
            continue
        form.cells.setdefault((AnswerKey(column.question.id, item), _part(column)), place)
        if wrong := reader.read(form.given, column, item, cell):
            form.unread.add(AnswerKey(column.question.id, item))
            file.complain(place, where, wrong.what, wrong.mend)


def _item(file: FormFile, form: FilledForm, reader: CellReader, over: str, unit: str, place: Place) -> str | None:
    """The unit or row that a line is about; None after a complaint."""
    if not over:
        return ""
    found = reader.item(over, unit, form.given)
    if isinstance(found, Wrong):
        file.complain(place, f"form {form.number}", found.what, found.mend)
        return None
    first = form.lines.setdefault((over, found), place)
    if first.sheet == place.sheet and first.line != place.line:
        what = f"`{unit}` is there twice for this form: line {first.line} is the first."
        file.complain(place, f"form {form.number}", what, "Keep one of the lines.")
        return None
    form.passes.setdefault(found, place)
    return found


def _part(column: Column) -> str:
    """Under which part a complaint about the column's cells is told."""
    return column.part or (column.choice if column.id.endswith("]") else "")


def _text(cell: Cell) -> str:
    """A number or name as it was written."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
