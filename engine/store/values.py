"""Answers as they lie in the database: one JSON document for all that a response says in one pass."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from engine.framework.missing import Missing
from engine.framework.question_types import Value
from engine.questionnaire.answers import Answer, AnswerKey, Answers

Packed: TypeAlias = str | float | list[Any]
"""A text or a number as it is; anything else as [kind, value, reason], with the typed details where there are any.

Kinds: t text, n number, d day, l list, p parts, "" no value.
"""

_write = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def from_document(document: str) -> dict[str, Answer]:
    """The answers by question that lie in a document."""
    return {question: _answer(packed) for question, packed in json.loads(document).items()}


def documents_of(answers: Mapping[AnswerKey, Answer | None]) -> list[tuple[str, str, str]]:
    """By pass: its item, the answers there are, and the same with those that are taken back."""
    passes: defaultdict[str, list[str]] = defaultdict(list)
    taken_back: defaultdict[str, list[str]] = defaultdict(list)
    for (question, item), answer in answers.items():
        said = passes[item]
        if answer is None:
            taken_back[item].append(f"{_write(question)}:null")
        elif type(value := answer.value) is str and not answer.missing and not answer.details:
            said.append(_option(question, value))  # nearly all
        else:
            said.append(f"{_write(question)}:{_write(_packed(answer))}")
    found = []
    for item, said in sorted(passes.items()):
        document = _document(said)
        found.append((item, document, _document([*said, *taken_back[item]]) if item in taken_back else document))
    return found


def _document(said: Iterable[str]) -> str:
    return f"{{{','.join(said)}}}"


@lru_cache(maxsize=4096)  # nearly all are one of a few options
def _option(question: str, value: str) -> str:
    return f"{_write(question)}:{_write(value)}"


def answers_of(passes: Iterable[Sequence[str]]) -> Answers:
    """The answers that lie in pairs of an item and a document."""
    return {
        AnswerKey(question, item): answer
        for item, document in passes
        for question, answer in from_document(document).items()
    }


def _packed(answer: Answer) -> Packed:
    value = answer.value
    if isinstance(value, (str, float)) and not answer.missing and not answer.details:
        return value
    kind, value = _kind(answer.value)
    return [kind, value, int(answer.missing), *([dict(answer.details)] if answer.details else [])]


def _answer(packed: Packed) -> Answer:
    if isinstance(packed, str):  # nearly all
        return _text(packed)
    if isinstance(packed, list):
        kind, value, missing, *details = packed
        return Answer(_value(kind, value), Missing(missing), *details)
    return Answer(float(packed))


@lru_cache(maxsize=4096)  # nearly all are one of a few options
def _text(value: str) -> Answer:
    return Answer(value)


def _kind(value: Value | None) -> tuple[str, Any]:
    match value:
        case None:
            return "", None
        case str():
            return "t", value
        case date():
            return "d", value.isoformat()
        case int() | float():
            return "n", float(value)
        case Mapping():
            return "p", {part: float(number) for part, number in value.items()}
        case _:
            return "l", list(value)


def _value(kind: str, value: Any) -> Value | None:
    match kind:
        case "t":
            return str(value)
        case "n":
            return float(value)
        case "d":
            return date.fromisoformat(value)
        case "p":
            return {part: float(number) for part, number in value.items()}
        case "l":
            return tuple(value)
        case _:
            return None
