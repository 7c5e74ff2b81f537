"""Answers that others decide, and the questions that decide the path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from engine.framework.expressions import parse
from engine.framework.listed import Listed
from engine.framework.missing import Missing
from engine.framework.models import Form, Framework, Page, Question
from engine.framework.question_types import Names
from engine.questionnaire.answers import Answer
from engine.questionnaire.identity import Same
from engine.questionnaire.names import holds

UNKNOWN = Answer(None, Missing.NO_DATA)
"""What stands where a figure that nobody is asked for was not given: nobody left it out."""


def decides(form: Form, page: Page) -> bool:
    """Whether an answer on this page has a say in the path: a condition, formula or `for_each` names it."""
    return _decides(Same(form), Same(page))


@lru_cache(maxsize=1024)
def _decides(form: Same[Form], page: Same[Page]) -> bool:
    return not _deciding(form).isdisjoint(question.id for question in page.it.questions)


def as_it_counts(framework: Framework, question: Question, answer: Answer | None, names: Names) -> Answer | None:
    """A question's answer where others decide it: a formula's value, lists joined, only what is offered now."""
    formula = question.formula
    if formula is not None:
        value = parse(formula).value(names)
        return Answer(float(value)) if isinstance(value, float | int) else None
    if question.lists:
        rows = joined([names(name) for name in question.lists])
        return Answer(tuple(rows), details={**(answer.details if answer else {}), **rows.titles}) if rows else None
    if question.is_fixed and (answer is None or not _chooses(framework, question)):
        return answer or UNKNOWN
    if question.draw is not None and answer is None:
        chosen = names(question.setting("among"))  # where there are no more than are drawn, nothing needs drawing
        return Answer(tuple(chosen)) if isinstance(chosen, tuple) and 0 < len(chosen) <= question.draw else None
    if answer is None or answer.value is None:
        return answer
    if (among := getattr(question.settings, "among", None)) is not None:
        before = names(among)
        offered = set(before) if isinstance(before, tuple) else set()
    else:
        offered = {option.id for option in framework.options_of(question) if holds(option.when, names)}
        offered.update(rows_offered(question, names))
    otherwise = UNKNOWN if question.is_fixed else None
    if not isinstance(answer.value, tuple):
        return answer if answer.value in offered else otherwise
    left = tuple(option for option in answer.value if option in offered)
    return replace(answer, value=left) if left else otherwise


def _chooses(framework: Framework, question: Question) -> bool:
    """Whether only what is offered can be the answer."""
    return bool(framework.options_of(question) or question.options_from or getattr(question.settings, "among", None))


def is_asked(framework: Framework, question: Question, names: Names) -> bool:
    """Whether a question is seen: its condition holds, and if it offers what was chosen before, something was."""
    if question.when is not None and not holds(question.when, names):
        return False
    if question.options_from is None or rows_offered(question, names):
        return True
    return any(holds(option.when, names) for option in framework.options_of(question))


def joined(lists: Iterable[object]) -> Listed:
    """The rows of several lists as one; what is no list, or is missing, adds none."""
    found = [each for each in lists if isinstance(each, Listed)]
    titles = {row: title for each in found for row, title in each.titles.items()}
    return Listed.of((row for each in found for row in each), titles)


def rows_offered(question: Question, names: Names) -> Mapping[str, str]:
    """The rows that a question offers beside its own options, by id: those of the list that it names."""
    listed = names(question.options_from) if question.options_from else None
    return listed.titles if isinstance(listed, Listed) else {}


def rests_on(question: Question) -> frozenset[str]:
    """The questions without whose answers this one's cannot be told: named by a formula, joined, or offered again."""
    among = getattr(question.settings, "among", None)
    named = {*question.lists, *filter(None, (among, question.options_from))}
    return frozenset(named).union(*(parse(each).names for each in (question.formula,) if each))


@lru_cache(maxsize=256)
def derived(framework: Same[Framework], form: Same[Form]) -> frozenset[str]:
    """The questions whose answers others decide: worked out, joined, given for good, or offered under a condition."""
    return frozenset(
        question.id
        for question in form.it.question.values()
        if rests_on(question)
        or question.formula
        or question.is_fixed
        or any(option.when for option in framework.it.options_of(question))
    )


@lru_cache(maxsize=256)
def unconditional(framework: Same[Framework], form: Same[Form]) -> frozenset[str]:
    """The pages on which every question stands whatever was answered, and none decides another's answer."""
    decided = derived(framework, form)
    return frozenset(
        page.id
        for page in form.it.pages
        if all(question.when is None and question.id not in decided for question in page.questions)
    )


@lru_cache(maxsize=256)
def _deciding(form: Same[Form]) -> frozenset[str]:
    """The questions that a condition, a formula, a list or a `for_each` of the form names."""
    pages = form.it.pages
    questions = tuple(form.it.question.values())
    conditions = {page.when for page in pages} | {each.when for each in questions}
    conditions |= {section.when for section in form.it.sections}
    conditions |= {option.when for each in questions for option in each.options}
    found = frozenset(page.for_each for page in pages if page.for_each).union(*map(rests_on, questions))
    return found.union(*(parse(condition).names for condition in conditions if condition))
