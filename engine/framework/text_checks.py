"""Checks of the {names} in texts: each must be an earlier answer, or what the pass is about."""

from __future__ import annotations

from collections.abc import Mapping

from engine.framework.composer import Way
from engine.framework.conditions import Checking
from engine.framework.grammar import THIS_PASS
from engine.framework.markup import wrong_markup
from engine.framework.models import Check, Form, Page, Question
from engine.framework.places import Places, did_you_mean
from engine.framework.plurals import plural_forms
from engine.framework.question_types import Yields
from engine.framework.text import NAME_IN_TEXT, Text, forms_in, parted

_OF_DAYS = ("date", frozenset({Yields.DATE}))
_OF_NUMBERS = ("number", frozenset({Yields.NUMBER}))
_OF_LISTS = ("list of what was chosen", frozenset({Yields.OPTIONS, Yields.UNITS, Yields.ROWS, Yields.FILES}))
_SAID_BY_NUMBER = ("number or list", _OF_NUMBERS[1] | _OF_LISTS[1])

FORMATS: Mapping[str, tuple[str, frozenset[Yields]]] = {
    **dict.fromkeys(("month", "year", "weekday"), _OF_DAYS),
    "ordinal": _OF_NUMBERS,
    "count": _OF_LISTS,
    **dict.fromkeys("0123456789", _OF_NUMBERS),
}
"""What may follow a name and a colon, and what must have been asked."""


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
    """Note unknown names in a text that is shown with a page, and formats that do not fit."""
    if text is None:
        return
    for language, words in text.root.items():
        at = (*way, language) if language else way
        for found in NAME_IN_TEXT.finditer(words):
            as_ = found[2] or ""
            told = [_wrong(checking, form, page, name, as_, earlier) for name in parted(found[1])[1]]
            told.append(_wrong_forms(checking, forms_in(as_), as_, language))
            for what, mend in dict.fromkeys(told):
                if what:
                    checking.places.add(at, what, mend)


def check_check_texts(
    checking: Checking, form: Form, page: Page | None, check: Check, way: Way, earlier: Mapping[str, Question]
) -> None:
    """Note unknown names in what a check says; one of a form (no page) is seen from no pass."""
    seen = page or form.pages[-1].model_copy(update={"for_each": None, "on_one_page": False})
    for key in ("error", "warn"):
        check_text(checking, form, seen, getattr(check, key), (*way, key), earlier)


def _wrong(
    checking: Checking, form: Form, page: Page, name: str, as_: str, earlier: Mapping[str, Question]
) -> tuple[str, str]:
    if name in THIS_PASS and name not in form.question:
        if page.on_one_page and not page.for_each:
            return f"`{{{name}}}` has no meaning above several on one page.", "Name it in the questions."
        if not page.for_each:
            mend = "Add `for_each` to the page, or take the name out."
            return f"`{{{name}}}` has no meaning outside of `for_each` pages.", mend
        mend = f"Write `{{{name}}}`, or `{{{name}:ordinal}}` for its place."
        return ("", "") if as_ in ("", "ordinal") else (f"`{{{name}}}` takes no format `{as_}`.", mend)
    if name not in earlier:
        if name in form.question:
            return f"`{{{name}}}` is asked later.", "Name a question that comes before."
        near = did_you_mean(name, [*earlier, *(["unit"] if page.for_each else [])])
        return f"`{{{name}}}` is not known.", near or "Name an earlier question."
    asked_on = form.page_of[name]
    if asked_on.for_each and asked_on.for_each != page.for_each:
        return f"`{{{name}}}` has one answer for each unit.", "Name it on pages with the same `for_each`."
    if not as_:
        return "", ""
    if as_ not in FORMATS and not forms_in(as_):
        return f"`{as_}` is no format.", did_you_mean(as_, FORMATS, otherwise=20)
    words, wanted = FORMATS.get(as_, _SAID_BY_NUMBER)
    if checking.yields(earlier[name]) not in wanted:
        return f"`{{{name}}}` is no {words}, so it takes no format `{as_}`.", f"Write `{{{name}}}`."
    return "", ""


def _wrong_forms(checking: Checking, forms: tuple[str, ...], as_: str, language: str) -> tuple[str, str]:
    """A thing is said in as many ways as its language has: in English once and many times."""
    languages = checking.framework.languages
    if not forms or (not language and len(languages) > 1):
        mend = "Write it by language: `{vi: …, en: …}`."
        return (f"`{as_}` has the forms of one language, but this text stands for all.", mend) if forms else ("", "")
    named = language or languages[0]
    wanted = plural_forms(named)
    if len(forms) == len(wanted):
        return "", ""
    what = f"`{as_}` has {len(forms)} of the {len(wanted)} forms that `{named}` has: {', '.join(wanted)}."
    return what, f"Write {len(wanted)}, with `|` between them." if len(wanted) > 1 else "Write one, as `[…]`."
