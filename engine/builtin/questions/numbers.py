"""Numbers of every kind: with a unit, an amount of money, a percentage, whole ones, a year, and a ratio of two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Literal, Self

from pydantic import Field, model_validator

from engine.builtin.questions.fields import SEVERAL, Formula, empty, filled, limit, one, settings_of, wrong
from engine.builtin.questions.number_fields import in_words, number_of, typed_number
from engine.framework.models import Noun
from engine.framework.question_types import Asked, Complaint, Given, QuestionType, Reading, Value, Yields
from engine.framework.text import Text
from engine.wording.catalog import mark

BOTH_PARTS = mark("Xin điền cả hai số: đã làm được và tổng số.")
DONE_ABOVE_DUE = mark("Số đã làm được không thể lớn hơn tổng số.")


class NumberSettings(Noun):
    """Limits, the number of decimals that is accepted (any when not set), and what is counted.

    A limit is a number or an expression over earlier answers: `max: total`. `prefix` and `suffix` stand beside the
    field: a currency, a unit of measure.
    """

    min: float | Formula | None = None
    max: float | Formula | None = None
    decimals: int | None = Field(default=None, ge=0, le=10)
    prefix: Text | None = None
    suffix: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if isinstance(self.min, float) and isinstance(self.max, float) and self.min > self.max:
            raise ValueError(f"min ({self.min:g}) is above max ({self.max:g})")
        return self


class IntegerSettings(NumberSettings):
    """As for `number`, without decimals."""

    decimals: int | None = Field(default=0, ge=0, le=0)


class CurrencySettings(NumberSettings):
    """As for `number`: whole đồng of 0 or more, unless the file says otherwise."""

    min: float | Formula | None = 0.0
    decimals: int | None = Field(default=0, ge=0, le=4)
    suffix: Text | None = Text({"": "đồng"})


class PercentageSettings(NumberSettings):
    """As for `number`, from 0 to 100."""

    min: float | Formula | None = 0.0
    max: float | Formula | None = 100.0
    suffix: Text | None = Text({"": "%"})


class YearSettings(NumberSettings):
    """The first and the last year that is accepted."""

    min: float | Formula | None = 1900.0
    max: float | Formula | None = 2100.0
    decimals: int | None = Field(default=0, ge=0, le=0)


class RatioSettings(Noun):
    """What stands beside the two fields, and the number of decimals (whole numbers when not set).

    `over: accept` takes more done than due, which some counts can be: computers for officials.
    """

    done: Text | None = None
    due: Text | None = None
    decimals: int = Field(default=0, ge=0, le=10)
    over: Literal["refuse", "accept"] = "refuse"


def read_number_field(asked: Asked, given: Given) -> Reading:
    """A number within its limits."""
    text = one(asked, given)
    if isinstance(text, Reading):
        return text
    settings = settings_of(asked, NumberSettings)
    least, most = limit(asked, settings.min), limit(asked, settings.max)
    read = number_of(asked, "", _bare(asked, settings, text), least, most, settings.decimals)
    return Reading(complaints=(read,)) if isinstance(read, Complaint) else Reading(read)


def read_ratio(asked: Asked, given: Given) -> Reading:
    """How many were done of how many were due; both numbers, 0 or more, done not above due unless the file says so."""
    texts = {part: filled(given, part) for part in ("done", "due")}
    for part, each in texts.items():
        if len(each) > 1:
            return wrong(SEVERAL, part)
    if not texts["done"] and not texts["due"]:
        return empty(asked, part="done")
    for part, each in texts.items():
        if not each:
            return wrong(BOTH_PARTS, part)
    settings = settings_of(asked, RatioSettings)
    read = {part: number_of(asked, part, each[0], 0.0, None, settings.decimals) for part, each in texts.items()}
    complaints = tuple(each for each in read.values() if isinstance(each, Complaint))
    if complaints:
        return Reading(complaints=complaints)
    parts = {part: each for part, each in read.items() if isinstance(each, float)}
    is_over = parts["done"] > parts["due"] and settings.over == "refuse"
    return wrong(DONE_ABOVE_DUE, "done") if is_over else Reading(parts)


def _bare(asked: Asked, settings: NumberSettings, text: str) -> str:
    """What was typed without the unit that stands beside the field anyway: `12 %`, `500 đồng`."""
    for beside in (settings.suffix, settings.prefix):
        word = beside.within(asked.language) if beside else ""
        if word:
            text = text.removesuffix(word).removeprefix(word).strip()
    return text


def _shown_number(asked: Asked, value: Value) -> Mapping[str, Sequence[str]]:
    return {"": (typed_number(value, asked.language),)} if isinstance(value, float | int) else {}


def _number_in_words(asked: Asked, value: Value) -> tuple[str, ...]:
    settings = settings_of(asked, NumberSettings)
    return in_words(asked, value, settings.prefix, settings.suffix)


def _shown_ratio(asked: Asked, value: Value) -> Mapping[str, Sequence[str]]:
    if not isinstance(value, Mapping):
        return {}
    return {part: (typed_number(number, asked.language),) for part, number in value.items()}


def _ratio_in_words(asked: Asked, value: Value) -> tuple[str, ...]:
    return (" / ".join(text for texts in _shown_ratio(asked, value).values() for text in texts),)


def _draw_number(asked: Asked, random: Random) -> Reading:
    settings = settings_of(asked, NumberSettings)
    least, most = limit(asked, settings.min), limit(asked, settings.max)
    low = least if least is not None else min(0.0, most if most is not None else 0.0)
    high = most if most is not None else low + 100
    return Reading(round(random.uniform(low, high), min(settings.decimals or 0, 2)))


def _ratio_parts(_asked: Asked) -> Iterable[str]:
    return ("done", "due")


def _number(name: str, settings: type[NumberSettings], summary: str) -> QuestionType:
    return QuestionType(
        name,
        Yields.NUMBER,
        read_number_field,
        settings,
        shown=_shown_number,
        words=_number_in_words,
        draw=_draw_number,
        summary=summary,
    )


TYPES = (
    _number("number", NumberSettings, "A number."),
    _number("integer", IntegerSettings, "A whole number."),
    _number("currency", CurrencySettings, "An amount of money, in đồng unless the file says otherwise."),
    _number("percentage", PercentageSettings, "A percentage from 0 to 100."),
    QuestionType(
        "year",
        Yields.NUMBER,
        read_number_field,
        YearSettings,
        shown=_shown_number,
        draw=_draw_number,
        summary="A year.",
    ),
    QuestionType(
        "ratio",
        Yields.PARTS,
        read_ratio,
        RatioSettings,
        parts=_ratio_parts,
        shown=_shown_ratio,
        words=_ratio_in_words,
        summary="How many were done of how many were due.",
    ),
)
