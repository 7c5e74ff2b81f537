"""Answers as they lie in the database: a letter for the kind of value, and the value."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from engine.framework.missing import Missing
from engine.framework.question_types import Value
from engine.questionnaire.answers import Answer

Stored = tuple[str, str | float | None, int, str | None]
"""Kind (t text, n number, d day, l list, p parts, "" none), value, reason, typed details (NULL for none)."""


def to_row(answer: Answer) -> Stored:
    """The columns kind, value, missing and details of an answer."""
    value = answer.value
    details = json.dumps(dict(answer.details), ensure_ascii=False) if answer.details else None
    if isinstance(value, str):  # nearly all
        return "t", value, int(answer.missing), details
    return *_packed(value), int(answer.missing), details


def from_row(kind: str, value: str | float | None, missing: int, details: str | None) -> Answer:
    """The answer that lies in these columns."""
    if details is not None:
        given = str(value) if kind == "t" else _unpacked(kind, value)
        return Answer(given, Missing(missing), {str(k): str(v) for k, v in json.loads(details).items()})
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
