"""A table out of CSV or XLSX: rows that know their line, all cells as texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.exchange.books import Cell, read_first_grid
from engine.framework.sheets import Row, Sheet, read_sheet


def read_table(path: Path) -> Sheet:
    """A CSV file, or the first sheet of a workbook, with what is wrong in it. OSError if it cannot be read."""
    return _read_book(path) if path.suffix.lower() == ".xlsx" else read_sheet(path)


def _read_book(path: Path) -> Sheet:
    sheet = Sheet(str(path))
    grids, sheet.problems = read_first_grid(path)
    for number, cells in (row for grid in grids for row in grid.rows):
        texts = [_text(cell) for cell in cells]
        if not any(texts) or texts[0].startswith("#"):
            continue
        if sheet.columns:
            _add_row(sheet, number, texts)
        else:
            sheet.columns = tuple(texts[: max(place for place, text in enumerate(texts, start=1) if text)])
            for name in sorted({each for each in sheet.columns if each and sheet.columns.count(each) > 1}):
                sheet.complain(number, "", f"the column `{name}` is there twice.", "Keep one of them.")
    if not sheet.columns and not sheet.problems:
        sheet.complain(0, "", "the file is empty.", "Its first row names the columns.")
    return sheet


def _add_row(sheet: Sheet, number: int, texts: Sequence[str]) -> None:
    width = len(sheet.columns)
    if any(texts[width:]):
        what = f"something stands beside the {width} columns that have a name."
        sheet.complain(number, "", what, "Name its column, or remove it.")
    filled = [*texts[:width], *[""] * (width - len(texts))]
    sheet.rows.append(Row(number, dict(zip(sheet.columns, filled, strict=True))))


def _text(cell: Cell) -> str:
    """A cell as a CSV file would have it: whole numbers without a point, days as 2026-12-31."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
