"""Which language a visitor reads, and switching it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, redirect, request, session, url_for
from werkzeug.wrappers import Response

from engine.wording.catalog import LANGUAGES

NAMES = {"vi": "Tiếng Việt", "en": "English"}


def language() -> str:
    """The visitor's language: Vietnamese until another one is chosen."""
    chosen = session.get("language")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def choose(chosen: str) -> None:
    """Remember a language; 404 for one that there is not."""
    if chosen not in LANGUAGES:
        abort(404)
    session["language"] = chosen


def register(app: Flask) -> None:
    """The switch, and `language` in every template."""
    app.add_url_rule("/ngon-ngu/<chosen>", "language", _switch)
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    return {"language": language()}


def _switch(chosen: str) -> Response:
    """Switch, and go back to where the visitor was on this site."""
    choose(chosen)
    try:
        before = urlsplit(request.referrer or "")
    except ValueError:  # no address at all, as in http://[
        before = urlsplit("")
    own = before.netloc == request.host and before.path.startswith("/") and not before.path.startswith(("//", "/\\"))
    query = f"?{before.query}" if before.query else ""
    return redirect(before.path + query if own else url_for("respondent.home"))
