"""Normalisers that place a unit among its peers: by standard deviations, or by rank.

Peers are the ranked units of the own group, or of all groups with `over: all`; a unit without a group has no peers and
no score. What one unit does moves the others: an index that is run more than once is better off with `goalposts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.builtin.normalisers import Ends, alike
from engine.framework.rule_at import Range, ends_of_scale
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import Adjusted, BoolArray, FloatArray, Peers
from engine.scoring.refusal import RefusalError

_SAME = 1e-12
"""A deviation smaller than this share of the values is that of a constant told in floating point."""


def comparisons(peers: Peers, over: str) -> Iterator[BoolArray]:
    """Which units (units,) are compared with each other, one comparison after another."""
    if over == "all":
        yield peers.member
        return
    for position in range(len(peers.groups)):
        yield peers.member & (peers.group == position)


def zscore(
    values: FloatArray,
    higher: BoolArray,
    peers: Peers,
    *,
    deviation: Literal["sample", "population"],
    over: Literal["group", "all"] = "group",
    center: float = 0.0,
    spread: float = 1.0,
    constant: Literal["error", "missing", "middle"] = "error",
) -> Adjusted:
    """center + spread·(x − mean)/sd over the peers; lower is better: center − that.

    `deviation: sample` divides by n − 1, `population` by n; publishers differ, so it has to be said. Where sd = 0, or
    there is one unit alone, `constant` decides: an error (the default), missing, or `center`. Scores can fall below
    zero, where a geometric mean has no meaning. (OECD/JRC Handbook, 2008; EGDI uses it before min-max.)
    """
    scores = np.full(values.shape, np.nan)
    flat_rows: list[int] = []
    for among in comparisons(peers, over):
        own = values[..., among]
        there = ~np.isnan(own)
        n = there.sum(axis=-1, keepdims=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(there, own, 0.0).sum(axis=-1, keepdims=True) / n
            squares = np.where(there, (own - mean) ** 2, 0.0).sum(axis=-1, keepdims=True)
            sd = np.sqrt(squares / (n - 1 if deviation == "sample" else n))
            flat = (n > 0) & ~(sd > _SAME * np.abs(mean))
            turned = np.where(higher, spread, -spread)[:, np.newaxis]
            scores[..., among] = np.where(flat, np.nan, center + turned * (own - mean) / sd)
        if constant == "middle":
            scores[..., among] = np.where(flat & there, center, scores[..., among])
        flat_rows += [int(row) for row in np.flatnonzero(flat[..., 0])] if flat.ndim == 2 else []
    if constant == "error" and flat_rows:  # figures only: a draw of a bootstrap may happen to be constant
        rows = sorted(set(flat_rows))
        raise RefusalError(
            f"{alike(values, peers, np.array(rows))}, so there is no deviation to measure by.",
            "Say what it shall give with `constant: missing` or `middle`.",
            rows,
        )
    return Adjusted(scores)


def rank(
    values: FloatArray,
    higher: BoolArray,
    peers: Peers,
    *,
    ties: Literal["lowest", "mean", "highest"],
    over: Literal["group", "all"] = "group",
    to: Ends | None = (0.0, 100.0),
    alone: Literal["missing", "lower", "middle", "upper"] = "missing",
) -> Adjusted:
    """l + (u − l)·b/(n − 1), b the number of the n peers that the unit is better than; `to: null` gives b (Borda).

    Units with equal values share the `lowest`, the `mean` or the `highest` of the places that they take; packages
    differ, so it has to be said. One unit that has no peers gets what `alone` says, or 0 with `to: null`.
    (OECD/JRC Handbook, 2008; Borda, 1781.)
    """
    scores = np.full(values.shape, np.nan)
    turned = np.where(higher[:, np.newaxis], values, -values)
    part = {"lowest": 0.0, "mean": 0.5, "highest": 1.0}[ties]
    for among in comparisons(peers, over):
        own = turned[..., among]
        ordered = np.sort(own, axis=-1)
        beaten = np.full(own.shape, np.nan)
        for row in np.ndindex(own.shape[:-1]):
            below = np.searchsorted(ordered[row], own[row], side="left")
            level = np.searchsorted(ordered[row], own[row], side="right") - below
            beaten[row] = below + part * (level - 1)
        n = (~np.isnan(own)).sum(axis=-1, keepdims=True)
        if to is not None:
            fill = {"missing": np.nan, "lower": to[0], "middle": sum(to) / 2, "upper": to[1]}[alone]
            beaten = np.where(n > 1, to[0] + (to[1] - to[0]) * beaten / np.maximum(n - 1, 1), fill)
        scores[..., among] = np.where(np.isnan(own), np.nan, beaten)
    return Adjusted(scores, scale=to)


def percentile_rank(
    values: FloatArray,
    higher: BoolArray,
    peers: Peers,
    *,
    over: Literal["group", "all"] = "group",
    to: Ends = (0.0, 100.0),
) -> Adjusted:
    """Mid-rank percentile: l + (u − l)·(number worse + half of those equal, itself among them)/n.

    One unit alone, and units that are all equal, are in the middle; nobody has an end of the scale, so that a geometric
    mean never meets a zero; `rank` gives (rank − 1)/(n − 1). (Mid-rank convention of Hazen, 1914.)
    """
    share = np.full(values.shape, np.nan)
    turned = np.where(higher[:, np.newaxis], values, -values)
    for among in comparisons(peers, over):
        own = turned[..., among]
        ordered = np.sort(own, axis=-1)
        place = np.full(own.shape, np.nan)
        for row in np.ndindex(own.shape[:-1]):
            worse = np.searchsorted(ordered[row], own[row], side="left")
            place[row] = (worse + np.searchsorted(ordered[row], own[row], side="right")) / 2
        n = (~np.isnan(own)).sum(axis=-1, keepdims=True)
        share[..., among] = np.where(np.isnan(own), np.nan, place / np.maximum(n, 1))
    return Adjusted(to[0] + (to[1] - to[0]) * share, scale=to)


def around_mean(
    values: FloatArray,
    higher: BoolArray,
    peers: Peers,
    *,
    within: Annotated[float, Field(ge=0)],
    of: Literal["mean", "sample_sd", "population_sd"],
    over: Literal["group", "all"] = "group",
    to: Ends = (0.0, 100.0),
) -> Adjusted:
    """Above the mean of the peers, near it or below: the scale's upper end, its middle, or its lower end.

    Near is |x − mean| ≤ `within` times the mean's size, or times the standard deviation (n − 1: `sample_sd`, n:
    `population_sd`); a value on the limit is near, compared within rounding. (OECD/JRC Handbook, 2008: indicators above
    or below the mean.)
    """
    side = np.full(values.shape, np.nan)
    for among in comparisons(peers, over):
        own = values[..., among]
        there = ~np.isnan(own)
        n = there.sum(axis=-1, keepdims=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(there, own, 0.0).sum(axis=-1, keepdims=True) / n
            squares = np.where(there, (own - mean) ** 2, 0.0).sum(axis=-1, keepdims=True)
            sd = np.sqrt(squares / np.maximum(n - (of == "sample_sd"), 1))
            near = within * (np.abs(mean) if of == "mean" else sd)
            gap = own - mean
            slack = near + _SAME * (np.abs(mean) + np.abs(own))
        side[..., among] = np.where(np.abs(gap) <= slack, 0.0, np.sign(gap))
        side[..., among] = np.where(there, side[..., among], np.nan)
    turned = np.where(higher[:, np.newaxis], side, -side)
    return Adjusted(to[0] + (to[1] - to[0]) * (turned + 1) / 2, scale=to)


def _rank_ends(_values: Range, *, to: Ends | None, **_settings: object) -> Range:
    return (0.0, np.inf) if to is None else (min(to), max(to))


RULES = (
    Rule("percentile_rank", RuleKind.NORMALISE, percentile_rank, ends=ends_of_scale),
    Rule("around_mean", RuleKind.NORMALISE, around_mean, ends=ends_of_scale),
    Rule("zscore", RuleKind.NORMALISE, zscore),
    Rule("rank", RuleKind.NORMALISE, rank, ends=_rank_ends),
)
