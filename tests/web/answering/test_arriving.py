"""Who holds a code gets in; opening a form does not use it up, sending does, and nobody learns when."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from engine.problems import MachineError
from engine.store.invitations import InvitationBook
from engine.store.invited import Contact, Entry, Invitation, Welcome
from engine.web.house import House
from tests.web.conftest import Visitor

CODE, OTHER = "AB3DE5FG", "HJ4KL6MN"


@pytest.fixture
def book(app: Flask, data) -> InvitationBook:
    made = InvitationBook(data)
    made.add([
        Invitation(CODE, "that", "small", ("do-luong",), contact=Contact("1")),
        Invitation(OTHER, "that", "small", contact=Contact("2")),
        Invitation("PR5TU7VW", "nhap", contact=Contact("3")),
    ])  # fmt: skip
    receive(app, entry=Entry.CODE, lead="Ban chủ trì", contact="0238 123")
    return made


def receive(app: Flask, round_id: str = "that", **how: object) -> None:
    house: House = app.extensions["thuocdo"]
    house.store.set_welcome(round_id, replace(house.store.welcome(round_id), **how))


def used(book: InvitationBook) -> set[str]:
    return {each.code for each in book.invitations("that") if each.is_used}


def sent(app: Flask) -> int:
    return app.extensions["thuocdo"].store.response_counts("that")["sent"]


def answer(visitor: Visitor) -> Visitor:
    visitor.post(dealt_with="so-xay-dung")
    return visitor.post(clear="yes", days="3").post(trouble="no", remark="")


@pytest.mark.parametrize("way", [f"/m/{CODE}", "/m/ab3d-e5fg", f"/vong/that?ma={CODE}"])
def test_a_link_leads_in_and_leaves_the_code_out_of_the_address(visitor: Visitor, book: InvitationBook, way: str) -> None:
    first = visitor.client.get(way)
    assert (first.status_code, first.headers["Location"]) == (303, "/vong/that")
    visitor.open(way)
    assert visitor.path == "/vong/that"
    assert "Mã mời của bạn đã được nhận." in visitor.html
    assert CODE not in visitor.html
    visitor.post()
    assert visitor.path == "/vong/that/trang/dealings"
    assert used(book) == set()


def test_the_landing_page_says_who_asks_why_and_what_is_not_promised(visitor: Visitor, book: InvitationBook) -> None:
    visitor.open("/vong/that")
    for words in ("Ban chủ trì", "0238 123", "Mục đích: ", "khoảng 5 phút", "Điều không thể hứa", "ít nhất 10 nơi", "đóng 90 ngày"):
        assert words in visitor.html
    visitor.open("/ngon-ngu/en").open("/vong/that")
    for words in ("Organised by:", "Purpose: ", "What cannot be promised", "at least 10", "90 days"):
        assert words in visitor.html
    assert not re.search("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.sub(r"(?s)<header.*?</header>|Đợt that|Ban chủ trì|Thước Đo", "", visitor.html).split("<main")[1].split("</main")[0])  # fmt: skip


def test_sending_uses_the_code_up_and_the_browser_forgets_it(visitor: Visitor, book: InvitationBook, app: Flask) -> None:
    answer(visitor.open(f"/m/{CODE}").post())
    assert (used(book), sent(app)) == (set(), 0)
    visitor.post()
    assert visitor.path == "/vong/that/cam-on"
    assert (used(book), sent(app)) == ({CODE}, 1)
    with visitor.client.session_transaction() as held:
        assert held["invited"] == {}
    assert visitor.open(f"/m/{CODE}").status == 409
    assert "đã được dùng" in visitor.html
    assert "0238 123" in visitor.html


def test_without_a_code_nobody_begins_where_codes_are_asked_for(visitor: Visitor, book: InvitationBook, app: Flask) -> None:
    visitor.begin("that")
    assert visitor.status == 422
    assert visitor.title.startswith("Lỗi: ")
    assert 'href="#code"' in visitor.html
    visitor.post(code="AB3DE5FX")
    assert (visitor.status, "Không có lời mời nào" in visitor.html) == (422, True)
    assert 'value="AB3DE5FX"' in visitor.html
    visitor.post(code="ab3d e5fg")
    assert visitor.path == "/vong/that/trang/dealings"
    assert app.extensions["thuocdo"].store.response_counts("that")["started"] == 1


def test_a_round_may_be_open_beside_its_codes(visitor: Visitor, book: InvitationBook, app: Flask) -> None:
    receive(app, entry=Entry.BOTH)
    answer(visitor.begin("that")).post()
    assert (used(book), sent(app)) == (set(), 1)


def test_a_round_without_a_sample_stays_open(visitor: Visitor) -> None:
    visitor.begin("that")
    assert visitor.path == "/vong/that/trang/dealings"


def test_kill_after_sending_leaves_the_code_for_the_receipt_to_mark(
    visitor: Visitor, book: InvitationBook, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(visitor.open(f"/m/{CODE}").post())
    with monkeypatch.context() as broken:
        broken.setattr(InvitationBook, "mark_used", lambda *_: (_ for _ in ()).throw(MachineError("The disk is full.")))
        visitor.post()
        assert (visitor.path, visitor.status) == ("/vong/that/cam-on", 200)
        assert (used(book), sent(app)) == (set(), 1)
    visitor.open("/vong/that/cam-on")
    assert used(book) == {CODE}


def test_a_code_is_good_for_one_response_even_from_two_browsers(visitor: Visitor, book: InvitationBook, app: Flask) -> None:
    other = Visitor(app.test_client())
    for each in (visitor, other):
        answer(each.open(f"/m/{CODE}").post())
    visitor.post()
    other.post()
    assert (other.status, other.path) == (409, "/vong/that/kiem-tra")
    assert "đã được dùng" in other.html
    assert sent(app) == 1


def test_sending_twice_is_thanked_twice(visitor: Visitor, book: InvitationBook, app: Flask) -> None:
    answer(visitor.open(f"/m/{CODE}").post())
    last = visitor.html
    visitor.post()
    visitor.html, visitor.path = last, "/vong/that/kiem-tra"
    visitor.post()
    assert visitor.path == "/vong/that/cam-on"
    assert sent(app) == 1


def on_another_device(app: Flask, visitor: Visitor) -> Visitor:
    """A browser that has the form, as after a resume code, and no code."""
    other = Visitor(app.test_client())
    with visitor.client.session_transaction() as held, other.client.session_transaction() as there:
        there["responses"] = held["responses"]
    return other


@pytest.mark.parametrize(("code", "marked"), [("", set()), (CODE, {CODE})])
def test_who_went_on_elsewhere_is_asked_for_the_code_and_may_skip_it(
    visitor: Visitor, book: InvitationBook, app: Flask, code: str, marked: set[str]
) -> None:
    answer(visitor.open(f"/m/{CODE}").post())
    other = on_another_device(app, visitor).open("/vong/that/kiem-tra")
    assert 'name="code"' in other.html
    other.post(code="XXXX")
    assert (other.status, sent(app)) == (422, 0)
    other.post(code=code)
    assert other.path == "/vong/that/cam-on"
    assert (used(book), sent(app)) == (marked, 1)


def test_another_code_on_a_shared_device_shows_nobodys_answers(visitor: Visitor, book: InvitationBook, app: Flask) -> None:
    visitor.open(f"/m/{CODE}").post()
    visitor.post(dealt_with="so-xay-dung").post(clear="no", days="77")
    visitor.open(f"/m/{OTHER}")
    assert "Bắt đầu" in visitor.html
    visitor.post()
    assert 'value="77"' not in visitor.html
    assert "checked" not in visitor.html
    answer(visitor).post()
    assert used(book) == {OTHER}
    visitor.open(f"/m/{CODE}").post()
    assert visitor.path.startswith("/vong/that/trang/last")  # the form that was begun with it
    visitor.post(trouble="no", remark="").post()
    assert (used(book), sent(app)) == ({CODE, OTHER}, 2)


def test_a_code_that_was_only_looked_at_is_not_marked_by_an_earlier_form(visitor: Visitor, book: InvitationBook, app: Flask) -> None:
    receive(app, entry=Entry.BOTH)
    answer(visitor.begin("that")).post()  # openly
    visitor.open(f"/m/{CODE}").open("/vong/that/cam-on").open("/vong/that")
    assert used(book) == set()


def test_the_stratum_stays_behind_until_enough_codes_are_used(app: Flask, data) -> None:
    codes = [f"AB3DE5F{letter}" for letter in "ABCDEFGH"]
    book = InvitationBook(data)
    book.add([Invitation(code, "that", "small", contact=Contact(code)) for code in codes])
    receive(app, entry=Entry.CODE, smallest=3)
    for code in codes:
        answer(Visitor(app.test_client()).open(f"/m/{code}").post()).post()
    store = app.extensions["thuocdo"].store
    assert sorted(each.stratum for each in store.sent_responses("that")) == ["(merged)"] * 3 + ["small"] * 5
    receive(app, smallest=6)
    assert {each.stratum for each in store.sent_responses("that")} == {"(merged)"}


def test_units_of_the_sample_are_put_first_and_not_answered(visitor: Visitor, book: InvitationBook) -> None:
    visitor.open(f"/m/{CODE}").post()
    assert visitor.html.index("Có thể bạn đã làm việc với") < visitor.html.index('value="do-luong"')
    assert visitor.html.index('value="do-luong"') < visitor.html.index('value="so-tai-chinh"')
    assert visitor.html.count('value="do-luong"') == 1
    assert "checked" not in visitor.html


def test_who_wants_no_reminders_says_so_and_may_take_it_back(visitor: Visitor, book: InvitationBook) -> None:
    visitor.open(f"/m/{CODE}")
    form = re.search(r'(?s)action="(/vong/that/nhac)".*?</form>', visitor.html)
    assert form
    assert form[1] == "/vong/that/nhac"
    visitor.post("/vong/that/nhac", quiet="1")
    assert "sẽ không nhắc bạn nữa" in visitor.html
    assert book.invitation(CODE).is_quiet
    visitor.post("/vong/that/nhac", quiet="0")
    assert not book.invitation(CODE).is_quiet


def test_a_code_of_a_round_that_has_not_begun(visitor: Visitor, book: InvitationBook) -> None:
    visitor.open("/m/PR5TU7VW")
    assert (visitor.status, "chưa bắt đầu" in visitor.html) == (409, True)


def test_a_code_of_another_round(visitor: Visitor, book: InvitationBook, app: Flask) -> None:
    receive(app, "thu", entry=Entry.CODE)
    visitor.open(f"/vong/thu?ma={CODE}")
    assert (visitor.status, "đợt khảo sát khác" in visitor.html) == (422, True)


def test_wrong_codes_are_limited_and_right_ones_are_not(app: Flask, book: InvitationBook) -> None:
    neighbour = Visitor(app.test_client())
    for number in range(10):
        assert neighbour.open("/m").post(code=f"AB3DE5{number:02}").status == 422
    assert neighbour.open(f"/m/{CODE}").status == 429
    assert "phút" in neighbour.html
    elsewhere = Visitor(app.test_client())
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    for _ in range(12):
        assert elsewhere.open(f"/m/{CODE}").status == 200


@pytest.mark.parametrize("typed", ["", "   ", "A" * 300, "<script>alert(1)</script>", "AB3DE5F\x00", "../../etc", "😀" * 8, "%", "AB3DE5FGH"])
def test_whatever_is_typed_for_a_code_gets_a_page(visitor: Visitor, book: InvitationBook, typed: str) -> None:
    visitor.open("/m").post(code=typed)
    assert visitor.status == 422
    assert "<script>alert" not in visitor.html
    visitor.open("/vong/that").post(code=typed)
    assert visitor.status == 422


def test_nobody_was_ever_invited(visitor: Visitor, data) -> None:
    visitor.open(f"/m/{CODE}")
    assert visitor.status == 422
    assert not (data / "invitations.db").exists()
    assert visitor.client.post("/vong/that/nhac").status_code == 400  # no token


def test_a_welcome_is_what_was_said_of_it(app: Flask) -> None:
    store = app.extensions["thuocdo"].store
    assert store.welcome("that") == Welcome()
    given = Welcome(Entry.BOTH, "L", "C", 12, 30)
    store.set_welcome("that", given)
    assert store.welcome("that") == given
