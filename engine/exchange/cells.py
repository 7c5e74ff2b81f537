"""One cell of an answers file and the answer that it is part of, for every kind of question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from engine.builtin.questions.number_fields import typed_number
from engine.exchange.row_lists import offers_rows
from engine.framework.missing import REASONS, Missing
from engine.framework.models import Framework, Question
from engine.framework.question_types import Asked, QuestionType, Value, Yields
from engine.framework.sheets import Row, Sheet, meant, number
from engine.questionnaire.answers import Answer
from engine.wording.catalog import say

SEVERAL = frozenset({Yields.OPTIONS, Yields.UNITS, Yields.ROWS, Yields.FILES})
"""What one row each tells of."""

_LIKE_A_FORMULA = ("=", "+", "-", "@", "!", "'", "\t", "\r")


@dataclass(frozen=True)
class Cell:
    """What a row says: a value (or a reason for having none), or of one `part` of the question."""

    value: str | float | date | None = None
    missing: Missing = Missing.PRESENT
    part: str = ""
    line: int = 0


@dataclass(frozen=True)
class Cells:
    """The question that cells are about, and where their mistakes are noted; numbers are dot-decimal, days ISO."""

    sheet: Sheet
    framework: Framework
    question: Question
    kind: QuestionType
    asked: Asked = field(init=False)

    def __post_init__(self) -> None:
        options, units = self.framework.options_of(self.question), self.framework.units.list
        object.__setattr__(self, "asked", Asked(self.question, options, units, "en"))

    @cached_property
    def _by_code(self) -> Mapping[str, str]:
        """The ids of the options by their codes; an id goes before a code."""
        found = {option.code: option.id for option in self.asked.options if option.code}
        return found | {option.id: option.id for option in self.asked.options}

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return {option.id: option.code for option in self.asked.options if option.code}

    def option_id(self, text: str) -> str:
        """The id of the option that is named by its code or its id; any other text as it is."""
        return self._by_code.get(text, text)

    def code(self, part: str, text: str) -> str:
        """The code of the option that a row is about: the one ranked or typed beside, else the one chosen; or ""."""
        return self._codes.get(part or text, "")

    @property
    def is_detailed(self) -> bool:
        """Whether a part is a text typed beside what was chosen, and no part of the value itself."""
        return self.kind.yields in (Yields.OPTION, Yields.OPTIONS, Yields.FILES) and not self.kind.ordered

    def read(self, row: Row, part: str) -> Cell | None:
        """What a row says; None after a complaint."""
        text = row.cells["value"]
        if part and not self._knows(row, part):
            return None
        if not text:
            return Cell(None, Missing.SKIPPED, part)
        if self._is_typed(part) and (typed := unguarded(text)) != text:
            text = typed
        elif text.startswith("!"):
            if text[1:] in REASONS:
                return Cell(None, REASONS[text[1:]], part)
            words = ", ".join(f"!{word}" for word in REASONS)
            self._wrong(row, f"`{text}` is no reason.", f"Use one of: {words}.")
            return None
        if self.is_detailed and part:
            return self._detail(row, text, part)
        if self.kind.ordered or self.kind.yields in (Yields.NUMBER, Yields.PARTS):
            return self._figure(row, text, part)
        if self.kind.yields in (Yields.OPTION, Yields.OPTIONS):
            return self._option(row, text)
        if self.kind.yields is Yields.DATE:
            if (day := _day(text) or _day(f"{text}-01")) is None:
                self._wrong(row, f"`{text}` is no date.", "Write it as 2026-12-31.")
                return None
            return Cell(day)
        if self.kind.yields is Yields.TEXT:
            refused = self.kind.read(self.asked, {"": (text,)}).complaints
            if refused:
                self._wrong(row, say(refused[0].text, "en", **refused[0].values), "")
                return None
        return Cell(text)

    def _is_typed(self, part: str) -> bool:
        """Whether a cell holds words that somebody wrote."""
        return (self.is_detailed and bool(part)) or self.kind.yields in (Yields.TEXT, Yields.ROWS)

    def _knows(self, row: Row, part: str) -> bool:
        known = [each for each in self.kind.parts(self.asked) if each]
        if part in known or self.kind.yields is Yields.FILES or self._is_row(part):
            return True
        what = f"`{self.question.id}` has no part `{part}`."
        self._wrong(row, what, meant(part, known) or (f"It has: {', '.join(known)}." if known else ""), "question")
        return False

    def _detail(self, row: Row, text: str, part: str) -> Cell | None:
        """What stands beside an option; a number with a point, as all figures of files."""
        kept = next((each.detail for each in self.asked.options if each.id == part), None)
        if kept is None or kept.type == "text":
            return Cell(text, part=part)
        if kept.type == "number":
            figure = number(self.sheet, row, self._where(row), text, "value")
            if figure is None:
                return None
            text = typed_number(figure, self.asked.language)
        read = self.kind.read(self.asked, {"": (part,), part: (text,)})
        for each in read.complaints:
            self._wrong(row, say(each.text, "en", **each.values), "")
        return None if read.complaints else Cell(read.details[part], part=part)

    def _figure(self, row: Row, text: str, part: str) -> Cell | None:
        day = _day(text) if part and not self.kind.ordered else None
        figure = float(day.toordinal()) if day else number(self.sheet, row, self._where(row), text, "value")
        return None if figure is None else Cell(figure, part=part)

    def _option(self, row: Row, text: str) -> Cell | None:
        options = {option.id: option for option in self.asked.options}
        if self._is_row(text):
            return Cell(text)
        text = self.option_id(text)
        if text not in options:
            mend = meant(text, self._by_code) or f"Use one of: {', '.join(options)}."
            self._wrong(row, f"there is no option `{text}`.", mend)
            return None
        reason = options[text].missing
        return Cell(text, REASONS[reason] if reason else Missing.PRESENT)

    def _is_row(self, text: str) -> bool:
        """Whether this can be the number of a row that is offered."""
        return text.isascii() and text.isdigit() and len(text) < 7 and offers_rows(self.framework, self.question)

    def _where(self, row: Row) -> str:
        return f"{row.cells['respondent']}, {self.question.id}"

    def _wrong(self, row: Row, what: str, mend: str, column: str = "value") -> None:
        self.sheet.complain(row.line, self._where(row), what, mend, column)


def whole(cells: Cells, given: Sequence[Cell]) -> Answer:
    """The answer that the cells of one question make together."""
    details = {each.part: str(each.value) for each in given if each.part and cells.is_detailed and each.value}
    own = [each for each in given if not (each.part and cells.is_detailed)]
    there = [each for each in own if each.value is not None]
    if not there:
        return Answer(None, max((each.missing for each in own), default=Missing.SKIPPED), details)
    return Answer(_value(cells.kind, there), max(each.missing for each in there), details)


def _value(kind: QuestionType, there: Sequence[Cell]) -> Value | None:
    if kind.ordered and any(each.part for each in there):
        return tuple(each.part for each in sorted(there, key=_place))
    if any(each.part for each in there):
        return {each.part: each.value for each in there if isinstance(each.value, float)}
    if kind.yields in SEVERAL:
        return tuple(str(each.value) for each in there)
    return there[0].value


def _place(cell: Cell) -> float:
    return cell.value if isinstance(cell.value, float) else 0.0


def guarded(text: str) -> str:
    """A text that somebody wrote with an apostrophe before it where it begins like a formula or like a reason.

    A spreadsheet would work out what a stranger wrote (OWASP, CSV Injection), and this engine would look for a reason.
    """
    return f"'{text}" if text.startswith(_LIKE_A_FORMULA) else text


def unguarded(text: str) -> str:
    """The text as it was written; any other stays as it is."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_LIKE_A_FORMULA) else text


