"""Documents of a unit on its pages: sent once, used often, described anew, refused in plain words, erased."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from flask import Flask

from engine.appraisal.acts import BlockedError, make_move
from engine.appraisal.stages import Hindrance, Move, Why
from engine.people.acts import Actor
from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.assessment_nouns import Deadline, Stage, Standing, Step, StepKind
from engine.store.nouns import RoundState
from engine.store.staff import Role
from engine.web.assessing import item_documents
from engine.web.assessing.sent_document import MOST_MB
from tests.jobs.sent_files import action, attached, bomb, docx, huge_png, overlapping, pdf, png
from tests.web.assessing.conftest import AT, hidden, move_on
from tests.web.conftest import Visitor
from tests.web.test_staff_gate import statements

ITEM = "/don-vi/r1/xa-a/muc/plan/tai-lieu"
LIST = "/don-vi/r1/xa-a/tai-lieu"
SOUND = {
    "subject": "Kế hoạch chuyển đổi số",
    "number": "12/KH-UBND",
    "issued_on": "2026-02-03",
    "issuer": "UBND xã A",
    "open": "1",
}
PDF = pdf(pages=2)


def send(
    visit: Visitor, content: bytes | None = PDF, name: str = "kh.pdf", to: str = ITEM, **fields: object
) -> Visitor:
    """As the page's own form does."""
    if visit.path.partition("?")[0] != to or 'name="kept"' not in visit.html:
        visit.open(to)
    file = {} if content is None else {"file": (io.BytesIO(content), name)}
    kept = hidden(visit.html, "csrf_token", "document", "kept")
    reply = visit.client.post(
        to, data={**kept, **SOUND, **file, **fields}, content_type="multipart/form-data", follow_redirects=True
    )
    return visit._took(reply)


def documents(app: Flask, unit: str = "xa-a") -> list:
    return list(app.extensions["thuocdo"].store.documents_of(unit))


def evidence(app: Flask, round_id: str = "r1") -> dict[str, list[str]]:
    found = app.extensions["thuocdo"].store.evidence_of(round_id, "xa-a")
    return {question: [document.subject for document, _ in given] for question, given in found.items()}


def files(app: Flask) -> list[Path]:
    folder: Path = app.extensions["thuocdo"].evidence._folder
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "turn"]


def test_a_document_is_sent_for_an_item_and_stands_there(own_app: Flask, officer: Visitor) -> None:
    send(officer, name="Kế hoạch 2026.pdf")
    assert (officer.status, officer.path) == (200, f"{ITEM}?xong=them")
    assert "Đã thêm tài liệu vào mục này." in officer.html
    (document,) = documents(own_app)
    assert (document.number, document.file_name, document.kind, document.pages, document.added_by) == (
        "12/KH-UBND", "Kế hoạch 2026.pdf", "pdf", 2, "lan",
    )  # fmt: skip
    assert evidence(own_app) == {"plan": ["Kế hoạch chuyển đổi số"]}
    assert [path.read_bytes() for path in files(own_app)] == [PDF]


def test_the_same_page_sent_twice_keeps_one_document(own_app: Flask, officer: Visitor) -> None:
    officer.open(ITEM)
    form = {**hidden(officer.html, "csrf_token", "document"), **SOUND}
    for _ in range(2):
        reply = officer.client.post(
            ITEM, data={**form, "file": (io.BytesIO(PDF), "kh.pdf")}, content_type="multipart/form-data"
        )
        assert reply.status_code == 303
    assert len(documents(own_app)) == 1
    assert evidence(own_app) == {"plan": ["Kế hoạch chuyển đổi số"]}


