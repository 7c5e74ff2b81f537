"""Whichever way a page is left, what was typed is saved; without a network it waits in the browser and is sent once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser

RATING = "/vong/thu/trang/rating/so-xay-dung"
NO_NETWORK = "Không có mạng. Trang này đang chờ trong trình duyệt"


@pytest.fixture
def context(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 360, "height": 800}, base_url=address, locale="vi-VN")
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A respondent on the page about one department."""
    page = context.new_page()
    page.goto("/vong/thu")
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_label("Sở Xây dựng").check()
    on(page)
    expect(page.locator(".about-unit")).to_contain_text("Sở Xây dựng")
    return page


def on(page: Page) -> None:
    page.get_by_role("button", name="Tiếp tục").last.click()


def fill(page: Page, days: str = "7") -> None:
    page.get_by_role("radio", name="Đồng ý", exact=True).check()
    page.get_by_label("Mất bao nhiêu ngày?").fill(days)


def kept(page: Page) -> list[str]:
    """What this browser still holds of answers."""
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('thuocdo-'))")


def expect_saved(page: Page, days: str = "7") -> None:
    page.goto(RATING)
    expect(page.get_by_label("Mất bao nhiêu ngày?")).to_have_value(days)
    expect(page.get_by_role("radio", name="Đồng ý", exact=True)).to_be_checked()


def test_closing_the_tab_saves(context: BrowserContext, page: Page) -> None:
    fill(page)
    page.close(run_before_unload=True)
    expect_saved(context.new_page())


def test_a_link_away_and_the_browsers_back_save(page: Page) -> None:
    fill(page)
    page.locator(".brand").click()
    expect(page.locator("h1")).to_have_text("Các đợt khảo sát")
    expect_saved(page)
    page.get_by_label("Mất bao nhiêu ngày?").fill("9")
    page.go_back()
    expect_saved(page, "9")


