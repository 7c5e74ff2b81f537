"""What is asked of any page: it fits the screen, nobody meets a barrier in it, it speaks one language."""

from __future__ import annotations

from collections.abc import Iterable

from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from playwright.sync_api import Page

from engine.resources import folder

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
ROWS = {"exclude": [["tbody tr:nth-child(n+5)"]]}
"""The rows of a table are alike: the first ones stand for those that follow."""
AXE = Axe()
WIDTH = "document.documentElement.scrollWidth"


def too_wide(page: Page, where: str, widths: Iterable[int], height: int = 800) -> list[str]:
    """The widths of screen at which a page sticks out; the last one stays."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": height})
        page.locator("main").wait_for()  # a page that shows progress may be loading itself anew
        needed = page.evaluate(WIDTH)
        if needed > width:  # of a page that is just loading itself anew the style may not be there yet
            page.wait_for_load_state("networkidle")
            needed = page.evaluate(WIDTH)
        if needed > width:
            found.append(f"{where}: {needed} pixels on a screen of {width}")
    return found


def barriers(page: Page, where: str) -> list[str]:
    """What axe finds against WCAG 2.2 AA."""
    broken = AXE.run(page, context=ROWS, options=OPTIONS).response["violations"]
    return [f"{where}: {each['id']} {[node['html'] for node in each['nodes']][:2]}" for each in broken]


def texts_of_other(language: str) -> list[str]:
    """Texts of the pages as they read in the other language, long enough not to be part of another word."""
    with (folder("templates") / "locale" / "en.po").open("rb") as file:
        entries = [(str(entry.id), str(entry.string)) for entry in read_po(file) if entry.id]
    both = [(vietnamese, english) for vietnamese, english in entries if not set("%{") & set(vietnamese + english)]
    texts = [vietnamese if language == "en" else english for vietnamese, english in both]
    assert len(texts) > 500
    return [text for text in texts if len(text) > 11]


def foreign(page: Page, where: str, texts: Iterable[str], within: str = "body") -> list[str]:
    """Those of the texts that a page shows."""
    words = page.locator(within).inner_text()
    return [f"{where}: {text!r} in another language" for text in texts if text in words]
