"""Weights made to meet known totals: post-stratification with one margin, raking with several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.scoring.arrays import BoolArray, FloatArray, IntArray

TOLERANCE = 1e-10
"""Weights meet their totals when none is off by more than this share of itself."""

MOST_ROUNDS = 2000
"""So often the margins are gone through in turn before it is said that they cannot be met."""


DRAW_ROUNDS = 300
"""The same in a draw, of which there are many."""


@dataclass(frozen=True)
class Calibration:
    """What the weights of respondents are made to meet.

    at      (respondents,) for each margin: the category of everybody
    totals  (categories,) for each margin
    weight  (respondents,) as they meet the totals; of the whole sample, in rising order of respondents
    limits  the least and the most that a weight may be; None: whatever it takes
    """

    at: tuple[IntArray, ...]
    totals: tuple[FloatArray, ...]
    weight: FloatArray
    limits: tuple[float, float] | None = None

    def of_draws(self, times: FloatArray) -> FloatArray:
        """How much every respondent counts in draws (draws, respondents) that took it so many times.

        The weights of each draw are calibrated anew; limits hold for each time that somebody was drawn, and are let go
        in a draw that could not meet the totals within them. NaN in draws of which the totals cannot be met, since
        nobody of a category was drawn: such a draw has failed.
        """
        drawn = times * self.weight
        limits = None if self.limits is None else (self.limits[0] * times, self.limits[1] * times)
        met = raked(drawn, self.at, self.totals, limits, rounds=DRAW_ROUNDS)
        lost = np.isnan(met).any(axis=1)
        if limits is not None and lost.any():
            met[lost] = raked(drawn[lost], self.at, self.totals, rounds=DRAW_ROUNDS)
        factor = np.ones(times.shape)
        return np.divide(met, self.weight, out=np.where(np.isnan(met), np.nan, factor), where=self.weight > 0)

    @cached_property
    def _sides(self) -> tuple[FloatArray, FloatArray]:
        """(respondents, categories) of 0 and 1, and what turns sums over categories into coefficients."""
        marks = np.concatenate([np.eye(len(total))[at] for at, total in zip(self.at, self.totals, strict=True)], axis=1)
        return marks, np.linalg.pinv(marks.T @ (self.weight[:, np.newaxis] * marks), hermitian=True)

    def left_over(self, z: FloatArray) -> FloatArray:
        """What z (values, respondents), weights times what each adds, is once the margins have told their part.

        The residuals w · (u − x'B) of the regression of u = z/w on the categories x, with the calibrated weights w.
        With one margin these are the deviations from the mean of the category. (Deville and Särndal, 1992: the
        variance of every calibrated estimator is that of the regression's residuals.)
        """
        marks, turn = self._sides
        return np.asarray(z - self.weight * (z @ marks @ turn @ marks.T))


def raked(
    weight: FloatArray,
    at: tuple[IntArray, ...],
    totals: tuple[FloatArray, ...],
    limits: tuple[FloatArray, FloatArray] | None = None,
    rounds: int = MOST_ROUNDS,
) -> FloatArray:
    """Weights (draws, members) multiplied, margin by margin in turn, until all totals are met; NaN where that fails.

    Each member's weight is its own times one factor for each of its categories, the solution that is nearest to the
    weights given (Deming and Stephan, 1940; Ireland and Kullback, 1968): with one margin post-stratification. Weights
    stay positive; who has none gets none. With `limits` (draws, members) weights are cut at them after each round, and
    the next rounds make up for it. A category that nobody with a weight is in cannot be met.
    """
    if limits is not None:
        return _in_turn(weight, at, totals, limits, rounds)
    _, place = np.unique(np.stack(at), axis=1, return_inverse=True)
    place = place.reshape(-1)
    _, first = np.unique(place, return_index=True)
    cells = _sums(weight, place)
    met = _in_turn(cells, tuple(each[first] for each in at), totals, None, rounds)
    with np.errstate(invalid="ignore"):
        factor = np.divide(met, cells, out=np.where(np.isnan(met), np.nan, 1.0), where=cells > 0)
    return np.asarray(weight * factor[:, place])


def _in_turn(
    weight: FloatArray,
    at: tuple[IntArray, ...],
    totals: tuple[FloatArray, ...],
    limits: tuple[FloatArray, FloatArray] | None,
    rounds: int,
) -> FloatArray:
    found = np.full(weight.shape, np.nan)
    live, now = np.arange(len(weight)), weight.copy()
    sides = list(zip(at, totals, strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(rounds):
            for place, total in sides:
                now *= (total / _sums(now, place, len(total)))[:, place]
            if limits is not None:
                cut = np.clip(now, limits[0][live], limits[1][live])
                now = np.where(now > 0, cut, now)
            off = np.max([np.abs(_sums(now, p, len(t)) / t - 1).max(axis=1) for p, t in sides], axis=0)
            done = off <= TOLERANCE
            found[live[done]] = now[done]
            still = ~done & ~np.isnan(off)
            live, now = live[still], now[still]
            if not len(live):
                break
    return found


def _sums(weight: FloatArray, place: IntArray, size: int | None = None) -> FloatArray:
    """Sums (draws, categories) of weights (draws, members), the same however many draws there are at once."""
    size = int(place.max(initial=-1)) + 1 if size is None else size
    order = np.argsort(place, kind="stable")
    sizes = np.bincount(place, minlength=size)
    starts = np.cumsum(sizes) - sizes
    found = np.zeros((len(weight), size))
    there = np.flatnonzero(sizes)
    if len(there):
        found[:, there] = np.add.reduceat(weight[:, order], starts[there], axis=1)
    return found


def furthest(
    weight: FloatArray, at: tuple[IntArray, ...], totals: tuple[FloatArray, ...], limits: tuple[float, float] | None
) -> tuple[int, int]:
    """(margin, category) that is furthest from its total when all margins have been gone through, for a sentence."""
    now = weight[np.newaxis].copy()
    sides = list(zip(at, totals, strict=True))
    for _ in range(MOST_ROUNDS):
        for place, total in sides:
            now *= (total / _sums(now, place, len(total)))[:, place]
        now = now if limits is None else np.where(now > 0, np.clip(now, *limits), now)
    off = [np.abs(_sums(now, place, len(total))[0] / total - 1) for place, total in sides]
    margin = int(np.argmax([each.max() for each in off]))
    return margin, int(off[margin].argmax())


def kish(weight: FloatArray) -> float:
    """The design effect n · Σ w² / (Σ w)² of unequal weights (n,), those of 0 left out (Kish, 1965)."""
    there: BoolArray = weight > 0
    return float(there.sum() * (weight**2).sum() / weight.sum() ** 2) if there.any() else np.nan


def disagreeing(totals: Mapping[str, float]) -> Mapping[str, float]:
    """The margins with what they come to, where they do not come to the same; {} where they do."""
    largest = max(totals.values(), default=0.0)
    return totals if any(abs(total - largest) > 1e-6 * largest for total in totals.values()) else {}
