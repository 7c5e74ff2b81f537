"""How a measure's value comes from its records: what its sampling error is worked out from.

A measure's rule may name a companion, called with the same ratings and settings, that returns one of these nouns. One
without a companion is drawn again and again instead (see `engine.scoring.estimates`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.scoring.arrays import BoolArray, FloatArray


@dataclass(frozen=True)
class AsRatio:
    """The value is scale · Σ w·top / Σ w·bottom over the records of a unit: means, shares, balances, ratios of sums.

    top, bottom  (records,) 0 where a record has no say
    base         (records,) bool: records with at least one answer in the base
    is_share     whether it is a share of 0 to `scale`, whose interval never leaves its ends
    ends         what the value cannot go beyond, if anything
    """

    top: FloatArray
    bottom: FloatArray
    base: BoolArray
    scale: float = 1.0
    is_share: bool = False
    ends: tuple[float, float] | None = None


@dataclass(frozen=True)
class AsTotal:
    """The value is Σ w·each over the records of a unit: counts and sums; `each` (records,)."""

    each: FloatArray
    base: BoolArray


@dataclass(frozen=True)
class AsQuantile:
    """The value has the share `at` of the weight at or below it; values and base are (questions, records)."""

    values: FloatArray
    base: BoolArray
    at: float = 0.5


@dataclass(frozen=True)
class NotDrawn:
    """The value is no estimate from a sample: somebody's own figure."""


Linear: TypeAlias = AsRatio | AsTotal | AsQuantile | NotDrawn
