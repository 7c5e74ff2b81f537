"""Treatments: values made fit for normalising, with every treated point marked."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import numpy as np
from pydantic import Field

from engine.builtin.relative import comparisons
from engine.framework.rule_at import Range, same_ends
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import Adjusted, FloatArray, Peers
from engine.scoring.refusal import RefusalError

Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]


def clamp(values: FloatArray, _peers: Peers, *, low: float | None = None, high: float | None = None) -> Adjusted:
    """Values below `low` become `low`, above `high` become `high`; each such point is marked as treated.

    Missing values stay missing. (UNDP, HDI technical notes: figures beyond a goalpost count as at it.)
    """
    if low is not None and high is not None and low > high:
        raise RefusalError(f"clamp has low {low:g} above high {high:g}.", "Swap them.")
    treated = np.clip(values, -np.inf if low is None else low, np.inf if high is None else high)
    return Adjusted(treated, touched=(treated != values) & ~np.isnan(values))


def winsorise(
    values: FloatArray,
    peers: Peers,
    *,
    low: Share | None = None,
    high: Share | None = None,
    over: Literal["group", "all"] = "all",
    quantile: Literal[6, 7, 8] = 7,
) -> Adjusted:
    """Values below the quantile `low` of the peers become it, those above the quantile `high` that; each is marked.

    `low: 0.05, high: 0.95` pulls in both ends. Quantiles are between the order statistics: `quantile: 7` at
    1 + (n − 1)·q, as in R and NumPy, 6 at (n + 1)·q, as in SPSS, 8 at (n + 1/3)·q + 1/3, never beyond the ends; missing
    values take no part. Units that are not ranked stay as they are. (Types of Hyndman and Fan, 1996.)
    """
    if low is not None and high is not None and low >= high:
        raise RefusalError(f"winsorise has low {low:g} not below high {high:g}.", "They are shares: 0.05 and 0.95.")
    treated = values.copy()
    for among in comparisons(peers, over):
        own = values[..., among]
        treated[..., among] = np.clip(
            own,
            -np.inf if low is None else _quantile(own, low, quantile),
            np.inf if high is None else _quantile(own, high, quantile),
        )
    return Adjusted(treated, touched=(treated != values) & ~np.isnan(values))


def _quantile(values: FloatArray, share: float, rule: int) -> FloatArray:
    """The quantile (..., 1) of what is there; NaN where nothing is."""
    ordered = np.sort(values, axis=-1)
    n = (~np.isnan(values)).sum(axis=-1, keepdims=True)
    place = {7: (n - 1) * share, 6: (n + 1) * share - 1, 8: (n + 1 / 3) * share - 2 / 3}[rule]
    place = np.clip(place, 0, np.maximum(n - 1, 0))
    below = np.floor(place).astype(np.int64)
    above = np.ceil(place).astype(np.int64)
    if not ordered.shape[-1]:
        return np.full(place.shape, np.nan)
    lower, upper = (np.take_along_axis(ordered, at, axis=-1) for at in (below, above))
    return np.asarray(lower + (upper - lower) * (place - below))


def _clamped_ends(values: Range, *, low: float | None, high: float | None) -> Range:
    ends = (-np.inf if low is None else low, np.inf if high is None else high)
    return float(np.clip(values[0], *ends)), float(np.clip(values[1], *ends))


RULES = (
    Rule("clamp", RuleKind.TREAT, clamp, ends=_clamped_ends, looks="itself"),
    Rule("winsorise", RuleKind.TREAT, winsorise, ends=same_ends),
)
