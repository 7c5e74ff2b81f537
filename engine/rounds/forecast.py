"""How many responses there will be when a round closes, if it goes on as in the last days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

WINDOW = 7
"""So many whole days before today tell the rate: one of each weekday."""


def at_close(days: Mapping[str, int], today: date, opens: date | None, closes: date | None) -> float | None:
    """The responses to be expected by the end of the last day; None where nobody has said which it is.

    n + (what the rate leaves for today) + rate · (days after today). The rate is the mean of the last `WINDOW` whole
    days on which the round took answers, those without any included; on the first day it is what came so far. Of
    papers and telephone calls (the day "") those are counted that are there.

    It foresees no falling off and no reminder. Replayed over 2,000 made-up rounds of four weeks that have both
    (`make soak` prints it), it is off by 3 % in the median a week before the close, and by 30 % two weeks before.
    """
    there = sum(days.values())
    if closes is None:
        return None
    if today > closes:
        return float(there)
    rate, so_far = _rate(days, today, opens), days.get(today.isoformat(), 0)
    return there + max(rate - so_far, 0.0) + rate * (closes - today).days


def _rate(days: Mapping[str, int], today: date, opens: date | None) -> float:
    """Responses a day, of late."""
    known = sorted(date.fromisoformat(day) for day in days if day)
    begun = min([*known[:1], *([opens] if opens else [])], default=today)
    first = max(begun, today - timedelta(days=WINDOW))
    if first >= today:
        return float(days.get(today.isoformat(), 0))
    whole = (today - first).days
    return sum(days.get((first + timedelta(days=each)).isoformat(), 0) for each in range(whole)) / whole
