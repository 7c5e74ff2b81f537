"""A figure: what was measured, the limit measured beside it, and whether their ratio meets its goal."""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Goal:
    """What the ratio of measured to limit should be: at least, or at most, `ratio`."""

    sign: str  # "≥" where more is better (requests a second), "≤" where less is (seconds)
    ratio: float

    def met_by(self, ratio: float) -> bool:
        """Whether a ratio meets the goal."""
        return ratio >= self.ratio if self.sign == "≥" else ratio <= self.ratio

    def __str__(self) -> str:
        return f"{self.sign} {self.ratio:g}"


def at_least(ratio: float) -> Goal:
    """More is better."""
    return Goal("≥", ratio)


def at_most(ratio: float) -> Goal:
    """Less is better."""
    return Goal("≤", ratio)


@dataclass(frozen=True)
class Figure:
    """One line of the table; `measured` and `limit` are in `unit` and come from the same run."""

    name: str
    measured: float
    limit: float
    goal: Goal
    unit: str
    limit_name: str

    @property
    def ratio(self) -> float:
        """Measured over limit."""
        return self.measured / self.limit

    @property
    def meets(self) -> bool:
        """Whether the goal is met."""
        return self.goal.met_by(self.ratio)


def tell(line: str) -> None:
    """One line of progress, apart from the table."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def memory(what: Callable[[], Any], most: float = 1000.0) -> Figure:
    """How much memory a run takes at most, beside what was there before, against so many megabytes."""
    tracemalloc.start()
    what()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Figure("memory of the same", peak / 1e6, most, at_most(1), "MB", "1 GB")


def seconds(call: Callable[[], Any]) -> float:
    """How long one call takes, with the rubbish of the one before cleared away first."""
    gc.collect()
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def in_turns(name: str, variants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of each variant, measured in turns, so that a slow minute of the machine hits all alike."""
    found: dict[str, list[float]] = {variant: [] for variant in variants}
    for position in range(rounds):
        tell(f"{name}: round {position + 1} of {rounds}")
        for variant, measure in variants.items():
            found[variant].append(measure())
    return {variant: median(measured) for variant, measured in found.items()}
