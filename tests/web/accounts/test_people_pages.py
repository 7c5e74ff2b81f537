"""Accounts as an administrator keeps them, each act in the audit trail."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask

from engine.people import acts, signing_in
from engine.people.acts import Actor
from engine.store.sqlite import SqliteStore
from engine.store.staff import Account, Binding, Role
from engine.web.staff import COOKIE
from tests.web.conftest import Visitor


def store_of(app: Flask):
    return app.extensions["thuocdo"].store


@pytest.fixture
def boss(app: Flask, visitor: Visitor) -> Visitor:
    account = Account("quan", bindings=(Binding(Role.ADMINISTRATOR),))
    store_of(app).add_account(account)
    visitor.client.set_cookie(COOKIE, signing_in.begin(store_of(app), account, "", datetime.now(UTC), is_complete=True))
    return visitor.open("/quan-tri/tai-khoan")


def add(boss: Visitor, name: str = "hoa", role: str = "viewer", **more: str) -> Visitor:
    return boss.open("/quan-tri/tai-khoan").post("/quan-tri/tai-khoan", name=name, role=role, **more)


def trail(app: Flask) -> list[tuple[str, str, str, str, str]]:
    return [(each.who, each.what, each.about, each.before, each.after) for each in store_of(app).audit()]


def test_a_new_account_comes_with_a_link_that_is_shown_once(app: Flask, boss: Visitor) -> None:
    add(boss, " Hoa ", "unit_head", unit="so-xay-dung", full_name="Lê <b>Hòa</b>", agency="so-xay-dung")
    link = re.search(r"http://localhost(/mat-khau/[\w-]+)", boss.html)
    assert link
    assert "Lê &lt;b&gt;Hòa" in boss.html
    assert "/mat-khau/" not in boss.open("/quan-tri/tai-khoan/hoa").html
    head = Binding(Role.UNIT_HEAD, unit="so-xay-dung")
    assert store_of(app).account("hoa") == Account("hoa", "Lê <b>Hòa</b>", "so-xay-dung", (head,))
    assert trail(app) == [
        ("quan", "account.link", "account/hoa", "", ""),
        ("quan", "account.add", "account/hoa", "", "unit_head: unit so-xay-dung"),
    ]
    assert Visitor(app.test_client()).open(link[1]).status == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "Lê Hòa"}, "chỉ gồm chữ thường"),
        ({"name": "../../x"}, "chỉ gồm chữ thường"),
        ({"name": ""}, "chỉ gồm chữ thường"),
        ({"name": "quan"}, "đã có người dùng"),
        ({"role": ""}, "Xin chọn một vai trò"),
        ({"role": "king"}, "Xin chọn một vai trò"),
        ({"role": "unit_head"}, "cần một đơn vị"),
        ({"role": "administrator", "round_id": "thu"}, "không gắn với"),
        ({"unit": "so-xay-dung", "group": "so"}, "không chọn cả hai"),
        ({"unit": "so-la"}, "đơn vị mang mã “so-la”"),
        ({"group": "{given}<i>"}, "nhóm mang mã “{given}&lt;i&gt;”"),
        ({"round_id": "la"}, "đợt nào mang mã “la”"),
        ({"agency": "so-la"}, "đơn vị mang mã “so-la”"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(app: Flask, boss: Visitor, given: dict[str, str], said: str) -> None:
    add(boss, **{"full_name": "Lê Hòa", **given})
    assert boss.status == 422
    assert said in boss.html
    assert 'value="Lê Hòa"' in boss.html
    assert [each.name for each in store_of(app).accounts()] == ["quan"]
    assert trail(app) == []


def test_roles_are_given_and_taken_away_with_a_reason(app: Flask, boss: Visitor) -> None:
    add(boss)
    boss.open("/quan-tri/tai-khoan/hoa")
    boss.post("/quan-tri/tai-khoan/hoa/vai-tro", role="appraiser", round_id="thu", group="so", reason="tổ thẩm định")
    found = store_of(app).account("hoa")
    assert found.bindings == (Binding(Role.APPRAISER, group="so", round_id="thu"), Binding(Role.VIEWER))
    newest = store_of(app).audit()[0]
    assert (newest.what, newest.before, newest.after, newest.reason) == (
        "account.roles", "viewer: all", "appraiser: round thu, group so; viewer: all", "tổ thẩm định",
    )  # fmt: skip
    boss.post("/quan-tri/tai-khoan/hoa/bo-vai-tro", binding=["viewer", "", "", ""])
    assert store_of(app).account("hoa").bindings == (Binding(Role.APPRAISER, group="so", round_id="thu"),)
    count = len(trail(app))
    boss.post("/quan-tri/tai-khoan/hoa/bo-vai-tro", binding=["viewer", "", "", ""])  # twice
    boss.post("/quan-tri/tai-khoan/hoa/bo-vai-tro", binding=["nonsense"])
    assert len(trail(app)) == count


def test_the_last_administrator_stays(app: Flask, boss: Visitor) -> None:
    for path, fields in (("bo-vai-tro", {"binding": ["administrator", "", "", ""]}), ("khoa", {"shut": "1"})):
        boss.open("/quan-tri/tai-khoan/quan").post(f"/quan-tri/tai-khoan/quan/{path}", **fields)
        assert (boss.status, "người quản trị duy nhất" in boss.html) == (422, True)
    add(boss, "hai", "administrator")
    boss.open("/quan-tri/tai-khoan/quan").post("/quan-tri/tai-khoan/quan/khoa", shut="1")
    assert store_of(app).account("quan").is_disabled
    assert boss.title.startswith("Đăng nhập")


def test_two_administrators_who_change_one_account_lose_nothing(app: Flask, boss: Visitor) -> None:
    add(boss)
    other = SqliteStore.open(store_of(app).database.path.parent)
    by = Actor("hai", datetime.now(UTC))
    seen = store_of(app).account("hoa")  # before the other one acts
    acts.change_roles(other, by, "hoa", give=[Binding(Role.CLERK)])
    acts.change_roles(store_of(app), by, "hoa", give=[Binding(Role.COUNCIL)])
    other.close()
    assert seen.bindings == (Binding(Role.VIEWER),)
    assert {each.role for each in store_of(app).account("hoa").bindings} == {Role.CLERK, Role.COUNCIL, Role.VIEWER}


def test_what_would_leave_no_administrator_is_taken_back_whole(app: Flask, boss: Visitor) -> None:
    before = store_of(app).accounts(), store_of(app).audit()
    add_role = Binding(Role.VIEWER)
    with pytest.raises(acts.LastAdministratorError):
        leave_none(app, add_role)
    assert (store_of(app).accounts(), store_of(app).audit()) == before


def leave_none(app: Flask, more: Binding) -> None:
    by = Actor("quan", datetime.now(UTC))
    with acts.leaving_an_administrator(store_of(app), "quan"):
        acts.change_roles(store_of(app), by, "quan", [more], [Binding(Role.ADMINISTRATOR)])


def test_a_page_that_answered_a_form_may_be_opened_in_another_language(app: Flask, boss: Visitor) -> None:
    add(boss).open("/quan-tri/tai-khoan/hoa").post("/quan-tri/tai-khoan/hoa/lien-ket")
    shown = boss.client.get("/ngon-ngu/en", headers={"Referer": f"http://localhost{boss.path}"}, follow_redirects=True)
    assert (shown.status_code, shown.request.path) == (200, "/quan-tri/tai-khoan/hoa")


def test_an_account_is_shut_out_and_let_in_again(app: Flask, boss: Visitor) -> None:
    add(boss).open("/quan-tri/tai-khoan/hoa").post("/quan-tri/tai-khoan/hoa/khoa", shut="1", reason="nghỉ hưu")
    assert "Đã khóa" in boss.html
    boss.post("/quan-tri/tai-khoan/hoa/khoa", shut="0")
    assert "Đã khóa" not in boss.html
    assert [(each.what, each.reason) for each in store_of(app).audit()[:2]] == [
        ("account.enable", ""), ("account.disable", "nghỉ hưu"),
    ]  # fmt: skip


def test_nobody_of_that_name_is_a_page_that_says_so(boss: Visitor) -> None:
    assert boss.open("/quan-tri/tai-khoan/nobody").status == 404
    assert "Không có tài khoản nào ở địa chỉ này." in boss.html


def test_the_trail_of_everything_is_read_in_words(boss: Visitor) -> None:
    add(boss).open("/quan-tri/nhat-ky")
    assert "Thêm tài khoản" in boss.html
    assert "tài khoản hoa" in boss.html
    assert "Người xem (tất cả)" in boss.html
    boss.open("/quan-tri/vong/thu/nhat-ky")
    assert "Chưa có việc nào được ghi." in boss.html
    assert boss.open("/quan-tri/vong/la/nhat-ky").status == 404


def test_five_hundred_accounts_are_listed_with_as_many_queries_as_one(app: Flask, boss: Visitor) -> None:
    few = statements(app, boss)
    for number in range(500):
        roles = (Binding(Role.VIEWER), Binding(Role.UNIT_EDITOR, unit="so-xay-dung"))
        store_of(app).add_account(Account(f"name{number}", bindings=roles))
    assert statements(app, boss) == few
    assert boss.html.count('href="/quan-tri/tai-khoan/name') == 500


def statements(app: Flask, boss: Visitor) -> int:
    counted: list[str] = []
    store_of(app).database.connection.set_trace_callback(counted.append)
    boss.open("/quan-tri/tai-khoan")
    store_of(app).database.connection.set_trace_callback(None)
    return len(counted)


def test_where_somebody_is_written_to_is_said_by_oneself_or_an_administrator(app: Flask, boss: Visitor) -> None:
    boss.open("/tai-khoan").post("/tai-khoan/thu-dien-tu", email=" quan@NgheAn.gov.vn ")
    assert store_of(app).account("quan").email == "quan@nghean.gov.vn"
    assert 'value="quan@nghean.gov.vn"' in boss.html
    assert trail(app)[0] == ("quan", "account.email", "account/quan", "", "")  # and no address
    add(boss, "hoa")
    boss.open("/quan-tri/tai-khoan/hoa").post("/quan-tri/tai-khoan/hoa/thu-dien-tu", email="hoa@x.vn")
    assert store_of(app).account("hoa").email == "hoa@x.vn"
    for path in ("/tai-khoan", "/quan-tri/tai-khoan/hoa"):
        boss.open(path).post(f"{path}/thu-dien-tu", email="a@b, c@d.vn\r\nBcc: e@f.vn")
        assert (boss.status, "Địa chỉ thư này không đúng dạng" in boss.html) == (422, True)
        assert boss.open(f"{path}/thu-dien-tu").path == path
    boss.open("/quan-tri/tai-khoan/hoa").post("/quan-tri/tai-khoan/hoa/thu-dien-tu", email="")
    assert [each.email for each in store_of(app).accounts()] == ["", "quan@nghean.gov.vn"]
