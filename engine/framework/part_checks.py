"""Checks of pages that continue the one before: what is seen on one page belongs together."""

from __future__ import annotations

from engine.framework.composer import Way
from engine.framework.conditions import Checking
from engine.framework.models import Form, Page


def check_part(checking: Checking, form: Form, page: Page, way: Way) -> None:
    """Note what keeps a page from being seen below the one before it."""
    places, at, position = checking.places, (*way, "continues"), int(way[-1])
    if not page.continues:
        return
    if position == 0:
        places.add(at, "the first page continues none.", "Remove it.", key=True)
        return
    before = form.pages[position - 1]
    if page.section != before.section:
        what = f"it continues `{before.id}`, which is in another section."
        places.add(at, what, "Put both in the same section, or remove it.", key=True)
    for each in (before, page):
        if each.for_each is not None and not each.on_one_page:
            what = f"`{each.id}` has a page for each of `{each.for_each}`, so there is no one page for both."
            places.add(at, what, f"Add `on_one_page: true` to `{each.id}`, or remove it.", key=True)
    if page.browser_title is not None:
        what = "the browser says the title of the page that this one continues."
        places.add((*way, "browser_title"), what, f"Move it to `{form.head_of[page.id]}`.", key=True)


def check_files(checking: Checking, form: Form, page: Page, way: Way) -> None:
    """Note questions for files where parts are seen together: they are sent with a page of their own."""
    if page.id not in form.head_of:
        return
    for position, question in enumerate(page.questions):
        kind = checking.vocabulary.question_types.get(question.type)
        if kind is not None and kind.uploads:
            what = "files cannot be sent along where a page is continued."
            checking.places.add((*way, "questions", position), what, "Ask for them on a page of their own.")
