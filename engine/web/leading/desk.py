"""The lead body's desk: every round with where it stands, a round with what can be done in it, the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, current_app, request

from engine.appraisal.asked import unit_form
from engine.framework.models import Audience, Framework
from engine.people.acts import about_round
from engine.people.permissions import About, Action, may, may_somewhere
from engine.rounds import zone
from engine.rounds.clock import drafts_until
from engine.rounds.outside import takes_outside
from engine.store.nouns import Round, RoundState
from engine.web import errors, staff, staff_words
from engine.web.gate import needs
from engine.web.house import house
from engine.web.leading.move_words import MOVES
from engine.web.leading.moves import next_moves
from engine.web.staff_words import STATES
from engine.wording.catalog import mark

pages = Blueprint("desk", __name__, url_prefix="/quan-tri")

NO_RESPONSES = {"started": 0, "sent": 0}


@dataclass(frozen=True)
class Part:
    """A page about one round that its page on the desk leads to; shown to who may do the action there."""

    endpoint: str  # of a view that takes `round_id`
    title: str
    hint: str
    action: Action
    somewhere: bool = False  # it is a list, open to who may do it to anything in the round
    shows: Callable[[Framework], bool] = lambda _framework: True  # whether there is anything to see there


PARTS: tuple[Part, ...] = (
    Part(
        "fieldwork.page", mark("Thực địa"), mark("Đã có bao nhiêu phiếu, đơn vị nào còn thiếu."), Action.SEE_FIELDWORK
    ),
    Part("runs_pages.runs", mark("Tính điểm"), mark("Tính, xem trước, và các lần tính đã có."), Action.SCORE),
    Part(
        "embargoed.units", mark("Phiếu điểm xem trước"), mark("Phiếu điểm của đơn vị trước khi công bố."),
        Action.SEE_EMBARGOED, somewhere=True,
    ),
    Part("assessments.page", mark("Tự đánh giá và thẩm định"),
         mark("Mỗi đơn vị đang ở bước nào, hạn, ai thẩm định."), Action.MANAGE_ROUND,
         shows=lambda framework: unit_form(framework) is not None),
    Part("overview_pages.page", mark("Toàn cảnh"),
         mark("Mọi đơn vị cùng một lúc: bản đồ nhiệt, mức xếp loại, mức trần, tỷ lệ chung."), Action.SEE_OVERVIEW),
    Part("outside_pages.page", mark("Số liệu từ ngoài"),
         mark("Như điểm điều tra xã hội học: nhập cả bảng, tính vào kết quả cuối."), Action.MANAGE_ROUND,
         shows=takes_outside),
    Part("welcome_pages.page", mark("Lời ngỏ"),
         mark("Ai hỏi, hỏi lại ở đâu, ai làm được phiếu, giữ danh bạ bao lâu."), Action.MANAGE_ROUND,
         shows=lambda framework: any(form.audience is Audience.RESPONDENTS for form in framework.forms)),
    Part("quota_pages.quotas", mark("Hạn mức"), mark("Mỗi nhóm người trả lời đã có bao nhiêu, nhận tối đa bao nhiêu."),
         Action.MANAGE_ROUND),
    Part("target_pages.targets", mark("Chỉ tiêu"), mark("Cần bao nhiêu phiếu của cả đợt, mỗi nhóm, mỗi đơn vị."),
         Action.MANAGE_ROUND),
    Part("mail_pages.mail", mark("Thư điện tử"), mark("Thư nào đang chờ, đã gửi, không gửi được."), Action.INVITE),
    Part("comments_pages.listed", mark("Góp ý"), mark("Đọc, giữ, che hoặc không công khai."), Action.MODERATE),
    Part("papers_pages.papers", mark("Phiếu giấy"), mark("So hai lần nhập, chọn ai đúng, rồi gửi."), Action.SETTLE),
    Part("desk.audit", mark("Nhật ký của đợt"), mark("Ai đã làm gì, khi nào, vì sao."), Action.READ_AUDIT),
)  # fmt: skip
"""Whoever adds a page about a round names it here."""


@pages.get("")
@needs(Action.SEE_ROUND, somewhere=True)
def rounds() -> str:
    """The rounds that this person has to do with, the newest first; as many queries for one as for five hundred."""
    person, counts = staff.myself(), house().store.response_counts_of_all()
    shown = [
        (each, counts.get(each.id, NO_RESPONSES))
        for each in house().rounds()
        if may_somewhere(person, Action.SEE_ROUND, About(each.id))
    ]
    return staff.staff_page("staff/rounds.html", rounds=shown, states=STATES)


@pages.get("/vong/<round_id>")
@needs(Action.SEE_ROUND, somewhere=True)
def round_(round_id: str) -> str:
    """Where a round stands, and what this person may open of it."""
    person, found = staff.myself(), _found(round_id)
    framework = house().offered_for(found).framework
    parts = [
        part
        for part in PARTS
        if part.endpoint in current_app.view_functions
        and part.shows(framework)
        and (may_somewhere if part.somewhere else may)(person, part.action, About(round_id))
    ]
    return staff.staff_page(
        "staff/round.html",
        round=found,
        counts=house().store.response_counts(found.id),
        parts=parts,
        states=STATES,
        moves=next_moves(person, found),
        scores_next=found.state is RoundState.CLOSED
        and may(person, Action.SCORE, About(found.id))
        and not house().store.runs(found.id),
        done=MOVES.get(request.args.get("xong", "")),
        drafts=drafts_until(found, zone.now()) if found.state is RoundState.CLOSED else None,
    )


@pages.get("/vong/<round_id>/nhat-ky")
@needs(Action.READ_AUDIT)
def audit(round_id: str) -> str:
    """All that staff did in a round."""
    found = _found(round_id)
    return _trail(about_round(round_id), found)


@pages.get("/nhat-ky")
@needs(Action.READ_AUDIT)
def whole_audit() -> str:
    """All that staff did anywhere."""
    return _trail("", None)


def _trail(about: str, found: Round | None) -> str:
    return staff.staff_page("staff/audit.html", trail=house().store.audit(about), round=found, words=staff_words)


def _found(round_id: str) -> Round:
    found = house().round(round_id)
    if found is None:
        raise errors.Shown(404, errors.NO_ROUND)
    return found
