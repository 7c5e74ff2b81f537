"""How long a page stays open while nobody does anything, asked by its own script; and that somebody is still there."""

from __future__ import annotations

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response as Reply

from engine.web import errors
from engine.web.answering.visit import find_round, own_response, remember_place, seconds_left
from engine.web.house import house

pages = Blueprint("staying", __name__)


@pages.get("/vong/<round_id>/con-lai")
def ask(round_id: str) -> Reply:
    """The seconds that are left: another page of the same browser may have been used meanwhile."""
    return jsonify(left=_left(round_id))


@pages.post("/vong/<round_id>/con-lai")
def stay(round_id: str) -> Reply:
    """Begin to count anew, unless the time is over: then the form asks first."""
    if _left(round_id):
        remember_place(round_id)
    return jsonify(left=_left(round_id))


def _left(round_id: str) -> int:
    """The seconds that are left, 0 where there is no draft to go on with."""
    round_, offered = find_round(round_id)
    form, response = house().form_for(offered, round_), own_response(round_id)
    if form is None or form.pause_after is None:
        raise errors.Shown(404, errors.NO_PAGE)
    if response is None or response.sent:
        return 0
    return max(0, seconds_left(round_id, form) or 0)
