"""Figures from outside for a round, such as points of a survey: from CSV or XLSX, and as XLSX to be filled in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from engine.exchange.books import new_book
from engine.exchange.offline.nouns import Place, Told
from engine.exchange.workbooks import read_table
from engine.framework.missing import REASONS, Missing
from engine.framework.models import Framework, Node
from engine.framework.sheets import LARGEST, Row, Sheet
from engine.problems import Problem, ThuocDoError
from engine.wording.catalog import mark

Cells: TypeAlias = Mapping[tuple[str, str], tuple[float | None, Missing]]
"""By unit and indicator the figure, or why there is none."""

COLUMNS = {"unit": ("unit", "đơn vị"), "indicator": ("indicator", "item", "chỉ số"), "value": ("value", "giá trị")}
"""What the columns may be called."""

TITLES = ("title", "tên đơn vị", "")
"""Columns that are there to be read by people."""

UNREAD = mark(
    "Không đọc được bảng này. Cần tệp XLSX, hoặc CSV dạng UTF-8 ngăn cột bằng dấu phẩy;"
    " dòng đầu là tên cột, mỗi tên một lần."
)
ODD_ROW = mark(
    "Dòng này không đọc được: số ô khác số cột (số thập phân cần dấu chấm), ngoặc kép chưa đóng, hoặc không phải UTF-8."
)
NO_UNITS = mark("Thiếu cột “unit” ghi mã đơn vị.")
NO_FIGURES = mark("Không có cột nào ghi số liệu: cần “indicator” và “value”, hoặc mỗi chỉ số một cột.")
EMPTY_UNIT = mark("Thiếu mã đơn vị.")
STRANGER = mark("Không có đơn vị “{given}”.")
NO_INDICATOR = mark("Không có chỉ số “{given}”.")
ANSWERED = mark("Chỉ số “{given}” tính từ câu trả lời, không nhập từ ngoài.")
NO_NUMBER = mark("“{given}” không phải là số. Xin ghi số với dấu chấm thập phân, ví dụ 62.5.")
TOO_LARGE = mark("“{given}” quá lớn.")
NO_REASON = mark("“{given}” không phải là lý do thiếu số liệu. Dùng một trong: {reasons}.")
TWICE = mark("Số liệu này đã có ở dòng {first}.")
NOTHING = mark("Bảng không có số liệu nào.")

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


@dataclass
class Brought:
    """A table that was read: its figures, and all that is wrong with it, by line and column."""

    cells: dict[tuple[str, str], tuple[float | None, Missing]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)


def from_outside(framework: Framework) -> Sequence[Node]:
    """The indicators whose figures come from a table, as no unit answers them."""
    return [node for node in framework.indicators if node.is_outside and not node.is_evidence_share]


def read_outside(path: Path, framework: Framework) -> Brought:
    """What a table tells; OSError if there is no such file."""
    sheet = read_table(path)
    reading = _Reading(sheet, framework)
    if sheet.problems:
        reading.found.told += [_unreadable(each) for each in sheet.problems]
    elif "unit" not in reading.named:
        reading.tell(1, "", NO_UNITS)
    else:
        reading.read()
        if not reading.found.cells and not reading.found.told:
            reading.tell(0, "", NOTHING)
    reading.found.told.sort(key=lambda each: each.place)
    return reading.found


def stop_at_wrong(path: Path, brought: Brought) -> None:
    """ThuocDoError with all that is wrong."""
    if brought.told:
        count = len(brought.told)
        what = "one mistake" if count == 1 else f"{count} mistakes"
        raise ThuocDoError(f"{path}: {what}; nothing was kept.", [each.problem(path) for each in brought.told])


def _unreadable(problem: Problem) -> Told:
    line = problem.location.line
    text = ODD_ROW if line > 1 else UNREAD
    return Told(Place(line, problem.location.column), "", text, english=f"{problem.what} {problem.mend}".strip())


class _Reading:
    """A table being read: the columns by what they hold, and where each figure was met."""

    def __init__(self, sheet: Sheet, framework: Framework) -> None:
        self.sheet, self.framework = sheet, framework
        self.found = Brought()
        self.lines: dict[tuple[str, str], int] = {}
        called = {column.casefold(): column for column in reversed(sheet.columns)}
        self.named = {
            name: called[word] for name, words in COLUMNS.items() for word in reversed(words) if word in called
        }
        nodes = list(framework.indicators)
        self.nodes = {node.code: node for node in nodes if node.code} | {node.id: node for node in nodes}
        units = framework.units.list
        self.units = {unit.code: unit.id for unit in units if unit.code} | {unit.id: unit.id for unit in units}

    def tell(self, line: int, column: str, text: str, item: str = "", **values: str | float) -> None:
        """Note what is wrong, at a cell or at a whole line."""
        at = self.sheet.columns.index(column) + 1 if column in self.sheet.columns else 1
        self.found.told.append(Told(Place(line, at if line else 0), item, text, values))

    def read(self) -> None:
        """Every cell that holds something."""
        for row, column, node, given in self._cells():
            unit = self._unit(row)
            if unit is None or not given:
                continue
            key = (unit, node.id)
            if key in self.lines:
                self.tell(row.line, column, TWICE, f"{unit}, {node.id}", first=self.lines[key])
            elif (read := self._figure(row, column, given, f"{unit}, {node.id}")) is not None:
                self.found.cells[key] = read
            self.lines.setdefault(key, row.line)

    def _cells(self) -> Iterator[tuple[Row, str, Node, str]]:
        """The cells with the indicator that each is about, be it named in the row or above the column."""
        own, beside = self.named, {self.named["unit"]}
        if {"indicator", "value"} <= own.keys():
            for row in self.sheet.rows:
                node = self._node(row.cells[own["indicator"]], row.line, own["indicator"])
                if node is not None:
                    yield row, own["value"], node, row.cells[own["value"]]
                else:
                    self._unit(row)
            return
        names = [name for name in self.sheet.columns if name not in beside and name.casefold() not in TITLES]
        columns = {name: node for name in names if (node := self._node(name, 1, name)) is not None}
        if not names:
            self.tell(1, "", NO_FIGURES)
        for row in self.sheet.rows:
            for name, node in columns.items():
                yield row, name, node, row.cells[name]

    def _node(self, given: str, line: int, column: str) -> Node | None:
        node = self.nodes.get(given)
        if node is None or not node.is_outside or node.is_evidence_share:
            self.tell(line, column, NO_INDICATOR if node is None else ANSWERED, given=given)
            return None
        return node

    def _unit(self, row: Row) -> str | None:
        """The unit that a row is about; told once a row when it is none."""
        column = self.named["unit"]
        given = row.cells[column]
        unit = self.units.get(given)
        if unit is None and ("", str(row.line)) not in self.lines:
            self.lines["", str(row.line)] = row.line
            self.tell(row.line, column, STRANGER if given else EMPTY_UNIT, given=given)
        return unit

    def _figure(self, row: Row, column: str, given: str, item: str) -> tuple[float | None, Missing] | None:
        """The figure in a cell, or the reason why there is none; None after a complaint."""
        if given.startswith("!"):
            if (missing := REASONS.get(given[1:])) is not None:
                return None, missing
            self.tell(row.line, column, NO_REASON, item, given=given, reasons=", ".join(f"!{each}" for each in REASONS))
        elif not _NUMBER.fullmatch(given):
            self.tell(row.line, column, NO_NUMBER, item, given=given[:40])
        elif abs(figure := float(given)) > LARGEST:
            self.tell(row.line, column, TOO_LARGE, item, given=given[:40])
        else:
            return figure, Missing.PRESENT
        return None


def outside_book(framework: Framework, cells: Cells, language: str) -> bytes:
    """A workbook with a row a unit and a column an indicator, and what is known in it, to be filled in."""
    nodes = from_outside(framework)
    out = io.BytesIO()
    with new_book(out) as book:
        sheet = book.add_worksheet("outside")
        bold, soft = book.add_format({"bold": True}), book.add_format({"italic": True, "text_wrap": True})
        sheet.write_row(0, 0, ["unit", "title", *(node.code or node.id for node in nodes)], bold)
        sheet.write_row(1, 0, ["#", "", *(node.title.within(language) for node in nodes)], soft)
        for line, unit in enumerate(framework.units.list, start=2):
            sheet.write_string(line, 0, unit.id)
            sheet.write_string(line, 1, unit.title.within(language))
            for place, node in enumerate(nodes, start=2):
                value, missing = cells.get((unit.id, node.id), (None, Missing.PRESENT))
                if value is not None:
                    sheet.write_number(line, place, value)
                elif missing:
                    sheet.write_string(line, place, f"!{missing.name.lower()}")
        sheet.freeze_panes(2, 2)
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 40)
        sheet.set_column(2, 1 + max(1, len(nodes)), 16)
    return out.getvalue()
