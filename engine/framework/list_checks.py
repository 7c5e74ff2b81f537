"""Checks of lists of rows: which may be joined, offered as options, and gone through."""

from __future__ import annotations

from engine.framework.composer import Way
from engine.framework.conditions import FormConditions
from engine.framework.models import Page, Question
from engine.framework.places import did_you_mean
from engine.framework.question_types import Yields


def check_lists(conditions: FormConditions, page: Page, question: Question, way: Way) -> None:
    """Note lists that are none, or that have many answers where a question joins or offers them."""
    checking = conditions.checking
    if question.options_from is not None and checking.offers_rows(question):
        _one_list(conditions, page, question.options_from, (*way, "options_from"))
    if not question.lists:
        return  # nearly all: what comes before is gone through only for those that join
    known = [id_ for id_, each in conditions.earlier.items() if checking.yields(each) is Yields.ROWS]
    known = [id_ for id_ in known if id_ != question.id]
    for position, name in enumerate(question.lists):
        at = (*way, "lists", position)
        if name in question.lists[:position]:
            checking.places.add(at, f"`{name}` is named twice.", "Remove one.")
        elif name not in known:
            mend = did_you_mean(name, known) or "Name questions of type `rows` that come before."
            checking.places.add(at, f"`{name}` is no earlier list of rows.", mend)
        else:
            _one_list(conditions, page, name, at)


def _one_list(conditions: FormConditions, page: Page, name: str, way: Way) -> None:
    """A list that is asked for each of several is one list only within its own passes."""
    over = conditions.form.page_of[name].for_each if name in conditions.form.question else None
    if over is not None and over != page.for_each:
        what = f"`{name}` is asked for each of `{over}`, so here it is many lists."
        conditions.checking.places.add(way, what, f"Move this to a page `for_each: {over}`, or ask `{name}` once.")
