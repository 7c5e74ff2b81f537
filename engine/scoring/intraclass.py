"""How far several assessments of the same things agree: the six intraclass correlations of Shrout and Fleiss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.scoring.agreement import shares_over
from engine.scoring.arrays import FloatArray
from engine.scoring.table import ScoreTable

FORMS = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
"""One assessment, or the mean of all k: by other assessors for each thing, by a sample of them, by just these."""


@dataclass(frozen=True)
class Intraclass:
    """The six forms over `n` things that all `k` assessed; NaN where there is none, and `remark` says why."""

    over: str
    n: int
    k: int
    forms: Mapping[str, float]
    remark: str = ""


def intraclass(over: str, figures: FloatArray) -> Intraclass:
    """The forms of figures (things, assessors); only things that everybody assessed count.

    With the mean squares between things B, between assessors J, within things W and the rest E:
    (1,1) (B − W)/(B + (k − 1)W); (2,1) (B − E)/(B + (k − 1)E + k(J − E)/n); (3,1) (B − E)/(B + (k − 1)E);
    (1,k) (B − W)/B; (2,k) (B − E)/(B + (J − E)/n); (3,k) (B − E)/B. The forms (2,·) ask for the same figures, (3,·)
    only for the same order and distances. (Shrout and Fleiss, 1979; the R package psych.)
    """
    told = figures[~np.isnan(figures).any(axis=1)]
    n, k = told.shape
    nothing = dict.fromkeys(FORMS, np.nan)
    if k < 2:
        return Intraclass(over, n, k, nothing, "One assessment alone agrees with nothing.")
    if n < 2:
        return Intraclass(over, n, k, nothing, f"Figures that all gave: {n}, which is too few.")
    if float(np.ptp(told)) <= _SAME * max(1.0, float(np.abs(told).max())):
        return Intraclass(over, n, k, nothing, "All figures are the same, so there is no intraclass correlation.")
    b, j, w, e = _mean_squares(told)
    pairs = {
        "ICC(1,1)": (b - w, b + (k - 1) * w),
        "ICC(2,1)": (b - e, b + (k - 1) * e + k * (j - e) / n),
        "ICC(3,1)": (b - e, b + (k - 1) * e),
        "ICC(1,k)": (b - w, b),
        "ICC(2,k)": (b - e, b + (j - e) / n),
        "ICC(3,k)": (b - e, b),
    }
    least = _SAME * (b + j + w + e)  # below which a sum is nothing but rounding
    found = {name: above / below if below > least else np.nan for name, (above, below) in pairs.items()}
    return Intraclass(over, n, k, found, _remark(n, found))


_SAME = 1e-12


def _mean_squares(told: FloatArray) -> tuple[float, float, float, float]:
    """(between things, between assessors, within things, the rest) of figures (things, assessors)."""
    n, k = told.shape
    off = told - told.mean()
    rows, columns = off.mean(axis=1), off.mean(axis=0)
    between, assessors = k * float((rows**2).sum()), n * float((columns**2).sum())
    within = float(((off - rows[:, np.newaxis]) ** 2).sum())
    rest = float(((off - rows[:, np.newaxis] - columns) ** 2).sum())
    return between / (n - 1), assessors / (k - 1), within / (n * (k - 1)), rest / ((n - 1) * (k - 1))


def _remark(n: int, found: Mapping[str, float]) -> str:
    if np.isnan(found["ICC(3,1)"]) or np.isnan(found["ICC(1,k)"]):
        return "The things do not differ from one another, so some forms do not exist."
    if found["ICC(2,1)"] < 0:
        return "Below 0: assessments of one thing differ more than the things do."
    return "With fewer than 10 figures this says little." if n < 10 else ""


def intraclass_of(tables: Sequence[ScoreTable]) -> tuple[Intraclass, ...]:
    """The forms over all indicators, those below each dimension, and the units of each indicator; a table each."""
    told = [shares_over(table) for table in tables]
    return tuple(intraclass(over, np.array([each[over] for each in told]).T) for over in told[0])
