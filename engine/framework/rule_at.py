"""What a rule's own `ends` and `checks` see of the file in which it is named, and what they answer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from engine.framework.models import Framework, Node, Option, Question

Range: TypeAlias = tuple[float, float]

ANY: Range = (-math.inf, math.inf)
"""Nothing is known."""


@dataclass(frozen=True)
class Part:
    """A child with weight, as an aggregator sees it: between which ends its score lies, and if all units have it."""

    id: str
    weight: float
    low: float
    high: float
    for_all: bool = True


@dataclass(frozen=True)
class RuleAt:
    """A rule where a file names it.

    indicators  those that a measure, a treatment or a normaliser holds for and that are scored
    below       ids of all indicators at or below the node
    values      by indicator between which ends its value lies; empty while the file has other mistakes
    joins       the children of each dimension that an aggregator holds for
    on, ends    the node that a gate limits, and between which ends its score lies
    """

    framework: Framework
    settings: Mapping[str, Any]
    indicators: tuple[Node, ...] = ()
    below: tuple[str, ...] = ()
    values: Mapping[str, Range] = field(default_factory=dict)
    joins: tuple[tuple[Part, ...], ...] = ()
    on: str = ""
    ends: Range = ANY

    def options(self) -> Iterator[tuple[Question, tuple[Option, ...]]]:
        """The questions that the indicators are measured from and that have options, each once."""
        known = self.framework.question
        for name in dict.fromkeys(name for node in self.indicators for name in node.source if name in known):
            question = known[name]
            if question.scale is not None and question.scale not in self.framework.scales:
                continue
            if options := tuple(self.framework.options_of(question)):
                yield question, options


@dataclass(frozen=True)
class Misuse:
    """A mistake: what, how to mend it, and at which setting; with `key` the place is the key's, not the value's."""

    what: str
    mend: str
    at: tuple[str | int, ...] = ()
    key: bool = False


def hull(ranges: Iterable[Range]) -> Range:
    """The ends that hold all of the ranges; ANY where there are none."""
    found = list(ranges)
    return (min(low for low, _ in found), max(high for _, high in found)) if found else ANY


def ends_of_parts(parts: Iterable[Part], **_settings: object) -> Range:
    """The ends of an aggregator whose score lies between the least and the greatest child."""
    return hull((part.low, part.high) for part in parts)


def ends_of_scale(_made_of: object, *, to: Range, **_settings: object) -> Range:
    """The ends of a normaliser whose scores never leave the scale `to`."""
    return min(to), max(to)


def same_ends(values: Range, **_settings: object) -> Range:
    """The ends of a rule that never leads out of what it is given."""
    return values
