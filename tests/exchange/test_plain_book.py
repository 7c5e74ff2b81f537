"""Tables as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.exchange.books import Grid, read_grids
from engine.exchange.plain_book import LONGEST_NAME, book_of


@dataclass(frozen=True)
class Sheet:
    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]


def read_back(folder: Path, *sheets: Sheet) -> list[Grid]:
    path = folder / "book.xlsx"
    path.write_bytes(book_of(sheets))
    grids, problems = read_grids(path)
    assert problems == []
    return grids


def test_figures_are_figures_and_texts_are_never_formulas(tmp_path: Path) -> None:
    hostile = ("=1+1", "@SUM(A1)", "http://example.org", "+84 24")
    (grid,) = read_back(tmp_path, Sheet("T", ("a", "b", "c", "d"), (hostile, (1 / 3, None, 0.0, "x"))))
    assert [cells for _, cells in grid.rows] == [("a", "b", "c", "d"), hostile, (1 / 3, "", 0.0, "x")]


def test_any_name_becomes_one_that_a_workbook_takes(tmp_path: Path) -> None:
    names = ("a/b:c*?[d]\\", "", "'", "Nhóm " * 20, "Nhóm " * 20)
    grids = read_back(tmp_path, *(Sheet(name, ("x",), ((1.0,),)) for name in names))
    assert len({grid.name for grid in grids}) == len(names)
    assert all(0 < len(grid.name) <= LONGEST_NAME for grid in grids)
    assert grids[0].name == "1 a b c   d"


def test_a_table_without_rows_has_its_head(tmp_path: Path) -> None:
    (grid,) = read_back(tmp_path, Sheet("T", ("a", "b"), ()))
    assert [cells for _, cells in grid.rows] == [("a", "b")]
