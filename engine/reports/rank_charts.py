"""Rank intervals as pictures: a dot for each unit's place, a bar over the places that it may as well have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.framework.text import Text
from engine.reports.alike import Alike
from engine.reports.charts import Canvas, Tick

AT_MOST = 40
"""So many units a chart."""
FEWEST = 2
"""Units with an interval; fewer make no chart."""
MOST_TICKS = 8


@dataclass(frozen=True)
class Placed:
    """What the picture needs of a unit; `alike` are the groups of units that it cannot be told apart from."""

    title: Text
    rank: int
    low: int
    high: int
    alike: Alike | None = None


@dataclass(frozen=True)
class RankRow:
    """One unit: where its dot is, and where its bar begins and ends."""

    unit: Placed
    y: float
    x: float
    low: float
    high: float


@dataclass(frozen=True)
class RankChart:
    """Some units of one group in the order of their ranks, the first place on the left."""

    canvas: Canvas
    height: float
    ticks: tuple[Tick, ...]
    rows: tuple[RankRow, ...]


def rank_charts(units: Sequence[Placed], last: int, canvas: Canvas) -> tuple[RankChart, ...]:
    """Charts of the units in the order given, of places from 1 to `last`; () where there is nothing to compare."""
    if len(units) < FEWEST or last < FEWEST:
        return ()
    scale = (1.0, float(last))
    step = max(1, -(-(last - 1) // (MOST_TICKS - 1)))
    ticks = tuple(Tick(canvas.place(place, scale), float(place)) for place in range(1, last + 1, step))
    pieces = -(-len(units) // AT_MOST)
    size = -(-len(units) // pieces)
    charts = []
    for start in range(0, len(units), size):
        part = units[start : start + size]
        centres = canvas.centres([f"{unit.rank}. {name}" for name in unit.title.root.values()] for unit in part)
        rows = tuple(
            RankRow(unit, y, *(canvas.place(each, scale) for each in (unit.rank, unit.low, unit.high)))
            for unit, y in zip(part, centres, strict=True)
        )
        charts.append(RankChart(canvas, canvas.height(centres), ticks, rows))
    return tuple(charts)
