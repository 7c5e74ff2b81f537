"""Texts: one line or several, of a form known by name or by an expression of the author's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Self

from pydantic import Field, field_validator, model_validator

from engine.builtin.questions.fields import TOO_LONG, clean, empty, one, settings_of, wrong
from engine.builtin.questions.fitting import fitting
from engine.builtin.questions.lookups import best_of, fold, or_a_file
from engine.builtin.questions.number_fields import shortened
from engine.framework.missing import Missing
from engine.framework.models import Noun
from engine.framework.question_types import Asked, Given, QuestionType, Reading, Yields
from engine.framework.text import Text
from engine.framework.told import told
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


class _TypedSettings(Noun):
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


class TextSettings(_TypedSettings):
    """`max_length` in characters; `pattern` is the name of a known form or a regular expression for the whole text.

    `message` is what somebody is told whose text does not fit the pattern. `suggestions` are offered while somebody
    types, and anything else may be typed; they may lie in a CSV file beside this one, with the column label, or
    label_vi, label_en, …
    """

    suggestions: tuple[Text, ...] = Field(default=(), max_length=50_000, json_schema_extra=or_a_file)

    @model_validator(mode="after")
    def _can_be_taken(self) -> Self:
        for text in (text for each in self.suggestions for text in each.root.values()):
            if len(text) > self.max_length:
                what = f"the suggestion `{shortened(text)}` is longer than {self.max_length} characters"
                raise told(what, "Shorten it, or raise `max_length`.")
            if self.pattern is not None and not _fits(self.pattern, text):
                raise told(f"the suggestion `{shortened(text)}` does not fit `pattern`", "Correct one of the two.")
        return self

    @cached_property
    def folded(self) -> tuple[tuple[int, str], ...]:
        """Each suggestion, by its position, as it is searched."""
        return tuple((at, fold(" ".join(each.root.values()))) for at, each in enumerate(self.suggestions))

    def lines_found(self, text: str, language: str) -> tuple[tuple[str, str], ...]:
        """The suggestions that fit a text."""
        found = (self.suggestions[at].within(language) for at in best_of(self.folded, text))
        return tuple((words, "") for words in dict.fromkeys(found))


class LongTextSettings(_TypedSettings):
    """As for `text`, with more room and without suggestions."""

    max_length: int = Field(default=2_000, ge=1, le=10_000)


def _read(asked: Asked, given: Given, lines: bool) -> Reading:
    typed = one(asked, given)
    if isinstance(typed, Reading):
        return typed
    text = clean(typed, lines)
    if not text:
        return empty(asked)
    settings: _TypedSettings = settings_of(asked, LongTextSettings if lines else TextSettings)
    if len(text) > settings.max_length:
        return wrong(TOO_LONG, length=str(len(text)), most=str(settings.max_length))
    if settings.pattern is None:
        return Reading(text)
    own = settings.message.within(asked.language) if settings.message else ""
    named = PATTERNS.get(settings.pattern)
    if not _fits(settings.pattern, text):
        return wrong(own or (named.otherwise if named else WRONG_PATTERN))
    return Reading(re.sub(named.takes_out, "", text) if named else text)


def _fits(pattern: str, text: str) -> bool:
    """Whether a text is of a known form, or matches an author's own expression as a whole."""
    named = PATTERNS.get(pattern)
    if named is not None:
        return named.fits(re.sub(named.takes_out, "", text))
    return re.fullmatch(pattern, text) is not None


def read_text(asked: Asked, given: Given) -> Reading:
    """One line of text."""
    return _read(asked, given, lines=False)


def read_long_text(asked: Asked, given: Given) -> Reading:
    """Several lines of text."""
    return _read(asked, given, lines=True)


def _draw(asked: Asked, random: Random) -> Reading:
    """A text that says nothing, or is like its pattern; one that nobody must give is left out."""
    settings = settings_of(asked, _TypedSettings)
    if not asked.question.required:
        return Reading(missing=Missing.SKIPPED)
    if offered := getattr(settings, "suggestions", ()):
        return Reading(random.choice(offered).within(asked.language))
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
