"""Each indicator's value for each unit with its standard error, interval, design effect and effective n."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import FloatArray, IntArray, ReasonArray, Records, Snapshot, UnitRow
from engine.scoring.gather import Rated, applies_of, measured, peers_of, rated
from engine.scoring.intervals import ShareRule, by_t, of_quantile, of_share
from engine.scoring.linear import AsQuantile, AsRatio, AsTotal, NotDrawn
from engine.scoring.margins import Margins, calibration_of
from engine.scoring.plan import Leaf, Plan
from engine.scoring.replicates import Design, blocks, design_of_records, left_out
from engine.scoring.standard_errors import Sample, Spread, sample_of, spread_of_ratio, spread_of_total
from engine.scoring.unanswered import sampled

ErrorRule: TypeAlias = Literal["taylor", "jackknife"]

LEVEL = 0.9
DRAWS = 500
"""So many draws give the error of a measure that does not say how it is linearised."""

_BLOCK = 50


@dataclass(frozen=True)
class Estimates:
    """Figures (indicators, units), NaN where there are none; `method` says for each indicator how its error was found.

    The methods: `taylor` or `jackknife` with the interval (`t`, `wilson`, `beta`, `logit`), `woodruff, t`, `bootstrap
    of 500`; `outside` and `own figure` are no estimates from a sample and have no error.
    """

    units: tuple[UnitRow, ...]
    indicators: tuple[str, ...]
    value: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    n: IntArray
    n_effective: FloatArray
    deff: FloatArray
    missing: ReasonArray
    method: tuple[str, ...]
    level: float = LEVEL
    merged_strata: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class _Told:
    """What one indicator's sampling error is, all (units,)."""

    method: str
    se: FloatArray
    low: FloatArray
    high: FloatArray
    deff: FloatArray


def drawn_records(plan: Plan, records: Records) -> IntArray:
    """The records of respondents who are a sample."""
    return np.flatnonzero(sampled(plan.framework, records.columns, len(records.unit)))


def whole_sample(
    plan: Plan, records: Records, seen: Rated, population: Mapping[str, float], margins: Margins | None = None
) -> Sample:
    """The sample behind the records about units: all respondents, also those who rated nobody."""
    drawn = drawn_records(plan, records)
    among = np.isin(np.arange(len(records.unit)), drawn)
    calibration = None if margins is None else calibration_of(plan.framework, records, among, margins)
    design = replace(design_of_records(records, among, population), calibration=calibration)
    return sample_of(seen.starts, seen.weight, design.of(seen.respondent))


def estimates_of(
    plan: Plan,
    snapshot: Snapshot,
    *,
    basis: str = "",
    population: Mapping[str, float] | None = None,
    margins: Margins | None = None,
    level: float = LEVEL,
    shares: ShareRule = "wilson",
    errors: ErrorRule = "taylor",
    seed: int = 0,
) -> Estimates:
    """Estimate every indicator for every unit.

    `population` are the finite populations of the strata by name; `margins` those that the weights of the snapshot
    meet; `shares` the interval of shares; `errors` how they are found: by linearisation, or by leaving out one
    respondent after another. A value that is withheld has no error either. ThuocDoError where populations
    are missing or smaller than the sample.
    """
    peers = peers_of(snapshot.units, tuple(plan.framework.units.groups))
    records = snapshot.records
    seen = None if records is None else rated(records, len(snapshot.units))
    weights = None if seen is None else seen.weight
    found = measured(plan, snapshot, basis, seen, weights, applies_of(plan, peers))
    rows = [leaf.row for leaf in plan.leaves]
    value, n = found.values[rows], found.n[rows]
    told = [_nothing("outside", len(snapshot.units)) for _ in plan.leaves]
    merged: tuple[str, ...] = ()
    if records is not None and seen is not None and len(drawn_records(plan, records)):
        sample = whole_sample(plan, records, seen, population or {}, margins)
        merged = sample.merged
        left = _jackknife(plan.leaves, seen, sample, value) if errors == "jackknife" else None
        told = [
            _leaf(leaf, seen, sample, value[row], n[row], level, shares, None if left is None else left[row])
            for row, leaf in enumerate(plan.leaves)
        ]
        again = [row for row, one in enumerate(told) if one.method == "bootstrap"]
        if again:
            draws = _draws([plan.leaves[row] for row in again], seen, sample, seed)
            for place, row in enumerate(again):
                told[row] = _from_draws(draws[:, place], level)
    gone = np.isnan(value)

    def rows_of(name: str) -> FloatArray:
        return np.where(gone, np.nan, np.array([getattr(one, name) for one in told]).reshape(value.shape))

    deff = rows_of("deff")
    return Estimates(
        units=snapshot.units,
        indicators=tuple(leaf.id for leaf in plan.leaves),
        value=value,
        se=rows_of("se"),
        low=rows_of("low"),
        high=rows_of("high"),
        n=n,
        n_effective=np.divide(n, deff, out=np.full(deff.shape, np.nan), where=deff > 0),
        deff=deff,
        missing=found.reasons[rows],
        method=tuple(one.method for one in told),
        level=level,
        merged_strata=merged,
    )


