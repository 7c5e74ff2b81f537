"""What stands in a question's fields before it is answered, as an author writes it and as its type reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.framework.composer import Way
from engine.framework.conditions import Checking
from engine.framework.missing import Missing
from engine.framework.models import Framework, Question
from engine.framework.question_types import Asked, Given, QuestionType, Reading


def default_of(framework: Framework, question: Question, kind: QuestionType) -> Reading:
    """The default read as if somebody had posted it; numbers are written with a decimal point, days as 2026-01-31."""
    asked = Asked(question, framework.options_of(question), framework.units.list, "en")
    return kind.read(asked, _as_posted(question.default))


def _as_posted(given: Any) -> Given:
    if isinstance(given, Mapping):
        return {str(part): (_written(value),) for part, value in given.items()}
    return {"": tuple(map(_written, given)) if isinstance(given, list | tuple) else (_written(given),)}


def _written(given: Any) -> str:
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, date):
        return given.isoformat()
    return repr(given) if isinstance(given, float) else str(given)


def check_default(checking: Checking, question: Question, way: Way) -> None:
    """A default must be an answer that the question takes."""
    kind = checking.vocabulary.question_types.get(question.type)
    if question.default is None or kind is None or (question.scale and question.scale not in checking.framework.scales):
        return
    at = (*way, "default")
    if not kind.asks:
        checking.places.add(at, f"a question of type `{question.type}` takes no answer.", "Remove it.", key=True)
        return
    if question.settings is None and kind.settings.model_fields:
        return  # told already
    reading = default_of(checking.framework, question, kind)
    if reading.complaints or (reading.value is None and reading.missing is not Missing.PRESENT):
        ids = [option.id for option in checking.options(question)]
        named = ", ".join(f"`{each}`" for each in ids[:6])
        mend = f"Name one of its options: {named}." if ids else "Write what may be answered."
        checking.places.add(at, "the default is no answer that this question takes.", mend)
