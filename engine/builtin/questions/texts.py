"""Texts: one line or several, of a form known by name or by an expression of the author's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from pydantic import Field, field_validator

from engine.builtin.questions.fields import TOO_LONG, clean, empty, one, settings_of, wrong
from engine.builtin.questions.fitting import fitting
from engine.framework.missing import Missing
from engine.framework.models import Noun
from engine.framework.question_types import Asked, Given, QuestionType, Reading, Yields
from engine.framework.text import Text
from engine.wording.catalog import mark

WRONG_PATTERN = mark("Câu trả lời chưa đúng mẫu. Xin xem lại hướng dẫn ở trên.")


@dataclass(frozen=True)
class Pattern:
    """A form of text by name: what is taken out of what people type, what must be left, what is said otherwise.

    `like` is how one looks, with `#` for a digit that may be any; the last digit may have to be tried.
    """

    takes_out: str
    fits: Callable[[str], bool]
    otherwise: str
    like: str


def _is_tax_code(text: str) -> bool:
    """Ten digits, the last a check digit, and for a branch a dash and three more; or the twelve of an identity."""
    if re.fullmatch(r"[0-9]{12}", text):
        return True
    if not re.fullmatch(r"[0-9]{10}(-[0-9]{3})?", text):
        return False
    weighted = sum(int(digit) * by for digit, by in zip(text, (31, 29, 23, 19, 17, 13, 7, 5, 3), strict=False))
    return int(text[9]) == 10 - weighted % 11


def _matches(expression: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(expression, text) is not None


PATTERNS: dict[str, Pattern] = {
    "tax_code": Pattern(
        r"[\s.]",
        _is_tax_code,
        mark("Mã số thuế có 10 chữ số (chi nhánh thêm dấu gạch và 3 chữ số) hoặc 12 chữ số. Xin xem lại từng chữ số."),
        "##########",
    ),
    "phone": Pattern(
        r"[\s.()-]",
        _matches(r"(0[0-9]{9,10}|\+[1-9][0-9]{7,14})"),
        mark("Xin gõ số điện thoại bắt đầu bằng 0, đủ 10 hoặc 11 chữ số, ví dụ 0912 345 678."),
        "09########",
    ),
    "document_number": Pattern(
        r"\s",
        _matches(r"[0-9]+[0-9A-Za-z]*/([0-9]{4}/)?[0-9A-Za-zĐđ&]+([-.][0-9A-Za-zĐđ&]+)*"),
        mark("Xin gõ số và ký hiệu văn bản, ví dụ 665/KH-UBND hoặc 13/2023/NĐ-CP."),
        "###/KH-UBND",
    ),
    "email": Pattern(
        r"\s",
        _matches(r"[^@\s]{1,64}@([0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?\.)+[A-Za-z]{2,}"),
        mark("Xin gõ địa chỉ thư điện tử, ví dụ ten@congty.vn."),
        "mau####@example.vn",
    ),
}
"""The patterns by the name that files use; what is kept is the text without what a pattern takes out."""


class TextSettings(Noun):
    """`max_length` in characters; `pattern` is the name of a known form or a regular expression for the whole text.

    `message` is what somebody is told whose text does not fit the pattern.
    """

    max_length: int = Field(default=200, ge=1, le=10_000)
    pattern: str | None = Field(default=None, max_length=200)
    message: Text | None = None

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, given: str | None) -> str | None:
        try:
            re.compile(given or "")
        except re.error as refused:
            raise ValueError(f"is no regular expression: {refused}") from refused
        return given


class LongTextSettings(TextSettings):
    """As for `text`, with more room."""

    max_length: int = Field(default=2_000, ge=1, le=10_000)


def _read(asked: Asked, given: Given, lines: bool) -> Reading:
    typed = one(asked, given)
    if isinstance(typed, Reading):
        return typed
    text = clean(typed, lines)
    if not text:
        return empty(asked)
    settings = settings_of(asked, LongTextSettings if lines else TextSettings)
    if len(text) > settings.max_length:
        return wrong(TOO_LONG, length=str(len(text)), most=str(settings.max_length))
    if settings.pattern is None:
        return Reading(text)
    named = PATTERNS.get(settings.pattern)
    own = settings.message.within(asked.language) if settings.message else ""
    if named is not None:
        text = re.sub(named.takes_out, "", text)
        return Reading(text) if named.fits(text) else wrong(own or named.otherwise)
    return Reading(text) if re.fullmatch(settings.pattern, text) else wrong(own or WRONG_PATTERN)


def read_text(asked: Asked, given: Given) -> Reading:
    """One line of text."""
    return _read(asked, given, lines=False)


def read_long_text(asked: Asked, given: Given) -> Reading:
    """Several lines of text."""
    return _read(asked, given, lines=True)


def _draw(asked: Asked, random: Random) -> Reading:
    """A text that says nothing, or is like its pattern; one that nobody must give is left out."""
    settings = settings_of(asked, TextSettings)
    if not asked.question.required:
        return Reading(missing=Missing.SKIPPED)
    if settings.pattern is None:
        return Reading("…")
    named = PATTERNS.get(settings.pattern)
    if named is None:
        return Reading(fitting(settings.pattern, settings.max_length, random))
    return Reading("".join(random.choice("0123456789") if x == "#" else x for x in named.like))


TYPES = (
    QuestionType("text", Yields.TEXT, read_text, TextSettings, draw=_draw, summary="One line of text."),
    QuestionType(
        "long_text", Yields.TEXT, read_long_text, LongTextSettings, draw=_draw, summary="Several lines of text."
    ),
)
