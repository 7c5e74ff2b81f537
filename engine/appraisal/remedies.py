"""What is done about an indicator that lost points: which state may follow which, and what must be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from engine.appraisal.acts import about_assessments
from engine.people.acts import Actor
from engine.store.contract import Store
from engine.store.remedy_nouns import Remedy, RemedyStatus

MOST_WORDS = 5_000


class RemedyAct(StrEnum):
    """What somebody does about a remedy."""

    PLAN = "plan"  # the unit: who, until when, what; done or not
    ACCEPT = "accept"  # its head: lives with it until a day
    TAKE_BACK = "take_back"  # its head: no longer
    VERIFY = "verify"  # whoever appraises, or leads: it is so
    REJECT = "reject"  # the same: it is not so


FOLLOWS = {
    RemedyAct.PLAN: (RemedyStatus.OPEN, RemedyStatus.ACCEPTED, RemedyStatus.DONE),
    RemedyAct.ACCEPT: (RemedyStatus.OPEN, RemedyStatus.ACCEPTED),
    RemedyAct.TAKE_BACK: (RemedyStatus.ACCEPTED,),
    RemedyAct.VERIFY: (RemedyStatus.DONE,),
    RemedyAct.REJECT: (RemedyStatus.DONE, RemedyStatus.VERIFIED),
}
"""After which states each act may come."""

LEADS_TO = {
    RemedyAct.ACCEPT: RemedyStatus.ACCEPTED,
    RemedyAct.TAKE_BACK: RemedyStatus.OPEN,
    RemedyAct.VERIFY: RemedyStatus.VERIFIED,
    RemedyAct.REJECT: RemedyStatus.OPEN,
}


class Fault(StrEnum):
    """What is wrong with what was asked for."""

    NOT_NOW = "not_now"
    NO_REASON = "no_reason"
    NO_EXPIRY = "no_expiry"
    PAST_EXPIRY = "past_expiry"
    AFTER_LAW = "after_law"
    NO_DAY = "no_day"


@dataclass(frozen=True)
class Asked:
    """What somebody wants of a remedy; `note` is the reason where one is compulsory."""

    act: RemedyAct
    note: str = ""
    owner: str = ""
    due: date | None = None
    until: date | None = None
    is_done: bool = False


def after(before: Remedy, asked: Asked, by: Actor) -> Remedy:
    """The state that follows, with the version that it follows on."""
    new = replace(before, note=asked.note[:MOST_WORDS], by=by.who, at=by.at)
    if asked.act is RemedyAct.PLAN:
        kept = RemedyStatus.ACCEPTED if before.status is RemedyStatus.ACCEPTED else RemedyStatus.OPEN
        status = RemedyStatus.DONE if asked.is_done else kept
        until = before.accepted_until if status is RemedyStatus.ACCEPTED else None
        return replace(new, status=status, owner=asked.owner, due=asked.due, accepted_until=until)
    until = asked.until if asked.act is RemedyAct.ACCEPT else None
    return replace(new, status=LEADS_TO[asked.act], accepted_until=until)


def faults(before: Remedy, asked: Asked, today: date, law: date | None = None) -> Sequence[Fault]:
    """All that is wrong with an act; `law` is the day that the law gives, after which no plan may go."""
    found = []
    if before.status not in FOLLOWS[asked.act]:
        found.append(Fault.NOT_NOW)
    if asked.act in (RemedyAct.ACCEPT, RemedyAct.REJECT) and not asked.note.strip():
        found.append(Fault.NO_REASON)
    if asked.act is RemedyAct.ACCEPT and asked.until is None:
        found.append(Fault.NO_EXPIRY)
    if asked.act is RemedyAct.ACCEPT and asked.until is not None and asked.until < today:
        found.append(Fault.PAST_EXPIRY)
    if asked.act is RemedyAct.PLAN and law is not None and asked.due is not None and asked.due > law:
        found.append(Fault.AFTER_LAW)
    return found


def status_on(remedy: Remedy, today: date) -> RemedyStatus:
    """The status on a day: a risk that was accepted until before is open again."""
    lapsed = remedy.accepted_until is not None and remedy.accepted_until < today
    return RemedyStatus.OPEN if remedy.status is RemedyStatus.ACCEPTED and lapsed else remedy.status


def keep(store: Store, round_id: str, unit: str, before: Remedy, asked: Asked, by: Actor) -> Remedy | None:
    """Keep what follows, with its line in the audit trail; None, or what somebody else said meanwhile."""
    new = after(before, asked, by)
    with store.together():
        had = store.remedies(round_id, unit).get(new.node, Remedy(new.node))
        if (other := store.save_remedy(round_id, unit, new)) is not None:
            return other
        if had.status is not new.status or asked.act is not RemedyAct.PLAN:
            about = f"{about_assessments(round_id, unit)}/{new.node}"
            store.note(by.entry(f"remedy.{asked.act}", about, had.status, new.status, new.note))
    return None
