"""The words of mails, plain and as simple HTML: nothing in them is loaded from elsewhere, and no answer is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import jinja2

from engine.framework.text import Text
from engine.wording.catalog import LANGUAGES, mark, say
from engine.wording.templates import make_environment

CONFIRMED = mark("Mã biên nhận: {title}")
REMINDED = mark("Nhắc lại: {title}")
DUE = mark("Nhắc hạn: {title}")
TRIED = mark("Thư thử của Thước Đo")
TRIED_TEXT = mark("Thư này cho biết máy chủ đã gửi được thư.")


@dataclass(frozen=True)
class MailText:
    """One mail's words."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Reminding:
    """What every reminder of a round says: who asks for what, until when, whom to ask."""

    lead: str
    title: Text
    closes: date | None
    contact: str = ""


def confirmation(title: str, reference: str, language: str) -> MailText:
    """The reference of a response, and nothing that was answered."""
    subject = say(CONFIRMED, language, title=title)
    return _written("confirmation", subject, language=language, title=title, reference=reference)


def reminder(of: Reminding, name: str, code: str, link: str) -> MailText:
    """A reminder in both languages, Vietnamese first: which one is read is not known."""
    subject = say(REMINDED, "vi", title=of.title.within("vi"))
    return _written(
        "reminder", subject, languages=LANGUAGES, lead=of.lead, title=of.title, closes=of.closes, contact=of.contact,
        name=name, code=code, link=link, say=say,
    )  # fmt: skip


@dataclass(frozen=True)
class DueMail:
    """What somebody is reminded of: a stage of a round, its last day, and the units that have not gone past it.

    `task` and `step` are source texts; `link` "" where nobody said under which address pages are found.
    """

    title: Text
    step: str
    task: str
    last_day: date
    days_left: int
    units: tuple[Text, ...]
    link: str = ""
    more: int = 0


def due_mail(of: DueMail, name: str) -> MailText:
    """A word to staff that a last day comes near, in both languages."""
    subject = say(DUE, "vi", title=of.title.within("vi"))
    return _written("due", subject, languages=LANGUAGES, of=of, name=name, say=say)


def trial() -> MailText:
    """What tells an operator that mail goes out."""
    said = [say(TRIED_TEXT, language) for language in LANGUAGES]
    html = "".join(f'<p lang="{language}">{words}</p>\n' for language, words in zip(LANGUAGES, said, strict=True))
    head = f'<!doctype html>\n<html lang="vi">\n<title>{say(TRIED, "vi")}</title>\n'
    return MailText(say(TRIED, "vi"), "\n".join(said) + "\n", head + html)


def _written(template: str, subject: str, **given: object) -> MailText:
    text, html = (
        _environment().get_template(f"mail/{template}.{kind}").render(subject=subject, **given)
        for kind in ("txt", "html")
    )
    return MailText(subject, text.strip() + "\n", html)


@cache
def _environment() -> jinja2.Environment:
    return make_environment()
