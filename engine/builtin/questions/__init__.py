"""The engine's own question types, a module a kind: how each reads what was posted, and what its YAML may set."""

from __future__ import annotations

from engine.builtin.questions import (
    batteries,
    choices,
    dates,
    durations,
    files,
    lookups,
    notes,
    numbers,
    ranking,
    rows,
    texts,
    units,
)
from engine.framework.question_types import QuestionType

TYPES: tuple[QuestionType, ...] = (
    *texts.TYPES,
    *numbers.TYPES,
    *choices.TYPES,
    *batteries.TYPES,
    *ranking.TYPES,
    *units.TYPES,
    *rows.TYPES,
    *lookups.TYPES,
    *files.TYPES,
    *dates.TYPES,
    *durations.TYPES,
    *notes.TYPES,
)
