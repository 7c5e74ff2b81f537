"""Charts as positions on a canvas: templates draw what stands here, without arithmetic."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from engine.framework.text import Text

WIDTH = 680.0
LABELS = 236.0  # where the plot begins: labels stand left of it
RIGHT = 60.0  # room for the score, right of the plot
TOP = 26.0
LETTERS = 38  # letters of a label line at 11 px
LETTER = 6.0  # about how wide such a letter is
MOST_LETTERS = 56  # a longer name of a ranked unit is shortened; the table has it whole


@dataclass(frozen=True)
class Mark:
    """A point of a chart: where it is drawn, and the number it stands for."""

    x: float
    score: float


@dataclass(frozen=True)
class Tick:
    """A grid line with its number."""

    x: float
    value: float


@dataclass(frozen=True)
class DotRow:
    """One dimension: own, median and best on one line; a mark is None where there is no score."""

    title: Text
    y: float
    own: Mark | None
    median: Mark | None
    best: Mark | None


@dataclass(frozen=True)
class DotPlot:
    """A dimension profile; `as_percent` where scales differ and positions are shares of each scale."""

    height: float
    ticks: tuple[Tick, ...]
    rows: tuple[DotRow, ...]
    as_percent: bool
    decimals: int


@dataclass(frozen=True)
class BarRow:
    """One ranked unit: its bar, and its whisker when an interval exists."""

    title: Text
    rank: int
    y: float
    bar: Mark
    low: Mark | None
    high: Mark | None


@dataclass(frozen=True)
class Ranking:
    """A ranked bar chart; bars begin at `zero`, labels of so many letters end left of `labels`."""

    height: float
    labels: float
    letters: int
    zero: float
    ticks: tuple[Tick, ...]
    rows: tuple[BarRow, ...]
    decimals: int


def lines_of(label: str, letters: int = LETTERS) -> list[str]:
    """A label in at most two lines; SVG text does not wrap by itself."""
    return textwrap.wrap(label, letters, max_lines=2, placeholder=" …") or [""]


def one_line(label: str, letters: int = LETTERS) -> str:
    """A label in one line, shortened at a word."""
    return textwrap.shorten(label, letters, placeholder=" …")


def _place(value: float, scale: tuple[float, float], left: float = LABELS) -> float:
    low, high = scale
    share = (value - low) / (high - low) if high > low else 0.0
    return round(left + min(max(share, 0.0), 1.0) * (WIDTH - RIGHT - left), 1)


def _ticks(scale: tuple[float, float], left: float = LABELS) -> tuple[Tick, ...]:
    low, high = scale
    span = high - low
    # a scale of 1 to 10 has its whole numbers at thirds, the others at quarters or fifths
    parts = 3 if span == 9 else 5 if span in (5, 10, 50, 100, 1) else 4
    values = [low + span * i / parts for i in range(parts + 1)]
    return tuple(Tick(_place(value, scale, left), value) for value in values)


def _mark(value: float | None, scale: tuple[float, float], left: float = LABELS) -> Mark | None:
    return None if value is None else Mark(_place(value, scale, left), value)


@dataclass(frozen=True)
class Profiled:
    """What the profile needs of a dimension."""

    title: Text
    scale: tuple[float, float]
    own: float | None
    median: float | None
    best: float | None


def dot_plot(dimensions: Sequence[Profiled], decimals: int) -> DotPlot:
    """The profile of the dimensions on one scale; where scales differ, each as a share of its own."""
    scales = {given.scale for given in dimensions}
    as_percent = len(scales) > 1
    step = 28.0

    def share(value: float | None, scale: tuple[float, float]) -> float | None:
        if value is None or not as_percent:
            return value
        return 100 * (value - scale[0]) / (scale[1] - scale[0]) if scale[1] > scale[0] else 0.0

    axis = (0.0, 100.0) if as_percent or not scales else next(iter(scales))
    rows = tuple(
        DotRow(
            given.title,
            TOP + step * (i + 0.5),
            *(_mark(share(value, given.scale), axis) for value in (given.own, given.median, given.best)),
        )
        for i, given in enumerate(dimensions)
    )
    return DotPlot(TOP + step * len(rows) + 6, _ticks(axis), rows, as_percent, 1 if as_percent else decimals)


@dataclass(frozen=True)
class Ranked:
    """What the ranking chart needs of a unit."""

    title: Text
    rank: int
    score: float
    low: float | None
    high: float | None


def rankings(
    units: Sequence[Ranked], scale: tuple[float, float], decimals: int, at_most: int = 40
) -> tuple[Ranking, ...]:
    """Bars of the units in the order given, at most so many a chart.

    Bars begin at zero, since a cut axis makes differences look larger than they are.
    """
    axis = (min(0.0, scale[0]), max(scale[1], 0.0))
    letters = min(max((len(name) for unit in units for name in unit.title.root.values()), default=0), MOST_LETTERS)
    left = round(max(120.0, (letters + 5) * LETTER), 1)  # five more for the rank
    pieces = -(-len(units) // at_most)
    size = -(-len(units) // pieces) if pieces else 0
    charts = []
    for start in range(0, len(units), size or 1):
        part = units[start : start + size]
        step = 17.0
        rows = tuple(
            BarRow(
                unit.title, unit.rank, TOP + step * (i + 0.5), Mark(_place(unit.score, axis, left), unit.score),
                _mark(unit.low, axis, left), _mark(unit.high, axis, left),
            )
            for i, unit in enumerate(part)
        )  # fmt: skip
        zero, ticks = _place(0.0, axis, left), _ticks(axis, left)
        charts.append(Ranking(TOP + step * len(rows) + 6, left, letters, zero, ticks, rows, decimals))
    return tuple(charts)
