"""What the YAML of each built-in question type may set, checked when a framework is loaded."""

from __future__ import annotations

import datetime
import re
from typing import Self

from pydantic import Field, field_validator, model_validator

from engine.framework.models import Id, Noun, Unit
from engine.framework.text import Text


class TextSettings(Noun):
    """`max_length` in characters; `pattern` is a regular expression that the whole text must match."""

    max_length: int = Field(default=200, ge=1, le=10_000)
    pattern: str | None = Field(default=None, max_length=200)

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, given: str | None) -> str | None:
        try:
            re.compile(given or "")
        except re.error as wrong:
            raise ValueError(f"is no regular expression: {wrong}") from wrong
        return given


class LongTextSettings(TextSettings):
    """As for `text`, with more room."""

    max_length: int = Field(default=2_000, ge=1, le=10_000)


class NumberSettings(Noun):
    """Limits, the number of decimals that is accepted (any when not set), and what is counted."""

    min: float | None = None
    max: float | None = None
    decimals: int | None = Field(default=None, ge=0, le=10)
    suffix: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min ({self.min:g}) is above max ({self.max:g})")
        return self


class _Counted(Noun):
    min: int = Field(default=1, ge=0)
    max: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max is not None and self.min > self.max:
            raise ValueError(f"min ({self.min}) is above max ({self.max})")
        return self


class ChoicesSettings(_Counted):
    """How many options may be chosen."""


class UnitsSettings(_Counted):
    """How many units may be chosen, and of which groups (all when not set); `ungrouped` adds those of no group."""

    groups: tuple[Id, ...] = ()
    ungrouped: bool = False

    def offers(self, unit: Unit) -> bool:
        """Whether a unit of the register may be chosen."""
        return not self.groups or (unit.group in self.groups if unit.group else self.ungrouped)


class DateSettings(Noun):
    """The first and the last day that is accepted."""

    min: datetime.date | None = None
    max: datetime.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min ({self.min}) is after max ({self.max})")
        return self


class RatioSettings(Noun):
    """What stands beside the two fields, and the number of decimals (whole numbers when not set)."""

    done: Text | None = None
    due: Text | None = None
    decimals: int = Field(default=0, ge=0, le=10)
