"""How a round receives respondents: what may be said of it, and how a change is kept with who made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime

from engine.store.audit import Entry as Act
from engine.store.contract import Store
from engine.store.invited import Entry, Welcome

LINE = 200
"""So many characters a line holds that says who asks, or whom to ask."""
DAYS = (0, 10_000)
"""For how many days after the close contacts may be kept."""
CODES = (3, 10_000)
"""From how many used codes on a response may tell its stratum."""


@dataclass(frozen=True)
class Change:
    """What is to be otherwise about receiving respondents; None leaves it as it is."""

    entry: Entry | None = None
    lead: str | None = None
    contact: str | None = None
    keep_contacts: int | None = None
    smallest: int | None = None

    def on(self, before: Welcome) -> Mapping[str, object]:
        """What this changes, by name."""
        given = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in given.items() if value is not None and value != getattr(before, name)}

    def of(self, before: Welcome) -> Welcome:
        """What is said after the change."""
        return replace(
            before,
            entry=before.entry if self.entry is None else self.entry,
            lead=before.lead if self.lead is None else self.lead,
            contact=before.contact if self.contact is None else self.contact,
            keep_contacts=before.keep_contacts if self.keep_contacts is None else self.keep_contacts,
            smallest=before.smallest if self.smallest is None else self.smallest,
        )


def one_line(text: str) -> str | None:
    """The text with single spaces; None where it is no line of so many characters."""
    plain = " ".join(text.split())
    return None if len(plain) > LINE or any(ord(each) < 32 for each in text) else plain


def receive(store: Store, round_id: str, change: Change, who: str, now: datetime) -> bool:
    """Receive respondents otherwise from now on, as the audit trail tells; whether anything changed."""
    before = store.welcome(round_id)
    given = change.on(before)
    if given:
        told = [", ".join(f"{name}: {each}" for name, each in values.items()) for values in (
            {name: getattr(before, name) for name in given}, given,
        )]  # fmt: skip
        with store.acting(Act(now, who, "round.landing", f"round/{round_id}", *told)):
            store.set_welcome(round_id, change.of(before))
    return bool(given)
