"""What a phone has to receive before the first question: bytes on the line and number of requests, as Chromium counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from engine.rounds.demo import make_demo_rounds
from engine.rounds.zone import today
from engine.web.app import create_app
from engine.web.house import House

pytestmark = pytest.mark.browser

MOST_BYTES = 60_000
MOST_REQUESTS = 9
"""Two pages, what Start answers, the style sheet, two fonts, two scripts, the icon."""


@pytest.fixture(scope="module")
def ddci(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data: Path = tmp_path_factory.mktemp("weight")
    app = create_app(data)
    house: House = app.extensions["thuocdo"]
    make_demo_rounds(house.store, house.catalog, today(), lambda *_: None, 5)
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@dataclass
class Line:
    """What came over the line to a page: headers and bodies as they were sent."""

    page: Page
    received: dict[str, int] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)

    def listen(self) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.responseReceived", lambda told: self.named.append(told["response"]["url"]))
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.requestWillBeSent", self._redirected)

    def _finished(self, told: dict) -> None:
        self.received[told["requestId"]] = int(told["encodedDataLength"])

    def _redirected(self, told: dict) -> None:
        if before := told.get("redirectResponse"):
            self.received[f"{told['requestId']} redirect {before['url']}"] = int(before["encodedDataLength"])
            self.named.append(before["url"])


@pytest.mark.parametrize("script", [True, False], ids=["js", "nojs"])
@pytest.mark.parametrize("round_id", ["demo-ddci-nghe-an-2022"])
def test_the_way_to_the_first_question_is_light(chromium: Browser, ddci: str, round_id: str, script: bool) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, base_url=ddci, java_script_enabled=script)
    page = context.new_page()
    line = Line(page)
    line.listen()
    page.goto(f"/vong/{round_id}", wait_until="networkidle")
    page.locator("main form.ways button").click()
    page.locator("#answers").wait_for()
    page.wait_for_load_state("networkidle")
    weight = sum(line.received.values())
    context.close()
    assert weight < MOST_BYTES, line.received
    asked = [which for which, size in line.received.items() if size]  # nothing that was there already
    assert len(asked) <= MOST_REQUESTS, line.named
    assert any(name.endswith(".woff2") or ".woff2?" in name for name in line.named)  # the font is counted
    assert weight > 20_000  # something was
