"""Charts as positions on a canvas: templates draw what stands here, without arithmetic."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from engine.framework.text import Text

TOP = 26.0
LETTER = 6.0  # about how wide a letter of a wide chart's label is
MOST_LETTERS = 56  # a longer name of a ranked unit is shortened; the table has it whole
LEAST_LEFT = 150.0  # charts of short labels begin at one place


@dataclass(frozen=True)
class Canvas:
    """What a chart is drawn on: the plot lies between `left` and `right`, its rows are `step` high.

    Labels have `most_lines` of so many `letters`. They stand beside the plot, or, where `line` is the height of a
    line, above their row.
    """

    width: float
    left: float
    right: float
    step: float
    letters: int
    most_lines: int = 2
    line: float = 0.0

    def lines(self, label: str) -> list[str]:
        """A label in lines, shortened at a word: SVG text does not wrap by itself."""
        return textwrap.wrap(label, self.letters, max_lines=self.most_lines, placeholder=" …") or [""]

    def place(self, value: float, scale: tuple[float, float]) -> float:
        """Where a value of a scale stands."""
        low, high = scale
        share = (value - low) / (high - low) if high > low else 0.0
        return round(self.left + min(max(share, 0.0), 1.0) * (self.right - self.left), 1)

    def mark(self, value: float | None, scale: tuple[float, float], *, thin: bool = False) -> Mark | None:
        """A value as a point, None where there is none."""
        return None if value is None else Mark(self.place(value, scale), value, thin)

    def ticks(self, scale: tuple[float, float]) -> tuple[Tick, ...]:
        """The grid lines of a scale."""
        low, high = scale
        span = high - low
        # a scale of 1 to 10 has its whole numbers at thirds, the others at quarters or fifths
        parts = 3 if span == 9 else 5 if span in (5, 10, 50, 100, 1) else 4
        values = [low + span * i / parts for i in range(parts + 1)]
        return tuple(Tick(self.place(value, scale), value) for value in values)

    def centres(self, labels: Iterable[Iterable[str]]) -> list[float]:
        """How far down the middle of each row is; its label, given in every language, has room in each."""
        lines = (max(len(self.lines(words)) for words in label) for label in labels)
        bottoms = accumulate(self.step + self.line * each for each in lines)
        return [round(TOP + bottom - self.step / 2, 1) for bottom in bottoms]

    def height(self, centres: Sequence[float]) -> float:
        """How high a chart with these rows is."""
        return (centres[-1] + self.step / 2 if centres else TOP) + 6


WIDE = Canvas(width=680.0, left=236.0, right=620.0, step=28.0, letters=38)
"""For paper and wide screens."""
NARROW = Canvas(width=340.0, left=8.0, right=326.0, step=24.0, letters=40, line=16.0)
"""For phones, shown at about its own size."""


@dataclass(frozen=True)
class Mark:
    """A point of a chart: where it is drawn, and the number it stands for; a `thin` one is told in brackets."""

    x: float
    score: float
    thin: bool = False


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

    canvas: Canvas
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
    """A ranked bar chart; bars begin at `zero`."""

    canvas: Canvas
    height: float
    zero: float
    ticks: tuple[Tick, ...]
    rows: tuple[BarRow, ...]
    decimals: int


@dataclass(frozen=True)
class Profiled:
    """What the profile needs of a dimension."""

    title: Text
    scale: tuple[float, float]
    own: float | None
    median: float | None
    best: float | None
    thin: bool = False


def beside(labels: Iterable[str]) -> Canvas:
    """A wide canvas with room for each label in one line, its rows closer together; WIDE where one is too long."""
    longest = max((len(label) for label in labels), default=0)
    if longest > MOST_LETTERS:
        return WIDE
    left = round(max(LEAST_LEFT, longest * LETTER + 12), 1)
    return replace(WIDE, left=left, step=22.0, letters=MOST_LETTERS, most_lines=1)


def dot_plot(dimensions: Sequence[Profiled], decimals: int, canvas: Canvas = WIDE) -> DotPlot:
    """The profile of the dimensions on one scale; where scales differ, each as a share of its own."""
    scales = {given.scale for given in dimensions}
    as_percent = len(scales) > 1

    def share(value: float | None, scale: tuple[float, float]) -> float | None:
        if value is None or not as_percent:
            return value
        return 100 * (value - scale[0]) / (scale[1] - scale[0]) if scale[1] > scale[0] else 0.0

    axis = (0.0, 100.0) if as_percent or not scales else next(iter(scales))
    centres = canvas.centres(given.title.root.values() for given in dimensions)
    rows = tuple(
        DotRow(
            given.title,
            y,
            canvas.mark(share(given.own, given.scale), axis, thin=given.thin),
            *(canvas.mark(share(value, given.scale), axis) for value in (given.median, given.best)),
        )
        for given, y in zip(dimensions, centres, strict=True)
    )
    decimals = 1 if as_percent else decimals
    return DotPlot(canvas, canvas.height(centres), canvas.ticks(axis), rows, as_percent, decimals)


@dataclass(frozen=True)
class Ranked:
    """What the ranking chart needs of a unit."""

    title: Text
    rank: int
    score: float
    low: float | None
    high: float | None
    thin: bool = False

    @property
    def labels(self) -> list[str]:
        """Its rank and name in every language."""
        return [f"{self.rank}. {name}" for name in self.title.root.values()]


def beside_names(units: Sequence[Ranked]) -> Canvas:
    """A wide canvas with room for each name in one line."""
    longest = max((len(name) for unit in units for name in unit.title.root.values()), default=0)
    letters = min(longest, MOST_LETTERS) + 5  # five more for the rank
    return replace(WIDE, left=round(max(120.0, letters * LETTER), 1), step=17.0, letters=letters, most_lines=1)


def rankings(
    units: Sequence[Ranked], scale: tuple[float, float], decimals: int, canvas: Canvas, at_most: int = 40
) -> tuple[Ranking, ...]:
    """Bars of the units in the order given, at most so many a chart.

    Bars begin at zero, since a cut axis makes differences look larger than they are.
    """
    axis = (min(0.0, scale[0]), max(scale[1], 0.0))
    pieces = -(-len(units) // at_most)
    size = -(-len(units) // pieces) if pieces else 0
    charts = []
    for start in range(0, len(units), size or 1):
        part = units[start : start + size]
        centres = canvas.centres(unit.labels for unit in part)
        rows = tuple(
            BarRow(
                unit.title, unit.rank, y, Mark(canvas.place(unit.score, axis), unit.score, unit.thin),
                canvas.mark(unit.low, axis), canvas.mark(unit.high, axis),
            )
            for unit, y in zip(part, centres, strict=True)
        )  # fmt: skip
        zero, ticks = canvas.place(0.0, axis), canvas.ticks(axis)
        charts.append(Ranking(canvas, canvas.height(centres), zero, ticks, rows, decimals))
    return tuple(charts)
