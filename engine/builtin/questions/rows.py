"""A list that grows: rows are added, renamed and removed; each keeps its id, and pages may be asked for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Literal
from zlib import crc32

from pydantic import Field

from engine.builtin.questions.choices import Counted
from engine.builtin.questions.fields import TOO_LONG, clean, counted, empty, filled, settings_of, wrong
from engine.builtin.questions.notes import read_nothing
from engine.framework.missing import Missing
from engine.framework.models import Id, Noun
from engine.framework.question_types import Asked, Complaint, Doubt, Given, QuestionType, Reading, Value, Yields
from engine.framework.text import Text
from engine.wording.catalog import mark

BROKEN = mark("Danh sách gửi lên không đọc được. Xin tải lại trang và nhập lại.")
TWICE = mark("Tên “{name}” đã có trong danh sách. Xin đặt tên khác.")
SAME = mark("Tên “{name}” có hơn một lần trong danh sách. Nếu là những mục khác nhau, xin đánh dấu ô xác nhận.")
IN_TWO = mark("Tên “{name}” có trong nhiều danh sách. Xin quay lại và đặt tên khác ở một danh sách.")
SAME_IN_TWO = mark("Tên “{name}” có trong nhiều danh sách. Nếu là những mục khác nhau, xin đánh dấu ô xác nhận.")

CONFIRMED = "same"
"""The part that confirms rows of one name, and the detail that keeps it; no row has such an id."""

_ROW = re.compile(r"r[0-9a-z]{8}")


class RowsSettings(Counted):
    """How many rows there may be; `each` says what one row is, `add` stands on the button.

    `same_names`: whether two rows of one name are refused, allowed, or taken with a warning that may be confirmed.
    """

    max: int | None = Field(default=50, ge=1, le=500)
    max_length: int = Field(default=120, ge=1, le=500)
    each: Text | None = None
    add: Text | None = None
    same_names: Literal["refuse", "warn", "allow"] = "refuse"

    def repeated(self, names: Iterable[str]) -> str:
        """The names that stand more than once and are to be confirmed, as the confirmation says them; "" for none."""
        return "|".join(_repeated(names)) if self.same_names == "warn" else ""

    def doubt_of(self, details: Mapping[str, str]) -> Doubt | None:
        """What is to be confirmed of the names of rows, if it was not."""
        names = [name for row, name in details.items() if row != CONFIRMED]
        in_doubt = self.repeated(names)
        if not in_doubt or details.get(CONFIRMED) == in_doubt:
            return None
        return Doubt(CONFIRMED, in_doubt, SAME, {"name": _repeated(names)[0]})


def _repeated(names: Iterable[str]) -> tuple[str, ...]:
    """Each name that stands more than once, by its second writing; capitals make no other name."""
    first: set[str] = set()
    again: dict[str, str] = {}
    for name in filter(None, map(clean, names)):
        if (folded := name.casefold()) in first:
            again.setdefault(folded, name)
        first.add(folded)
    return tuple(again.values())


def read_rows(asked: Asked, given: Given) -> Reading:
    """The ids of the rows in order, their names as details; a row without a name is no row.

    While somebody adds or removes rows, the list may still be too short.
    """
    ids, names = given.get("", ()), given.get("name", ())
    if len(ids) != len(names) or len(set(ids)) < len(ids) or not all(_ROW.fullmatch(each) for each in ids):
        return wrong(BROKEN, "name")
    settings = settings_of(asked, RowsSettings)
    removed = set(filled(given, "remove"))
    rows = {row: clean(name) for row, name in zip(ids, names, strict=True) if row not in removed}
    rows = {row: name for row, name in rows.items() if name}
    for name in rows.values():
        if len(name) > settings.max_length:
            return wrong(TOO_LONG, "name", length=str(len(name)), most=str(settings.max_length))
    again = _repeated(rows.values())
    if again and settings.same_names == "refuse":
        return wrong(TWICE, "name", name=again[0])
    growing = bool(removed) or "add" in given
    if not rows:
        return Reading(missing=Missing.SKIPPED) if growing else empty(asked, part="name")
    reading = counted(tuple(rows), 0 if growing else settings.min, settings.max)
    if reading.complaints:
        return reading
    in_doubt = settings.repeated(rows.values())
    if in_doubt and in_doubt in given.get(CONFIRMED, ()):
        rows = {**rows, CONFIRMED: in_doubt}
    doubt = settings.doubt_of(rows)  # said once: the rows are kept all the same
    complaints = (Complaint(doubt.part, doubt.text, doubt.values),) if doubt else ()
    return Reading(reading.value, complaints=complaints, details=rows)


def _shown(asked: Asked, value: Value) -> Mapping[str, Sequence[str]]:
    if not isinstance(value, tuple):
        return {}
    names = tuple(asked.details.get(row, "") for row in value)
    confirmed = {CONFIRMED: (asked.details[CONFIRMED],)} if CONFIRMED in asked.details else {}
    return {"": value, "name": names, **confirmed}


def _in_words(asked: Asked, value: Value) -> tuple[str, ...]:
    return tuple(asked.details.get(row, row) for row in value) if isinstance(value, tuple) else ()


def _draw(asked: Asked, random: Random) -> Reading:
    settings = settings_of(asked, RowsSettings)
    fewest = max(settings.min, 1)
    most = max(fewest, min(settings.max or 3, 3))
    own = asked.question.id  # lists may be joined: no two of them have a name in common
    each = f"{settings.each.within(asked.language)} {_letters(own)}" if settings.each else f"{own} "
    names = [f"{each}{number}"[: settings.max_length] for number in range(1, random.randint(fewest, most) + 1)]
    rows = {f"r{random.getrandbits(32):08x}": name for name in names}
    return Reading(tuple(rows), details=rows)


def _letters(text: str) -> str:
    """Two letters that are made of a text."""
    number = crc32(text.encode()) % 26**2
    return f"{chr(65 + number // 26)}{chr(65 + number % 26)}"


def _parts(_asked: Asked) -> Iterable[str]:
    return ("name", "", "add", "remove", CONFIRMED)


def _parts_of_joined(_asked: Asked) -> Iterable[str]:
    return (CONFIRMED,)


class JoinedSettings(Noun):
    """`lists` are the earlier questions whose rows are taken together, in this order.

    Shown, not asked. Pages may be asked `for_each` of all rows, and questions may offer them by `options_from`.
    `same_names`: whether rows of one name in different lists are refused, allowed, or taken with a warning.
    """

    lists: tuple[Id, ...] = Field(min_length=2)
    same_names: Literal["refuse", "warn", "allow"] = "refuse"

    def doubt_among(self, lists: Iterable[Iterable[str]], details: Mapping[str, str]) -> Doubt | None:
        """What is to be mended or confirmed of the names in the lists, if it was not; capitals make no other name."""
        met: set[str] = set()
        doubled: dict[str, str] = {}
        for names in lists:
            own = {name.casefold(): name for name in map(clean, names)}
            doubled |= {folded: name for folded, name in own.items() if folded in met and folded not in doubled}
            met |= own.keys()
        in_doubt = "|".join(doubled.values())
        if not in_doubt or self.same_names == "allow" or details.get(CONFIRMED) == in_doubt:
            return None
        named = {"name": next(iter(doubled.values()))}
        if self.same_names == "refuse":
            return Doubt(CONFIRMED, "", IN_TWO, named)
        return Doubt(CONFIRMED, in_doubt, SAME_IN_TWO, named)


TYPES = (
    QuestionType(
        "rows",
        Yields.ROWS,
        read_rows,
        RowsSettings,
        parts=_parts,
        shown=_shown,
        words=_in_words,
        draw=_draw,
        stays=frozenset({"add", "remove"}),
        summary="A list to which rows are added: pages may be asked `for_each` of them.",
    ),
    QuestionType(
        "joined",
        Yields.ROWS,
        read_nothing,
        JoinedSettings,
        parts=_parts_of_joined,
        words=_in_words,
        asks=False,
        summary="The rows of several lists as one list: shown, not asked.",
    ),
)
