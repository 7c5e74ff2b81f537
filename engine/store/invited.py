"""What the store keeps of a sample and of the way into a round, as typed nouns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MERGED = "(merged)"
"""What the stratum of a response is called where it is too small to be told."""


class Entry(StrEnum):
    """Who may begin a form of a round: whoever holds a code, anyone, or anyone with the code asked for."""

    CODE = "code"
    OPEN = "open"
    BOTH = "both"


@dataclass(frozen=True)
class Welcome:
    """How a round receives respondents: who asks them, who may begin, and what is promised about the sample.

    `entry` None: nobody has chosen, so anyone may, until a sample is imported. `smallest`: a response carries its
    stratum only where at least so many invitations of it are used. `keep_contacts`: for so many days after the close.
    """

    entry: Entry | None = None
    lead: str = ""  # the body that asks
    contact: str = ""  # whom to ask: a telephone number, an address
    smallest: int = 10
    keep_contacts: int = 90
    closed_on: date | None = None  # the day on which the round was first seen closed
    deleted_on: date | None = None  # the day on which contacts were deleted last


@dataclass(frozen=True)
class Contact:
    """Where somebody of the sample is reached; `key` tells it from others of the round."""

    key: str
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True)
class Invitation:
    """A code of a round and what is known of who holds it; of its use no more than that it was used.

    `is_quiet`: who holds it wants no reminders. `contact` None: none is kept any more.
    """

    code: str
    round_id: str
    stratum: str = ""
    units: tuple[str, ...] = ()  # what they dealt with, as the sample says
    is_used: bool = False
    is_quiet: bool = False
    is_bounced: bool = False
    contact: Contact | None = None


@dataclass(frozen=True)
class Use:
    """Of one stratum of a round: how many were invited, how many of them have used their code."""

    stratum: str
    invited: int
    used: int
