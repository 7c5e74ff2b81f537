"""What an appraiser has to do: the queue over all rounds and units, one unit's items, one item over all units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.appraisal.acts import BlockedError, cases, decline, make_move
from engine.appraisal.asked import AskedItem, unit_form
from engine.appraisal.case import Case
from engine.appraisal.deadlines import Due, day_of, due
from engine.appraisal.queues import Task, queue
from engine.appraisal.stages import Move
from engine.framework.models import Unit
from engine.people.permissions import About, Action, may, own_units
from engine.rounds import zone
from engine.store.assessment_nouns import Turn
from engine.store.life import MeanwhileError
from engine.store.nouns import Round, RoundState
from engine.web import staff
from engine.web.appraising.judged import MOVED_ON
from engine.web.appraising.seats import APPRAISER, Docket, docket_of
from engine.web.assessing import unit_words
from engine.web.assessing.item_words import claimed_words, said_words
from engine.web.gate import needs
from engine.web.house import house
from engine.wording.catalog import mark

pages = Blueprint("appraiser_desk", __name__, url_prefix="/tham-dinh")

MOST_REASON = 500

DONE: Mapping[str, str] = {
    "luu": mark("Đã lưu. Không còn mục nào của đơn vị này chờ ý kiến của bạn."),
    "tra-lai": mark("Đã trả phiếu lại cho đơn vị."),
    "tu-choi": mark("Đã ghi nhận: bạn không thẩm định đơn vị này. Cơ quan chủ trì sẽ giao người khác."),
}
NO_REASON = mark("Xin ghi lý do.")


@dataclass(frozen=True)
class Waiting:
    """A unit that waits for the appraiser's word, and until when."""

    round_: Round
    unit: Unit
    task: Task
    due: Due | None


@pages.get("")
@needs(Action.APPRAISE, somewhere=True)
def mine() -> str:
    """All that waits, what is due first on top; as many queries a round for one unit as for many."""
    found: list[Waiting] = []
    by_item: dict[str, list[tuple[Round, AskedItem, int]]] = {}
    for round_, held in _rounds():
        deadlines = house().store.deadlines(round_.id)
        framework = house().offered_for(round_).framework
        today, counts = day_of(zone.now()), dict[str, int]()
        first: dict[str, AskedItem] = {}
        for task, case in held:
            found.append(Waiting(round_, framework.unit[task.unit], task, due(case.assessment, deadlines, today)))
            for each in task.to_judge:
                counts[each.id] = counts.get(each.id, 0) + 1
                first.setdefault(each.id, each)
        by_item[round_.id] = [(round_, first[name], count) for name, count in counts.items() if count > 1]
    found.sort(key=lambda each: (not each.task.to_judge, each.due.last_day.toordinal() if each.due else 9**9))
    return staff.staff_page(
        "appraising/queue.html",
        waiting=found,
        across=[row for rows in by_item.values() for row in rows],
        words=unit_words,
        done=DONE.get(request.args.get("xong", ""), ""),
        Turn=Turn,
    )


def _rounds() -> list[tuple[Round, Sequence[tuple[Task, Case]]]]:
    """The rounds in which units are appraised, each with what this person has to judge there."""
    person, store = staff.myself(), house().store
    found: list[tuple[Round, Sequence[tuple[Task, Case]]]] = []
    for round_ in house().rounds():
        offered = house().offered_for(round_)
        if round_.state is RoundState.DRAFT or unit_form(offered.framework) is None:
            continue
        known = cases(store, offered, round_.id)
        units = offered.framework.unit
        allowed = {
            name: case
            for name, case in known.items()
            if name in units and may(person, Action.APPRAISE, About(round_.id, name, units[name].group))
        }
        tasks = queue(
            allowed.values(), person.name, store.assignments(round_.id), store.declined(round_.id), own_units(person)
        )
        if tasks:
            found.append((round_, [(task, allowed[task.unit]) for task in tasks]))
    return found


@pages.get("/<round_id>/muc/<question_id>")
@needs(Action.APPRAISE, somewhere=True)
def across(round_id: str, question_id: str) -> ResponseReturnValue:
    """To the first unit in which one item waits: one rule is judged for all units in a row."""
    for round_, held in _rounds():
        if round_.id == round_id:
            for task, _case in held:
                if any(each.id == question_id for each in task.to_judge):
                    where = url_for("judging.page", round_id=round_id, unit_id=task.unit, question_id=question_id)
                    return redirect(where, 303)
    return redirect(url_for("appraiser_desk.mine"), 303)


@dataclass(frozen=True)
class Row:
    """An item of the unit: what is claimed, and the last word on it."""

    asked: AskedItem
    words: tuple[str, ...]
    said: Sequence[tuple[Turn, str, tuple[str, ...]]]
    documents: int
    is_open: bool


def rows_of(docket: Docket) -> list[Row]:
    """The items of a docket as they stand."""
    here, case = docket.here, docket.here.begun
    open_ = {each.id for each in docket.open_items}
    return [
        Row(
            each,
            claimed_words(here, each),
            [
                (turn, said.kind.value, said_words(here, each, said.answers))
                for turn in Turn
                if (said := case.verdict_in.get((each.id, turn))) is not None
            ],
            case.documents.get(each.id, 0),
            each.id in open_,
        )
        for each in docket.items
    ]


@pages.get("/<round_id>/<unit:unit_id>")
@needs(Action.APPRAISE)
def unit(round_id: str, unit_id: str) -> str:
    """Every item of a unit that this person judges."""
    return _unit(docket_of(APPRAISER, round_id, unit_id))


def _unit(docket: Docket, wrong: str = "") -> str:
    return staff.staff_page(
        "appraising/unit.html",
        here=docket.here,
        docket=docket,
        rows=rows_of(docket),
        words=unit_words,
        wrong=wrong,
        done=DONE.get(request.args.get("xong", ""), ""),
        most=MOST_REASON,
        Turn=Turn,
    )


@pages.post("/<round_id>/<unit:unit_id>/tra-lai")
@needs(Action.APPRAISE)
def give_back(round_id: str, unit_id: str) -> ResponseReturnValue:
    """Return the whole self-assessment to the unit, with the reason."""
    docket = docket_of(APPRAISER, round_id, unit_id)
    here = docket.here
    if docket.turn is not Turn.FIRST:
        return _unit(docket, MOVED_ON), 409
    try:
        make_move(house().store, here.offered, here.round_.id, here.unit.id, Move.RETURN, here.actor, _reason())
    except BlockedError as blocked:
        return _unit(docket, unit_words.IN_THE_WAY[blocked.found[0].why]), 422
    except MeanwhileError:
        return _unit(docket, MOVED_ON), 409
    return redirect(url_for("appraiser_desk.mine", xong="tra-lai"), 303)


@pages.post("/<round_id>/<unit:unit_id>/tu-choi")
@needs(Action.APPRAISE)
def refuse(round_id: str, unit_id: str) -> ResponseReturnValue:
    """Decline to appraise a unit, with the reason."""
    docket = docket_of(APPRAISER, round_id, unit_id)
    if not _reason():
        return _unit(docket, NO_REASON), 422
    here = docket.here
    decline(house().store, here.round_.id, here.unit.id, here.actor, _reason())
    return redirect(url_for("appraiser_desk.mine", xong="tu-choi"), 303)


def _reason() -> str:
    return request.form.get("reason", "").replace("\r\n", "\n").strip()[:MOST_REASON]
