"""An appraiser's word on one item."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from engine.people.permissions import Action
from engine.web.appraising.judged import keep, show
from engine.web.appraising.seats import APPRAISER
from engine.web.gate import needs

pages = Blueprint("judging", __name__, url_prefix="/tham-dinh/<round_id>/<unit:unit_id>/muc/<question_id>")


@pages.get("")
@needs(Action.APPRAISE)
def page(round_id: str, unit_id: str, question_id: str) -> str:
    """The item beside its evidence."""
    return show(APPRAISER, round_id, unit_id, question_id)


@pages.post("")
@needs(Action.APPRAISE)
def save(round_id: str, unit_id: str, question_id: str) -> ResponseReturnValue:
    """Agree, judge otherwise, or ask for more."""
    return keep(APPRAISER, round_id, unit_id, question_id)
