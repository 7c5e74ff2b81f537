"""The table of an annex within a workbook: where its head stands, and what each of its lines holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from engine.exchange.books import Cell, Grid
from engine.problems import ThuocDoError
from plugins.dti.annex.words import flat, one_line, tidy

HEAD_WITHIN = 60
"""The lines in which a head is looked for."""
_HIGHEST_HEAD = 3


class Role(Enum):
    """What a column holds, with the words by which its head tells; the first role that fits a head is its."""

    EVIDENCE = r"kiem chung|minh chung|tai lieu|ho so chung minh"
    SOURCE = r"nguon"
    VERIFIER = r"xac minh|phoi hop|tham dinh|co quan|don vi (chu tri|danh gia|theo doi|kiem tra)"
    RULE = r"cach |phuong phap|huong dan|tieu chuan|dien giai"
    POINTS = r"diem"
    CODE = r"^\W*(stt|tt|so tt|so thu tu|ma( so| chi so| tieu chi)?)\W*$"
    TITLE = r"chi so|tieu chi|chi tieu|noi dung"


_NEEDED = (Role.TITLE, Role.POINTS)


@dataclass(frozen=True)
class Line:
    """One line below the head: its number in the sheet, its cells, and whether it only goes on with the one before."""

    number: int
    cells: Mapping[Role, Cell]
    goes_on: bool = False

    def text(self, role: Role) -> str:
        """A cell's words; "" where the table has no such column."""
        return tidy(self.cells.get(role, ""))


@dataclass(frozen=True)
class Table:
    """An annex as it stands in a sheet: the words above it, its columns (from 1), its lines."""

    sheet: str
    above: tuple[str, ...]
    head: int
    columns: Mapping[Role, int]
    doubled: Mapping[Role, tuple[int, ...]]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Head:
    first: int  # places in the rows, not numbers of lines
    height: int
    columns: Mapping[Role, tuple[int, ...]]


def table_in(grids: Sequence[Grid], file: str, sheet: str = "") -> Table:
    """The table in the sheet that is named, else in the only one that holds one; hidden sheets only when named.

    ThuocDoError where there is none, or where it cannot be told which is meant.
    """
    if sheet and not any(grid.name == sheet for grid in grids):
        names = ", ".join(f"“{grid.name}”" for grid in grids)
        raise ThuocDoError(f"{file} has no sheet “{sheet}”; it has: {names}.")
    looked = [grid for grid in grids if (grid.name == sheet if sheet else not grid.hidden)]
    found = [(grid, head) for grid in looked if (head := _head(grid))]
    if not found:
        where = f"the sheet “{sheet}”" if sheet else "no sheet"
        says = "has no head" if sheet else "has a head"
        raise ThuocDoError(
            f"{file}: {where} {says} with the columns of an annex: at least one for the indicator "
            "(“Chỉ số”, “Tiêu chí”, “Nội dung”) and one for the points (“Điểm tối đa”), and one more."
        )
    if len(found) > 1:
        names = ", ".join(f"“{grid.name}”" for grid, _ in found)
        raise ThuocDoError(f"{file}: {len(found)} sheets hold such a table: {names}. Say which: --sheet NAME.")
    return _table(*found[0])


def _table(grid: Grid, head: _Head) -> Table:
    columns = {role: places[0] for role, places in head.columns.items()}
    above = [one_line(tidy(cell)) for _, cells in grid.rows[: head.first] for cell in cells]
    doubled = {role: places for role, places in head.columns.items() if len(places) > 1}
    words = _head_words(grid, head.first, head.height)
    return Table(
        grid.name,
        tuple(text for text in above if text),
        grid.rows[head.first][0],
        columns,
        doubled,
        tuple(_lines(grid, head, columns, words)),
    )


def _head(grid: Grid) -> _Head | None:
    """The head that names most columns; of those the shortest, the first."""
    best: _Head | None = None
    for first in range(min(len(grid.rows), HEAD_WITHIN)):
        if len(_roles(_head_words(grid, first, 1))) < len(_NEEDED):  # a title over all columns
            continue
        least = _reaches_down(grid, grid.rows[first][0])
        for height in range(least, min(_HIGHEST_HEAD, len(grid.rows) - first) + 1):
            if height > least and _holds_figures(grid.rows[first + height - 1][1]):
                break
            columns = _roles(_head_words(grid, first, height))
            fits = all(role in columns for role in _NEEDED) and len(columns) > len(_NEEDED)
            if fits and (best is None or len(columns) > len(best.columns)):
                best = _Head(first, height, columns)
    return best


