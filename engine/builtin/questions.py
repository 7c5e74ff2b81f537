"""The engine's own question types: how each reads what was posted, and what its YAML may set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from engine.builtin.number_fields import number_of, shortened, typed_number
from engine.builtin.question_settings import (
    ChoicesSettings,
    DateSettings,
    LongTextSettings,
    NumberSettings,
    RatioSettings,
    TextSettings,
    UnitsSettings,
)
from engine.framework.missing import REASONS, Missing
from engine.framework.models import Noun, Option, Question
from engine.framework.question_types import Asked, Complaint, Given, QuestionType, Reading, Value, Yields
from engine.wording.catalog import mark

S = TypeVar("S", bound=Noun)

REQUIRED = mark("Xin trả lời câu này.")
CHOOSE = mark("Xin chọn một câu trả lời.")
SEVERAL = mark("Câu này chỉ nhận một câu trả lời. Xin chọn lại.")
REPEATED = mark("Có lựa chọn bị gửi lên nhiều lần. Xin chọn lại.")
UNKNOWN_OPTION = mark("Lựa chọn này không có trong câu hỏi. Xin chọn lại.")
TOO_LONG = mark("Câu trả lời dài {length} ký tự. Xin rút gọn còn tối đa {most} ký tự.")
WRONG_PATTERN = mark("Câu trả lời chưa đúng mẫu. Xin xem lại hướng dẫn ở trên.")
FEWEST = mark("Xin chọn ít nhất {least}.")
MOST = mark("Xin chọn tối đa {most}.")
ALONE = mark("“{option}” không thể chọn cùng câu trả lời khác. Xin bỏ bớt.")
UNKNOWN_UNIT = mark("Đơn vị này không có trong danh sách. Xin chọn lại.")
NOT_A_DATE = mark("“{given}” không phải là ngày. Xin gõ theo mẫu ngày/tháng/năm, ví dụ 31/12/2026.")
TOO_EARLY = mark("Ngày sớm nhất có thể nhập là {least}.")
TOO_LATE = mark("Ngày muộn nhất có thể nhập là {most}.")
BOTH_PARTS = mark("Xin điền cả hai số: đã làm được và tổng số.")
DONE_ABOVE_DUE = mark("Số đã làm được không thể lớn hơn tổng số.")


def read_text(asked: Asked, given: Given) -> Reading:
    """One line of text, or several for `long_text`."""
    texts = _filled(given)
    if len(texts) > 1:
        return _wrong(SEVERAL)
    lines = asked.question.type == "long_text"
    settings = _settings(asked, LongTextSettings) if lines else _settings(asked, TextSettings)
    text = _clean(texts[0], lines) if texts else ""
    if not text:
        return _empty(asked)
    if len(text) > settings.max_length:
        return _wrong(TOO_LONG, length=str(len(text)), most=str(settings.max_length))
    if settings.pattern and not re.fullmatch(settings.pattern, text):
        return _wrong(WRONG_PATTERN)
    return Reading(text)


def read_number_field(asked: Asked, given: Given) -> Reading:
    """A number within its limits."""
    texts = _filled(given)
    if len(texts) > 1:
        return _wrong(SEVERAL)
    if not texts:
        return _empty(asked)
    settings = _settings(asked, NumberSettings)
    read = number_of(asked, "", texts[0], settings.min, settings.max, settings.decimals)
    return Reading(complaints=(read,)) if isinstance(read, Complaint) else Reading(read)


def read_choice(asked: Asked, given: Given) -> Reading:
    """One option; an option that stands for a reason gives that reason."""
    texts = _filled(given)
    if len(texts) > 1:
        return _wrong(SEVERAL)
    if not texts:
        return _empty(asked, CHOOSE)
    for option in asked.options:
        if option.id == texts[0]:
            return Reading(option.id, _reason(option))
    return _wrong(UNKNOWN_OPTION)


def read_choices(asked: Asked, given: Given) -> Reading:
    """Several options in the order of the file; an exclusive one or a reason only alone."""
    texts = _filled(given)
    if not texts:
        return _empty(asked, CHOOSE)
    if len(set(texts)) < len(texts):
        return _wrong(REPEATED)
    chosen = tuple(option for option in asked.options if option.id in texts)
    if len(chosen) < len(texts):
        return _wrong(UNKNOWN_OPTION)
    alone = next((option for option in chosen if option.exclusive or option.missing), None)
    if alone is not None:
        if len(chosen) > 1:
            return _wrong(ALONE, option=alone.label.within(asked.language))
        return Reading((alone.id,), _reason(alone))
    settings = _settings(asked, ChoicesSettings)
    return _counted(tuple(option.id for option in chosen), settings.min, settings.max)


def read_units(asked: Asked, given: Given) -> Reading:
    """Units of the register, of the groups that the question offers, in the register's order."""
    texts = [unicodedata.normalize("NFC", text) for text in _filled(given)]
    if not texts:
        return _empty(asked, CHOOSE)
    if len(set(texts)) < len(texts):
        return _wrong(REPEATED)
    settings = _settings(asked, UnitsSettings)
    offered = [unit.id for unit in asked.units if settings.offers(unit)]
    chosen = tuple(unit for unit in offered if unit in texts)
    if len(chosen) < len(texts):
        return _wrong(UNKNOWN_UNIT)
    return _counted(chosen, settings.min, settings.max)


