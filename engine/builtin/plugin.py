"""The engine's own plugin: it offers its question types and rules through the same hooks as any other."""

from __future__ import annotations

from collections.abc import Sequence

from engine.framework.question_types import QuestionType
from engine.framework.rules import Rule
from engine.hookspecs import hookimpl


@hookimpl
def thuocdo_question_types() -> Sequence[QuestionType]:
    """The built-in question types."""
    from engine.builtin.questions import TYPES

    return TYPES


@hookimpl
def thuocdo_rules() -> Sequence[Rule]:
    """The built-in rules of every kind."""
    from engine.builtin import (
        aggregators,
        balance,
        filling,
        gates,
        measures,
        normalisers,
        outliers,
        points,
        reaching,
        relative,
        survey_measures,
        tables,
        targets,
        treatments,
    )

    scoring = (normalisers, tables, targets, relative, aggregators, points, balance, reaching, gates)
    figures = (measures, survey_measures, filling, treatments, outliers)
    return tuple(rule for room in (*figures, *scoring) for rule in room.RULES)
