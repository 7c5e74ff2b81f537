"""Answers as values: what a response holds, by question and by the unit of the pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from engine.framework.missing import Missing
from engine.framework.question_types import Value


class AnswerKey(NamedTuple):
    """Which answer: the question, and the unit of the `for_each` pass ("" outside of one)."""

    question: str
    item: str = ""


@dataclass(frozen=True)
class Answer:
    """A value, or the reason why there is none; `details` are the texts typed beside options, by option."""

    value: Value | None = None
    missing: Missing = Missing.PRESENT
    details: Mapping[str, str] = field(default_factory=dict)


Answers: TypeAlias = Mapping[AnswerKey, Answer]
"""All answers of a response, on and off the path."""
