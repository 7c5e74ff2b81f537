"""Checks of what is known before anybody answers: which questions can take it, and what goes with it."""

from __future__ import annotations

from engine.framework.composer import Way
from engine.framework.conditions import Checking
from engine.framework.models import Question


def check_given(checking: Checking, question: Question, way: Way) -> None:
    """Note a `given` that nothing could be given for, and what has no meaning beside it."""
    places, at = checking.places, (*way, "given")
    kind = checking.vocabulary.question_types.get(question.type)
    if question.given is None:
        if question.given_from is not None:
            what = "`given_from` tells where an answer is known from, and this one is not known beforehand."
            places.add((*way, "given_from"), what, "Add `given: true` or `given: fixed`, or remove it.", key=True)
        return
    if kind is not None and not kind.asks:
        places.add(at, f"a question of type `{question.type}` takes no answer.", "Remove it.", key=True)
        return
    if kind is not None and not kind.known:
        what = f"nobody can know beforehand what a question of type `{question.type}` asks for."
        places.add(at, what, "Remove it.", key=True)
        return
    if not question.is_fixed:
        return
    if question.default is not None:
        what = "the default never stands anywhere, since what is `fixed` is not asked."
        places.add((*way, "default"), what, "Remove it, or write `given: true`.", key=True)
    if "required" in question.model_fields_set and question.battery is None:
        what = "what is `fixed` is not asked, so nobody has to answer it."
        places.add((*way, "required"), what, "Remove it, or write `given: true`.", key=True)
