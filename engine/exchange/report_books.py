"""A unit's report as a workbook; whatever somebody typed stays words, never a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.exchange.books import new_book
from engine.framework.unit_reports import Look, MadeReport, ReportCell, ReportSheet

MOST_LETTERS = 32_767
"""What a cell of a workbook takes."""

FIRST_YEAR = 1900
"""Workbooks know no day before it."""

_EDGE = {"border": 1, "border_color": "#C3CDD8"}
_LOOKS: Mapping[Look, Mapping[str, object]] = {
    Look.TITLE: {"bold": True, "font_size": 14},
    Look.PART: {"bold": True, "font_size": 12, "bg_color": "#DCE6F1"},
    Look.HEAD: {"bold": True, "bg_color": "#EEF3F8", **_EDGE},
    Look.TEXT: _EDGE,
    Look.GIVEN: {"bg_color": "#F7F9FB", **_EDGE},
    Look.OPEN: {"bg_color": "#FFFBE6", "italic": True, "font_color": "#7A4B00", **_EDGE},
    Look.NOTE: {"font_color": "#44505C"},
    Look.GOOD: {"font_color": "#1B5E20", **_EDGE},
    Look.WRONG: {"bold": True, "font_color": "#9B1C1C", **_EDGE},
}


def report_book(made: MadeReport) -> bytes:
    """The report as XLSX."""
    out = io.BytesIO()
    with new_book(out) as book:
        looks = {
            (look, as_): book.add_format({"valign": "top", "text_wrap": True, "num_format": as_, **settings})
            for look, settings in _LOOKS.items()
            for as_ in ("General", "dd/mm/yyyy")
        }
        for sheet in made.sheets:
            _sheet(book.add_worksheet(sheet.name), sheet, looks)
    return out.getvalue()


def _sheet(page: Any, sheet: ReportSheet, looks: Mapping[tuple[Look, str], Any]) -> None:
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    if any(sheet.stays):
        page.freeze_panes(*sheet.stays)
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, width)
    for line, cells in enumerate(sheet.lines):
        placed = _placed(cells)
        for place, cell in placed:
            _cell(page, line, place, cell, looks)
        if (high := max((_lines(cell, sheet, place) for place, cell in placed), default=1)) > 1:
            page.set_row(line, 15 * high)


def _placed(cells: tuple[ReportCell, ...]) -> list[tuple[int, ReportCell]]:
    """Each cell with the column in which it begins."""
    found, place = [], 0
    for cell in cells:
        found.append((place, cell))
        place += cell.across
    return found


def _lines(cell: ReportCell, sheet: ReportSheet, place: int) -> int:
    """How many lines a cell's words take: programs leave a joined cell one line high."""
    if not isinstance(cell.holds, str):
        return 1
    letters = max(1.0, sum(sheet.widths[place : place + cell.across])) * (0.75 if cell.look is Look.TITLE else 0.95)
    return min(25, sum(1 + int(len(each) / letters) for each in cell.holds.split("\n")))


def _cell(page: Any, line: int, place: int, cell: ReportCell, looks: Mapping[tuple[Look, str], Any]) -> None:
    look = looks[cell.look, "dd/mm/yyyy" if isinstance(cell.holds, date) else "General"]
    if cell.across > 1:
        page.merge_range(line, place, line, place + cell.across - 1, "", look)
    match cell.holds:
        case str() as words:
            page.write_string(line, place, words[:MOST_LETTERS], look)
        case date() as day if day.year < FIRST_YEAR:
            page.write_string(line, place, day.isoformat(), look)
        case date() as day:
            page.write_datetime(line, place, day, look)
        case number:
            page.write_number(line, place, number, look)
