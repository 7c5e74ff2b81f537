"""How long something took: a number in each of a few units, kept as one number in the smallest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Literal

from pydantic import Field, field_validator

from engine.builtin.questions.fields import SEVERAL, Formula, empty, filled, limit, settings_of, whole, wrong
from engine.builtin.questions.number_fields import shortened
from engine.framework.models import Noun
from engine.framework.question_types import Asked, Given, QuestionType, Reading, Value, Yields
from engine.wording.catalog import mark, say

NOT_WHOLE = mark("“{given}” không phải là số nguyên. Xin chỉ gõ chữ số.")
TOO_SHORT = mark("Thời gian ngắn nhất có thể nhập là {least}.")
TOO_LONG_A_TIME = mark("Thời gian dài nhất có thể nhập là {most}.")

UNITS = {
    "years": mark("năm"),
    "months": mark("tháng"),
    "weeks": mark("tuần"),
    "days": mark("ngày"),
    "hours": mark("giờ"),
    "minutes": mark("phút"),
}
"""The units, the largest first."""

_HOLDS = {("years", "months"): 12, ("weeks", "days"): 7, ("days", "hours"): 24, ("hours", "minutes"): 60}


class DurationSettings(Noun):
    """The `units` that are asked for, the largest first; limits are counted in the last of them."""

    units: tuple[Literal["years", "months", "weeks", "days", "hours", "minutes"], ...] = Field(
        default=("years", "months"), min_length=1
    )
    min: float | Formula | None = None
    max: float | Formula | None = None

    @field_validator("units")
    @classmethod
    def _convertible(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for larger, smaller in pairwise(given):
            if (larger, smaller) not in _HOLDS:
                known = ", ".join(f"{a} then {b}" for a, b in _HOLDS)
                raise ValueError(f"{larger} cannot be counted in {smaller}; known: {known}")
        return given


def read_duration(asked: Asked, given: Given) -> Reading:
    """How long, in the smallest unit; a unit left empty counts 0 beside one that is filled in."""
    settings = settings_of(asked, DurationSettings)
    texts = {unit: filled(given, unit) for unit in settings.units}
    if not any(texts.values()):
        return empty(asked, part=settings.units[0])
    total = 0
    for position, (unit, typed) in enumerate(texts.items()):
        if len(typed) > 1:
            return wrong(SEVERAL, unit)
        number = whole(typed[0]) if typed else 0
        if number is None:
            return wrong(NOT_WHOLE, unit, given=shortened(typed[0]))
        total = total * (_HOLDS[settings.units[position - 1], unit] if position else 1) + number
    least, most = limit(asked, settings.min), limit(asked, settings.max)
    if least is not None and total < least:
        return wrong(TOO_SHORT, settings.units[0], least=_said(asked, settings, least))
    if most is not None and total > most:
        return wrong(TOO_LONG_A_TIME, settings.units[0], most=_said(asked, settings, most))
    return Reading(float(total))


def _split(settings: DurationSettings, total: float) -> dict[str, int]:
    """The number of each unit, the largest first."""
    parts: dict[str, int] = {}
    rest = int(total)
    for larger, unit in zip(reversed((None, *settings.units[:-1])), reversed(settings.units), strict=True):
        if larger is None:
            parts[unit] = rest
        else:
            rest, parts[unit] = divmod(rest, _HOLDS[larger, unit])
    return {unit: parts[unit] for unit in settings.units}


def _said(asked: Asked, settings: DurationSettings, total: float) -> str:
    parts = [
        f"{number} {say(UNITS[unit], asked.language)}" for unit, number in _split(settings, total).items() if number
    ]
    return " ".join(parts) or f"0 {say(UNITS[settings.units[-1]], asked.language)}"


def _shown(asked: Asked, value: Value) -> Mapping[str, Sequence[str]]:
    if not isinstance(value, float | int):
        return {}
    return {unit: (str(number),) for unit, number in _split(settings_of(asked, DurationSettings), value).items()}


def _in_words(asked: Asked, value: Value) -> tuple[str, ...]:
    return (_said(asked, settings_of(asked, DurationSettings), value),) if isinstance(value, float | int) else ()


def _draw(asked: Asked, random: Random) -> Reading:
    settings = settings_of(asked, DurationSettings)
    least, most = limit(asked, settings.min) or 0.0, limit(asked, settings.max)
    return Reading(float(round(random.uniform(least, least + 24 if most is None else most))))


def _parts(asked: Asked) -> Iterable[str]:
    return settings_of(asked, DurationSettings).units


TYPES = (
    QuestionType(
        "duration",
        Yields.NUMBER,
        read_duration,
        DurationSettings,
        parts=_parts,
        shown=_shown,
        words=_in_words,
        draw=_draw,
        summary="How long, in the units declared; its value is counted in the smallest of them.",
    ),
)
