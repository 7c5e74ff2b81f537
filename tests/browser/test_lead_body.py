"""The lead body's whole way in a browser: close, score, look, show to units, publish, replace, take back, moderate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from engine.people import signing_in
from engine.rounds.zone import ZONE
from engine.store.nouns import Round, RoundState
from engine.store.staff import Account, Binding, Role
from engine.web.app import create_app
from engine.web.staff import COOKIE
from tests.browser.page_checks import barriers, foreign, texts_of_other, too_wide
from tests.browser.test_staff import Desk, press
from tests.web.conftest import SURVEY
from tests.web.leading.test_desk_moves import answer
from tests.web.leading.test_lead_body_pages import QUOTA, comment, key_in, work_off

pytestmark = pytest.mark.browser

NEXT_WEEK = str(datetime.now(ZONE).date() + timedelta(days=7))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "surveys").mkdir()
    text = SURVEY.replace("    pages:\n      - id: dealings", QUOTA, 1)
    (tmp_path / "surveys" / "mini.yaml").write_text(text, encoding="utf-8")
    app = create_app(tmp_path)
    house = app.extensions["thuocdo"]
    file = house.catalog.offered["mini"].file
    house.store.create_round(
        Round("that", "mini", "Survey 2026", RoundState.OPEN, False, date(2026, 5, 1), None, file.text, file.sha256)
    )
    answer(app, many=12)
    for text in ("An officer at desk 3 was very helpful", "Waited far too long"):
        comment(app, text)
    for who, days in (("Lan", 3), ("Minh", 5)):
        key_in(app, "17", who, days)
        key_in(app, "18", who, 4)
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Desk(f"http://127.0.0.1:{server.server_port}", app)
    server.shutdown()


def window(chromium: Browser, desk: Desk, role: Role, *, script: bool = False, bypass_csp: bool = False, **bound: str) -> Page:
    """A window in which an account with that one role is signed in."""
    context = chromium.new_context(
        base_url=desk.address, java_script_enabled=script, viewport={"width": 360, "height": 800}, locale="vi-VN",
        bypass_csp=bypass_csp,
    )
    context.set_default_timeout(10_000)
    account = Account(f"{role}-{'-'.join(bound.values())}", bindings=(Binding(role, **bound),))
    if desk.store.account(account.name) is None:
        desk.store.add_account(account)
    token = signing_in.begin(desk.store, account, "", datetime.now(ZONE), is_complete=True)
    context.add_cookies([{"name": COOKIE, "value": token, "url": desk.address}])
    return context.new_page()


def go(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=words, exact=True).first.click()


def back(page: Page) -> None:
    with page.expect_navigation():
        page.locator(".back a").click()


@pytest.mark.parametrize("script", [False, True], ids=["nojs", "js"])
def test_the_whole_way_on_a_phone(chromium: Browser, desk: Desk, script: bool) -> None:
    lead = window(chromium, desk, Role.LEAD_BODY, script=script)
    head = window(chromium, desk, Role.UNIT_HEAD, script=script, unit="so-xay-dung")
    lead.goto("/quan-tri/vong/that")
    go(lead, "Phiếu giấy")
    press(lead, "Gửi 1 phiếu giống nhau")
    go(lead, "17")
    lead.get_by_role("radio", name="5 ngày – Minh").check()
    press(lead, "Gửi phiếu này")
    back(lead)

    go(lead, "Đóng đợt")
    lead.get_by_label("Số giờ phiếu dở còn gửi được").fill("0")
    press(lead, "Đóng đợt")
    assert "Đợt đã đóng." in lead.locator("[role=status]").inner_text()
    go(lead, "Tính điểm")
    press(lead, "Tính điểm")
    assert "Đang tính" in lead.locator("main").inner_text()
    work_off(desk.app)
    if script:
        lead.get_by_text("Lần tính gần nhất đã xong").wait_for()
    else:
        lead.reload()
    go(lead, "Xem trước " + desk.store.runs("that")[0].code)
    assert "Chưa công bố" in lead.locator(".notice").first.inner_text()

    lead.goto("/quan-tri/vong/that")
    go(lead, "Cho các đơn vị xem trước")
    lead.get_by_label("Ngày cuối các đơn vị giữ kín").fill(NEXT_WEEK)
    press(lead, "Cho các đơn vị xem trước")
    head.goto("/quan-tri/vong/that")
    go(head, "Phiếu điểm xem trước")
    go(head, "Sở Xây dựng")
    assert "Bản này chỉ dành cho đơn vị của bạn" in head.locator(".notice").inner_text()

    go(lead, "Công bố kết quả")
    press(lead, "Công bố kết quả")
    assert "ghi lý do công bố sớm hơn" in lead.locator(".mistakes").inner_text()
    lead.get_by_label("Lý do").fill("các đơn vị đã xem xong")
    press(lead, "Công bố kết quả")
    assert lead.request.get("/vong/that/ket-qua").status == 200
    go(lead, "Rút lại kết quả")
    lead.get_by_label("Lý do").fill("thiếu một huyện")
    press(lead, "Rút lại kết quả")
    assert lead.request.get("/vong/that/ket-qua").status == 410

    go(lead, "Góp ý")
    press(lead, "Giữ nguyên " + lead.locator("article").first.get_attribute("aria-label")[-12:])
    assert "Còn 1 trong 2 góp ý" in lead.locator(".lead").inner_text()
    back(lead)
    go(lead, "Nhật ký của đợt")
    acts = lead.locator("tbody td[data-name='Việc gì']").all_inner_texts()
    assert [each.removeprefix("Việc gì: ") for each in acts] == [
        "Quyết định về góp ý", "Rút lại kết quả", "Công bố kết quả", "Cho các đơn vị xem trước", "Tính điểm", "Đóng đợt",
        "Gửi phiếu giấy", "Gửi phiếu giấy",
    ]  # fmt: skip
    for page in (lead, head):
        page.context.close()


def pages_of(page: Page, app: Flask) -> Iterator[str]:
    """Every kind of page about a round, with mistakes and without."""
    base = "/quan-tri/vong/that"
    for path in ("", "/dong", "/doi-ngay", "/mo-lai", "/han-muc", "/phieu-giay", "/phieu-giay/so/17", "/gop-y", "/lan-tinh",
                 "/phieu-diem"):  # fmt: skip
        page.goto(f"{base}{path}")
        yield path or "/round"
    page.goto(f"{base}/gop-y")
    page.locator("article a").first.click()
    page.locator("#parts").fill("nothing like it")
    page.locator("#reason").fill("x")
    page.locator("form:has(#parts) button").click()
    yield "/comment"
    page.goto(f"{base}/doi-ngay")
    page.locator("form:has(#reason) button").click()
    yield "/mistake"
    page.goto(f"{base}/lan-tinh")
    page.locator("#score button").click()
    yield "/scoring"
    work_off(app)
    page.goto(f"{base}/lan-tinh")
    yield "/scored"
    page.locator("tbody a").first.click()
    yield "/preview"
    page.locator("main table a").first.click()
    yield "/preview-unit"
    page.goto(f"{base}/dong")
    page.locator("form:has(#grace) button").click()
    yield "/closed"
    page.goto(f"{base}/xem-truoc")
    page.locator("#until").fill(NEXT_WEEK)
    yield "/embargo"
    page.locator("form:has(#until) button").click()
    page.goto(f"{base}/phieu-diem")
    page.locator("main form button").click()
    yield "/links"
    page.goto(f"{base}/cong-bo")
    yield "/publish"
    page.goto(f"{base}/loi-ngo")
    yield "/welcome"
    page.goto(f"{base}/nhat-ky")
    yield "/trail"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_about_a_round_fits_is_accessible_and_speaks_one_language(
    chromium: Browser, desk: Desk, language: str
) -> None:
    page = window(chromium, desk, Role.LEAD_BODY, script=True, bypass_csp=True)
    found: list[str] = []
    page.on("pageerror", lambda broken: found.append(str(broken)))
    page.goto(f"/ngon-ngu/{language}")
    others, seen = texts_of_other(language), 0
    for where in pages_of(page, desk.app):
        seen += 1
        found += too_wide(page, where, (320, 1280, 360))
        found += foreign(page, where, others)
        found += barriers(page, where) if language == "vi" else []  # the words differ, not the parts
    page.context.close()
    assert found == []
    assert seen == 22
