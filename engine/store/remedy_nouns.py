"""How far the mending of an indicator is, as a typed noun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class RemedyStatus(StrEnum):
    """Where the mending of an indicator stands."""

    OPEN = "open"
    ACCEPTED = "accepted"  # the head lives with the risk, until a day
    DONE = "done"  # the unit says so
    VERIFIED = "verified"  # somebody else looked


@dataclass(frozen=True)
class Remedy:
    """One state of what a unit does about an indicator; `version` 0: nobody said anything yet.

    `due` is the unit's own day, None for the one that the plan proposes; `accepted_until` the last day of a risk that
    was accepted. `note` belongs to this state: what is done, why a risk is accepted, what was seen.
    """

    node: str
    status: RemedyStatus = RemedyStatus.OPEN
    owner: str = ""
    due: date | None = None
    accepted_until: date | None = None
    note: str = ""
    version: int = 0
    by: str = ""
    at: datetime | None = None
