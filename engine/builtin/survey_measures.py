"""Measures of opinion surveys: balances, net promoters, shares beyond a line, sums, quantiles.

Base, pooling and n are those of `engine.builtin.measures`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from engine.builtin import linear
from engine.builtin import measure_checks as checks
from engine.builtin.bases import answered, chosen, measured, numeric, per_unit, quotient
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import BoolArray, Measured, Ratings
from engine.scoring.intervals import quantile as quantile_of
from engine.scoring.refusal import RefusalError


def _mean(
    ratings: tuple[Ratings, ...], bases: list[BoolArray], each: Sequence[NDArray[np.floating[Any]]], scale: float
) -> Measured:
    starts = ratings[0].starts
    over = under = np.zeros(len(starts) - 1)
    for given, base, worth in zip(ratings, bases, each, strict=True):
        over = over + per_unit(given.weights * np.where(base, worth, 0.0), starts)
        under = under + per_unit(given.weights * base, starts)
    return measured(scale * quotient(over, under), ratings, bases)


def net_balance(*ratings: Ratings, up: tuple[str, ...], down: tuple[str, ...]) -> Measured:
    """Balance of opinions: the share in % that chose one of the options `up` less the share that chose one of `down`.

    The base is every answer, those in neither among them. From −100 to 100. (OECD/JRC Handbook, 2008, 5.1.8.)
    """
    signs = [chosen(given, up) * 1.0 - chosen(given, down) * 1.0 for given in ratings]
    return _mean(ratings, [answered(given) for given in ratings], signs, 100.0)


def nps(*ratings: Ratings) -> Measured:
    """Net promoter score: the share in % of answers 9 and 10 less that of 0 to 6, on a scale of 0 to 10.

    Answers 7 and 8 are in the base. An answer off the scale is an error. (Reichheld, 2003.)
    """
    bases = [numeric(given) for given in ratings]
    for given, base in zip(ratings, bases, strict=True):
        seen = given.column.values[base]
        if ((seen < 0) | (seen > 10)).any():
            raise RefusalError("an answer is not on the scale of 0 to 10.", "Use `net_balance`, or mend the scale.")
    signs = [(given.column.values >= 9) * 1.0 - (given.column.values <= 6) * 1.0 for given in ratings]
    return _mean(ratings, bases, signs, 100.0)


def share_within(*ratings: Ratings, at_least: float | None = None, at_most: float | None = None) -> Measured:
    """Share in % of the answers whose number, or whose option's value, is `at_least` and `at_most` so much.

    Both ends belong to it; one that is left out is none. The top two of a scale of five: `at_least: 4`. (Top-box
    scores of customer surveys; as R survey's `svymean` of a condition.)
    """
    hits = [linear.inside(given.column.values, at_least, at_most) * 1.0 for given in ratings]
    return _mean(ratings, [numeric(given) for given in ratings], hits, 100.0)


def total(*ratings: Ratings) -> Measured:
    """Weighted sum of the answers Σ w·y; several questions are added up; a unit without any answer has none.

    Answers without weight add nothing. (Horvitz and Thompson, 1952; as R survey's `svytotal`.)
    """
    starts = ratings[0].starts
    bases = [numeric(given) for given in ratings]
    added = np.zeros(len(starts) - 1)
    for given, base in zip(ratings, bases, strict=True):
        added = added + per_unit(given.weights * np.where(base, given.column.values, 0.0), starts)
    nobody = per_unit(np.any(bases, axis=0) * 1.0, starts) == 0
    return measured(np.where(nobody, np.nan, added), ratings, bases)


def quantile(*ratings: Ratings, at: Annotated[float, Field(gt=0, lt=1)]) -> Measured:
    """Weighted quantile: where the cumulated weight reaches the share `at`; exactly there, the mean of the two values.

    `at: 0.9` gives the days within which nine in ten were done. This is the rule of `median`. (With equal weights rule
    2 of Hyndman and Fan, 1996.)
    """
    starts = ratings[0].starts
    bases = [numeric(given) for given in ratings]
    values = np.array([given.column.values for given in ratings])
    there = np.array(bases)
    lead = ratings[0].weights.shape[:-1]
    weights = np.stack([given.weights for given in ratings], axis=-2).reshape(math.prod(lead), *there.shape)
    found = np.full((len(weights), len(starts) - 1), np.nan)
    for unit in range(len(starts) - 1):
        own = slice(starts[unit], starts[unit + 1])
        seen = values[:, own][there[:, own]]
        for draw, given in enumerate(weights):
            inside = given[:, own][there[:, own]]
            if inside.sum() > 0:
                found[draw, unit] = quantile_of(seen, inside, at)
    return measured(found.reshape(*lead, len(starts) - 1), ratings, bases)


RULES = (
    Rule(
        "net_balance",
        RuleKind.MEASURE,
        net_balance,
        ends=checks.balance,
        checks=checks.has_options("up", "down"),
        linearise=linear.net_balance,
        reads="options",
    ),
    Rule(
        "nps",
        RuleKind.MEASURE,
        nps,
        ends=checks.balance,
        checks=checks.has_points("nps"),
        linearise=linear.nps,
        reads="values",
    ),
    Rule(
        "share_within",
        RuleKind.MEASURE,
        share_within,
        ends=checks.percent,
        checks=checks.has_points("share_within"),
        linearise=linear.share_within,
        reads="values",
    ),
    Rule(
        "total",
        RuleKind.MEASURE,
        total,
        checks=checks.has_points("total"),
        linearise=linear.total,
        amounts=linear.added_amounts,
        reads="values",
    ),
    Rule(
        "quantile",
        RuleKind.MEASURE,
        quantile,
        ends=checks.pooled,
        checks=checks.has_points("quantile"),
        linearise=linear.quantile,
        reads="values",
    ),
)
