"""The whole of the product as one command starts it: from the list of rounds to a PDF that counts the new answer."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Download, Locator, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0
"""Seconds until a process that never answers counts as broken."""


@dataclass(frozen=True)
class Words:
    """What a page says in one language."""

    answer: str
    start: str
    go_on: str
    send: str
    see_results: str
    units_answers: str
    synthetic: str
    pdf: str


VIETNAMESE = Words(
    "Trả lời phiếu", "Bắt đầu", "Tiếp tục", "Gửi phiếu", "Xem kết quả xếp hạng", "Lượt trả lời", "Dữ liệu giả lập",
    "Tải phiếu điểm (PDF)",
)  # fmt: skip
ENGLISH = Words(
    "Answer the form", "Start", "Continue", "Send", "See the ranking", "Answers", "Synthetic data",
    "Download the scorecard (PDF)",
)  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`thuocdo demo` in a process of its own, with its web processes and the worker that makes PDFs."""
    data, port = tmp_path_factory.mktemp("demo"), free_port()
    command = f"import sys; from engine.cli.main import main; sys.exit(main({['demo', '--data', str(data), '--port', str(port), '--workers', '1']}))"
    log = (data / "log.txt").open("w")
    process = subprocess.Popen(
        [sys.executable, "-c", command], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=log, stderr=log
    )
    home = f"http://127.0.0.1:{port}"
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urlopen(home, timeout=5).close()
            break
        except (URLError, OSError):
            assert process.poll() is None, (data / "log.txt").read_text()
            assert time.monotonic() < until, (data / "log.txt").read_text()
            time.sleep(0.1)
    yield home
    process.terminate()
    assert process.wait(PATIENCE) == 0, (data / "log.txt").read_text()
    log.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def answers_about(page: Page, words: Words) -> int:
    """The n of a scorecard: how many answers speak about the unit."""
    figure = page.locator(".rp-figure", has=page.get_by_text(words.units_answers, exact=True))
    return int(figure.locator("strong").inner_text())


def press(page: Page, button: Locator) -> None:
    """Press a button that leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        button.click()


def answer_page(page: Page) -> None:
    """Answer every question that a page asks: the first choice, or a number."""
    for question in page.locator("section.card:has(input)").all():
        radios, boxes = question.locator("input[type=radio]"), question.locator("input[type=text]")
        if radios.count():
            radios.first.check()
        for box in boxes.all():
            box.fill("3")


def pdf_of(page: Page, words: Words) -> Download:
    """The scorecard as PDF; the page that waits for the worker goes on by itself, also without script."""
    with page.expect_download(timeout=PATIENCE * 1000) as coming:
        page.get_by_role("link", name=words.pdf).click(no_wait_after=True)
    return coming.value


@pytest.mark.parametrize(
    ("language", "words", "width", "script"),
    [("vi", VIETNAMESE, 360, False), ("en", ENGLISH, 1280, True)],
    ids=["vi-phone-without-script", "en-desk"],
)
def test_an_answer_becomes_a_figure_in_a_pdf(
    chromium: Browser, address: str, tmp_path: Path, language: str, words: Words, width: int, script: bool
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=script, base_url=address, accept_downloads=True
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    unit = "/vong/demo-ddci-nghe-an-2022/don-vi/so-xay-dung"
    page.goto(f"/ngon-ngu/{language}")
    page.goto(unit)
    before = answers_about(page, words)

    page.goto("/")
    page.get_by_role("link", name=re.compile(f"^{words.answer}.*DDCI")).click()
    expect(page.locator("main")).to_contain_text("15")
    press(page, page.get_by_role("button", name=words.start))
    answer_page(page)
    press(page, page.locator("#answers .button"))
    page.locator("input[value=so-xay-dung]").check()
    pages = 2
    while not page.url.endswith("/kiem-tra"):
        assert "/trang/" in page.url
        assert page.locator("#mistakes").count() == 0
        if pages > 2:
            answer_page(page)
        press(page, page.get_by_role("button", name=words.go_on, exact=True).last)
        pages += 1
        assert pages < 40
    assert pages > 10
    press(page, page.get_by_role("button", name=words.send))
    expect(page.locator(".reference")).to_have_text(re.compile(r"^[0-9A-Z-]{6,}$"))

    press(page, page.get_by_role("link", name=words.see_results))
    expect(page.locator(".rp-group")).to_have_count(3)
    expect(page.locator(".demo")).to_contain_text(words.synthetic)
    press(page, page.locator(f'.rp-group a[href="{unit}"]'))
    assert answers_about(page, words) == before + 1

    file = tmp_path / "scorecard.pdf"
    pdf_of(page, words).save_as(file)
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert re.search(rf"{words.units_answers}\s+[^\n]* {before + 1}\n", text), text
    assert words.synthetic in re.sub(r"\s+", " ", text)
    context.close()
