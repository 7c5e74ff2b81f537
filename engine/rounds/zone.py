"""This moment and this day in the rounds' zone: read at the edge, and handed to whatever decides."""

from __future__ import annotations

from datetime import date, datetime

from engine.appraisal.deadlines import ZONE as ZONE


def now() -> datetime:
    """This moment."""
    return datetime.now(ZONE)


def today() -> date:
    """The day that it is now."""
    return now().date()
