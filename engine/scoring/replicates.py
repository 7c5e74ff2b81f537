"""How sure: respondents are resampled within their strata, as replicate weights through the whole chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.scoring.arrays import FloatArray, IntArray

LOW, HIGH = 0.05, 0.95
"""The ends of a 90 % percentile interval."""


@dataclass(frozen=True)
class Design:
    """Who can be drawn: respondent (records,) counted from 0, stratum (respondents,), and the strata merged."""

    respondent: IntArray
    stratum: IntArray
    merged: tuple[str, ...] = ()


def design_of(respondent: IntArray, stratum: IntArray, strata: tuple[str, ...]) -> Design:
    """Respondents by stratum; strata of one are merged with each other, or else with the smallest of the others."""
    _, first, place = np.unique(respondent, return_index=True, return_inverse=True)
    home = stratum[first].copy()
    sizes = np.bincount(home, minlength=len(strata))
    single = np.flatnonzero(sizes == 1)
    if len(single):
        others = np.flatnonzero(sizes > 1)
        joins = single
        if len(single) == 1 and len(others):
            joins = np.array([others[np.argmin(sizes[others])], single[0]])
        home[np.isin(home, joins)] = joins[0]
        single = joins
    return Design(place, home, tuple(strata[each] for each in sorted(single)))


def _multipliers(design: Design, random: np.random.Generator) -> FloatArray:
    """One draw (respondents,): n − 1 of the n of each stratum with replacement, counts scaled by n / (n − 1)."""
    drawn = np.ones(len(design.stratum))
    for stratum in np.unique(design.stratum):
        members = np.flatnonzero(design.stratum == stratum)
        size = len(members)
        if size > 1:
            counts = np.bincount(random.integers(0, size, size - 1), minlength=size)
            drawn[members] = counts * (size / (size - 1))
    return drawn


def blocks(design: Design, weight: FloatArray, replicates: int, seed: int, size: int) -> Iterator[FloatArray]:
    """Replicate weights (block, records), the same numbers however large a block is.

    Rao, Wu and Yue (1992), Survey Methodology 18: rescaled bootstrap with n − 1 draws.
    """
    random = np.random.default_rng(seed)
    for start in range(0, replicates, size):
        count = min(size, replicates - start)
        yield np.stack([weight * _multipliers(design, random)[design.respondent] for _ in range(count)])


class Tails:
    """The ends of draws that come block by block: of each cell only those that a 90 % interval can need.

    The interval is the same as from all draws at once. About a tenth of them are kept: `bytes_of` a cell, no more.
    """

    def __init__(self, shape: tuple[int, ...], replicates: int) -> None:
        self._keep = _kept(replicates)
        self._lowest = np.empty((0, *shape))
        self._highest = np.empty((0, *shape))  # negated, so that both are least first and NaN is last
        self._count = np.zeros(shape, dtype=np.int64)

    @staticmethod
    def bytes_of(replicates: int) -> int:
        """How much memory the draws of one cell take."""
        return 2 * 8 * _kept(replicates)

    def add(self, draws: FloatArray) -> None:
        """Take up a block of draws (draws, *shape); NaN is no draw."""
        self._lowest = self._least(self._lowest, draws)
        self._highest = self._least(self._highest, -draws)
        self._count += (~np.isnan(draws)).sum(axis=0)

    def _least(self, kept: FloatArray, draws: FloatArray) -> FloatArray:
        together = np.concatenate([kept, draws])
        if len(together) > self._keep:
            together = np.partition(together, self._keep - 1, axis=0)[: self._keep]
        return together

    def interval(self) -> tuple[FloatArray, FloatArray]:
        """The 5th and 95th percentile of the draws (*shape,), outwards to drawn values; NaN where none was drawn."""
        last = np.maximum(self._count - 1, 0)
        low = np.floor(LOW * last).astype(np.int64)[np.newaxis]
        high = (last - np.ceil(HIGH * last)).astype(np.int64)[np.newaxis]
        return (
            np.take_along_axis(np.sort(self._lowest, axis=0), low, axis=0)[0],
            -np.take_along_axis(np.sort(self._highest, axis=0), high, axis=0)[0],
        )


def _kept(replicates: int) -> int:
    return int(np.ceil(LOW * max(replicates - 1, 0))) + 1


def holding(point: FloatArray, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The ends of an interval, widened to hold the point estimate; NaN ends stay.

    A draw repeats some respondents, so its figures spread more than the real ones, and scores between a group's worst
    and best are pulled to the middle. So the score of a unit at the end of its group could lie outside its interval.
    """
    return np.where(point < low, point, low), np.where(point > high, point, high)
