"""Contacts of samples deleted when their time has come, and files left without traces of order: once a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from engine.rounds.clock import closing, drafts_until
from engine.rounds.invitations import deleted_from, is_over
from engine.store.audit import Entry
from engine.store.contract import Store
from engine.store.invitations import InvitationBook
from engine.store.nouns import Round, RoundState
from engine.store.outbox import Outbox

SERVER = "(server)"
"""Who acts, in the audit trail, where nobody does."""


def trail_of(round_id: str) -> str:
    """How the audit trail names the sample of a round."""
    return f"round/{round_id}/invitations"


def note_close(store: Store, round_: Round, today: date) -> None:
    """Keep the day on which a round was first seen closed: contacts are deleted so many days after it."""
    welcome = store.welcome(round_.id)
    is_closed = round_.state is not RoundState.DRAFT and is_over(round_, today)
    if is_closed and welcome.closed_on is None:
        store.set_welcome(round_.id, replace(welcome, closed_on=today))
    if not is_closed and welcome.closed_on is not None:
        store.set_welcome(round_.id, replace(welcome, closed_on=None))


def ended_lately(round_: Round, midnight: datetime) -> bool:
    """Whether the last answers of a round may have come on the day that just ended: it closed, or drafts were due."""
    closed, until = closing(round_, midnight), drafts_until(round_, midnight)
    day_before = midnight - timedelta(days=1)
    return round_.state is not RoundState.DRAFT and any(
        moment is not None and day_before < moment <= midnight for moment in (closed, until)
    )


def forget_due(store: Store, book: InvitationBook, today: date, at: datetime) -> int:
    """Delete the contacts of each round whose day has come, as the server's own act; how many went."""
    gone = 0
    for round_ in store.rounds():
        note_close(store, round_, today)
        from_day = deleted_from(round_, store.welcome(round_.id))
        if from_day is not None and from_day <= today:
            gone += forget(store, book, round_, today, Entry(at, SERVER, "invitations.forget", trail_of(round_.id)))
    return gone


def forget(store: Store, book: InvitationBook, round_: Round, today: date, entry: Entry) -> int:
    """Delete the contacts of a round's sample now, with an entry in the audit trail; how many there were.

    Where the machine died between the deletion and its entry, the next time makes up for the entry.
    """
    Outbox(book.path.parent).drop(round_.id)  # reminders that wait, and whose addresses were refused
    gone = book.forget_contacts(round_.id)
    if gone or (store.welcome(round_.id).deleted_on is None and not book.is_empty(round_.id)):
        with store.acting(replace(entry, before=str(gone or ""), after="0")):
            store.set_welcome(round_.id, replace(store.welcome(round_.id), deleted_on=today))
    return gone
