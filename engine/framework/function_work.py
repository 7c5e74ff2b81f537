"""What the functions of expressions come to, over the operations for single answers or those for arrays."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any


def mean(values: Any, given: Sequence[Any]) -> Any:
    """The sum of what is there, by how much is there."""
    return values.divide(values.total(given), values.total([values.present(each) for each in given]))


def how_many(values: Any, given: Sequence[Any]) -> Any:
    """How many conditions hold, or values are there."""
    return reduce(values.add, given, values.constant(0))


def one_holds(values: Any, given: Sequence[Any]) -> Any:
    """Kleene's or, of many."""
    return reduce(values.either, given, values.constant(False))


def all_hold(values: Any, given: Sequence[Any]) -> Any:
    """Kleene's and, of many."""
    return reduce(values.both, given, values.constant(True))


def lies_between(values: Any, value: Any, low: Any, high: Any) -> Any:
    """Whether a number or day lies between two others, these included."""
    return values.both(values.at_least(value, low), values.at_most(value, high))


def days_between(values: Any, start: Any, end: Any) -> Any:
    """Days from one day to another."""
    return values.subtract(values.day(end), values.day(start))


def months_since(values: Any, start: Any, end: Any) -> Any:
    """Whole months from one day to another, negative when the second is first."""
    first, last = values.day(start), values.day(end)
    forwards, backwards = _whole_months(values, first, last), _whole_months(values, last, first)
    return values.choose(values.less(last, first), values.minus(backwards), forwards)


def _whole_months(values: Any, first: Any, last: Any) -> Any:
    """Months from a day to a later one; the end of a month completes it, also where the first day has no like in it."""
    one = values.constant(1)
    months = values.subtract(values.month_number(last), values.month_number(first))
    ends_a_month = values.unequal(values.month_number(values.add(last, one)), values.month_number(last))
    too_early = values.less(values.day_in_month(last), values.day_in_month(first))
    short = values.both(too_early, values.negate(ends_a_month))
    return values.choose(short, values.subtract(months, one), months)


def year_of(values: Any, day: Any) -> Any:
    """The year of a day."""
    return values.floored(values.divide(values.month_number(values.day(day)), values.constant(12)))


def month_of(values: Any, day: Any) -> Any:
    """The month of a day, 1 to 12."""
    before = values.multiply(year_of(values, day), values.constant(12))
    return values.add(values.subtract(values.month_number(values.day(day)), before), values.constant(1))


def weekday_of(values: Any, day: Any) -> Any:
    """The day of the week, 1 Monday to 7 Sunday: day 1 of the count was a Monday."""
    number, week = values.day(day), values.constant(7)
    before = values.floored(values.divide(values.subtract(number, values.constant(1)), week))
    return values.subtract(number, values.multiply(before, week))


def plus_days(values: Any, day: Any, days: Any) -> Any:
    """The day so many days later."""
    return values.as_day(values.add(values.day(day), rounded_down(values, days)))


def plus_months(values: Any, day: Any, months: Any) -> Any:
    """The same day so many months later, the last of its month where that one is shorter."""
    number, one = values.day(day), values.constant(1)
    month = values.add(values.month_number(number), rounded_down(values, months))
    same = values.subtract(values.add(values.first_of_month(month), values.day_in_month(number)), one)
    last = values.subtract(values.first_of_month(values.add(month, one)), one)
    return values.as_day(values.choose(values.less(last, same), last, same))


def same_text(values: Any, text: Any, *others: Any) -> Any:
    """Whether a text is one of others."""
    return reduce(values.either, (values.same_words(text, other) for other in others))


def rounded_down(values: Any, value: Any) -> Any:
    """The whole number at or below a number, to 12 significant digits."""
    whole = values.rounded(value)
    return values.choose(values.equal(value, whole), whole, values.floored(value))


def rounded_up(values: Any, value: Any) -> Any:
    """The whole number at or above a number, to 12 significant digits."""
    return values.minus(rounded_down(values, values.minus(value)))


def rounded(values: Any, value: Any, digits: Any = 0) -> Any:
    """A number rounded half away from zero."""
    return values.rounded(value, int(digits))
