"""Indicators measured anew for redrawn respondents: those that come from sums of weights all at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.scoring.arrays import FloatArray, IntArray, Snapshot
from engine.scoring.gather import Gathered, Rated, has_figures
from engine.scoring.linear import AsQuantile, AsRatio, AsTotal, NotDrawn
from engine.scoring.plan import Leaf, Plan

_AT_ONCE = 32
"""So many draws of a quantile's cumulated weights stay near the processor."""


@dataclass(frozen=True)
class _Ratio:
    """A leaf that is scale · Σ w·top / Σ w·bottom: the columns of its sums; no bottom: the sum itself."""

    leaf: Leaf
    top: int
    bottom: int | None = None
    scale: float = 1.0


@dataclass(frozen=True)
class _Quantile:
    """A leaf that is a quantile: its answers by unit and value, each unit's in whole runs of `long` answers.

    who     (answers,) the record of each answer; one beyond all records, without weight, where a run is filled up
    values  (answers,)
    first   (units + 1,) the run in which each unit begins
    """

    leaf: Leaf
    at: float
    long: int
    who: IntArray
    values: FloatArray
    first: IntArray


class Redrawing:
    """Measures a snapshot's indicators again and again, with other weights of the same records.

    Where a rule's companion (`Rule.linearise`) says how its value comes from sums, those of all indicators are one
    matrix product a unit; what quantiles are of is sorted once. Any other rule is called for every block of draws.
    Either way gives the same numbers, and what the figures themselves have no value for has none in any draw.
    """

    def __init__(self, plan: Plan, snapshot: Snapshot, basis: str, seen: Rated, point: Gathered) -> None:
        self._seen, self._point = seen, point.values
        self._ratios: list[_Ratio] = []
        self._quantiles: list[_Quantile] = []
        self._others: list[Leaf] = []
        columns: list[FloatArray] = []
        for leaf in plan.leaves:
            if leaf.measure is None or has_figures(leaf, snapshot, basis):
                continue
            match self._companion(leaf):
                case AsRatio() as found:
                    self._ratios.append(_Ratio(leaf, len(columns), len(columns) + 1, found.scale))
                    columns += [found.top, found.bottom]
                case AsTotal() as found:
                    self._ratios.append(_Ratio(leaf, len(columns)))
                    columns.append(found.each)
                case AsQuantile() as found:
                    self._quantiles.append(_sorted(leaf, found, seen.starts))
                case NotDrawn():
                    pass  # somebody's own figure is the same in every draw
                case _:
                    self._others.append(leaf)
        self._columns = _packed(columns, len(seen.weight))

    def _companion(self, leaf: Leaf) -> object:
        assert leaf.measure is not None
        tells = leaf.measure.rule.linearise
        return tells(*self._ratings(leaf, self._seen.weight), **leaf.measure.settings) if tells else None

    def _ratings(self, leaf: Leaf, weights: FloatArray) -> tuple[object, ...]:
        return tuple(self._seen.ratings(question, weights) for question in leaf.source)

    def values(self, weights: FloatArray) -> FloatArray:
        """The values (draws, nodes, units) for weights (draws, records)."""
        values = np.repeat(self._point[np.newaxis], len(weights), axis=0)
        if self._ratios:
            sums = self._sums(weights)
            for ratio in self._ratios:
                values[:, ratio.leaf.row] = self._of_ratio(ratio, sums, weights)
        for start in range(0, len(weights) if self._quantiles else 0, _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            by_record = np.concatenate([weights[some].T, np.zeros((1, len(weights[some])))])
            for quantile in self._quantiles:
                values[some, quantile.leaf.row] = _of_quantile(quantile, by_record).T
        for leaf in self._others:
            values[:, leaf.row] = self._measured(leaf, weights)
        return np.where(np.isnan(self._point), np.nan, values)

    def _measured(self, leaf: Leaf, weights: FloatArray) -> FloatArray:
        assert leaf.measure is not None
        return np.asarray(leaf.measure(*self._ratings(leaf, np.ascontiguousarray(weights))).values)

    def _sums(self, weights: FloatArray) -> FloatArray:
        """Σ w·column over the records of each unit: (columns, draws, units)."""
        starts = self._seen.starts
        sums = np.zeros((self._columns.shape[1], len(weights), len(starts) - 1))
        for unit in np.flatnonzero(np.diff(starts)):
            own = slice(starts[unit], starts[unit + 1])
            sums[:, :, unit] = (weights[:, own] @ self._columns[own].astype(np.float64)).T
        return sums

    def _of_ratio(self, ratio: _Ratio, sums: FloatArray, weights: FloatArray) -> FloatArray:
        if ratio.bottom is None:
            return np.asarray(sums[ratio.top])
        over, under = sums[ratio.top], sums[ratio.bottom]
        found = np.full(over.shape, np.nan)
        np.divide(ratio.scale * over, under, out=found, where=under > 0)
        empty = ((under <= 0) & ~np.isnan(self._point[ratio.leaf.row])).any(axis=-1)
        if empty.any():  # what nothing to divide by comes to, the rule itself decides
            found[empty] = self._measured(ratio.leaf, weights[empty])
        return found


def _packed(columns: list[FloatArray], records: int) -> NDArray[np.int8] | FloatArray:
    """Columns (records, columns) side by side, in an eighth of the memory where they hold small whole numbers alone."""
    if all((np.abs(column) < 128).all() and (column == np.rint(column)).all() for column in columns):
        packed = np.empty((records, len(columns)), dtype=np.int8)
        for place, column in enumerate(columns):
            packed[:, place] = column
        return packed
    return np.stack(columns, axis=-1)


def _sorted(leaf: Leaf, given: AsQuantile, starts: IntArray) -> _Quantile:
    unit = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    _, who = np.nonzero(given.base)
    values = given.values[given.base]
    order = np.lexsort((values, unit[who]))
    who, values = who[order], values[order]
    begins = np.searchsorted(unit[who], np.arange(len(starts)))
    sizes = np.diff(begins)
    long = int(np.clip(np.sqrt(sizes.mean()), 4, 32)) if len(sizes) else 4
    first = np.concatenate([[0], np.cumsum(-(-sizes // long))])
    place = np.arange(len(who)) + np.repeat(first[:-1] * long - begins[:-1], sizes)
    filled = np.full(first[-1] * long, len(unit))
    filled[place] = who
    worth = np.zeros(len(filled))
    worth[place] = values
    return _Quantile(leaf, given.at, long, filled, worth, first)


def _of_quantile(quantile: _Quantile, by_record: FloatArray) -> FloatArray:
    """Weighted quantiles (units, draws), as the measure `median` tells them, for weights (records + 1, draws).

    Weights are cumulated run by run, and answer by answer only within the run that reaches the goal.
    """
    first, draws = quantile.first, by_record.shape[1]
    found = np.full((len(first) - 1, draws), np.nan)
    if not len(quantile.values):
        return found
    answers = np.take(by_record, quantile.who, axis=0).reshape(-1, quantile.long, draws)
    reached = np.concatenate([np.zeros((1, draws)), np.cumsum(answers.sum(axis=1), axis=0)])
    before, total = reached[first[:-1]], reached[first[1:]] - reached[first[:-1]]
    goal, slack = before + quantile.at * total, total * 1e-9
    lower, upper = (
        quantile.values[_place(answers, reached, first, goal + shift, beyond=beyond)]
        for shift, beyond in ((-slack, False), (slack, True))
    )
    np.divide(lower + upper, 2, out=found, where=total > 0)
    return found


def _place(answers: FloatArray, reached: FloatArray, first: IntArray, goal: FloatArray, *, beyond: bool) -> IntArray:
    """The first answer (units, draws) of each unit with which the goal is reached, or passed.

    answers  (runs, long, draws) weights
    reached  (runs + 1, draws) what all the runs before come to
    """
    low = np.repeat(first[:-1, np.newaxis], goal.shape[1], axis=1)
    high = np.repeat(first[1:, np.newaxis], goal.shape[1], axis=1)
    for _ in range(int(np.diff(first).max()).bit_length()):
        middle = (low + high) // 2
        there = np.take_along_axis(reached, np.minimum(middle + 1, len(answers)), axis=0)
        short = (there <= goal if beyond else there < goal) & (low < high)
        low, high = np.where(short, middle + 1, low), np.where(short, high, np.minimum(middle, high))
    run = np.minimum(low, len(answers) - 1)
    inside = answers.transpose(0, 2, 1)[run, np.arange(goal.shape[1])]
    so_far = np.take_along_axis(reached, run, axis=0)[..., np.newaxis] + np.cumsum(inside, axis=-1)
    short = so_far <= goal[..., np.newaxis] if beyond else so_far < goal[..., np.newaxis]
    found = run * answers.shape[1] + short.sum(axis=-1)
    return np.asarray(np.minimum(found, answers.shape[0] * answers.shape[1] - 1))
