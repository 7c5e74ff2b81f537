"""An example's response filled in page by page, as a respondent would: the same reading, the same path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.builtin.questions.number_fields import typed_number
from engine.framework.models import Form, Framework, GivenResponse
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.path import Step, walk
from engine.questionnaire.reading import FieldComplaint, field_name, read_page

LANGUAGE = "vi"
"""How numbers and dates in examples are typed; a number is typed so that it reads one way only."""

DETAIL = "…"
"""What is typed beside an option that asks for words: an example is about what is chosen, not how it is put."""

MOST_STEPS = 10_000
"""A form whose path grows without end would be a mistake of the engine's; it must not hang the author's terminal."""


@dataclass(frozen=True)
class FilledIn:
    """A response after the last page: every step seen, all answers, what was complained about, what was asked.

    Complaints, questions that were `asked` and answers that nobody asked for (`unasked`) go by `question` or
    `question/unit`.
    """

    form: Form
    steps: tuple[str, ...]
    answers: Answers
    complaints: Mapping[str, FieldComplaint]
    asked: frozenset[str]
    unasked: tuple[str, ...]


def step_name(question: str, item: str) -> str:
    """How examples name a question, in a pass or outside of one: `days/so-xay-dung`, `days`."""
    return f"{question}/{item}" if item else question


def fill_in(framework: Framework, form: Form, given: GivenResponse, vocabulary: Vocabulary) -> FilledIn:
    """Post each page that the answers so far lead to, until there is none left; never raises for what is given."""
    answers: dict[AnswerKey, Answer] = {}
    complaints: dict[str, FieldComplaint] = {}
    posted_to: set[str] = set()
    while step := _next(framework, form, answers, posted_to):
        posted_to.add(step.key)
        read = read_page(framework, form, step, answers, _posted(framework, step, given), vocabulary, LANGUAGE)
        answers.update({key: answer for key, answer in read.answers.items() if answer is not None})
        for complaint in read.complaints:
            complaints[step_name(complaint.question_id, step.item)] = complaint
    walked = walk(framework, form, answers)
    steps = tuple(visit.step.key for visit in walked.visits)
    asked = {AnswerKey(question.id, visit.step.item) for visit in walked.visits for question in visit.questions}
    names = frozenset(step_name(key.question, key.item) for key in asked)
    return FilledIn(form, steps, answers, complaints, names, tuple(_unasked(form, given, asked)))


def _next(framework: Framework, form: Form, answers: Answers, posted_to: set[str]) -> Step | None:
    if len(posted_to) >= MOST_STEPS:
        return None
    visits = walk(framework, form, answers).visits
    return next((visit.step for visit in visits if visit.step.key not in posted_to), None)


def _posted(framework: Framework, step: Step, given: GivenResponse) -> dict[str, Sequence[str]]:
    posted: dict[str, Sequence[str]] = {}
    for question in step.page.questions:
        answer = answer_of(given, question.id, step.item)
        if answer is None:
            continue
        parts = answer if isinstance(answer, dict) else {"": answer}
        for part, one in parts.items():
            posted[field_name(question, part)] = [_typed(each) for each in (one if isinstance(one, list) else [one])]
        for option in framework.options_of(question):
            if option.detail and option.id in posted.get(field_name(question, ""), ()):
                posted[field_name(question, option.id)] = [DETAIL]
    return posted


def answer_of(given: GivenResponse, question: str, item: str) -> Any:
    """What a response says to a question in a pass: that of the unit, or the one for every pass; None for nothing."""
    answer = given.answers.get(question)
    if item and isinstance(answer, dict) and "done" not in answer:
        return answer.get(item)
    return answer


def _typed(value: object) -> str:
    return typed_number(value, LANGUAGE) if isinstance(value, int | float) else str(value)


def _unasked(form: Form, given: GivenResponse, asked: set[AnswerKey]) -> list[str]:
    found = []
    for name, answer in given.answers.items():
        in_passes = form.page_of[name].for_each is not None
        if in_passes and isinstance(answer, dict) and "done" not in answer:
            found += [step_name(name, item) for item in answer if AnswerKey(name, item) not in asked]
        elif not any(key.question == name for key in asked):
            found.append(name)
    return found
