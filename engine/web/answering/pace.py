"""How long a respondent takes: in the browser's own cookie, and nowhere else; a form's sending keeps a flag at most."""

from __future__ import annotations

from flask import session

from engine.web.answering.visit import now


def begin(round_id: str) -> None:
    """Note that this browser opens the first page of a new form."""
    session["begun"] = {**session.get("begun", {}), round_id: now()}


def seconds_taken(round_id: str) -> float | None:
    """Since the first page; None for who began in another browser."""
    begun = session.get("begun", {}).get(round_id)
    return float(now() - begun) if isinstance(begun, int | float) else None


def forget(round_id: str) -> None:
    """The form is sent: the time is of no use any more."""
    session["begun"] = {key: at for key, at in session.get("begun", {}).items() if key != round_id}
