"""One answer that can be chosen, and what is filled in beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from engine.framework.models.base import Code, Expression, Id, Noun
from engine.framework.text import Text
from engine.framework.told import told


class Detail(Noun):
    """What is filled in beside an option: "Other, please specify"; words, a number, or a line of a drop-down list.

    `always` shows the field also while the option is not chosen.
    """

    label: Text | None = None
    type: Literal["text", "number", "choice"] = "text"
    required: bool = True
    always: bool = False
    min_length: int = Field(default=1, ge=1, le=500)
    max_length: int = Field(default=200, ge=1, le=2000)
    min: float | None = None
    max: float | None = None
    decimals: int | None = Field(default=0, ge=0, le=10)
    suffix: Text | None = None
    options: Mapping[Id, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _of_one_type(self) -> Self:
        for key, type_ in _KEYS_OF_DETAILS.items():
            is_set = getattr(self, key) != type(self).model_fields[key].get_default(call_default_factory=True)
            if is_set and type_ != self.type:
                raise told(f"`{key}` is for `type: {type_}`", f"Add `type: {type_}`, or take `{key}` out.")
        if self.type == "choice" and not self.options:
            raise told("`type: choice` has nothing to choose", "Add `options: {id: Label, …}`.")
        if self.min_length > self.max_length:
            raise ValueError(f"min_length ({self.min_length}) is above max_length ({self.max_length})")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min ({self.min:g}) is above max ({self.max:g})")
        return self

    def sample(self, words: str) -> str:
        """A detail that nobody filled in, as it is kept: these words, the smallest number, or the first line."""
        if self.type == "number":
            least = self.min if self.min is not None else min(0.0, self.max if self.max is not None else 0.0)
            return f"{least:.12g}"
        if self.type == "choice":
            return next(iter(self.options))
        return words.ljust(self.min_length, words[-1:])[: self.max_length]


_KEYS_OF_DETAILS = {
    **dict.fromkeys(("min", "max", "decimals", "suffix"), "number"),
    **dict.fromkeys(("min_length", "max_length"), "text"), "options": "choice",
}  # fmt: skip


class Option(Noun):
    """One answer that can be chosen; either worth a value, or a reason for having none."""

    id: Id
    label: Text
    code: Code | None = None
    value: float | None = None
    missing: Literal["dont_know", "refused", "not_applicable"] | None = None
    hint: Text | None = None
    exclusive: bool = False
    detail: Detail | None = None
    when: Expression | None = None
