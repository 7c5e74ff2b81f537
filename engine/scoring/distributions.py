"""Quantiles of the beta, Student's t and Fisher's F distributions, for arrays; NaN where their parameters are none."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from engine.scoring.arrays import FloatArray

_STEPS = 64
"""Newton's steps, halvings of what is left where he would leave it: as fine as a double."""

_TERMS = 400
_TINY = 1e-300

_log_gamma = np.vectorize(math.lgamma, otypes=[np.float64])


def _log_beta(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(_log_gamma(a) + _log_gamma(b) - _log_gamma(a + b))


def _fraction(x: FloatArray, a: FloatArray, b: FloatArray) -> FloatArray:
    """The continued fraction of the incomplete beta function (Abramowitz and Stegun, 26.5.8), by Lentz's method."""
    c, d = np.ones_like(x), 1 - (a + b) * x / (a + 1)
    d = 1 / np.where(np.abs(d) < _TINY, _TINY, d)
    found = d.copy()
    for m in range(1, _TERMS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 + term * d, 1 + term / c
            d = 1 / np.where(np.abs(d) < _TINY, _TINY, d)
            c = np.where(np.abs(c) < _TINY, _TINY, c)
            found = found * d * c
        if np.all(np.abs(d * c - 1) < 1e-14):
            break
    return np.asarray(found)


def _peak(x: FloatArray, a: FloatArray, b: FloatArray, log_beta: FloatArray) -> FloatArray:
    """x^a (1 − x)^b / B(a, b)."""
    return np.asarray(np.exp(a * np.log(x) + b * np.log1p(-x) - log_beta))


def _beta_share(x: FloatArray, a: FloatArray, b: FloatArray, log_beta: FloatArray) -> FloatArray:
    """The regularised incomplete beta function I_x(a, b), for 0 < x < 1 and a and b above 0."""
    turned = x > (a + 1) / (a + b + 2)  # there the fraction of the other tail is the quick one
    x, a, b = np.where(turned, 1 - x, x), np.where(turned, b, a), np.where(turned, a, b)
    tail = _peak(x, a, b, log_beta) / a * _fraction(x, a, b)
    return np.asarray(np.where(turned, 1 - tail, tail))


def beta_quantile(p: ArrayLike, a: ArrayLike, b: ArrayLike, start: ArrayLike | None = None) -> FloatArray:
    """The x with I_x(a, b) = p, looked for from `start` (else from the mean); NaN where a or b is not above 0."""
    given = [np.asarray(each, dtype=np.float64) for each in (p, a, b)]
    p_, a_, b_ = np.broadcast_arrays(*given)
    sound = (a_ > 0) & (b_ > 0) & ~np.isnan(p_)
    a_, b_ = np.where(sound, a_, 1.0), np.where(sound, b_, 1.0)
    log_beta = _log_beta(a_, b_)
    low, high = np.zeros(p_.shape), np.ones(p_.shape)
    found = a_ / (a_ + b_) if start is None else np.where(sound, start, 0.5)
    for _ in range(_STEPS):
        inside = np.clip(found, _TINY, 1 - 1e-16)
        short = _beta_share(inside, a_, b_, log_beta) - p_
        low, high = np.where(short < 0, found, low), np.where(short < 0, high, found)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            better = found - short * inside * (1 - inside) / _peak(inside, a_, b_, log_beta)
        better = np.where((better > low) & (better < high), better, (low + high) / 2)
        still = np.abs(better - found) > 1e-15 * better
        found = better
        if not still.any():
            break
    return np.asarray(np.where(sound, found, np.nan))


@lru_cache(maxsize=1024)
def f_quantile(p: float, above: float, below: float) -> float:
    """The F with P(F ≤ F_p) = p, of degrees of freedom `above` and `below` the line; NaN where one is not above 0."""
    share = float(beta_quantile(p, above / 2, below / 2))
    # what is left of 1 is worked out anew where too few of its digits are
    rest = 1 - share if share < 0.9 else float(beta_quantile(1 - p, below / 2, above / 2))
    return math.inf if rest == 0 else below * share / (above * rest) if above > 0 else math.nan


def t_quantile(p: float, df: ArrayLike) -> FloatArray:
    """The t with P(T ≤ t) = p for p above one half; NaN where there is no degree of freedom."""
    degrees, place = np.unique(np.asarray(df, dtype=np.float64), return_inverse=True)
    safe = np.where(degrees > 0, degrees, np.nan)
    z = NormalDist().inv_cdf(p)
    near = (z + (z**3 + z) / (4 * safe)) ** 2  # Fisher and Cornish's expansion
    part = beta_quantile(2 * p - 1, 0.5, safe / 2, near / (safe + near))
    return np.asarray(np.sqrt(degrees * part / (1 - part))[place].reshape(np.shape(df)))
