"""How urgent it is to mend a weak indicator, and by which day."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from engine.framework.models.base import Id, Noun
from engine.framework.text import Text
from engine.framework.told import told

LEAP_YEAR = 2000


def _a_day(written: str) -> str:
    """Refuse what is no day of the calendar, and 29 February as a day of every year."""
    no_day = told(f'"{written}" is no day', 'Write "2027-07-01", or "12-24" for every year.')
    if not re.fullmatch(r"(\d{4}-)?\d{2}-\d{2}", written, re.ASCII):
        raise no_day
    parts = [int(part) for part in written.split("-")]
    try:
        found = date(*parts) if len(parts) == 3 else date(LEAP_YEAR, *parts)
    except ValueError:
        raise no_day from None
    if len(parts) == 2 and (found.month, found.day) == (2, 29):
        raise told("29 February is not in every year", 'Write "02-28".')
    return written


DueDay = Annotated[str, AfterValidator(_a_day)]
"""A day, as 2027-07-01, or a day of every year, as 12-24."""


def next_due(day: str, on: date) -> date:
    """The day itself, even if it is past; of a day of every year the next one from `on` on."""
    parts = [int(part) for part in day.split("-")]
    if len(parts) == 3:
        return date(*parts)
    this_year = date(on.year, *parts)
    return this_year if this_year >= on else date(on.year + 1, *parts)


class Priority(Noun):
    """A class of indicators by how urgent it is to mend them: how heavy a lost point is, and in how many days."""

    id: Id
    label: Text
    weight: float = Field(default=1.0, gt=0)
    days: int | None = Field(default=None, ge=1, le=3650)
