"""Who works with the product, as typed nouns: accounts, what they are bound to, where they are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to a round; what each may do stands in `engine.people.permissions`."""

    ADMINISTRATOR = "administrator"
    LEAD_BODY = "lead_body"
    UNIT_EDITOR = "unit_editor"
    UNIT_HEAD = "unit_head"
    APPRAISER = "appraiser"
    COUNCIL = "council"
    VIEWER = "viewer"
    CLERK = "clerk"


@dataclass(frozen=True, order=True)
class Binding:
    """A role, and what it is bound to: each of the three narrows it, "" does not."""

    role: Role
    unit: str = ""
    group: str = ""
    round_id: str = ""


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in. `agency` is the unit that the person works in, "" for none; `email` is written to."""

    name: str
    full_name: str = ""
    agency: str = ""
    bindings: tuple[Binding, ...] = ()
    is_disabled: bool = False
    has_password: bool = False
    has_second_factor: bool = False
    email: str = ""


@dataclass(frozen=True)
class Secrets:
    """What a person proves to be that account with: only compared, never shown."""

    password: str = ""  # as hashed by argon2; "" for none
    totp: str = ""  # the secret shared with the person's device; "" for none
    totp_step: int = 0  # the latest step of thirty seconds whose code was used


@dataclass(frozen=True)
class SignIn:
    """One browser that is signed in. `mark` names it on the account's page and opens nothing."""

    mark: str
    account: str
    device: str
    begun: datetime
    seen: datetime
    is_complete: bool = True  # else the second factor is still asked for
