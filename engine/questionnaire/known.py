"""What is known before anybody answers: fixed answers are answers from the start, others only stand in the fields."""

from __future__ import annotations

from collections.abc import Mapping

from engine.framework.models import Form
from engine.questionnaire.answers import Answer, AnswerKey, Answers

_MARK = "given."
"""Begins the name under which a response keeps what stood in a field; no question has such an id."""


def at_start(form: Form, known: Mapping[AnswerKey, Answer]) -> Answers:
    """What a response holds before its first page.

    What may be corrected is kept beside the answers and becomes one when its page is saved: a figure of last year is
    no answer of this year's before somebody has looked at it. It stays there, to tell what was corrected.
    """
    return {
        key if form.question[key.question].is_fixed else _kept_as(key): answer
        for key, answer in known.items()
        if key.question in form.question
    }


def prefilled(key: AnswerKey, answers: Answers) -> Answer | None:
    """What was known of a question that may be corrected; None where nothing was."""
    return answers.get(_kept_as(key))


def question_of(key: AnswerKey) -> str:
    """The question that something in a response belongs to: its answer, or what was known of it."""
    return key.question.removeprefix(_MARK)


def _kept_as(key: AnswerKey) -> AnswerKey:
    return AnswerKey(f"{_MARK}{key.question}", key.item)
