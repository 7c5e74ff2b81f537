"""Checks of the {names} in texts: each must be an earlier answer, or what the pass is about."""

from __future__ import annotations

from collections.abc import Mapping

from engine.framework.composer import Way
from engine.framework.conditions import Checking
from engine.framework.grammar import THIS_PASS
from engine.framework.markup import wrong_markup
from engine.framework.models import Form, Page, Question
from engine.framework.places import Places, did_you_mean
from engine.framework.question_types import Yields
from engine.framework.text import NAME_IN_TEXT, Text

FORMATS = ("month", "year", *"0123456789")
"""What may follow a name and a colon."""


def check_page_texts(checking: Checking, form: Form, page: Page, way: Way, earlier: Mapping[str, Question]) -> None:
    """Note unknown names in a page's texts, and markup that is none; above all passes, texts are seen from none."""
    if page.on_one_page:
        page = page.model_copy(update={"for_each": None})
    for key in ("title", "browser_title", "intro"):
        check_text(checking, form, page, getattr(page, key), (*way, key), earlier)
    check_markup(checking.places, page.intro, (*way, "intro"))
    _explained(checking, form, page, page, way, earlier)


def check_question_texts(
    checking: Checking, form: Form, page: Page, question: Question, way: Way, earlier: Mapping[str, Question]
) -> None:
    """Note unknown names in a question's texts, and markup that is none."""
    for key in ("text", "hint", "instruction", "short"):
        check_text(checking, form, page, getattr(question, key), (*way, key), earlier)
    if checking.yields(question) is Yields.NOTHING:
        check_markup(checking.places, question.text, (*way, "text"))
    _explained(checking, form, page, question, way, earlier)


def check_form_texts(checking: Checking, form: Form, way: Way) -> None:
    """Note markup that is none in the texts around a form, where no name can be filled in."""
    for key in ("intro", "before_sending", "after_sending"):
        check_markup(checking.places, getattr(form, key), (*way, key))


def _explained(
    checking: Checking, form: Form, page: Page, noun: Page | Question, way: Way, earlier: Mapping[str, Question]
) -> None:
    """The texts that explain a page or a question, and its words in other cases."""
    for position, guidance in enumerate(noun.guidance):
        at = (*way, "guidance", position)
        check_text(checking, form, page, guidance.title, (*at, "title"), earlier)
        check_text(checking, form, page, guidance.text, (*at, "text"), earlier)
        check_markup(checking.places, guidance.text, (*at, "text"))
    for position, definition in enumerate(noun.definitions):
        at = (*way, "definitions", position)
        check_text(checking, form, page, definition.text, (*at, "text"), earlier)
        check_markup(checking.places, definition.text, (*at, "text"))
    for position, variant in enumerate(noun.variants):
        for key in type(variant).model_fields:
            if isinstance(text := getattr(variant, key), Text):
                check_text(checking, form, page, text, (*way, "variants", position, key), earlier)
                if key == "intro":
                    check_markup(checking.places, text, (*way, "variants", position, key))


def check_markup(places: Places, text: Text | None, way: Way) -> None:
    """Note what would be shown otherwise than meant."""
    for language, words in text.root.items() if text else ():
        for what, mend in wrong_markup(words):
            places.add((*way, language) if language else way, what, mend)


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
    if name in THIS_PASS and name not in form.question:
        if page.on_one_page and not page.for_each:
            return f"`{{{name}}}` has no meaning above several on one page.", "Name it in the questions."
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
