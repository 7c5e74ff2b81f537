"""Tables of texts and figures as one workbook, each on a sheet of its own under its head."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Protocol

from engine.exchange.books import new_book

FORBIDDEN = re.compile(r"[][:*?/\\]")
"""What stands in the name of no sheet."""

LONGEST_NAME = 31
"""So many letters has the name of a sheet at most."""


class Table(Protocol):
    """A name, the head, and rows of cells; None is an empty cell."""

    @property
    def name(self) -> str:
        """What the sheet is called."""

    @property
    def head(self) -> Sequence[str]:
        """What stands above each column."""

    @property
    def rows(self) -> Sequence[Sequence[str | float | None]]:
        """The cells, row by row."""


def book_of(sheets: Sequence[Table]) -> bytes:
    """The workbook; texts are never read as formulas, and figures are figures."""
    out = io.BytesIO()
    with new_book(out, strings_to_formulas=False, strings_to_urls=False) as book:
        bold, wrapped = (book.add_format(given) for given in ({"bold": True, "text_wrap": True}, {"text_wrap": True}))
        for place, sheet in enumerate(sheets, start=1):
            page = book.add_worksheet(_name(sheet.name, place))
            page.freeze_panes(1, 1)
            for column, title in enumerate(sheet.head):
                page.write_string(0, column, title, bold)
                page.set_column(column, column, _width(sheet, column))
            for line, cells in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        page.write_string(line, column, cell, wrapped)
                    elif cell is not None:
                        page.write_number(line, column, cell)
    return out.getvalue()


def _name(given: str, place: int) -> str:
    """A name that a workbook takes; numbered, so that no two are alike."""
    return f"{place} {FORBIDDEN.sub(' ', given)}"[:LONGEST_NAME].strip(" '")


def _width(sheet: Table, column: int) -> int:
    """Wide enough for its longest text, as far as that can be read."""
    texts = [cell for cells in sheet.rows for cell in cells[column : column + 1] if isinstance(cell, str)]
    return min(60, max(12, *(len(text) + 2 for text in (sheet.head[column][:24], *texts))))