def test_another_app_and_back_saves_and_the_page_goes_on(page: Page) -> None:
    fill(page)
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        page.evaluate(
            """() => {
              Object.defineProperty(document, "visibilityState", {value: "hidden", configurable: true});
              document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
    expect(page.get_by_role("status").last).to_contain_text("đã lưu lúc")
    assert kept(page) == []
    fill(page, "8")  # and no other device is suspected of what this page itself has saved
    on(page)
    expect(page.locator("h1")).to_have_text("Góp ý")
    expect_saved(page, "8")


def test_a_page_that_stays_open_is_saved(page: Page) -> None:
    page.clock.install()
    fill(page)
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        page.clock.fast_forward(21_000)
    expect(page.get_by_role("status").last).to_contain_text("đã lưu lúc")


def test_a_page_typed_after_the_cookie_went_waits_for_the_code(context: BrowserContext, page: Page) -> None:
    page.get_by_role("button", name="Lưu và làm tiếp trên máy khác").click()
    code = page.locator(".reference").inner_text()
    page.get_by_role("link", name="Làm tiếp trên máy này").click()
    fill(page)
    context.clear_cookies()
    on(page)
    expect(page.get_by_role("alert")).to_contain_text("trang vừa gửi chưa được lưu")
    assert len(kept(page)) == 1
    page.get_by_label("Mã làm tiếp").fill(code)
    page.get_by_role("button", name="Làm tiếp phiếu này").click()
    expect(page.get_by_label("Mất bao nhiêu ngày?")).to_have_value("7")
    expect_saved(page)


def test_the_language_changes_without_loss(page: Page) -> None:
    fill(page, "ba")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("How many days?")).to_have_value("ba")
    expect(page.get_by_role("radio", name="Agree", exact=True)).to_be_checked()


def test_a_tunnel_keeps_the_page_and_sends_it_once(context: BrowserContext, page: Page) -> None:
    fill(page)
    context.set_offline(True)
    on(page)
    expect(page.get_by_role("alert")).to_contain_text(NO_NETWORK)
    assert len(kept(page)) == 1
    posts: list[str] = []
    page.on("request", lambda asked: posts.append(asked.url) if asked.method == "POST" else None)
    context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Góp ý")
    assert len(posts) == 1
    assert kept(page) == []
    expect_saved(page)


def test_what_waited_in_a_closed_tab_is_sent_when_the_survey_is_opened_again(
    context: BrowserContext, page: Page
) -> None:
    fill(page)
    context.set_offline(True)
    on(page)
    expect(page.get_by_role("alert")).to_contain_text(NO_NETWORK)
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto("/vong/thu")
    expect(again.get_by_role("alert")).to_contain_text("Trang chờ trong trình duyệt đã được gửi.")
    assert kept(again) == []
    expect_saved(again)


def test_the_answer_that_got_lost_on_the_way_back_changes_nothing(page: Page) -> None:
    """The page came and was saved; only the reply did not: sent again, it is saved once and goes on."""
    fill(page)

    def swallow(route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/trang/rating/**", swallow, times=1)
    on(page)
    expect(page.get_by_role("alert")).to_contain_text(NO_NETWORK)
    page.get_by_role("button", name="Thử lại ngay").click()
    expect(page.locator("h1")).to_have_text("Góp ý")
    expect_saved(page)


def test_a_mistake_is_told_after_the_tunnel(context: BrowserContext, page: Page) -> None:
    fill(page, "ba")
    context.set_offline(True)
    on(page)
    expect(page.get_by_role("alert")).to_contain_text(NO_NETWORK)
    context.set_offline(False)
    expect(page.locator("#mistakes")).to_be_focused()
    expect(page.get_by_label("Mất bao nhiêu ngày?")).to_have_value("ba")


def test_sending_in_a_tunnel_waits_and_leaves_nothing_on_the_device(context: BrowserContext, page: Page) -> None:
    fill(page)
    on(page)
    expect(page.locator("h1")).to_have_text("Góp ý")  # the first page has this radio button too
    page.get_by_role("radio", name="Không đồng ý").check()
    on(page)
    expect(page.locator("h1")).to_have_text("Kiểm tra trước khi gửi")
    context.set_offline(True)
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("alert")).to_contain_text("phiếu chưa gửi được")
    context.set_offline(False)
    expect(page.locator(".reference")).to_be_visible()
    assert kept(page) == []


def test_nothing_stays_on_a_shared_device_after_sending(page: Page) -> None:
    fill(page)
    on(page)
    expect(page.locator("h1")).to_have_text("Góp ý")  # the first page has this radio button too
    page.get_by_role("radio", name="Không đồng ý").check()
    on(page)
    expect(page.locator("h1")).to_have_text("Kiểm tra trước khi gửi")
    page.evaluate(
        """() => {
          const waits = JSON.stringify({"/vong/thu/trang/last": {body: "remark=bí mật", at: Date.now()}});
          localStorage.setItem("thuocdo-thu-0123456789ab", waits);
          localStorage.setItem("thuocdo-khac-0123456789ab", waits);
        }"""
    )
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.locator(".reference")).to_be_visible()
    assert kept(page) == ["thuocdo-khac-0123456789ab"]  # another survey's, not sent yet


def test_what_waited_for_weeks_is_let_go(page: Page) -> None:
    page.evaluate(
        """() => localStorage.setItem("thuocdo-khac-0123456789ab", JSON.stringify(
          {"/vong/khac/trang/last": {body: "remark=bí mật", at: Date.now() - 8 * 24 * 3600 * 1000}}))"""
    )
    page.reload()
    assert kept(page) == []


def test_a_question_that_an_answer_opens_is_shown_at_once(page: Page) -> None:
    fill(page)
    on(page)
    expect(page.locator("h1")).to_have_text("Góp ý")
    page.get_by_role("radio", name="Đồng ý", exact=True).check()
    on(page)
    expect(page.get_by_label("Khó khăn gì?")).to_be_in_viewport()
    page.get_by_label("Khó khăn gì?").fill("Chờ lâu")
    on(page)
    expect(page.locator("h1")).to_have_text("Kiểm tra trước khi gửi")


def test_double_tapping_saves_and_sends_once(page: Page) -> None:
    fill(page)
    posts: list[str] = []
    page.on("request", lambda asked: posts.append(asked.url) if asked.method == "POST" else None)
    page.get_by_role("button", name="Tiếp tục").last.dblclick()
    expect(page.locator("h1")).to_have_text("Góp ý")
    assert len(posts) == 1
    page.get_by_role("radio", name="Không đồng ý").check()
    on(page)
    expect(page.locator("h1")).to_have_text("Kiểm tra trước khi gửi")
    posts.clear()
    page.get_by_role("button", name="Gửi phiếu").dblclick()
    expect(page.locator(".reference")).to_be_visible()
    assert len(posts) == 1


def test_back_from_the_confirmation_shows_it_again(page: Page) -> None:
    fill(page)
    on(page)
    expect(page.locator("h1")).to_have_text("Góp ý")  # the first page has this radio button too
    page.get_by_role("radio", name="Không đồng ý").check()
    on(page)
    page.get_by_role("button", name="Gửi phiếu").click()
    reference = page.locator(".reference").inner_text()
    page.go_back()
    expect(page.locator(".reference")).to_have_text(reference)


def save_elsewhere(chromium: Browser, address: str, context: BrowserContext) -> None:
    """The same draft on another device, where 20 days are saved."""
    second = chromium.new_context(base_url=address, storage_state={"cookies": context.cookies(), "origins": []})
    elsewhere = second.new_page()
    elsewhere.goto(RATING)
    fill(elsewhere, "20")
    on(elsewhere)
    expect(elsewhere.locator("h1")).to_have_text("Góp ý")
    second.close()


def test_another_device_is_shown_both_after_the_tunnel(
    chromium: Browser, address: str, context: BrowserContext, page: Page
) -> None:
    fill(page)
    context.set_offline(True)
    on(page)
    expect(page.get_by_role("alert")).to_contain_text(NO_NETWORK)
    save_elsewhere(chromium, address, context)
    context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Hai câu trả lời khác nhau")
    expect(page.locator("main")).to_contain_text("7 ngày")
    expect(page.locator("main")).to_contain_text("20 ngày")
    page.get_by_role("button", name="Lưu bản tôi vừa nhập").click()
    expect(page.locator("h1")).to_have_text("Góp ý")
    expect_saved(page, "7")


@pytest.fixture
def choice(chromium: Browser, address: str, context: BrowserContext, page: Page) -> Page:
    """7 days were typed here while 20 were saved elsewhere: which shall it be?"""
    save_elsewhere(chromium, address, context)
    fill(page)
    on(page)
    expect(page.locator("h1")).to_have_text("Hai câu trả lời khác nhau")
    return page


def test_closing_the_tab_instead_of_choosing_loses_neither(context: BrowserContext, choice: Page) -> None:
    choice.close(run_before_unload=True)
    page = context.new_page()
    page.goto("/vong/thu/trang/dealings")
    expect(page.locator("h1")).to_have_text("Hai câu trả lời khác nhau")
    expect(page.locator("main")).to_contain_text("7 ngày")
    expect(page.locator("main")).to_contain_text("20 ngày")
    page.get_by_role("link", name="Giữ bản đã lưu").click()
    expect(page.get_by_label("Mất bao nhiêu ngày?")).to_have_value("20")
    assert kept(page) == []
    expect_saved(page, "20")


def test_what_was_typed_is_chosen_in_a_tunnel_and_saved_after_it(context: BrowserContext, choice: Page) -> None:
    context.set_offline(True)
    choice.get_by_role("button", name="Lưu bản tôi vừa nhập").click()
    expect(choice.get_by_role("alert")).to_contain_text(NO_NETWORK)
    context.set_offline(False)
    expect(choice.locator("h1")).to_have_text("Góp ý")
    assert kept(choice) == []
    expect_saved(choice, "7")


def test_another_language_on_the_choice_asks_again(choice: Page) -> None:
    choice.get_by_role("button", name="English").click()
    expect(choice.locator("h1")).to_have_text("Two different answers")
    choice.get_by_role("button", name="Tiếng Việt").click()
    expect(choice.locator("h1")).to_have_text("Hai câu trả lời khác nhau")
    choice.get_by_role("button", name="Lưu bản tôi vừa nhập").click()
    expect(choice.locator("h1")).to_have_text("Góp ý")
    expect_saved(choice, "7")


def test_another_language_on_the_last_look_sends_nothing(page: Page) -> None:
    fill(page)
    on(page)
    expect(page.locator("h1")).to_have_text("Góp ý")  # the first page has this radio button too
    page.get_by_role("radio", name="Không đồng ý").check()
    on(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Check your answers before sending")
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator("h1")).to_have_text("Kiểm tra trước khi gửi")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.locator(".reference")).to_be_visible()
