"""The engine's own question types, a module a kind: how each reads what was posted, and what its YAML may set."""

from __future__ import annotations

from engine.builtin.questions import choices, dates, durations, notes, numbers, ranking, texts, units
from engine.framework.question_types import QuestionType

TYPES: tuple[QuestionType, ...] = (
    *texts.TYPES,
    *numbers.TYPES,
    *choices.TYPES,
    *ranking.TYPES,
    *units.TYPES,
    *dates.TYPES,
    *durations.TYPES,
    *notes.TYPES,
)
