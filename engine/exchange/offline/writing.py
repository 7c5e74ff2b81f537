"""Writes the workbook of a self-assessment: items with cells to fill in, all else locked, lists to choose from."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.exchange.books import Cell, cell_name, new_book
from engine.exchange.form_columns import Column, Holds
from engine.exchange.offline.cells import as_read, cell_of
from engine.exchange.offline.layout import KEPT, KEY_COLUMN, Offline, fingerprint, words_print
from engine.framework.models import Node, Question
from engine.framework.text import Text
from engine.questionnaire.answers import Answer, AnswerKey
from engine.wording.catalog import mark, say
from engine.wording.numbers import write_number

GUIDE = mark("Hướng dẫn")
ITEMS = mark("Tự đánh giá")
LISTS = mark("Danh sách")
CODE = mark("Mã")
ITEM = mark("Chỉ số")
HOW = mark("Cách xác định và tính điểm")
WHAT = mark("Nội dung điền")
ANSWER = mark("Trả lời")
EXPLANATION = mark("Giải trình")
PROOF = mark("Minh chứng đã có trên hệ thống")
STATE = mark("Điểm tối đa")
TICK = mark("{option} (đánh dấu x nếu có)")
PLACE = mark("{option} (thứ tự)")
DETAIL = mark("{option}: ghi rõ")
NTH = mark("Mục thứ {place}")
DONE = mark("Đã làm được")
DUE = mark("Tổng số")
ON_ITS_SHEET = mark("Điền ở trang “{sheet}”, mỗi mục một dòng.")
ROW = mark("Mục")
NOT_LISTED = mark("Không có trong danh sách. Xin chọn một dòng, hoặc ghi !not_applicable, !dont_know.")
NOT_LISTED_TITLE = mark("Chưa đúng")
GUIDE_LINES = (
    mark("Chỉ điền vào các ô màu vàng nhạt; các ô khác đã khóa."),
    mark("Ô để trống là chưa trả lời. Không áp dụng thì ghi !not_applicable; không biết thì ghi !dont_know."),
    mark("Số thập phân viết {number}; ngày viết ngày/tháng/năm."),
    mark("Tệp minh chứng đính kèm trên hệ thống; ở đây chỉ liệt kê những gì đã có."),
    mark("Khi nhập lại, một ô sai thì không ô nào được nhập."),
    mark("Mục đã có người khác sửa sau khi xuất tệp này thì không bị ghi đè: hai bên được đặt cạnh nhau để chọn."),
)


@dataclass(frozen=True)
class Made:
    """What the workbook is made from: whose assessment it is, and where its items stand."""

    offline: Offline
    round_id: str
    unit: str
    unit_title: str
    on: date
    versions: Mapping[str, int]
    explanations: Mapping[str, str]
    proofs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    language: str = "vi"


def workbook(made: Made) -> bytes:
    """The workbook of a self-assessment."""
    out = io.BytesIO()
    with new_book(out) as book:
        _Writer(made, book).write()
    return out.getvalue()


class _Writer:
    """One workbook while it is written."""

    def __init__(self, made: Made, book: Any) -> None:
        self._made, self._book, self._offline = made, book, made.offline
        edge = {"border": 1, "border_color": "#C3CDD8", "valign": "top", "text_wrap": True}
        self._locked = book.add_format({**edge, "bg_color": "#F7F9FB"})
        self._bold = book.add_format({**edge, "bold": True, "bg_color": "#EEF3F8"})
        self._group = book.add_format({**edge, "bold": True, "bg_color": "#DCE6F1", "font_size": 12})
        self._free = book.add_format({**edge, "locked": False, "bg_color": "#FFFBE6"})
        self._text = book.add_format({**edge, "locked": False, "bg_color": "#FFFBE6", "num_format": "@"})
        self._day = book.add_format({**edge, "locked": False, "bg_color": "#FFFBE6", "num_format": "dd/mm/yyyy"})
        self._lists: dict[str, Sequence[str]] = {}
        self._points = _points_of(made.offline)

    def write(self) -> None:
        guide, items = (self._book.add_worksheet(self._say(name)) for name in (GUIDE, ITEMS))
        self._guide(guide)
        self._items(items)
        for over, questions in self._offline.overs.items():
            self._over(self._book.add_worksheet(over[:31]), over, questions)
        self._choices(self._book.add_worksheet(self._say(LISTS)))
        self._kept(self._book.add_worksheet(KEPT))
        items.activate()

    def _say(self, text: str, **values: object) -> str:
        return say(text, self._made.language, **values)

    def _in(self, text: Text | None) -> str:
        return text.within(self._made.language) if text else ""

    def _guide(self, sheet: Any) -> None:
        wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        title = self._book.add_format({"bold": True, "font_size": 14, "text_wrap": True})
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 100)
        sheet.write_string(0, 0, self._in(self._offline.form.title), title)
        sheet.write_string(1, 0, f"{self._made.unit_title} – {self._made.on:%d/%m/%Y}", wrap)
        number = "12,5" if self._made.language == "vi" else "12.5"
        for line, text in enumerate(GUIDE_LINES, start=3):
            sheet.set_row(line, 32)
            sheet.write_string(line, 0, f"{line - 2}. {self._say(text, number=number)}", wrap)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _items(self, sheet: Any) -> None:
        """One line for each field; what is said of the whole item stands on its first."""
        widths = (9, 44, 46, 11, 30, 22, 40, 30)
        heads = (CODE, ITEM, HOW, STATE, WHAT, ANSWER, EXPLANATION, PROOF)
        for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, self._say(head), self._bold)
        sheet.set_column(KEY_COLUMN, KEY_COLUMN, None, None, {"hidden": True})
        sheet.freeze_panes(1, 2)
        line, page = 1, ""
        for question, over in self._offline.questions:
            its_page = self._offline.form.page_of[question.id]
            if its_page.id != page:
                page = its_page.id
                sheet.merge_range(line, 0, line, 7, self._in(its_page.title), self._group)
                line += 1
            line = self._item(sheet, line, question, over)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _item(self, sheet: Any, line: int, question: Question, over: str) -> int:
        """The lines of an item; the line below them."""
        fields = () if over else self._offline.fields(question)
        said = (question.code or "", self._in(question.text), self._how(question), self._points.get(question.id, ""))
        for place in range(max(1, len(fields))):
            for at, text in enumerate(said):
                sheet.write_string(line + place, at, text if place == 0 else "", self._locked)
            for beside in (4, 5, 6, 7):
                sheet.write_blank(line + place, beside, None, self._locked)
            sheet.write_string(line + place, KEY_COLUMN, f"{question.id}|{fields[place].id if fields else ''}")
        if over:
            sheet.write_string(line, 4, self._say(ON_ITS_SHEET, sheet=over[:31]), self._locked)
        answer = self._offline.answers.get(AnswerKey(question.id))
        for place, column in enumerate(fields):
            sheet.write_string(line + place, 4, self._label(column), self._locked)
            self._cell(sheet, line + place, 5, column, answer, place == 0)
        sheet.write_string(line, 6, self._made.explanations.get(question.id, ""), self._text)
        sheet.write_string(line, 7, "\n".join(self._made.proofs.get(question.id, ())), self._locked)
        return line + max(1, len(fields))

    def _over(self, sheet: Any, over: str, questions: Sequence[Question]) -> None:
        """A line for each row or unit, a column for each field; the ids stand in the hidden second line and column."""
        columns = [column for question in questions for column in self._offline.fields(question)]
        sheet.set_row(0, 60)
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.set_column(1, 1, 30)
        sheet.write_string(0, 1, self._say(ROW), self._bold)
        for place, column in enumerate(columns, start=2):
            label = " – ".join(filter(None, (self._in(column.question.text), self._label(column))))
            sheet.set_column(place, place, 24)
            sheet.write_string(0, place, label, self._bold)
            sheet.write_string(1, place, column.id)
        named = self._offline.row_names
        titles = {unit.id: self._in(unit.title) for unit in self._offline.framework.units.list}
        listing = self._offline.framework.question[over]
        grow = (self._offline.form.question[name] for name in listing.lists or (over,) if name in self._offline.lists)
        spare = sum(map(self._offline.room, grow))
        for line, item in enumerate((*self._offline.passes(over), *([""] * spare)), start=2):
            sheet.write_string(line, 0, item)
            name = named.get(item) or titles.get(item) or item
            sheet.write_string(line, 1, name, self._locked if item else self._text)
            for place, column in enumerate(columns, start=2):
                answer = self._offline.answers.get(AnswerKey(column.question.id, item)) if item else None
                first = column is self._offline.fields(column.question)[0]
                self._cell(sheet, line, place, column, answer, first)
        sheet.freeze_panes(2, 2)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _cell(self, sheet: Any, line: int, place: int, column: Column, answer: Answer | None, first: bool) -> None:
        """A cell to fill in, with what is answered so far and what may be chosen."""
        cell: Cell = cell_of(self._offline.columns, column, answer, self._offline.answers, first)
        if isinstance(cell, date):
            sheet.write_datetime(line, place, cell, self._day)
        elif isinstance(cell, float):
            sheet.write_number(line, place, cell, self._free)
        else:
            typed = column.holds in (Holds.WORDS, Holds.NAME, Holds.SEVERAL)
            sheet.write_string(line, place, str(cell), self._text if typed else self._free)
        if column.holds is Holds.TICK:
            sheet.data_validation(line, place, line, place, {"validate": "list", "source": ["x"]})
        elif column.holds in (Holds.OPTION, Holds.UNIT):
            sheet.data_validation(line, place, line, place, self._to_choose(column))

    def _to_choose(self, column: Column) -> Mapping[str, object]:
        """A list to choose from; what is not in it, such as a reason, is asked about and taken."""
        name = column.question.scale or column.question.id
        self._lists.setdefault(name, self._offers(column))
        letters = cell_name(0, list(self._lists).index(name) + 1).rstrip("0")
        return {
            "validate": "list",
            "source": f"='{self._say(LISTS)}'!${letters}$2:${letters}${len(self._lists[name]) + 1}",
            "error_type": "warning",
            "error_title": self._say(NOT_LISTED_TITLE),
            "error_message": self._say(NOT_LISTED),
        }

    def _offers(self, column: Column) -> Sequence[str]:
        if column.holds is Holds.UNIT:
            return [self._in(unit.title) for unit in self._offline.framework.units.list]
        options = self._offline.framework.options_of(column.question)
        labels = [self._in(option.label) for option in options]
        return [label if labels.count(label) == 1 else option.id for label, option in zip(labels, options, strict=True)]

    def _choices(self, sheet: Any) -> None:
        for place, (name, choices) in enumerate(self._lists.items()):
            sheet.set_column(place, place, 32)
            sheet.write_string(0, place, name, self._bold)
            for line, choice in enumerate(choices, start=1):
                sheet.write_string(line, place, choice, self._locked)
        sheet.protect("", {"format_columns": True})

    def _kept(self, sheet: Any) -> None:
        """What the workbook was made from, for whoever takes it in again."""
        made, read = self._made, as_read(self._offline, self._made.language)
        lines: list[tuple[str, ...]] = [("round", made.round_id), ("unit", made.unit)]
        lines += [("form", self._offline.form.id), ("version", self._offline.columns.sha256), ("lang", made.language)]
        lines += [("rows", listing, *rows) for listing, rows in self._offline.lists.items()]
        lines += [("passes", over, *self._offline.passes(over)) for over in self._offline.overs]
        for question, _ in self._offline.questions:
            explained = words_print(made.explanations.get(question.id, ""))
            version = str(made.versions.get(question.id, 0))
            lines.append(("item", question.id, version, fingerprint(read, question.id), explained))
        for line, cells in enumerate(lines):
            for place, text in enumerate(cells):
                sheet.write_string(line, place, text)
        sheet.protect("")
        sheet.very_hidden()

    def _label(self, column: Column) -> str:
        """What a field is called beside its question."""
        question = column.question
        labels = {option.id: self._in(option.label) for option in self._offline.framework.options_of(question)}
        match column.holds:
            case Holds.TICK:
                return self._say(TICK, option=labels[column.choice])
            case Holds.UNIT | Holds.NAME:
                return self._say(NTH, place=column.choice)
            case Holds.FIGURE if column.choice:
                return self._say(PLACE, option=labels[column.choice])
            case Holds.WORDS if column.choice:
                return self._say(DETAIL, option=labels.get(column.choice, column.choice))
        if column.part in ("done", "due"):
            own = question.setting(column.part)
            return self._in(own) if isinstance(own, Text) else self._say(DONE if column.part == "done" else DUE)
        return self._in(question.setting("suffix")) if not column.part else column.part

    def _how(self, question: Question) -> str:
        """What the form says about an item: its hint, and what is folded away below it."""
        folded = (f"{self._in(each.title)}: {self._in(each.text)}" for each in question.guidance)
        return "\n".join(filter(None, (self._in(question.hint), *folded)))


def _points_of(offline: Offline) -> Mapping[str, str]:
    """The most points that a question can give, where one indicator alone reads it."""
    read: dict[str, list[Node]] = {}
    for node in offline.framework.indicators:
        for name in node.source:
            read.setdefault(name, []).append(node)
    found = {}
    for name, nodes in read.items():
        ends = nodes[0].normalise.settings.get("to") if len(nodes) == 1 and nodes[0].normalise else None
        if ends and nodes[0].scored:
            found[name] = write_number(max(ends), None, "vi")
    return found
