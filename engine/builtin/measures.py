"""Measures: from the answers of one or several questions to one value a unit.

The base is those who were asked and answered: an answer that carries a missing reason (don't know, refused, …) is
outside of it. Several questions are pooled: each answer counts as one, and n counts records with at least one answer.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from engine.builtin import linear
from engine.builtin import measure_checks as checks
from engine.builtin.bases import answered as _answered
from engine.builtin.bases import chosen as _chosen
from engine.builtin.bases import measured as _measured
from engine.builtin.bases import numeric as _numeric
from engine.builtin.bases import per_unit
from engine.builtin.bases import places as _places
from engine.builtin.bases import quotient as _ratio
from engine.framework.missing import Missing
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import BoolArray, FloatArray, Fraction, Measured, Ratings


def share(*ratings: Ratings, of: tuple[str, ...]) -> Measured:
    """Share in % of the answers that chose one of the options `of`: 100 · Σ w·[chosen] / Σ w over all answers.

    Don't know, refused and skipped are no answers. A unit without any answer has no share. (Top-box share, as in PCI.)
    """
    starts = ratings[0].starts
    bases = [_answered(given) for given in ratings]
    chosen = sum(per_unit(r.weights * (base & _chosen(r, of)), starts) for r, base in zip(ratings, bases, strict=True))
    asked = sum(per_unit(r.weights * base, starts) for r, base in zip(ratings, bases, strict=True))
    return _measured(100.0 * _ratio(np.asarray(chosen), np.asarray(asked)), ratings, bases)


def mean(*ratings: Ratings) -> Measured:
    """Weighted mean of the answers: Σ w·y / Σ w over those who answered; nobody, or weights of 0: missing.

    (Hájek, 1971; as R survey's `svymean`.)
    """
    starts = ratings[0].starts
    bases = [_numeric(given) for given in ratings]
    total = sum(
        per_unit(r.weights * np.where(base, r.column.values, 0.0), starts)
        for r, base in zip(ratings, bases, strict=True)
    )
    asked = sum(per_unit(r.weights * base, starts) for r, base in zip(ratings, bases, strict=True))
    return _measured(_ratio(np.asarray(total), np.asarray(asked)), ratings, bases)


def median(*ratings: Ratings) -> Measured:
    """Weighted median: where the cumulated weight reaches half; exactly at half, the mean of the two values there.

    With equal weights this is the middle value, or the mean of the middle two when their number is even. (R survey,
    `qrule = "school"`.)
    """
    starts = ratings[0].starts
    bases = [_numeric(given) for given in ratings]
    unit = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    values = np.concatenate([r.column.values[base] for r, base in zip(ratings, bases, strict=True)])
    units = np.concatenate([unit[base] for base in bases])
    weights = np.concatenate([r.weights[..., base] for r, base in zip(ratings, bases, strict=True)], axis=-1)
    order = np.lexsort((values, units))
    values, units, weights = values[order], units[order], weights[..., order]
    first = np.searchsorted(units, np.arange(len(starts)))
    total = per_unit(weights, first)
    before = np.concatenate([np.zeros((*weights.shape[:-1], 1)), np.cumsum(weights, axis=-1)], axis=-1)
    reached = before[..., 1:] - before[..., first[units]]
    half, slack = (total / 2)[..., units], (total * 1e-9)[..., units]
    last = max(len(values) - 1, 0)
    lower = np.minimum(first[:-1] + per_unit((reached < half - slack) * 1.0, first).astype(np.int64), last)
    upper = np.minimum(first[:-1] + per_unit((reached <= half + slack) * 1.0, first).astype(np.int64), last)
    if not len(values):
        return _measured(np.full(total.shape, np.nan), ratings, bases)
    return _measured(np.where(total > 0, (values[lower] + values[upper]) / 2, np.nan), ratings, bases)


def count(*ratings: Ratings, of: tuple[str, ...] | None = None) -> Measured:
    """Weighted number of answers, or of those that chose one of the options `of`.

    0 is a count, not a gap, where somebody was asked; of a unit about which nobody was asked there is none. (Horvitz
    and Thompson, 1952: a weighted total.)
    """
    starts = ratings[0].starts
    bases = [_answered(given) for given in ratings]
    found = [base if of is None else base & _chosen(given, of) for given, base in zip(ratings, bases, strict=True)]
    values = np.asarray(sum(per_unit(r.weights * hit, starts) for r, hit in zip(ratings, found, strict=True)))
    asked = np.any([given.column.reasons != Missing.NOT_ASKED for given in ratings], axis=0)
    return _measured(np.where(per_unit(asked * 1.0, starts) > 0, values, np.nan), ratings, bases)


def value(*ratings: Ratings) -> Measured:
    """The unit's own figure: its answer, the last one where it gave several; several questions are added up.

    One of them without a number: missing. (PAR index, digital transformation sets: what a unit reports of itself.)
    """
    starts = ratings[0].starts
    bases = [_numeric(given) for given in ratings]
    total = np.zeros(len(starts) - 1)
    for given, base in zip(ratings, bases, strict=True):
        seen = np.where(base, np.arange(len(base)), -1)
        last = np.maximum.reduceat(np.append(seen, -1), starts[:-1])
        last[starts[:-1] == starts[1:]] = -1
        padded = np.append(given.column.values, np.nan)
        total = total + np.where(last >= 0, padded[last], np.nan)
    lead = ratings[0].weights.shape[:-1]
    return _measured(np.broadcast_to(total, (*lead, len(total))).copy(), ratings, bases)


def ratio(*ratings: Ratings, none_due: Literal["exclude", "full", "zero"] = "exclude") -> Measured:
    """Ratio of sums in %: 100 · Σ w·done / Σ w·due over answers that give both.

    Where nothing was due, `none_due` decides: not applicable (`exclude`, the default), 100, or 0. With goalposts from
    0 to 100 and `to: [0, 5]` it gives points in proportion, at most 5. (PAR index: nothing arose.)
    """
    done, due, bases = _done_and_due(ratings)
    percent = 100.0 * _ratio(done, due)
    if none_due != "exclude":
        asked = per_unit(np.any(bases, axis=0).astype(np.float64), ratings[0].starts) > 0
        percent = np.where(np.isnan(percent) & asked, 100.0 if none_due == "full" else 0.0, percent)
    found = _measured(percent, ratings, bases)
    idle = (found.n > 0) & (found.reasons != Missing.PRESENT)
    return Measured(found.values, found.n, np.where(idle, np.int8(Missing.NOT_APPLICABLE), found.reasons))


def _done_and_due(ratings: tuple[Ratings, ...]) -> tuple[FloatArray, FloatArray, list[BoolArray]]:
    """Σ w·done and Σ w·due (..., units) over the answers that give both, and which these are."""
    starts = ratings[0].starts
    bases: list[BoolArray] = []
    done = due = np.zeros(len(starts) - 1)
    for given in ratings:
        over, under = given.column.parts["done"], given.column.parts["due"]
        base = _answered(given) & ~np.isnan(over) & ~np.isnan(under)
        bases.append(base)
        done = done + per_unit(given.weights * np.where(base, over, 0.0), starts)
        due = due + per_unit(given.weights * np.where(base, under, 0.0), starts)
    return done, due, bases


def ratio_fraction(*ratings: Ratings, none_due: Literal["exclude", "full", "zero"] = "exclude") -> Fraction:
    """What `ratio` divides by what; whatever nothing due is worth, it adds nothing to either sum."""
    assert none_due
    done, due, bases = _done_and_due(ratings)
    answered = per_unit(np.any(bases, axis=0).astype(np.float64), ratings[0].starts) > 0
    return Fraction(done, due, _measured(np.where(answered, due, np.nan), ratings, bases).reasons)


def mean_place(*ratings: Ratings, of: str, unplaced: float | None = None) -> Measured:
    """Weighted mean of the places that rankings gave to the option `of`, the first counting 1: lower is better.

    Where only the first few were to be put in order, an answer without the option counts as the place `unplaced`;
    without `unplaced` it is left out, which flatters an option that few chose. (Kendall, Rank Correlation Methods,
    1948: mean ranks.)
    """
    starts = ratings[0].starts
    total = asked = np.zeros(len(starts) - 1)
    bases: list[BoolArray] = []
    for given in ratings:
        places = _places(given, of)
        told = places if unplaced is None else np.where(places == 0, unplaced, places)
        bases.append(_answered(given) & (told > 0))
        total = total + per_unit(given.weights * np.where(bases[-1], told, 0.0), starts)
        asked = asked + per_unit(given.weights * bases[-1], starts)
    return _measured(_ratio(total, asked), ratings, bases)


def share_placed(*ratings: Ratings, of: str, within: int = 1) -> Measured:
    """Share in % of the rankings that put the option `of` first, or `within` the first so many places.

    The base is every answer to the question, whether it placed the option or not. (First choices: plurality counts.)
    """
    starts = ratings[0].starts
    total = asked = np.zeros(len(starts) - 1)
    bases: list[BoolArray] = []
    for given in ratings:
        places = _places(given, of)
        bases.append(_answered(given))
        total = total + per_unit(given.weights * (bases[-1] & (places > 0) & (places <= within)), starts)
        asked = asked + per_unit(given.weights * bases[-1], starts)
    return _measured(100.0 * _ratio(total, asked), ratings, bases)


_of_options = checks.has_options("of")

RULES = (
    Rule(
        "share",
        RuleKind.MEASURE,
        share,
        ends=checks.percent,
        checks=_of_options,
        linearise=linear.share,
        reads="options",
    ),
    Rule(
        "mean",
        RuleKind.MEASURE,
        mean,
        ends=checks.pooled,
        checks=checks.has_points("mean"),
        linearise=linear.mean,
        reads="values",
    ),
    Rule(
        "median",
        RuleKind.MEASURE,
        median,
        ends=checks.pooled,
        checks=checks.has_points("median"),
        linearise=linear.median,
        reads="values",
    ),
    Rule("count", RuleKind.MEASURE, count, checks=_of_options, linearise=linear.count, reads="answers"),
    Rule(
        "value",
        RuleKind.MEASURE,
        value,
        ends=checks.added,
        linearise=linear.own_figure,
        reads="values",
        amounts=linear.last_alone,
    ),
    Rule(
        "ratio",
        RuleKind.MEASURE,
        ratio,
        linearise=linear.ratio,
        amounts=linear.ratio_amounts,
        fraction=ratio_fraction,
        reads="values",
    ),
    Rule("mean_place", RuleKind.MEASURE, mean_place, checks=_of_options, linearise=linear.mean_place, reads="options"),
    Rule(
        "share_placed",
        RuleKind.MEASURE,
        share_placed,
        ends=checks.percent,
        checks=_of_options,
        linearise=linear.share_placed,
        reads="options",
    ),
)
