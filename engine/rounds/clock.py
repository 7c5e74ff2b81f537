"""Whether a round takes answers at a moment: open, only drafts that were begun, or too late."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import Enum

from engine.store.nouns import Response, Round, RoundState

LAST_YEAR = 2100
"""Days of rounds lie before this year: what is beyond it was mistyped."""


class Intake(Enum):
    """What becomes of a page that arrives."""

    NOT_YET = "nobody answers yet"
    OPEN = "everybody may answer"
    DRAFTS = "who has begun may finish"
    LATE = "what comes is kept apart"


def intake(round_: Round, now: datetime) -> Intake:
    """What becomes of a page that arrives now, in the round's zone."""
    if round_.state is RoundState.OPEN:
        if round_.opens is not None and now.date() < round_.opens:
            return Intake.NOT_YET
        if round_.closes is None or now.date() < round_.closes:  # as nearly always
            return Intake.OPEN
    elif round_.state is RoundState.DRAFT:
        return Intake.NOT_YET
    elif round_.state is not RoundState.CLOSED:
        return Intake.LATE
    closed, until = closing(round_, now), drafts_until(round_, now)
    if round_.state is RoundState.OPEN and (closed is None or now < closed):
        return Intake.OPEN
    return Intake.DRAFTS if until is not None and now < until else Intake.LATE


def closing(round_: Round, now: datetime) -> datetime | None:
    """When a round closed or closes: by its last day, or earlier by hand; None if nobody has said.

    `now` gives the zone. The moment is the round's own: nothing about a response can be told from it.
    """
    planned = None
    if round_.closes is not None:
        at = round_.life.closes_at
        day = round_.closes if at else round_.closes + timedelta(days=1)
        planned = datetime.combine(day, at or time(), now.tzinfo)
    if round_.state is not RoundState.OPEN and (by_hand := round_.life.closed) is not None:
        return min(planned, by_hand) if planned else by_hand
    return planned


def drafts_until(round_: Round, now: datetime) -> datetime | None:
    """Until when a draft may be sent once the round is closed; None if nobody has said when it closes."""
    closed = closing(round_, now)
    return closed + timedelta(hours=round_.life.grace) if closed is not None else None


def is_full_for(round_: Round, quota: str, response: Response, today: date) -> bool:
    """Whether a quota is full for a response: one begun before it filled may be sent to the end of the next day.

    That is 24 hours at least; the moment at which a quota fills is that of somebody's answer, so only its day is kept.
    """
    full = round_.life.full.get(quota)
    if full is None:
        return False
    began_before = response.begun < full.filling
    return not (began_before and today <= full.on + timedelta(days=1))
