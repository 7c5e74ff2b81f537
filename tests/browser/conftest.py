"""A real Chromium before a running server, at the width of a phone and of a desk, with script on and off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import SURVEY


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data: Path = tmp_path_factory.mktemp("data")
    (data / "surveys").mkdir()
    (data / "surveys" / "mini.yaml").write_text(SURVEY, encoding="utf-8")
    app = create_app(data)
    house: House = app.extensions["thuocdo"]
    file = house.catalog.offered["mini"].file
    house.store.create_round(
        Round("thu", "mini", "Đợt thử", RoundState.OPEN, True, None, None, file.text, file.sha256)
    )
    server = make_server("127.0.0.1", 0, app)  # one thread, as in production
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[(360, True), (360, False), (1280, True), (1280, False)], ids=lambda x: f"{x[0]}-{'js' if x[1] else 'nojs'}")
def window(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    width, script = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=script, base_url=address, locale="vi-VN"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.script_on = script
    page.grumbles = []
    page.on("console", lambda said: page.grumbles.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
