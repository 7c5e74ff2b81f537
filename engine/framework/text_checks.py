"""Checks of the {names} in texts: each must be an earlier answer, or what the pass is about."""

from __future__ import annotations

from collections.abc import Mapping

from engine.framework.composer import Way
from engine.framework.conditions import Checking
from engine.framework.models import Form, Page, Question
from engine.framework.places import did_you_mean
from engine.framework.question_types import Yields
from engine.framework.text import NAME_IN_TEXT, Text

FORMATS = ("month", "year", *"0123456789")
"""What may follow a name and a colon."""


def check_page_texts(checking: Checking, form: Form, page: Page, way: Way, earlier: Mapping[str, Question]) -> None:
    """Note unknown names in a page's title and introduction."""
    for key in ("title", "intro"):
        check_text(checking, form, page, getattr(page, key), (*way, key), earlier)


def check_question_texts(
    checking: Checking, form: Form, page: Page, question: Question, way: Way, earlier: Mapping[str, Question]
) -> None:
    """Note unknown names in a question's text and hint."""
    for key in ("text", "hint"):
        check_text(checking, form, page, getattr(question, key), (*way, key), earlier)


def check_text(
    checking: Checking, form: Form, page: Page, text: Text | None, way: Way, earlier: Mapping[str, Question]
) -> None:
    """Note unknown names in a text that is shown with a page."""
    if text is None:
        return
    for language, words in text.root.items():
        at = (*way, language) if language else way
        for found in NAME_IN_TEXT.finditer(words):
            what, mend = _wrong(checking, form, page, found[1], found[2] or "", earlier)
            if what:
                checking.places.add(at, what, mend)


def _wrong(
    checking: Checking, form: Form, page: Page, name: str, as_: str, earlier: Mapping[str, Question]
) -> tuple[str, str]:
    if name in ("unit", "row") and name not in form.question:
        mend = "Add `for_each` to the page, or take the name out."
        return ("", "") if page.for_each else (f"`{{{name}}}` has no meaning outside of `for_each` pages.", mend)
    if name not in earlier:
        if name in form.question:
            return f"`{{{name}}}` is asked later.", "Name a question that comes before."
        near = did_you_mean(name, [*earlier, *(["unit"] if page.for_each else [])])
        return f"`{{{name}}}` is not known.", near or "Name an earlier question."
    asked_on = form.page_of[name]
    if asked_on.for_each and asked_on.for_each != page.for_each:
        return f"`{{{name}}}` has one answer for each unit.", "Name it on pages with the same `for_each`."
    if as_ and as_ not in FORMATS:
        return f"`{as_}` is no format.", did_you_mean(as_, FORMATS, otherwise=20)
    wanted = Yields.DATE if as_ in ("month", "year") else Yields.NUMBER
    if as_ and checking.yields(earlier[name]) is not wanted:
        return f"`{{{name}}}` is no {wanted.value}, so it takes no format `{as_}`.", f"Write `{{{name}}}`."
    return "", ""
