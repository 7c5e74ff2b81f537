"""A document that a plugin makes of one unit's answers: what it is made from, what it consists of, what it checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from engine.framework.models import Form, Framework, Unit
from engine.framework.question_types import Value
from engine.framework.text import Text


@dataclass(frozen=True)
class UnitAnswers:
    """What a unit answered, by (question id, id of the unit or row of a pass, or ""): only what lies on the path.

    `words` are the answers as people say them, `names` what the rows of lists are called. `scores` are those of these
    answers by node, without the nodes that have none, `most` the highest that a node can have where that is known.
    """

    framework: Framework
    form: Form
    unit: Unit
    round_title: str
    on: date
    values: Mapping[tuple[str, str], Value]
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    most: Mapping[str, float] = field(default_factory=dict)

    def value(self, question: str, item: str = "") -> Value | None:
        """An answer, or None."""
        return self.values.get((question, item))

    def rows(self, listing: str) -> tuple[tuple[str, str], ...]:
        """The rows of a list, each with its name."""
        found = self.value(listing)
        return tuple((row, self.names.get(row, row)) for row in found) if isinstance(found, tuple) else ()


class Look(StrEnum):
    """How a cell of a report looks."""

    TITLE = "title"
    PART = "part"  # the head of a part
    HEAD = "head"  # of a column or line
    TEXT = "text"
    GIVEN = "given"  # filled in from answers
    OPEN = "open"  # for somebody to fill in
    NOTE = "note"
    GOOD = "good"
    WRONG = "wrong"


@dataclass(frozen=True)
class ReportCell:
    """A cell: what it holds, how it looks, over how many columns it reaches."""

    holds: str | float | date = ""
    look: Look = Look.TEXT
    across: int = 1


@dataclass(frozen=True)
class ReportSheet:
    """A sheet: its columns' widths in letters, its lines, and how many lines and columns stay in sight."""

    name: str
    widths: tuple[float, ...]
    lines: tuple[tuple[ReportCell, ...], ...]
    stays: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class ReportCheck:
    """Something that has to hold before a report is sent: every place where it does not, and how to mend that."""

    title: Text
    mend: Text
    wrong: tuple[Text, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


@dataclass(frozen=True)
class MadeReport:
    """A report: a workbook, and whether what it says agrees with itself."""

    sheets: tuple[ReportSheet, ...]
    checks: tuple[ReportCheck, ...] = ()


@dataclass(frozen=True)
class UnitReport:
    """A document that can be made of a unit's answers to a form which asks all of `asks`.

    `make` is a plain function; the engine writes what it returns as XLSX, in which words are never formulas.
    """

    name: str  # in addresses and on the command line
    title: Text
    says: Text  # in a sentence what it is, and how official
    asks: frozenset[str]
    make: Callable[[UnitAnswers], MadeReport]
    language: str = "vi"  # of the document

    def fits(self, form: Form) -> bool:
        """Whether the form asks what the report is made of."""
        return self.asks <= form.question.keys()
