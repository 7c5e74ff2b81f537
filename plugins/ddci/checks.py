"""Checks on a rating survey's structure: nobody rates a unit without having said that they dealt with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.framework.models import Audience
from engine.hookspecs import PlacedFramework
from engine.problems import Problem, Severity


def ratings_follow_contact(placed: PlacedFramework) -> Iterator[Problem]:
    """Warn of indicators whose question respondents answer outside of a pass over the units they chose.

    Such an answer is about the respondent, so that no unit would ever get a figure from it.
    """
    framework = placed.framework
    page_of = {
        question: page
        for form in framework.forms
        if form.audience is Audience.RESPONDENTS
        for question, page in form.page_of.items()
    }
    for node in framework.indicators:
        for question in node.source:
            page = page_of.get(question)
            if page is not None and page.for_each is None:
                what = f"`{question}` is not asked about a unit, so no unit gets a figure from it."
                mend = "Put its page after a question of type `units` and add `for_each: that_question`."
                yield replace(placed.problem_at(node.id, what, mend), severity=Severity.WARNING)
