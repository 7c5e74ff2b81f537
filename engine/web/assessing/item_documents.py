"""Evidence of one item: what there is, a new document, one of the unit's own that is there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.appraisal.acts import Closed, closed_to_unit
from engine.appraisal.evidence import MOST
from engine.framework.models import Question
from engine.people.permissions import Action
from engine.problems import ThuocDoError
from engine.store.document_nouns import Document, DocumentUse
from engine.store.life import MeanwhileError
from engine.web import staff
from engine.web.assessing.place import Place, place_of
from engine.web.assessing.sent_document import MOST_MB, Posted, keep, read_posted
from engine.web.gate import needs
from engine.web.house import house
from engine.wording.catalog import mark

pages = Blueprint("item_documents", __name__, url_prefix="/don-vi/<round_id>/<unit:unit_id>/muc/<question_id>/tai-lieu")

LOCKED = mark("Phiếu tự đánh giá đang không nhận tài liệu: phiếu đã gửi thẩm định, hoặc vừa chuyển sang bước khác.")
NOT_BEGUN = mark("Đơn vị chưa bắt đầu tự đánh giá trong đợt này.")
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
    "them": mark("Đã thêm tài liệu vào mục này."),
    "bo": mark("Đã bỏ tài liệu khỏi mục này. Tài liệu vẫn còn trong danh sách của đơn vị."),
}


@dataclass(frozen=True)
class ItemEvidence:
    """The documents of one item as a page shows them; `refusal` says why nothing may be changed, if it may not."""

    place: Place
    question: Question
    given: Sequence[tuple[Document, DocumentUse]]
    refusal: str = ""

    @property
    def is_required(self) -> bool:
        """Whether what is claimed has to be proven, or else explained."""
        return self.question.proof == "required"

    def may_leave(self, use: DocumentUse) -> bool:
        """Whether a document may be taken away: what an appraisal rested on stays."""
        return not self.refusal and use.turn == self.place.turn


def item_evidence(place: Place, question: Question) -> ItemEvidence:
    """What a unit shows for an item, and whether it may change that now."""
    given = house().store.evidence_of(place.round_.id, place.unit.id).get(question.id, ())
    return ItemEvidence(place, question, given, _refusal(place, question))


def _refusal(place: Place, question: Question) -> str:
    if question.proof == "none":
        return NOT_ASKED
    if place.assessment is None:
        return NOT_BEGUN
    if place.turn is None:
        return LOCKED
    deadlines = house().store.deadlines(place.round_.id)
    closed = closed_to_unit(place.round_, place.assessment, deadlines, staff.now(), place.assessment.stage)
    return CLOSED[closed] if closed else ""


@pages.get("")
@needs(Action.FILL_IN)
def page(round_id: str, unit_id: str, question_id: str) -> str:
    """The documents of an item, and the ways to more."""
    place = place_of(round_id, unit_id)
    return _page(place, place.question(question_id), Posted())


def _page(place: Place, question: Question, posted: Posted, wrong: str = "") -> str:
    evidence = item_evidence(place, question)
    used = {document.id for document, _ in evidence.given}
    others = [each for each in house().store.documents_of(place.unit.id) if each.id not in used and not each.erased]
    return staff.staff_page(
        "assessing/item_documents.html",
        place=place,
        evidence=evidence,
        others=others,
        posted=posted,
        action=_address("add", place, question),
        most=MOST_MB,
        wrong=wrong,
        done=DONE.get(request.args.get("xong", ""), ""),
    )


@pages.post("")
@needs(Action.FILL_IN)
def add(round_id: str, unit_id: str, question_id: str) -> ResponseReturnValue:
    """Keep a new document as evidence of the item; the same page sent twice keeps one."""
    place = place_of(round_id, unit_id)
    question = place.question(question_id)
    posted = read_posted(place.unit.id)
    if refusal := item_evidence(place, question).refusal:
        return _page(place, question, posted, refusal), 409
    if posted.complaints:
        return _page(place, question, posted), 422
    document = posted.document(place.unit.id)
    return _used(place, question, [document.id], posted, new=document)


@pages.post("/chon")
@needs(Action.FILL_IN)
def choose(round_id: str, unit_id: str, question_id: str) -> ResponseReturnValue:
    """Make documents that the unit has already evidence of the item."""
    place = place_of(round_id, unit_id)
    question = place.question(question_id)
    if refusal := item_evidence(place, question).refusal:
        return _page(place, question, Posted(), refusal), 409
    chosen = list(dict.fromkeys(request.form.getlist("document")))
    if not chosen:
        return _page(place, question, Posted(), NONE_CHOSEN), 422
    return _used(place, question, chosen, Posted())


def _used(
    place: Place, question: Question, ids: Sequence[str], posted: Posted, new: Document | None = None
) -> ResponseReturnValue:
    store, who, at = house().store, staff.myself().name, staff.now()
    given = store.evidence_of(place.round_.id, place.unit.id).get(question.id, ())
    if len({document.id for document, _ in given} | set(ids)) > MOST:
        return _page(place, question, posted, TOO_MANY), 422
    turn = place.turn or 0
    try:
        with store.together():
            if new is not None:
                ids = [keep(new)]
            for each in ids:
                store.use_document(DocumentUse(each, place.round_.id, place.unit.id, question.id, turn, who, at))
    except MeanwhileError:
        return _page(place_of(place.round_.id, place.unit.id), question, posted, LOCKED), 409
    except ThuocDoError:
        return _page(place, question, posted, GONE), 409
    return _back(place, question, "them")


@pages.post("/<document_id>/bo")
@needs(Action.FILL_IN)
def leave(round_id: str, unit_id: str, question_id: str, document_id: str) -> ResponseReturnValue:
    """Take a document away from the item; the unit has it still."""
    place = place_of(round_id, unit_id)
    question = place.question(question_id)
    if refusal := item_evidence(place, question).refusal:
        return _page(place, question, Posted(), refusal), 409
    who, at = staff.myself().name, staff.now()
    use = DocumentUse(document_id, place.round_.id, place.unit.id, question.id, place.turn or 0, who, at)
    try:
        house().store.leave_document(use, who, at)
    except MeanwhileError:
        return _page(place_of(place.round_.id, place.unit.id), question, Posted(), LOCKED), 409
    return _back(place, question, "bo")


def _address(view: str, place: Place, question: Question, **more: Any) -> str:
    at: dict[str, Any] = {"round_id": place.round_.id, "unit_id": place.unit.id, "question_id": question.id}
    return url_for(f"item_documents.{view}", **at, **more)


def _back(place: Place, question: Question, done: str) -> ResponseReturnValue:
    return redirect(_address("page", place, question, xong=done), 303)
