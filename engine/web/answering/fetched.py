"""What a page's own script is told after it has sent the page itself, instead of the page that follows."""

from __future__ import annotations

import secrets
from typing import TypeAlias

from flask import Response as FlaskReply
from flask import jsonify, request
from werkzeug.wrappers import Response as Reply

Answered: TypeAlias = str | Reply | tuple[str, int]

_HEADER = "HTTP_X_THUOCDO"


def told(answered: Answered) -> Answered:
    """Where to go on, to a script that asked so; that the page must be posted as usual, where there is one to show."""
    if _HEADER not in request.environ:
        return answered
    if not isinstance(answered, Reply):
        return jsonify(again=True)
    return jsonify(go=answered.headers["Location"]) if answered.status_code in (302, 303) else answered


def told_saved(version: int | None, *, whole: bool, differs: bool) -> FlaskReply:
    """That a page was saved while it stays open: its next version, if nobody else saved meanwhile.

    `whole`: all that was typed is valid and saved; `differs`: something else is stored, so that somebody must choose.
    """
    if version is None:
        return jsonify(whole=whole and not differs, differs=differs)
    return jsonify(version=version, attempt=secrets.token_hex(8), whole=whole, differs=differs)
