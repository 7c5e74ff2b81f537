"""Checks of `reliability`: items are questions for respondents, named once, and on one scale."""

from __future__ import annotations

from engine.framework.composer import Way
from engine.framework.models import Audience, Framework, ItemScale
from engine.framework.places import Places, did_you_mean
from engine.framework.ratings import scale_of


def check_reliability(framework: Framework, places: Places, *, sound: bool) -> None:
    """Note the mistakes of the section; what questions are worth is only looked at where all else is `sound`."""
    ids = [each.id for each in framework.reliability]
    for position, scale in enumerate(framework.reliability):
        way: Way = ("reliability", position)
        if scale.id in ids[:position]:
            places.add((*way, "id"), f"the id `{scale.id}` is given twice in this list.", "Choose another id.")
        if len(scale.items) < 2:
            places.add((*way, "items"), "one item alone cannot be compared with others.", "Name two questions or more.")
        if _known(framework, scale, (*way, "items"), places) and sound:
            _one_scale(framework, scale, (*way, "items"), places)


def _known(framework: Framework, scale: ItemScale, way: Way, places: Places) -> bool:
    forms = [form for form in framework.forms if form.audience is Audience.RESPONDENTS]
    asked = {name for form in forms for name in form.question}
    for position, name in enumerate(scale.questions):
        at = (*way, position)
        if name not in asked:
            what = f"there is no question `{name}` for respondents."
            places.add(at, what, did_you_mean(name, sorted(asked)) or "Name questions of a form for respondents.")
        elif name in scale.questions[:position]:
            places.add(at, f"the question `{name}` is named twice.", "Remove it here.")
    return asked.issuperset(scale.questions)


def _one_scale(framework: Framework, scale: ItemScale, way: Way, places: Places) -> None:
    worth = [scale_of(framework, framework.question[name]) for name in scale.questions]
    first = next((place for place, points in enumerate(worth) if points is not None), None)
    for position, (name, points) in enumerate(zip(scale.questions, worth, strict=True)):
        if points is None:
            what = f"the answers to `{name}` are no points on a scale."
            places.add((*way, position), what, "Name questions whose options have values, or numbers from min to max.")
        elif first is not None and points != worth[first]:
            what = f"`{name}` is not on the scale of `{scale.questions[first]}`, so their answers cannot be added up."
            places.add((*way, position), what, "Name questions on one scale.")
