"""In a real browser: the reference is asked for by e-mail, told of at once, and brought by the worker's courier."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from engine.jobs.courier import Courier
from engine.jobs.smtp import read_smtp
from engine.store.nouns import Round, RoundState
from engine.store.outbox import Outbox
from engine.web.app import create_app
from engine.web.house import House
from tests.browser.page_checks import barriers
from tests.jobs.post_office import PostOffice, post_office

pytestmark = pytest.mark.browser
SURVEY = Path(__file__).parent.parent / "surveys" / "features" / "confirmation.yaml"


@dataclass(frozen=True)
class Served:
    """A round that allows it, on a server that knows where mail goes."""

    address: str
    data: Path
    office: PostOffice


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data: Path = tmp_path_factory.mktemp("mail")
    (data / "surveys").mkdir()
    (data / "surveys" / "confirmation.yaml").write_bytes(SURVEY.read_bytes())
    with post_office() as office, pytest.MonkeyPatch.context() as patch:
        patch.setenv("THUOCDO_SMTP", f"smtp+plain://127.0.0.1:{office.port}")
        patch.setenv("THUOCDO_MAIL_FROM", "Ban A <ban-a@example.vn>")
        app = create_app(data)
        house: House = app.extensions["thuocdo"]
        file = house.catalog.offered["confirmation"].file
        house.store.create_round(
            Round("thu", "confirmation", "Đợt thử", RoundState.OPEN, False, None, None, file.text, file.sha256)
        )
        server = make_server("127.0.0.1", 0, app)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Served(f"http://127.0.0.1:{server.server_port}", data, office)
        server.shutdown()


@pytest.mark.parametrize(("width", "script", "language"), [(320, True, "vi"), (1280, False, "en")])
def test_the_reference_comes_by_mail(
    chromium: Browser, served: Served, width: int, script: bool, language: str, tmp_path: Path
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=script, base_url=served.address, bypass_csp=True
    )
    context.set_default_timeout(10_000)
    page, broken, sticking_out = context.new_page(), [], []

    def look(name: str) -> None:
        page.screenshot(path=Path(os.environ.get("THUOCDO_PICTURES", tmp_path)) / f"mail-{width}-{name}.png", full_page=True)
        if script:  # the checker is a script, and so is what measures
            broken.extend(barriers(page, name))
            sticking_out.extend([name] if page.evaluate("document.documentElement.scrollWidth") > width else [])

    page.goto(f"/ngon-ngu/{language}")
    page.goto("/vong/thu")
    page.locator("main form.ways button, main form button").first.click()
    page.locator("input[inputmode]").fill("3")
    page.locator("#answers .button").click()
    page.locator("main form.sending button").click()
    reference = page.locator("strong.reference").inner_text()
    look("offered")
    page.locator("#f-email").fill("ten@congty")
    page.locator("#f-email").press("Enter")
    assert page.locator("#mistakes a").get_attribute("href") == "#f-email"
    assert page.locator("#f-email").input_value() == "ten@congty"
    assert page.title().startswith({"vi": "Lỗi:", "en": "Error:"}[language])
    look("wrong")
    page.locator("#f-email").fill(f"ten-{language}@congty.vn")
    page.locator("section.to-mail button").click()
    assert page.locator(".notice").is_visible()
    assert page.locator("#f-email").input_value() == ""
    look("on-its-way")
    context.close()
    smtp = read_smtp(os.environ)
    assert smtp is not None
    assert Courier(Outbox(served.data), smtp).go() == 1
    message = served.office.taken[-1]
    assert message["To"] == f"ten-{language}@congty.vn"
    assert reference in message.get_body(("plain",)).get_content()
    assert (broken, sticking_out) == ([], [])