def texts_of(cells: Cells, answer: Answer, written: Callable[[str], str] = str) -> Mapping[tuple[str, str], None]:
    """An answer as pairs of part and text, such that reading them gives the answer again.

    `written` is how texts that somebody wrote are told.
    """
    found: dict[tuple[str, str], None] = {}
    value, kind = answer.value, cells.kind
    match value:
        case None:
            found["", f"!{(answer.missing or Missing.SKIPPED).name.lower()}"] = None
        case tuple() if kind.ordered:
            found.update(dict.fromkeys((option, str(place)) for place, option in enumerate(value, start=1)))
        case tuple():
            found.update(dict.fromkeys(("", each) for each in value))
        case Mapping():
            as_days = {part for part, texts in kind.shown(cells.asked, value).items() if texts and _day(texts[0])}
            for part, figure in value.items():
                found[part, date.fromordinal(int(figure)).isoformat() if part in as_days else _plain(figure)] = None
        case date():
            found["", value.isoformat()] = None
        case float() | int():
            found["", _plain(value)] = None
        case _:
            found["", written(value) if kind.yields is Yields.TEXT else value] = None
    if cells.is_detailed:
        found.update(dict.fromkeys((part, written(text)) for part, text in answer.details.items()))
    return found


def _plain(figure: float) -> str:
    return str(int(figure)) if float(figure).is_integer() and abs(figure) < 1e15 else repr(float(figure))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
