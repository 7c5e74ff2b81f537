"""How many ways a language has to say a thing by its number, and which of them one number takes: the rules of CLDR."""

from __future__ import annotations

from functools import cache

_ORDER = ("zero", "one", "two", "few", "many", "other")


@cache
def plural_forms(language: str) -> tuple[str, ...]:
    """The forms of a language, by their names and in the order of CLDR; one for a language that is not known."""
    from babel import Locale, UnknownLocaleError

    try:
        used = Locale.parse(language).plural_form.tags
    except (UnknownLocaleError, ValueError):
        used = frozenset()
    return tuple(each for each in _ORDER if each in used or each == "other")


def plural_form(number: float, language: str) -> int:
    """Which of its language's forms a number takes, from 0."""
    from babel import Locale, UnknownLocaleError

    forms = plural_forms(language)
    try:
        rule = Locale.parse(language).plural_form
    except (UnknownLocaleError, ValueError):
        return 0
    size = abs(number)
    return forms.index(rule(int(size) if size == int(size) else size))
