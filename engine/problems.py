"""Mistakes as values: where, what, and how to mend it; a reader returns all of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters: an error keeps the file from being used; a note only asks whether it is meant."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, order=True)
class Location:
    """A place in a file; line and column count from 1, and 0 means "the file as a whole"."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: its place, the way to it in the author's words, what is wrong, and how to mend it."""

    location: Location
    where: str
    what: str
    mend: str = ""
    severity: Severity = field(default=Severity.ERROR)

    def __str__(self) -> str:
        where = f" {self.where}:" if self.where else ""
        mend = f" {self.mend}" if self.mend else ""
        mark = "" if self.severity is Severity.ERROR else f"{self.severity}: "
        return f"{self.location}:{where} {mark}{self.what}{mend}"


class ThuocDoError(Exception):
    """A mistake of the user's that a command or page reports in one sentence; carries the problems found."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class MachineError(Exception):
    """What the machine could not do (disk full, database locked or damaged): a sentence and exit code 2."""


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that keep a file from being used."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)
