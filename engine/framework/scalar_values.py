"""The operations of expressions on single values; None is missing. `array_values` does the same on arrays.

Values are floats, booleans, texts, choices (texts too), dates, and tuples of several choices.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from engine.framework.scalar_calendar import LAST_DAY as LAST_DAY
from engine.framework.scalar_calendar import MONTHS as MONTHS
from engine.framework.scalar_calendar import as_day as as_day
from engine.framework.scalar_calendar import date_in
from engine.framework.scalar_calendar import day as day
from engine.framework.scalar_calendar import day_in_month as day_in_month
from engine.framework.scalar_calendar import first_of_month as first_of_month
from engine.framework.scalar_calendar import month_number as month_number

_NUMBERS = (float, int)  # made once: `float | int` in a call makes a new union each time

TOLERANCE = 5e-13
"""Two numbers are equal when they agree to 12 significant digits."""


class Choice(str):
    """The id of a chosen option, with the points that it is worth (None: none) and its words."""

    points: float | None
    label: str

    @classmethod
    def of(cls, option: str, points: float | None, label: str) -> Choice:
        """The choice of an option."""
        made = cls(option)
        made.points, made.label = points, label
        return made


def plain(value: object) -> object | None:
    """The value as it leaves an expression."""
    return value


def constant(value: float) -> Any:
    """A number or truth value of the expression's text."""
    return value if isinstance(value, bool) else float(value)


def given(value: Any) -> Any:
    """What a lookup gave, with NaN as missing."""
    if value is None or value != value:  # only NaN differs from itself
        return None
    return float(value) if type(value) is int else value


def _number(value: Any) -> float | None:
    if isinstance(value, _NUMBERS):
        return float(value)
    return None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _truth(value: Any) -> bool | None:
    return None if value is None else bool(value)


def both(left: Any, right: Any) -> bool | None:
    """Kleene's and."""
    a, b = _truth(left), _truth(right)
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def either(left: Any, right: Any) -> bool | None:
    """Kleene's or."""
    a, b = _truth(left), _truth(right)
    if a is True or b is True:
        return True
    return None if a is None or b is None else False


def negate(value: Any) -> bool | None:
    """Kleene's not."""
    a = _truth(value)
    return None if a is None else not a


def choose(condition: Any, then: Any, other: Any) -> Any:
    """`then if condition else other`; missing when the condition is."""
    a = _truth(condition)
    return None if a is None else then if a else other


def _ordered(left: Any, right: Any) -> int | None:
    """-1, 0 or 1; None when one is missing or they are of different kinds."""
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        if left == right or abs(left - right) <= TOLERANCE * max(abs(left), abs(right)):
            return 0
        return -1 if left < right else 1
    if isinstance(left, str) and isinstance(right, date):
        left = date_in(left)
    if isinstance(right, str) and isinstance(left, date):
        right = date_in(right)
    if (isinstance(left, str) and isinstance(right, str)) or (isinstance(left, date) and isinstance(right, date)):
        return 0 if left == right else -1 if left < right else 1  # type: ignore[operator]
    return None


def equal(left: Any, right: Any) -> bool | None:
    """left == right."""
    order = _ordered(left, right)
    return None if order is None else order == 0


def unequal(left: Any, right: Any) -> bool | None:
    """left != right."""
    order = _ordered(left, right)
    return None if order is None else order != 0


def less(left: Any, right: Any) -> bool | None:
    """left < right."""
    order = _ordered(left, right)
    return None if order is None else order < 0


def at_most(left: Any, right: Any) -> bool | None:
    """left <= right."""
    order = _ordered(left, right)
    return None if order is None else order <= 0


def more(left: Any, right: Any) -> bool | None:
    """left > right."""
    return less(right, left)


def at_least(left: Any, right: Any) -> bool | None:
    """left >= right."""
    return at_most(right, left)


def add(left: Any, right: Any) -> float | None:
    """left + right."""
    a, b = _number(left), _number(right)
    return None if a is None or b is None else _finite(a + b)


def subtract(left: Any, right: Any) -> float | None:
    """left - right."""
    a, b = _number(left), _number(right)
    return None if a is None or b is None else _finite(a - b)


def multiply(left: Any, right: Any) -> float | None:
    """left * right."""
    a, b = _number(left), _number(right)
    return None if a is None or b is None else _finite(a * b)


def divide(left: Any, right: Any) -> float | None:
    """left / right; missing when right is zero."""
    a, b = _number(left), _number(right)
    return None if a is None or b is None or b == 0 else _finite(a / b)


def minus(value: Any) -> float | None:
    """-value."""
    a = _number(value)
    return None if a is None else -a


def plus(value: Any) -> float | None:
    """+value."""
    return _number(value)


def magnitude(value: Any) -> float | None:
    """The absolute value."""
    a = _number(value)
    return None if a is None else abs(a)


def rounded(value: Any, digits: int = 0) -> float | None:
    """Rounded half away from zero, after taking up what binary fractions lack."""
    a = _number(value)
    if a is None:
        return None
    power = 10.0**digits
    size = abs(a) * power
    return _finite(math.copysign(math.floor(size * (1 + TOLERANCE) + 0.5) / power, a))


def floored(value: Any) -> float | None:
    """The whole number at or below it, to the last bit."""
    a = _number(value)
    return None if a is None else float(math.floor(a))


def same_words(left: Any, right: Any) -> bool | None:
    """Whether two texts are the same, whatever their capitals and blanks."""
    if not isinstance(left, str) or not isinstance(right, str):
        return None
    return _told_apart_by(left) == _told_apart_by(right)


def _told_apart_by(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", composed).split())


def _there(values: Sequence[Any]) -> list[float]:
    return [number for value in values if (number := _number(value)) is not None]


def total(values: Sequence[Any]) -> float | None:
    """The sum of what is there; missing when nothing is."""
    there = _there(values)
    if not there:
        return None
    added = 0.0
    for number in there:
        added += number
    return _finite(added)


def least(values: Sequence[Any]) -> float | None:
    """The smallest of what is there."""
    return min(_there(values), default=None)


def most(values: Sequence[Any]) -> float | None:
    """The largest of what is there."""
    return max(_there(values), default=None)


def coalesce(values: Sequence[Any]) -> Any:
    """The first value that is there."""
    return next((value for value in values if value is not None), None)


def answered(value: Any) -> bool:
    """Whether there is a value."""
    return value is not None


def present(value: Any) -> float:
    """How many values are there: one, or several choices."""
    return float(len(value)) if isinstance(value, tuple) else float(value is not None)


def holds(value: Any) -> float:
    """1 where a condition is true, 0 where it is false or missing."""
    return 1.0 if _truth(value) is True else 0.0


def selected(value: Any, option: str) -> bool | None:
    """Whether an option is (among) what was chosen."""
    if isinstance(value, tuple):
        return option in value
    return value == option if isinstance(value, str) else None


def credit(value: Any) -> float | None:
    """The points of a chosen option; of a number, itself."""
    return value.points if isinstance(value, Choice) else _number(value)


def label(value: Any) -> str | None:
    """The words of a chosen option."""
    return value.label if isinstance(value, Choice) else None
