"""An author saves the file, and the page that lies open beside it shows what it says now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from engine.web.preview import create_preview
from tests.web.conftest import SURVEY
from tests.web.test_preview import save

pytestmark = pytest.mark.browser


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(SURVEY, "utf-8")
    return path


@pytest.fixture
def address(file: Path, tmp_path: Path) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_preview(file, tmp_path / "data", 1, 5))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_an_open_page_follows_the_file_until_something_is_typed(chromium: Browser, address: str, file: Path) -> None:
    page = chromium.new_page(base_url=address)
    page.goto("/vong/xem-thu-business")
    page.locator("main form.ways button, main form button").first.click()
    page.locator("input[type=checkbox]").first.check()
    page.locator("#answers .button").first.click()
    expect(page.get_by_text("Hướng dẫn dễ hiểu").first).to_be_visible()
    save(file, SURVEY.replace("Hướng dẫn dễ hiểu", "Hướng dẫn rõ ràng"))
    expect(page.get_by_text("Hướng dẫn rõ ràng").first).to_be_visible()
    page.locator("input[type=radio]").first.check()
    save(file, SURVEY)
    page.wait_for_timeout(2500)
    expect(page.get_by_text("Hướng dẫn rõ ràng").first).to_be_visible()  # what was chosen stays
    expect(page.locator("input[type=radio]").first).to_be_checked()
    page.close()
