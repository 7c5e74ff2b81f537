"""A round's moves as pages: what will happen, the reason where one is needed, and a button; each as by command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.appraisal.bases import Basis
from engine.people.permissions import About, Action, may
from engine.rounds import zone
from engine.rounds.clock import LAST_YEAR, drafts_until
from engine.rounds.decrees import decree_given
from engine.rounds.life import RefusedError, Why, about, stamp
from engine.rounds.moves import (
    By,
    LastDay,
    close_round,
    embargo,
    extend_round,
    open_round,
    publish,
    reopen_round,
    withdraw,
)
from engine.store.audit import Entry
from engine.store.life import MeanwhileError
from engine.store.nouns import Decree, Round, RoundState, ScoredRun
from engine.store.staff import Account
from engine.web import errors, staff, staff_words
from engine.web.gate import needs
from engine.web.house import house
from engine.web.leading.move_words import MEANWHILE, MOVES, NO_DAY, NO_HOURS, NO_RUN, NO_TIME, WHY, Move
from engine.web.staff_words import STATES

pages = Blueprint("moves", __name__, url_prefix="/quan-tri/vong/<round_id>")

MOST_REASON = 500
JUST_NOW = timedelta(seconds=60)
_DIRECTING = "<any('mo', 'dong', 'mo-lai', 'doi-ngay'):move>"
_SHOWING = "<any('xem-truoc', 'cong-bo', 'thay', 'rut-lai', 'thoi-xem-truoc'):showing>"


@dataclass(frozen=True)
class Wrong:
    """What is wrong with what was asked for, and the field that it is about."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class Asked:
    """What a move's page asks for, as it was filled in."""

    reason: str = ""
    last: LastDay | None = None
    grace: int | None = None
    until: date | None = None
    run: str = ""
    decree: Decree | None = None


def by(reason: str = "") -> By:
    """Whoever is signed in, as one who orders a move now."""
    return By(staff.myself().name, zone.now(), reason)


def next_moves(person: Account, round_: Round) -> list[Move]:
    """What may come next with a round, of all that this person may do."""
    return [
        each
        for each in MOVES.values()
        if round_.state in each.states and may(person, each.action, About(round_.id)) and _is_due(each, round_)
    ]


def runs_that_count(round_: Round) -> list[ScoredRun]:
    """The kept runs of a round, save those of what was only claimed or appraised once: these stand beside others."""
    counting = (None, Basis.FINAL)
    return [each for each in house().store.runs(round_.id) if house().results.basis_of(each.code) in counting]


def _is_beside(round_: Round, code: str) -> bool:
    """Whether this is a kept run that stands beside another."""
    counting = {each.code for each in runs_that_count(round_)}
    return code not in counting and code in {each.code for each in house().store.runs(round_.id)}


def _is_due(move: Move, round_: Round) -> bool:
    return "run" not in move.asks or bool(house().store.runs(round_.id))


@pages.get(f"/{_DIRECTING}")
@needs(Action.MANAGE_ROUND)
def ask(round_id: str, move: str) -> ResponseReturnValue:
    """What will happen, before it does."""
    return _asked(found_round(round_id), MOVES[move])


@pages.post(f"/{_DIRECTING}")
@needs(Action.MANAGE_ROUND)
def do(round_id: str, move: str) -> ResponseReturnValue:
    """Do it, once."""
    return _done(found_round(round_id), MOVES[move])


@pages.get(f"/{_SHOWING}")
@needs(Action.PUBLISH)
def ask_showing(round_id: str, showing: str) -> ResponseReturnValue:
    """What will be shown to whom, before it is."""
    return _asked(found_round(round_id), MOVES[showing])


@pages.post(f"/{_SHOWING}")
@needs(Action.PUBLISH)
def do_showing(round_id: str, showing: str) -> ResponseReturnValue:
    """Show it, or take it back, once."""
    return _done(found_round(round_id), MOVES[showing])


def found_round(round_id: str) -> Round:
    """The round of an address, whole; refuses one that is not there."""
    found = house().round(round_id)
    if found is None:
        raise errors.Shown(404, errors.NO_ROUND)
    return found


def _asked(
    round_: Round, move: Move, typed: Mapping[str, str] | None = None, wrong: Wrong | None = None
) -> ResponseReturnValue:
    store, now = house().store, zone.now()
    can = round_.state in move.states
    if not can and wrong is None:
        wrong = Wrong(WHY[Why.NOT_NEXT][0])
    runs, published = runs_that_count(round_), {each.code for each in store.publications(round_.id)}
    counts = store.response_counts(round_.id)
    until = drafts_until(round_, now)
    chosen = (typed or {}).get("run") or round_.life.embargo or (runs[0].code if runs else "")
    page = staff.staff_page(
        "staff/move.html",
        round=round_,
        move=move,
        can=can,
        states=STATES,
        stamp=stamp(round_),
        typed=typed or {"day": str(round_.closes or ""), "time": f"{at:%H:%M}" if (at := round_.life.closes_at) else "",
                        "grace": str(round_.life.grace)},
        wrong=wrong,
        runs=runs,
        chosen=chosen,
        published=published,
        revision=store.revision(round_.id),
        needs_reason=(move.needs_reason and not (move.name == "doi-ngay" and round_.state is RoundState.DRAFT))
        or (move.name in ("cong-bo", "thay") and bool(round_.run)),
        open_drafts=until if until and now < until and counts["started"] > counts["sent"] else None,
        last=_last_act(round_) if wrong is not None and wrong.text in (MEANWHILE, WHY[Why.NOT_NEXT][0]) else None,
        words=staff_words,
    )  # fmt: skip
    return (page, 409 if wrong.text == MEANWHILE or not can else 422) if wrong else page


