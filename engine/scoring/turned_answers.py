"""The values that an indicator would have if one respondent after the other had given the best or worst answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.scoring.arrays import BoolArray, Column, FloatArray, IntArray, Ratings
from engine.scoring.gather import Rated, picked
from engine.scoring.linear import AsRatio, AsTotal
from engine.scoring.plan import Leaf

TURNS = 16
"""A measure that does not tell how its value comes about is asked about so many numbers of respondents at once."""


def turned_values(framework: Framework, leaf: Leaf, seen: Rated, mine: IntArray) -> FloatArray | None:
    """The values, from the records `mine` of one unit, the lightest turned first; who gave no answer still gives none.

    None where other answers cannot be listed.
    """
    now = [picked(seen.columns[name], mine) for name in leaf.source]
    others = [_others(framework, name, seen.columns[name], own) for name, own in zip(leaf.source, now, strict=True)]
    if any(len(each) < 2 for each in others):
        return None
    weights = seen.weight[mine]
    order = np.argsort(weights, kind="stable")
    told = _told(leaf, now, weights)
    if told is None:
        return _asked_anew(leaf, now, [(each[0], each[-1]) for each in others], weights, order)
    most = max(map(len, others))
    thens = [_told(leaf, [each[min(place, len(each) - 1)] for each in others], weights) for place in range(most)]
    tops = [then.top for then in thens if then is not None and np.array_equal(then.bottom, told.bottom)]
    found = [told.value(np.zeros(1))]
    for then in (np.max(tops, axis=0), np.min(tops, axis=0)) if tops else ():
        turned = (weights * (then - told.top))[order]
        found.append(told.value(np.cumsum(turned[turned != 0])))
    return np.concatenate(found)


@dataclass(frozen=True)
class _Told:
    """A value that is scale · Σ w·top / Σ w·bottom, both sums as they are now; of a total `bottom` is of nothing."""

    top: FloatArray
    bottom: FloatArray
    now: float
    under: float
    scale: float

    def value(self, more: FloatArray) -> FloatArray:
        """The value with so much more above the line."""
        return self.scale * ((self.now + more) / self.under)


def _told(leaf: Leaf, columns: Sequence[Column], weights: FloatArray) -> _Told | None:
    """How the value comes about, where the measure tells it."""
    assert leaf.measure is not None
    rule, settings = leaf.measure.rule, leaf.measure.settings
    if rule.linearise is None:
        return None
    starts = np.array([0, len(weights)])
    linear = rule.linearise(*(Ratings(starts, column, weights) for column in columns), **settings)
    if isinstance(linear, AsTotal):
        return _Told(linear.each, np.zeros(len(weights)), float(weights @ linear.each), 1.0, 1.0)
    if isinstance(linear, AsRatio) and (total := float(weights @ linear.bottom)) > 0:
        return _Told(linear.top, linear.bottom, float(weights @ linear.top), total, linear.scale)
    return None


def _asked_anew(
    leaf: Leaf, now: Sequence[Column], ends: Sequence[tuple[Column, Column]], weights: FloatArray, order: IntArray
) -> FloatArray:
    """The same for a measure that does not tell it."""
    assert leaf.measure is not None
    size = len(weights)
    counts = np.unique(np.round(np.linspace(0, size, min(size, TURNS) + 1)).astype(np.int64))
    place = np.empty(size, dtype=np.int64)
    place[order] = np.arange(size)
    turned = np.concatenate([place < count for count in counts])
    every = np.tile(np.arange(size), len(counts))
    starts, repeated = np.arange(len(counts) + 1) * size, np.tile(weights, len(counts))
    found = []
    for end in (0, 1):
        pairs = zip(now, ends, strict=True)
        columns = [_mixed(picked(one, every), picked(both[end], every), turned) for one, both in pairs]
        measured = leaf.measure(*(Ratings(starts, column, repeated) for column in columns))
        found.append(np.asarray(measured.values, dtype=np.float64))
    return np.concatenate(found)


def _mixed(one: Column, other: Column, turned: BoolArray) -> Column:
    return replace(
        one,
        values=np.where(turned, other.values, one.values),
        codes=np.where(turned, other.codes, one.codes),
        picks=None if one.picks is None or other.picks is None else np.where(turned, other.picks, one.picks),
    )


def _others(framework: Framework, name: str, column: Column, own: Column) -> list[Column]:
    """The same records, all with one answer, from the least to the most; of numbers the two ends.

    Empty where other answers cannot be listed.
    """
    question = framework.question.get(name)
    if question is None or question.formula is not None or column.places is not None or column.parts:
        return []
    there = own.reasons == Missing.PRESENT
    if own.picks is not None:
        return [replace(own, picks=np.where(there, hit, own.picks)) for hit in (False, True)]
    if own.options:
        known = {option.id: option for option in framework.options_of(question) if option.missing is None}
        worth = [
            (math.nan if known[option].value is None else float(known[option].value or 0.0), code)
            for code, option in enumerate(own.options)
            if option in known
        ]
        return [
            replace(own, codes=np.where(there, code, own.codes), values=np.where(there, value, own.values))
            for value, code in sorted(worth, key=lambda each: (math.isnan(each[0]), each))
        ]
    least, most = (question.setting(key) for key in ("min", "max"))
    seen = column.values[~np.isnan(column.values)]
    if not seen.size:
        return []
    low = float(least) if isinstance(least, int | float) else float(seen.min())
    high = float(most) if isinstance(most, int | float) else float(seen.max())
    return [replace(own, values=np.where(there, each, own.values)) for each in (low, high)]