def _reaches_down(grid: Grid, line: int) -> int:
    """Over how many lines a head reaches whose cells are joined with those below."""
    return max((each.last_line - line + 1 for each in grid.merged if each.first_line == line), default=1)


def _holds_figures(cells: Sequence[Cell]) -> bool:
    """Whether a line is one of the table itself: heads hold no figures, numerals or long texts."""
    return any(
        isinstance(cell, float) or len(tidy(cell)) > 120 or re.fullmatch(r"[(\[]?([0-9.]+|[IVX]+)[.)\]]?", tidy(cell))
        for cell in cells
    )


def _head_words(grid: Grid, first: int, height: int) -> list[str]:
    """What stands above each column, cells that are joined told over each of their columns."""
    words: list[list[str]] = []
    last_line = grid.rows[first + height - 1][0]
    for line, cells in grid.rows[first : first + height]:
        spread = list(cells)
        for each in grid.merged:
            if each.first_line == line and each.last_line <= last_line and each.first_column <= len(spread):
                span = range(each.first_column, min(each.last_column, len(spread)))
                for column in span:
                    spread[column] = spread[each.first_column - 1]
        words.append([flat(one_line(tidy(cell))) for cell in spread])
    width = max(map(len, words))
    return [" ".join(filter(None, (line[at] for line in words if at < len(line)))) for at in range(width)]


def _roles(words: Sequence[str]) -> dict[Role, tuple[int, ...]]:
    found: dict[Role, list[int]] = {}
    for column, text in enumerate(words, start=1):
        role = _role(text)
        if role:
            found.setdefault(role, []).append(column)
    if Role.POINTS in found:  # "Điểm tối đa" goes before "Điểm tự đánh giá"
        found[Role.POINTS].sort(key=lambda at: not re.search("toi da|chuan|thang diem", words[at - 1]))
        if any(re.search("toi da|chuan", words[at - 1]) for at in found[Role.POINTS]):
            found[Role.POINTS] = [at for at in found[Role.POINTS] if re.search("toi da|chuan", words[at - 1])]
    return {role: tuple(places) for role, places in found.items()}


def _role(text: str) -> Role | None:
    if not text or len(text) > 120:
        return None
    if text.startswith(("diem", "so diem", "thang diem", "muc diem")):
        return Role.POINTS
    return next((role for role in Role if re.search(role.value, text)), None)


def _lines(grid: Grid, head: _Head, columns: Mapping[Role, int], words: Sequence[str]) -> Iterator[Line]:
    joined = {
        (line, each.first_column): each
        for each in grid.merged
        for line in range(each.first_line, min(each.last_line, each.first_line + len(grid.rows)) + 1)
    }
    by_number = dict(grid.rows)
    for number, cells in grid.rows[head.first + head.height :]:
        texts = [flat(one_line(tidy(cell))) for cell in cells]
        if not any(texts) or _counts_columns(texts) or _is_head(texts, columns, words):
            continue
        held: dict[Role, Cell] = {}
        goes_on = False
        for role, column in columns.items():
            own = cells[column - 1] if column <= len(cells) else ""
            span = joined.get((number, column))
            if span and span.first_line < number:
                if role in (Role.CODE, Role.TITLE):
                    goes_on = True
                elif role is not Role.POINTS:
                    above = by_number.get(span.first_line, ())
                    own = above[column - 1] if column <= len(above) else own
            held[role] = own
        if any(tidy(cell) for cell in held.values()):
            yield Line(number, held, goes_on)


def _counts_columns(texts: Sequence[str]) -> bool:
    """Whether a line only numbers the columns: (1) (2) (3) …, or A B 1 2."""
    found = [re.sub(r"[()\[\]]", "", text) for text in texts if text]
    if len(found) < 3:
        return False
    numbers = [int(text) for text in found if text.isdigit()]
    return numbers == list(range(1, len(numbers) + 1)) and len(numbers) >= len(found) - 2 and len(numbers) >= 2


def _is_head(texts: Sequence[str], columns: Mapping[Role, int], words: Sequence[str]) -> bool:
    """Whether the head stands here once more, as at the top of a printed page."""
    same = [
        column for column in columns.values()
        if column <= len(texts) and texts[column - 1] and words[column - 1].startswith(texts[column - 1])
    ]  # fmt: skip
    return len(same) >= min(3, len(columns)) and all(len(texts[at - 1]) > 1 for at in same)
