"""A document looked at: by whom it may be, page by page as pictures, as a download that can do nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from engine.jobs.pictures import PagePictures, picture_task
from engine.jobs.queue import open_queue
from engine.store.assessment_nouns import Stage
from engine.store.staff import Role
from engine.web.assessing import document_view
from tests.jobs.sent_files import docx, pdf, png
from tests.web.assessing.conftest import move_on
from tests.web.assessing.test_documents import LIST, documents, send
from tests.web.conftest import Visitor

READERS = {
    "an officer of another unit": (Role.UNIT_EDITOR, {"unit": "xa-b"}),
    "an appraiser": (Role.APPRAISER, {}),
    "an appraiser of another round": (Role.APPRAISER, {"round_id": "r0"}),
    "an appraiser of another group": (Role.APPRAISER, {"group": "so"}),
    "an appraiser of the group": (Role.APPRAISER, {"group": "xa"}),
    "an appraiser who works there": (Role.APPRAISER, {"agency": "xa-a"}),
    "the council": (Role.COUNCIL, {}),
    "the lead body": (Role.LEAD_BODY, {}),
    "a viewer": (Role.VIEWER, {}),
    "a clerk": (Role.CLERK, {}),
    "an administrator": (Role.ADMINISTRATOR, {}),
}
MAY = {"an appraiser", "an appraiser of the group", "the council", "the lead body"}


def work_off(app: Flask) -> None:
    """Do what waits in the queue, as the worker would."""
    house = app.extensions["thuocdo"]
    queue = open_queue(house.data)
    picture_task(queue, PagePictures(house.data), house.evidence.path)
    while task := queue.dequeue():
        queue.execute(task)


def test_who_may_see_a_document(own_app: Flask, officer: Visitor, who: Callable[..., Visitor]) -> None:
    send(officer)
    (document,) = documents(own_app)
    readers = {reader: who(role, reader.replace(" ", "-"), **bound) for reader, (role, bound) in READERS.items()}

    def seen_by() -> dict[str, list[int]]:
        addresses = [f"/tai-lieu/{document.id}", f"/tai-lieu/{document.id}/tep"]
        return {reader: [each.client.get(where).status_code for where in addresses] for reader, each in readers.items()}

    assert seen_by() == {reader: [403, 403] for reader in READERS}  # before it is handed in it is the unit's own
    move_on(own_app, Stage.APPRAISAL)
    assert seen_by() == {reader: [200, 200] if reader in MAY else [403, 403] for reader in READERS}


def test_a_document_that_proves_nothing_is_the_units_own(
    own_app: Flask, officer: Visitor, who: Callable[..., Visitor]
) -> None:
    send(officer, to=f"{LIST}/them")
    (document,) = documents(own_app)
    move_on(own_app, Stage.APPRAISAL)
    assert officer.client.get(f"/tai-lieu/{document.id}").status_code == 200
    assert who(Role.APPRAISER, "tham-dinh").client.get(f"/tai-lieu/{document.id}").status_code == 403


def test_a_file_is_a_download_that_can_do_nothing(own_app: Flask, officer: Visitor) -> None:
    content = pdf()
    send(officer, content, "năm 2026.pdf")
    (document,) = documents(own_app)
    reply = officer.client.get(f"/tai-lieu/{document.id}/tep")
    assert (reply.status_code, reply.data, reply.mimetype) == (200, content, "application/pdf")
    assert (
        reply.headers["Content-Disposition"]
        == "attachment; filename=\"nam 2026.pdf\"; filename*=UTF-8''n%C4%83m%202026.pdf"
    )
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'; sandbox" in reply.headers.getlist("Content-Security-Policy")
    assert reply.headers["Cache-Control"] == "no-store"


def test_the_pages_of_a_pdf_are_made_into_pictures_eight_at_a_time(own_app: Flask, officer: Visitor) -> None:
    send(officer, pdf(pages=10))
    (document,) = documents(own_app)
    page = f"/tai-lieu/{document.id}"
    assert "Đang chuẩn bị ảnh các trang" in officer.open(page).html
    assert '<noscript><meta http-equiv="refresh"' in officer.html
    work_off(own_app)
    pictures = re.findall(r'<img src="([^"]*)"', officer.open(page).html)
    assert pictures == [f"{page}/trang/{number}" for number in range(1, 9)]
    assert "Trang 1–8 trong 10" in officer.html
    reply = officer.client.get(pictures[0])
    assert (reply.status_code, reply.mimetype, reply.data[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")
    assert officer.client.get(f"{page}/trang/9").status_code == 404
    officer.open(f"{page}?trang=9")
    work_off(own_app)
    assert re.findall(r'<img src="([^"]*)"', officer.open(f"{page}?trang=9").html) == [
        f"{page}/trang/9",
        f"{page}/trang/10",
    ]
    for odd in ("x", "-3", "0", "99999", "９"):
        assert officer.open(f"{page}?trang={odd}").status == 200


def test_a_picture_is_shown_and_is_no_page_of_ours(own_app: Flask, officer: Visitor) -> None:
    content = png()
    send(officer, content, "anh.png")
    (document,) = documents(own_app)
    assert f'<img src="/tai-lieu/{document.id}/anh"' in officer.open(f"/tai-lieu/{document.id}").html
    reply = officer.client.get(f"/tai-lieu/{document.id}/anh")
    assert (reply.data, reply.mimetype) == (content, "image/png")
    assert reply.headers["Content-Disposition"].startswith("inline; ")
    assert "default-src 'none'; sandbox" in reply.headers.getlist("Content-Security-Policy")


def test_other_files_are_downloads_only(own_app: Flask, officer: Visitor) -> None:
    send(officer, docx(("word/document.xml", b"<w/>")), "kh.docx")
    (document,) = documents(own_app)
    assert "Tệp loại này không xem được trên trang." in officer.open(f"/tai-lieu/{document.id}").html
    assert officer.client.get(f"/tai-lieu/{document.id}/anh").status_code == 404
    assert officer.client.get(f"/tai-lieu/{document.id}/trang/1").status_code == 404


def test_a_machine_that_makes_no_pictures_offers_the_download(
    own_app: Flask, officer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(officer)
    (document,) = documents(own_app)
    monkeypatch.setattr(document_view, "can_picture", lambda: False)
    assert "Xin tải về rồi mở." in officer.open(f"/tai-lieu/{document.id}").html


def test_a_link_says_where_it_leads_and_tells_nobody_where_from(own_app: Flask, officer: Visitor) -> None:
    send(officer, None, link='https://vnexpress.net.example.vn/bai?x="><script>')
    (document,) = documents(own_app)
    html = officer.open(f"/tai-lieu/{document.id}").html
    assert "Dẫn đến trang khác: vnexpress.net.example.vn" in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert "<script>" not in html.replace("<script src=", "")


def test_words_of_strangers_stay_words(own_app: Flask, officer: Visitor) -> None:
    send(officer, subject="<img src=x onerror=alert(1)> {{ 7 * 7 }}", issuer="{% raw %}")
    (document,) = documents(own_app)
    for address in (f"/tai-lieu/{document.id}", LIST, "/don-vi/r1/xa-a/muc/plan/tai-lieu"):
        html = officer.open(address).html
        assert officer.status == 200
        assert "<img src=x" not in html
        assert "&lt;img src=x" in html
