"""The pages around the questions in a real browser: narrow, with the keyboard, in both languages, and accessible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House
from tests.browser.page_checks import barriers, too_wide

pytestmark = pytest.mark.browser

FEATURES = Path(__file__).parents[1] / "surveys" / "features"
NAMES = ("task_list", "page_kinds", "calculated_summary")


@pytest.fixture(scope="module")
def features(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data: Path = tmp_path_factory.mktemp("flow")
    (data / "surveys").symlink_to(FEATURES)
    app = create_app(data)
    house: House = app.extensions["thuocdo"]
    for name in NAMES:
        file = house.catalog.offered[name].file
        house.store.create_round(Round(name, name, name, RoundState.OPEN, True, None, None, file.text, file.sha256))
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def onward(page: Page) -> None:
    with page.expect_navigation():
        page.locator(".ways .button").first.click()


def pages_of(page: Page) -> Iterator[str]:
    """Walk through the pages that are no questions; says which one is open now."""
    page.goto("/vong/page_kinds")
    yield "landing with markup"
    page.goto("/vong/page_kinds/cau-hoi")
    yield "all questions"
    page.goto("/khung/page_kinds/phieu/business")
    yield "all questions for interviewers"
    page.goto("/vong/page_kinds")
    onward(page)
    page.locator("summary").first.click()
    yield "page to read"
    onward(page)
    for summary in page.locator("summary").all():
        summary.click()
    yield "page with explanations"
    for _ in range(3):
        onward(page)
    yield "last look"
    onward(page)
    yield "receipt"
    page.goto("/vong/page_kinds/da-gui")
    yield "sent answers"

    page.goto("/vong/task_list")
    onward(page)
    yield "task list at the start"
    page.locator(".task a").first.click()
    page.fill("input[type=text]", "120")
    onward(page)
    for unit in page.locator("input[type=checkbox]").all():
        unit.check()
    onward(page)
    yield "task list"
    page.get_by_role("link", name="Góp ý").click()
    page.fill("input[type=text]", "Nhanh hơn")
    onward(page)
    yield "summary of a section"

    page.goto("/vong/calculated_summary")
    onward(page)
    page.locator("input[name='branches.name']").fill("Chi nhánh thành phố Vinh")
    page.locator("input[name=head]").fill("600")
    onward(page)
    page.locator("input[name=people]").fill("500")
    onward(page)
    onward(page)
    yield "total with a mistake"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_around_the_questions_fit_and_are_accessible(chromium: Browser, features: str, language: str) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 800}, base_url=features, bypass_csp=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"/ngon-ngu/{language}")
    found, seen = list[str](), 0
    for where in pages_of(page):
        seen += 1
        found += too_wide(page, where, (1280, 320))
        found += barriers(page, where) if language == "vi" else []  # the words differ, not the parts
    context.close()
    assert found == []
    assert seen == 12


def test_the_task_list_is_worked_with_the_keyboard_alone(chromium: Browser, features: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False, base_url=features)
    page = context.new_page()
    page.goto("/vong/task_list")
    page.locator("main form .button").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator(".task a:focus").count():
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/trang/profile")
    page.locator("input[name=staff]").focus()
    page.keyboard.type("7")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/trang/dealings")
    context.close()


def test_a_choice_is_taken_back_without_script(chromium: Browser, features: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False, base_url=features)
    page = context.new_page()
    page.goto("/vong/page_kinds")
    onward(page)
    onward(page)
    page.locator("input[type=radio]").nth(1).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Bỏ chọn").click()
    assert page.locator("input[type=radio]:checked").count() == 0
    assert page.locator(".mistakes").count() == 0
    context.close()
