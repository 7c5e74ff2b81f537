"""A report as a workbook: cells over several columns, days that workbooks do not know, words as words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from engine.exchange.books import Grid, Merged, read_grids
from engine.exchange.report_books import MOST_LETTERS, report_book
from engine.framework.unit_reports import Look, MadeReport, ReportCell, ReportSheet


def read(path: Path, *lines: tuple[ReportCell, ...]) -> Grid:
    path.write_bytes(report_book(MadeReport((ReportSheet("One", (10, 20, 30), lines),))))
    (grid,), problems = read_grids(path)
    assert problems == []
    return grid


def test_cells_stand_where_they_belong(tmp_path: Path) -> None:
    grid = read(
        tmp_path / "a.xlsx",
        (ReportCell("Title", Look.TITLE, 3),),
        (ReportCell(1.5), ReportCell("over two", Look.OPEN, 2)),
        (ReportCell(date(2026, 12, 14)), ReportCell("b"), ReportCell("c")),
    )
    assert [cells for _, cells in grid.rows] == [("Title", "", ""), (1.5, "over two", ""), (date(2026, 12, 14), "b", "c")]
    assert set(grid.merged) == {Merged(1, 1, 1, 3), Merged(2, 2, 2, 3)}


def test_every_look_is_known(tmp_path: Path) -> None:
    grid = read(tmp_path / "a.xlsx", *((ReportCell(look.value, look),) for look in Look))
    assert [cells[0] for _, cells in grid.rows] == [look.value for look in Look]


def test_what_a_workbook_cannot_hold_is_written_as_far_as_it_can(tmp_path: Path) -> None:
    grid = read(tmp_path / "a.xlsx", (ReportCell(date(1, 1, 1)), ReportCell("x" * 40_000), ReportCell("=1+1")))
    assert grid.rows[0][1] == ("0001-01-01", "x" * MOST_LETTERS, "=1+1")