def test_one_document_proves_several_items_in_several_rounds(own_app: Flask, officer: Visitor) -> None:
    send(officer)
    (document,) = documents(own_app)
    for place in ("/don-vi/r1/xa-a/muc/page/tai-lieu", "/don-vi/r0/xa-a/muc/plan/tai-lieu"):
        assert "Chọn trong tài liệu đã có (1)" in officer.open(place).html
        officer.post(f"{place}/chon", document=document.id)
        assert officer.status == 200
    assert evidence(own_app) == {"plan": [document.subject], "page": [document.subject]}
    assert evidence(own_app, "r0") == {"plan": [document.subject]}
    listed = officer.open(LIST).html
    assert re.search(r"1\.2, 1\.1; 1 mục ở đợt khác|1\.1, 1\.2; 1 mục ở đợt khác", listed)
    assert len(files(own_app)) == 1


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"MZ a program", "kh.pdf", "Tệp “kh.pdf” không thuộc loại được nhận: PDF, PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "anh.png", "không thuộc loại được nhận"),
        (b"<html><script>alert(1)</script>", "a.pdf.html", "Tệp “a.pdf.html” không thuộc loại được nhận"),
        (b"", "kh.pdf", "Tệp “kh.pdf” không có nội dung."),
        (PDF + bytes(25_000_000), "kh.pdf", f"Tệp “kh.pdf” lớn quá {MOST_MB} MB."),
        (bomb(120), "kh.docx", "không thuộc loại được nhận"),
        (overlapping(), "kh.docx", "không thuộc loại được nhận"),
        (docx(("word/vbaProject.bin", b"x")), "kh.docx", "không thuộc loại được nhận"),
        (pdf(action("/JavaScript", JS=pikepdf.String("app.alert(1)"))), "kh.pdf", "Tệp “kh.pdf” chứa mã lệnh."),
        (pdf(action("/Launch", F=pikepdf.String("cmd.exe"))), "kh.pdf", "chứa lệnh mở chương trình khác"),
        (pdf(attached), "kh.pdf", "có tệp khác đính kèm bên trong"),
        (pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "kh.pdf", "cần mật khẩu để mở"),
        (b"%PDF-1.7 not really", "kh.pdf", "bị hỏng hoặc không đọc được"),
        (huge_png(), "anh.png", "có quá nhiều điểm ảnh"),
    ],
    ids=["program", "svg", "html", "empty", "25 MB", "bomb", "overlapping", "macro", "script", "launch", "attached",
         "password", "broken", "huge picture"],
)  # fmt: skip
def test_what_could_do_harm_is_refused_in_words_and_nothing_is_kept(
    own_app: Flask, officer: Visitor, content: bytes, name: str, told: str
) -> None:
    send(officer, content, name)
    assert officer.status == 422
    assert told in officer.html
    assert 'value="12/KH-UBND"' in officer.html  # what was typed stands there still
    assert (documents(own_app), evidence(own_app), files(own_app)) == ([], {}, [])


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (PDF, "../../../etc/passwd", "passwd.pdf"),
        (PDF, "kh\u202efdp.exe", "khfdp.exe.pdf"),
        (PDF, "kh.pdf.exe", "kh.pdf.exe.pdf"),
        (png(), "anh.pdf", "anh.pdf.png"),
        (PDF, f"{'k' * 300}.pdf", f"{'k' * 120}.pdf"),
        (PDF, "a;filename=b.html", "a;filename=b.html.pdf"),
    ],
    ids=["path", "turned letters", "two endings", "another kind", "300 letters", "header"],
)
def test_a_name_is_a_name_and_nothing_else(
    own_app: Flask, officer: Visitor, content: bytes, name: str, kept: str
) -> None:
    send(officer, content, name)
    (document,) = documents(own_app)
    assert document.file_name == kept
    reply = officer.client.get(f"/tai-lieu/{document.id}/tep")
    assert reply.headers["Content-Disposition"].startswith("attachment; ")
    assert {path.name for path in files(own_app)} == {document.sha256}


def test_a_secret_is_not_sent(own_app: Flask, officer: Visitor) -> None:
    assert "Không gửi tài liệu mật." in officer.open(ITEM).html
    send(officer, open="")
    assert officer.status == 422
    assert "Xin xác nhận tài liệu không thuộc bí mật nhà nước" in officer.html
    assert documents(own_app) == []


def test_a_file_is_not_lost_over_a_wrong_day(own_app: Flask, officer: Visitor) -> None:
    send(officer, issued_on="2999-01-01")
    assert officer.status == 422
    assert "Đã nhận tệp: kh.pdf" in officer.html
    send(officer, None)
    assert (documents(own_app)[0].file_name, documents(own_app)[0].pages) == ("kh.pdf", 2)


def test_a_file_kept_for_one_person_is_no_other_persons(
    own_app: Flask, officer: Visitor, who: Callable[..., Visitor]
) -> None:
    send(officer, issued_on="2999-01-01")
    token = hidden(officer.html, "kept")["kept"]
    other = who(Role.UNIT_EDITOR, "an", unit="xa-b")
    send(other, None, to="/don-vi/r1/xa-b/muc/plan/tai-lieu", kept=token, number="")
    assert other.status == 422
    assert "Xin chọn tệp hoặc ghi đường dẫn" in other.html
    assert documents(own_app, "xa-b") == []


