"""The life of a round: which state may follow which, what has to be there for it, and what it is then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from enum import StrEnum
from hashlib import blake2b

from engine.problems import ThuocDoError
from engine.rounds.clock import closing
from engine.store.audit import Entry
from engine.store.nouns import Round, RoundState, ScoredRun


class Why(StrEnum):
    """Why a round may not move so: pages have their own words for each."""

    NOT_NEXT = "not_next"
    NOTHING_SENT = "nothing_sent"
    REASON = "reason"
    REASON_EARLIER = "reason_earlier"  # before the embargo has ended
    REASON_ANOTHER = "reason_another"  # another run takes the place of the published one
    BEFORE_FIRST_DAY = "before_first_day"
    PAST = "past"
    NO_RUN = "no_run"
    ANSWERS_AFTER = "answers_after"
    SHOWN_ALREADY = "shown_already"
    DECREE_WHOLE = "decree_whole"  # a decision has a number and a day
    DECREE_LONG = "decree_long"
    DECREE_DAY = "decree_day"  # of a day to come


class RefusedError(ThuocDoError):
    """A move that may not be; the sentence is for the command line."""

    def __init__(self, why: Why, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


FOLLOWS: Mapping[RoundState, tuple[RoundState, ...]] = {
    RoundState.DRAFT: (RoundState.OPEN,),
    RoundState.OPEN: (RoundState.CLOSED,),
    RoundState.CLOSED: (RoundState.OPEN, RoundState.EMBARGOED, RoundState.PUBLISHED),
    RoundState.EMBARGOED: (RoundState.EMBARGOED, RoundState.PUBLISHED, RoundState.CLOSED),
    RoundState.PUBLISHED: (RoundState.PUBLISHED, RoundState.WITHDRAWN),
    RoundState.WITHDRAWN: (RoundState.PUBLISHED, RoundState.EMBARGOED),
}
"""A closed round may be opened again; what is published has been read and stays, until another run takes its place
or it is withdrawn."""

_NEEDS_ANSWERS = (RoundState.PUBLISHED, RoundState.EMBARGOED)


def check_move(round_: Round, to: RoundState, sent: int) -> None:
    """Whether a round with so many sent responses may move; ThuocDoError with the mend if not."""
    if to not in FOLLOWS[round_.state]:
        may = " or ".join(state.value for state in FOLLOWS[round_.state]) or "nothing more"
        raise RefusedError(
            Why.NOT_NEXT, f"The round {round_.id} is {round_.state}: next it may become {may}, not {to}."
        )
    if to in _NEEDS_ANSWERS and not sent:
        what = "publish" if to is RoundState.PUBLISHED else "show"
        raise RefusedError(
            Why.NOTHING_SENT, f"The round {round_.id} has no response that was sent: there is nothing to {what}."
        )


def opened(round_: Round) -> Round:
    """The round taking answers for the first time; a closed one is reopened, with a reason."""
    if round_.state is RoundState.CLOSED:
        raise RefusedError(
            Why.NOT_NEXT,
            f'The round {round_.id} is closed: `thuocdo round reopen {round_.id} --reason "…"` says why again.',
        )
    check_move(round_, RoundState.OPEN, 0)
    return replace(round_, state=RoundState.OPEN)


def closed(round_: Round, now: datetime, grace: int | None = None) -> Round:
    """The round closed now; drafts may be sent for so many hours more."""
    check_move(round_, RoundState.CLOSED, 0)
    if round_.state is RoundState.EMBARGOED:
        ends = f"`thuocdo round withdraw {round_.id}` ends the embargo"
        raise RefusedError(Why.NOT_NEXT, f"The round {round_.id} is embargoed: {ends}.")
    life = replace(round_.life, closed=now, grace=round_.life.grace if grace is None else grace)
    return replace(round_, state=RoundState.CLOSED, life=life)


def reopened(round_: Round, now: datetime, closes: date | None, at: time | None, reason: str) -> Round:
    """The round taking answers again; the last day must not lie behind."""
    if round_.state is not RoundState.CLOSED:
        check_move(round_, RoundState.OPEN, 0)
        raise RefusedError(
            Why.NOT_NEXT, f"The round {round_.id} is {round_.state}: `thuocdo round open {round_.id}` opens it."
        )
    _said(reason, f"why the round {round_.id} is opened again")
    last = replace(round_, closes=closes, life=replace(round_.life, closes_at=at)) if closes else round_
    return _still_to_come(replace(last, state=RoundState.OPEN, life=replace(last.life, closed=None)), now)


def extended(round_: Round, now: datetime, closes: date, at: time | None, reason: str) -> Round:
    """The round with another last day, earlier or later."""
    if round_.state not in (RoundState.DRAFT, RoundState.OPEN):
        again = f": `thuocdo round reopen {round_.id} --closes …`" if round_.state is RoundState.CLOSED else ""
        raise RefusedError(Why.NOT_NEXT, f"The round {round_.id} is {round_.state}, so its last day is past{again}.")
    if round_.state is RoundState.OPEN:
        _said(reason, f"why the last day of the round {round_.id} is another one")
    if round_.opens and closes < round_.opens:
        raise RefusedError(Why.BEFORE_FIRST_DAY, f"--closes {closes} is before the first day, {round_.opens}.")
    return _still_to_come(replace(round_, closes=closes, life=replace(round_.life, closes_at=at)), now)


def _still_to_come(round_: Round, now: datetime) -> Round:
    end = closing(round_, now)
    if end is not None and end <= now:
        raise RefusedError(
            Why.PAST,
            f"The last day of the round {round_.id}, {round_.closes}, is past: give a later one with --closes.",
        )
    return round_


def embargoed(round_: Round, run: ScoredRun, until: date, today: date) -> Round:
    """The round whose units may look at a run before anybody else, until a day."""
    if until < today:
        raise RefusedError(
            Why.PAST, f"--until {until} is past: give the last day on which units keep it to themselves."
        )
    return replace(
        round_, state=RoundState.EMBARGOED, life=replace(round_.life, embargo=run.code, until=until, withdrawn="")
    )


def withdrawn(round_: Round, reason: str) -> Round:
    """The round whose results are taken back, or whose units no longer look at them."""
    _said(reason, "why it is taken back")
    if round_.state is RoundState.EMBARGOED:
        back = RoundState.WITHDRAWN if round_.run else RoundState.CLOSED
        why = reason.strip() if round_.run else ""
        return replace(round_, state=back, life=replace(round_.life, embargo="", until=None, withdrawn=why))
    check_move(round_, RoundState.WITHDRAWN, 0)
    return replace(round_, state=RoundState.WITHDRAWN, life=replace(round_.life, withdrawn=reason.strip()))


def check_publishing(round_: Round, today: date, reason: str) -> None:
    """Before an embargo has ended, and after a withdrawal, publishing needs a reason; ThuocDoError with the mend."""
    until = round_.life.until
    if round_.state is RoundState.EMBARGOED and until and today <= until and not reason.strip():
        raise RefusedError(
            Why.REASON_EARLIER,
            f"Units were told until {until}: wait, or say with --reason why it is published earlier.",
        )
    if round_.state is RoundState.WITHDRAWN:
        _said(reason, "why results that were withdrawn are shown again")


def run_to_publish(round_: Round, runs: Sequence[ScoredRun], revision: int, code: str | None, reason: str) -> ScoredRun:
    """The run that is named, else the newest, which must then rest on all answers; ThuocDoError with the mend if not.

    `revision` is the round's now. Under an embargo the run that units look at comes before the newest. Taking a
    published run's place needs a reason.
    """
    code = code or round_.life.embargo or None
    named = next((run for run in runs if run.code == code), None) if code else next(iter(runs), None)
    score_it = f"score it with `thuocdo round score {round_.id}`"
    if named is None:
        what = f"no run {code}" if code else "not been scored"
        also = "" if not (code and runs) else f", or name one of: {', '.join(run.code for run in runs)}"
        raise RefusedError(Why.NO_RUN, f"The round {round_.id} has {what}: {score_it}{also}.")
    if not code and named.revision != revision:
        raise RefusedError(
            Why.ANSWERS_AFTER,
            f"Answers came after the run {named.code}: {score_it} again, or publish that one with --run {named.code}.",
        )
    if round_.run == named.code and round_.state is RoundState.PUBLISHED:
        raise RefusedError(
            Why.SHOWN_ALREADY, f"The run {named.code} is what is published of the round {round_.id} already."
        )
    if round_.run and round_.run != named.code and not reason.strip():
        raise RefusedError(
            Why.REASON_ANOTHER, f"The run {round_.run} is published: say with --reason why another takes its place."
        )
    return named


def line(before: Round, after: Round, what: str, who: str, now: datetime, reason: str = "") -> Entry:
    """The line of the audit trail that tells a move."""
    return Entry(now, who, what, about(before.id), standing(before), standing(after), reason.strip())


def stamp(round_: Round) -> str:
    """What a page carries of the round that it showed: another one after every move."""
    life = round_.life
    said = (standing(round_), round_.opens, life.closed, life.grace, life.withdrawn)
    return blake2b(repr(said).encode(), digest_size=8).hexdigest()


def about(round_id: str) -> str:
    """How the audit trail names a round."""
    return f"round/{round_id}"


def standing(round_: Round) -> str:
    """Where a round stands, in the words of the audit trail."""
    life = round_.life
    told = [
        round_.state.value,
        f"closes {round_.closes}{f' {life.closes_at:%H:%M}' if life.closes_at else ''}" if round_.closes else "",
        f"embargo of {life.embargo} until {life.until}" if life.embargo else "",
        f"run {round_.run}" if round_.run else "",
        *(f"{quota} {'any' if most is None else most}" for quota, most in sorted(life.most.items())),
    ]
    return ", ".join(each for each in told if each)


def _said(reason: str, what: str) -> None:
    if not reason.strip():
        raise RefusedError(Why.REASON, f"Say with --reason {what}: it stands in the audit trail.")
