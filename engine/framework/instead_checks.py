"""Checks of the boxes that may be ticked in place of an answer."""

from __future__ import annotations

from engine.framework.composer import Way
from engine.framework.conditions import Checking
from engine.framework.models import Question
from engine.framework.question_types import Yields

_TYPED = frozenset({Yields.NUMBER, Yields.DATE, Yields.TEXT, Yields.PARTS})


def check_instead(checking: Checking, question: Question, way: Way) -> None:
    """Note boxes beside what is not typed in, and beside what nobody is asked."""
    kind = checking.vocabulary.question_types.get(question.type)
    if not question.instead or kind is None:
        return
    at = (*way, "instead")
    if kind.needs_options:
        what = f"a question of type `{question.type}` has options, of which one can say so."
        checking.places.add(at, what, "Give an option `missing: dont_know`, and remove this.", key=True)
    elif not kind.asks or question.is_fixed:
        checking.places.add(at, "nobody is asked, so nothing can be ticked instead.", "Remove it.", key=True)
    elif kind.yields not in _TYPED:
        what = f"what a question of type `{question.type}` asks for is not typed in, so nothing stands in its place."
        checking.places.add(at, what, "Remove it; `required: false` lets it be left out.", key=True)
