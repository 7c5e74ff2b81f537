"""Intervals from a value and its variance: Student's t; Wilson, beta or logit of shares; Woodruff of quantiles."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from engine.scoring.arrays import FloatArray, IntArray
from engine.scoring.distributions import beta_quantile, t_quantile
from engine.scoring.linear import AsQuantile, AsRatio
from engine.scoring.standard_errors import Sample, Spread, spread_of_ratio

ShareRule: TypeAlias = Literal["wilson", "beta", "logit"]
Ends: TypeAlias = tuple[FloatArray, FloatArray]

_SAME = 1e-9
"""Weights that differ by less than this share reach a quantile together."""


def by_t(value: FloatArray, spread: Spread, level: float, ends: tuple[float, float] | None = None) -> Ends:
    """value ± t · se with the t of the degrees of freedom, cut at the ends; NaN without one."""
    half = t_quantile((1 + level) / 2, spread.freedom) * np.sqrt(spread.variance)
    low, high = value - half, value + half
    return (low, high) if ends is None else (np.maximum(low, ends[0]), np.minimum(high, ends[1]))


def of_share(share: FloatArray, n: IntArray, spread: Spread, level: float, rule: ShareRule) -> Ends:
    """An interval of a share of 0 to 1 that never leaves them; `spread` is that of the share.

    wilson and beta take an effective n = p(1 − p)/variance · (t of n − 1 / t of the degrees of freedom)², at most n;
    with a share of 0 or 1, whose variance says nothing, it is n. wilson: Wilson (1927) with the t of the degrees of
    freedom for the normal quantile. beta: Clopper and Pearson (1934) with x = p · n. logit: ln p/(1 − p) ± t · se /
    (p(1 − p)), turned back; for a share of 0 or 1, which has none, beta. Without a degree of freedom there is none.
    (Korn and Graubard, 1998; Dean and Pagano, 2015; the package svy gives the same.)
    """
    top = (1 + level) / 2
    t = t_quantile(top, spread.freedom)
    effective = effective_n(share, n, spread, (t_quantile(top, np.maximum(n - 1, 0)) / t) ** 2)
    low, high = _wilson(share, effective, t) if rule == "wilson" else _beta(share, effective, level)
    if rule == "logit":
        low, high = _logit(share, spread, t, (low, high))
    there = (spread.freedom > 0) & ~np.isnan(share)
    return np.where(there, low, np.nan), np.where(there, high, np.nan)


def effective_n(share: FloatArray, n: IntArray, spread: Spread, wider: FloatArray) -> FloatArray:
    """As many answers of a simple random sample would tell as much, times `wider`; never more than there are."""
    found = n.astype(np.float64)
    inside = (share > 0) & (share < 1) & (spread.variance > 0) & ~np.isnan(wider)
    np.divide(share * (1 - share) * wider, spread.variance, out=found, where=inside)
    return np.asarray(np.minimum(found, n))


def _wilson(share: FloatArray, n: FloatArray, t: FloatArray) -> Ends:
    safe = np.where(n > 0, n, np.nan)
    middle = (share + t**2 / (2 * safe)) / (1 + t**2 / safe)
    half = t * np.sqrt(share * (1 - share) / safe + t**2 / (4 * safe**2)) / (1 + t**2 / safe)
    low, high = np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)
    return np.where(share <= 0, 0.0, low), np.where(share >= 1, 1.0, high)


def _beta(share: FloatArray, n: FloatArray, level: float) -> Ends:
    x, tail = share * n, (1 - level) / 2
    low = beta_quantile(tail, x, n - x + 1)
    high = beta_quantile(1 - tail, x + 1, n - x)
    return np.where(share <= 0, 0.0, low), np.where(share >= 1, 1.0, high)


def _logit(share: FloatArray, spread: Spread, t: FloatArray, otherwise: Ends) -> Ends:
    inside = (share > 0) & (share < 1)
    p = np.where(inside, share, 0.5)
    half = t * np.sqrt(spread.variance) / (p * (1 - p))
    middle = np.log(p / (1 - p))
    low, high = (1 / (1 + np.exp(-each)) for each in (middle - half, middle + half))
    return np.where(inside, low, otherwise[0]), np.where(inside, high, otherwise[1])


def of_quantile(sample: Sample, value: FloatArray, given: AsQuantile, level: float) -> tuple[Ends, FloatArray, Spread]:
    """(interval, standard error, spread of the share at or below) of a quantile, by Woodruff (1952).

    The share of the weight at or below the value gets an interval `at` ± t · se, whose ends are turned back into values
    by the rule of the quantile itself: where the cumulated weight reaches them; exactly there, the mean of the two
    values. The standard error is the interval's width over 2t.
    """
    below = given.base & (given.values <= value[sample.unit] * (1 + 1e-12 * np.sign(value[sample.unit])))
    counted = AsRatio(below.sum(axis=0) * 1.0, given.base.sum(axis=0) * 1.0, np.asarray(given.base.any(axis=0)))
    spread = spread_of_ratio(sample, counted)
    t = t_quantile((1 + level) / 2, spread.freedom)
    half = t * np.sqrt(spread.variance)
    low, high = np.full((2, sample.units), np.nan)
    for unit in np.flatnonzero(~np.isnan(half) & ~np.isnan(value)):
        own = slice(sample.starts[unit], sample.starts[unit + 1])
        inside = given.base[:, own]
        values = given.values[:, own][inside]
        weights = np.broadcast_to(sample.weight[own], inside.shape)[inside]
        low[unit] = quantile(values, weights, given.at - half[unit])
        high[unit] = quantile(values, weights, given.at + half[unit])
    return (low, high), np.asarray((high - low) / (2 * t)), spread


def quantile(values: FloatArray, weights: FloatArray, at: float) -> float:
    """Where the cumulated weight reaches the share `at`; exactly there the mean of the two values, beyond it an end."""
    order = np.argsort(values, kind="stable")
    values, reached = values[order], np.cumsum(weights[order])
    total = reached[-1]
    lower = np.searchsorted(reached, at * total - _SAME * total, side="left")
    upper = np.searchsorted(reached, at * total + _SAME * total, side="right")
    last = len(values) - 1
    return float((values[min(lower, last)] + values[min(upper, last)]) / 2)
