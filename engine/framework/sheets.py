"""CSV files as rows that know their line; lines that start with # are comments."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.framework.places import did_you_mean
from engine.problems import Location, Problem, ThuocDoError

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")

LARGEST = 1e100
"""Beyond this a figure is a slip of the hand, and its differences would no longer be numbers."""

_SIGNS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True)
class Row:
    """One record: the line on which it ends, its cells by column name."""

    line: int
    cells: dict[str, str]


@dataclass
class Sheet:
    """A CSV file read whole: columns in order, rows, and the mistakes met so far."""

    file: str
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, line: int, where: str, what: str, mend: str, column: str = "") -> None:
        """Note a mistake at a line; the place's column is that of the cell, counted in cells."""
        place = self.columns.index(column) + 1 if column in self.columns else 1 if line else 0
        self.problems.append(Problem(Location(self.file, line, place), where, what, mend))

    def need(self, columns: Iterable[str], mend: str = "") -> bool:
        """Whether the columns are there; complains about those that are not."""
        absent = [name for name in columns if name not in self.columns]
        for name in absent:
            listed = f"The columns are: {', '.join(self.columns)}."
            self.complain(1, "", f"there is no column `{name}`.", mend or listed)
        return not absent


class _Lines(Iterator[str]):
    """Lines without comments; a # inside a quoted cell that spans lines is kept (`fresh` marks a record's start)."""

    def __init__(self, text: str) -> None:
        self._lines = iter(text.splitlines(keepends=True))
        self.number = 0
        self.fresh = True

    def __next__(self) -> str:
        for line in self._lines:
            self.number += 1
            if self.fresh and line.startswith("#"):
                continue
            self.fresh = False
            return line
        raise StopIteration


def read_sheet(path: Path) -> Sheet:
    """Read a CSV file. OSError if it cannot be read; what is wrong inside is in `problems`."""
    sheet = Sheet(str(path))
    text = _decoded(sheet, path.read_bytes())
    if text is None:
        return sheet
    lines = _Lines(unicodedata.normalize("NFC", text))
    reader = csv.reader(lines, strict=True)
    try:
        for cells in reader:
            lines.fresh = True
            if not any(cell.strip() for cell in cells):
                continue
            if not sheet.columns:
                sheet.columns = tuple(cell.strip() for cell in cells)
                doubled = sorted({name for name in sheet.columns if name and sheet.columns.count(name) > 1})
                for name in doubled:
                    sheet.complain(lines.number, "", f"the column `{name}` is there twice.", "Keep one of them.")
                if _wrong_sign(sheet, lines.number):
                    break
            elif len(cells) != len(sheet.columns):
                sheet.complain(
                    lines.number,
                    "",
                    f"{len(cells)} cells under {len(sheet.columns)} columns.",
                    "Put a cell that holds a comma in quotes; leave no cell out.",
                )
            else:
                stripped = (cell.strip() for cell in cells)
                sheet.rows.append(Row(lines.number, dict(zip(sheet.columns, stripped, strict=True))))
    except csv.Error as mistake:
        sheet.complain(lines.number, "", f"this is no CSV ({mistake}).", "Close every quote that was opened.")
    if not sheet.columns and not sheet.problems:
        sheet.complain(0, "", "the file is empty.", "Its first line names the columns.")
    return sheet


def _decoded(sheet: Sheet, given: bytes) -> str | None:
    """The text of a file; None after a complaint that names the line where it stops being UTF-8."""
    mend = 'Save it as "CSV UTF-8".'
    if (kind := _BOMS.get(given[:2])) is not None:
        sheet.complain(1, "", f"the file is {kind}, not UTF-8.", mend)
        return None
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError as mistake:
        line = given.count(b"\n", 0, mistake.start) + 1
        sheet.complain(line, "", f"the byte {given[mistake.start]:02x} is not UTF-8.", mend)
        return None


def _wrong_sign(sheet: Sheet, line: int) -> bool:
    """Whether the columns are set apart by another sign than the comma; complains about it once."""
    for sign, name in _SIGNS.items():
        if len(sheet.columns) == 1 and sign in sheet.columns[0]:
            mend = "Save it with commas between the columns and a decimal point in the numbers."
            sheet.complain(line, "", f"the columns are set apart by {name}, not by commas.", mend)
            return True
    return False


def number(sheet: Sheet, row: Row, where: str, given: str, column: str = "") -> float | None:
    """The number in a cell, dot-decimal; None after a complaint."""
    if _NUMBER.fullmatch(given):
        if abs(figure := float(given)) <= LARGEST:
            return figure
        sheet.complain(row.line, where, f"`{given}` is too large.", f"Figures go up to {LARGEST:g}.", column)
        return None
    mend = "Write a number with a decimal point, or leave the cell empty."
    if re.fullmatch(r"[+-]?[\d.]*,\d+", given):
        mend = f"CSV has a decimal point: write {given.replace('.', '').replace(',', '.')}."
    sheet.complain(row.line, where, f"`{given}` is no number.", mend, column)
    return None


def meant(given: str, known: Iterable[str]) -> str:
    """How to mend a name that is not known."""
    return did_you_mean(given, known, otherwise=0)


def stop_at(sheets: Sequence[Sheet]) -> None:
    """Raise ThuocDoError with all mistakes of all files, if there are any; nothing has been done by then."""
    problems = [problem for sheet in sheets for problem in sheet.problems]
    if problems:
        files = ", ".join(dict.fromkeys(sheet.file for sheet in sheets if sheet.problems))
        count = "one mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        raise ThuocDoError(f"{files}: {count}; nothing was written.", problems)
