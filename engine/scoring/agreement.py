"""How far two assessments of the same units agree: weighted kappa, exact agreement, and the gap of each figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from engine.scoring.arrays import FloatArray
from engine.scoring.table import ScoreTable

KappaWeights: TypeAlias = Literal["linear", "quadratic"]

_SAME = 1e-9
"""Figures that differ by less than this share of their scale are the same."""


@dataclass(frozen=True)
class Gap:
    """One figure as both gave it, in the points of its scale; `gap` is claimed less appraised."""

    unit: str
    node: str
    claimed: float
    appraised: float
    gap: float


@dataclass(frozen=True)
class Agreement:
    """How far two assessments agree over n figures, each as a share of its scale.

    exact    share of the figures that are the same, 0 to 1
    kappa    weighted kappa; NaN where there is none, and `remark` says why
    lowered, raised  figures that the appraiser made lower, or higher
    mean_gap mean of claimed less appraised, in shares of the scale
    """

    over: str
    n: int
    exact: float
    kappa: float
    lowered: int
    raised: int
    mean_gap: float
    remark: str = ""


def weighted_kappa(one: FloatArray, other: FloatArray, weights: KappaWeights) -> float:
    """1 − observed / expected disagreement of pairs (n,), a disagreement weighing |x − y| or (x − y)².

    Expected is that of all n² pairs of a figure of the one with a figure of the other. For classes at equal distances
    this is Cohen's weighted kappa (1968). NaN where all figures are the same: nothing could disagree by chance.
    """
    between = np.abs(one[:, np.newaxis] - other[np.newaxis])
    between = between if weights == "linear" else between**2
    expected = float(between.mean()) if len(one) else 0.0
    return 1 - float(np.diag(between).mean()) / expected if expected > 0 else np.nan


def agreement(over: str, one: FloatArray, other: FloatArray, weights: KappaWeights) -> Agreement:
    """The agreement of two assessments (n,), claimed and appraised, both shares of the scale."""
    n = len(one)
    if not n:
        return Agreement(over, 0, np.nan, np.nan, 0, 0, np.nan, "No figure was given by both.")
    gap = one - other
    kappa = weighted_kappa(one, other, weights)
    remark = ""
    if np.isnan(kappa):
        remark = "All figures are the same, so there is no kappa."
    elif n < 10:
        remark = "With fewer than 10 figures kappa says little."
    elif kappa < 0.4 and (np.abs(gap) <= _SAME).mean() > 0.8:
        remark = "Most figures agree, but they hardly differ from one another: kappa is low all the same."
    return Agreement(
        over,
        n,
        float((np.abs(gap) <= _SAME).mean()),
        kappa,
        int((gap > _SAME).sum()),
        int((gap < -_SAME).sum()),
        float(gap.mean()),
        remark,
    )


def gaps_of(claimed: ScoreTable, appraised: ScoreTable) -> tuple[Gap, ...]:
    """Every figure that both have, of dimensions too, in the order of the units and nodes."""
    found = []
    for column, unit in enumerate(claimed.units):
        for row, node in enumerate(claimed.nodes):
            one, other = float(claimed.score[row, column]), float(appraised.score[row, column])
            if not np.isnan(one + other):
                found.append(Gap(unit.id, node, one, other, one - other))
    return tuple(found)


def agreements_of(claimed: ScoreTable, appraised: ScoreTable, weights: KappaWeights) -> tuple[Agreement, ...]:
    """The agreement over all indicators, over those below each dimension, and over the units of each indicator."""
    one, other = shares_over(claimed), shares_over(appraised)
    found = []
    for name, shares in one.items():
        there = ~np.isnan(shares + other[name])
        found.append(agreement(name, shares[there], other[name][there], weights))
    return tuple(found)


def shares_over(table: ScoreTable) -> dict[str, FloatArray]:
    """All scores as shares of their scale (scores,), NaN for none: `all`, by dimension, and by indicator."""
    framework = table.framework
    leaves = [node.id for node in framework.indicators if node.scored]
    over = {"all": leaves}
    for node in framework.nodes.values():
        if node is not framework.index and not node.is_indicator:
            over[node.id] = [each.id for each in node.walk() if each.is_indicator and each.scored]
    if len(table.units) > 1:
        over |= {name: [name] for name in leaves}
    return {name: _shares(table, names) for name, names in over.items()}


def _shares(table: ScoreTable, names: list[str]) -> FloatArray:
    rows = [table.node_row(name) for name in names]
    low, high = (np.array([table.scale[name][end] for name in names])[:, np.newaxis] for end in (0, 1))
    return np.asarray(((table.score[rows] - low) / np.where(high > low, high - low, 1.0)).ravel())
