"""A question as it stands before a respondent: its options, limits and rows, seen from the answers so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.framework.models import Framework, Option, Question
from engine.framework.question_types import Asked, Names
from engine.framework.text import Text
from engine.questionnaire.deciding import rows_offered
from engine.questionnaire.names import holds


def asked(framework: Framework, question: Question, language: str) -> Asked:
    """A question as it stands before a respondent, seen from no answers."""
    return Asked(question, framework.options_of(question), framework.units.list, language)


def standing(before: Asked, names: Names, details: Mapping[str, str] | None = None) -> Asked:
    """The question as it stands among these answers: limits know them; options that hold, and rows, are offered."""
    offered = before.options
    if any(option.when for option in offered):
        offered = tuple(option for option in offered if holds(option.when, names))
    if before.question.options_from and (rows := rows_offered(before.question, names)):
        offered = (*(Option(id=row, label=Text({"": title})) for row, title in rows.items()), *offered)
    return replace(before, options=offered, names=names, details=details or {})
