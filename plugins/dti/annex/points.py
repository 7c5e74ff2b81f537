"""The points of a line: a figure as people write it, or words that say that there are none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from engine.exchange.books import Cell
from engine.wording.catalog import mark
from plugins.dti.annex.words import Remark, figure, flat, one_line, tidy

NO_FIGURE = mark("ô điểm ghi “{given}”, chưa hiểu được là bao nhiêu điểm.")
FIRST_OF_SEVERAL = mark("ô điểm ghi “{given}”; đã lấy {points} điểm.")
_NUMBER = r"[+\-−–]?\s?\d[\d.,]*"


@dataclass(frozen=True)
class Points:
    """How many a line gives; None where nothing can be read, 0 where it is not scored."""

    most: float | None
    is_told: bool = True  # whether anything stands in the cell


def points_of(cell: Cell, line: int) -> tuple[Points, list[Remark]]:
    """The points in a cell, and what is odd about them."""
    if isinstance(cell, float) and abs(cell) < 1e9:
        return Points(cell), []
    text = one_line(tidy(cell))
    bare = flat(text)
    if not bare or re.fullmatch(r"[\s\-–—xX./]*", bare):
        return Points(None, is_told=False), []
    if re.search(r"khong (cham|tinh|danh gia|cho|co)", bare):
        return Points(0.0), []
    found = [] if isinstance(cell, date) else re.findall(_NUMBER, text)
    figures = [figure(re.sub(r"\s", "", each).replace("–", "-").rstrip(".,")) for each in found]
    if not figures or figures[0] is None or abs(figures[0]) > 1e9:
        return Points(None), [Remark.of(line, NO_FIGURE, given=text)]
    if len(figures) > 1:
        return Points(figures[0]), [Remark.of(line, FIRST_OF_SEVERAL, given=text, points=found[0])]
    return Points(figures[0]), []
