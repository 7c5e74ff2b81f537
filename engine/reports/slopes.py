"""Slope charts: each unit's total in the edition before and in this one, joined by a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from engine.framework.text import Text
from engine.reports.change import ChangeLine
from engine.reports.charts import TOP, Canvas, Tick

WIDE = Canvas(width=680.0, left=70.0, right=330.0, step=15.0, letters=52, most_lines=1)
"""For paper and wide screens: the scores before stand left of `left`, the scores now and the names right of `right`."""
NARROW = Canvas(width=340.0, left=52.0, right=122.0, step=19.0, letters=22, most_lines=1, line=19.0)
"""For phones."""

AT_MOST = 40
"""So many units a chart."""
FEWEST = 2
"""Units with a score in both editions; fewer make no chart."""
FLATTEST = 160.0
"""No chart is lower than this: where all is flat, nothing is told apart."""


@dataclass(frozen=True)
class End:
    """A score at one end of a line: where its point is, where its label stands beside it, and the score itself."""

    y: float
    label_y: float
    score: float


@dataclass(frozen=True)
class Slope:
    """One unit; `path` draws its line, in two pieces where the method changed, "" where nothing can be compared."""

    title: Text
    before: End
    now: End
    path: str
    is_whole: bool


@dataclass(frozen=True)
class SlopeChart:
    """The slopes of some units of one group, best now first."""

    canvas: Canvas
    height: float
    rows: tuple[Slope, ...]
    decimals: int
    ticks: tuple[Tick, ...] = ()

    @property
    def has_broken(self) -> bool:
        """Whether any line is broken or missing, so that this must be told."""
        return any(not row.is_whole for row in self.rows)


def slope_charts(lines: Sequence[ChangeLine], canvas: Canvas) -> tuple[SlopeChart, ...]:
    """The charts of a group's totals, the units in the order given; () where too few have both scores."""
    both = [(line, line.before, line.now) for line in lines if line.before is not None and line.now is not None]
    if len(both) < FEWEST:
        return ()
    pieces = -(-len(both) // AT_MOST)
    size = -(-len(both) // pieces)
    return tuple(_chart(both[start : start + size], canvas) for start in range(0, len(both), size))


def _chart(both: Sequence[tuple[ChangeLine, float, float]], canvas: Canvas) -> SlopeChart:
    bottom = TOP + max(FLATTEST, canvas.step * len(both))
    scores = [(before, now) for _, before, now in both]
    axis = (min(map(min, scores)), max(map(max, scores)))
    upright = replace(canvas, left=bottom - canvas.step / 2, right=TOP + canvas.step / 2)  # the best is at the top
    before, now = (_ends(column, upright, axis) for column in zip(*scores, strict=True))
    rows = tuple(
        Slope(line.title, was, is_, _path(line, canvas, was.y, is_.y), not (line.method or line.why))
        for (line, *_), was, is_ in zip(both, before, now, strict=True)
    )
    return SlopeChart(canvas, bottom + 6, rows, both[0][0].decimals)


def _path(line: ChangeLine, canvas: Canvas, before: float, now: float) -> str:
    def point(share: float) -> str:
        return f"{canvas.left + share * (canvas.right - canvas.left):.1f} {before + share * (now - before):.1f}"

    pieces = () if line.why else ((0.0, 0.4), (0.6, 1.0)) if line.method else ((0.0, 1.0),)
    return "".join(f"M{point(start)}L{point(end)}" for start, end in pieces)


def _ends(scores: Sequence[float], upright: Canvas, axis: tuple[float, float]) -> list[End]:
    places = [upright.place(score, axis) for score in scores]
    labels = apart(places, upright.step, upright.left)
    return [End(*each) for each in zip(places, labels, scores, strict=True)]


def apart(places: Sequence[float], gap: float, bottom: float) -> list[float]:
    """Places moved no further than it takes for a gap between any two, none below the bottom; their order stays."""
    order = sorted(range(len(places)), key=lambda each: places[each])
    moved = [places[each] for each in order]
    for above, below in pairwise(range(len(moved))):
        moved[below] = max(moved[below], moved[above] + gap)
    floor = bottom
    for each in reversed(range(len(moved))):
        moved[each] = min(moved[each], floor)
        floor = moved[each] - gap
    return [round(place, 1) for _, place in sorted(zip(order, moved, strict=True))]