def test_the_same_file_is_pointed_out_and_may_be_sent_once_more(own_app: Flask, officer: Visitor) -> None:
    send(officer)
    send(officer, to="/don-vi/r1/xa-a/muc/page/tai-lieu", subject="Cùng tệp ấy")
    assert officer.status == 422
    assert "Tệp này đã có trong danh sách tài liệu của đơn vị: “Kế hoạch chuyển đổi số”" in officer.html
    assert f'value="{documents(own_app)[0].id}" checked' in officer.html  # it is offered at once
    send(officer, None, to="/don-vi/r1/xa-a/muc/page/tai-lieu", subject="Cùng tệp ấy", again="1")
    assert {each.subject for each in documents(own_app)} == {"Kế hoạch chuyển đổi số", "Cùng tệp ấy"}
    assert len(files(own_app)) == 1


def test_a_link_or_a_full_citation_does_without_a_file(own_app: Flask, officer: Visitor) -> None:
    send(officer, None, link="https://xa-a.example.vn/kh")
    send(officer, None, subject="Quyết định")
    assert len(documents(own_app)) == 2
    send(officer, None, subject="Không thấy đâu", issuer="")
    assert officer.status == 422
    assert len(documents(own_app)) == 2


def test_what_must_be_proven_holds_the_head_up_until_it_is(own_app: Flask, officer: Visitor) -> None:
    house = own_app.extensions["thuocdo"]
    offered, head = house.catalog.offered["own"], Actor("minh", AT)
    claim = {AnswerKey("plan"): Answer(80.0)}
    assert not house.store.save_item("r1", "xa-a", "plan", 0, claim, "", "lan", AT).conflict
    with pytest.raises(BlockedError) as told:
        make_move(house.store, offered, "r1", "xa-a", Move.APPROVE, head)
    assert told.value.found == (Hindrance(Why.NO_PROOF, "plan"),)
    send(officer)
    assert make_move(house.store, offered, "r1", "xa-a", Move.APPROVE, head).stage is Stage.APPRAISAL


def test_nothing_changes_once_the_head_has_approved(own_app: Flask, officer: Visitor) -> None:
    send(officer)
    (document,) = documents(own_app)
    move_on(own_app, Stage.APPRAISAL)
    assert "đang không nhận tài liệu" in officer.open(ITEM).html
    assert "Thêm tài liệu mới" not in officer.html
    assert officer.post(f"{ITEM}/{document.id}/bo").status == 409
    assert officer.open(LIST).post(f"{ITEM}/chon", document=document.id).status == 409
    officer.open(LIST).post(ITEM, **SOUND, link="https://example.vn")
    assert officer.status == 409
    assert "không sửa được" in officer.open(f"{LIST}/{document.id}").html
    assert (
        officer.open(LIST).post(f"{LIST}/{document.id}", **{**SOUND, "subject": "Khác", "version": "1"}).status == 409
    )
    assert documents(own_app) == [document]
    assert evidence(own_app) == {"plan": [document.subject]}