def _last_act(round_: Round) -> Entry | None:
    """What was done last to the round itself."""
    return next((each for each in house().store.audit(about(round_.id), 20) if each.about == about(round_.id)), None)


def _done(round_: Round, move: Move) -> ResponseReturnValue:
    typed = {name: text.strip()[:2000] for name, text in request.form.items()}
    if typed.get("seen") != stamp(round_):
        return (
            _back(round_, move) if _did_just_now(round_, move, typed) else _asked(round_, move, typed, Wrong(MEANWHILE))
        )
    given = _read(move, typed, round_)
    if isinstance(given, Wrong):
        return _asked(round_, move, typed, given)
    try:
        _DOES[move.name](round_, given)
    except MeanwhileError:
        return _asked(found_round(round_.id), move, typed, Wrong(MEANWHILE))
    except RefusedError as refused:
        text, field = WHY[refused.why]
        return _asked(
            round_, move, typed, Wrong(text, "until" if (field, "until" in move.asks) == ("day", True) else field)
        )
    return _back(round_, move)


def _back(round_: Round, move: Move) -> ResponseReturnValue:
    return redirect(url_for("desk.round_", round_id=round_.id, xong=move.name), 303)


def _did_just_now(round_: Round, move: Move, typed: Mapping[str, str]) -> bool:
    """Whether this is a second click of somebody whose first one did it."""
    last = _last_act(round_)
    if last is None or (last.what, last.who, last.reason) != (move.act, staff.myself().name, typed.get("reason", "")):
        return False
    return zone.now() - last.at < JUST_NOW


def _read(move: Move, typed: Mapping[str, str], round_: Round) -> Asked | Wrong:
    """What was filled in, or what is wrong with it."""
    last, grace, until, decree = None, None, None, None
    reason = typed.get("reason", "")[:MOST_REASON]
    if "day" in move.asks and (typed.get("day") or move.name == "doi-ngay"):
        day = day_given(typed.get("day", ""))
        if day is None:
            return Wrong(NO_DAY, "day")
        try:
            at = datetime.strptime(typed["time"][:5], "%H:%M").time() if typed.get("time") else None  # noqa: DTZ007
        except ValueError:
            return Wrong(NO_TIME, "time")
        if len(typed.get("time", "")) > len("17:00:00"):
            return Wrong(NO_TIME, "time")
        last = LastDay(day, at)
        if last == LastDay(round_.closes or day, round_.life.closes_at) and round_.closes and move.name == "mo-lai":
            last = None
    if "grace" in move.asks:
        said = typed.get("grace", "")
        if not (said.isascii() and said.isdigit() and int(said) <= 720):
            return Wrong(NO_HOURS, "grace")
        grace = int(said)
    if "until" in move.asks and (until := day_given(typed.get("until", ""))) is None:
        return Wrong(NO_DAY, "until")
    if "run" in move.asks and (not typed.get("run") or _is_beside(round_, typed["run"])):
        return Wrong(NO_RUN, "run")
    if move.needs_reason and not reason and not (move.name == "doi-ngay" and round_.state is RoundState.DRAFT):
        return Wrong(WHY[Why.REASON][0], "reason")
    if "decree" in move.asks:
        signed = day_given(typed.get("decided", ""))
        if typed.get("decided") and signed is None:
            return Wrong(NO_DAY, "decided")
        try:
            decree = decree_given(typed.get("decision", ""), signed, zone.now().date())
        except RefusedError as refused:
            return Wrong(*WHY[refused.why])
    return Asked(reason, last, grace, until, typed.get("run", ""), decree)


def day_given(given: str) -> date | None:
    """A day as a date field gives it; None for no day, or one out of reach."""
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return None
    return found if found.year < LAST_YEAR else None


def _embargo(round_: Round, given: Asked) -> None:
    assert given.until is not None
    embargo(house().store, house().data, round_, by(given.reason), given.until, given.run)


def _publish(round_: Round, given: Asked) -> None:
    vocabulary = house().catalog.vocabulary
    publish(house().store, house().data, vocabulary, round_, by(given.reason), given.run, given.decree)


def _extend(round_: Round, given: Asked) -> None:
    assert given.last is not None
    extend_round(house().store, round_, by(given.reason), given.last)


def _withdraw(round_: Round, given: Asked) -> None:
    withdraw(house().store, round_, by(given.reason))


_DOES: Mapping[str, Callable[[Round, Asked], object]] = {
    "mo": lambda round_, given: open_round(house().store, round_, by(given.reason)),
    "dong": lambda round_, given: close_round(house().store, round_, by(given.reason), given.grace),
    "mo-lai": lambda round_, given: reopen_round(house().store, round_, by(given.reason), given.last),
    "doi-ngay": _extend,
    "xem-truoc": _embargo,
    "cong-bo": _publish,
    "thay": _publish,
    "rut-lai": _withdraw,
    "thoi-xem-truoc": _withdraw,
}
"""What each move does, by its address."""
