"""What is shown and not asked: a note, and a figure worked out from other answers."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from engine.builtin.questions.fields import settings_of
from engine.builtin.questions.number_fields import in_words
from engine.framework.missing import Missing
from engine.framework.models import Expression, Noun
from engine.framework.question_types import Asked, Given, QuestionType, Reading, Value, Yields
from engine.framework.text import Text


class ComputedSettings(Noun):
    """The `formula` over earlier answers, and how its value is written.

    `with_answers` lists the answers that the formula names, each with a way to change it that leads back here.
    """

    formula: Expression
    decimals: int | None = Field(default=None, ge=0, le=10)
    prefix: Text | None = None
    suffix: Text | None = None
    with_answers: bool = False


def read_nothing(_asked: Asked, _given: Given) -> Reading:
    """What is not asked takes no answer."""
    return Reading(missing=Missing.NOT_ASKED)


def no_parts(_asked: Asked) -> Iterable[str]:
    """No posted fields."""
    return ()


def _in_words(asked: Asked, value: Value) -> tuple[str, ...]:
    settings = settings_of(asked, ComputedSettings)
    return in_words(asked, value, settings.prefix, settings.suffix, settings.decimals)


TYPES = (
    QuestionType("note", Yields.NOTHING, read_nothing, parts=no_parts, asks=False, summary="Nothing to answer."),
    QuestionType(
        "computed",
        Yields.NUMBER,
        read_nothing,
        ComputedSettings,
        parts=no_parts,
        words=_in_words,
        asks=False,
        summary="A figure worked out from earlier answers: shown, not asked.",
    ),
)
