"""Workbooks of self-assessments as somebody with a spreadsheet changes them: cell by cell, found by what a line is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from engine.exchange.books import read_grids
from engine.exchange.offline.layout import KEY_COLUMN


class Book:
    """The cells of a workbook, which can be changed and written again."""

    def __init__(self, content: bytes, path: Path) -> None:
        self.path = path
        path.write_bytes(content)
        grids, problems = read_grids(path)
        assert problems == []
        self.sheets: dict[str, list[list[Any]]] = {
            grid.name: [list(cells) for _, cells in grid.rows] for grid in grids
        }

    @property
    def items(self) -> list[list[Any]]:
        """The lines of the first sheet."""
        return self.sheets["Tự đánh giá"]

    def line(self, question: str, field: str = "") -> int:
        """Where a field of an item stands, from 0."""
        key = f"{question}|{field or question}"
        return next(at for at, cells in enumerate(self.items) if cells[KEY_COLUMN] == key)

    def put(self, value: object, question: str, field: str = "") -> None:
        """Answer."""
        self.items[self.line(question, field)][5] = value

    def explain(self, words: str, question: str, field: str = "") -> None:
        """Explain."""
        self.items[self.line(question, field)][6] = words

    def save(self, path: Path | None = None) -> Path:
        """Write all cells, as they are now."""
        to = path or self.path
        with xlsxwriter.Workbook(to) as book:
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            for name, lines in self.sheets.items():
                sheet = book.add_worksheet(name)
                for line, cells in enumerate(lines):
                    for column, cell in enumerate(cells):
                        if isinstance(cell, date):
                            sheet.write_datetime(line, column, cell, day)
                        elif isinstance(cell, str):
                            sheet.write_string(line, column, cell)
                        else:
                            sheet.write(line, column, cell)
        return to
