"""A respondent's way in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def fits(page: Page) -> None:
    """Nothing sticks out sideways, and the browser blocked nothing."""
    width = page.viewport_size["width"]
    box = page.locator("body").bounding_box()
    assert box is not None
    assert box["width"] <= width
    if page.script_on:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    blocked = [text for text in page.grumbles if "Content Security Policy" in text]
    assert blocked == []


def test_from_the_list_to_the_receipt_and_the_results(window: Page) -> None:
    window.goto("/")
    fits(window)
    window.get_by_role("link", name="Trả lời phiếu").click()
    fits(window)
    window.get_by_role("button", name="Bắt đầu").click()
    fits(window)
    window.get_by_label("Sở Xây dựng").check()
    window.get_by_role("button", name="Tiếp tục").last.click()
    expect(window.locator(".about-unit")).to_contain_text("Sở Xây dựng")
    window.get_by_role("button", name="Tiếp tục").last.click()
    expect(window).to_have_title("Lỗi: Đánh giá Sở Xây dựng – Thước Đo")
    expect(window.locator("#mistakes")).to_be_focused()
    fits(window)
    window.get_by_role("radio", name="Đồng ý", exact=True).check()
    window.get_by_label("Mất bao nhiêu ngày?").fill("3,5")
    window.get_by_label("Mất bao nhiêu ngày?").press("Enter")  # goes on, not back
    expect(window.locator("h1")).to_have_text("Góp ý")
    window.get_by_role("button", name="English").click()
    expect(window.locator("h1")).to_have_text("Remarks")
    window.get_by_role("radio", name="Disagree").check()
    window.get_by_role("button", name="Tiếng Việt").click()
    expect(window.get_by_role("radio", name="Không đồng ý")).to_be_checked()
    window.get_by_role("button", name="Tiếp tục").last.click()
    expect(window.locator("h1")).to_have_text("Kiểm tra trước khi gửi")
    fits(window)
    window.get_by_role("link", name=re.compile("Sửa.*Mất bao nhiêu ngày")).click()
    window.get_by_label("Mất bao nhiêu ngày?").fill("7")
    window.get_by_role("button", name="Tiếp tục").last.click()
    expect(window.locator("main")).to_contain_text("7 ngày")
    window.get_by_role("button", name="Gửi phiếu").click()
    expect(window.locator(".reference")).not_to_be_empty()
    fits(window)
    window.get_by_role("link", name="Xem kết quả xếp hạng").click()
    fits(window)
    window.locator("table a").first.click()
    expect(window.locator(".demo")).to_be_visible()
    fits(window)


def test_the_browsers_own_back_keeps_answers(window: Page) -> None:
    window.goto("/vong/thu")
    window.get_by_role("button", name="Bắt đầu").click()
    window.get_by_label("Huyện Đô Lương").check()
    window.get_by_role("button", name="Tiếp tục").last.click()
    expect(window.locator(".about-unit")).to_contain_text("Huyện Đô Lương")
    window.go_back()
    expect(window.get_by_label("Huyện Đô Lương")).to_be_checked()
    window.get_by_label("Huyện Đô Lương").uncheck()
    window.get_by_label("Sở Tài chính").check()
    window.get_by_role("button", name="Tiếp tục").last.click()
    expect(window.locator(".about-unit")).to_contain_text("Sở Tài chính")


def test_touch_targets_are_large(window: Page) -> None:
    window.goto("/vong/thu")
    window.get_by_role("button", name="Bắt đầu").click()
    for pick in window.locator(".pick").all():
        box = pick.bounding_box()
        assert box is not None
        assert box["height"] >= 44
