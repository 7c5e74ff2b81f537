"""Suggestions for questions over long lists, fetched while somebody types; without script the page searches itself."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response as Reply

from engine.web import errors
from engine.web.answering.visit import find_round
from engine.web.forms.page_fields import found_in
from engine.web.house import house
from engine.web.languages import language

pages = Blueprint("lookups", __name__)


@pages.get("/vong/<round_id>/tim/<question_id>")
def suggest(round_id: str, question_id: str) -> Reply:
    """The lines that fit `q`: a list of pairs of code and label."""
    round_, offered = find_round(round_id)
    form = house().form_for(offered, round_)
    question = form.question.get(question_id) if form else None
    if question is None:
        raise errors.Shown(404, errors.NO_PAGE)
    return jsonify(found_in(question, [request.args.get("q", "")], language()))
