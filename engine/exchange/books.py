"""Workbooks: XLSX out and XLSX or CSV in, cell by cell; the only importer of xlsxwriter."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from engine.problems import Location, Problem

Cell: TypeAlias = str | float | bool | date
"""What a cell holds; "" where it is empty."""

MOST_CELLS = 20_000_000
MOST_BYTES = 100_000_000
MOST_UNPACKED = 500_000_000
_CHUNK = 1 << 20
_DENSEST = 1032
"""What deflate makes of a byte at most."""


@dataclass(frozen=True)
class Merged:
    """Cells that are joined to one: lines and columns from 1, both ends within."""

    first_line: int
    first_column: int
    last_line: int
    last_column: int


_XLSX = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Grid:
    """One sheet: its name ("" in a CSV file), and its rows, each with the line on which it stands.

    `merged` are the cells that were joined, each as its first and its last line and column; only the first holds words.
    """

    name: str
    rows: Sequence[tuple[int, tuple[Cell, ...]]]
    merged: Sequence[Merged] = ()
    hidden: bool = False


@contextmanager
def new_book(out: io.BytesIO, **options: Any) -> Iterator[Any]:
    """A workbook to write into; the file is whole when the block ends."""
    import xlsxwriter

    with xlsxwriter.Workbook(out, options) as book:
        yield book


def read_grids(path: Path) -> tuple[list[Grid], list[Problem]]:
    """The sheets of an XLSX or CSV file, or why it cannot be read. OSError if there is no such file."""
    content = path.read_bytes()
    if content[:4] == _XLSX or content[:8] == _OLD:
        return _book(path, content)
    return _too_large(path, content) or _csv(path, content)


def read_first_grid(path: Path) -> tuple[list[Grid], list[Problem]]:
    """The first sheet of a workbook, or why it cannot be read. OSError if there is no such file."""
    return _book(path, path.read_bytes(), sheets=1)


def _too_large(path: Path, content: bytes) -> tuple[list[Grid], list[Problem]] | None:
    if len(content) <= MOST_BYTES:
        return None
    return [], [Problem(Location(str(path)), "", "the file is larger than 100 MB.", "Split it.")]


def _book(path: Path, content: bytes, sheets: int | None = None) -> tuple[list[Grid], list[Problem]]:
    if (refused := _too_large(path, content)) is not None:
        return refused
    if content[:8] == _OLD:
        return [], [Problem(Location(str(path)), "", "this is an old or encrypted workbook.", "Save it as XLSX.")]
    from python_calamine import CalamineError, SheetVisibleEnum, load_workbook

    try:
        if not _unpacks_to(content, MOST_UNPACKED):
            what = "the workbook unpacks to more than 500 MB."
            return [], [Problem(Location(str(path)), "", what, "Save it anew, or copy what matters to a new one.")]
        book = load_workbook(io.BytesIO(content))
        grids = []
        shown = {told.name for told in book.sheets_metadata if told.visible is SheetVisibleEnum.Visible}
        for name in book.sheet_names[:sheets]:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > MOST_CELLS:
                what = f"the sheet “{name}” reaches over {sheet.total_height} rows and {sheet.total_width} columns."
                return [], [Problem(Location(str(path)), "", what, "Remove what is far outside the table.")]
            rows = sheet.to_python(skip_empty_area=False)
            lines = [(line, tuple(map(_plain, row))) for line, row in enumerate(rows, start=1)]
            joined = [
                Merged(top + 1, left + 1, bottom + 1, right + 1)
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            ]
            grids.append(Grid(name, lines, joined, name not in shown))
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile, zlib.error) as wrong:
        what = f"this is no workbook that can be read ({str(wrong)[:120]})."
        return [], [Problem(Location(str(path)), "", what, "Open it in a spreadsheet and save it as XLSX.")]
    return grids, []


def _unpacks_to(content: bytes, most: int) -> bool:
    """Whether a ZIP holds no more than so many bytes; counted, since what its directory says may be a lie."""
    if len(content) * _DENSEST <= most:
        return True
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for part in packed.infolist():
            part.file_size = most + 2 * _CHUNK  # else reading would stop where the directory says
            with packed.open(part) as unpacked:
                while chunk := unpacked.read(_CHUNK):
                    most -= len(chunk)
                    if most < 0:
                        return False
    return True


def _plain(cell: object) -> Cell:
    match cell:
        case datetime():
            return cell.date()
        case bool() | float() | date():
            return cell
        case int():
            return float(cell)
        case time() | timedelta():
            return str(cell)
        case _:
            return unicodedata.normalize("NFC", str(cell)).strip() if cell is not None else ""


def _csv(path: Path, content: bytes) -> tuple[list[Grid], list[Problem]]:
    try:
        text = unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        what = "the file is not UTF-8."
        return [], [Problem(Location(str(path), line, 1), "", what, 'Save it as "CSV UTF-8" or as XLSX.')]
    sign = _sign(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    try:
        before = 0
        for cells in reader:
            rows.append((before + 1, tuple(cell.strip() for cell in cells)))
            before = reader.line_num
    except csv.Error as wrong:
        what = f"this is no CSV ({wrong})."
        return [], [Problem(Location(str(path), reader.line_num, 1), "", what, "Close every quote that was opened.")]
    return [Grid("", rows)], []


def _sign(text: str) -> str:
    """What sets columns apart: the sign that the first line without # holds most often, the comma where none does."""
    head = next((line for line in text.splitlines() if line.strip() and not re.match(r'"?#', line)), "")
    return max(",;\t", key=head.count)


def cell_name(line: int, column: int) -> str:
    """A cell as spreadsheets call it: line 7, column 4 is D7."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{line}"
