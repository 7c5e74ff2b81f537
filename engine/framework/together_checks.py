"""Checks of what a file says over several answers: formulas, limits, sums, conditions of options, random orders."""

from __future__ import annotations

from collections.abc import Iterator

from engine.framework.composer import Way
from engine.framework.conditions import Checking, FormConditions
from engine.framework.expressions import parse
from engine.framework.grammar import ExpressionError
from engine.framework.models import Check, Page, Question
from engine.framework.places import did_you_mean


def check_expressions(conditions: FormConditions, page: Page, question: Question, way: Way) -> None:
    """The expressions of a question besides its condition name earlier answers only."""
    for key, text in _expressions(question):
        conditions.expression((*way, *key), text, page, question.id)


def check_together(conditions: FormConditions, page: Page | None, check: Check, way: Way) -> None:
    """A check names answers of its own page and of the pages before; one of a form (no page) all of them."""
    places, earlier, form = conditions.checking.places, conditions.earlier, conditions.form
    if check.that is not None:
        conditions.expression((*way, "that"), check.that, page)
    if check.sum is not None:
        for position, name in enumerate(check.sum.of):
            conditions.expression((*way, "sum", "of", position), name, page)
        if isinstance(check.sum.to, str):
            conditions.expression((*way, "sum", "to"), check.sum.to, page)
    if check.on is not None and check.on not in earlier:
        mend = did_you_mean(check.on, earlier) or "Name a question of this form."
        places.add((*way, "on"), f"the question `{check.on}` is not known.", mend)
    ids = [each.id for each in (*form.checks, *(each for page in form.pages for each in page.checks))]
    if ids.count(check.id) > 1:
        places.add((*way, "id"), f"the id `{check.id}` is given to two checks of this form.", "Choose another id.")


def check_order(checking: Checking, page: Page, way: Way) -> None:
    """A page in random order cannot have a question that depends on another of the same page."""
    own = {question.id for question in page.questions}
    for position, question in enumerate(page.questions):
        whole = [(("when",), question.when)] if question.when is not None else []
        for key, text in (*whole, *_expressions(question)):
            if named := sorted(_names(text) & own - {question.id}):
                what = f"`{named[0]}` may come after this question, since the page's order is random."
                at = (*way, "questions", position, *key)
                checking.places.add(at, what, f"Ask `{named[0]}` on a page before.")


def _names(text: str) -> frozenset[str]:
    try:
        return parse(text).names
    except ExpressionError:  # told already
        return frozenset()


def _expressions(question: Question) -> Iterator[tuple[Way, str]]:
    """The formula, limits and conditions of options, each with its keys below the question."""
    if question.formula is not None:
        yield ("formula",), question.formula
    for key in ("min", "max"):
        if isinstance(given := question.setting(key), str):
            yield (key,), given
    for position, option in enumerate(question.options):
        if option.when is not None:
            yield ("options", position, "when"), option.when