def read_date(asked: Asked, given: Given) -> Reading:
    """A day, as browsers post it (2026-12-31) or as people write it (31/12/2026)."""
    texts = _filled(given)
    if len(texts) > 1:
        return _wrong(SEVERAL)
    if not texts:
        return _empty(asked)
    day = _day(texts[0])
    if day is None:
        return _wrong(NOT_A_DATE, given=shortened(texts[0]))
    settings = _settings(asked, DateSettings)
    if settings.min and day < settings.min:
        return _wrong(TOO_EARLY, least=f"{settings.min:%d/%m/%Y}")
    if settings.max and day > settings.max:
        return _wrong(TOO_LATE, most=f"{settings.max:%d/%m/%Y}")
    return Reading(day)


def read_ratio(asked: Asked, given: Given) -> Reading:
    """How many were done of how many were due; both numbers, 0 or more, done not above due."""
    texts = {part: _filled(given, part) for part in ("done", "due")}
    for part, each in texts.items():
        if len(each) > 1:
            return _wrong(SEVERAL, part)
    if not texts["done"] and not texts["due"]:
        return _empty(asked, part="done")
    for part, each in texts.items():
        if not each:
            return _wrong(BOTH_PARTS, part)
    settings = _settings(asked, RatioSettings)
    read = {part: number_of(asked, part, each[0], 0.0, None, settings.decimals) for part, each in texts.items()}
    complaints = tuple(each for each in read.values() if isinstance(each, Complaint))
    if complaints:
        return Reading(complaints=complaints)
    parts = {part: each for part, each in read.items() if isinstance(each, float)}
    return _wrong(DONE_ABOVE_DUE, "done") if parts["done"] > parts["due"] else Reading(parts)


def read_nothing(_asked: Asked, _given: Given) -> Reading:
    """A note takes no answer."""
    return Reading(missing=Missing.NOT_ASKED)


def _settings(asked: Asked, model: type[S]) -> S:
    given = asked.question.settings
    return given if isinstance(given, model) else model.model_validate(given or {})


def _filled(given: Given, part: str = "") -> list[str]:
    return [stripped for text in given.get(part, ()) if (stripped := text.strip())]


def _clean(text: str, lines: bool) -> str:
    kept = "".join(x for x in text.replace("\r\n", "\n") if x.isprintable() or x == "\n")
    return unicodedata.normalize("NFC", kept if lines else kept.replace("\n", " ")).strip()


def _wrong(text: str, part: str = "", **values: str) -> Reading:
    return Reading(complaints=(Complaint(part, text, values),))


def _empty(asked: Asked, text: str = REQUIRED, part: str = "") -> Reading:
    return _wrong(text, part) if asked.question.required else Reading(missing=Missing.SKIPPED)


def _reason(option: Option) -> Missing:
    return REASONS[option.missing] if option.missing else Missing.PRESENT


def _counted(chosen: tuple[str, ...], least: int, most: int | None) -> Reading:
    if len(chosen) < least:
        return _wrong(FEWEST, least=str(least))
    if most is not None and len(chosen) > most:
        return _wrong(MOST, most=str(most))
    return Reading(chosen)


def _day(text: str) -> date | None:
    found = re.fullmatch(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})", text) or re.fullmatch(
        r"(?P<d>[0-9]{1,2})\s*[/.-]\s*(?P<m>[0-9]{1,2})\s*[/.-]\s*(?P<y>[0-9]{4})", text
    )
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    except ValueError:
        return None


Shown = Mapping[str, Sequence[str]]


def _shown_number(asked: Asked, value: Value) -> Shown:
    return {"": (typed_number(value, asked.language),)} if isinstance(value, float | int) else {}


def _shown_several(_asked: Asked, value: Value) -> Shown:
    return {"": value} if isinstance(value, tuple) else {}


def _shown_date(_asked: Asked, value: Value) -> Shown:
    return {"": (value.isoformat(),)} if isinstance(value, date) else {}


def _shown_ratio(asked: Asked, value: Value) -> Shown:
    if not isinstance(value, Mapping):
        return {}
    return {part: (typed_number(number, asked.language),) for part, number in value.items()}


def _ratio_parts(_question: Question) -> Iterable[str]:
    return ("done", "due")


def _no_parts(_question: Question) -> Iterable[str]:
    return ()


TYPES: tuple[QuestionType, ...] = (
    QuestionType("text", Yields.TEXT, read_text, TextSettings, summary="One line of text."),
    QuestionType("long_text", Yields.TEXT, read_text, LongTextSettings, summary="Several lines of text."),
    QuestionType("number", Yields.NUMBER, read_number_field, NumberSettings, shown=_shown_number, summary="A number."),
    QuestionType("choice", Yields.OPTION, read_choice, needs_options=True, summary="One of several options."),
    QuestionType(
        "choices",
        Yields.OPTIONS,
        read_choices,
        ChoicesSettings,
        shown=_shown_several,
        needs_options=True,
        summary="Any of several options; an exclusive one only alone.",
    ),
    QuestionType(
        "units",
        Yields.UNITS,
        read_units,
        UnitsSettings,
        shown=_shown_several,
        summary="Units of the register.",
    ),
    QuestionType("date", Yields.DATE, read_date, DateSettings, shown=_shown_date, summary="A day."),
    QuestionType(
        "ratio",
        Yields.PARTS,
        read_ratio,
        RatioSettings,
        parts=_ratio_parts,
        shown=_shown_ratio,
        summary="How many were done of how many were due.",
    ),
    QuestionType("note", Yields.NOTHING, read_nothing, parts=_no_parts, summary="Nothing to answer."),
)
