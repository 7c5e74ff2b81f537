"""What the store keeps and gathers about a round's fieldwork, as typed nouns: counts alone, and no single response."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.snapshots import Filled

Counts: TypeAlias = Mapping[str, int]
ByDay: TypeAlias = Mapping[str, int]
"""How many on each day, written 2026-05-01; under "" those of papers and telephone calls, which come in heaps."""


@dataclass(frozen=True)
class Targets:
    """What a round aims at: so many responses, so many about a group or unit, and how sure a unit's figures are to be.

    `margin` in points of 100, at a `level` in percent; `populations`: how many could answer about a unit.
    """

    total: int | None = None
    groups: Counts = field(default_factory=dict)
    units: Counts = field(default_factory=dict)
    populations: Counts = field(default_factory=dict)
    margin: float = 10.0
    level: float = 90.0


@dataclass(frozen=True)
class Rating:
    """That a sent response is about a unit. `respondent` tells two responses apart within one gathering only."""

    respondent: int
    unit: str
    day: str


@dataclass(frozen=True)
class Gathered:
    """What a round's rows say when they are gone through; held only until it is counted."""

    days: ByDay
    ratings: Sequence[Rating]
    flags: Counts
    flagged: int
    drafts: Sequence[Filled]
    quotas: Counts
    screened: Counts


@dataclass(frozen=True)
class Figures:
    """A round's fieldwork when it had so many responses: all that its page needs, in counts.

    units    by unit, how many are about it on each day
    groups   how many are about a unit of the group
    stopped  drafts by the last page on which anything was answered; "" for none
    flags    sent responses by sign of careless answers; `flagged`: those with any
    quotas   sent responses by quota; `screened`: those closed for one that was full
    invited  invitations by stratum of the sample; `answered`: those of them that were used
    """

    started: int = 0
    sent: int = 0
    days: ByDay = field(default_factory=dict)
    units: Mapping[str, ByDay] = field(default_factory=dict)
    groups: Counts = field(default_factory=dict)
    stopped: Counts = field(default_factory=dict)
    flags: Counts = field(default_factory=dict)
    flagged: int = 0
    quotas: Counts = field(default_factory=dict)
    screened: Counts = field(default_factory=dict)
    invited: Counts = field(default_factory=dict)
    answered: Counts = field(default_factory=dict)
