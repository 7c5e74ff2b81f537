"""Every page of every feature survey, at the width of the smallest phone: nothing sticks out, and axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from engine.questionnaire.path import walk
from engine.questionnaire.synthetic import Synthesiser
from engine.rounds.zone import today
from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House

pytestmark = pytest.mark.browser

FEATURES = Path(__file__).parents[1] / "surveys" / "features"
NAMES = sorted(path.stem for path in FEATURES.glob("*.yaml"))
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
PDF = {"name": "một tệp có tên rất dài để xem trang có bị tràn không.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}


@pytest.fixture(scope="module")
def features(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, House]]:
    data = tmp_path_factory.mktemp("features")
    (data / "surveys").symlink_to(FEATURES)
    app = create_app(data)
    house: House = app.extensions["thuocdo"]
    for name in NAMES:
        file = house.catalog.offered[name].file
        house.store.create_round(Round(name, name, name, RoundState.OPEN, True, None, None, file.text, file.sha256))
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", house
    server.shutdown()


def mistakes(page: Page, axe: Axe, where: str) -> list[str]:
    needed = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{where}: {needed} pixels on a screen of 320"] if needed > 320 else []
    broken = axe.run(page, options={"runOnly": RULES}).response["violations"]
    return found + [f"{where}: {each['id']} {[node['html'] for node in each['nodes']][:2]}" for each in broken]


def fill(house: House, name: str) -> list[str]:
    """Answer the form of a round's last response at random; the addresses of its pages in order."""
    framework = house.catalog.offered[name].framework
    form = framework.forms[0]
    connection = house.store.database.connection
    response_id = connection.execute("SELECT id FROM responses WHERE round_id = ?", (name,)).fetchone()[0]
    drawn = Synthesiser(framework, form, house.catalog.vocabulary, today()).answers(Random(1), {})
    response = house.store.response(response_id)
    assert response is not None
    house.store.save_answers(response_id, response.version, drawn, "")
    steps = walk(framework, form, drawn).seen
    return [f"/vong/{name}/trang/{step.page.id if step.page.on_one_page else step.key}" for step in steps]


def test_every_page_of_every_feature_fits_a_small_phone_and_is_accessible(
    chromium: Browser, features: tuple[str, House]
) -> None:
    address, house = features
    context = chromium.new_context(viewport={"width": 320, "height": 640}, base_url=address, bypass_csp=True)
    context.set_default_timeout(20_000)
    page, axe, found, seen = context.new_page(), Axe(), list[str](), 0
    for name in NAMES:
        page.goto(f"/vong/{name}")
        with page.expect_navigation():
            page.locator("main form.ways button").first.click()
        if page.locator(".tasks").count():
            found += mistakes(page, axe, f"{name}: tasks")
            with page.expect_navigation():
                page.locator(".tasks a").first.click()
        with page.expect_navigation():
            page.locator("#answers .ways .button").first.click()  # with nothing on it: every complaint is shown
        found += mistakes(page, axe, f"{name}: mistakes")
        for path in fill(house, name):
            page.goto(path)
            for upload in page.locator("input[type=file]").all()[:1]:
                upload.set_input_files([PDF])
                with page.expect_navigation():
                    page.get_by_role("button", name="Tải lên").first.click()
            found += mistakes(page, axe, path)
            seen += 1
    context.close()
    assert found == []
    assert seen >= len(NAMES)
