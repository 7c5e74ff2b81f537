"""Units' self-assessments as the lead body sees them: where each stands, moves, last days, who appraises what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.appraisal.acts import begin, cases, make_move, set_assignment, set_deadline, set_standing
from engine.appraisal.asked import unit_form
from engine.appraisal.case import Case
from engine.appraisal.deadlines import Due, day_of, due
from engine.appraisal.plans import has_plans
from engine.appraisal.stages import Hindrance, Move, hindrances
from engine.framework.models import Unit
from engine.people.acts import Actor
from engine.people.permissions import About, Action, may_somewhere
from engine.problems import ThuocDoError
from engine.rounds import zone
from engine.store.assessment_nouns import Assignment, Deadline, ItemState, Stage, Standing
from engine.store.life import MeanwhileError
from engine.store.nouns import Round
from engine.store.staff import Account
from engine.web import errors, staff
from engine.web.assessing import unit_words
from engine.web.assessing.here import NO_OWN_FORM
from engine.web.gate import needs
from engine.web.house import house
from engine.web.leading.move_words import MEANWHILE
from engine.web.leading.moves import day_given, found_round
from engine.wording.catalog import mark

pages = Blueprint("assessments", __name__, url_prefix="/quan-tri/vong/<round_id>/tu-danh-gia")

MOST_REASON = 500

MOVES: Mapping[str, tuple[Move, str]] = {
    "tra-lai": (Move.RETURN, mark("Trả lại cho đơn vị")),
    "gui-ket-qua": (Move.SEND_BACK, mark("Gửi kết quả thẩm định cho đơn vị")),
    "het-phan-hoi": (Move.ANSWER, mark("Kết thúc phần phản hồi của đơn vị")),
    "len-hoi-dong": (Move.HAND_OVER, mark("Chuyển lên hội đồng")),
    "mo-lai": (Move.REOPEN, mark("Mở lại cho đơn vị điền")),
    "tham-dinh-lai": (Move.REAPPRAISE, mark("Thẩm định lại từ đầu")),
}
"""What the lead body may order, by the word that the page sends."""

BEGIN = "bat-dau"

DONE: Mapping[str, str] = {
    "buoc": mark("Đã chuyển bước các đơn vị đã chọn."),
    "han": mark("Đã ghi hạn."),
    "giao": mark("Đã ghi người thẩm định."),
    "xep": mark("Đã ghi việc xếp hạng hoặc sáp nhập."),
}
NONE_CHOSEN = mark("Xin chọn ít nhất một đơn vị, và một việc.")
SOME_BLOCKED = mark("Chưa chuyển đơn vị nào: xin xem điều gì còn thiếu.")
NO_DAY = mark("Xin ghi ngày như 31/12/2026, không ở trước hôm nay và không sau năm 2100.")
NO_REASON = mark("Xin ghi lý do: lý do được giữ trong lịch sử và nhật ký.")
NO_ACCOUNT = mark("Xin chọn một người có vai trò thẩm định, và một cơ quan thẩm tra.")
NO_STANDING = mark("Xin chọn đơn vị đã bắt đầu tự đánh giá; nếu sáp nhập, chọn thêm một đơn vị khác để gộp vào.")


@dataclass(frozen=True)
class Row:
    """A unit and how far it is; no case: its assessment was not begun."""

    unit: Unit
    case: Case | None
    due: Due | None

    @property
    def ready(self) -> int:
        """How many items its officers are done with."""
        return sum(each.state is ItemState.READY for each in self.case.items.values()) if self.case else 0

    @property
    def judged(self) -> int:
        """How many of the claimed items somebody decided on."""
        return self.case.decided if self.case else 0


@dataclass(frozen=True)
class InTheWay:
    """What keeps a unit from a move: all of it."""

    unit: Unit
    case: Case | None
    found: tuple[Hindrance, ...]


@pages.get("")
@needs(Action.MANAGE_ROUND)
def page(round_id: str) -> str:
    """Where every unit stands; a constant number of queries."""
    return _page(_round(round_id))


def _round(round_id: str) -> Round:
    round_ = found_round(round_id)
    if unit_form(house().offered_for(round_).framework) is None:
        raise errors.Shown(404, NO_OWN_FORM)
    return round_


def _page(round_: Round, wrong: str = "", field: str = "units", blocked: tuple[InTheWay, ...] = ()) -> str:
    store, offered = house().store, house().offered_for(round_)
    deadlines, known = store.deadlines(round_.id), cases(store, offered, round_.id)
    today = day_of(zone.now())
    rows = [
        Row(unit, case := known.get(unit.id), due(case.assessment, deadlines, today) if case else None)
        for unit in offered.framework.units.list
    ]
    return staff.staff_page(
        "staff/assessments.html",
        round=round_,
        rows=rows,
        stages=Counter(row.case.assessment.stage for row in rows if row.case),
        not_begun=sum(row.case is None for row in rows),
        days={each.stage: each.last_day for each in deadlines if not each.unit},
        own_days=[each for each in deadlines if each.unit],
        bodies=offered.framework.bodies,
        assignments=store.assignments(round_.id),
        declined=store.declined(round_.id),
        appraisers=_appraisers(round_.id),
        units=offered.framework.unit,
        plans=has_plans(offered.framework),
        moves=MOVES,
        begin=BEGIN,
        blocked=blocked,
        typed=request.form,
        wrong=wrong,
        field=field,
        done=DONE.get(request.args.get("xong", ""), ""),
        words=unit_words,
        most=MOST_REASON,
        Stage=Stage,
        Standing=Standing,
    )


def _appraisers(round_id: str) -> list[Account]:
    about = About(round_id)
    return [each for each in house().store.accounts() if may_somewhere(each, Action.APPRAISE, about)]


@pages.post("/buoc")
@needs(Action.MANAGE_ROUND)
def move(round_id: str) -> ResponseReturnValue:
    """Move the chosen units on or back: all of them, or none and everything that is in the way."""
    round_ = _round(round_id)
    store, offered, by = house().store, house().offered_for(round_), _actor()
    chosen = [unit for unit in offered.framework.units.list if unit.id in request.form.getlist("unit")]
    what = request.form.get("move", "")
    if not chosen or what not in (BEGIN, *MOVES):
        return _page(round_, NONE_CHOSEN), 422
    if what == BEGIN:
        return _done(round_, "buoc", lambda: begin(store, offered, round_, [unit.id for unit in chosen], by))
    order, reason = MOVES[what][0], _reason()
    known = cases(store, offered, round_.id)
    cases_of = [(unit, known.get(unit.id)) for unit in chosen]
    lacking = [InTheWay(unit, case, hindrances(case, order, reason) if case else ()) for unit, case in cases_of]
    blocked = tuple(each for each in lacking if each.found or each.case is None)
    if blocked:
        return _page(round_, SOME_BLOCKED, "blocked", blocked), 422

    def all_of_them() -> None:
        with store.together():
            for unit in chosen:
                make_move(store, offered, round_.id, unit.id, order, by, reason)

    return _done(round_, "buoc", all_of_them)


def _done(round_: Round, word: str, act: Callable[[], object], otherwise: str = MEANWHILE) -> ResponseReturnValue:
    """Do it and go back to the list; what somebody else did meanwhile is told."""
    try:
        act()
    except MeanwhileError:
        return _page(round_, MEANWHILE), 409
    except ThuocDoError:
        return _page(round_, otherwise), 422
    return redirect(url_for("assessments.page", round_id=round_.id, xong=word), 303)


@pages.post("/han")
@needs(Action.MANAGE_ROUND)
def deadline(round_id: str) -> ResponseReturnValue:
    """Say the last day of a stage, for all units or for one."""
    round_ = _round(round_id)
    stage = next((each for each in Stage if each.value == request.form.get("stage")), None)
    unit, day = request.form.get("for_unit", ""), day_given(request.form.get("day", ""))
    is_past = day is None or day < day_of(zone.now())
    is_known = not unit or unit in house().offered_for(round_).framework.unit
    if stage in (None, Stage.SETTLED) or is_past or not is_known:
        return _page(round_, NO_DAY, "day"), 422
    assert stage is not None, "it is one of the stages"
    assert day is not None, "it is not past"
    said = Deadline(round_.id, stage, day, unit)
    by, reason = _actor(), _reason()
    if not reason and any(
        (each.stage, each.unit) == (stage, unit) and each.last_day != day for each in house().store.deadlines(round_.id)
    ):
        return _page(round_, NO_REASON, "day-reason"), 422
    return _done(round_, "han", lambda: set_deadline(house().store, said, by, reason), NO_DAY)


@pages.post("/tham-dinh")
@needs(Action.MANAGE_ROUND)
def assign(round_id: str) -> ResponseReturnValue:
    """Let somebody appraise for a body, or take that back."""
    round_ = _round(round_id)
    account, body = request.form.get("account", ""), request.form.get("body", "")
    bodies = {each.id for each in house().offered_for(round_).framework.bodies}
    takes_back = request.form.get("go") == "away"
    may_appraise = takes_back or account in {each.name for each in _appraisers(round_.id)}
    if not may_appraise or (body and body not in bodies):
        return _page(round_, NO_ACCOUNT, "account"), 422
    said, by = Assignment(round_.id, body, account), _actor()
    return _done(round_, "giao", lambda: set_assignment(house().store, said, by, is_taken_back=takes_back))


@pages.post("/xep-hang")
@needs(Action.MANAGE_ROUND)
def standing(round_id: str) -> ResponseReturnValue:
    """Set a unit aside from the ranks, or as merged into another, or bring it back."""
    round_ = _round(round_id)
    known = house().offered_for(round_).framework.unit
    unit, into = request.form.get("set_aside", ""), request.form.get("into", "")
    wanted = next((each for each in Standing if each.value == request.form.get("standing")), None)
    into = into if wanted is Standing.MERGED else ""
    if wanted is None or unit not in known or (wanted is Standing.MERGED and into not in known):
        return _page(round_, NO_STANDING, "set_aside"), 422
    by, reason = _actor(), _reason()
    if not reason:
        return _page(round_, NO_REASON, "standing-reason"), 422
    return _done(
        round_, "xep", lambda: set_standing(house().store, round_.id, unit, wanted, by, reason, into), NO_STANDING
    )


def _actor() -> Actor:
    return Actor(staff.myself().name, zone.now())


def _reason() -> str:
    return request.form.get("reason", "").replace("\r\n", "\n").strip()[:MOST_REASON]
