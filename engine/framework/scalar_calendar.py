"""Days as single values, and their numbers: 1 is 0001-01-01."""

from __future__ import annotations

from datetime import date
from typing import Any

LAST_DAY = date.max.toordinal()
MONTHS = (12, 10_000 * 12)
"""The first month there is and the one after the last, counted from year 0."""


def date_in(text: str) -> date | None:
    """The day that a text in quotes names."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day(value: Any) -> float | None:
    """A day's number, counted from 0001-01-01 as 1."""
    given_day = date_in(value) if isinstance(value, str) else value
    return float(given_day.toordinal()) if isinstance(given_day, date) else None


def _calendar(number: Any) -> date | None:
    return date.fromordinal(int(number)) if number is not None and 1 <= number <= LAST_DAY else None


def month_number(number: Any) -> float | None:
    """The months from year 0 to the month of a day, given by its number."""
    found = _calendar(number)
    return None if found is None else float(found.year * 12 + found.month - 1)


def day_in_month(number: Any) -> float | None:
    """The day of its month, from 1, of a day given by its number."""
    found = _calendar(number)
    return None if found is None else float(found.day)


def first_of_month(number: Any) -> float | None:
    """The day's number of the first of a month, given by its number of months from year 0."""
    if number is None or not MONTHS[0] <= number <= MONTHS[1]:
        return None
    year, month = divmod(int(number), 12)
    return float(date(year, month + 1, 1).toordinal()) if year <= date.max.year else float(LAST_DAY + 1)


def as_day(number: Any) -> date | None:
    """The day of a number."""
    return _calendar(number)
