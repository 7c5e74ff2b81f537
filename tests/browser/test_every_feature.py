"""Every page of every feature survey, at the width of the smallest phone: nothing sticks out, and axe finds nothing.

Axe looks at a page where it has parts that no page before it had; in `make soak` it looks at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from engine.questionnaire.path import walk
from engine.questionnaire.synthetic import Synthesiser
from engine.rounds.zone import today
from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House
from tests.browser.page_checks import barriers, too_wide

pytestmark = pytest.mark.browser

FEATURES = Path(__file__).parents[1] / "surveys" / "features"
NAMES = sorted(path.stem for path in FEATURES.glob("*.yaml"))
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


PARTS = """[...document.querySelectorAll('body *')].map(
    (part) => [part.localName, part.type ?? '', part.getAttribute('role'), part.getAttribute('class')].join(' '))"""


def mistakes(page: Page, where: str, known: set[str]) -> list[str]:
    """What is wrong with a page; its parts become known."""
    found, parts = too_wide(page, where, [320], height=640), set(page.evaluate(PARTS))
    if os.environ.get("THUOCDO_SOAK") or not parts <= known:
        found += barriers(page, where)
    known |= parts
    return found


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
    page, found, seen, known = context.new_page(), list[str](), 0, set[str]()
    for name in NAMES:
        page.goto(f"/vong/{name}")
        with page.expect_navigation():
            page.locator("main form.ways button").first.click()
        if page.locator(".tasks").count():
            found += mistakes(page, f"{name}: tasks", known)
            with page.expect_navigation():
                page.locator(".tasks a").first.click()
        with page.expect_navigation():
            page.locator("#answers .ways .button").first.click()  # with nothing on it: every complaint is shown
        found += mistakes(page, f"{name}: mistakes", known)
        for path in fill(house, name):
            page.goto(path)
            for upload in page.locator("input[type=file]").all()[:1]:
                upload.set_input_files([PDF])
                with page.expect_navigation():
                    page.get_by_role("button", name="Tải lên").first.click()
            found += mistakes(page, path, known)
            seen += 1
    context.close()
    assert found == []
    assert seen >= len(NAMES)
