"""Letters that invite: a page each with the code and a QR picture of the way in; Vietnamese first, English below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import jinja2
from markupsafe import Markup, escape

from engine.framework.text import Text
from engine.reports.fonts import font_faces
from engine.reports.pdf import to_one_pdf
from engine.resources import folder
from engine.wording.catalog import say
from engine.wording.templates import make_environment

TOGETHER = 50
"""So many letters are set at a time, and then it is told how far the work is."""


@dataclass(frozen=True)
class Letter:
    """One letter: to whom, and the code in two halves with the address it leads to."""

    name: str
    address: str
    code: str
    link: str


@dataclass(frozen=True)
class Round:
    """What all letters say alike; `minutes` and `closes` None where that is not known. `home` is the site's address."""

    title: Text | str
    lead: str
    contact: str
    home: str
    closes: date | None
    minutes: int | None
    keep_contacts: int
    is_reminder: bool = False


def letters_pdf(letters: Sequence[Letter], round_: Round, told: Callable[[int, int], None]) -> bytes:
    """All letters as one tagged PDF, in their order."""

    def batches() -> Sequence[str]:
        return [letters_html(letters[start : start + TOGETHER], round_) for start in range(0, len(letters), TOGETHER)]

    return to_one_pdf(batches(), lambda done: told(min(done * TOGETHER, len(letters)), len(letters)))


def letters_html(letters: Sequence[Letter], round_: Round) -> str:
    """A whole document of these letters."""
    styles = (folder("templates") / "reports" / "letters.css").read_text("utf-8")
    return (
        _environment()
        .get_template("reports/letters.html")
        .render(letters=letters, r=round_, faces=font_faces(), styles=styles, language="vi")
    )


@cache
def _environment() -> jinja2.Environment:
    environment = make_environment()
    environment.filters["qr"] = qr
    environment.filters["unbroken"] = _unbroken
    environment.globals["within"] = _within
    return environment


def _within(text: str, language: str, **values: object) -> str:
    """A source text in a language of its own: a letter is in two."""
    return say(text, language, **values)


def _unbroken(text: str, part: str) -> Markup:
    """A text in which a part, an address say, is not broken at the end of a line while it fits in one."""
    whole = Markup('<span class="whole">{}</span>').format(part)
    return whole.join(escape(each) for each in text.split(part)) if part else escape(text)


def qr(link: str) -> Markup:
    """The QR picture of an address, as a drawing with a name; a quarter of it may be smudged."""
    import segno

    drawing = segno.make(link, error="q", micro=False).svg_inline(
        scale=1, border=2, omitsize=True, title=link, svgclass="qr", lineclass=None
    )
    return Markup(drawing)  # noqa: S704  drawn by segno, which escapes the title
