"""Evidence of one item: what there is, a new document, one of the unit's own that is there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.appraisal.acts import Closed
from engine.appraisal.asked import AskedItem
from engine.appraisal.evidence import MOST, turn_of
from engine.people.permissions import Action
from engine.problems import ThuocDoError
from engine.store.document_nouns import Document, DocumentUse
from engine.store.life import MeanwhileError
from engine.web import staff
from engine.web.assessing.here import Here, here_of
from engine.web.assessing.sent_document import MOST_MB, Posted, keep, read_posted
from engine.web.gate import needs
from engine.web.house import house
from engine.wording.catalog import mark

pages = Blueprint("item_documents", __name__, url_prefix="/don-vi/<round_id>/<unit:unit_id>/muc/<question_id>/tai-lieu")

LOCKED = mark("Phiếu tự đánh giá đang không nhận tài liệu: phiếu đã gửi thẩm định, hoặc vừa chuyển sang bước khác.")
TOO_LATE = mark("Đã hết hạn của bước này nên không nhận thêm tài liệu. Nếu cần, xin đề nghị cơ quan chủ trì gia hạn.")
CLOSED: Mapping[Closed, str] = {
    Closed.STAGE: LOCKED,
    Closed.MERGED: mark("Đơn vị đã được gộp vào đơn vị khác trong đợt này nên không nhận thêm tài liệu."),
    Closed.ROUND: mark("Đợt này không còn nhận tài liệu."),
    Closed.LATE: TOO_LATE,
}
NOT_ASKED = mark("Mục này không cần tài liệu minh chứng.")
TOO_MANY = mark("Một mục có tối đa 50 tài liệu. Xin bỏ bớt, hoặc ghép các tệp cùng loại thành một.")
NONE_CHOSEN = mark("Xin chọn ít nhất một tài liệu.")
GONE = mark("Tài liệu vừa được bỏ đi hoặc xóa tệp ở nơi khác. Xin chọn lại.")

DONE = {
    "luu": mark("Đã lưu. Mọi lần sửa đều được giữ trong lịch sử."),
    "them": mark("Đã thêm tài liệu vào mục này."),
    "bo": mark("Đã bỏ tài liệu khỏi mục này. Tài liệu vẫn còn trong danh sách của đơn vị."),
}


@dataclass(frozen=True)
class ItemEvidence:
    """The documents of one item as a page shows them; `refusal` says why nothing may be changed, if it may not."""

    here: Here
    asked: AskedItem
    given: Sequence[tuple[Document, DocumentUse]]
    refusal: str = ""

    def may_leave(self, use: DocumentUse) -> bool:
        """Whether a document may be taken away: what an appraisal rested on stays."""
        return not self.refusal and use.turn == turn_of(self.here.assessment.stage)


def item_evidence(here: Here, asked: AskedItem) -> ItemEvidence:
    """What a unit shows for an item, and whether it may change that now."""
    given = house().store.evidence_of(here.round_.id, here.unit.id).get(asked.id, ())
    return ItemEvidence(here, asked, given, _refusal(here, asked))


def _refusal(here: Here, asked: AskedItem) -> str:
    if not asked.takes_proof:
        return NOT_ASKED
    stage = here.assessment.stage
    if turn_of(stage) is None:
        return LOCKED
    closed = here.closed(stage)
    return CLOSED[closed] if closed else ""


@pages.get("")
@needs(Action.FILL_IN)
def page(round_id: str, unit_id: str, question_id: str) -> str:
    """The documents of an item, and the ways to more."""
    here = here_of(round_id, unit_id)
    return _page(here, here.asked_item(question_id), Posted())


def _page(here: Here, asked: AskedItem, posted: Posted, wrong: str = "") -> str:
    evidence = item_evidence(here, asked)
    used = {document.id for document, _ in evidence.given}
    others = [each for each in house().store.documents_of(here.unit.id) if each.id not in used and not each.erased]
    return staff.staff_page(
        "assessing/item_documents.html",
        here=here,
        asked=asked,
        evidence=evidence,
        others=others,
        posted=posted,
        action=_address("add", here, asked),
        most=MOST_MB,
        wrong=wrong,
        done=DONE.get(request.args.get("xong", ""), ""),
    )


@pages.post("")
@needs(Action.FILL_IN)
def add(round_id: str, unit_id: str, question_id: str) -> ResponseReturnValue:
    """Keep a new document as evidence of the item; the same page sent twice keeps one."""
    here = here_of(round_id, unit_id)
    asked = here.asked_item(question_id)
    posted = read_posted(here.unit.id)
    if refusal := item_evidence(here, asked).refusal:
        return _page(here, asked, posted, refusal), 409
    if posted.complaints:
        return _page(here, asked, posted), 422
    document = posted.document(here.unit.id)
    return _used(here, asked, [document.id], posted, new=document)


@pages.post("/chon")
@needs(Action.FILL_IN)
def choose(round_id: str, unit_id: str, question_id: str) -> ResponseReturnValue:
    """Make documents that the unit has already evidence of the item."""
    here = here_of(round_id, unit_id)
    asked = here.asked_item(question_id)
    if refusal := item_evidence(here, asked).refusal:
        return _page(here, asked, Posted(), refusal), 409
    chosen = list(dict.fromkeys(request.form.getlist("document")))
    if not chosen:
        return _page(here, asked, Posted(), NONE_CHOSEN), 422
    return _used(here, asked, chosen, Posted())


def _used(
    here: Here, asked: AskedItem, ids: Sequence[str], posted: Posted, new: Document | None = None
) -> ResponseReturnValue:
    store, who, at = house().store, staff.myself().name, staff.now()
    given = store.evidence_of(here.round_.id, here.unit.id).get(asked.id, ())
    if len({document.id for document, _ in given} | set(ids)) > MOST:
        return _page(here, asked, posted, TOO_MANY), 422
    turn = turn_of(here.assessment.stage) or 0
    try:
        with store.together():
            if new is not None:
                ids = [keep(new)]
            for each in ids:
                store.use_document(DocumentUse(each, here.round_.id, here.unit.id, asked.id, turn, who, at))
    except MeanwhileError:
        return _page(here_of(here.round_.id, here.unit.id), asked, posted, LOCKED), 409
    except ThuocDoError:
        return _page(here, asked, posted, GONE), 409
    return _back(here, asked, "them")


@pages.post("/<document_id>/bo")
@needs(Action.FILL_IN)
def leave(round_id: str, unit_id: str, question_id: str, document_id: str) -> ResponseReturnValue:
    """Take a document away from the item; the unit has it still."""
    here = here_of(round_id, unit_id)
    asked = here.asked_item(question_id)
    if refusal := item_evidence(here, asked).refusal:
        return _page(here, asked, Posted(), refusal), 409
    who, at = staff.myself().name, staff.now()
    use = DocumentUse(document_id, here.round_.id, here.unit.id, asked.id, turn_of(here.assessment.stage) or 0, who, at)
    try:
        house().store.leave_document(use, who, at)
    except MeanwhileError:
        return _page(here_of(here.round_.id, here.unit.id), asked, Posted(), LOCKED), 409
    return _back(here, asked, "bo")


def _address(view: str, here: Here, asked: AskedItem, **more: Any) -> str:
    at: dict[str, Any] = {"round_id": here.round_.id, "unit_id": here.unit.id, "question_id": asked.id}
    return url_for(f"item_documents.{view}", **at, **more)


def _back(here: Here, asked: AskedItem, done: str) -> ResponseReturnValue:
    return redirect(_address("page", here, asked, xong=done), 303)
