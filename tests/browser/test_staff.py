"""The whole way of staff in a browser: from the link to a password, to a second factor, roles and the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from engine.people import acts
from engine.people.acts import Actor
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import today
from engine.store.nouns import Round, RoundState
from engine.store.staff import Account, Binding, Role
from engine.web.app import create_app
from tests.browser.page_checks import barriers, foreign, texts_of_other, too_wide
from tests.web.conftest import SURVEY

pytestmark = pytest.mark.browser

GOOD = "con trâu đi trước cái cày"


@dataclass
class Desk:
    address: str
    app: Flask

    @property
    def store(self):
        return self.app.extensions["thuocdo"].store

    def link(self, name: str) -> str:
        return f"/mat-khau/{acts.make_link(self.store, Actor('(tests)', datetime.now(UTC)), name)}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "mini.yaml").write_text(SURVEY, encoding="utf-8")
    app = create_app(tmp_path)
    house = app.extensions["thuocdo"]
    file = house.catalog.offered["mini"].file
    house.store.create_round(Round("thu", "mini", "Survey 2026", RoundState.OPEN, False, None, None, file.text, file.sha256))
    house.store.add_account(Account("quan", bindings=(Binding(Role.ADMINISTRATOR), Binding(Role.LEAD_BODY))))
    for place in range(9):  # some of which its page about fieldwork tells
        response = house.store.start_response("thu", "business")
        chosen = {AnswerKey("dealt_with"): Answer(("do-luong",)), AnswerKey("clear", "do-luong"): Answer("yes")}
        house.store.save_answers(response.id, 0, chosen, "")
        if place < 7:
            house.store.send(response.id, 1, today(), ["speed"])
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Desk(f"http://127.0.0.1:{server.server_port}", app)
    server.shutdown()


def press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


def choose_password(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Mật khẩu mới", exact=True).fill(GOOD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(GOOD)
    press(page, "Đặt mật khẩu")


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(GOOD)
    press(page, "Đăng nhập")


@pytest.mark.parametrize("script", [True, False], ids=["js", "nojs"])
def test_from_the_first_administrator_to_a_colleague_who_may_little(chromium: Browser, desk: Desk, script: bool) -> None:
    own = {"base_url": desk.address, "java_script_enabled": script, "viewport": {"width": 360, "height": 800}}
    boss, colleague = (chromium.new_context(**own).new_page() for _ in range(2))
    choose_password(boss, desk.link("quan"))
    boss.goto("/quan-tri")
    sign_in(boss, "quan")
    assert boss.locator("h1").inner_text() == "Các đợt"
    boss.get_by_role("link", name="Survey 2026").click()
    boss.get_by_role("link", name="Tài khoản", exact=True).click()
    boss.get_by_label("Tên đăng nhập").fill("hoa")
    boss.get_by_label("Vai trò").select_option(label="Người xem")
    boss.get_by_label("Đợt", exact=True).select_option("thu")
    press(boss, "Thêm tài khoản")
    choose_password(colleague, boss.locator(".linked").inner_text().removeprefix(desk.address))
    sign_in(colleague, "hoa")
    colleague.get_by_role("link", name="Survey 2026").click()
    assert colleague.get_by_role("link", name="Nhật ký").count() == 0
    colleague.goto("/quan-tri/tai-khoan")
    assert "không có quyền" in colleague.locator("main").inner_text()

    colleague.goto("/tai-khoan/buoc-hai")
    secret = colleague.locator("input[name=secret]").get_attribute("value") or ""
    colleague.locator("#code").fill(pyotp.TOTP(secret).now())
    press(colleague, "Bật")
    codes = colleague.locator(".codes li").all_inner_texts()
    colleague.get_by_role("link", name="Tôi đã cất giữ các mã").click()
    press(colleague, "Đăng xuất")
    sign_in(colleague, "hoa")
    colleague.get_by_label("Mã xác thực").fill(codes[3].lower())
    press(colleague, "Tiếp tục")
    assert colleague.locator("h1").inner_text() == "Các đợt"

    boss.goto("/quan-tri/tai-khoan/hoa")
    boss.locator("form[action$=khoa] input[name=reason]").fill("nghỉ việc")
    press(boss, "Khóa tài khoản")
    colleague.reload()
    assert colleague.locator("h1").inner_text() == "Đăng nhập"
    boss.goto("/quan-tri/nhat-ky")
    assert "nghỉ việc" in boss.locator("tbody tr").first.inner_text()
    for page in (boss, colleague):
        page.context.close()


def pages_of(page: Page, desk: Desk) -> Iterator[str]:
    """Every kind of staff page, signed out and signed in, with mistakes and without."""
    for path in ("/dang-nhap", desk.link("quan")):
        page.goto(path)
        yield path[:10]
    page.locator("#new").fill("short")
    page.locator("#again").fill("short")
    page.locator("main form button").click()
    yield "a password that is too short"
    page.locator("#new").fill(GOOD)
    page.locator("#again").fill(GOOD)
    page.locator("main form button").click()
    page.locator("#name").fill("quan")
    page.locator("#password").fill("wrong")
    page.locator("main form button").click()
    yield "a wrong password"
    page.locator("#password").fill(GOOD)
    page.locator("main form button").click()
    yield "rounds"
    for path in ("/quan-tri/vong/thu", "/quan-tri/vong/thu/thuc-dia", "/quan-tri/vong/thu/nhat-ky", "/quan-tri/nhat-ky", "/tai-khoan", "/quan-tri/tai-khoan"):
        page.goto(path)
        yield path
    page.locator("#new-name").fill("Hoa Hoa")
    page.locator("#role").select_option("appraiser")
    page.locator("main form button").click()
    yield "a name that cannot be"
    page.locator("#new-name").fill("hoa.nguyen-thi-phuong-thanh@sonongnghiepmoitruong.nghean.example")
    page.locator("main form button").click()
    yield "a new account with its link"
    desk.store.end_sign_ins("quan")
    page.locator("form[action$=vai-tro] select[name=role]").select_option("clerk")
    page.locator("form[action$=vai-tro] .button").click()
    yield "signed out meanwhile"
    page.locator("#name").fill("quan")
    page.locator("#password").fill(GOOD)
    page.locator("main form button").click()
    yield "what was typed is sent again"
    page.locator("main form button").click()
    yield "a second role"
    page.goto("/tai-khoan/buoc-hai")
    yield "second factor"
    page.locator("#code").fill(pyotp.TOTP(page.locator("input[name=secret]").get_attribute("value") or "").now())
    page.locator("main form button").click()
    yield "recovery codes"
    page.goto("/tai-khoan")
    yield "an account with a second factor"
    page.locator(".desk form button").click()
    page.locator("#name").fill("quan")
    page.locator("#password").fill(GOOD)
    page.locator("main form button").click()
    yield "the second step"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_staff_fits_is_accessible_and_speaks_one_language(chromium: Browser, desk: Desk, language: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, base_url=desk.address, bypass_csp=True)
    page = context.new_page()
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda broken: found.append(str(broken)))
    page.goto(f"/ngon-ngu/{language}")
    others, seen = texts_of_other(language), 0
    for where in pages_of(page, desk):
        seen += 1
        found += too_wide(page, where, (320, 1280, 360))
        found += foreign(page, where, others)
        found += barriers(page, where) if language == "vi" else []  # the words differ, not the parts
    context.close()
    assert found == []
    assert seen == 20
