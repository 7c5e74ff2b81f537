"""The head's word: the assessment is locked and sent for appraisal, or the answer to the first results is sent."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.appraisal.acts import BlockedError, Closed, make_move
from engine.appraisal.stages import Move, hindrances
from engine.people.permissions import Action
from engine.store.assessment_nouns import ItemState, ReplyKind, Stage, VerdictKind
from engine.store.life import MeanwhileError
from engine.web import staff
from engine.web.assessing import unit_words
from engine.web.assessing.here import Here, here_of
from engine.web.assessing.unit_desk import rows_of
from engine.web.gate import needs
from engine.web.house import house

pages = Blueprint("approval", __name__, url_prefix="/don-vi/<round_id>/<unit:unit_id>/duyet")

MOVES = {Stage.FILLING: Move.APPROVE, Stage.ANSWERING: Move.ANSWER}
"""What a unit's head orders at which stage."""


@pages.get("")
@needs(Action.APPROVE)
def page(round_id: str, unit_id: str) -> str:
    """What will be sent, and all that is still in the way."""
    return _page(here_of(round_id, unit_id))


def _page(here: Here, wrong: str = "") -> str:
    stage = here.assessment.stage
    move, rows = MOVES.get(stage), rows_of(here)
    late = here.due is not None and here.due.is_late
    found = hindrances(here.begun, move, is_late=late) if move else ()
    return staff.staff_page(
        "assessing/approval.html",
        here=here,
        move=move,
        whole=[each for each in found if not each.question],
        items=[(each, here.asked_item(each.question)) for each in found if each.question],
        rows=rows,
        open_=[row for row in rows if not row.asked.is_answered],
        unfinished=[row for row in rows if row.asked.is_answered and row.item.state is not ItemState.READY],
        objected=[row for row in rows if row.reply is not None and row.reply.kind is ReplyKind.OBJECT],
        unsaid=[row for row in rows if row.says(VerdictKind.CHANGE) and row.reply is None],
        wanted=[row for row in rows if row.says(VerdictKind.ASK)],
        total=here.total,
        wrong=wrong,
        words=unit_words,
        Move=Move,
    )


@pages.post("")
@needs(Action.APPROVE)
def approve(round_id: str, unit_id: str) -> ResponseReturnValue:
    """Send it; who comes second, or too early, sees how it stands."""
    here = here_of(round_id, unit_id)
    move = next((each for each in MOVES.values() if each.value == request.form.get("move")), None)
    if move is None or move is not MOVES.get(here.assessment.stage):
        return _page(here, unit_words.CLOSED[Closed.STAGE]), 409
    try:
        make_move(
            house().store, here.offered, here.round_.id, here.unit.id, move, here.actor,
            request.form.get("note", "").strip()[:500], by_the_unit=True,
        )  # fmt: skip
    except BlockedError:
        return _page(here_of(round_id, unit_id)), 409
    except MeanwhileError:
        return _page(here_of(round_id, unit_id), unit_words.CLOSED[Closed.STAGE]), 409
    done = "duyet" if move is Move.APPROVE else "phan-hoi"
    return redirect(url_for("unit_desk.hub", round_id=here.round_.id, unit_id=here.unit.id, xong=done), 303)
