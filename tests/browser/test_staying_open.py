"""The minute before an idle page closes, in a real browser: asked once, read aloud, put off or not, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from engine.web.answering import visit
from tests.browser.page_checks import barriers
from tests.web.conftest import Seconds, pausing

pytestmark = pytest.mark.browser



@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    made = Seconds()
    monkeypatch.setattr(visit, "now", made)
    return made


@pytest.fixture
def idle(tmp_path: Path, chromium: Browser, clock: Seconds) -> Iterator[Page]:
    """A page of a form that asks after five minutes, on a phone."""
    app = pausing(tmp_path, is_demo=True)
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(
        viewport={"width": 360, "height": 800}, base_url=f"http://127.0.0.1:{server.server_port}", locale="vi-VN"
    )
    page = context.new_page()
    page.clock.install()
    page.goto("/vong/cho")
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_label("Huyện Đô Lương").check()
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/trang/rating/do-luong")
    yield page
    context.close()
    server.shutdown()


def later(page: Page, clock: Seconds, seconds: int) -> None:
    clock.at += seconds
    page.clock.run_for(seconds * 1000)


def test_a_minute_before_it_asks_and_whoever_is_there_stays(idle: Page, clock: Seconds) -> None:
    box = idle.get_by_role("alertdialog", name="Bạn vẫn đang làm phiếu?")
    later(idle, clock, 230)
    expect(box).to_have_count(0)
    later(idle, clock, 15)
    expect(box).to_be_visible()
    expect(idle.get_by_role("button", name="Tôi vẫn làm tiếp")).to_be_focused()
    later(idle, clock, 5)
    expect(box.locator("[data-count]")).to_have_text(re.compile(r"Còn (50|4\d) giây\."))  # it counts on while we look
    expect(box.get_by_role("status")).to_have_text("Còn 55 giây.")  # read aloud at the start, at 30 and at 10
    assert barriers(idle, "the question") == []
    assert idle.evaluate("document.documentElement.scrollWidth <= innerWidth")
    idle.get_by_role("button", name="Tôi vẫn làm tiếp").click()
    expect(box).to_have_count(0)
    later(idle, clock, 200)
    expect(box).to_have_count(0)


def test_the_escape_key_is_a_sign_of_somebody(idle: Page, clock: Seconds) -> None:
    later(idle, clock, 250)
    expect(idle.get_by_role("alertdialog")).to_be_visible()
    idle.keyboard.press("Escape")
    expect(idle.get_by_role("alertdialog")).to_have_count(0)
    later(idle, clock, 100)
    assert "/trang/rating/do-luong" in idle.url


def test_another_page_of_the_same_browser_is_a_sign_too(idle: Page, clock: Seconds) -> None:
    later(idle, clock, 200)
    other = idle.context.new_page()
    other.goto("/vong/cho/trang/dealings")
    later(idle, clock, 60)
    expect(idle.get_by_role("alertdialog")).to_have_count(0)


def test_when_nobody_answers_the_page_closes_and_what_was_typed_is_kept(idle: Page, clock: Seconds) -> None:
    idle.get_by_label("Mất bao nhiêu ngày?").fill("12")
    later(idle, clock, 21)  # saved while it stands open
    expect(idle.get_by_text("Các câu trả lời của trang này đã lưu")).to_be_visible()
    later(idle, clock, 250)
    expect(idle.get_by_role("alertdialog")).to_be_visible()
    later(idle, clock, 62)
    expect(idle.get_by_text("Bạn đã rời phiếu quá 5 phút")).to_be_visible()
    idle.go_back()
    expect(idle.get_by_text("Bạn đã rời phiếu quá 5 phút")).to_be_visible()
    idle.get_by_role("button", name="Tiếp tục phiếu đang làm").click()
    expect(idle.get_by_label("Mất bao nhiêu ngày?")).to_have_value("12")


def test_without_a_network_the_page_stays_as_it_is(idle: Page, clock: Seconds) -> None:
    idle.context.set_offline(True)
    later(idle, clock, 400)
    expect(idle.get_by_role("alertdialog")).to_have_count(0)
    assert "/trang/rating/do-luong" in idle.url
