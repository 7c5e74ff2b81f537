"""What a question type is: how its posted fields are read, which settings its YAML may carry, what it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from random import Random
from typing import TypeAlias

from pydantic import BaseModel

from engine.framework.missing import Missing
from engine.framework.models import Noun, Option, Question, Unit

Value: TypeAlias = str | float | date | tuple[str, ...] | Mapping[str, float]
"""An answer's value: an option's id or a text, a number, a date, several options or units, the parts of a ratio."""

Given: TypeAlias = Mapping[str, Sequence[str]]
"""The posted strings of one question by part; the part "" is the question itself."""


Names: TypeAlias = Callable[[str], object]
"""What an expression's names stand for: the other answers, None where one is missing."""


class Yields(StrEnum):
    """What kind of value a question gives to expressions and measures."""

    OPTION = "option"
    OPTIONS = "options"
    UNITS = "units"
    ROWS = "rows"
    FILES = "files"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    PARTS = "parts"
    NOTHING = "nothing"


class NoSettings(Noun):
    """For types that need no keys of their own."""


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a posted answer; `text` is a source text of the catalog, with {names} of `values`."""

    part: str
    text: str
    values: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Doubt:
    """What an answer is taken with only once it is confirmed: by the words `confirm` in `part`, kept in its details.

    Without such words it must be mended.
    """

    part: str
    confirm: str
    text: str
    values: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A question's posted fields, read: a value, or a reason for having none, or complaints.

    Both a value and complaints mean that the value is kept, and something beside it was refused.
    """

    value: Value | None = None
    missing: Missing = Missing.PRESENT
    complaints: tuple[Complaint, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)  # typed text by option: "Other, please specify"


@dataclass(frozen=True)
class Asked:
    """A question as it stands before a respondent: its options now and, for unit questions, the register.

    `language` says how numbers and dates are written ("vi": 1.234,5 and "en": 1,234.5). `names` gives the other
    answers, for limits that are expressions; `details` what was typed beside options, or as the names of rows.
    """

    question: Question
    options: tuple[Option, ...] = ()
    units: tuple[Unit, ...] = ()
    language: str = "vi"
    names: Names = lambda _name: None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionType:
    """A kind of question; its page template is `questions/<name>.html`.

    `parts` names the posted fields beyond the question itself: part "done" of question q is posted as `q.done`.
    `read` never raises: whatever is posted becomes a Reading, the same each time (what an option reads as is found
    out once). `shown` gives back what to put in the fields, `words` what a reader is told (what is shown, unless a
    type says it better). `draw` makes an answer up, for demo rounds and dry runs; without it one is made up by what
    the type yields. `own_options` are those of a question that brings none. A type that does not `ask` shows something
    and takes no answer. Parts in `stays` are buttons that change the page and stay on it. Where `ordered`, the order
    of several options is part of the answer. The part `uploads` takes files. Where `known` is false, nobody can know
    the answer before the question is asked.
    """

    name: str
    yields: Yields
    read: Callable[[Asked, Given], Reading]
    settings: type[BaseModel] = NoSettings
    parts: Callable[[Asked], Iterable[str]] = lambda _asked: ("",)
    shown: Callable[[Asked, Value], Mapping[str, Sequence[str]]] = lambda _asked, value: {"": (str(value),)}
    words: Callable[[Asked, Value], Sequence[str]] | None = None
    draw: Callable[[Asked, Random], Reading] | None = None
    needs_options: bool = False
    own_options: tuple[Option, ...] = ()
    asks: bool = True
    stays: frozenset[str] = frozenset()
    ordered: bool = False
    uploads: str = ""
    known: bool = True
    summary: str = ""

    def takes(self, question: Question) -> bool:
        """Whether somebody is asked the question: what is known of it for good is only shown."""
        return self.asks and not question.is_fixed

    def in_parts(self, asked: Asked, answer: object) -> bool:
        """Whether an author wrote an answer part by part: `{done: 3, due: 4}`."""
        return isinstance(answer, dict) and bool(answer) and answer.keys() <= {*self.parts(asked)} - {""}

    def in_words(self, asked: Asked, value: Value) -> Sequence[str]:
        """An answer as a reader would say it, line by line."""
        return self.words(asked, value) if self.words else self.shown(asked, value).get("", ())
