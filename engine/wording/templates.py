"""What every Jinja environment of the product knows: translations, numbers and framework texts in the page's language.

A template's context holds `language`; import macros `with context` so that they know it too.
"""

from __future__ import annotations

from typing import Any

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup

from engine.framework.text import Text
from engine.resources import folder
from engine.wording.catalog import translations
from engine.wording.markup import to_html
from engine.wording.numbers import write_number


def _language(context: Context) -> str:
    return str(context.get("language") or "vi")


@jinja2.pass_context
def _gettext(context: Context, text: str) -> str:
    return translations(_language(context)).gettext(text)


@jinja2.pass_context
def _ngettext(context: Context, one: str, many: str, n: int) -> str:
    return translations(_language(context)).ngettext(one, many, n)


@jinja2.pass_context
def _words(context: Context, text: Text | str | None) -> str:
    return text.within(_language(context)) if isinstance(text, Text) else (text or "")


@jinja2.pass_context
def _marked(context: Context, text: Text) -> Markup:
    return to_html(text.within(_language(context)))


@jinja2.pass_context
def _number(context: Context, value: float | None, decimals: int | None = 2) -> str:
    return write_number(value, decimals, _language(context))


def equip(environment: jinja2.Environment) -> None:
    """Give an environment (Flask's or the reports' own) our filters: `|words`, `|marked`, `|number`, and `_()`."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(words=_words, marked=_marked, number=_number)
    environment.undefined = jinja2.StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True


def make_environment(**more: Any) -> jinja2.Environment:
    """An environment of its own, for pages that are made outside Flask: PDFs and printed forms."""
    loader = jinja2.FileSystemLoader(folder("templates"))
    environment = jinja2.Environment(loader=loader, autoescape=True, **more)
    equip(environment)
    return environment
