"""The accessibility checker finds nothing to complain of."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_axe_finds_no_violation(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, base_url=address, bypass_csp=True)
    context.set_default_timeout(10_000)
    page = context.new_page()
    found: list[str] = []

    def look(where: str) -> None:
        violations = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).response["violations"]
        found.extend(f"{where}: {each['id']} {[node['html'] for node in each['nodes']][:2]}" for each in violations)

    for path in ("/", "/vong/thu", "/khung", "/khong-co", "/vong/thu/ket-qua", "/vong/thu/don-vi/do-luong"):
        page.goto(path)
        look(path)
    page.goto("/vong/thu")
    page.locator("main form button").click()
    look("units")
    page.get_by_label("Sở Xây dựng").check()
    page.locator("#answers .button").click()
    look("rating")
    page.locator("#answers .button").click()
    look("rating with mistakes")
    page.goto("/vong/thu/kiem-tra")
    look("check")
    context.close()
    assert found == []
