"""What names mean in the expressions of a form, seen from the answers so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.framework.evaluation import Passes
from engine.framework.expressions import parse
from engine.framework.grammar import THIS_PASS
from engine.framework.listed import Listed
from engine.framework.missing import Missing
from engine.framework.models import Form, Framework, Question
from engine.framework.question_types import Value
from engine.framework.scalar_values import Choice
from engine.questionnaire.answers import Answer, AnswerKey, Answers


def lookup(framework: Framework, form: Form, answers: Answers, item: str) -> Callable[[str], object]:
    """What names mean in an expression, seen from a pass (`item`) or from outside of one (`item` "").

    Inside a pass a name is this pass's answer, else the answer given outside; `unit` and `row` are what it is about.
    Outside, a question that is asked in passes is what each pass answered, for count, sum, mean, min, max, any, all.
    """
    page_of = form.page_of

    def value_of(name: str) -> object:
        page = page_of.get(name)
        if page is None:
            return item or None if name in THIS_PASS else None
        if page.for_each and not item:
            passes = passes_of(framework, page.for_each, answers)
            return Passes((each, answer_of(name, each)) for each in passes)
        return answer_of(name, item if page.for_each else "")

    def answer_of(name: str, pass_: str) -> object:
        answer = answers.get(AnswerKey(name, pass_))
        value = plain(answer)
        if isinstance(value, str):
            return _chosen(framework, form.question[name], value)
        if isinstance(value, tuple) and answer is not None and not framework.options_of(form.question[name]):
            return Listed.of(value, answer.details)
        return value

    return value_of


def _chosen(framework: Framework, question: Question, value: str) -> str:
    """The option that was chosen, with its points and words; any other text as it is."""
    option = next((each for each in framework.options_of(question) if each.id == value), None)
    return value if option is None else Choice.of(value, option.value, str(option.label))


def plain(answer: Answer | None) -> object:
    """An answer's value as a condition sees it: None where it is missing; a ratio is its quotient, a span its days."""
    if answer is None or answer.missing is not Missing.PRESENT:
        return None
    value: Value | None = answer.value
    if isinstance(value, Mapping):
        if "start" in value and "end" in value:
            return value["end"] - value["start"] + 1
        done, due = value.get("done"), value.get("due")
        return done / due if done is not None and due else None
    return value


def holds(condition: str | None, names: Callable[[str], object]) -> bool:
    """Whether a `when` is met; missing counts as false, no condition as true."""
    return condition is None or bool(parse(condition).value(names))


def passes_of(framework: Framework, for_each: str | None, live: Answers) -> tuple[str, ...]:
    """The units or rows for each of which a page is asked; one empty text for a page that is asked once."""
    if for_each is None:
        return ("",)
    answer = live.get(AnswerKey(for_each))
    chosen = plain(answer)
    if answer is None or not isinstance(chosen, tuple):
        return ()
    return tuple(item for item in chosen if item in framework.unit or item in answer.details)
