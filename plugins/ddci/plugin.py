"""What the family of department and district competitiveness surveys adds: its framework, its checks and flags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.framework.models import Audience, Form
from engine.framework.question_types import Value
from engine.hookspecs import FrameworkCheck, PlacedFramework, ResponseCheck, hookimpl
from engine.problems import Problem
from engine.resources import folder

SAME_SHARE = 0.8
SAME_LEAST = 10
"""A form is flagged when 80 % or more of at least ten answers are the same (the rule of the WEF executive survey)."""


@hookimpl
def thuocdo_framework_files() -> Sequence[Path]:
    """The edition of Nghệ An."""
    return (folder("surveys") / "ddci_nghe_an_2022.yaml",)


@hookimpl
def thuocdo_framework_checks() -> Sequence[FrameworkCheck]:
    """Ratings follow a contact filter."""
    return (ratings_follow_a_contact_filter,)


@hookimpl
def thuocdo_response_checks() -> Sequence[ResponseCheck]:
    """Straight-lining."""
    return (ResponseCheck("same_answers", "Trả lời giống nhau", gives_the_same_answer),)


def ratings_follow_a_contact_filter(placed: PlacedFramework) -> Iterator[Problem]:
    """In a survey of this family, an indicator read from respondents' ratings is asked once a unit dealt with."""
    framework = placed.framework
    if not framework.id.startswith("ddci"):
        return
    for leaf in framework.indicators:
        for form in framework.forms:
            for question_id in leaf.source:
                page = form.page_of.get(question_id)
                if page and form.audience is Audience.RESPONDENTS and page.for_each is None:
                    mend = "Give its page a `for_each` that names the question on units dealt with."
                    what = "is rated by businesses that may never have dealt with the unit."
                    yield placed.problem_at(question_id, what, mend)


def gives_the_same_answer(form: Form, answers: dict[tuple[str, str], Value]) -> bool:
    """Whether nearly all ratings of one scale are the same option."""
    of_scale: dict[str, Counter[str]] = {}
    for (question_id, _unit), value in answers.items():
        question = form.question.get(question_id)
        if question and question.scale and isinstance(value, str):
            of_scale.setdefault(question.scale, Counter())[value] += 1
    return any(
        given.total() >= SAME_LEAST and max(given.values()) >= SAME_SHARE * given.total()
        for given in of_scale.values()
    )
