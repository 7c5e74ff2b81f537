"""Without a mouse: what has the focus can be seen, and a mistake is where the focus goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=address)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def is_marked(page: Page) -> bool:
    """Whether the element with the focus, or the row it stands in, is drawn otherwise than without."""
    return bool(
        page.evaluate(
            """() => {
              const style = getComputedStyle(document.activeElement);
              return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
            }"""
        )
    )


def test_the_first_tab_offers_to_skip_to_the_content(page: Page) -> None:
    page.goto("/")
    skip = page.get_by_role("link", name="Bỏ qua, đến nội dung chính")
    assert skip.bounding_box()["x"] < 0
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_whatever_has_the_focus_is_outlined(page: Page) -> None:
    page.goto("/vong/thu")
    page.locator("main form.ways button").click()
    expect(page.locator("h1")).to_have_text("Nơi đã làm việc")
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        tag = page.evaluate("document.activeElement.tagName")
        if tag == "BODY":
            break
        reached.append(tag)
        assert is_marked(page), page.evaluate("document.activeElement.outerHTML")
    assert reached.count("INPUT") == 3
    assert "BUTTON" in reached


def test_a_form_is_filled_in_and_sent_by_keyboard_alone(page: Page) -> None:
    page.goto("/vong/thu")
    page.get_by_role("button", name="Bắt đầu").press("Enter")
    page.get_by_label("Sở Xây dựng").press("Space")
    page.get_by_role("button", name="Tiếp tục").last.press("Enter")
    page.get_by_role("radio", name="Đồng ý", exact=True).press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Không đồng ý")).to_be_checked()
    page.get_by_label("Mất bao nhiêu ngày?").press("4")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Góp ý")
    page.get_by_role("radio", name="Không đồng ý").press("Space")
    page.get_by_role("button", name="Tiếp tục").last.press("Enter")
    page.get_by_role("button", name="Gửi phiếu").press("Enter")
    expect(page.locator(".reference")).to_be_visible()


def test_the_summary_of_mistakes_gets_the_focus_and_leads_to_each_field(page: Page) -> None:
    page.goto("/vong/thu")
    page.get_by_role("button", name="Bắt đầu").press("Enter")
    page.get_by_label("Sở Xây dựng").press("Space")
    page.get_by_role("button", name="Tiếp tục").last.press("Enter")
    expect(page.locator(".about-unit")).to_contain_text("Sở Xây dựng")
    page.get_by_role("button", name="Tiếp tục").last.press("Enter")
    expect(page.locator("#mistakes")).to_be_focused()
    assert is_marked(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#f-clear")).to_be_focused()
    expect(page.locator("#f-clear")).to_be_in_viewport()
    page.locator("#mistakes a").last.press("Enter")
    expect(page.get_by_label("Mất bao nhiêu ngày?")).to_be_focused()
