"""Words for people in one or more languages: a string, or {vi: …, en: …}."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from pydantic import ConfigDict, RootModel, field_validator, model_serializer

from engine.framework.told import told

_ID = "[a-z][a-z0-9_]*"
_NAMES = rf"{_ID}(?:(?:\|{_ID})+|(?:\+{_ID})+|(?:, ?{_ID})+)?"
NAME_IN_TEXT = re.compile(rf"\{{({_NAMES})(?::([a-z0-9]+|\[[^\[\]{{}}]*\]))?\}}")
"""A name that is filled in where a text is shown, with its format: {unit}, {days}, {began:month}, {rows:[item|items]}.

Several names are the first that is there {a|b}, all that are there beside each other {a+b}, or as a list {a, b}.
"""


def parted(names: str) -> tuple[str, tuple[str, ...]]:
    """The sign between the names of a text, "" if there is but one, and the names."""
    sign = next((each for each in "|+," if each in names), "")
    return sign, tuple(each.strip() for each in names.split(sign)) if sign else (names,)


def forms_in(format_: str) -> tuple[str, ...]:
    """The words of a format that says a thing once and many times, as [item|items]; none of any other format."""
    return tuple(format_[1:-1].split("|")) if format_.startswith("[") else ()


class Text(RootModel[dict[str, str]]):
    """A text by language; the key "" holds a text that is the same in every language (a plain YAML string)."""

    model_config = ConfigDict(frozen=True)

    @field_validator("root", mode="before")
    @classmethod
    def _from_plain(cls, given: Any) -> Any:
        return {"": given} if isinstance(given, str) else given

    @field_validator("root")
    @classmethod
    def _nfc(cls, given: dict[str, str]) -> dict[str, str]:
        if not given:
            raise told("has no words", "Write some.")
        return {language: unicodedata.normalize("NFC", words.strip()) for language, words in given.items()}

    @model_serializer
    def _as_written(self) -> Any:
        return self.root[""] if set(self.root) == {""} else self.root

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.root.items())))

    def __str__(self) -> str:
        return self.within("vi")

    def within(self, language: str) -> str:
        """The words in `language`; else the neutral text; else the first language given."""
        root = self.root
        return root.get(language) or root.get("") or next(iter(root.values()))

    def missing_from(self, languages: tuple[str, ...]) -> tuple[str, ...]:
        """The declared languages in which nothing is written; none for a neutral text."""
        return () if "" in self.root else tuple(x for x in languages if not self.root.get(x))
