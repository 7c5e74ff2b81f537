"""What a workbook says of itself, what was changed in it, and what is wrong with it, in the words of either reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.exchange.books import cell_name
from engine.problems import Location, Problem, Severity, ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.wording.catalog import mark, say

NO_BOOK = mark("Không đọc được tệp này như một bảng tính. Xin mở tệp bằng phần mềm bảng tính rồi lưu lại dạng XLSX.")
NOT_OURS = mark("Đây không phải là bảng tự đánh giá xuất từ hệ thống, hoặc trang ẩn đã bị xóa. Xin xuất tệp mới.")
OF_ANOTHER = mark("Tệp này được xuất cho đơn vị {unit}, đợt {round}.")
OLD = mark("Câu hỏi hoặc lựa chọn đã thay đổi sau khi xuất tệp này. Xin xuất tệp mới rồi chép số liệu sang.")
LINE_GONE = mark("Một dòng của mục này không còn trong tệp. Xin giữ nguyên các dòng; không trả lời thì để ô trống.")
SHEET_GONE = mark("Trang này không còn trong tệp, hoặc thiếu dòng, thiếu cột. Xin giữ nguyên các dòng và các cột.")
UNREAD = mark("“{given}” không phải là lựa chọn ở đây. Xin chọn trong danh sách.")


@dataclass(frozen=True, order=True)
class Place:
    """A cell: its sheet, line and column; line 0 is the file as a whole."""

    line: int = 0
    column: int = 0
    sheet: str = ""

    @property
    def cell(self) -> str:
        """As a spreadsheet calls it; "" for the whole."""
        return cell_name(self.line, self.column) if self.line else ""


@dataclass(frozen=True)
class Told:
    """What is wrong or odd: where, about which item, and in which words of the catalog.

    `english` says it better to who reads commands.
    """

    place: Place
    item: str
    text: str
    values: Mapping[str, str | float] = field(default_factory=dict)
    warns: bool = False
    english: str = ""

    def words(self, language: str) -> str:
        """What is to be mended."""
        return say(self.text, language, **self.values)

    def problem(self, path: Path) -> Problem:
        """The same for commands."""
        sheet = f"sheet {self.place.sheet}, " if self.place.sheet else ""
        at = f"{sheet}cell {self.place.cell}" if self.place.line else ""
        where = ", ".join(filter(None, (at, self.item)))
        severity = Severity.WARNING if self.warns else Severity.ERROR
        location = Location(str(path), self.place.line, self.place.column)
        return Problem(location, where, self.english or self.words("en"), "", severity)


class WorkbookError(ThuocDoError):
    """A workbook that cannot be taken in, with all that is wrong; nothing of it was saved."""

    def __init__(self, path: Path, told: Sequence[Told]) -> None:
        wrong = sum(not each.warns for each in told)
        count = "one mistake" if wrong == 1 else f"{wrong} mistakes"
        super().__init__(f"{path}: {count}; nothing was saved.", [each.problem(path) for each in told])
        self.told = tuple(told)


@dataclass(frozen=True)
class Kept:
    """What a workbook says of itself: whose it is, where each item stood, the rows that each list had."""

    told: Mapping[str, str]
    items: Mapping[str, tuple[int, str, str]]  # version, print of the answers, print of the explanation
    rows: Mapping[str, tuple[str, ...]]
    passes: Mapping[str, tuple[str, ...]]

    @property
    def whose(self) -> tuple[str, str]:
        """The round and the unit."""
        return self.told["round"], self.told["unit"]

    @property
    def lists(self) -> Answers:
        """The lists as they were, which say how a workbook was laid out."""
        return {AnswerKey(name): Answer(rows, details={row: row for row in rows}) for name, rows in self.rows.items()}


@dataclass(frozen=True)
class ItemChange:
    """What somebody changed in an item: its answers in all passes (None: taken out), and its explanation."""

    question: str
    seen_version: int
    answers: Mapping[AnswerKey, Answer | None]
    explanation: str | None  # None: as it was


@dataclass
class Brought:
    """A workbook that was read: what was changed, and what is wrong or odd."""

    changes: list[ItemChange] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return all(each.warns for each in self.told)
