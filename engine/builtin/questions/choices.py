"""One or several of a few options, with typed detail where an option asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, Self

from pydantic import Field, model_validator

from engine.builtin.questions.details import detail_in_words, left_over, read_detail, shown_detail
from engine.builtin.questions.fields import (
    CHOOSE,
    REPEATED,
    counted,
    empty,
    filled,
    one,
    settings_of,
    wrong,
)
from engine.framework.missing import REASONS, Missing
from engine.framework.models import Noun, Option
from engine.framework.question_types import Asked, Complaint, Given, NoSettings, QuestionType, Reading, Value, Yields
from engine.framework.text import Text
from engine.wording.catalog import mark

UNKNOWN_OPTION = mark("Lựa chọn này không có trong câu hỏi. Xin chọn lại.")
ALONE = mark("“{option}” không thể chọn cùng câu trả lời khác. Xin bỏ bớt.")
MUST_AGREE = mark("Xin đánh dấu vào ô này để tiếp tục.")


class Counted(Noun):
    """The fewest and the most that may be chosen."""

    min: int = Field(default=1, ge=0)
    max: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max is not None and self.min > self.max:
            raise ValueError(f"min ({self.min}) is above max ({self.max})")
        return self


class ChoicesSettings(Counted):
    """How many options may be chosen."""


class ChoiceSettings(Noun):
    """`layout: dropdown` shows the options as a list that opens, with a line first that chooses nothing."""

    layout: Literal["list", "dropdown"] = "list"


def read_choice(asked: Asked, given: Given) -> Reading:
    """One option; an option that stands for a reason gives that reason."""
    picked = one(asked, given)
    if isinstance(picked, Reading):
        return empty(asked, CHOOSE) if not filled(given) else picked
    for option in asked.options:
        if option.id == picked:
            return _with_details(Reading(option.id, _reason(option)), asked, given, (option,))
    return wrong(UNKNOWN_OPTION)


def read_choices(asked: Asked, given: Given) -> Reading:
    """Several options in the order of the file; an exclusive one or a reason only alone."""
    texts = filled(given)
    if not texts:
        return empty(asked, CHOOSE)
    if len(set(texts)) < len(texts):
        return wrong(REPEATED)
    chosen = tuple(option for option in asked.options if option.id in texts)
    if len(chosen) < len(texts):
        return wrong(UNKNOWN_OPTION)
    alone = next((option for option in chosen if option.exclusive or option.missing), None)
    if alone is not None:
        if len(chosen) > 1:
            return wrong(ALONE, option=alone.label.within(asked.language))
        return _with_details(Reading((alone.id,), _reason(alone)), asked, given, chosen)
    settings = settings_of(asked, ChoicesSettings)
    reading = counted(tuple(option.id for option in chosen), settings.min, settings.max)
    return reading if reading.complaints else _with_details(reading, asked, given, chosen)


def read_consent(asked: Asked, given: Given) -> Reading:
    """The one box, ticked."""
    if asked.question.required and not filled(given):
        return wrong(MUST_AGREE)
    return read_choice(asked, given)


def _with_details(reading: Reading, asked: Asked, given: Given, chosen: Iterable[Option]) -> Reading:
    """The reading with what stands beside the chosen options; beside others it is passed over if out of sight."""
    details: dict[str, str] = {}
    complaints: list[Complaint] = []
    ids = {option.id for option in chosen}
    is_list = asked.question.setting("layout") == "dropdown"
    for option in asked.options:
        if option.detail is None:
            continue
        read: str | Complaint | None = None
        if option.id in ids:
            read = read_detail(asked, given, option, option.detail)
        elif is_list or option.detail.always:
            read = left_over(asked, given, option)
        if isinstance(read, Complaint):
            complaints.append(read)
        elif read:
            details[option.id] = read
    return Reading(complaints=tuple(complaints)) if complaints else replace(reading, details=details)


def _reason(option: Option) -> Missing:
    return REASONS[option.missing] if option.missing else Missing.PRESENT


def option_parts(asked: Asked) -> Iterable[str]:
    """The question itself, and the field beside each option that takes a typed detail."""
    return ("", *(option.id for option in asked.options if option.detail))


def shown_several(asked: Asked, value: Value) -> Mapping[str, Sequence[str]]:
    """The ids of several things chosen, with what was typed beside them."""
    chosen = value if isinstance(value, tuple) else (str(value),)
    by_id = {option.id: option.detail for option in asked.options} if asked.details else {}
    return {"": chosen, **{x: (shown_detail(asked, by_id.get(x), y),) for x, y in asked.details.items()}}


def labels(asked: Asked, value: Value) -> tuple[str, ...]:
    """The labels of the options chosen."""
    by_id = {option.id: option for option in asked.options}

    def in_words(each: str) -> str:
        option, kept = by_id.get(each), asked.details.get(each)
        label = option.label.within(asked.language) if option else each
        return label if kept is None else f"{label}: {detail_in_words(asked, option.detail if option else None, kept)}"

    return tuple(map(in_words, value if isinstance(value, tuple) else (str(value),)))


def _own(**words: dict[str, object]) -> tuple[Option, ...]:
    return tuple(Option.model_validate({"id": name, **given}) for name, given in words.items())


COMPLIANCE = _own(
    yes={"label": Text({"vi": "Đạt", "en": "Yes"}), "value": 1.0},
    partial={
        "label": Text({"vi": "Đạt một phần", "en": "Partly"}),
        "value": 0.5,
        "detail": {"label": Text({"vi": "Phần nào chưa đạt, vì sao?", "en": "What is not met yet, and why?"})},
    },
    no={
        "label": Text({"vi": "Chưa đạt", "en": "No"}),
        "value": 0.0,
        "detail": {"label": Text({"vi": "Vì sao chưa đạt?", "en": "Why not?"}), "required": False},
    },
    not_applicable={
        "label": Text({"vi": "Không áp dụng", "en": "Not applicable"}),
        "missing": "not_applicable",
        "detail": {"label": Text({"vi": "Vì sao không áp dụng?", "en": "Why does it not apply?"})},
    },
)
"""What `compliance` offers when the file gives no options of its own."""

AGREE = _own(yes={"label": Text({"vi": "Tôi đồng ý", "en": "I agree"}), "value": 1.0})

TYPES = (
    QuestionType(
        "choice",
        Yields.OPTION,
        read_choice,
        ChoiceSettings,
        parts=option_parts,
        shown=shown_several,
        words=labels,
        needs_options=True,
        summary="One of several options.",
    ),
    QuestionType(
        "choices",
        Yields.OPTIONS,
        read_choices,
        ChoicesSettings,
        parts=option_parts,
        shown=shown_several,
        words=labels,
        needs_options=True,
        summary="Any of several options; an exclusive one only alone.",
    ),
    QuestionType(
        "compliance",
        Yields.OPTION,
        read_choice,
        NoSettings,
        parts=option_parts,
        shown=shown_several,
        words=labels,
        needs_options=True,
        own_options=COMPLIANCE,
        summary="`yes` 1, `partial` 0.5, `no` 0 or `not_applicable`, with the reason where one is due.",
    ),
    QuestionType(
        "consent",
        Yields.OPTION,
        read_consent,
        words=labels,
        needs_options=True,
        own_options=AGREE,
        known=False,
        summary="One box that must be ticked (`yes`) where an answer is required.",
    ),
)
