"""Signing in and out, the second factor, links, and what guessing comes to."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pyotp
import pytest
import time_machine
from flask import Flask

from engine.people import acts, passwords
from engine.people.acts import Actor
from engine.problems import ThuocDoError
from engine.store.staff import Account, Binding, Role
from engine.web.app import create_app
from engine.web.staff import COOKIE
from tests.web.conftest import Visitor

GOOD, BETTER = "con trâu đi trước cái cày", "muống luộc chấm cà pháo"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def store_of(app: Flask):
    return app.extensions["thuocdo"].store


def act(app: Flask, name: str = "lan") -> Actor:
    return Actor(name, datetime.now(UTC))


@pytest.fixture
def lan(app: Flask) -> Account:
    account = Account("lan", "Nguyễn Thị Lan", bindings=(Binding(Role.LEAD_BODY),))
    acts.add_account(store_of(app), act(app), account)
    acts.set_password(store_of(app), act(app), "lan", GOOD)
    return account


@pytest.fixture
def other(app: Flask) -> Visitor:
    return Visitor(app.test_client())


def enter(visitor: Visitor, password: str = GOOD, name: str = "lan") -> Visitor:
    return visitor.open("/dang-nhap").post("/dang-nhap", name=name, password=password)


def test_who_signs_in_comes_to_the_page_that_was_wanted(visitor: Visitor, lan: Account) -> None:
    visitor.open("/quan-tri/vong/thu/nhat-ky")
    assert visitor.title.startswith("Đăng nhập")
    visitor.post("/dang-nhap", name=" LAN ", password=GOOD)
    assert visitor.path == "/quan-tri/vong/thu/nhat-ky"
    assert "Nguyễn Thị Lan" in visitor.html
    visitor.post("/dang-xuat").open("/quan-tri")
    assert visitor.title.startswith("Đăng nhập")


@pytest.mark.parametrize("where", ["https://evil.example", "//evil.example", "/\\evil.example", "/a\nb", "javascript:1"])
def test_signing_in_never_leads_to_another_site(visitor: Visitor, lan: Account, where: str) -> None:
    visitor.open("/dang-nhap")
    reply = visitor.client.post(
        "/dang-nhap", data={"name": "lan", "password": GOOD, "tiep": where, **dict(hidden(visitor))}
    )
    assert (reply.status_code, reply.headers["Location"]) == (303, "/quan-tri")


def hidden(visitor: Visitor) -> list[tuple[str, str]]:
    return re.findall(r'type="hidden" name="(csrf_token)" value="([^"]*)"', visitor.html)[:1]


def test_the_cookie_holds_a_token_alone_and_the_database_its_hash(visitor: Visitor, app: Flask, lan: Account) -> None:
    visitor.open("/dang-nhap")
    reply = visitor.client.post("/dang-nhap", data={"name": "lan", "password": GOOD, **dict(hidden(visitor))})
    (cookie,) = (each for each in reply.headers.getlist("Set-Cookie") if each.startswith(COOKIE))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    token = cookie.split("=")[1].split(";")[0]
    rows = store_of(app).database.connection.execute("SELECT * FROM sign_ins").fetchall()
    assert len(rows) == 1
    assert token not in repr(rows)
    assert "lan" not in token


def test_over_https_the_cookie_goes_over_https_alone(visitor: Visitor, lan: Account) -> None:
    page = visitor.client.get("/dang-nhap", base_url="https://localhost")
    visitor.html = page.get_data(as_text=True)
    given = {"name": "lan", "password": GOOD, **dict(hidden(visitor))}
    own = {"Referer": "https://localhost/dang-nhap"}
    reply = visitor.client.post("/dang-nhap", data=given, base_url="https://localhost", headers=own)
    (cookie,) = (each for each in reply.headers.getlist("Set-Cookie") if each.startswith(COOKIE))
    assert "Secure" in cookie


def test_whatever_is_wrong_is_answered_in_the_same_way(visitor: Visitor, app: Flask, lan: Account) -> None:
    acts.add_account(store_of(app), act(app), Account("khoa"))
    acts.set_password(store_of(app), act(app), "khoa", GOOD)
    acts.set_disabled(store_of(app), act(app), "khoa", True)
    acts.add_account(store_of(app), act(app), Account("moi"))
    said = set()
    for name, password in (("lan", "wrong"), ("nobody", GOOD), ("khoa", GOOD), ("moi", ""), ("moi", GOOD), ("", "")):
        enter(visitor, password, name)
        said.add((visitor.status, re.sub(r'(value|content)="[^"]*"', "", visitor.html)))
    assert len(said) == 1
    assert {status for status, _ in said} == {401}


def test_an_unknown_name_costs_as_much_work_as_a_known_one(visitor: Visitor, app: Flask, lan: Account, monkeypatch) -> None:
    verified: list[str] = []
    real = type(passwords._hasher()).verify
    monkeypatch.setattr(
        type(passwords._hasher()), "verify", lambda self, hashed, given: verified.append(hashed) or real(self, hashed, given)
    )
    for name in ("lan", "nobody"):
        enter(visitor, "something else", name)
    assert len(verified) == 2
    assert len({hashed.rsplit("$", 2)[0] for hashed in verified}) == 1  # the same settings of argon2


def test_guessing_comes_to_a_stop_and_the_right_password_too(visitor: Visitor, lan: Account, monkeypatch) -> None:
    monkeypatch.setattr("engine.web.accounts.sign_in.proven", lambda *_: None)
    for _ in range(10):
        assert enter(visitor, "guess").status == 401
    assert enter(visitor).status == 429
    assert "Xin chờ 10 phút" in visitor.html
    assert enter(visitor, name="hoa").status == 401


def test_a_form_without_its_token_signs_nobody_in(app: Flask, lan: Account) -> None:
    reply = app.test_client().post("/dang-nhap", data={"name": "lan", "password": GOOD})
    assert reply.status_code == 400
    assert not [each for each in reply.headers.getlist("Set-Cookie") if each.startswith(COOKIE)]


def test_a_sign_in_ends_when_it_is_not_used_and_lasts_while_it_is(visitor: Visitor, app: Flask, lan: Account) -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False) as clock:
        enter(visitor)
        for _ in range(5):
            clock.shift(timedelta(hours=11))
            assert visitor.open("/quan-tri").title.startswith("Các đợt")
        clock.shift(timedelta(hours=13))
        assert visitor.open("/quan-tri").title.startswith("Đăng nhập")


def test_a_sign_in_ends_after_thirty_days_whatever_is_done(visitor: Visitor, lan: Account) -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False) as clock:
        enter(visitor)
        for _ in range(59):
            clock.shift(timedelta(hours=12))
            visitor.open("/quan-tri")
        assert visitor.title.startswith("Các đợt")
        clock.shift(timedelta(hours=11))
        assert visitor.open("/quan-tri").title.startswith("Các đợt")
        clock.shift(timedelta(hours=2))
        assert visitor.open("/quan-tri").title.startswith("Đăng nhập")


def test_who_is_shut_out_is_out_at_once(visitor: Visitor, app: Flask, lan: Account) -> None:
    enter(visitor)
    acts.set_disabled(store_of(app), act(app), "lan", True)
    assert visitor.open("/quan-tri").title.startswith("Đăng nhập")
    assert enter(visitor).status == 401


def test_a_new_password_keeps_this_browser_and_ends_the_others(visitor: Visitor, other: Visitor, lan: Account) -> None:
    enter(visitor)
    enter(other)
    visitor.open("/tai-khoan")
    visitor.post("/tai-khoan/mat-khau", current="wrong", password=BETTER, again=BETTER)
    assert (visitor.status, "Mật khẩu hiện tại không đúng" in visitor.html) == (401, True)
    visitor.post("/tai-khoan/mat-khau", current=GOOD, password=BETTER, again="other")
    assert (visitor.status, "chưa giống nhau" in visitor.html) == (422, True)
    visitor.post("/tai-khoan/mat-khau", current=GOOD, password="short", again="short")
    assert (visitor.status, "ít nhất 12 ký tự" in visitor.html) == (422, True)
    visitor.post("/tai-khoan/mat-khau", current=GOOD, password=BETTER, again=BETTER)
    assert visitor.title.startswith("Tài khoản của tôi")
    assert other.open("/tai-khoan").title.startswith("Đăng nhập")
    assert enter(other, GOOD).status == 401
    assert enter(other, BETTER).status == 200


def test_browsers_are_listed_by_what_they_are_and_ended_one_by_one(visitor: Visitor, other: Visitor, app: Flask, lan: Account) -> None:
    other.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    enter(other)
    enter(visitor).open("/tai-khoan")
    assert "Firefox, Windows" in visitor.html
    assert re.search(r"Thiết bị lạ \(trình duyệt này\)", visitor.html)
    (mark,) = (each.mark for each in store_of(app).sign_ins("lan") if each.device == "Firefox, Windows")
    visitor.post(f"/tai-khoan/phien/{mark}")
    assert "Firefox" not in visitor.html
    assert other.open("/tai-khoan").title.startswith("Đăng nhập")


def test_nobody_ends_another_ones_sign_in(visitor: Visitor, other: Visitor, app: Flask, lan: Account) -> None:
    acts.add_account(store_of(app), act(app), Account("hoa"))
    acts.set_password(store_of(app), act(app), "hoa", GOOD)
    enter(visitor)
    enter(other, name="hoa").open("/tai-khoan")
    (mark,) = (each.mark for each in store_of(app).sign_ins("lan"))
    other.post(f"/tai-khoan/phien/{mark}")
    assert visitor.open("/tai-khoan").title.startswith("Tài khoản của tôi")


def turn_on(visitor: Visitor) -> tuple[str, list[str]]:
    """The secret that is shared, and the recovery codes."""
    visitor.open("/tai-khoan/buoc-hai")
    found = re.search(r'name="secret" value="([A-Z2-7]+)"', visitor.html)
    assert found
    visitor.post("/tai-khoan/buoc-hai", code=pyotp.TOTP(found[1]).now())
    return found[1], re.findall(r"<li>((?:\w{4}-){3}\w{4})</li>", visitor.html)


def test_the_second_factor_is_asked_for_and_each_code_counts_once(visitor: Visitor, other: Visitor, lan: Account) -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False) as clock:
        secret, codes = turn_on(enter(visitor))
        assert len(codes) == 10
        used = pyotp.TOTP(secret).now()
        assert enter(other).title.startswith("Bước hai")
        assert other.open("/quan-tri").title.startswith("Đăng nhập")  # half signed in is not signed in
        other.open("/dang-nhap/buoc-hai").post("/dang-nhap/buoc-hai", code=used)
        assert other.status == 401  # used when it was turned on
        clock.shift(30)
        other.post("/dang-nhap/buoc-hai", code=pyotp.TOTP(secret).now())
        assert other.title.startswith("Các đợt")
        other.post("/dang-xuat")
        for code, title in ((codes[0].lower(), "Các đợt"), (codes[0], "Bước hai"), (codes[1], "Các đợt")):
            enter(other).post("/dang-nhap/buoc-hai", code=code)
            assert other.title.startswith(title), code
            other.post("/dang-xuat")


def test_the_second_step_waits_ten_minutes_and_is_guessed_ten_times(visitor: Visitor, other: Visitor, lan: Account) -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False) as clock:
        turn_on(enter(visitor))
        enter(other)
        for _ in range(10):
            assert other.post("/dang-nhap/buoc-hai", code="000000").status == 401
        assert other.post("/dang-nhap/buoc-hai", code="000000").status == 429
        clock.shift(601)
        assert other.open("/dang-nhap/buoc-hai").title.startswith("Đăng nhập")


def test_taking_the_second_factor_away_needs_the_password(visitor: Visitor, app: Flask, lan: Account) -> None:
    turn_on(enter(visitor))
    visitor.open("/tai-khoan").post("/tai-khoan/buoc-hai/tat", current="wrong")
    assert visitor.status == 401
    assert store_of(app).account("lan").has_second_factor
    visitor.post("/tai-khoan/buoc-hai/tat", current=GOOD)
    assert not store_of(app).account("lan").has_second_factor


def test_a_role_may_have_to_have_a_second_factor(visitor: Visitor, lan: Account, monkeypatch) -> None:
    monkeypatch.setenv("THUOCDO_SECOND_FACTOR", "administrator, lead_body")
    assert enter(visitor).title.startswith("Bật xác thực hai bước")
    assert visitor.open("/quan-tri/nhat-ky").title.startswith("Bật xác thực hai bước")
    turn_on(visitor)
    assert visitor.open("/quan-tri").title.startswith("Các đợt")


def test_a_setting_that_names_no_role_is_told_at_the_start(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("THUOCDO_SECOND_FACTOR", "lead-body, chief")
    with pytest.raises(ThuocDoError, match="THUOCDO_SECOND_FACTOR names no role: chief"):
        create_app(tmp_path)


def test_two_who_use_one_link_at_once_set_one_password(app: Flask, lan: Account) -> None:
    token = acts.make_link(store_of(app), act(app), "lan")
    now = datetime.now(UTC)
    assert acts.set_password_by_link(store_of(app), now, token, GOOD) == "lan"
    assert acts.set_password_by_link(store_of(app), now, token, BETTER) is None
    assert passwords.is_password(GOOD, store_of(app).secrets("lan").password)


def test_a_link_sets_a_password_once(visitor: Visitor, app: Flask, lan: Account) -> None:
    token = acts.make_link(store_of(app), act(app), "lan")
    for _ in range(2):  # whoever looks at a link uses nothing up
        assert visitor.open(f"/mat-khau/{token}").title.startswith("Đặt mật khẩu")
    visitor.post(password="lan", again="lan")
    assert visitor.status == 422
    visitor.post(password=BETTER, again=BETTER)
    assert visitor.title.startswith("Đăng nhập")
    assert enter(visitor, BETTER).status == 200
    assert visitor.open(f"/mat-khau/{token}").status == 404
    assert token not in repr(store_of(app).database.connection.execute("SELECT * FROM audit").fetchall())


def test_a_link_is_good_for_three_days(visitor: Visitor, app: Flask, lan: Account) -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False) as clock:
        token = acts.make_link(store_of(app), act(app), "lan")
        clock.shift(timedelta(days=3))
        assert visitor.open(f"/mat-khau/{token}").status == 200
        clock.shift(timedelta(seconds=1))
        assert visitor.open(f"/mat-khau/{token}").status == 404
        assert "quá hạn" in visitor.html


def test_the_respondents_cookie_says_nothing_of_who_signed_in(visitor: Visitor, lan: Account) -> None:
    enter(visitor)
    with visitor.client.session_transaction() as session:
        assert set(session) <= {"csrf_token", "language"}


def fields_of(html: str) -> dict[str, str]:
    return {
        unescape(name): unescape(value) for name, value in re.findall(r'<textarea name="([^"]*)" hidden>\n(.*?)</textarea>', html, re.DOTALL)
    }  # fmt: skip


def carry_on(visitor: Visitor, path: str, **fields: str) -> Visitor:
    """Post a sign-in form with what its hidden fields carry."""
    held = {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', visitor.html)}
    return visitor._took(visitor.client.post(path, data={**held, **fields}, follow_redirects=True))


@pytest.mark.parametrize("has_second_factor", [False, True])
def test_what_was_typed_before_the_sign_in_ended_is_sent_after_the_next(
    visitor: Visitor, app: Flask, lan: Account, has_second_factor: bool
) -> None:
    store_of(app).set_bindings("lan", [Binding(Role.ADMINISTRATOR)])
    enter(visitor)
    secret = turn_on(visitor)[0] if has_second_factor else ""
    typed = {"name": "hoa", "full_name": ' Lê "Hòa" <b>\n& con', "role": "viewer", "unit": "", "group": "", "round_id": ""}
    visitor.open("/quan-tri/tai-khoan")
    store_of(app).end_sign_ins("lan")
    visitor.post("/quan-tri/tai-khoan", **typed)
    assert (visitor.status, "chưa mất" in visitor.html) == (401, True)
    carry_on(visitor, "/dang-nhap", name="lan", password="wrong")  # the person's own slip loses nothing either
    carry_on(visitor, "/dang-nhap", name="lan", password=GOOD)
    if has_second_factor:
        with time_machine.travel(datetime.now(UTC) + timedelta(seconds=60)):
            carry_on(visitor, "/dang-nhap/buoc-hai", code=pyotp.TOTP(secret).now())
    assert visitor.title.startswith("Gửi tiếp")
    again = fields_of(visitor.html)
    assert again == typed | {"name": "hoa"}
    assert store_of(app).account("hoa") is None  # nothing is sent by itself
    visitor.post("/quan-tri/tai-khoan", **again)
    assert store_of(app).account("hoa").full_name == 'Lê "Hòa" <b>\n& con'


def test_a_secret_is_never_written_into_a_page(visitor: Visitor, app: Flask, lan: Account) -> None:
    enter(visitor).open("/tai-khoan")
    store_of(app).end_sign_ins("lan")
    visitor.post("/tai-khoan/mat-khau", current=GOOD, password=BETTER, again=BETTER)
    assert visitor.title.startswith("Đăng nhập")
    assert BETTER not in unescape(visitor.html)


@pytest.mark.parametrize("giu", ["[", "{}", "[1]", '[["a"]]', "null", "[" * 10_000, '"x"', "[[1, 2, 3]]"])
def test_what_a_stranger_carries_along_is_let_fall(visitor: Visitor, lan: Account, giu: str) -> None:
    visitor.open("/dang-nhap").post("/dang-nhap", name="lan", password=GOOD, giu=giu, toi="/quan-tri")
    assert visitor.title.startswith("Các đợt")


def test_what_is_carried_goes_to_this_site_only(visitor: Visitor, lan: Account) -> None:
    visitor.open("/dang-nhap").post("/dang-nhap", name="lan", password=GOOD, giu='[["a", "b"]]', toi="//evil.example/x")
    assert visitor.title.startswith("Các đợt")
