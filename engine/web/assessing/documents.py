"""The documents of a unit: what there is, what each is evidence of, a new one, another description, a file erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.appraisal.document_words import Words, read_words
from engine.appraisal.evidence import is_settled
from engine.framework.question_types import Complaint
from engine.people.permissions import Action
from engine.problems import ThuocDoError
from engine.rounds.zone import today
from engine.store.audit import Entry
from engine.store.document_nouns import Document, DocumentUse
from engine.store.life import MeanwhileError
from engine.web import errors, staff
from engine.web.assessing.here import Here, here_of
from engine.web.assessing.sent_document import MOST_MB, Posted, keep, read_posted
from engine.web.gate import needs
from engine.web.house import house
from engine.web.languages import language
from engine.wording.catalog import mark
from engine.wording.order import fold

pages = Blueprint("documents", __name__, url_prefix="/don-vi/<round_id>/<unit:unit_id>/tai-lieu")

MOST_REASON = 500
NO_DOCUMENT = mark("Đơn vị không có tài liệu nào ở địa chỉ này. Có thể tài liệu đã được bỏ đi.")
SETTLED = mark("Tài liệu này đang là căn cứ của một phiếu đã gửi thẩm định nên không sửa được. Xin thêm tài liệu mới.")
IN_USE = mark("Tài liệu này đang là minh chứng của một chỉ số. Xin bỏ tài liệu ở chỉ số đó trước.")
MEANWHILE = mark("Người khác vừa sửa tài liệu này. Dưới đây là nội dung bạn vừa nhập; xin xem lại rồi lưu.")
NO_REASON = mark("Xin ghi lý do: lý do được giữ trong nhật ký.")

DONE: Mapping[str, str] = {
    "them": mark("Đã thêm tài liệu."),
    "sua": mark("Đã lưu phần mô tả mới."),
    "bo": mark("Đã bỏ tài liệu khỏi danh sách."),
    "xoa": mark("Đã xóa hẳn tệp. Phần mô tả và lý do vẫn được giữ trong lịch sử."),
}


@pages.get("")
@needs(Action.FILL_IN)
def listed(round_id: str, unit_id: str) -> str:
    """Every document of the unit, the newest first, with what it is evidence of; two queries however many."""
    return _listed(here_of(round_id, unit_id))


def _listed(here: Here, wrong: str = "") -> str:
    store, words = house().store, request.args.get("tim", "").strip()[:200]
    every = store.documents_of(here.unit.id)
    uses: dict[str, list[DocumentUse]] = {}
    for use in store.uses_by(here.unit.id):
        uses.setdefault(use.document_id, []).append(use)
    shown = [each for each in every if not words or fold(words) in fold(_searched(each))]
    return staff.staff_page(
        "assessing/documents.html",
        here=here,
        documents=shown,
        whole=len(every),
        uses=uses,
        told=lambda document: told_uses(here, uses.get(document.id, [])),
        words=words,
        wrong=wrong,
        done=DONE.get(request.args.get("xong", ""), ""),
    )


def _searched(document: Document) -> str:
    return " ".join((document.subject, document.number, document.issuer, document.file_name, document.link))


def told_uses(here: Here, uses: Sequence[DocumentUse]) -> tuple[list[str], int]:
    """Of which items of this round a document is evidence, in words, and of how many of other rounds."""
    own = [use.question for use in uses if use.round_id == here.round_.id]
    return [name_of(here, question) for question in own], len(uses) - len(own)


def name_of(here: Here, question_id: str) -> str:
    """What an item is called where many are listed: its code, else its text."""
    found = here.form.question.get(question_id)
    return question_id if found is None else str(found.code or found.text.within(language()))


@pages.get("/them")
@needs(Action.FILL_IN)
def begin(round_id: str, unit_id: str) -> str:
    """The form of a new document, which is evidence of nothing yet."""
    return _form(here_of(round_id, unit_id), Posted())


@pages.post("/them")
@needs(Action.FILL_IN)
def add(round_id: str, unit_id: str) -> ResponseReturnValue:
    """Keep a new document; the same page sent twice keeps one."""
    here = here_of(round_id, unit_id)
    posted = read_posted(here.unit.id)
    if posted.complaints:
        return _form(here, posted), 422
    keep(posted.document(here.unit.id))
    return _back(here, "them")


def _form(here: Here, posted: Posted) -> str:
    action = url_for("documents.add", round_id=here.round_.id, unit_id=here.unit.id)
    return staff.staff_page("assessing/new_document.html", here=here, posted=posted, action=action, most=MOST_MB)


@pages.get("/<document_id>")
@needs(Action.FILL_IN)
def edit(round_id: str, unit_id: str, document_id: str) -> str:
    """What is said of a document, to be said anew while no appraisal rests on it."""
    here = here_of(round_id, unit_id)
    found = _found(here, document_id)
    return _edit(here, found, _typed(found))


def _typed(document: Document) -> dict[str, str]:
    days = {"issued_on": document.issued_on, "stands_for": document.stands_for}
    texts = {name: getattr(document, name) for name in ("subject", "number", "issuer", "link")}
    return {**texts, **{name: day.isoformat() if day else "" for name, day in days.items()}}


@pages.post("/<document_id>")
@needs(Action.FILL_IN)
def describe(round_id: str, unit_id: str, document_id: str) -> ResponseReturnValue:
    """Describe a document anew; who is second sees that it was."""
    here = here_of(round_id, unit_id)
    found = _found(here, document_id)
    typed = dict(request.form.items())
    words, complaints = read_words(typed, today(), has_file=bool(found.sha256 or found.erased))
    if _is_settled(found):
        return _edit(here, found, typed), 409
    if complaints:
        return _edit(here, found, typed, complaints), 422
    if typed.get("version") != str(found.version):
        return _edit(here, found, typed, (Complaint("subject", MEANWHILE),)), 409
    after = _described(found, words)
    if after != found:
        entry = _entry("document.describe", found, before=_told(found), after=_told(after))
        try:
            with house().store.acting(entry):
                house().store.describe_document(found, after)
        except MeanwhileError:
            return _edit(here, _found(here, document_id), typed, (Complaint("subject", MEANWHILE),)), 409
    return _back(here, "sua")


def _described(document: Document, words: Words) -> Document:
    return replace(document, **asdict(words))


def _edit(here: Here, document: Document, typed: Mapping[str, str], complaints: tuple[Complaint, ...] = ()) -> str:
    uses = house().store.uses_of(document.id)
    return staff.staff_page(
        "assessing/edit_document.html",
        here=here,
        document=document,
        posted=Posted(typed, complaints=complaints, id=document.id),
        settled=SETTLED if _is_settled(document) else "",
        uses=told_uses(here, uses),
        is_used=bool(uses),
        may_erase=bool(document.sha256) and here.may(Action.ERASE_EVIDENCE),
    )


@pages.post("/<document_id>/bo")
@needs(Action.FILL_IN)
def withdraw(round_id: str, unit_id: str, document_id: str) -> ResponseReturnValue:
    """Take a document that is evidence of nothing out of the list."""
    here = here_of(round_id, unit_id)
    found = _found(here, document_id)
    try:
        with house().store.acting(_entry("document.withdraw", found, before=_told(found))):
            house().store.withdraw_document(found.id)
    except ThuocDoError:
        return _listed(here, IN_USE), 409
    return _back(here, "bo")


@pages.get("/<document_id>/xoa-tep")
@needs(Action.ERASE_EVIDENCE)
def ask_erase(round_id: str, unit_id: str, document_id: str) -> str:
    """What will be gone, before it is."""
    here = here_of(round_id, unit_id)
    return _erase(here, _found(here, document_id))


def _erase(here: Here, document: Document, wrong: str = "") -> str:
    return staff.staff_page(
        "assessing/erase_document.html",
        here=here,
        document=document,
        wrong=wrong,
        done=DONE["xoa"] if document.erased else "",
        may_edit=here.may(Action.FILL_IN),
    )


@pages.post("/<document_id>/xoa-tep")
@needs(Action.ERASE_EVIDENCE)
def erase(round_id: str, unit_id: str, document_id: str) -> ResponseReturnValue:
    """Erase a file that should never have been sent, wherever it lies; why it went stays told."""
    here = here_of(round_id, unit_id)
    found, reason = _found(here, document_id), request.form.get("reason", "").strip()[:MOST_REASON]
    store, where = (
        house().store,
        url_for("documents.ask_erase", round_id=round_id, unit_id=unit_id, document_id=found.id),
    )
    if not found.sha256:
        return redirect(where, 303)
    if not reason:
        return _erase(here, found, NO_REASON), 422
    with store.acting(_entry("document.erase", found, before=_told(found), reason=reason)):
        store.erase_document(found.id, reason)
    house().evidence.erase(found.sha256, store.evidence_named)
    house().pictures.forget(found.sha256)
    return redirect(where, 303)


def _found(here: Here, document_id: str) -> Document:
    """A document of the unit; refuses one of another, and one that was withdrawn."""
    found = house().store.document(document_id)
    if found is None or found.unit != here.unit.id or found.withdrawn:
        raise errors.Shown(404, NO_DOCUMENT)
    return found


def _is_settled(document: Document) -> bool:
    store = house().store
    stages = {(each.round_id, each.unit): each.stage for each in store.assessments() if each.unit == document.unit}
    return is_settled(store.uses_of(document.id), stages)


def _entry(what: str, document: Document, before: str = "", after: str = "", reason: str = "") -> Entry:
    about = f"unit/{document.unit}/documents/{document.id}"
    return Entry(staff.now(), staff.myself().name, what, about, before, after, reason)


def _told(document: Document) -> str:
    days = (day.strftime("%d/%m/%Y") if day else "" for day in (document.issued_on, document.stands_for))
    parts = (document.subject, document.number, *days, document.issuer, document.link, document.file_name)
    return " · ".join(each for each in parts if each)


def _back(here: Here, done: str) -> ResponseReturnValue:
    where = url_for("documents.listed", round_id=here.round_.id, unit_id=here.unit.id, xong=done)
    return redirect(where, 303)
