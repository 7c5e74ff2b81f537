"""Who fills in for a unit."""

from __future__ import annotations

from engine.people.permissions import About, Action, may
from engine.store.staff import Account
from engine.web.assessing.here import Here
from engine.web.house import house


def officers(here: Here) -> list[Account]:
    """The accounts that may fill in for the unit, by name."""
    about = About(here.round_.id, here.unit.id, here.unit.group)
    return [each for each in house().store.accounts() if may(each, Action.FILL_IN, about)]
