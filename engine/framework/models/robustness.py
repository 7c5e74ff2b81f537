"""The nouns of `robustness`: which choices of the method may vary, so that readers see how far results rest on them."""

from __future__ import annotations

from pydantic import Field

from engine.framework.models.base import Id, Noun
from engine.framework.models.index import RuleUse


class VariedWeights(Noun):
    """How far weights may be off: each times 1 − share to 1 + share; written `0.25`, or `{share: …, on: …}`."""

    share: float = Field(default=0.25, gt=0, lt=1)
    on: tuple[Id, ...] = ()  # dimensions whose children's weights vary; none named: all


class RuleChoice(Noun):
    """A rule that may take the place of the file's own; written `geometric`, or `{by: …, on: …}` for some nodes."""

    by: RuleUse
    on: tuple[Id, ...] = ()


class TreatChoice(Noun):
    """Another treatment: without one of the file's rules, with another in its place, or with one more at the end."""

    without: str | None = None
    by: RuleUse | None = None
    on: tuple[Id, ...] = ()


class Robustness(Noun):
    """Which choices may vary and among what; the file's own choice is always one of them, as likely as each other."""

    weights: VariedWeights | None = None
    treat: tuple[TreatChoice, ...] = ()
    normalise: tuple[RuleChoice, ...] = ()
    aggregate: tuple[RuleChoice, ...] = ()
    level: float = Field(default=0.9, gt=0, lt=1)
