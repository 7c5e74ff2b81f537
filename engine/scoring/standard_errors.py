"""Standard errors by Taylor linearisation: strata, finite populations, and respondents who rate several units.

A value is linearised to z, what each record adds to it; the variance of a unit's value is then

    Σ_h (1 − n_h/N_h) · n_h/(n_h − 1) · Σ_r (z_r − z̄_h)²

over strata h and their respondents r, with z_r summed over the respondent's records about the unit, and 0 for everybody
who has none: the unit is a domain of the whole sample, which is never cut down to it. Where clusters of respondents
were drawn, r are the clusters, n and N count them, and z_r sums up all of one. (Särndal, Swensson and Wretman, 1992,
5.5 and 5.8; the R package survey, `svymean`, `svyratio` with a subset of the design.) Where weights meet known margins,
z is what the margins leave of it (Deville and Särndal, 1992; `Calibration.left_over`), respondent by respondent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.scoring.arrays import BoolArray, FloatArray, IntArray
from engine.scoring.calibration import Calibration
from engine.scoring.linear import AsRatio, AsTotal
from engine.scoring.replicates import Design

_CELLS = 4_000_000
"""So many figures of units and respondents are looked at together: memory stays bounded however many there are."""


@dataclass(frozen=True)
class Sample:
    """The records about units, sorted by unit, and the whole sample that they were given by.

    starts      (units + 1,)  records of unit u are starts[u]:starts[u + 1]
    weight      (records,)    design weights
    respondent  (records,)    counted from 0; -1: a unit's own record, which nobody was drawn for
    stratum     (drawn,)      of each respondent of the whole sample, or each cluster, those who rated nobody included
    left        (strata,)     1 − n/N, the share of the stratum that was not drawn; 1 where N is not known
    merged      names of strata that were merged because only one respondent was in them
    calibration the known margins that the weights meet; None where there are none
    cluster     (respondents,) the place in `stratum` of each one's cluster; None: respondents were drawn themselves
    """

    starts: IntArray
    weight: FloatArray
    respondent: IntArray
    stratum: IntArray
    left: FloatArray
    merged: tuple[str, ...] = ()
    calibration: Calibration | None = None
    cluster: IntArray | None = None

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.starts) - 1

    @cached_property
    def unit(self) -> IntArray:
        """The unit (records,) that each record is about."""
        return np.repeat(np.arange(self.units), np.diff(self.starts))

    @cached_property
    def size(self) -> IntArray:
        """How many respondents, or clusters, (strata,) there are."""
        return np.bincount(self.stratum, minlength=len(self.left))

    @cached_property
    def _pairs(self) -> tuple[IntArray, IntArray]:
        """(of each record the pair of unit and who was drawn, of each pair the cell of unit and stratum)."""
        drawn = self.respondent if self.cluster is None else np.append(self.cluster, -1)[self.respondent]
        keys = self.unit * len(self.stratum) + drawn
        pairs, place = np.unique(keys, return_inverse=True)
        unit, respondent = np.divmod(pairs, max(len(self.stratum), 1))
        return place, unit * len(self.left) + self.stratum[respondent]

    def by_unit(self, each: FloatArray) -> FloatArray:
        """Sums (units,) of what stands at records."""
        return np.bincount(self.unit, each, minlength=self.units).astype(np.float64)

    def variance(self, z: FloatArray) -> FloatArray:
        """The variance (units,) of Σ z (records,); NaN where one respondent is all there is."""
        if self.calibration is not None:
            return self._calibrated(z, self.calibration)
        place, cell = self._pairs
        added = np.bincount(place, z, minlength=len(cell))
        shape = (self.units, len(self.left))
        sums, squares = (
            np.bincount(cell, each, minlength=shape[0] * shape[1]).reshape(shape) for each in (added, added**2)
        )
        n = self.size.astype(np.float64)
        met = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape) > 0
        factor = np.divide(self.left * n, n - 1, out=np.full(len(n), np.nan), where=n > 1)
        spread = np.maximum(squares - sums**2 / np.maximum(n, 1), 0.0)
        return np.asarray(np.where(met, factor * spread, 0.0).sum(axis=1))

    def _calibrated(self, z: FloatArray, calibration: Calibration) -> FloatArray:
        """The same of what known margins leave of z, of everybody: who says nothing of a unit still fills a margin."""
        n = self.size.astype(np.float64)
        factor = np.divide(self.left * n, n - 1, out=np.full(len(n), np.nan), where=n > 1)
        order = np.argsort(self.stratum, kind="stable")
        used = np.flatnonzero(n)
        starts = (np.cumsum(self.size) - self.size)[used]
        drawn = self.respondent >= 0
        people, found = len(calibration.weight), np.zeros(self.units)
        if not people:
            return found
        at_once = max(1, _CELLS // people)
        for first in range(0, self.units, at_once):
            some = slice(self.starts[first], self.starts[min(first + at_once, self.units)])
            rows, mine = min(at_once, self.units - first), drawn[some]
            cell = (self.unit[some][mine] - first) * people + self.respondent[some][mine]
            added = np.bincount(cell, z[some][mine], minlength=rows * people).reshape(rows, people).astype(np.float64)
            rest = self._by_drawn(calibration.left_over(added))[:, order]
            sums, squares = (np.add.reduceat(each, starts, axis=1) for each in (rest, rest**2))
            spread = np.maximum(squares - sums**2 / n[used], 0.0)
            met = (added != 0).any(axis=1)
            found[first : first + rows] = np.where(met, (factor[used] * spread).sum(axis=1), 0.0)
        return found

    def _by_drawn(self, each: FloatArray) -> FloatArray:
        """Sums (values, drawn) over the respondents of each cluster of what they have (values, respondents)."""
        if self.cluster is None:
            return each
        order = np.argsort(self.cluster, kind="stable")
        sizes = np.bincount(self.cluster, minlength=len(self.stratum))
        return np.asarray(np.add.reduceat(each[:, order], np.cumsum(sizes) - sizes, axis=1))

    def freedom(self, base: BoolArray) -> IntArray:
        """Degrees of freedom (units,): respondents with a record in the base (records,), less their strata."""
        place, cell = self._pairs
        there = np.bincount(place, base, minlength=len(cell)) > 0
        shape = (self.units, len(self.left))
        met = np.bincount(cell, there, minlength=shape[0] * shape[1]).reshape(shape)
        return np.asarray(met.sum(axis=1) - (met > 0).sum(axis=1), dtype=np.int64)


def sample_of(starts: IntArray, weight: FloatArray, design: Design) -> Sample:
    """The sample behind the records about units, of which the design is."""
    return Sample(
        starts=starts,
        weight=weight,
        respondent=design.respondent,
        stratum=design.stratum,
        left=design.left,
        merged=design.merged,
        calibration=design.calibration,
        cluster=design.cluster,
    )


@dataclass(frozen=True)
class Spread:
    """How far values would move in another sample, all (units,).

    variance     of the value
    simple       what it would be in a simple random sample, drawn with replacement, of as many records; NaN for totals
    freedom      degrees of freedom: respondents in the base, less their strata
    """

    variance: FloatArray
    simple: FloatArray
    freedom: IntArray

    @property
    def deff(self) -> FloatArray:
        """Design effect: variance over that of a simple random sample; NaN where nothing varies."""
        found = np.full(self.variance.shape, np.nan)
        np.divide(self.variance, self.simple, out=found, where=self.simple > 0)
        return found


def spread_of_ratio(sample: Sample, given: AsRatio) -> Spread:
    """The spread of scale · Σ w·top / Σ w·bottom: z = scale · w·(top − R·bottom) / Σ w·bottom."""
    weight = sample.weight
    under = sample.by_unit(weight * given.bottom)
    safe = np.where(under > 0, under, np.nan)
    ratio = sample.by_unit(weight * given.top) / safe
    off = np.nan_to_num(given.scale * (given.top - ratio[sample.unit] * given.bottom))
    variance = np.where(under > 0, sample.variance(np.nan_to_num(weight * off / safe[sample.unit])), np.nan)
    return Spread(variance, _simple(sample, off, given.base, safe), sample.freedom(given.base))


def _simple(sample: Sample, off: FloatArray, base: BoolArray, under: FloatArray) -> FloatArray:
    """(Σ w / Σ w·bottom)² · S²/n with S² = Σ w·off² / Σ w · n/(n − 1), over the n records in the base."""
    n = sample.by_unit(base.astype(np.float64))
    total = sample.by_unit(sample.weight * base)
    squares = sample.by_unit(sample.weight * base * off**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = total * squares / under**2 / (n - 1)
    return np.asarray(np.where((n > 1) & (total > 0), found, np.nan))


def spread_of_total(sample: Sample, given: AsTotal) -> Spread:
    """The spread of Σ w·each: z = w·each; a total has no design effect of its own here."""
    variance = sample.variance(sample.weight * given.each)
    return Spread(variance, np.full(variance.shape, np.nan), sample.freedom(given.base))
