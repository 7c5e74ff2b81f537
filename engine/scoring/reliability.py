"""Whether items hang together: Cronbach's alpha, Guttman's lambda6, each item against the rest; a row is a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from engine.scoring.arrays import FloatArray

MissingRule: TypeAlias = Literal["complete", "pairwise"]

_SINGULAR = 1e-10
"""An eigenvalue of correlations below this is none."""


@dataclass(frozen=True)
class ItemFit:
    """One item: answers, mean, standard deviation; its correlation with the sum of the others; alpha without it."""

    item: str
    n: int
    mean: float
    sd: float
    item_rest: float
    alpha_without: float


@dataclass(frozen=True)
class Reliability:
    """What a set of items comes to; figures are NaN where there are none, and `remarks` say why.

    rows  answer sheets with every item (`complete`), or with any (`pairwise`)
    """

    items: tuple[ItemFit, ...]
    missing: MissingRule
    rows: int
    alpha: float
    standardised: float
    mean_r: float
    lambda6: float
    remarks: tuple[str, ...]


def reliability_of(names: Sequence[str], answers: FloatArray, missing: MissingRule = "complete") -> Reliability:
    """Cronbach's alpha k/(k − 1) · (1 − Σ s_i² / s_T²) of answers (rows, items), NaN where there is none.

    `complete` takes only rows with every item, `pairwise` each covariance from the rows that have both; the two differ
    in the third decimal. Items are to be turned the same way before. An item that never varies is left out, and named.
    The standardised alpha is k·r̄ / (1 + (k − 1)·r̄); the correlation of an item with the rest is with the sum of the
    other items (corrected). Guttman's lambda6 is 1 − Σ (1 − R_i²) / Σ r over the correlations r, with R_i² what the
    other items tell of each (its squared multiple correlation, 1 − 1/(r⁻¹)_ii). (Cronbach, 1951; Guttman, 1945; the R
    package psych.)
    """
    remarks: list[str] = []
    used = answers[~np.isnan(answers).any(axis=1)] if missing == "complete" else answers
    used = used[~np.isnan(used).all(axis=1)] if len(used) else used
    rows = len(used)
    cov = _covariances(used)
    varied = np.diag(cov) > 0
    for place in np.flatnonzero(~varied).tolist():
        enough = (~np.isnan(used[:, place])).sum() > 1
        remarks.append(f"`{names[place]}` {'never varies' if enough else 'has too few answers'}: left out.")
    kept = cov[np.ix_(varied, varied)]
    k = len(kept)
    if rows < 2:
        remarks = [f"Answer sheets with {'every' if missing == 'complete' else 'any'} item: {rows}, which is too few."]
    elif k < 2:
        remarks.append("Fewer than two items vary: there is no alpha.")
    elif np.isnan(kept).any():
        remarks.append("Some items were never answered together: there is no alpha.")
    alpha, standardised, mean_r = _alpha(kept), np.nan, np.nan
    if k > 1:
        sd = np.sqrt(np.diag(kept))
        mean_r = float(((kept / np.outer(sd, sd)).sum() - k) / (k * (k - 1)))
        standardised = k * mean_r / (1 + (k - 1) * mean_r) if 1 + (k - 1) * mean_r > 0 else np.nan
    lambda6, lost = _lambda6(kept) if k > 1 and not np.isnan(kept).any() else (np.nan, "")
    fits = _fits(names, used, cov, varied)
    against = [f"`{fit.item}`" for fit in fits if fit.item_rest < 0]
    if alpha < 0:
        remarks.append("Alpha is below 0: the items work against one another, so their sum means nothing.")
    if against:
        remarks.append(f"Against the others: {', '.join(against)}. Look whether they are to be reversed.")
    if lost and rows > 1:
        remarks.append(lost)
    return Reliability(fits, missing, rows, alpha, standardised, mean_r, lambda6, tuple(remarks))


def _covariances(answers: FloatArray) -> FloatArray:
    """Covariances (items, items), n − 1, each from the rows that have both items; NaN where fewer than two do."""
    there = ~np.isnan(answers)
    filled = np.where(there, answers - _middle(answers, there), 0.0)  # sums of squares far from zero lose every digit
    both = there.T.astype(np.float64) @ there
    sums = filled.T @ there  # of the row's item where both are there
    products = filled.T @ filled
    with np.errstate(divide="ignore", invalid="ignore"):
        cov = (products - sums * sums.T / both) / (both - 1)
    cov = np.where(both > 1, cov, np.nan)
    equal = np.array([len(np.unique(answers[there[:, item], item])) <= 1 for item in range(answers.shape[1])])
    cov[equal, equal] = 0.0  # what never varies, whatever rounding says
    return np.asarray(cov)


def _middle(answers: FloatArray, there: np.ndarray) -> FloatArray:
    """A figure (items,) in the midst of each item's answers."""
    return np.asarray(np.where(there, answers, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1))


def _alpha(cov: FloatArray) -> float:
    k, total = len(cov), float(cov.sum()) if len(cov) else 0.0
    if k < 2 or not total > 0:
        return np.nan
    return float(k / (k - 1) * (1 - np.trace(cov) / total))


def _lambda6(cov: FloatArray) -> tuple[float, str]:
    """(lambda6 of covariances of items that vary, why there is none)."""
    sd = np.sqrt(np.diag(cov))
    r = cov / np.outer(sd, sd)
    least = float(np.linalg.eigvalsh(r)[0])
    if least < -_SINGULAR:
        return np.nan, "Pairs of items do not fit into one table of correlations: there is no lambda6. Use complete."
    if least <= _SINGULAR:
        return np.nan, "An item is made up of others, or there are too few answer sheets: there is no lambda6."
    total = float(r.sum())
    return (1 - float((1 / np.diag(np.linalg.inv(r))).sum()) / total if total > 0 else np.nan), ""


def _fits(names: Sequence[str], answers: FloatArray, cov: FloatArray, varied: np.ndarray) -> tuple[ItemFit, ...]:
    fits = []
    for place, name in enumerate(names):
        own = answers[~np.isnan(answers[:, place]), place]
        others = varied.copy()
        others[place] = False
        rest = cov[np.ix_(others, others)]
        with np.errstate(divide="ignore", invalid="ignore"):
            joint = cov[place, others].sum() / np.sqrt(cov[place, place] * rest.sum())
        item_rest = float(joint) if varied[place] and others.any() else np.nan
        fits.append(
            ItemFit(
                name,
                len(own),
                float(own.mean()) if len(own) else np.nan,
                float(own.std(ddof=1)) if len(own) > 1 else np.nan,
                item_rest,
                _alpha(rest),
            )
        )
    return tuple(fits)
