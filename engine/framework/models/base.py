"""What the nouns of a framework file share: ids, texts of other kinds, how binding it is, for whom."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

from engine.framework.text import Text
from engine.framework.told import told

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


def _unit_id(given: str) -> str:
    """The id of a unit in one spelling. Raises what its author is told where it cannot stand in an address."""
    if any(unicodedata.category(letter) in _NO_LETTERS for letter in given):
        raise told("the id of a unit holds a line break or another character that nobody sees", "Write it on one line.")
    if not {".", ".."}.isdisjoint(given.split("/")):
        raise told(f'"{given}" leads elsewhere in the address of a page', "Leave the dots out.")
    return unicodedata.normalize("NFC", given)


_NO_LETTERS = frozenset({"Cc", "Zl", "Zp", "Cs"})
"""Classes of control characters, breaks of lines and halves of characters."""

UnitId = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(_unit_id)
]
Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Expression = Source
"""Python's expression syntax, checked by `engine.framework.expressions`."""


Order = Literal["random"]
"""How items are shown; in the order of the file where none is given."""


Link = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=2000)]
"""The address of a page outside."""


class Noun(BaseModel):
    """A part of a framework file: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some keys changed; what was worked out from the old ones is worked out anew."""
        copy = super().model_copy(update=update, deep=deep)
        for name in copy.__dict__.keys() - type(self).model_fields.keys():
            del copy.__dict__[name]
        return copy


class Status(StrEnum):
    """How binding a framework is; printed on every page and PDF."""

    OFFICIAL = "official"
    PROPOSAL = "proposal"
    EXAMPLE = "example"


class Audience(StrEnum):
    """Who fills a form in: anonymous respondents, the unit itself, or the lead body's office."""

    RESPONDENTS = "respondents"
    UNIT = "unit"
    OFFICE = "office"


class Citation(Noun):
    """A legal text that an indicator rests on, and from and to which day it is in force."""

    text: Text
    article: str | None = None
    link: Link | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to ({self.valid_to}) lies before valid_from ({self.valid_from})")
        return self


def natural_key(code: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts 4.9 before 4.10 and 4.22.1 after 4.21."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", code))
