"""Every kind of page, in both languages, from the smallest phone to a desk: nothing sticks out, breaks or stays untranslated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Locator, Page
from werkzeug.serving import make_server

from engine.rounds.demo import make_demo_rounds
from engine.rounds.zone import today
from engine.web.app import create_app
from engine.web.house import House
from tests.browser.page_checks import barriers, foreign, texts_of_other, too_wide

pytestmark = pytest.mark.browser

SURVEY = "demo-ddci-nghe-an-2022"
ROUNDS = (SURVEY, "demo-dti-commune", "demo-security4layer")
REPORTS = ("league", "scorecard", "what would lift", "a total", "an indicator", "/khung")
"""Pages with tables, which no phone shows with letters twice as large; what a respondent answers on is none."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo rounds, and a file with a mistake for the page of frameworks."""
    data: Path = tmp_path_factory.mktemp("demo")
    (data / "surveys").mkdir()
    (data / "surveys" / "broken.yaml").write_text("thuocdo: 1\nid: broken\ntitel: Một dòng sai\n", encoding="utf-8")
    app = create_app(data)
    house: House = app.extensions["thuocdo"]
    make_demo_rounds(house.store, house.catalog, today(), lambda *_: None, 150)
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def press(page: Page, control: Locator) -> None:
    """Press what leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        control.click()


def pages_of(page: Page) -> Iterator[str]:
    """Walk through every kind of page; says which one is open now."""
    for path in ("/", "/khung", "/khong-co"):
        page.goto(path)
        yield path
    for round_id in ROUNDS:
        page.goto(f"/vong/{round_id}")
        yield f"landing of {round_id}"
        page.goto(f"/vong/{round_id}/ket-qua")
        yield f"league of {round_id}"
        press(page, page.locator(".rp-group a").first)
        yield f"scorecard of {round_id}"
        card = page.url
        page.goto(f"{card}/nang-diem")
        yield f"what would lift a score of {round_id}"
        page.goto(card)
        press(page, page.locator(".rp-figures a").first)
        yield f"a total of {round_id} explained"
        while page.locator(".rp-explained .rp-table tbody th a").count():
            press(page, page.locator(".rp-explained .rp-table tbody th a").first)
        yield f"an indicator of {round_id} explained"
    page.goto(f"/vong/{SURVEY}/don-vi/so-tai-chinh")
    yield "scorecard of a unit that is not ranked"
    page.goto(f"/vong/{SURVEY}/lam-tiep")
    yield "where a code is typed"
    page.locator("#f-code").fill("AB3")
    press(page, page.locator("main form button"))
    yield "a code that is none"
    page.goto(f"/vong/{SURVEY}")
    press(page, page.locator("main form.ways button"))
    on = page.locator("#answers .button")
    press(page, on)
    yield "mistakes"
    other = page.context.new_page()
    other.goto(page.url)
    for question in other.locator("section.card").all():
        question.locator("input[type=radio]").last.check()
    press(other, other.locator("#answers .button"))
    other.close()
    for question in page.locator("section.card").all():
        question.locator("input[type=radio]").first.check()
    press(page, on)
    yield "two devices differ"
    press(page, page.locator("main form .button").first)
    yield "form: after a choice between two"
    press(page, page.locator("button[value=elsewhere]"))
    yield "the code of a draft"
    press(page, page.locator("main .ways a"))
    while not page.url.endswith("/kiem-tra"):
        for question in page.locator("section.card:has(input)").all():
            for choice in question.locator("input[type=radio]:visible, input[type=checkbox]").all()[:1]:
                choice.check()
            for box in question.locator("input[type=text]").all():
                box.fill("3")
        yield f"form: {page.locator('h1').inner_text()}"
        press(page, on)
    yield "last look"
    press(page, page.locator("main form.sending button"))
    yield "receipt"
    receipt = page.url
    page.goto(f"{receipt}?sau=1")
    yield "receipt: told that a page came late"
    page.goto(receipt.replace("/cam-on", "/da-gui"))
    yield "own answers"
    page.goto(receipt.replace("/cam-on", "/da-gui.pdf"))
    yield "own answers being printed"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_fits_every_width_is_accessible_and_speaks_one_language(
    chromium: Browser, demo: str, language: str
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, base_url=demo, bypass_csp=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda broken: found.append(str(broken)))
    page.goto(f"/ngon-ngu/{language}")
    others, checked, seen = texts_of_other(language), set[str](), 0
    for where in pages_of(page):
        seen += 1
        found += too_wide(page, where, (320, 1280, 360))
        if not where.startswith(REPORTS):
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            if (needed := page.evaluate("document.documentElement.scrollWidth")) > 360:
                found.append(f"{where}: {needed} pixels with letters twice as large")
            page.evaluate("document.documentElement.style.fontSize = ''")
        found += foreign(page, where, others)
        kind = where.split(":")[0].split(" of ")[0]
        if kind not in checked:
            checked.add(kind)
            found += barriers(page, where) if language == "vi" else []  # the words differ, not the parts
    context.close()
    assert found == []
    assert seen > 20
    assert len(checked) == 19
