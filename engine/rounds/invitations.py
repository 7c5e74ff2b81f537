"""Invitations of a round: who is invited anew, who is reminded, what may be told of them, when contacts are deleted."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.problems import ThuocDoError
from engine.store.invited import MERGED, Contact, Entry, Invitation, Use, Welcome
from engine.store.nouns import Round, RoundState

TAKES_INVITATIONS = (RoundState.DRAFT, RoundState.OPEN, RoundState.CLOSED)


@dataclass(frozen=True)
class Invited:
    """One of a sample: where it is reached, its stratum, the units it dealt with."""

    contact: Contact
    stratum: str = ""
    units: tuple[str, ...] = ()


def entry_of(welcome: Welcome) -> Entry:
    """Who may begin a form: anyone, where nobody said otherwise and no sample was imported."""
    return welcome.entry or Entry.OPEN


def key_of(contact: str) -> str:
    """What tells a contact from others, however it is capitalised or spaced."""
    return " ".join(unicodedata.normalize("NFC", contact).casefold().split())


def check_may_invite(round_: Round) -> None:
    """ThuocDoError where nobody can be invited any more."""
    if round_.is_demo:
        raise ThuocDoError(f"The round {round_.id} is a demo: anyone may answer it, and nobody is invited.")
    if round_.state not in TAKES_INVITATIONS:
        raise ThuocDoError(f"The round {round_.id} is {round_.state}: nobody can be invited to it any more.")


def new_invitations(
    round_id: str, sample: Sequence[Invited], known: Iterable[Invitation], make_code: Callable[[], str]
) -> list[Invitation]:
    """An invitation under a fresh code for each of the sample who has none."""
    earlier = list(known)
    there = {key_of(each.contact.key) for each in earlier if each.contact is not None}
    taken = {each.code for each in earlier}
    made = []
    for each in sample:
        if key_of(each.contact.key) in there:
            continue
        code = make_code()
        while code in taken:
            code = make_code()
        taken.add(code)
        made.append(Invitation(code, round_id, each.stratum, each.units, contact=each.contact))
    return made


def told_stratum(invitation: Invitation | None, used: int, smallest: int) -> str:
    """As much of the stratum as a response may carry; `used`: how many other codes of it are used."""
    if invitation is None or not invitation.stratum:
        return ""
    return invitation.stratum if used >= smallest else MERGED


def to_write_to(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Those who have not used their code and are reached, by contact."""
    return _sorted(each for each in invitations if not each.is_used and each.contact and not each.is_bounced)


def to_remind(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Those among them who did not ask to be left alone."""
    return [each for each in to_write_to(invitations) if not each.is_quiet]


def named(invitations: Sequence[Invitation], names: Collection[str]) -> tuple[list[Invitation], list[str]]:
    """The invitations of these contacts or codes, and which names are nobody's."""
    by_name = {key_of(each.contact.key): each for each in invitations if each.contact}
    by_name |= {key_of(each.code): each for each in invitations}
    strangers = [name for name in names if key_of(name) not in by_name]
    found = {by_name[key_of(name)].code: by_name[key_of(name)] for name in names if key_of(name) in by_name}
    return list(found.values()), strangers


def told_use(uses: Sequence[Use], smallest: int) -> list[Use]:
    """How many were invited and answered by stratum; those with fewer invited than a stratum needs as one."""
    large = sorted((each for each in uses if each.invited >= smallest), key=lambda each: each.stratum)
    small = [each for each in uses if each.invited < smallest]
    if not small:
        return large
    if sum(each.invited for each in small) < smallest and large:  # the rest would tell them by subtraction
        small.append(large.pop(min(range(len(large)), key=lambda place: large[place].invited)))
    return [*large, Use(MERGED, sum(each.invited for each in small), sum(each.used for each in small))]


def is_over(round_: Round, today: date) -> bool:
    """Whether no answers will be taken any more, as things stand."""
    is_past = round_.closes is not None and round_.closes < today
    return is_past or round_.state not in (RoundState.DRAFT, RoundState.OPEN)


def last_day(round_: Round, welcome: Welcome) -> date | None:
    """The last day of a round that is closed, by hand or by the calendar; None while it is open, or where not known."""
    if welcome.closed_on is None and round_.state in (RoundState.DRAFT, RoundState.OPEN):
        return None
    return welcome.closed_on or round_.closes


def deleted_from(round_: Round, welcome: Welcome) -> date | None:
    """From which day on contacts are to be gone; None while that is not known."""
    day = last_day(round_, welcome)
    return None if day is None else day + timedelta(days=welcome.keep_contacts)


def _sorted(invitations: Iterable[Invitation]) -> list[Invitation]:
    return sorted(invitations, key=lambda each: (key_of(each.contact.key) if each.contact else "", each.code))
