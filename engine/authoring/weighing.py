"""Studies that propose weights: from points or comparisons of experts, or from scores; a file always states numbers.

Weights that were worked out anew from each round's figures would change the index with every unit, and nobody could
explain them; so these are studies, and what they propose is written into the file by its author.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.scoring.arrays import BoolArray, FloatArray

RANDOM_CONSISTENCY = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
"""Saaty's mean consistency index of random comparisons of 1, 2, … 10 things."""

CONSISTENT = 0.1
"""Up to this consistency ratio comparisons may be used (Saaty, 1980)."""

_SAME = 1e-12
_ENOUGH = 1e-12
_STEPS = 100_000


@dataclass(frozen=True)
class Allocation:
    """Shares (children,) that experts allot: their mean, and how far experts are apart (NaN for one expert alone)."""

    share: FloatArray
    deviation: FloatArray
    lowest: FloatArray
    highest: FloatArray


def budget(points: FloatArray) -> Allocation:
    """Budget allocation: each expert's points (experts, children) become shares, and the share is their mean.

    How far apart the experts are is the sample deviation, the lowest and the highest share. Points must be 0 or above,
    and an expert's must not all be 0. (OECD/JRC Handbook, 2008, 6.2.)
    """
    shares = points / points.sum(axis=1, keepdims=True)
    alone = len(shares) < 2
    deviation = np.full(shares.shape[1], np.nan) if alone else shares.std(axis=0, ddof=1)
    return Allocation(shares.mean(axis=0), deviation, shares.min(axis=0), shares.max(axis=0))


@dataclass(frozen=True)
class Hierarchy:
    """Shares (children,) from pairwise comparisons; the consistency ratio of all together, and of each expert."""

    share: FloatArray
    ratio: float
    of_experts: tuple[float, ...]


def _principal(times: FloatArray) -> tuple[FloatArray, float]:
    """(shares (children,), consistency ratio) of one table (children, children) of comparisons."""
    size = len(times)
    values, vectors = np.linalg.eig(times)
    first = int(np.argmax(values.real))
    vector = np.abs(vectors[:, first].real)
    random = RANDOM_CONSISTENCY[size - 1]
    ratio = 0.0 if random == 0 else max(0.0, (float(values[first].real) - size) / (size - 1)) / random
    return vector / vector.sum(), ratio


def hierarchy(times: Sequence[FloatArray]) -> Hierarchy:
    """AHP: shares are the principal eigenvector of how many times as important each child is as each other.

    Several experts' comparisons are joined by their geometric mean, which keeps `a` over `b` the inverse of `b` over
    `a`. The consistency ratio is (λ − n)/(n − 1) over that of random comparisons; above 0.1 the comparisons contradict
    each other. At most 10 children. (Saaty, 1980; Aczél and Saaty, 1983.)
    """
    together = np.exp(np.mean([np.log(each) for each in times], axis=0))
    share, ratio = _principal(together)
    return Hierarchy(share, ratio, tuple(_principal(each)[1] for each in times))


def complete(scores: FloatArray) -> FloatArray:
    """The scores (children, units) of the units that have all of them."""
    return scores[:, ~np.isnan(scores).any(axis=0)]


def correlations(scores: FloatArray) -> FloatArray | None:
    """The children's correlations over complete units; None with fewer than 3 units or where a child is constant."""
    if scores.shape[1] < 3 or (np.ptp(scores, axis=1) <= _SAME * np.abs(scores).max(axis=1, initial=0.0)).any():
        return None
    return np.asarray(np.corrcoef(_in_reach(scores)))


def _in_reach(scores: FloatArray) -> FloatArray:
    """Each child's scores, not constant, as shares of the way from its lowest to its highest: squares stay in reach."""
    low = scores.min(axis=-1, keepdims=True)
    return np.asarray((scores / 2 - low / 2) / np.ptp(scores / 2, axis=-1, keepdims=True))


@dataclass(frozen=True)
class Component:
    """Shares (children,), NaN for a child that runs against the others; the loadings; the share of variance told."""

    share: FloatArray
    loading: FloatArray
    variance: float


def component(correlation: FloatArray) -> Component:
    """PCA: squared loadings on the first principal component of the correlations (children, children).

    Its sign is arbitrary; it is turned so that the loadings add up to more than 0. A child whose loading is below 0
    then runs against the others: no weight can mend that, so it has no share and its direction should be looked at.
    (OECD/JRC Handbook, 2008, 6.1; Nicoletti, Scarpetta and Boylaud, 2000.)
    """
    values, vectors = np.linalg.eigh(correlation)
    loading = vectors[:, -1] * (1.0 if vectors[:, -1].sum() >= 0 else -1.0)
    along: BoolArray = loading > _SAME
    squared = np.where(along, loading**2, 0.0)
    return Component(np.where(along, squared / squared.sum(), np.nan), loading, float(values[-1] / len(loading)))


@dataclass(frozen=True)
class Influence:
    """Shares (children,), none below 0, and each child's correlation with the index that they make."""

    share: FloatArray
    correlation: FloatArray


def equal_influence(scores: FloatArray, correlation: FloatArray) -> Influence:
    """Weights at which all children of weight correlate alike with the index of complete `scores` (children, units).

    They are v/sd with R·v = 1, R the correlations: bounded at 0, they solve min ½·v'Rv − Σv over v ≥ 0, so that a child
    with weight 0 correlates with the index at least as much as the others do. (COINr, `get_opt_weights`, which is not
    bounded and gives weights below 0.)
    """
    v = np.ones(len(correlation))
    for _ in range(_STEPS):
        before = v.copy()
        for child in range(len(v)):
            v[child] = max(0.0, v[child] + 1.0 - float(correlation[child] @ v))
        if np.abs(v - before).max() <= _ENOUGH:
            break
    alike = _in_reach(scores)
    pulls = v / alike.std(axis=1)
    index = pulls @ alike
    width = np.ptp(scores / 2, axis=1)
    weights = pulls * (width.min() / width)
    return Influence(weights / weights.sum(), np.array([np.corrcoef(child, index)[0, 1] for child in alike]))


def benefit_of_doubt(scores: FloatArray) -> FloatArray:
    """Each unit's index (units,), 0 to 1, under the weights that suit it best; scores (children, units) from 0 upwards.

    Weights are 0 or above and put no unit beyond 1. Nobody can say that a unit is low for its weights' sake; but each
    unit has weights of its own, so it tells how robust ranks are and is no index. (Cherchye et al., 2007; Compind.)
    """
    largest = scores.max(axis=1, keepdims=True)
    used = scores[largest[:, 0] > 0] / largest[largest[:, 0] > 0]
    return np.array([_largest(own, used.T) for own in used.T])


def _largest(gain: FloatArray, limits: FloatArray) -> float:
    """The largest gain·w with limits·w ≤ 1 and w ≥ 0: the simplex method with Bland's rule, which never goes round."""
    rows, columns = limits.shape
    table = np.hstack([limits, np.eye(rows), np.ones((rows, 1))])
    costs = np.concatenate([-gain, np.zeros(rows + 1)])
    while (entering := next((c for c in range(columns + rows) if costs[c] < -_SAME), None)) is not None:
        ratios = np.full(rows, np.inf)
        np.divide(table[:, -1], table[:, entering], out=ratios, where=table[:, entering] > _SAME)
        leaving = int(np.argmin(ratios))
        table[leaving] /= table[leaving, entering]
        others = np.arange(rows) != leaving
        table[others] -= np.outer(table[others, entering], table[leaving])
        costs = costs - costs[entering] * table[leaving]
    return float(costs[-1])
