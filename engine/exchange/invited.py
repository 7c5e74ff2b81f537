"""Invitations and reminders to files: texts for short messages, and lists for whoever sends them."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.exchange.cells import guarded
from engine.exchange.whole_file import written_whole
from engine.problems import ThuocDoError
from engine.store.codes import in_groups
from engine.store.invited import Invitation

PART, UNICODE_PART = 160, 70
"""So many characters one short message holds: of the plain alphabet of GSM, and of any other."""

_GSM = frozenset(
    "@$ !\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_\n"
)  # one unit each; what takes two is left out


@dataclass(frozen=True)
class Asking:
    """What every text says: who asks for what, until when, and where."""

    lead: str
    title: str
    closes: date | None
    address: str  # of the site: https://khaosat.example.vn

    def link(self, code: str) -> str:
        """The address that a code leads to."""
        return f"{self.address.rstrip('/')}/m/{code}"


def sms_text(asking: Asking, code: str, *, reminder: bool = False, marks: bool = False) -> str:
    """One short message; `marks`: with Vietnamese marks, which makes it several parts.

    ThuocDoError if not even the shortest wording fits.
    """
    until = f" đến hết {asking.closes:%d/%m/%Y}" if asking.closes else ""
    if_answered = " Nếu đã trả lời, xin bỏ qua tin này." if reminder else ""
    calls = f"Mã {code}, {asking.link(code)}"
    for words in (
        f"{asking.lead} mời Quý vị trả lời phiếu {asking.title}{until}. {calls}.{if_answered}",
        f"{asking.lead} mời Quý vị trả lời phiếu khảo sát{until}. {calls}.{if_answered}",
        f"{asking.lead} mời trả lời phiếu khảo sát: {asking.link(code)}.{if_answered}",
        f"Mời trả lời phiếu khảo sát: {asking.link(code)}.{if_answered}",
    ):
        text = words if marks else plain(words)
        if marks or len(text) <= PART:
            return text
    raise ThuocDoError(f"The address {asking.address} is too long for a message of {PART} characters.")


def plain(text: str) -> str:
    """A text without Vietnamese marks, in the alphabet of which a short message holds the most."""
    without = "".join(
        each
        for each in unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        if not unicodedata.combining(each)
    )
    swapped = without.translate({ord("–"): "-", ord("—"): "-", ord("“"): '"', ord("”"): '"', ord("…"): "..."})
    return "".join(each if each in _GSM else "?" for each in swapped)


def parts_of(text: str) -> int:
    """How many short messages a text takes: each part of several holds a little less."""
    one, several = (PART, 153) if set(text) <= _GSM else (UNICODE_PART, 67)
    return 1 if len(text) <= one else -(-len(text) // several)


def write_sms(invitations: Sequence[Invitation], asking: Asking, path: Path, *, marks: bool = False) -> int:
    """`phone,text,parts`, a row for each who has a telephone number; how many rows. OSError if it cannot be written."""
    rows = []
    for each in invitations:
        if each.contact and each.contact.phone:
            text = sms_text(asking, each.code, marks=marks)
            rows.append((each.contact.phone, text, str(parts_of(text))))
    _write(path, ("phone", "text", "parts"), rows)
    return len(rows)


def write_reminders(invitations: Sequence[Invitation], asking: Asking, path: Path) -> int:
    """A row for each who is reminded, with the text of a short message; OSError if it cannot be written."""
    rows = [
        (of.key, of.name, of.phone, of.email, of.address, in_groups(each.code), asking.link(each.code),
         sms_text(asking, each.code, reminder=True))
        for each in invitations
        if (of := each.contact) is not None
    ]  # fmt: skip
    _write(path, ("contact", "name", "phone", "email", "address", "code", "link", "text"), rows)
    return len(rows)


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with written_whole(path) as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(head)
        table.writerows([_cell(cell) for cell in row] for row in rows)


def _cell(text: str) -> str:
    """A telephone number may begin with +; any other text that looks like a formula is told apart from one."""
    return text if text[1:].isdigit() else guarded(text)
