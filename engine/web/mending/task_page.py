"""One task of a plan: why it is in it, what it would bring, and what the unit, its head and others say about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.appraisal import remedy_words as words
from engine.appraisal.remedies import MOST_WORDS, Asked, Fault, RemedyAct, faults, keep
from engine.people.permissions import Action
from engine.store.remedy_nouns import Remedy, RemedyStatus
from engine.web import errors, staff
from engine.web.gate import needs
from engine.web.house import house
from engine.web.mending.planned import Planned, planned
from engine.web.staff_words import moment
from engine.wording.catalog import mark

pages = Blueprint("task_page", __name__, url_prefix="/don-vi/<round_id>/<unit:unit_id>/khac-phuc/<node_id>")

MEANWHILE = mark(
    "Có người vừa lưu mục này. Chưa có gì bị ghi đè: bản của họ ở đầu lịch sử, bản của bạn còn trong các ô."
)
LAST_YEAR = 2101


@dataclass(frozen=True)
class Typed:
    """What was typed about a task, as far as it is not kept, and all that is wrong with it."""

    asked: Asked
    due: str = ""
    until: str = ""
    faults: Sequence[Fault] = ()
    is_second: bool = False


@pages.get("")
@needs(Action.SEE_PLAN)
def page(round_id: str, unit_id: str, node_id: str) -> str:
    """The task with all that belongs to it."""
    return _page(planned(round_id, unit_id), node_id)


def _page(found: Planned, node_id: str, typed: Typed | None = None) -> str:
    task, here = found.task(node_id), found.here
    asked = {each.id: each for each in here.begun.asked}
    return staff.staff_page(
        "mending/task.html",
        found=found,
        here=here,
        plan=found.plan,
        task=task,
        items=[asked[name] for name in task.node.source if name in asked] if here.may(Action.FILL_IN) else [],
        typed=typed,
        owners=_owners(found, task.remedy),
        states=house().store.remedy_states(here.round_.id, here.unit.id, node_id),
        may={act: found.may(act, task) for act in RemedyAct},
        words=words,
        meanwhile=MEANWHILE,
        moment=moment,
        most=MOST_WORDS,
        Act=RemedyAct,
        Status=RemedyStatus,
    )


def _owners(found: Planned, now: Remedy) -> dict[str, str]:
    """The names of who may be in charge, and of who is, by account."""
    there = {now.owner: found.names.get(now.owner, now.owner)} if now.owner else {}
    return {**{each.name: each.full_name or each.name for each in found.officers}, **there}


@pages.post("")
@needs(Action.MEND)
def plan(round_id: str, unit_id: str, node_id: str) -> ResponseReturnValue:
    """Keep who mends it until when, and whether it is done."""
    return _kept(planned(round_id, unit_id), node_id, (RemedyAct.PLAN,))


@pages.post("/chap-nhan")
@needs(Action.ACCEPT_RISK)
def accept(round_id: str, unit_id: str, node_id: str) -> ResponseReturnValue:
    """Accept the risk until a day, or no longer."""
    return _kept(planned(round_id, unit_id), node_id, (RemedyAct.ACCEPT, RemedyAct.TAKE_BACK))


@pages.post("/xac-nhan")
@needs(Action.VERIFY_MENDED)
def verify(round_id: str, unit_id: str, node_id: str) -> ResponseReturnValue:
    """Say that it is mended, or that it is not."""
    return _kept(planned(round_id, unit_id), node_id, (RemedyAct.VERIFY, RemedyAct.REJECT))


def _kept(found: Planned, node_id: str, acts: Sequence[RemedyAct]) -> ResponseReturnValue:
    task, here = found.task(node_id), found.here
    act = next((each for each in acts if each.value == request.form.get("act", acts[0].value)), acts[0])
    if not found.may(act):
        raise errors.Shown(403, errors.NOT_ALLOWED)
    typed = _typed(found, task.remedy, act)
    seen = _version()
    if seen == task.remedy.version:
        wrong = [*typed.faults, *faults(task.remedy, typed.asked, task.today, task.law)]
        if wrong:
            return _page(found, node_id, Typed(typed.asked, typed.due, typed.until, wrong)), 422
        if keep(house().store, here.round_.id, here.unit.id, task.remedy, typed.asked, here.actor) is None:
            at: dict[str, Any] = {"round_id": here.round_.id, "unit_id": here.unit.id, "xong": "luu"}
            return redirect(url_for("plan_page.page", **at) + f"#{node_id}", 303)
    second = Typed(typed.asked, typed.due, typed.until, is_second=True)
    return _page(planned(here.round_.id, here.unit.id), node_id, second), 409


def _typed(found: Planned, now: Remedy, act: RemedyAct) -> Typed:
    """What was posted; an owner who is nobody of the unit is none, a day that is no day is a fault."""
    given = {name: request.form.get(name, "").strip() for name in ("due", "until", "owner", "note")}
    note = given["note"].replace("\r\n", "\n")[:MOST_WORDS]
    known = {each.name for each in found.officers} | {now.owner}
    owner = given["owner"] if given["owner"] in known else ""
    due, until = _day(given["due"]), _day(given["until"])
    is_done = request.form.get("done") == "1"
    unread = (act is RemedyAct.PLAN and given["due"] and not due) or (
        act is RemedyAct.ACCEPT and given["until"] and not until
    )
    wrong = (Fault.NO_DAY,) if unread else ()
    return Typed(Asked(act, note, owner, due, until, is_done), given["due"], given["until"], wrong)


def _day(given: str) -> date | None:
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return None
    return found if found.year < LAST_YEAR else None


def _version() -> int:
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else -1
