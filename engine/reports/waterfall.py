"""A waterfall: from the mean of a group to the unit's own score, one bar for each part; the bars add up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.framework.text import Text
from engine.reports.charts import NARROW, Canvas, Tick, beside
from engine.wording.catalog import LANGUAGES, say

MOST_BARS = 10
"""A chart with more parts tells the smallest ones together; the table has them all."""

TINIEST = 1e-300
"""A span below this is none: numbers so small can no longer be divided."""

SMALLEST_BAR = 1.5
"""A part of nothing, or nearly, is drawn so wide, so that its row is not empty."""


@dataclass(frozen=True)
class Label:
    """The name of a line: words of the framework, or a source text of ours with numbers for its {names}."""

    words: Text | str
    numbers: tuple[tuple[str, int], ...] = ()

    def within(self, language: str) -> str:
        """The label in a language."""
        if isinstance(self.words, Text):
            return self.words.within(language)
        return say(self.words, language, **dict(self.numbers))

    @property
    def everywhere(self) -> list[str]:
        """The label in every language of the interface."""
        return [self.within(language) for language in LANGUAGES]


@dataclass(frozen=True)
class Step:
    """A part of a waterfall: how far it leads up, or down below 0."""

    label: Label
    lead: float


@dataclass(frozen=True)
class WaterfallRow:
    """A bar from `start` to `end` on the canvas; a total is a mark at `end`, and both are there."""

    label: Label
    y: float
    start: float
    end: float
    value: float
    is_total: bool

    @property
    def left(self) -> float:
        """Where the bar begins."""
        return min(self.start, self.end)

    @property
    def width(self) -> float:
        """How wide the bar is drawn."""
        return round(max(abs(self.end - self.start), SMALLEST_BAR), 1)


@dataclass(frozen=True)
class Waterfall:
    """A chart of totals and the parts between them."""

    canvas: Canvas
    height: float
    ticks: tuple[Tick, ...]
    rows: tuple[WaterfallRow, ...]
    decimals: int


def fewer(steps: Sequence[Step], rest: str) -> tuple[Step, ...]:
    """The steps with the smallest told as one, named `rest` with {n}, where there are too many for a chart."""
    if len(steps) <= MOST_BARS:
        return tuple(steps)
    large = sorted(steps, key=lambda step: -abs(step.lead))[: MOST_BARS - 1]
    others = [step for step in steps if step not in large]
    together = Step(Label(rest, (("n", len(others)),)), sum(step.lead for step in others))
    return (*(step for step in steps if step in large), together)


def waterfall(
    first: tuple[Label, float], steps: Sequence[Step], last: Label, decimals: int, canvas: Canvas
) -> Waterfall:
    """From a first total over steps to the last one, which is their sum."""
    running = [first[1]]
    for step in steps:
        running.append(running[-1] + step.lead)
    axis, ticks = _axis(min(running), max(running))
    labels = [first[0], *(step.label for step in steps), last]
    centres = canvas.centres(label.everywhere for label in labels)
    places = [canvas.place(value, axis) for value in running]
    rows = [WaterfallRow(first[0], centres[0], places[0], places[0], running[0], True)]
    rows += [
        WaterfallRow(step.label, y, start, end, step.lead, False)
        for step, y, start, end in zip(steps, centres[1:-1], places, places[1:], strict=False)
    ]
    rows.append(WaterfallRow(last, centres[-1], places[-1], places[-1], running[-1], True))
    marks = tuple(Tick(canvas.place(value, axis), value) for value in ticks)
    return Waterfall(canvas, canvas.height(centres), marks, tuple(rows), decimals)


def waterfalls(first: tuple[Label, float], steps: Sequence[Step], last: Label, decimals: int) -> tuple[Waterfall, ...]:
    """The waterfall for paper and wide screens, and the one for phones."""
    labels = [first[0], *(step.label for step in steps), last]
    wide = beside(words for label in labels for words in label.everywhere)
    return tuple(waterfall(first, steps, last, decimals, canvas) for canvas in (wide, NARROW))


def _axis(low: float, high: float) -> tuple[tuple[float, float], list[float]]:
    """Round ends around the values, and the round numbers between them. Bars float, so the axis need not hold zero."""
    span = high - low
    if span < TINIEST:
        span = max(abs(high), 1.0) / 10
    power = 10.0 ** math.floor(math.log10(span / 4))
    step = next(power * each for each in (1, 2, 5, 10) if span / (power * each) <= 5)
    first, last = math.floor(low / step - 0.05), math.ceil(high / step + 0.05)
    ticks = [round(step * place, 12) for place in range(first, last + 1)]
    return (ticks[0], ticks[-1]), ticks
