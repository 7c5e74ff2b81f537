"""Checks of what appraisal needs: bodies that are declared, proof of what somebody answers for a unit."""

from __future__ import annotations

from engine.framework.composer import Way
from engine.framework.conditions import Checking
from engine.framework.index_checks import nodes_with_ways
from engine.framework.models import Audience, Form, Question
from engine.framework.places import did_you_mean


def check_bodies(checking: Checking) -> None:
    """Note bodies that nobody declared, and what has no meaning where nobody appraises."""
    framework = checking.framework
    for way, node in nodes_with_ways(framework):
        _known(checking, node.verified_by, way)
    for f, form in enumerate(framework.forms):
        for p, page in enumerate(form.pages):
            for q, question in enumerate(page.questions):
                _question(checking, form, question, ("forms", f, "pages", p, "questions", q))


def _question(checking: Checking, form: Form, question: Question, way: Way) -> None:
    kind = checking.vocabulary.question_types.get(question.type)
    for key in ("proof", "verified_by"):
        if getattr(question, key) is None:
            continue
        if form.audience is not Audience.UNIT:
            what = f"`{key}` has no meaning in a form that no unit fills in: nobody appraises it."
            checking.places.add((*way, key), what, "Remove it.", key=True)
        elif kind is not None and not kind.asks:
            what = f"a question of type `{question.type}` takes no answer, so there is nothing to verify."
            checking.places.add((*way, key), what, "Write it at the questions that it is made of.", key=True)
        elif key == "verified_by":
            _known(checking, question.verified_by, way)


def _known(checking: Checking, body: str | None, way: Way) -> None:
    bodies = [each.id for each in checking.framework.bodies]
    if body is not None and body not in bodies:
        mend = did_you_mean(body, bodies) or "Add it to `bodies`, with an id and a title."
        checking.places.add((*way, "verified_by"), f"the body `{body}` is not known.", mend)
