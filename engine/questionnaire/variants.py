"""Pages and questions in the words that fit the answers so far."""

from __future__ import annotations

from typing import TypeVar

from engine.framework.models import Page, Question
from engine.framework.question_types import Names
from engine.questionnaire.names import holds

Worded = TypeVar("Worded", Page, Question)


def worded(noun: Worded, names: Names) -> Worded:
    """The noun with the words of its first variant that holds; itself where none does."""
    for variant in noun.variants:
        if holds(variant.when, names):
            said = {key: getattr(variant, key) for key in type(variant).model_fields if key != "when"}
            return noun.model_copy(update={key: words for key, words in said.items() if words is not None})
    return noun
