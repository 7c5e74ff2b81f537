"""How far a respondent has come."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from engine.framework.expressions import parse
from engine.framework.models import Form, Framework, Question
from engine.questionnaire.answers import AnswerKey, Answers
from engine.questionnaire.deciding import rests_on
from engine.questionnaire.identity import Same
from engine.questionnaire.path import Step, walk


def progress(framework: Framework, form: Form, step: Step, answers: Answers) -> tuple[int, int | None]:
    """The step's position on the path, from 1 (0: off the path), and the number of steps.

    The number is None while a question from this step on stands open whose answer adds or takes away steps:
    a total that jumps from 3 to 20 would be a promise broken.
    """
    walked = walk(framework, form, answers)
    keys = [each.key for each in walked.seen]
    position = keys.index(step.key) + 1 if step.key in keys else 0
    before = walked.steps.index(walked.seen[position - 1]) if position else 0
    leading = _leading(Same(form))
    still_open = (
        question.id in leading and AnswerKey(question.id, visit.step.item) not in walked.answers
        for visit in walked.visits[before:]
        for question in visit.questions
    )
    return position, None if any(still_open) else len(keys)


@lru_cache(maxsize=256)
def _leading(form: Same[Form]) -> frozenset[str]:
    """The questions that somebody answers and that decide which steps there are, be it through others."""
    question = form.it.question
    found: set[str] = set()
    waiting = {page.for_each for page in form.it.pages if page.for_each}
    waiting |= _names(page.when for page in form.it.pages) | _names(section.when for section in form.it.sections)
    for page in form.it.pages:
        if all(each.when or each.options_from for each in page.questions):  # none seen: no step; a page to read is one
            waiting |= _names(each.when for each in page.questions)
            waiting |= {each.options_from for each in page.questions if each.options_from}
    while waiting:
        found |= waiting
        waiting = set().union(*(_decided_by(question[id_]) for id_ in waiting if id_ in question)) - found
    answered = {id_ for id_, each in question.items() if not (each.formula or each.lists or each.draw)}
    return frozenset(found & answered)


def _decided_by(question: Question) -> set[str]:
    """The questions that decide whether this one is seen, what it comes to, and what it offers."""
    return _names((question.when, *(option.when for option in question.options))) | rests_on(question)


def _names(conditions: Iterable[str | None]) -> set[str]:
    return set().union(*(parse(condition).names for condition in conditions if condition))
