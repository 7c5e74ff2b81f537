"""The council: claimed, appraised and final scores side by side; where it decides otherwise, it says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.appraisal.acts import BlockedError, cases, make_move
from engine.appraisal.asked import unit_form
from engine.appraisal.bases import Basis
from engine.appraisal.case import Case
from engine.appraisal.stages import Move
from engine.framework.models import Unit
from engine.people.permissions import About, Action, may
from engine.rounds.bases import totals_on
from engine.rounds.outside import takes_outside
from engine.store.assessment_nouns import Stage, Turn, VerdictKind
from engine.store.life import MeanwhileError
from engine.store.nouns import Round, RoundState
from engine.web import staff
from engine.web.appraising.appraiser_desk import rows_of
from engine.web.appraising.judged import MOVED_ON, keep, show
from engine.web.appraising.seats import COUNCIL, Docket, docket_of
from engine.web.assessing import unit_words
from engine.web.gate import needs
from engine.web.house import house
from engine.web.leading.moves import found_round
from engine.wording.catalog import mark

pages = Blueprint("council", __name__, url_prefix="/hoi-dong")

DONE: Mapping[str, str] = {
    "luu": mark("Đã lưu ý kiến của hội đồng."),
    "chot": mark("Đã chốt kết quả của đơn vị."),
}


@dataclass(frozen=True)
class Line:
    """A unit before the council: its total on each basis, and how many items somebody saw otherwise.

    `more`: figures from outside are in the last total, which no unit claims.
    """

    unit: Unit
    case: Case
    totals: tuple[float | None, ...]
    changed: int
    contested: int
    more: bool

    @property
    def gap(self) -> float | None:
        """What the last total differs from the claim, where they are made of the same."""
        first, last = self.totals[0], self.totals[-1]
        return last - first if first is not None and last is not None and not self.more else None


@pages.get("")
@needs(Action.DECIDE, somewhere=True)
def rounds() -> str:
    """The rounds in which units assess themselves."""
    found = [
        each
        for each in house().rounds()
        if each.state is not RoundState.DRAFT and unit_form(house().offered_for(each).framework) is not None
    ]
    return staff.staff_page("appraising/council_rounds.html", rounds=found)


@pages.get("/<round_id>")
@needs(Action.DECIDE, somewhere=True)
def page(round_id: str) -> str:
    """All units of a round that came to the council, or were settled; a constant number of queries."""
    round_ = found_round(round_id)
    return staff.staff_page(
        "appraising/council.html",
        round_=round_,
        lines=_lines(round_),
        words=unit_words,
        done=DONE.get(request.args.get("xong", ""), ""),
        Stage=Stage,
    )


def _lines(round_: Round) -> list[Line]:
    offered, person, store = house().offered_for(round_), staff.myself(), house().store
    known = cases(store, offered, round_.id)
    totals = [totals_on(store, offered, round_, basis) for basis in Basis]
    more, found = takes_outside(offered.framework) and bool(store.outside(round_.id)), []
    for unit in offered.framework.units.list:
        case = known.get(unit.id)
        if case is None or case.assessment.stage not in (Stage.COUNCIL, Stage.SETTLED):
            continue
        if may(person, Action.DECIDE, About(round_.id, unit.id, unit.group)):
            changed = {each.question for each in case.verdicts if each.kind is VerdictKind.CHANGE}
            own = tuple(each.get(unit.id) for each in totals)
            found.append(Line(unit, case, own, len(changed), len(case.contested), more))
    return found


@pages.get("/<round_id>/<unit:unit_id>")
@needs(Action.DECIDE)
def unit(round_id: str, unit_id: str) -> str:
    """The items of one unit; those that were contested first."""
    return _unit(docket_of(COUNCIL, round_id, unit_id))


def _unit(docket: Docket, wrong: str = "") -> str:
    contested = {each.id for each in docket.here.begun.contested}
    rows = sorted(rows_of(docket), key=lambda row: row.asked.id not in contested)
    return staff.staff_page(
        "appraising/council_unit.html",
        here=docket.here,
        docket=docket,
        rows=rows,
        contested=contested,
        words=unit_words,
        wrong=wrong,
        done=DONE.get(request.args.get("xong", ""), ""),
        Turn=Turn,
    )


@pages.post("/<round_id>/<unit:unit_id>/chot")
@needs(Action.DECIDE)
def settle(round_id: str, unit_id: str) -> ResponseReturnValue:
    """Settle a unit's results."""
    docket = docket_of(COUNCIL, round_id, unit_id)
    here = docket.here
    try:
        make_move(house().store, here.offered, here.round_.id, here.unit.id, Move.SETTLE, here.actor)
    except BlockedError as blocked:
        return _unit(docket, unit_words.IN_THE_WAY[blocked.found[0].why]), 409
    except MeanwhileError:
        return _unit(docket, MOVED_ON), 409
    return redirect(url_for("council.page", round_id=here.round_.id, xong="chot"), 303)


@pages.get("/<round_id>/<unit:unit_id>/muc/<question_id>")
@needs(Action.DECIDE)
def judge(round_id: str, unit_id: str, question_id: str) -> str:
    """One item before the council."""
    return show(COUNCIL, round_id, unit_id, question_id)


@pages.post("/<round_id>/<unit:unit_id>/muc/<question_id>")
@needs(Action.DECIDE)
def decide(round_id: str, unit_id: str, question_id: str) -> ResponseReturnValue:
    """The council's word on one item."""
    return keep(COUNCIL, round_id, unit_id, question_id)
