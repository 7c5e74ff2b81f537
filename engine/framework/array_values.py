"""The operations of expressions on arrays, as `scalar_values`: NaN is missing, 1.0 true and 0.0 false."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.framework import scalar_values
from engine.framework.array_calendar import as_day as as_day
from engine.framework.array_calendar import day as day
from engine.framework.array_calendar import day_in_month as day_in_month
from engine.framework.array_calendar import first_of_month as first_of_month
from engine.framework.array_calendar import month_number as month_number
from engine.framework.array_chosen import Chosen, picked_at
from engine.framework.array_chosen import answered as answered
from engine.framework.array_chosen import credit as credit
from engine.framework.array_chosen import label as label
from engine.framework.array_chosen import same_words as same_words
from engine.framework.array_chosen import selected as selected
from engine.framework.scalar_values import TOLERANCE

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]


def plain(value: Floats) -> Floats:
    """The array as it leaves an expression."""
    return np.asarray(value, dtype=np.float64)


def constant(value: float) -> Floats:
    """A number or truth value of the expression's text."""
    return np.array(float(value))


def given(value: Any) -> Floats:
    """What a lookup gave."""
    if isinstance(value, Chosen):
        return value
    return np.asarray(value, dtype=np.float64)


def _finite(value: Floats) -> Floats:
    return np.where(np.isfinite(value), value, np.nan)


def _kleene(decided: Bools, unknown: Bools, outcome: float) -> Floats:
    """`outcome` where decided, else missing where unknown, else the other."""
    return np.where(decided, outcome, np.where(unknown, np.nan, 1.0 - outcome))


def both(left: Floats, right: Floats) -> Floats:
    """Kleene's and."""
    return _kleene((left == 0) | (right == 0), np.isnan(left) | np.isnan(right), 0.0)


def either(left: Floats, right: Floats) -> Floats:
    """Kleene's or."""
    unknown_left, unknown_right = np.isnan(left), np.isnan(right)
    true = ((left != 0) & ~unknown_left) | ((right != 0) & ~unknown_right)
    return _kleene(true, unknown_left | unknown_right, 1.0)


def negate(value: Floats) -> Floats:
    """Kleene's not."""
    return np.where(np.isnan(value), np.nan, (value == 0).astype(np.float64))


def choose(condition: Floats, then: Floats, other: Floats) -> Floats:
    """`then if condition else other`; missing when the condition is."""
    return np.where(np.isnan(condition), np.nan, np.where(condition != 0, then, other))


def _same(left: Floats, right: Floats) -> Bools:
    with np.errstate(all="ignore"):
        near: Bools = (left == right) | (np.abs(left - right) <= TOLERANCE * np.maximum(np.abs(left), np.abs(right)))
    return near


_OUTCOMES: Mapping[str, Callable[[Floats, Floats], Bools]] = {
    "equal": _same,
    "less": lambda left, right: (left < right) & ~_same(left, right),
    "at_most": lambda left, right: (left < right) | _same(left, right),
}


def _compared(left: Any, right: Any, name: str) -> Floats:
    """The outcome of numbers or days; beside a text, whether that option was chosen, else missing."""
    if isinstance(left, str) and isinstance(right, str):
        return constant(getattr(scalar_values, name)(left, right))
    if isinstance(left, str) or isinstance(right, str):
        value, text = (right, left) if isinstance(left, str) else (left, right)
        if isinstance(value, Chosen):
            chosen = None if name != "equal" or value.several else picked_at(value, text)
            return np.full(np.shape(value), np.nan) if chosen is None else chosen
        left, right = day(left), day(right)
    return np.where(np.isnan(left) | np.isnan(right), np.nan, _OUTCOMES[name](left, right).astype(np.float64))


def equal(left: Any, right: Any) -> Floats:
    """left == right."""
    return _compared(left, right, "equal")


def unequal(left: Any, right: Any) -> Floats:
    """left != right."""
    return negate(equal(left, right))


def less(left: Any, right: Any) -> Floats:
    """left < right."""
    return _compared(left, right, "less")


def at_most(left: Any, right: Any) -> Floats:
    """left <= right."""
    return _compared(left, right, "at_most")


def more(left: Any, right: Any) -> Floats:
    """left > right."""
    return less(right, left)


def at_least(left: Any, right: Any) -> Floats:
    """left >= right."""
    return at_most(right, left)


def add(left: Floats, right: Floats) -> Floats:
    """left + right."""
    with np.errstate(all="ignore"):
        return _finite(left + right)


def subtract(left: Floats, right: Floats) -> Floats:
    """left - right."""
    with np.errstate(all="ignore"):
        return _finite(left - right)


def multiply(left: Floats, right: Floats) -> Floats:
    """left * right."""
    with np.errstate(all="ignore"):
        return _finite(left * right)


def divide(left: Floats, right: Floats) -> Floats:
    """left / right; missing where right is zero."""
    with np.errstate(all="ignore"):
        return _finite(np.where(right == 0, np.nan, left / right))


def minus(value: Floats) -> Floats:
    """-value."""
    return -value


def plus(value: Floats) -> Floats:
    """+value."""
    return value


def magnitude(value: Floats) -> Floats:
    """The absolute value."""
    size: Floats = np.abs(value)
    return size


def rounded(value: Floats, digits: int = 0) -> Floats:
    """Rounded half away from zero, after taking up what binary fractions lack."""
    power = 10.0**digits
    with np.errstate(all="ignore"):
        size = np.abs(value) * power
        return _finite(np.copysign(np.floor(size * (1 + TOLERANCE) + 0.5) / power, value))


def floored(value: Floats) -> Floats:
    """The whole number at or below it, to the last bit."""
    whole: Floats = np.floor(value)
    return whole


def _there(values: Sequence[Floats]) -> tuple[Floats, Bools]:
    stacked = np.stack(np.broadcast_arrays(*values))
    return stacked, ~np.isnan(stacked)


def total(values: Sequence[Floats]) -> Floats:
    """The sum of what is there; missing where nothing is."""
    stacked, there = _there(values)
    added = np.zeros(stacked.shape[1:])
    with np.errstate(all="ignore"):
        for layer, has in zip(stacked, there, strict=True):
            added = added + np.where(has, layer, 0.0)  # one after another, as single values are added
    return _finite(np.where(there.any(axis=0), added, np.nan))


def least(values: Sequence[Floats]) -> Floats:
    """The smallest of what is there."""
    stacked, there = _there(values)
    return np.where(there.any(axis=0), np.where(there, stacked, np.inf).min(axis=0), np.nan)


def most(values: Sequence[Floats]) -> Floats:
    """The largest of what is there."""
    stacked, there = _there(values)
    return np.where(there.any(axis=0), np.where(there, stacked, -np.inf).max(axis=0), np.nan)


def coalesce(values: Sequence[Floats]) -> Floats:
    """The first value that is there."""
    found = values[0]
    for value in values[1:]:
        found = np.where(np.isnan(found), value, found)
    return found


def holds(value: Floats) -> Floats:
    """1 where a condition is true, 0 where it is false or missing."""
    true: Floats = ((value != 0) & ~np.isnan(value)).astype(np.float64)
    return true


present = answered
