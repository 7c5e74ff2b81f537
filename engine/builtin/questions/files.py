"""Evidence: files that somebody sends along, of a few kinds that are told by what is in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from engine.builtin.questions.choices import Counted
from engine.builtin.questions.fields import FEWEST, MOST, clean, empty, filled, settings_of
from engine.builtin.questions.file_kinds import KINDS
from engine.framework.missing import Missing
from engine.framework.question_types import Asked, Complaint, Given, QuestionType, Reading, Value, Yields
from engine.wording.catalog import mark

EMPTY = mark("Tệp “{name}” không có nội dung. Xin chọn tệp khác.")
TOO_LARGE = mark("Tệp “{name}” lớn quá {most} MB. Xin chọn tệp nhỏ hơn.")
WRONG_KIND = mark("Tệp “{name}” không thuộc loại được nhận: {kinds}. Xin lưu tệp thành một trong các loại này.")

LONGEST_NAME = 120


class FileSettings(Counted):
    """How many files, how large each may be in megabytes, and of which kinds."""

    max: int | None = Field(default=3, ge=1, le=20)
    max_mb: int = Field(default=10, ge=1, le=50)
    kinds: tuple[Literal["pdf", "png", "jpg", "docx", "xlsx", "odt", "ods"], ...] = Field(
        default=("pdf", "png", "jpg", "docx", "xlsx", "odt", "ods"), min_length=1
    )

    @model_validator(mode="after")
    def _counted(self) -> Self:
        if self.max is None:
            raise ValueError("max must be a number of files")
        return self

    @property
    def most_bytes(self) -> int:
        """The size of the largest file that is accepted."""
        return self.max_mb * 1_000_000

    @property
    def in_words(self) -> str:
        """The kinds as people call them."""
        return ", ".join(KINDS[kind].words for kind in self.kinds)


@dataclass(frozen=True)
class Sent:
    """A file as it arrived: the hash of its bytes, its size, its kind ("" if it is none of KINDS), its name."""

    sha256: str
    size: int
    kind: str
    name: str

    def __str__(self) -> str:
        """How it is handed to a question as posted text."""
        return f"{self.sha256} {self.size} {self.kind or '-'} {self.name}"

    @classmethod
    def of(cls, text: str) -> Sent | None:
        """The file that such a text tells of; None for any other text."""
        found = re.fullmatch(r"([0-9a-f]{64}) ([0-9]{1,12}) ([a-z]{1,10}|-) (.+)", text, re.DOTALL)
        return cls(found[1], int(found[2]), found[3].strip("-"), found[4]) if found else None

    @property
    def shown_name(self) -> str:
        """The last part of its name, made short, with the ending that what is in it deserves."""
        name = clean(re.split(r"[/\\]", self.name)[-1]) or "?"
        ending = f".{self.kind}"
        known = (ending, ".jpeg") if self.kind == "jpg" else (ending,)
        if name.lower().endswith(known):
            stem, dot, own = name.rpartition(".")
            return f"{stem[:LONGEST_NAME]}{dot}{own}"
        return f"{name[:LONGEST_NAME]}{ending}" if self.kind else name[:LONGEST_NAME]


def read_files(asked: Asked, given: Given) -> Reading:
    """The hashes of the files in the order in which they came, their names as details.

    Of those that are kept, only such as the question holds already count. A file that is refused does not hold up the
    others. While somebody adds or removes files, there may still be too few.
    """
    settings = settings_of(asked, FileSettings)
    removed = set(filled(given, "remove"))
    files = {each: asked.details[each] for each in given.get("", ()) if each in asked.details and each not in removed}
    complaints: list[Complaint] = []
    for sent in filter(None, map(Sent.of, given.get("new", ()))):
        if wrong := _wrong(sent, settings):
            complaints.append(wrong)
        else:
            files[sent.sha256] = sent.shown_name
    if len(files) > (settings.max or 1):
        complaints.append(Complaint("new", MOST, {"most": str(settings.max)}))
        files = dict(list(files.items())[: settings.max])
    growing = bool(removed) or "add" in given
    if not files:
        nothing = Reading(missing=Missing.SKIPPED) if growing else empty(asked, part="new")
        return Reading(complaints=tuple(complaints)) if complaints else nothing
    if len(files) < settings.min and not growing and not complaints:
        complaints.append(Complaint("new", FEWEST, {"least": str(settings.min)}))
    return Reading(tuple(files), complaints=tuple(complaints), details=files)


def _wrong(sent: Sent, settings: FileSettings) -> Complaint | None:
    name = {"name": sent.shown_name}
    if sent.size == 0:
        return Complaint("new", EMPTY, name)
    if sent.size > settings.most_bytes:
        return Complaint("new", TOO_LARGE, {**name, "most": str(settings.max_mb)})
    if sent.kind not in settings.kinds:
        return Complaint("new", WRONG_KIND, {**name, "kinds": settings.in_words})
    return None


def _shown(_asked: Asked, value: Value) -> Mapping[str, Sequence[str]]:
    return {"": value} if isinstance(value, tuple) else {}


def _in_words(asked: Asked, value: Value) -> tuple[str, ...]:
    return tuple(asked.details.get(each, each) for each in value) if isinstance(value, tuple) else ()


def _parts(_asked: Asked) -> Iterable[str]:
    return ("new", "", "add", "remove")


def _draw_none(_asked: Asked, _random: object) -> Reading:
    return Reading(missing=Missing.SKIPPED)


TYPES = (
    QuestionType(
        "file",
        Yields.FILES,
        read_files,
        FileSettings,
        parts=_parts,
        shown=_shown,
        words=_in_words,
        draw=_draw_none,
        stays=frozenset({"add", "remove"}),
        uploads="new",
        known=False,
        summary="Files sent along as evidence; their kind is told by what is in them.",
    ),
)
