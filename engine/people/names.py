"""Names that accounts may have, and what roles may be bound to."""

from __future__ import annotations

import re
from enum import StrEnum

from engine.store.staff import Account, Binding, Role

_NAME = re.compile(r"[a-z0-9]([a-z0-9._@+-]{0,62}[a-z0-9])?")


class Fault(StrEnum):
    """Why an account cannot be made, or a role not be bound, as it was asked for."""

    NAME = "name"
    ADMINISTRATOR_IS_BOUND = "administrator_is_bound"
    UNIT_IS_MISSING = "unit_is_missing"
    UNIT_AND_GROUP = "unit_and_group"


def account_name(given: str) -> str:
    """A name as it is kept: in lower case, without blanks about it."""
    return given.strip().lower()


def fault_of_account(new: Account) -> Fault | None:
    """What is wrong with an account that is to be made; None if nothing is."""
    if not _NAME.fullmatch(new.name):
        return Fault.NAME
    return next(filter(None, map(fault_of_binding, new.bindings)), None)


def fault_of_binding(binding: Binding) -> Fault | None:
    """What is wrong with a role that is to be bound so: a self-assessment is one unit's; the house has no parts."""
    if binding.role is Role.ADMINISTRATOR and (binding.unit or binding.group or binding.round_id):
        return Fault.ADMINISTRATOR_IS_BOUND
    if binding.role in (Role.UNIT_EDITOR, Role.UNIT_HEAD) and not binding.unit:
        return Fault.UNIT_IS_MISSING
    if binding.unit and binding.group:
        return Fault.UNIT_AND_GROUP
    return None


def in_words(binding: Binding) -> str:
    """A binding as one line of the audit trail and the command line: "appraiser: round r2026, group xa"."""
    told = (("round", binding.round_id), ("unit", binding.unit), ("group", binding.group))
    bound = ", ".join(f"{name} {value}" for name, value in told if value)
    return f"{binding.role}: {bound or 'all'}"
