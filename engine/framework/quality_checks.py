"""Checks of the signs of careless answers: there is something to flag, and every condition can hold."""

from __future__ import annotations

from engine.framework.composer import Way
from engine.framework.conditions import Checking, FormConditions, dead_at
from engine.framework.expressions import parse
from engine.framework.grammar import ExpressionError
from engine.framework.models import Audience, Contradiction, Form, Page
from engine.framework.models.quality import FLAGS, EvenOdd
from engine.framework.question_types import Yields
from engine.framework.ratings import rating_scale
from engine.framework.reach import asked, can_hold


def check_quality(checking: Checking) -> None:
    """Note the mistakes of `quality`."""
    framework, places = checking.framework, checking.places
    if framework.quality is None:
        return
    way: Way = ("quality",)
    forms = [form for form in framework.forms if form.audience is Audience.RESPONDENTS]
    if not forms:
        places.add(way, "no form is for respondents, so nothing is ever flagged.", "Remove `quality`.", key=True)
        return
    if not list(framework.quality.flags):
        places.add(way, "`quality` declares nothing.", "Add `longest_run: {}`, or remove it.", key=True)
    _long_enough(checking, forms)
    taken = set(FLAGS)
    for position, contradiction in enumerate(framework.quality.contradictions):
        at: Way = (*way, "contradictions", position)
        if contradiction.id in taken:
            places.add((*at, "id"), f"`{contradiction.id}` is already the name of a flag.", "Choose another id.")
        taken.add(contradiction.id)
        _contradiction(checking, forms, contradiction, at)


def _long_enough(checking: Checking, forms: list[Form]) -> None:
    quality, places = checking.framework.quality, checking.places
    assert quality is not None
    if quality.longest_run is not None:
        most = max(_longest(checking, form) for form in forms)
        if most < quality.longest_run.answers:
            what = f"no pass asks {quality.longest_run.answers} questions on one scale, so nothing is ever flagged."
            mend = f"At most {most} are asked: write `answers: {most}`." if most > 1 else "Remove `longest_run`."
            places.add(("quality", "longest_run"), what, mend, key=True)
    if not any(_longest(checking, form) for form in forms):
        what = "no question has a scale of three values or more, so nothing is ever flagged."
        for name in ("irv", "same_answers", "synonyms", "antonyms", "mahalanobis"):
            if getattr(quality, name) is not None:
                places.add(("quality", name), what, f"Remove `{name}`.", key=True)
    if quality.even_odd is not None:
        _halves(checking, quality.even_odd)


def _halves(checking: Checking, rule: EvenOdd) -> None:
    """Whether `reliability` makes as many pairs of halves as it takes; passes may make any number."""
    scales, places = checking.framework.reliability, checking.places
    pages = [form.page_of[name] for form in checking.framework.forms for name in form.question]
    passed = {question.id for page in pages if page.for_each for question in page.questions}
    if not scales:
        what = "no scale is named in `reliability`, so there are no halves to compare."
        places.add(("quality", "even_odd"), what, "Name the items of each scale there, or remove `even_odd`.", key=True)
    elif len(scales) < rule.pairs and not any(passed.intersection(scale.questions) for scale in scales):
        what = f"`reliability` makes {len(scales)} of {rule.pairs} pairs of halves, so nothing is ever flagged."
        places.add(("quality", "even_odd"), what, "Name more scales, or remove `even_odd`.", key=True)


def _longest(checking: Checking, form: Form) -> int:
    """How many questions on one scale a pass asks at most."""
    found: dict[tuple[str | None, tuple[float, ...]], int] = {}
    for question in form.question.values():
        scale = rating_scale(checking.options(question))
        if scale is not None and checking.yields(question) is Yields.OPTION:
            key = form.page_of[question.id].for_each, scale
            found[key] = found.get(key, 0) + 1
    return max(found.values(), default=0)


def _contradiction(checking: Checking, forms: list[Form], given: Contradiction, way: Way) -> None:
    places, at = checking.places, (*way, "when")
    names = _names(given.when)
    form = next((each for each in forms if names & each.question.keys()), forms[0])
    before = len(places.problems)
    conditions = FormConditions(checking, form, earlier=dict(form.question))
    expression = conditions.expression(at, given.when, _pass(form, names))
    if expression is None or len(places.problems) > before:
        return
    for question in form.question.values():
        if (yields := checking.yields(question)) is not None:
            conditions.known[question.id] = asked(question, yields, checking.options(question), ())
    if not dead_at(places, at, expression, conditions.known) and not can_hold([expression], conditions.known):
        what = "the condition never holds, so nothing is ever flagged."
        places.add(at, what, "Correct it, or remove the contradiction.")


def _pass(form: Form, names: frozenset[str]) -> Page | None:
    """A page of the passes that the names are asked in; None where they are asked once."""
    pages = [form.page_of[name] for name in sorted(names) if name in form.page_of]
    return next((page for page in pages if page.for_each), None)


def _names(text: str) -> frozenset[str]:
    try:
        return parse(text).names
    except ExpressionError:  # told where it is looked at
        return frozenset()
