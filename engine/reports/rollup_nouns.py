"""What the overview of all units says, as frozen nouns; its template asks for nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.text import Text
from engine.reports.bases import BasisLine
from engine.reports.heat import HeatKey
from engine.reports.nouns import About, MethodLine, Standing, Unranked
from engine.scoring.summing import SummedRatio


@dataclass(frozen=True)
class HeatRow:
    """One unit: its total, and its sections in the order of `RollupGroup.spreads` after the first.

    `tints` are the tints of both, 1 for the lowest scores; 0 where there is no score.
    """

    unit_id: str
    unit_title: Text
    total: Standing
    sections: tuple[Standing, ...]
    tints: tuple[int, ...]


@dataclass(frozen=True)
class Spread:
    """The scores of all counted units on one node; `weakest` are those that have the least of it."""

    id: str
    code: str
    title: Text
    decimals: int
    n: int
    least: float | None
    median: float | None
    most: float | None
    weakest: tuple[Text, ...]


@dataclass(frozen=True)
class BandCount:
    """How many units are in a band, and which share that is of those that are in one, in per cent."""

    title: Text
    units: int
    percent: float | None


@dataclass(frozen=True)
class RollupGroup:
    """The counted units of one group, best first; the first of the `spreads` is the total's."""

    id: str
    title: Text
    rows: tuple[HeatRow, ...]
    spreads: tuple[Spread, ...]
    bands: tuple[BandCount, ...]
    bandless: int
    key: HeatKey
    on_bases: tuple[BasisLine, ...] = ()  # the totals of its units on all bases


@dataclass(frozen=True)
class Held:
    """A unit whose score a cap lowered."""

    unit_title: Text
    before: float
    after: float


@dataclass(frozen=True)
class Cap:
    """A cap and whom it holds: `held` are lowered, `unsure` too since an answer is missing, `also` are low anyway."""

    reason: Text
    node: Text
    decimals: int
    held: tuple[Held, ...]
    also: tuple[Text, ...]
    unsure: tuple[Held, ...]

    @property
    def units(self) -> int:
        """How many units it lowers."""
        return len(self.held) + len(self.unsure)


@dataclass(frozen=True)
class Part:
    """Something that is counted once it reaches a mark."""

    code: str
    title: Text
    decimals: int


@dataclass(frozen=True)
class Mark:
    """A count of parts that reach a mark; `of` is how many there are."""

    title: Text
    note: Text | None
    of: int


@dataclass(frozen=True)
class PartCell:
    """What a unit has of a part, and how many of the marks that reaches; None where there is no score."""

    score: float | None
    missing: Missing
    met: int


@dataclass(frozen=True)
class MarkRow:
    """One unit: each part, and how many parts reach each of the marks."""

    unit_id: str
    unit_title: Text
    cells: tuple[PartCell, ...]
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class Tally:
    """How many units have so many parts, by mark."""

    parts: int
    units: tuple[int, ...]


@dataclass(frozen=True)
class MarkTable:
    """All that counts the same parts of units: who has which, and how many units have how many."""

    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]
    rows: tuple[MarkRow, ...]
    tallies: tuple[Tally, ...]


@dataclass(frozen=True)
class RatioLine:
    """An indicator's ratio over all counted units."""

    code: str
    title: Text
    summed: SummedRatio


@dataclass(frozen=True)
class Rollup:
    """All units of a round at once; `basis` says as a source text on what the scores rest, "" where there is one only.

    `bases` are the source texts of all of them; () where there is one only. `counted` units have a rank; the others
    stand `apart` with the reason, and are in no other table.
    """

    framework: Framework
    about: About
    basis: str
    counted: int
    groups: tuple[RollupGroup, ...]
    caps: tuple[Cap, ...]
    idle_caps: int
    marked: tuple[MarkTable, ...]
    ratios: tuple[RatioLine, ...]
    apart: tuple[Unranked, ...]
    method: tuple[MethodLine, ...]
    bases: tuple[str, ...] = ()
