"""Who stands behind each figure: how many respondents, and how much of it those carry who carry most."""

from __future__ import annotations

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, FloatArray, IntArray
from engine.scoring.gather import Rated
from engine.scoring.plan import Leaf, Plan
from engine.scoring.table import Backing


def backing_of(plan: Plan, seen: Rated | None, n: IntArray) -> Backing:
    """Respondents and largest shares of every node, where `n` (nodes, units) counts answers.

    A respondent counts once for a unit, however many answers about it; one without weight does not count.
    """
    respondents, largest = n.copy(), np.full(n.shape, np.nan)
    if seen is not None and len(seen.weight):
        terms = plan.framework.terms
        heaviest = terms.dominance.respondents if terms else 1
        persons = _Persons.of(seen)
        for leaf in plan.leaves:
            columns = [seen.columns[name] for name in leaf.source if name in seen.columns]
            if columns and n[leaf.row].any():
                base = np.logical_or.reduce([column.reasons == Missing.PRESENT for column in columns])
                count, share = persons.behind(base, heaviest)
                for each in amounts_of(leaf, seen):
                    share = np.fmax(share, persons.largest(each, heaviest))
                respondents[leaf.row] = np.minimum(n[leaf.row], count)
                largest[leaf.row] = np.where(n[leaf.row] > 0, share, np.nan)
    for joint in plan.joints:
        weighs = (joint.weights > 0)[..., np.newaxis]  # what counts for nothing backs nothing
        respondents[joint.rows] = np.where(weighs, respondents[joint.children], 0).max(axis=-2)
        largest[joint.rows] = np.fmin.reduce(np.where(weighs, largest[joint.children], np.nan), axis=-2)
    return Backing(respondents, largest)


def amounts_of(leaf: Leaf, seen: Rated) -> tuple[FloatArray, ...]:
    """What each record brings to the sums that an indicator's value is made of; () where it brings its weight alone.

    An amount below zero hides others as well as one above.
    """
    measure = leaf.measure
    if measure is None or measure.rule.amounts is None:
        return ()
    ratings = (seen.ratings(question, seen.weight) for question in leaf.source)
    return tuple(np.abs(each) for each in measure.rule.amounts(*ratings, **measure.settings))


class _Persons:
    """The records of a snapshot put together by unit and respondent."""

    def __init__(self, unit: IntArray, person: IntArray, weight: FloatArray, units: int) -> None:
        self._unit, self._person, self._weight, self._units = unit, person, weight, units

    @classmethod
    def of(cls, seen: Rated) -> _Persons:
        """Each pair of a unit and a respondent is one person."""
        units = len(seen.starts) - 1
        unit = np.repeat(np.arange(units), np.diff(seen.starts))
        size = int(seen.respondent.max(initial=0)) + 1
        pairs, person = np.unique(unit * size + seen.respondent, return_inverse=True)
        return cls(pairs // size, person, seen.weight, units)

    def behind(self, base: BoolArray, heaviest: int) -> tuple[IntArray, FloatArray]:
        """(how many persons, share of the heaviest few of them), each (units,), of the records in a base."""
        carried = self._carried(self._weight * base)
        count = np.bincount(self._unit[carried > 0], minlength=self._units)
        return count.astype(np.int64), self._heaviest(carried, heaviest)

    def largest(self, amounts: FloatArray, heaviest: int) -> FloatArray:
        """The share (units,) that the few persons have who bring most of amounts (records,), each times its weight."""
        carried = self._carried(self._weight * np.nan_to_num(amounts))
        return self._heaviest(carried, heaviest)

    def _carried(self, brought: FloatArray) -> FloatArray:
        """What each person carries of what the records bring."""
        return np.bincount(self._person, brought, minlength=len(self._unit)).astype(np.float64)

    def _heaviest(self, carried: FloatArray, heaviest: int) -> FloatArray:
        """The share (units,) of what the persons carry that those have who carry most; NaN where nothing is carried."""
        there = np.flatnonzero(carried > 0)
        unit, weight = self._unit[there], carried[there]
        count = np.bincount(unit, minlength=self._units)
        total = np.bincount(unit, weight, minlength=self._units)
        if len(weight) and weight.min() < weight.max():
            order = np.lexsort((-weight, unit))
            unit, weight = unit[order], weight[order]
        place = np.arange(len(unit)) - np.repeat(np.cumsum(count) - count, count)
        top = np.bincount(unit[place < heaviest], weight[place < heaviest], minlength=self._units)
        share: FloatArray = np.divide(top, total, out=np.full(self._units, np.nan), where=total > 0)
        return share
