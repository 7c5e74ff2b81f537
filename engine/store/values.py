"""Answers as they lie in the database: a letter for the kind of value, and the value."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from engine.framework.missing import Missing
from engine.framework.question_types import Value
from engine.questionnaire.answers import Answer

Stored = tuple[str, str | float | None, int]
"""Kind (t text, n number, d day, l list, p parts, "" none), value, reason."""


def to_row(answer: Answer) -> Stored:
    """The columns kind, value and missing of an answer."""
    value = answer.value
    if isinstance(value, str):  # nearly all
        return "t", value, int(answer.missing)
    return *_packed(value), int(answer.missing)


def from_row(kind: str, value: str | float | None, missing: int) -> Answer:
    """The answer that lies in these columns."""
    if kind == "t":
        return _text(str(value), missing)
    return Answer(_unpacked(kind, value), Missing(missing))


@lru_cache(maxsize=4096)  # nearly all answers are one of a few options
def _text(value: str, missing: int) -> Answer:
    return Answer(value, Missing(missing))


def _packed(value: date | float | Mapping[str, float] | Sequence[str] | None) -> tuple[str, str | float | None]:
    match value:
        case None:
            return "", None
        case date():
            return "d", value.isoformat()
        case int() | float():
            return "n", float(value)
        case Mapping():
            return "p", json.dumps({part: float(number) for part, number in value.items()})
        case _:
            return "l", json.dumps(list(value), ensure_ascii=False)


def _unpacked(kind: str, value: str | float | None) -> Value | None:
    match kind:
        case "n":
            return float(value or 0)
        case "d":
            return date.fromisoformat(str(value))
        case "p":
            return {str(part): float(number) for part, number in json.loads(str(value)).items()}
        case "l":
            return tuple(json.loads(str(value)))
        case _:
            return None
