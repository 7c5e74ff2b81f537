"""The ends of draws that come block by block: percentile intervals in bounded memory."""

from __future__ import annotations

import math

import numpy as np

from engine.scoring.arrays import FloatArray


def ends_of(level: float) -> tuple[float, float]:
    """The two shares of draws between which an interval of this level lies: 0.9 gives 0.05 and 0.95."""
    low = round((1 - level) / 2, 12)  # 0.05, not 0.04999999999999999
    return low, 1 - low


class Tails:
    """Of each cell only those draws that an interval can need.

    The interval is the same as from all draws at once. At 90 % about a tenth of them are kept, `bytes_of` a cell.
    """

    def __init__(self, shape: tuple[int, ...], draws: int, level: float = 0.9) -> None:
        self._low, self._high = ends_of(level)
        self._keep = _kept(draws, level)
        self._lowest = np.empty((0, *shape))
        self._highest = np.empty((0, *shape))  # negated, so that both are least first and NaN is last
        self.count = np.zeros(shape, dtype=np.int64)

    @staticmethod
    def bytes_of(draws: int, level: float = 0.9) -> int:
        """How much memory the draws of one cell take."""
        return 2 * 8 * _kept(draws, level)

    def add(self, draws: FloatArray) -> None:
        """Take up a block of draws (draws, *shape); NaN is no draw."""
        self._lowest = self._least(self._lowest, draws)
        self._highest = self._least(self._highest, -draws)
        self.count += (~np.isnan(draws)).sum(axis=0)

    def _least(self, kept: FloatArray, draws: FloatArray) -> FloatArray:
        together = np.concatenate([kept, draws])
        if len(together) > self._keep:
            together = np.partition(together, self._keep - 1, axis=0)[: self._keep]
        return together

    def interval(self) -> tuple[FloatArray, FloatArray]:
        """The ends (*shape,), outwards to drawn values; NaN where none was drawn."""
        if not len(self._lowest):
            return np.full(self.count.shape, np.nan), np.full(self.count.shape, np.nan)
        last = np.maximum(self.count - 1, 0)
        low = np.floor(self._low * last).astype(np.int64)[np.newaxis]
        high = (last - np.ceil(self._high * last)).astype(np.int64)[np.newaxis]
        return (
            np.take_along_axis(np.sort(self._lowest, axis=0), low, axis=0)[0],
            -np.take_along_axis(np.sort(self._highest, axis=0), high, axis=0)[0],
        )


def _kept(draws: int, level: float) -> int:
    return math.ceil(ends_of(level)[0] * max(draws - 1, 0)) + 1


def holding(point: FloatArray, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The ends of an interval, widened to hold the point estimate; NaN ends stay.

    A draw repeats some respondents, so its figures spread more than the real ones, and scores between a group's worst
    and best are pulled to the middle. So the score of a unit at the end of its group could lie outside its interval.
    Widening never takes a value out, so an interval covers at least as often as without; on scores with fixed
    ends it does nothing (both counted by the coverage simulation in tests/scoring).
    """
    return np.where(point < low, point, low), np.where(point > high, point, high)