def test_a_page_that_was_open_when_the_head_approved_is_told_so(
    own_app: Flask, officer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(officer)
    (document,) = documents(own_app)
    monkeypatch.setattr(item_documents, "_refusal", lambda *_: "")  # as if the two came at the same moment
    officer.open("/don-vi/r1/xa-a/muc/page/tai-lieu")
    before = item_documents.here_of

    def approved_meanwhile(round_id: str, unit_id: str):
        here = before(round_id, unit_id)
        if here.assessment.stage is Stage.FILLING:
            move_on(own_app, Stage.APPRAISAL)
        return here

    monkeypatch.setattr(item_documents, "here_of", approved_meanwhile)
    officer.post("/don-vi/r1/xa-a/muc/page/tai-lieu/chon", document=document.id)
    assert officer.status == 409
    assert evidence(own_app) == {"plan": [document.subject]}


def test_the_unit_adds_evidence_to_its_answer_and_takes_only_that_away(own_app: Flask, officer: Visitor) -> None:
    send(officer)
    move_on(own_app, Stage.APPRAISAL)
    move_on(own_app, Stage.ANSWERING)
    send(officer, png(), "anh.png", subject="Ảnh chụp trang thông tin")
    assert "bổ sung khi giải trình" in officer.html
    assert officer.html.count("Bỏ khỏi mục này") == 1
    second, first = documents(own_app)
    officer.post(f"{ITEM}/{first.id}/bo")
    assert len(evidence(own_app)["plan"]) == 2
    officer.post(f"{ITEM}/{second.id}/bo")
    assert evidence(own_app) == {"plan": [first.subject]}
    steps = own_app.extensions["thuocdo"].store.steps("r1", "xa-a", "plan")
    assert [each.step for each in steps] == [
        StepKind.EVIDENCE_REMOVED,
        StepKind.EVIDENCE_ADDED,
        StepKind.EVIDENCE_ADDED,
    ]
    assert {each.by for each in steps} == {"lan"}


def test_a_document_is_described_anew_and_the_second_is_told(own_app: Flask, officer: Visitor) -> None:
    send(officer)
    (document,) = documents(own_app)
    address = f"{LIST}/{document.id}"
    officer.open(address).post(address, **{**SOUND, "subject": "Kế hoạch (bản sửa)"})
    assert "Đã lưu phần mô tả mới." in officer.html
    assert documents(own_app)[0].subject == "Kế hoạch (bản sửa)"
    officer.open(address).post(address, **{**SOUND, "subject": "Của tôi", "version": "1"})
    assert (officer.status, "Người khác vừa sửa tài liệu này" in officer.html) == (409, True)
    officer.post(address, **{**SOUND, "subject": ""})
    assert officer.status == 422
    trail = own_app.extensions["thuocdo"].store.audit("unit/xa-a/documents")
    assert [(each.what, each.before.partition(" · ")[0]) for each in trail] == [
        ("document.describe", "Kế hoạch chuyển đổi số")
    ]


def test_a_document_leaves_the_list_once_nothing_rests_on_it(own_app: Flask, officer: Visitor) -> None:
    send(officer)
    (document,) = documents(own_app)
    officer.open(LIST).post(f"{LIST}/{document.id}/bo")
    assert (officer.status, "Xin bỏ tài liệu ở chỉ số đó trước" in officer.html) == (409, True)
    officer.open(ITEM).post(f"{ITEM}/{document.id}/bo")
    assert "Đã bỏ tài liệu khỏi mục này." in officer.html
    officer.open(LIST).post(f"{LIST}/{document.id}/bo")
    assert documents(own_app) == []
    assert officer.open(f"{LIST}/{document.id}").status == 404


def test_a_file_sent_by_mistake_is_erased_by_the_head(
    own_app: Flask, officer: Visitor, who: Callable[..., Visitor]
) -> None:
    send(officer)
    (document,) = documents(own_app)
    address = f"{LIST}/{document.id}/xoa-tep"
    assert officer.open(address).status == 403
    head = who(Role.UNIT_HEAD, unit="xa-a")
    assert "Xóa hẳn tệp" in head.open(f"{LIST}/{document.id}").html
    assert head.open(address).post(address, reason=" ").status == 422
    assert len(files(own_app)) == 1
    head.post(address, reason="văn bản mật gửi nhầm")
    assert "Đã xóa hẳn tệp." in head.html
    assert files(own_app) == []
    assert "tệp đã bị xóa: văn bản mật gửi nhầm" in head.open(ITEM).html.replace("\n", " ").replace("  ", " ")
    assert officer.open(f"/tai-lieu/{document.id}/tep").status == 404
    (entry,) = own_app.extensions["thuocdo"].store.audit("unit/xa-a/documents")
    assert (entry.what, entry.reason, entry.who) == ("document.erase", "văn bản mật gửi nhầm", "unit_head-xa-a")
    assert head.open(address).post(address, reason="again").status == 200


def test_the_lead_body_erases_what_it_should_not_see(
    own_app: Flask, officer: Visitor, who: Callable[..., Visitor]
) -> None:
    send(officer)
    (document,) = documents(own_app)
    move_on(own_app, Stage.APPRAISAL)
    lead = who(Role.LEAD_BODY)
    address = f"{LIST}/{document.id}/xoa-tep"
    assert f'href="{address}"' in lead.open(f"/tai-lieu/{document.id}").html
    lead.open(address).post(address, reason="văn bản mật")
    assert (lead.status, "Đã xóa hẳn tệp." in lead.html, files(own_app)) == (200, True, [])
    assert "Tệp này đã bị xóa. Lý do: văn bản mật" in lead.open(f"/tai-lieu/{document.id}").html
    assert who(Role.APPRAISER).open(address).status == 403


def test_an_item_that_needs_none_takes_none(own_app: Flask, officer: Visitor) -> None:
    place = "/don-vi/r1/xa-a/muc/people/tai-lieu"
    assert "Mục này không cần tài liệu minh chứng." in officer.open(place).html
    send(officer, to=ITEM)
    (document,) = documents(own_app)
    assert officer.open(LIST).post(f"{place}/chon", document=document.id).status == 409


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/don-vi/r9/xa-a/tai-lieu", 404), ("/don-vi/r1/xa-a/muc/nothing/tai-lieu", 404),
        ("/don-vi/r1/xa-b/tai-lieu", 403), ("/don-vi/r1/xa-a/tai-lieu/none", 404), ("/tai-lieu/none", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_or_not_the_own(officer: Visitor, address: str, status: int) -> None:
    assert officer.open(address).status == status


def test_a_document_of_another_unit_is_no_evidence(
    own_app: Flask, officer: Visitor, who: Callable[..., Visitor]
) -> None:
    send(officer)
    (document,) = documents(own_app)
    other = who(Role.UNIT_EDITOR, "an", unit="xa-b")
    place = "/don-vi/r1/xa-b/muc/plan/tai-lieu"
    other.open(place).post(f"{place}/chon", document=document.id)
    assert (other.status, "Xin chọn lại" in other.html) == (409, True)
    assert other.open(f"/don-vi/r1/xa-b/tai-lieu/{document.id}").status == 404
    assert other.open(f"/tai-lieu/{document.id}").status == 403


def test_only_so_many_documents_prove_one_item(
    own_app: Flask, officer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_documents, "MOST", 1)
    send(officer)
    send(officer, None, subject="Thêm nữa")
    assert (officer.status, "tối đa 50 tài liệu" in officer.html) == (422, True)
    assert evidence(own_app) == {"plan": ["Kế hoạch chuyển đổi số"]}


def test_nobody_who_is_not_signed_in_sends_much(own_app: Flask) -> None:
    stranger = own_app.test_client()
    data = {"file": (io.BytesIO(bytes(2_000_000)), "x.pdf")}
    assert stranger.post(ITEM, data=data, content_type="multipart/form-data").status_code == 413


def test_far_too_much_is_refused_before_it_is_read(officer: Visitor) -> None:
    data = {"file": (io.BytesIO(bytes(40_000_000)), "x.pdf")}
    assert officer.client.post(ITEM, data=data, content_type="multipart/form-data").status_code == 413


def test_five_hundred_documents_are_listed_with_as_many_queries_as_one(own_app: Flask, officer: Visitor) -> None:
    send(officer)
    store = own_app.extensions["thuocdo"].store
    (document,) = documents(own_app)
    few = [statements(store, lambda place=place: officer.open(place)) for place in (LIST, ITEM)]
    with store.together():
        for number in range(500):
            store.add_document(replace(document, id=f"{number:032x}"))
    many = [statements(store, lambda place=place: officer.open(place)) for place in (LIST, ITEM)]
    assert many == few
    assert officer.open(LIST).html.count("/tai-lieu/0") >= 500
    assert "501 tài liệu." in officer.html
    store.add_document(replace(document, id="x" * 32, subject="Quyết định về Tổ công nghệ số"))
    assert ">1 tài liệu." in officer.open(f"{LIST}?tim=to cong nghe").html


def test_another_document_sent_from_a_page_gone_back_to_is_one_more(own_app: Flask, officer: Visitor) -> None:
    officer.open(ITEM)
    form = {**hidden(officer.html, "csrf_token", "document"), **SOUND, "link": "https://example.vn"}
    for subject in ("Kế hoạch", "Kế hoạch", "Quyết định"):
        assert officer.client.post(ITEM, data={**form, "subject": subject}).status_code == 303
    assert sorted(evidence(own_app)["plan"]) == ["Kế hoạch", "Quyết định"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda store: store.set_deadline(Deadline("r1", Stage.FILLING, date(2020, 1, 1)), "minh", AT), "Đã hết hạn của bước này"),
        (lambda store: store.set_round_state("r1", RoundState.PUBLISHED), "Đợt này không còn nhận tài liệu."),
        (lambda store: merge(store), "Đơn vị đã được gộp vào đơn vị khác"),
    ],
    ids=["late", "published", "merged"],
)
def test_why_nothing_is_taken_is_told(own_app: Flask, officer: Visitor, change: Callable, told: str) -> None:
    change(own_app.extensions["thuocdo"].store)
    assert told in officer.open(ITEM).html
    assert "Thêm tài liệu mới" not in officer.html


def merge(store) -> None:
    before = store.assessment("r1", "xa-a")
    after = replace(before, standing=Standing.MERGED, merged_into="xa-b")
    store.move_assessment(before, after, Step("r1", "xa-a", "", StepKind.MERGED, "minh", AT))
