"""A document as an officer sends it: what was typed, the file that came along, and all that is wrong with them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer

from engine.appraisal.document_words import Words, read_words
from engine.builtin.questions.file_kinds import KINDS
from engine.builtin.questions.files import EMPTY, TOO_LARGE, WRONG_KIND, Sent
from engine.framework.question_types import Complaint
from engine.jobs.inspecting import inspect
from engine.rounds.zone import today
from engine.store.document_nouns import Document
from engine.web import staff
from engine.web.form_data import LARGEST_BODY, MULTIPART
from engine.web.house import house
from engine.wording.catalog import mark

MOST_MB = 20
"""Megabytes of a file."""

FINDINGS: Mapping[str, str] = {
    "broken": mark("Tệp “{name}” bị hỏng hoặc không đọc được. Xin mở thử trên máy rồi lưu lại thành tệp mới."),
    "password": mark("Tệp “{name}” cần mật khẩu để mở. Xin gỡ mật khẩu rồi gửi lại."),
    "script": mark("Tệp “{name}” chứa mã lệnh. Xin in tệp thành PDF mới (In, chọn Lưu thành PDF) rồi gửi tệp mới."),
    "launch": mark(
        "Tệp “{name}” chứa lệnh mở chương trình khác. Xin in tệp thành PDF mới (In, chọn Lưu thành PDF) rồi gửi "
        "tệp mới."
    ),
    "attached": mark("Tệp “{name}” có tệp khác đính kèm bên trong. Xin gửi riêng từng tệp."),
    "points": mark("Ảnh “{name}” có quá nhiều điểm ảnh. Xin thu nhỏ còn tối đa 120 triệu điểm ảnh."),
}
"""By what was found in a file."""

SAME = mark(
    "Tệp này đã có trong danh sách tài liệu của đơn vị: “{subject}”. Xin dùng tài liệu đó, hoặc đánh dấu vào ô dưới "
    "đây."
)
_ROOM_FOR = frozenset({"documents.add", "item_documents.add"})
_SALT = "documents"
_NO_WORDS = Words()


@dataclass(frozen=True)
class Kept:
    """A file that was taken in; `token` is what the page posts again in its place."""

    sent: Sent
    pages: int
    token: str


@dataclass(frozen=True)
class Posted:
    """A document as it was sent; nothing typed and nothing wrong on a page that is opened."""

    typed: Mapping[str, str] = field(default_factory=dict)
    words: Words = _NO_WORDS
    kept: Kept | None = None
    complaints: tuple[Complaint, ...] = ()
    same: Document | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def wrong(self) -> Mapping[str, Complaint]:
        """The first complaint about each field."""
        return {each.part: each for each in reversed(self.complaints)}

    def document(self, unit: str) -> Document:
        """The document as it is to be kept."""
        sent = self.kept.sent if self.kept else None
        return Document(
            id=self.id,
            unit=unit,
            added_by=staff.myself().name,
            added_at=staff.now(),
            sha256=sent.sha256 if sent else "",
            file_name=sent.shown_name if sent else "",
            kind=sent.kind if sent else "",
            size=sent.size if sent else 0,
            pages=self.kept.pages if self.kept else 0,
            **asdict(self.words),
        )


def make_room() -> None:
    """Let who is signed in send a document as large as it may be; any other page keeps the small limit."""
    if request.endpoint in _ROOM_FOR and request.mimetype == MULTIPART and staff.me() is not None:
        # half as much again, so that a file somewhat too large is told about in words
        request.max_content_length = LARGEST_BODY + MOST_MB * 1_500_000


def read_posted(unit: str) -> Posted:
    """What was posted about a document of a unit; a file that is in order is kept, whatever else is wrong."""
    typed = dict(request.form.items())
    kept, wrong_file = _file(unit)
    words, complaints = read_words(typed, today(), has_file=kept is not None or bool(wrong_file))
    same = _same(unit, kept, typed)
    doubled = (Complaint("same", SAME, {"subject": same.subject}),) if same else ()
    posted_id = typed.get("document", "")
    known = {"id": posted_id} if len(posted_id) == 32 and posted_id.isalnum() and posted_id.isascii() else {}
    return Posted(typed, words, kept, (*complaints, *wrong_file, *doubled), same, **known)


def keep(new: Document) -> str:
    """Keep a document, and say under which id: one that is there already is the same page sent twice.

    Where something else lies under its id, somebody went back in the browser and described another one.
    """
    store = house().store
    if store.add_document(new):
        return new.id
    known = store.document(new.id)
    if known is not None and replace(known, added_at=new.added_at) == new:
        return new.id
    other = replace(new, id=secrets.token_hex(16))
    store.add_document(other)
    return other.id


def _same(unit: str, kept: Kept | None, typed: Mapping[str, str]) -> Document | None:
    """Another document of the unit with the same file, unless it is meant to be one more."""
    if kept is None or typed.get("again") == "1":
        return None
    found = (each for each in house().store.documents_of(unit) if each.sha256 == kept.sent.sha256)
    return next((each for each in found if each.id != typed.get("document")), None)


def _file(unit: str) -> tuple[Kept | None, tuple[Complaint, ...]]:
    """The file that came now, or came before with a page that could not be saved."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _kept_before(unit), ()
    room = house().evidence
    draft = room.take_in(upload.stream, MOST_MB * 1_000_000)
    try:
        if draft.size > MOST_MB * 1_000_000:
            return None, (Complaint("file", TOO_LARGE, {"name": _name(upload.filename), "most": str(MOST_MB)}),)
        if draft.size == 0:
            return None, (Complaint("file", EMPTY, {"name": _name(upload.filename)}),)
        found = inspect(draft.path)
        sent = Sent(draft.sha256, draft.size, found.kind, upload.filename[:1000])
        if not found.kind:
            kinds = ", ".join(kind.words for kind in KINDS.values())
            return None, (Complaint("file", WRONG_KIND, {"name": sent.shown_name, "kinds": kinds}),)
        if found.wrong:
            return None, tuple(
                Complaint("file", FINDINGS[each], {"name": sent.shown_name}) for each in sorted(found.wrong)
            )
        room.confirm(draft)
        return _kept(unit, sent, found.pages), ()
    finally:
        room.discard(draft)


def _name(given: str) -> str:
    return Sent("", 0, "", given[:1000]).shown_name


def _kept(unit: str, sent: Sent, pages: int) -> Kept:
    return Kept(sent, pages, _signer().dumps([staff.myself().name, unit, str(sent), pages]))


def _kept_before(unit: str) -> Kept | None:
    """The file that a signed text of this person's page tells of, if it lies there still."""
    try:
        name, of_unit, told, pages = _signer().loads(request.form.get("kept", ""))
    except (BadData, ValueError, TypeError):
        return None
    sent = Sent.of(told)
    is_own = (name, of_unit) == (staff.myself().name, unit)
    if sent is None or not is_own or house().evidence.path(sent.sha256) is None:
        return None
    return _kept(unit, sent, int(pages))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=_SALT)
