"""Translations: Vietnamese is the language of the source texts, other languages are .po files beside the templates."""

from __future__ import annotations

import gettext
import io
from functools import cache

from engine.resources import folder

LANGUAGES = ("vi", "en")
"""The interface's languages; Vietnamese first."""


def mark(text: str) -> str:
    """Mark a Vietnamese source text for the catalog; it is translated where it is shown."""
    return text


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalog of one language, compiled from its .po file once a process."""
    path = folder("templates") / "locale" / f"{language}.po"
    if not path.is_file():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as po:
        write_mo(compiled, read_po(po, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say(text: str, language: str, **values: object) -> str:
    """A source text in `language`, with its {names} filled in."""
    words = translations(language).gettext(text)
    return words.format(**values) if values else words
