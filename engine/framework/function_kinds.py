"""What a function of expressions is: how it is written, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MANY = 99
"""The most arguments of a function that takes any number of them."""


class Kind(StrEnum):
    """What an expression, or a part of one, is; said after "is"."""

    NUMBER = "a number"
    TRUTH = "true or false"
    OPTION = "an option"
    POINTS = "an option with points"  # where points are meant as soon as a number is asked for
    SEVERAL = "a list of what was chosen"
    DATE = "a day"
    TEXT = "a text"
    WRITTEN = "a text in quotes"
    ANY = "anything"


NUMBERS = frozenset({Kind.NUMBER, Kind.TRUTH, Kind.POINTS})
DAYS = frozenset({Kind.DATE, Kind.WRITTEN})
ANSWERS = frozenset(Kind) - {Kind.WRITTEN}
OPTIONS = frozenset({Kind.OPTION, Kind.POINTS})
TEXTS = frozenset({Kind.TEXT, Kind.WRITTEN})


@dataclass(frozen=True)
class Function:
    """A function: how it is written, what it means, an example with its result.

    `takes` are the kinds of each argument, the last for all that follow. `gives` is what it comes to; ANY: what its
    first argument is. One that works `over_passes` takes all answers of a question that is asked in passes, as a list.
    """

    signature: str
    meaning: str
    example: str
    takes: tuple[frozenset[Kind], ...]
    gives: Kind
    work: Callable[..., Any]
    fewest: int = 1
    most: int = 1
    over_passes: bool = False
    of_id: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return self.signature.partition("(")[0]

    def takes_at(self, position: int) -> frozenset[Kind]:
        """The kinds that an argument may have, from 0."""
        return self.takes[min(position, len(self.takes) - 1)]
