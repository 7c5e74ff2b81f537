"""The nouns of response quality: what is declared before fieldwork to be a sign of careless answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from engine.framework.models.base import Expression, Id, Noun
from engine.framework.text import Text

Count = Annotated[int, Field(ge=2, le=1000)]


class Speed(Noun):
    """Answers that came faster than they can be read: less than so many seconds an answer, from first page to sending.

    Worked out while the form is sent; only the flag is kept, never the time. Who goes on in another browser has none.
    """

    seconds_per_answer: float = Field(default=2.0, gt=0, le=60)
    answers: Count = 10


class LongestRun(Noun):
    """The same option chosen so many times in a row, on one scale and within one pass."""

    answers: Count = 10


class LittleVariation(Noun):
    """Answers that hardly differ: their standard deviation, each as a share of its scale (IRV), is below a limit."""

    below: float = Field(default=0.1, gt=0, lt=0.5)
    answers: Count = 10


class Duplicates(Noun):
    """Two responses or more with the same answers to so many questions and more; all of them are flagged."""

    answers: Count = 10


class Bursts(Noun):
    """Responses about one unit that came on one day: so many, and so many times the unit's median day."""

    responses: Count = 20
    times: float = Field(default=5.0, gt=1)


class Contradiction(Noun):
    """Answers that nobody can mean together; inside of passes the condition is looked at in each."""

    id: Id
    when: Expression
    title: Text | None = None


class Quality(Noun):
    """Signs of careless answers. Flagged responses are kept and counted; results are shown with and without them."""

    speed: Speed | None = None
    longest_run: LongestRun | None = None
    irv: LittleVariation | None = None
    duplicates: Duplicates | None = None
    bursts: Bursts | None = None
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def flags(self) -> Iterator[str]:
        """The names of the flags, in the order in which they are told."""
        for name in FLAGS:
            if getattr(self, name) is not None:
                yield name
        for contradiction in self.contradictions:
            yield contradiction.id


FLAGS = ("speed", "longest_run", "irv", "duplicates", "bursts")
"""The flags that are named by their rule."""
