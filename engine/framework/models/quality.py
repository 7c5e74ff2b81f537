"""The nouns of response quality: what is declared before fieldwork to be a sign of careless answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from engine.framework.models.base import Expression, Id, Noun
from engine.framework.text import Text

Count = Annotated[int, Field(ge=2, le=1000)]
Pairs = Annotated[int, Field(ge=3, le=1000)]


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


class SameAnswers(Noun):
    """One option given to so large a share of the questions on one scale, wherever they stand."""

    share: float = Field(default=0.8, gt=0, le=1)
    answers: Count = 10


class Unfilled(Noun):
    """More than this share of the questions on the path left empty; who says "don't know" has answered."""

    share: float = Field(default=0.5, ge=0, lt=1)
    questions: Count = 10


class EvenOdd(Noun):
    """The halves of the scales of `reliability`, every other item, that hardly go together within one response.

    A pair of halves a scale and pass; their correlation, stepped up by Spearman and Brown, is below a limit.
    """

    below: float = Field(default=0.3, gt=-1, lt=1)
    pairs: Pairs = 3


class Synonyms(Noun):
    """Questions that go together over all responses, and not within one: their correlation there is below a limit."""

    least: float = Field(default=0.6, gt=0, lt=1)
    below: float = Field(default=0.0, gt=-1, lt=1)
    pairs: Pairs = 3
    responses: Count = 30


class Antonyms(Noun):
    """Questions that are opposed over all responses, and not within one: their correlation there is above a limit."""

    most: float = Field(default=-0.6, gt=-1, lt=0)
    above: float = Field(default=0.0, gt=-1, lt=1)
    pairs: Pairs = 3
    responses: Count = 30


class Mahalanobis(Noun):
    """Answers on scales that lie so far from all others, all questions of a pass together, as chance hardly brings."""

    level: float = Field(default=0.999, ge=0.9, lt=1)
    responses: Count = 30


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
    same_answers: SameAnswers | None = None
    unfilled: Unfilled | None = None
    even_odd: EvenOdd | None = None
    synonyms: Synonyms | None = None
    antonyms: Antonyms | None = None
    mahalanobis: Mahalanobis | None = None
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


FLAGS = (
    "speed", "longest_run", "irv", "same_answers", "unfilled", "even_odd", "synonyms", "antonyms", "mahalanobis",
    "duplicates", "bursts",
)  # fmt: skip
"""The flags that are named by their rule."""
