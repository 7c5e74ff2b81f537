"""Aggregators that do more than average: without the extremes, with a penalty for imbalance, by pairwise wins.

Axes are those of `engine.builtin.aggregators`: children are axis -2, units axis -1, weights broadcast.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.builtin.aggregators import mean, minimum
from engine.builtin.normalisers import Ends
from engine.framework.rule_at import ANY, Part, Range, ends_of_parts
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import FloatArray, Peers
from engine.scoring.refusal import RefusalError

_SAME = 1e-12


def _present(scores: FloatArray, weights: FloatArray) -> FloatArray:
    return np.where(np.isnan(scores), 0.0, np.broadcast_to(weights, np.broadcast_shapes(scores.shape, weights.shape)))


def trimmed(
    scores: FloatArray,
    weights: FloatArray,
    *,
    lowest: Annotated[int, Field(ge=0)] = 1,
    highest: Annotated[int, Field(ge=0)] = 1,
) -> FloatArray:
    """Weighted mean Σ w·s / Σ w without the `lowest` and the `highest` children of the unit.

    Only children that are there and have weight are counted; where none is left: missing. Of equal scores the earlier
    child counts as the lower. (OECD/JRC Handbook, 2008: robust means.)
    """
    present = _present(scores, weights)
    filled = np.where(present > 0, scores, np.inf)
    order = np.argsort(filled, axis=-2, kind="stable")
    place = np.empty_like(order)
    ranks = np.broadcast_to(np.arange(order.shape[-2])[:, np.newaxis], order.shape)
    np.put_along_axis(place, order, ranks, axis=-2)
    n = (present > 0).sum(axis=-2, keepdims=True)
    kept = np.where((place >= lowest) & (place < n - highest), present, 0.0)
    total = kept.sum(axis=-2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(total > 0, (kept * np.nan_to_num(scores)).sum(axis=-2) / total, np.nan))


def mazziotta_pareto(scores: FloatArray, weights: FloatArray, *, penalty: Literal["down", "up"]) -> FloatArray:
    """M − S·cv, M the weighted mean and S the weighted standard deviation (by n) of the children, cv = S/M.

    `penalty: down` takes S·cv off, where more is better; `up` adds it, where the index measures something bad. A child
    that is missing is left out; children that are all equal give M. A mean of 0 with children that differ has no cv and
    is an error. (Mazziotta and Pareto, 2016; Compind's `ci_ampi` gives the same for both penalties.)
    """
    present = _present(scores, weights)
    total = present.sum(axis=-2)
    seen = np.nan_to_num(scores)
    safe = np.where(total > 0, total, np.nan)
    middle = (present * seen).sum(axis=-2) / safe
    variance = (present * (seen - middle[..., np.newaxis, :]) ** 2).sum(axis=-2) / safe
    alike = variance <= (_SAME * np.abs(seen).max(axis=-2, initial=0.0)) ** 2
    if (bad := (middle == 0) & ~alike).any():
        raise RefusalError(
            "the penalty for imbalance meets a mean of zero.",
            "Normalise the children to a scale above 0, such as `to: [70, 130]`.",
            at=np.argwhere(bad)[0],
        )
    part = np.where(alike, 0.0, variance / np.where(middle == 0, np.nan, middle))
    return np.asarray(np.where(total > 0, middle - part if penalty == "down" else middle + part, np.nan))


def mean_min(
    scores: FloatArray,
    weights: FloatArray,
    *,
    share: Annotated[float, Field(ge=0, le=1)],
    smooth: Annotated[float, Field(ge=0)] = 0.0,
) -> FloatArray:
    """M − a·(√((M − min)² + b²) − b), M the weighted mean, min the lowest child, a the `share`, b `smooth`.

    `share: 0` is the mean, `share: 1` with `smooth: 0` the minimum; the larger b, the milder a small gap. Children that
    are missing, or without weight, are left out. (Casadio Tarabusi and Guarini, 2013; Compind, `ci_mean_min`.)
    """
    middle, lowest = mean(scores, weights), minimum(scores, weights)
    gap = middle - lowest
    return np.asarray(middle - share * (np.sqrt(gap**2 + smooth**2) - smooth))


def coverage_adjusted(
    scores: FloatArray, weights: FloatArray, *, exponent: Annotated[float, Field(ge=0)]
) -> FloatArray:
    """M·c^a, M the weighted mean of what is there, c its share of the weight that applies, a the `exponent`.

    `exponent: 0` is the mean, 1 counts a gap as a score of zero; it has a meaning only for scores from 0 upwards, so a
    score below 0 is an error. Where nothing is there: missing. Below `min_coverage` the node is withheld all the same.
    (No published index is known that uses it: say why where a file does.)
    """
    if (below := scores < 0).any():
        mend = "Normalise the children to a scale that starts at 0."
        raise RefusalError("a mean that shrinks with coverage meets a score below 0.", mend, at=np.argwhere(below)[0])
    there = _present(scores, weights).sum(axis=-2)
    whole = np.broadcast_to(weights, np.broadcast_shapes(scores.shape, weights.shape)).sum(axis=-2)
    coverage = np.divide(there, whole, out=np.zeros(there.shape), where=whole > 0)
    return np.asarray(mean(scores, weights) * coverage**exponent)


def copeland(
    scores: FloatArray,
    weights: FloatArray,
    peers: Peers,
    *,
    tolerance: Annotated[float, Field(ge=0, lt=0.5)] = 1e-9,
    to: Ends | None = (0.0, 100.0),
) -> FloatArray:
    """Pairwise wins less losses within the group: a beats b if it is better on more than half of the weight.

    A pair is compared on the children that both have; a tie on one gives each half of its weight, and a share within
    `tolerance` of one half is a tie, so that neither the order of units nor floating point decides. The result is
    l + (u − l)·(net/pairs + 1)/2, with `to: null` the net number; a unit without pairs is missing. The cost grows with
    the square of the units. (Copeland, 1951; COINr, `a_copeland`, where a missing child is a lost one.)
    """
    shape = np.broadcast_shapes(scores.shape, weights.shape)
    scores, weights = np.broadcast_to(scores, shape), np.broadcast_to(weights, shape)
    result = np.full((*shape[:-2], shape[-1]), np.nan)
    for group in range(len(peers.groups)):
        among = np.flatnonzero(peers.member & (peers.group == group))
        won, shared = np.zeros((2, *shape[:-2], len(among), len(among)))
        for child in range(shape[-2]):
            own, weight = scores[..., child, among], weights[..., child, among]
            mine, theirs = own[..., :, np.newaxis], own[..., np.newaxis, :]
            both = np.minimum(weight[..., :, np.newaxis], weight[..., np.newaxis, :])
            both = np.where(np.isnan(mine) | np.isnan(theirs), 0.0, both)
            won += both * np.where(mine > theirs, 1.0, np.where(mine == theirs, 0.5, 0.0))
            shared += both
        compared = (shared > 0) & ~np.eye(len(among), dtype=bool)
        lead = np.where(compared, won / np.where(shared > 0, shared, 1.0) - 0.5, 0.0)
        net = np.where(np.abs(lead) <= tolerance, 0.0, np.sign(lead)).sum(axis=-1)
        pairs = compared.sum(axis=-1)
        shown = net if to is None else to[0] + (to[1] - to[0]) * (net / np.maximum(pairs, 1) + 1) / 2
        result[..., among] = np.where(pairs > 0, shown, np.nan)
    return result


def _shrunk_ends(parts: Iterable[Part], **_settings: object) -> Range:
    low, high = ends_of_parts(parts)
    return min(low, 0.0), max(high, 0.0)


def _copeland_ends(_parts: object, *, to: Ends | None, **_settings: object) -> Range:
    return ANY if to is None else (min(to), max(to))


RULES = (
    Rule("trimmed", RuleKind.AGGREGATE, trimmed, ends=ends_of_parts, by_share=True, rises=True),
    Rule("mazziotta_pareto", RuleKind.AGGREGATE, mazziotta_pareto, by_share=True),
    Rule("mean_min", RuleKind.AGGREGATE, mean_min, ends=ends_of_parts, by_share=True, rises=True),
    Rule("coverage_adjusted", RuleKind.AGGREGATE, coverage_adjusted, ends=_shrunk_ends, by_share=True, rises=True),
    Rule("copeland", RuleKind.AGGREGATE, copeland, ends=_copeland_ends, by_share=True),
)
