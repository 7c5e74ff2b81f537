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

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


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

    def complain(self, line: int, where: str, what: str, mend: str) -> None:
        """Note a mistake at a line."""
        self.problems.append(Problem(Location(self.file, line, 1 if line else 0), where, what, mend))

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
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        sheet.complain(0, "", "the file is not UTF-8.", "Save it as CSV UTF-8.")
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


def number(sheet: Sheet, row: Row, where: str, given: str) -> float | None:
    """The number in a cell, dot-decimal; None after a complaint."""
    if _NUMBER.fullmatch(given):
        return float(given)
    mend = "Write a number with a decimal point, or leave the cell empty."
    if re.fullmatch(r"[+-]?[\d.]*,\d+", given):
        mend = f"CSV has a decimal point: write {given.replace('.', '').replace(',', '.')}."
    sheet.complain(row.line, where, f"`{given}` is no number.", mend)
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
