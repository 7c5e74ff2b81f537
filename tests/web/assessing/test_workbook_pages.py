"""The workbook of a unit on its page: out, back in, bad cells and conflicts told; nobody else's, and only in time."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import now, today
from engine.store.assessment_nouns import Deadline, Stage
from engine.store.sqlite import SqliteStore
from engine.store.staff import Role
from tests.exchange.offline_books import Book
from tests.web.assessing.conftest import AT, hidden, move_on
from tests.web.conftest import Visitor

PAGE = "/don-vi/r1/xa-a/bang-tinh"


@pytest.fixture
def store(own_app: Flask) -> SqliteStore:
    found: SqliteStore = own_app.extensions["thuocdo"].store
    return found


@pytest.fixture
def book(officer: Visitor, tmp_path: Path) -> Book:
    reply = officer.client.get(f"{PAGE}/tai-ve")
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"] == "attachment; filename=r1-xa-a.xlsx"
    assert reply.mimetype.endswith("spreadsheetml.sheet")
    return Book(reply.data, tmp_path / "a.xlsx")


def seen(visit: Visitor) -> str:
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", visit.html)).split()).replace(" )", ")").replace("( ", "(").replace(" ,", ",").replace(" .", ".")


def send(visit: Visitor, content: bytes, name: str = "a.xlsx", to: str = PAGE) -> Visitor:
    visit.open(PAGE)
    data = {**hidden(visit.html, "csrf_token"), "file": (io.BytesIO(content), name)}
    return visit._took(visit.client.post(to, data=data, content_type="multipart/form-data", follow_redirects=True))


def send_book(visit: Visitor, book: Book) -> Visitor:
    return send(visit, book.save().read_bytes())


def claimed(store: SqliteStore) -> dict[str, object]:
    return {key.question: answer.value for key, answer in store.claimed("r1", "xa-a").get("xa-a", {}).items()}


def test_a_workbook_is_filled_in_and_saved(officer: Visitor, store: SqliteStore, book: Book) -> None:
    book.put(80, "plan")
    book.put("12,5", "page")
    book.explain("chờ kế hoạch của tỉnh", "plan")
    send_book(officer, book)
    assert officer.status == 200
    assert "Đã lưu 2 mục: 1.1, 1.2." in seen(officer)
    assert claimed(store) == {"plan": 80, "page": 12.5}
    assert store.items("r1", "xa-a")["plan"].by == "lan"
    send_book(officer, book)
    assert "Tệp không có gì khác với hệ thống" in seen(officer)


def test_bad_cells_are_told_by_sheet_and_cell_and_nothing_is_saved(officer: Visitor, store: SqliteStore, book: Book) -> None:
    book.put(120, "plan")
    book.put("nhiều", "page")
    book.put(3, "people")
    send_book(officer, book)
    assert officer.status == 422
    for question, code, words in (("plan", "1.1", "Số lớn nhất có thể nhập là 100."), ("page", "1.2", "“nhiều” không phải là số.")):
        assert f"F{book.line(question) + 1} Tự đánh giá {code} {words}" in seen(officer)
    assert claimed(store) == {}


def test_what_two_changed_is_chosen_and_nobody_is_overwritten(officer: Visitor, store: SqliteStore, book: Book) -> None:
    for name, value in (("plan", 60.0), ("page", 30.0)):
        store.save_item("r1", "xa-a", name, 0, {AnswerKey(name): Answer(value)}, "của minh", "minh", AT)
    book.put(80, "plan")
    book.put(40, "page")
    book.put(9, "people")
    send_book(officer, book)
    assert "Đã lưu 1 mục: 1.3." in seen(officer)
    assert claimed(store) == {"plan": 60, "page": 30, "people": 9}
    assert re.search(r"Giữ bản trên hệ thống \(minh, [^)]*\): 60%", seen(officer))
    assert "Lấy bản trong tệp: 80%" in seen(officer)
    own = hidden(officer.html, "csrf_token", "sealed")
    officer._took(
        officer.client.post(f"{PAGE}/chon", data={**own, "choice.plan": "mine", "choice.page": "theirs"}, follow_redirects=True)
    )
    assert "Đã lưu 1 mục theo lựa chọn của bạn." in seen(officer)
    assert claimed(store) == {"plan": 80, "page": 30, "people": 9}
    assert store.items("r1", "xa-a")["plan"].explanation == "của minh"  # which the file did not touch


def test_what_is_changed_once_more_while_somebody_chooses_is_shown_again(officer: Visitor, store: SqliteStore, book: Book) -> None:
    store.save_item("r1", "xa-a", "plan", 0, {AnswerKey("plan"): Answer(60.0)}, "", "minh", AT)
    book.put(80, "plan")
    send_book(officer, book)
    own = hidden(officer.html, "csrf_token", "sealed")
    store.save_item("r1", "xa-a", "plan", 1, {AnswerKey("plan"): Answer(65.0)}, "", "minh", AT)
    officer._took(officer.client.post(f"{PAGE}/chon", data={**own, "choice.plan": "mine"}))
    assert officer.status == 409
    assert "65%" in seen(officer)
    assert claimed(store) == {"plan": 65}


def test_a_choice_that_is_forged_or_of_another_page_is_refused(
    officer: Visitor, who: Callable[..., Visitor], store: SqliteStore, book: Book
) -> None:
    store.save_item("r1", "xa-a", "plan", 0, {AnswerKey("plan"): Answer(60.0)}, "", "minh", AT)
    book.put(80, "plan")
    sealed = hidden(send_book(officer, book).html, "sealed")["sealed"]
    other = who(Role.UNIT_EDITOR, "hoa", unit="xa-a")
    other.open(PAGE)
    for given in (sealed, sealed[:-2], "x", ""):
        data = {**hidden(other.html, "csrf_token"), "sealed": given, "choice.plan": "mine"}
        assert other.client.post(f"{PAGE}/chon", data=data).status_code == 422
    assert claimed(store) == {"plan": 60}


def test_the_workbook_of_another_unit_is_refused(who: Callable[..., Visitor], store: SqliteStore, book: Book) -> None:
    other = who(Role.UNIT_EDITOR, "hoa", unit="xa-b")
    assert other.client.get(f"{PAGE}/tai-ve").status_code == 403
    assert other.client.get(PAGE).status_code == 403
    book.put(80, "plan")
    where = PAGE.replace("xa-a", "xa-b")
    other.open(where)
    data = {**hidden(other.html, "csrf_token"), "file": (io.BytesIO(book.save().read_bytes()), "a.xlsx")}
    reply = other.client.post(where, data=data, content_type="multipart/form-data")
    assert reply.status_code == 422
    assert "Tệp này được xuất cho đơn vị xa-a, đợt r1." in reply.text


def test_after_the_last_day_and_once_it_is_sent_nothing_is_taken(own_app: Flask, officer: Visitor, store: SqliteStore, book: Book) -> None:
    book.put(80, "plan")
    content = book.save().read_bytes()
    officer.open(PAGE)
    token = hidden(officer.html, "csrf_token")
    store.set_deadline(Deadline("r1", Stage.FILLING, today() - timedelta(days=1)), "minh", now())
    reply = officer.client.post(PAGE, data={**token, "file": (io.BytesIO(content), "a.xlsx")}, content_type="multipart/form-data")
    assert (reply.status_code, "Đã hết hạn của bước này" in reply.text) == (409, True)
    store.set_deadline(Deadline("r1", Stage.FILLING, date(2099, 1, 1)), "minh", now())
    move_on(own_app, Stage.APPRAISAL)
    reply = officer.client.post(PAGE, data={**token, "file": (io.BytesIO(content), "a.xlsx")}, content_type="multipart/form-data")
    assert (reply.status_code, "Phiếu đã chuyển sang bước khác" in reply.text) == (409, True)
    assert claimed(store) == {}
    assert 'type="file"' not in officer.open(PAGE).html


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Không đọc được"),
        (b"PK\x03\x04" + bytes(100), "Không đọc được tệp này như một bảng tính."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Không đọc được tệp này như một bảng tính."),
        ("STT,Tên\n1,x\n".encode(), "Đây không phải là bảng tự đánh giá xuất từ hệ thống"),
    ],
)
def test_other_files_are_refused_in_words(officer: Visitor, content: bytes, told: str) -> None:
    send(officer, content, "../../etc/pass‮wd.xlsx")
    assert officer.status == 422
    assert told in seen(officer) or "Đây không phải là" in seen(officer)


def test_no_file_and_one_that_is_too_large_are_told(officer: Visitor) -> None:
    officer.open(PAGE)
    reply = officer.client.post(PAGE, data=hidden(officer.html, "csrf_token"), content_type="multipart/form-data")
    assert (reply.status_code, "Xin chọn tệp bảng tính đã điền." in reply.text) == (422, True)
    send(officer, bytes(5_100_000))
    assert (officer.status, "Tệp lớn quá 5 MB." in seen(officer)) == (413, True)


def test_a_unit_that_has_begun_nothing_has_no_workbook(own_app: Flask, who: Callable[..., Visitor], store: SqliteStore) -> None:
    store.database.connection.execute("DELETE FROM assessments WHERE unit = 'xa-b'")
    other = who(Role.UNIT_EDITOR, "hoa", unit="xa-b")
    for address in (PAGE, f"{PAGE}/tai-ve"):
        assert other.client.get(address.replace("xa-a", "xa-b")).status_code == 404
