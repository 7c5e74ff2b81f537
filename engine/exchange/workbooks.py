"""A table out of CSV or XLSX: rows that know their line, all cells as texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from engine.framework.sheets import Row, Sheet, read_sheet


def read_table(path: Path) -> Sheet:
    """A CSV file, or the first sheet of a workbook, with what is wrong in it. OSError if it cannot be read."""
    return _read_book(path) if path.suffix.lower() == ".xlsx" else read_sheet(path)


def _read_book(path: Path) -> Sheet:
    from python_calamine import CalamineError, CalamineWorkbook

    sheet = Sheet(str(path))
    with path.open("rb") as file:
        try:
            lines = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError, IndexError) as wrong:
            mend = "Save it as an Excel workbook (.xlsx), or as CSV."
            sheet.complain(0, "", f"this is no workbook that can be read ({str(wrong)[:120]}).", mend)
            return sheet
    for number, cells in enumerate(lines, start=1):
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


def _text(cell: object) -> str:
    """A cell as a CSV file would have it: whole numbers without a point, days as 2026-12-31."""
    match cell:
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
    return unicodedata.normalize("NFC", str(cell)).strip()