def _nothing(method: str, units: int) -> _Told:
    empty = np.full(units, np.nan)
    return _Told(method, empty, empty, empty, empty)


def _leaf(
    leaf: Leaf,
    seen: Rated,
    sample: Sample,
    value: FloatArray,
    n: IntArray,
    level: float,
    shares: ShareRule,
    left: FloatArray | None = None,
) -> _Told:
    """The error of one indicator; of a measure that does not say how it is linearised only that.

    `left` (units,) is the variance by leaving out respondents, in the place of the linearised one.
    """
    if leaf.measure is None:
        return _nothing("outside", sample.units)
    ratings = tuple(seen.ratings(question, seen.weight) for question in leaf.source)
    asked = np.any([given.column.reasons != Missing.NOT_ASKED for given in ratings], axis=0)
    if (asked & (sample.respondent < 0)).any():
        return _nothing("own figure", sample.units)
    if leaf.measure.rule.linearise is None and left is not None:
        base = np.any([given.column.reasons == Missing.PRESENT for given in ratings], axis=0)
        spread = Spread(left, np.full(left.shape, np.nan), sample.freedom(base))
        return _told("jackknife, t", spread, *by_t(value, spread, level))
    if leaf.measure.rule.linearise is None:
        return _nothing("bootstrap", sample.units)
    way = "taylor" if left is None else "jackknife"
    given = leaf.measure.rule.linearise(*ratings, **leaf.measure.settings)
    match given:
        case AsRatio():
            spread = _instead(spread_of_ratio(sample, given), left)
            if given.is_share:
                inside = Spread(spread.variance / given.scale**2, spread.simple / given.scale**2, spread.freedom)
                low, high = of_share(value / given.scale, n, inside, level, shares)
                return _told(f"{way}, {shares}", spread, low * given.scale, high * given.scale)
            return _told(f"{way}, t", spread, *by_t(value, spread, level, given.ends))
        case AsTotal():
            spread = _instead(spread_of_total(sample, given), left)
            return _told(f"{way}, t", spread, *by_t(value, spread, level))
        case AsQuantile():
            (low, high), se, spread = of_quantile(sample, value, given, level)
            return _Told("woodruff, t", se, low, high, spread.deff)
        case NotDrawn():
            return _nothing("own figure", sample.units)
        case _:
            raise TypeError(f"the companion of `{leaf.measure.rule.name}` returned {given!r:.80}")


def _instead(spread: Spread, variance: FloatArray | None) -> Spread:
    return spread if variance is None else replace(spread, variance=variance)


def _jackknife(leaves: Sequence[Leaf], seen: Rated, sample: Sample, value: FloatArray) -> FloatArray:
    """The variances (leaves, units) by leaving out one respondent after another; 0 for what does not rest on them."""
    found = np.zeros(value.shape)
    for weights, counts in left_out(_design(sample), seen.weight, _BLOCK):
        for row, leaf in enumerate(leaves):
            if leaf.measure is not None:
                values = leaf.measure(*(seen.ratings(question, weights) for question in leaf.source)).values
                found[row] += (counts[:, np.newaxis] * (values - value[row]) ** 2).sum(axis=0)
    return found


def _told(method: str, spread: Spread, low: FloatArray, high: FloatArray) -> _Told:
    se = np.where(spread.freedom > 0, np.sqrt(spread.variance), np.nan)
    return _Told(method, se, low, high, np.where(spread.freedom > 0, spread.deff, np.nan))


def _design(sample: Sample) -> Design:
    """Who can be drawn again: nobody is found by a number any more."""
    nobody = np.zeros(0, dtype=np.int64)
    told = sample.left, sample.merged, sample.calibration, sample.cluster
    return Design(nobody, sample.respondent, sample.stratum, *told)


def _draws(leaves: Sequence[Leaf], seen: Rated, sample: Sample, seed: int) -> FloatArray:
    """Values (draws, leaves, units) of resampled respondents; a unit's own records stay as they are."""
    design = _design(sample)
    values = np.empty((DRAWS, len(leaves), sample.units))
    start = 0
    for weights in blocks(design, seen.weight, DRAWS, seed, _BLOCK):
        for place, leaf in enumerate(leaves):
            assert leaf.measure is not None
            found = leaf.measure(*(seen.ratings(question, weights) for question in leaf.source))
            values[start : start + len(weights), place] = found.values
        start += len(weights)
    return values


def _from_draws(draws: FloatArray, level: float) -> _Told:
    """Standard deviation and percentiles of draws (draws, units); none where most draws gave no value."""
    there = ~np.isnan(draws)
    enough = there.sum(axis=0) > len(draws) / 2
    safe = np.where(enough, draws, 0.0)
    low, high = np.nanquantile(safe, [(1 - level) / 2, (1 + level) / 2], axis=0)
    se, low, high = (np.where(enough, each, np.nan) for each in (np.nanstd(safe, axis=0, ddof=1), low, high))
    return _Told(f"bootstrap of {len(draws)}", se, low, high, np.full(se.shape, np.nan))
