"""Checks on a rating survey's structure: nobody rates a unit without having said that they dealt with it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.framework.models import Audience
from engine.hookspecs import PlacedFramework
from engine.problems import Problem

FAMILY = "ddci"
"""The check is about frameworks whose id begins so: other surveys may ask about the respondent."""


def ratings_follow_contact(placed: PlacedFramework) -> Iterator[Problem]:
    """Indicators of this family whose question is asked outside of a pass over the units that were dealt with.

    Such an answer is about the respondent, so that no unit would ever get a figure from it.
    """
    framework = placed.framework
    if not framework.id.startswith(FAMILY):
        return
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
                mend = "Add `for_each:` to its page, with the question that asks which units were dealt with."
                yield placed.problem_at(node.id, what, mend)
