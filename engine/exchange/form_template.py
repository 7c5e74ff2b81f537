"""The template in which a round's forms are keyed in: XLSX with lists to choose from, or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.exchange.books import cell_name, new_book
from engine.exchange.form_columns import NUMBER, UNIT, Column, Columns, Holds, Table
from engine.exchange.whole_file import put_whole
from engine.framework.question_types import Yields
from engine.questionnaire.all_questions import all_questions
from engine.wording.catalog import mark, say

ROWS = 2_000
"""So many forms a template has room for."""

FIRST = 3
"""The line below the head: words, then ids."""

MOST_ROWS = 1_048_576

GUIDE = mark("Hướng dẫn")
FORMS = mark("Phiếu")
LISTS = mark("Danh sách")
FORM_NUMBER = mark("Số phiếu")
ABOUT_UNIT = mark("Đơn vị")
ABOUT_ROW = mark("Mục (tên hoặc số thứ tự)")
TICK = mark("đánh dấu x nếu chọn")
PLACE = mark("thứ tự")
DETAIL = mark("ghi rõ")
NTH = mark("lựa chọn thứ {place}")
NOT_LISTED = mark("Không có trong danh sách. Xin chọn một dòng.")
NOT_LISTED_TITLE = mark("Chưa đúng")
GUIDE_LINES = (
    mark(
        "Mỗi phiếu một dòng ở trang “{forms}”. Số phiếu là số ghi trên "
        "phiếu giấy; số này không được lưu cùng câu trả lời."
    ),
    mark(
        "Phần hỏi riêng cho từng đơn vị hoặc mục: mỗi phiếu và mỗi đơn vị "
        "một dòng ở trang mang tên câu hỏi đó, cùng số phiếu."
    ),
    mark("Chọn trong danh sách, hoặc gõ mã của lựa chọn. Các ô trống là không trả lời."),
    mark(
        "Câu bắt buộc mà trên phiếu để trống thì ghi !skipped; không biết: "
        "!dont_know; từ chối: !refused; không áp dụng: !not_applicable."
    ),
    mark("Số thập phân viết {number}; ngày viết ngày/tháng/năm. Số như 1.234 có hai cách hiểu và sẽ bị hỏi lại."),
    mark("Không đổi hai dòng đầu của các trang. Cột có dấu ngoặc vuông [ ] là một trong nhiều lựa chọn."),
    mark(
        "Nhập vào hệ thống: thuocdo import answers {round} TỆP --origin paper "
        "--by TÊN. Có một ô sai thì không phiếu nào được nhập."
    ),
)


def write_template(columns: Columns, round_id: str, path: Path, language: str) -> None:
    """Write the template, whole or not at all; XLSX unless the name ends with .csv. OSError if it cannot be written."""
    told = f"# thuocdo round={round_id} form={columns.form.id} version={columns.sha256} lang={language}"
    template = _Template(columns, round_id, language, told)
    put_whole(path, template.csv() if path.suffix.lower() == ".csv" else template.xlsx())


class _Template:
    """One template while it is written."""

    def __init__(self, columns: Columns, round_id: str, language: str, told: str) -> None:
        self._columns, self._round, self._language, self._told = columns, round_id, language, told
        self._number: dict[str, int] = {}
        self._texts: dict[str, str] = {}
        form = columns.form
        for page in all_questions(columns.framework, form, columns.vocabulary, language):
            for asked in page.questions:
                self._number[asked.question.id] = asked.number
                self._texts[asked.question.id] = " – ".join(filter(None, (asked.stem, asked.text)))
        self._book: Any = None

    def csv(self) -> bytes:
        """One table: a form's own line, and a line for each unit or row that it is about."""
        columns = [column for table in self._columns.tables for column in table.columns if column.offered]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([self._told])
        writer.writerow([f"# {self._say(FORM_NUMBER)}", self._say(ABOUT_UNIT), *map(self._words, columns)])
        writer.writerow([NUMBER, UNIT, *(column.id for column in columns)])
        return b"\xef\xbb\xbf" + out.getvalue().encode()

    def xlsx(self) -> bytes:
        """A sheet that guides, one for each table, and the lists to choose from."""
        out = io.BytesIO()
        with new_book(out) as book:
            self._book = book
            guide = book.add_worksheet(self._say(GUIDE))
            self._write_guide(guide)
            lists = self._lists()
            for table in self._columns.tables:
                name = self._say(FORMS) if not table.over else table.over[:31]
                self._write_table(book.add_worksheet(name), table, lists)
            self._write_lists(book.add_worksheet(self._say(LISTS)), lists)
        return out.getvalue()

    def _say(self, text: str, **values: object) -> str:
        return say(text, self._language, **values)

    def _words(self, column: Column) -> str:
        """What a column is about, as it is read on the form."""
        question, language = column.question, self._language
        text = f"{self._number[question.id]}. {self._texts[question.id]}"
        options = {option.id: option.label.within(language) for option in self._columns.framework.options_of(question)}
        match column.holds:
            case Holds.TICK:
                return f"{text} – {options[column.choice]} ({self._say(TICK)})"
            case Holds.UNIT | Holds.NAME:
                return f"{text} ({self._say(NTH, place=column.choice)})"
            case Holds.FIGURE if column.choice:
                return f"{text} – {options[column.choice]} ({self._say(PLACE)})"
            case Holds.WORDS if column.choice:
                return f"{text} – {options[column.choice]}: {self._say(DETAIL)}"
        return f"{text} ({column.part})" if column.part and column.part != "find" else text

    def _lists(self) -> Mapping[str, Sequence[str]]:
        """The lists to choose from, by their names: scales and the options of single questions, and units."""
        found: dict[str, Sequence[str]] = {}
        for _over, column in self._columns.by_id.values():
            if column.offered and column.holds in (Holds.OPTION, Holds.UNIT):
                found.setdefault(self._list_name(column), self._choices(column))
        for table in self._columns.tables:
            if table.over:
                found.setdefault(self._units_name(table.over), self._units(table.over))
        return {name: choices for name, choices in found.items() if choices}

    def _list_name(self, column: Column) -> str:
        question = column.question
        return self._units_name(question.id) if column.holds is Holds.UNIT else question.scale or question.id

    def _units_name(self, question_id: str) -> str:
        return f"{question_id} []"

    def _choices(self, column: Column) -> Sequence[str]:
        if column.holds is Holds.UNIT:
            return self._units(column.question.id)
        options = self._columns.framework.options_of(column.question)
        labels = [option.label.within(self._language) for option in options]
        return [label if labels.count(label) == 1 else option.id for label, option in zip(labels, options, strict=True)]

    def _units(self, question_id: str) -> Sequence[str]:
        """The titles of the units that a question offers; none for one that lists rows."""
        question = self._columns.framework.question[question_id]
        if self._columns.kind(question).yields is not Yields.UNITS:
            return ()
        offers = getattr(question.settings, "offers", lambda _unit: True)
        return [unit.title.within(self._language) for unit in self._columns.framework.units.list if offers(unit)]

    def _write_guide(self, sheet: Any) -> None:
        wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        title = self._book.add_format({"bold": True, "font_size": 14, "text_wrap": True})
        pale = self._book.add_format({"font_color": "#52606D", "font_size": 9})
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 100)
        sheet.write_string(0, 0, self._columns.form.title.within(self._language), title)
        number = "12,5" if self._language == "vi" else "12.5"
        for line, text in enumerate(GUIDE_LINES, start=2):
            words = self._say(text, forms=self._say(FORMS), number=number, round=self._round)
            sheet.set_row(line, 32)
            sheet.write_string(line, 0, f"{line - 1}. {words}", wrap)
        sheet.write_string(len(GUIDE_LINES) + 3, 0, self._told, pale)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _write_table(self, sheet: Any, table: Table, lists: Mapping[str, Sequence[str]]) -> None:
        book = self._book
        words = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEF3F8", "border": 1, "font_size": 10}
        )
        ids = book.add_format({"font_color": "#52606D", "font_size": 8, "border": 1, "bg_color": "#F7F9FB"})
        free = book.add_format({"locked": False})
        text = book.add_format({"locked": False, "num_format": "@"})
        columns = [column for column in table.columns if column.offered]
        last = min(FIRST + ROWS * self._passes(table) - 1, MOST_ROWS) - 1
        heads = [(self._say(FORM_NUMBER), NUMBER)]
        if table.over:
            is_unit = bool(self._units(table.over))
            heads.append((self._say(ABOUT_UNIT if is_unit else ABOUT_ROW), UNIT))
        beside = len(heads)
        heads += [(self._words(column), column.id) for column in columns]
        sheet.set_row(0, 96)
        for place, (head, name) in enumerate(heads):
            is_text = place < beside or columns[place - beside].holds in (Holds.WORDS, Holds.NAME, Holds.SEVERAL)
            width = 11 if name == NUMBER else 30 if name == UNIT else 13 if "[" in name else 22
            sheet.set_column(place, place, width, text if is_text else free)
            sheet.write_string(0, place, head, words)
            sheet.write_string(1, place, name, ids)
        sheet.freeze_panes(FIRST - 1, beside)
        if table.over:
            self._choose(sheet, (1, last), lists, self._units_name(table.over))
        for place, column in enumerate(columns, start=beside):
            if column.holds is Holds.TICK:
                sheet.data_validation(FIRST - 1, place, last, place, {"validate": "list", "source": ["x"]})
            elif column.holds in (Holds.OPTION, Holds.UNIT):
                self._choose(sheet, (place, last), lists, self._list_name(column))
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})

    def _choose(self, sheet: Any, where: tuple[int, int], lists: Mapping[str, Sequence[str]], name: str) -> None:
        """Offer a list in a column; what is not in it, such as a code or a reason, is asked about and taken."""
        if name not in lists:
            return
        place, last = where
        column = cell_name(0, list(lists).index(name) + 1).rstrip("0")
        source = f"='{self._say(LISTS)}'!${column}$2:${column}${len(lists[name]) + 1}"
        sheet.data_validation(
            FIRST - 1, place, last, place,
            {"validate": "list", "source": source, "error_type": "warning",
             "error_title": self._say(NOT_LISTED_TITLE), "error_message": self._say(NOT_LISTED)},
        )  # fmt: skip

    def _write_lists(self, sheet: Any, lists: Mapping[str, Sequence[str]]) -> None:
        bold = self._book.add_format({"bold": True})
        for place, (name, choices) in enumerate(lists.items()):
            sheet.set_column(place, place, 28)
            sheet.write_string(0, place, name.removesuffix(" []"), bold)
            for line, choice in enumerate(choices, start=1):
                sheet.write_string(line, place, choice)
        sheet.protect("", {"format_columns": True})

    def _passes(self, table: Table) -> int:
        """For how many units or rows a table has room, for each form."""
        return self._columns.slots(self._columns.framework.question[table.over]) if table.over else 1
