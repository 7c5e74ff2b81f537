"""What ranks rest on as a picture: of each choice of the method two bars with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.reports.charts import NARROW, WIDE, Canvas, Mark, Tick
from engine.reports.waterfall import Label

SCALE = (0.0, 100.0)
HALF = 7.0
"""So far above or below the middle of a row is the middle of each of its two bars."""

WIDE_ROWS = replace(WIDE, step=42.0, right=600.0)
NARROW_ROWS = replace(NARROW, step=40.0, right=284.0)


@dataclass(frozen=True)
class Share:
    """An index in per cent with its interval, cut at 0 and 100, which it cannot pass."""

    percent: float
    low: float
    high: float


@dataclass(frozen=True)
class ChoiceRow:
    """A choice of the method: its name, what it is in words, what it brings alone, and what with the others."""

    label: Label
    words: object
    first: Share
    total: Share


@dataclass(frozen=True)
class Bar:
    """An index drawn: its middle, its end, the ends of its interval; `y` is how far down it is."""

    y: float
    end: Mark
    low: float
    high: float


@dataclass(frozen=True)
class BarPair:
    """One choice drawn."""

    label: Label
    y: float
    first: Bar
    total: Bar


@dataclass(frozen=True)
class IndexChart:
    """All choices in one chart, those first that bring most with the others."""

    canvas: Canvas
    height: float
    ticks: tuple[Tick, ...]
    rows: tuple[BarPair, ...]


@dataclass(frozen=True)
class RestsOn:
    """What the ranks of a league rest on.

    rows     those first that bring most; () where no choice changes a rank, or `lost` says that too many runs failed
    percent  the level of the intervals
    failed   per cent of the runs in which a unit had no rank
    """

    rows: tuple[ChoiceRow, ...]
    charts: tuple[IndexChart, ...]
    runs: int
    percent: float
    failed: float
    lost: bool


def index_chart(rows: Sequence[ChoiceRow], canvas: Canvas) -> IndexChart:
    """The choices in the order given."""
    centres = canvas.centres(row.label.everywhere for row in rows)
    pairs = tuple(
        BarPair(row.label, y, _bar(row.first, y - HALF, canvas), _bar(row.total, y + HALF, canvas))
        for row, y in zip(rows, centres, strict=True)
    )
    return IndexChart(canvas, canvas.height(centres), canvas.ticks(SCALE), pairs)


def _bar(share: Share, y: float, canvas: Canvas) -> Bar:
    end = Mark(canvas.place(share.percent, SCALE), share.percent)
    return Bar(round(y, 1), end, canvas.place(share.low, SCALE), canvas.place(share.high, SCALE))
