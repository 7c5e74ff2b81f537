"""What is written of a document that is handed in as evidence, read and checked, all mistakes at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from engine.builtin.questions.dates import NOT_A_DATE, day_of
from engine.builtin.questions.fields import TOO_LONG, clean
from engine.builtin.questions.number_fields import shortened
from engine.framework.question_types import Complaint
from engine.wording.catalog import mark

LONGEST = {"subject": 500, "number": 100, "issuer": 200, "link": 2000}
FIRST_DAY = date(1945, 9, 2)

NO_SUBJECT = mark("Xin ghi trích yếu: tài liệu nói về việc gì.")
NOT_YET = mark("Ngày {given} chưa đến. Xin xem lại.")
LONG_AGO = mark("Ngày {given} quá xa. Xin xem lại năm.")
BAD_LINK = mark("Đường dẫn phải bắt đầu bằng https:// hoặc http:// và không chứa mật khẩu hay dấu cách.")
NOTHING_TO_SEE = mark(
    "Xin chọn tệp hoặc ghi đường dẫn. Nếu không có cả hai, xin ghi đủ số, ký hiệu, ngày ban hành và cơ quan ban hành "
    "để người thẩm định tìm được văn bản."
)
MAYBE_SECRET = mark(
    "Xin xác nhận tài liệu không thuộc bí mật nhà nước. Tài liệu mật không được đưa lên hệ thống này; với tài liệu "
    "mật, xin ghi giải trình bằng lời."
)


@dataclass(frozen=True)
class Words:
    """What a document is described with."""

    subject: str = ""
    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    stands_for: date | None = None
    link: str = ""


def read_words(typed: Mapping[str, str], today: date, *, has_file: bool) -> tuple[Words, tuple[Complaint, ...]]:
    """A document's description as it was typed, and what is wrong with it, by field.

    There is something to look at: a file, a link, or all by which a document that was issued can be found. Whoever
    sends it says that it is no secret of the state: the field `open`.
    """
    texts = {name: clean(typed.get(name, "")) for name in LONGEST}
    found = [
        Complaint(name, TOO_LONG, {"length": str(len(text)), "most": str(LONGEST[name])})
        for name, text in texts.items()
        if len(text) > LONGEST[name]
    ]
    if not texts["subject"]:
        found.append(Complaint("subject", NO_SUBJECT))
    days: dict[str, date | None] = {}
    for name in ("issued_on", "stands_for"):
        days[name], wrong = _day(name, clean(typed.get(name, "")), today)
        found += wrong
    if texts["link"] and not is_link(texts["link"]):
        found.append(Complaint("link", BAD_LINK))
    can_be_found = texts["number"] and texts["issuer"] and clean(typed.get("issued_on", ""))
    if not (has_file or texts["link"] or can_be_found):
        found.append(Complaint("file", NOTHING_TO_SEE))
    if typed.get("open") != "1":
        found.append(Complaint("open", MAYBE_SECRET))
    return Words(issued_on=days["issued_on"], stands_for=days["stands_for"], **texts), tuple(found)


def _day(name: str, text: str, today: date) -> tuple[date | None, list[Complaint]]:
    if not text:
        return None, []
    day = day_of(text)
    if day is None:
        return None, [Complaint(name, NOT_A_DATE, {"given": shortened(text)})]
    given = {"given": day.strftime("%d/%m/%Y")}
    if day > today:
        return day, [Complaint(name, NOT_YET, given)]
    return day, [Complaint(name, LONG_AGO, given)] if day < FIRST_DAY else []


def is_link(text: str) -> bool:
    """Whether a text is the address of something on the web, with nothing in it that could deceive."""
    try:
        parts = urlsplit(text)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and "\\" not in text
        and not any(each.isspace() for each in text)
        and port_is_sound
    )
