"""Checks of quotas: each can be met, is named once, and saves who is turned away some questions."""

from __future__ import annotations

from engine.framework.composer import Way
from engine.framework.conditions import FormConditions, dead_at
from engine.framework.expressions import Expression
from engine.framework.models import Audience, Form, Quota
from engine.framework.reach import can_hold

NO_QUOTA = "none"
"""How examples say that a response counts towards no quota."""


def check_quotas(conditions: FormConditions, way: Way) -> None:
    """Note the mistakes of a form's quotas, all of its questions being known."""
    form, places = conditions.form, conditions.checking.places
    if form.quotas and form.audience is not Audience.RESPONDENTS:
        what = "quotas have no meaning where each unit answers once."
        places.add((*way, "quotas"), what, "Remove them.", key=True)
        return
    ids = [quota.id for quota in form.quotas]
    for position, quota in enumerate(form.quotas):
        at = (*way, "quotas", position)
        if quota.id in ids[:position]:
            places.add((*at, "id"), f"the id `{quota.id}` is given to two quotas of this form.", "Choose another id.")
        elif quota.id == NO_QUOTA:
            what = f"examples say `{NO_QUOTA}` for no quota at all."
            places.add((*at, "id"), what, f"Choose another id: `{NO_QUOTA}_`.")
        _quota(conditions, quota, at)


def _quota(conditions: FormConditions, quota: Quota, way: Way) -> None:
    places, at = conditions.checking.places, (*way, "when")
    before = len(places.problems)
    expression = conditions.expression(at, quota.when, None)
    if expression is None or len(places.problems) > before or dead_at(places, at, expression, conditions.known):
        return
    if not can_hold([expression], conditions.known):
        places.add(at, "the condition never holds, so the quota never fills.", "Correct it, or remove the quota.")
    elif _is_last(conditions.form, expression):
        what = "this is only known when the last page is answered, so nobody is saved a question."
        places.warn(at, what, "Ask it on an earlier page.")


def _is_last(form: Form, expression: Expression) -> bool:
    """Whether an answer of the last page that asks something decides."""
    asking = [page.id for page in form.pages if page.questions]
    return any(form.page_of[name].id == asking[-1] for name in expression.names if name in form.page_of)
