"""Names filled into a framework's texts: {unit} is what a pass is about, any other name an earlier answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from engine.framework.grammar import THIS_PASS
from engine.framework.models import Form, Framework
from engine.framework.plurals import plural_form
from engine.framework.question_types import Value
from engine.framework.text import NAME_IN_TEXT, forms_in, parted
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.asking import asked, standing
from engine.questionnaire.names import lookup, passes_of
from engine.questionnaire.path import Step
from engine.wording.catalog import mark, say
from engine.wording.numbers import write_number
from engine.wording.ordinals import write_ordinal

Pipe: TypeAlias = Callable[[str, str], str | None]
"""From a name, or several with the sign between them, and a format to words; None for a name that is not known."""

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

    def one(name: str, as_: str) -> list[str] | None:
        """The words of one name, several for a list; none where an answer is missing, None for no name."""
        if name in THIS_PASS and name not in form.question:
            return _of_this_pass(framework, step, answers, as_, language)
        question = form.question.get(name)
        if question is None:
            return None
        key = AnswerKey(name, step.item if form.page_of[name].for_each else "")
        answer = answers.get(key, Answer())
        if answer.value is None:
            return []
        if (formatted := _formatted(answer.value, as_, language)) is not None:
            return [formatted]
        seen = lookup(framework, form, answers, step.item)
        before = standing(asked(framework, question, language), seen, answer.details)
        return list(vocabulary.question_types[question.type].in_words(before, answer.value))

    def words(names: str, as_: str) -> str | None:
        sign, each = parted(names)
        found = [one(name, as_) for name in each]
        there = [words_ for words_ in found if words_]
        if any(words_ is None for words_ in found):
            return None
        if sign == ",":
            return _listed([word for words_ in there for word in words_], language) or NOTHING
        joined = [_listed(words_, language) for words_ in there]
        return (" ".join(joined) if sign == "+" else "".join(joined[:1])) or NOTHING

    return words


def worded_by(
    framework: Framework, form: Form, step: Step, answers: Answers, vocabulary: Vocabulary, language: str
) -> Callable[[str], str]:
    """From an author's text to the text with answers filled in; works nothing out before it is asked."""
    return lambda text: fill(text, pipe_of(framework, form, step, answers, vocabulary, language))


def _of_this_pass(framework: Framework, step: Step, answers: Answers, as_: str, language: str) -> list[str] | None:
    """What a pass is about, or its place among the passes; None outside of passes."""
    title = title_of(framework, step, answers, language)
    if not title or as_ != "ordinal":
        return [title] if title else None
    passes = passes_of(framework, step.page.for_each, answers)
    return [write_ordinal(passes.index(step.item) + 1, language)] if step.item in passes else []


def _formatted(value: Value, as_: str, language: str) -> str | None:
    if isinstance(value, date):
        return {"month": f"{value:%m/%Y}", "year": f"{value:%Y}", "weekday": _day_name(value, language, as_)}.get(as_)
    number = float(len(value)) if isinstance(value, tuple) else value
    if not isinstance(number, float | int):
        return None
    if forms := forms_in(as_):
        return forms[min(plural_form(number, language), len(forms) - 1)]
    if as_ == "ordinal" and number == int(number) and number > 0:
        return write_ordinal(int(number), language)
    if as_ == "count" or as_.isdigit():
        return write_number(number, int(as_) if as_.isdigit() else 0, language)
    return None


def _day_name(day: date, language: str, as_: str) -> str:
    if as_ != "weekday":
        return ""  # Babel takes long to import
    from babel.dates import get_day_names

    return str(get_day_names("wide", locale=language)[day.weekday()])


def _listed(words: list[str], language: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {say(AND, language)} {words[-1]}"
