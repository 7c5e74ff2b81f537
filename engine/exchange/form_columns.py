"""The columns under which the answers of a form are keyed in: which table, which question, and what a cell may hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from engine.exchange.row_lists import offers_rows
from engine.framework.models import Form, Framework, Question
from engine.framework.question_types import Asked, QuestionType, Yields
from engine.framework.vocabulary import Vocabulary

NUMBER = "[number]"
UNIT = "[unit]"
"""The columns of every table beside the questions: which form, and which unit or row it is about."""

MOST_SLOTS = 10
"""So many cells there are for a list without a limit; more may be written in one cell, set apart by semicolons."""


class Holds(Enum):
    """What the cells of a column hold."""

    OPTION = auto()  # one option
    TICK = auto()  # a mark where the option was chosen
    UNIT = auto()  # one of several units
    NAME = auto()  # the name of one of several rows
    SEVERAL = auto()  # several things in one cell, set apart by semicolons
    FIGURE = auto()
    DAY = auto()
    WORDS = auto()


@dataclass(frozen=True)
class Column:
    """One column; `part` is that of the question which its cells are, `choice` the option or the place it is about."""

    id: str
    question: Question
    part: str
    holds: Holds
    choice: str = ""
    offered: bool = True  # in the template; what is not may still be used


@dataclass(frozen=True)
class Table:
    """The columns that are asked about one thing: `over` is the question of whose choices it is asked, "" for none."""

    over: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Columns:
    """All tables of a form, the one about the respondent first."""

    framework: Framework
    form: Form
    vocabulary: Vocabulary

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables in the order of the form."""
        found: dict[str, list[Column]] = {"": []}
        for page in self.form.pages:
            for question in page.questions:
                found.setdefault(page.for_each or "", []).extend(self._of(question))
        return tuple(Table(over, tuple(columns)) for over, columns in found.items() if columns or not over)

    @cached_property
    def by_id(self) -> Mapping[str, tuple[str, Column]]:
        """Each column with the table in which it stands."""
        return {column.id: (table.over, column) for table in self.tables for column in table.columns}

    @cached_property
    def sha256(self) -> str:
        """What tells another version of the form: its columns and options, not its wording."""
        said = [self.form.id]
        for table in self.tables:
            for column in table.columns:
                options = ",".join(option.id for option in self.framework.options_of(column.question))
                said.append(f"{table.over}/{column.id}/{column.question.type}/{options}")
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    def kind(self, question: Question) -> QuestionType:
        """A question's type."""
        return self.vocabulary.question_types[question.type]

    def slots(self, question: Question) -> int:
        """In how many cells a list is written."""
        most = question.setting("max") or MOST_SLOTS
        if self.kind(question).yields is Yields.UNITS:
            offers = getattr(question.settings, "offers", lambda _unit: True)
            most = min(most, sum(1 for unit in self.framework.units.list if offers(unit)))
        return int(min(most, MOST_SLOTS))

    def _of(self, question: Question) -> Iterator[Column]:
        kind, name = self.kind(question), question.id
        if not kind.asks or kind.uploads or kind.yields is Yields.NOTHING or question.is_fixed:
            return
        options = self.framework.options_of(question)
        match kind.yields:
            case Yields.OPTION if not offers_rows(self.framework, question):
                yield Column(name, question, "", Holds.OPTION)
            case Yields.OPTIONS if kind.ordered and not offers_rows(self.framework, question):
                for option in options:
                    yield Column(f"{name}[{option.id}]", question, option.id, Holds.FIGURE, option.id)
            case Yields.OPTION | Yields.OPTIONS if offers_rows(self.framework, question):
                yield Column(name, question, "", Holds.SEVERAL)
            case Yields.OPTIONS:
                yield Column(name, question, "", Holds.SEVERAL, offered=False)
                for option in options:
                    yield Column(f"{name}[{option.id}]", question, "", Holds.TICK, option.id)
            case Yields.UNITS | Yields.ROWS as several:
                yield Column(name, question, "", Holds.SEVERAL, offered=False)
                holds = Holds.UNIT if several is Yields.UNITS else Holds.NAME
                for place in range(1, self.slots(question) + 1):
                    yield Column(f"{name}[{place}]", question, "", holds, str(place))
            case _:
                yield from self._fields(question, kind)
        if kind.yields in (Yields.OPTION, Yields.OPTIONS) and not kind.ordered:
            for option in options:
                if option.detail:
                    yield Column(f"{name}.{option.id}", question, option.id, Holds.WORDS, option.id)

    def _fields(self, question: Question, kind: QuestionType) -> Iterator[Column]:
        """The columns of what is typed into fields: one for each, and of a long list that for searching."""
        parts = [part for part in kind.parts(self.asked(question)) if part not in kind.stays]
        if "find" in parts:
            yield Column(question.id, question, "find", Holds.WORDS)
            return
        typed = {Yields.DATE: Holds.DAY, Yields.TEXT: Holds.WORDS}
        for part in parts:
            name = f"{question.id}.{part}" if part else question.id
            yield Column(name, question, part, typed.get(kind.yields, Holds.FIGURE))

    def asked(self, question: Question, language: str = "vi") -> Asked:
        """A question as it stands with no answers."""
        return Asked(question, self.framework.options_of(question), self.framework.units.list, language)
