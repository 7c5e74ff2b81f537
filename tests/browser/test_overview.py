"""All units of a round at once, in a browser: on a small phone, by keyboard, without script, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from engine.rounds.demo import make_demo_rounds
from engine.store.staff import Role
from engine.web.app import create_app
from tests.browser.page_checks import barriers, foreign, texts_of_other, too_wide
from tests.browser.test_evidence_pages import window
from tests.browser.test_staff import Desk

pytestmark = pytest.mark.browser

PAGE = "/quan-tri/vong/demo-security4layer/toan-canh"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Six made-up agencies, claimed, appraised and settled."""
    data: Path = tmp_path_factory.mktemp("overview")
    app = create_app(data)
    house = app.extensions["thuocdo"]
    alone = replace(house.catalog, offered={"security4layer": house.catalog.offered["security4layer"]})
    make_demo_rounds(house.store, alone, date(2026, 11, 22), lambda *_: None)
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Desk(f"http://127.0.0.1:{server.server_port}", app)
    server.shutdown()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_fits_is_accessible_and_speaks_one_language(chromium: Browser, desk: Desk, language: str) -> None:
    page = window(chromium, desk, Role.COUNCIL, script=True, bypass_csp=True)
    found: list[str] = []
    page.on("pageerror", lambda broken: found.append(str(broken)))
    page.goto(f"/ngon-ngu/{language}")
    others = texts_of_other(language)
    for on in ("tu-danh-gia", "ket-qua-cuoi"):
        page.goto(f"{PAGE}/{on}")
        assert page.locator(".rp-heat tbody tr").count() == 12  # six agencies, in the heat map and by layers
        found += too_wide(page, on, (320, 1280, 360))
        found += foreign(page, on, others)
        found += barriers(page, on) if language == "vi" else []
    page.context.close()
    assert found == []


def test_without_script_and_by_keyboard(chromium: Browser, desk: Desk) -> None:
    page = window(chromium, desk, Role.COUNCIL)
    page.goto(PAGE)
    heat = page.get_by_role("region", name="Bản đồ nhiệt: đơn vị và từng phần")
    heat.focus()
    page.keyboard.press("ArrowRight")  # the table is wider than the phone, and moves inside its own region
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    assert page.evaluate("document.documentElement.scrollLeft") == 0
    cap = page.locator("details.rp-cap").first
    assert not cap.locator(".rp-held, .rp-also").first.is_visible()
    cap.locator("summary").focus()
    page.keyboard.press("Enter")
    assert cap.locator(".rp-held, .rp-also").first.is_visible()
    page.get_by_role("link", name="Tự đánh giá", exact=True).click()
    assert page.url.endswith("/toan-canh/tu-danh-gia")
    assert page.get_by_role("link", name="Tự đánh giá", exact=True).get_attribute("aria-current") == "page"
    page.context.close()


def test_colours_are_not_needed(chromium: Browser, desk: Desk) -> None:
    page = window(chromium, desk, Role.COUNCIL)
    page.goto(PAGE)
    tinted = page.locator("td.rp-tint")
    assert tinted.count() == 6 * 6 + 6 * 4  # total and five sections; four layers
    assert [words for words in tinted.all_inner_texts() if not any(letter.isdigit() for letter in words)] == []
    page.context.close()
