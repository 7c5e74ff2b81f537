"""Reminders by mail to the contacts of a sample: put into the queue once a day at most, whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from engine.jobs.mail_address import read_address
from engine.problems import ThuocDoError
from engine.reports.mails import Reminding, reminder
from engine.store.codes import in_groups
from engine.store.outbox import Kind, Mail, Outbox


@dataclass(frozen=True)
class ToRemind:
    """Who is reminded: as the sample names them, where they are reached, and the code that they hold."""

    key: str
    name: str
    address: str
    code: str


@dataclass(frozen=True)
class Queued:
    """How many reminders wait now, and who cannot be written to, as the sample names them."""

    mails: int
    without: tuple[str, ...] = ()


def queue_reminders(
    outbox: Outbox,
    round_id: str,
    contacts: Iterable[ToRemind],
    of: Reminding,
    link: Callable[[str], str],
    day: date,
    *,
    again: bool = False,
) -> Queued:
    """Put a reminder to each contact into the queue; `link` gives the address to which a code leads.

    Whom a reminder went to is kept nowhere, since it would tell when others had answered: so a second time on one day
    is refused unless `again`, and one that still waits is not queued twice. Raises ThuocDoError where nothing was done.
    """
    if not again and outbox.reminded_on(round_id) == day:
        raise ThuocDoError(f"Reminders of {round_id} were sent today already; give --again to send them once more.")
    mails, without = [], []
    for each in contacts:
        address = read_address(each.address)
        if address is None:
            without.append(each.key)
            continue
        words = reminder(of, each.name or each.key, in_groups(each.code), link(each.code))
        mails.append(
            Mail(f"reminder {round_id} {each.code}", Kind.REMINDER, round_id, address, words.subject, words.text,
                 words.html, each.key)
        )  # fmt: skip
    if not mails:
        raise ThuocDoError(f"Nobody of those to be reminded of {round_id} has an e-mail address.")
    queued = outbox.add(mails)
    outbox.note_reminded(round_id, day)
    return Queued(queued, tuple(without))
