"""How far several assessments of the same things agree: the six intraclass correlations, with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.scoring.agreement import shares_over
from engine.scoring.arrays import FloatArray
from engine.scoring.distributions import f_quantile
from engine.scoring.table import ScoreTable

FORMS = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
"""One assessment, or the mean of all k: by other assessors for each thing, by a sample of them, by just these."""


LEVEL = 0.9


@dataclass(frozen=True)
class Intraclass:
    """The six forms over `n` things that all `k` assessed; NaN where there is none, and `remark` says why.

    low, high  the ends of their intervals at `level`; NaN where there is none
    """

    over: str
    n: int
    k: int
    forms: Mapping[str, float]
    remark: str = ""
    low: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(FORMS, np.nan))
    high: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(FORMS, np.nan))
    level: float = LEVEL


def intraclass(over: str, figures: FloatArray, level: float = LEVEL) -> Intraclass:
    """The forms of figures (things, assessors); only things that everybody assessed count.

    With the mean squares between things B, between assessors J, within things W and the rest E:
    (1,1) (B − W)/(B + (k − 1)W); (2,1) (B − E)/(B + (k − 1)E + k(J − E)/n); (3,1) (B − E)/(B + (k − 1)E);
    (1,k) (B − W)/B; (2,k) (B − E)/(B + (J − E)/n); (3,k) (B − E)/B. The forms (2,·) ask for the same figures, (3,·)
    only for the same order and distances. (Shrout and Fleiss, 1979; the R package psych.) Intervals: see `_ends`.
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
    of_one = {kind: _ends(kind, found[f"ICC({kind},1)"], (b, j, w, e), (n, k), level) for kind in "123"}
    ends = {name: _stepped(name, k, *of_one[name[4]]) for name in FORMS}
    low, high = ({name: both[side] for name, both in ends.items()} for side in (0, 1))
    return Intraclass(over, n, k, found, _remark(n, found), low, high, level)


_SAME = 1e-12


Squares = tuple[float, float, float, float]


def _ends(kind: str, form: float, squares: Squares, size: tuple[int, int], level: float) -> tuple[float, float]:
    """The interval of a form for one assessment, from quantiles of F; (NaN, NaN) where the form does not exist.

    (1,·) and (3,·): the F of their test, divided by, and multiplied with, its quantile. (2,·): Satterthwaite's degrees
    of freedom for the variance of assessors and rest together. The mean of k has the ends of one assessment, stepped up
    by Spearman and Brown. (Shrout and Fleiss, 1979, as McGraw and Wong, 1996, write it; psych prints the same.)
    """
    if np.isnan(form):
        return np.nan, np.nan
    n, k = size
    b, j, w, e = squares
    top = (1 + level) / 2
    if kind == "2":
        return _agreeing(b, j, e, (n, k), top)
    noise, freedom = (w, n * (k - 1)) if kind == "1" else (e, (n - 1) * (k - 1))
    lower, upper = f_quantile(top, n - 1, freedom), f_quantile(top, freedom, n - 1)
    return (b - noise * lower) / (b + (k - 1) * noise * lower), (b * upper - noise) / (b * upper + (k - 1) * noise)


def _agreeing(b: float, j: float, e: float, size: tuple[int, int], top: float) -> tuple[float, float]:
    """The ends of ICC(2,1)."""
    n, k = size
    form = (b - e) / (b + (k - 1) * e + k * (j - e) / n)
    of_assessors, of_rest = k * form * j, (n * (1 + (k - 1) * form) - k * form) * e
    parts = of_assessors**2 / (k - 1) + of_rest**2 / ((n - 1) * (k - 1))
    freedom = (of_assessors + of_rest) ** 2 / parts if parts > 0 else 1.0  # nothing but the things varies: no matter
    if freedom <= 0:
        return np.nan, np.nan
    lower, upper = f_quantile(top, n - 1, freedom), f_quantile(top, freedom, n - 1)
    both = k * j + (k * n - k - n) * e
    return n * (b - lower * e) / (lower * both + n * b), n * (upper * b - e) / (both + n * upper * b)


def _stepped(name: str, k: int, low: float, high: float) -> tuple[float, float]:
    """The ends for one assessment as they are, or for the mean of k; no ends where the things do not differ."""
    if name.endswith("1)"):
        return low, high
    below = 1 + (k - 1) * low, 1 + (k - 1) * high
    return (k * low / below[0], k * high / below[1]) if min(below) > _SAME else (np.nan, np.nan)


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


def intraclass_of(tables: Sequence[ScoreTable], level: float = LEVEL) -> tuple[Intraclass, ...]:
    """The forms over all indicators, those below each dimension, and the units of each indicator; a table each."""
    told = [shares_over(table) for table in tables]
    return tuple(intraclass(over, np.array([each[over] for each in told]).T, level) for over in told[0])
