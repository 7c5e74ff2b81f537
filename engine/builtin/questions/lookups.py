"""One code of a long list, searched for on the server: without accents, in either order of words."""

from __future__ import annotations

import heapq
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from random import Random
from typing import Any, TypeVar

from pydantic import Field

from engine.builtin.questions.fields import empty, filled, settings_of, wrong
from engine.framework.models import Noun
from engine.framework.question_types import Asked, Given, QuestionType, Reading, Value, Yields
from engine.framework.text import Text
from engine.wording.catalog import mark

PICK_ONE = mark("Xin tìm rồi chọn một dòng trong kết quả.")
UNKNOWN_CODE = mark("Mã này không có trong danh sách. Xin tìm lại.")

SHOWN = 20
"""How many results are shown."""


def or_a_file(schema: dict[str, Any]) -> None:
    """As authors write it, a list may lie in a file of its own, which the reader has read in by then."""
    listed = dict(schema)
    schema.clear()
    schema["anyOf"] = [listed, {"type": "string", "pattern": r"\.csv$"}]


class LookupSettings(Noun):
    """The `codes`, each with its label; or the name of a CSV file beside this one, with columns code and label.

    Labels in several languages stand in columns label_vi, label_en.
    """

    codes: Mapping[str, Text] = Field(min_length=1, max_length=50_000, json_schema_extra=or_a_file)

    @cached_property
    def folded(self) -> tuple[tuple[str, str], ...]:
        """Each code with its code and labels as they are searched."""
        return tuple((code, fold(f"{code} {' '.join(label.root.values())}")) for code, label in self.codes.items())

    def found(self, text: str, most: int = SHOWN) -> tuple[str, ...]:
        """The codes whose code or label holds every word, those first that hold them as beginnings of words."""
        return best_of(self.folded, text, most)

    def lines_found(self, text: str, language: str) -> tuple[tuple[str, str], ...]:
        """The lines that fit a text, each with its code and its label."""
        return tuple((code, self.codes[code].within(language)) for code in self.found(text))


C = TypeVar("C", str, int)


def best_of(folded: Iterable[tuple[C, str]], text: str, most: int = SHOWN) -> tuple[C, ...]:
    """The entries that hold every word of a text, those first that hold them as beginnings of words."""
    words = fold(text).split()
    fitting = (
        (sum(f" {word}" not in f" {entry}" for word in words), len(entry), code)
        for code, entry in folded
        if all(word in entry for word in words)
    )
    return tuple(code for *_, code in heapq.nsmallest(most, fitting)) if words else ()


def fold(text: str) -> str:
    """A text without accents and capitals, as it is searched: `Đất` is `dat`."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(x for x in plain if not unicodedata.combining(x)).replace("đ", "d")


def read_lookup(asked: Asked, given: Given) -> Reading:
    """The code picked; a code typed in full, or a search that leaves one, needs no picking."""
    codes = settings_of(asked, LookupSettings)
    typed, picked = filled(given, "find"), filled(given)
    if "search" in given and not picked:
        return wrong(PICK_ONE, "find")
    if picked:
        return Reading(picked[0]) if len(picked) == 1 and picked[0] in codes.codes else wrong(UNKNOWN_CODE, "find")
    if not typed:
        return empty(asked, part="find")
    if typed[0] in codes.codes:
        return Reading(typed[0])
    left = codes.found(typed[0], 2)
    return Reading(left[0]) if len(left) == 1 else wrong(PICK_ONE if left else UNKNOWN_CODE, "find")


def _in_words(asked: Asked, value: Value) -> tuple[str, ...]:
    label = settings_of(asked, LookupSettings).codes.get(str(value))
    return (f"{value} {label.within(asked.language)}" if label else str(value),)


def _draw(asked: Asked, random: Random) -> Reading:
    return Reading(random.choice(settings_of(asked, LookupSettings).folded)[0])


def _parts(_asked: Asked) -> Iterable[str]:
    return ("find", "", "search")


TYPES = (
    QuestionType(
        "lookup",
        Yields.TEXT,
        read_lookup,
        LookupSettings,
        parts=_parts,
        words=_in_words,
        draw=_draw,
        stays=frozenset({"search"}),
        summary="One code of a long list, found by searching.",
    ),
)
