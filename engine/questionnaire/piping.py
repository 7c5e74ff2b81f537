"""Names filled into a framework's texts: {unit} is what a pass is about, any other name an earlier answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from engine.framework.grammar import THIS_PASS
from engine.framework.models import Form, Framework
from engine.framework.question_types import Value
from engine.framework.text import NAME_IN_TEXT
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.names import lookup
from engine.questionnaire.path import Step
from engine.questionnaire.reading import asked, standing
from engine.wording.catalog import mark, say
from engine.wording.numbers import write_number

Pipe: TypeAlias = Callable[[str, str], str | None]
"""From a name and a format to words; None for a name that is not known."""

AND = mark("và")
NOTHING = "…"
"""What stands for an answer that is missing."""


def fill(text: str, pipe: Pipe) -> str:
    """The text with each known {name} or {name:format} replaced, once; anything else in braces stays as written."""
    if "{" not in text:
        return text
    return NAME_IN_TEXT.sub(lambda found: _or(pipe(found[1], found[2] or ""), found[0]), text)


def _or(words: str | None, otherwise: str) -> str:
    return otherwise if words is None else words


def title_of(framework: Framework, step: Step, answers: Answers, language: str) -> str:
    """The name of the unit or row that a pass is about; "" outside of passes."""
    if not step.item:
        return ""
    if unit := framework.unit.get(step.item):
        return unit.title.within(language)
    rows = answers.get(AnswerKey(step.page.for_each or ""))
    return rows.details.get(step.item, "") if rows else ""


def pipe_of(
    framework: Framework, form: Form, step: Step, answers: Answers, vocabulary: Vocabulary, language: str
) -> Pipe:
    """What a step's texts may name, seen from answers that are on the path."""

    def words(name: str, as_: str) -> str | None:
        if name in THIS_PASS and name not in form.question:
            return title_of(framework, step, answers, language) or None
        question = form.question.get(name)
        if question is None:
            return None
        key = AnswerKey(name, step.item if form.page_of[name].for_each else "")
        answer = answers.get(key, Answer())
        if answer.value is None:
            return NOTHING
        if (formatted := _formatted(answer.value, as_, language)) is not None:
            return formatted
        seen = lookup(framework, form, answers, step.item)
        before = standing(asked(framework, question, language), seen, answer.details)
        return _listed(list(vocabulary.question_types[question.type].in_words(before, answer.value)), language)

    return words


def _formatted(value: Value, as_: str, language: str) -> str | None:
    if isinstance(value, date) and as_ in ("month", "year"):
        return f"{value:%m/%Y}" if as_ == "month" else f"{value:%Y}"
    if isinstance(value, float | int) and as_.isdigit():
        return write_number(value, int(as_), language)
    return None


def _listed(words: list[str], language: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {say(AND, language)} {words[-1]}"
