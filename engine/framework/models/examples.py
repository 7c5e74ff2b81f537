"""The nouns of the tests that a framework file carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from engine.framework.models.base import Id, Noun, UnitId
from engine.framework.text import Text

Figure = Annotated[float, Field(strict=True)] | str
"""A number, or the word for the reason why there is none (`too_few`, `not_applicable`, …)."""


Step = Literal["treated", "clamped", "imputed"]
"""What is done to an indicator's figure on its way to a score."""


class GivenResponse(Noun):
    """Answers as an author writes them; those asked in passes by unit, or one for every pass. Sent `times` over.

    `given` is what was known before; what is asked keeps it where `answers` says nothing else.
    """

    form: Id | None = None
    unit: UnitId | None = None
    times: int = Field(default=1, ge=1, le=10_000)
    given: Mapping[str, Any] = Field(default_factory=dict)
    answers: Mapping[str, Any] = Field(default_factory=dict)


class Expected(Noun):
    """What an example should give; what is not named is not looked at, but any complaint must be named.

    `pages` are the steps of the path; `problems` the questions that complain and `unasked` those that the path leaves
    out, both as `question` or `question/unit`; `flags` count the responses that raise them; `quota` is one that every
    response counts towards, or `none`. The rest goes by unit: `extras` are the points that each gave, `moved` what was
    done to each indicator's figure. Numbers hold to the last decimal that is written or printed, whichever is finer,
    or `within` so much.
    """

    pages: tuple[str, ...] | None = None
    problems: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    values: Mapping[UnitId, Mapping[str, Figure]] = Field(default_factory=dict)
    scores: Mapping[UnitId, Mapping[str, Figure]] = Field(default_factory=dict)
    bands: Mapping[UnitId, str] = Field(default_factory=dict)
    ranks: Mapping[UnitId, Annotated[int, Field(strict=True, ge=1)] | Literal["none"]] = Field(default_factory=dict)
    gates: Mapping[UnitId, tuple[str, ...]] = Field(default_factory=dict)
    extras: Mapping[UnitId, Mapping[str, Annotated[float, Field(strict=True)]]] = Field(default_factory=dict)
    moved: Mapping[UnitId, Mapping[str, tuple[Step, ...]]] = Field(default_factory=dict)
    flags: Mapping[str, Annotated[int, Field(strict=True, ge=0)]] = Field(default_factory=dict)
    quota: str | None = None
    within: float | None = Field(default=None, gt=0)

    @property
    def of_scores(self) -> bool:
        """Whether anything is expected of the scoring."""
        return any(self.by_unit)

    @property
    def by_unit(self) -> tuple[Mapping[UnitId, object], ...]:
        """All that is expected of units."""
        return self.scores, self.values, self.bands, self.ranks, self.gates, self.extras, self.moved


class Example(Noun):
    """A test that the file carries: answers or figures in, pages, problems and scores out.

    One response stands in `answers` with its `form` and `unit`; several stand in `responses`.
    """

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    note: Text | None = None
    form: Id | None = None
    unit: UnitId | None = None
    given: Mapping[str, Any] = Field(default_factory=dict)
    answers: Mapping[str, Any] = Field(default_factory=dict)
    responses: tuple[GivenResponse, ...] = ()
    figures: Mapping[UnitId, Mapping[str, Figure]] = Field(default_factory=dict)
    expect: Expected

    @property
    def every_response(self) -> tuple[GivenResponse, ...]:
        """The responses, wherever they are written."""
        if self.responses or not (self.answers or self.given or self.form or self.expect.pages):
            return self.responses
        return (GivenResponse(form=self.form, unit=self.unit, given=self.given, answers=self.answers),)
