"""The respondent's own answers as PDF, from the receipt to the file; and browsers that keep nothing or forget."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from engine.jobs.queue import _print_own_task, open_queue, passing_of
from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import SURVEY

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    data: Path = tmp_path_factory.mktemp("own")
    (data / "surveys").mkdir()
    (data / "surveys" / "mini.yaml").write_text(SURVEY, encoding="utf-8")
    app = create_app(data)
    house: House = app.extensions["thuocdo"]
    file = house.catalog.offered["mini"].file
    house.store.create_round(Round("thu", "mini", "Thử", RoundState.OPEN, True, None, None, file.text, file.sha256))
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", data
    server.shutdown()


def work_off(data: Path) -> None:
    queue = open_queue(data)
    _print_own_task(queue, passing_of(data))
    while task := queue.dequeue():
        queue.execute(task)


def fill_in(page: Page) -> None:
    """From the landing page to the last look."""
    page.goto("/vong/thu")
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_label("Sở Xây dựng").check()
    page.get_by_role("button", name="Tiếp tục").last.click()
    page.get_by_role("radio", name="Đồng ý", exact=True).check()
    page.get_by_label("Mất bao nhiêu ngày?").fill("7")
    page.get_by_role("button", name="Tiếp tục").last.click()
    page.get_by_role("radio", name="Không đồng ý").check()
    page.get_by_role("button", name="Tiếp tục").last.click()
    expect(page.locator("h1")).to_have_text("Kiểm tra trước khi gửi")


@pytest.mark.parametrize("script", [True, False], ids=["js", "nojs"])
def test_the_pdf_comes_by_itself_when_it_is_ready(chromium: Browser, served: tuple[str, Path], script: bool) -> None:
    address, data = served
    context = chromium.new_context(base_url=address, java_script_enabled=script, accept_downloads=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    fill_in(page)
    page.get_by_role("button", name="Gửi phiếu").click()
    page.get_by_role("link", name="Tải các câu trả lời của bạn (PDF)").click()
    expect(page.locator("h1")).to_have_text("Đang tạo tệp PDF")
    with page.expect_download() as coming:
        work_off(data)
    path = coming.value.path()
    assert coming.value.suggested_filename.startswith("cau-tra-loi-")
    assert path.read_bytes().startswith(b"%PDF")
    assert list(passing_of(data).folder.iterdir()) == []
    context.close()


def test_a_browser_that_keeps_nothing_still_waits_through_the_tunnel(
    chromium: Browser, served: tuple[str, Path]
) -> None:
    """As in-app browsers do that block storage."""
    context = chromium.new_context(base_url=served[0])
    context.set_default_timeout(20_000)
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }})")
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda said: broken.append(str(said)))
    fill_in(page)
    context.set_offline(True)
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("alert")).to_contain_text("phiếu chưa gửi được")
    context.set_offline(False)
    expect(page.locator(".reference")).to_be_visible()
    assert broken == []
    context.close()


def test_an_old_browser_that_knows_none_of_the_script_fills_in_and_sends(
    chromium: Browser, served: tuple[str, Path]
) -> None:
    context = chromium.new_context(base_url=served[0])
    context.set_default_timeout(20_000)
    context.route("**/*.js?*", lambda route: route.fulfill(body="let let = ?.;", content_type="text/javascript"))
    page = context.new_page()
    fill_in(page)
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.locator(".reference")).to_be_visible()
    context.close()


def test_a_draft_goes_on_on_a_second_device_by_its_code(chromium: Browser, served: tuple[str, Path]) -> None:
    first, second = (chromium.new_context(base_url=served[0], viewport={"width": 360, "height": 800}) for _ in "12")
    page = first.new_page()
    page.goto("/vong/thu")
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_label("Huyện Đô Lương").check()
    page.get_by_role("button", name="Lưu và làm tiếp trên máy khác").click()
    code = page.locator(".reference").inner_text()
    phone = second.new_page()
    phone.goto("/vong/thu")
    phone.get_by_text("Làm tiếp bằng mã").click()
    phone.get_by_label("Mã làm tiếp").fill(code.lower())
    phone.get_by_label("Mã làm tiếp").press("Enter")
    expect(phone.locator(".about-unit")).to_contain_text("Huyện Đô Lương")
    expect(phone.get_by_role("button", name=f"Mã làm tiếp: {code}")).to_be_visible()
    first.close()
    second.close()
