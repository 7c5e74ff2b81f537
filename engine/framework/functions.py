"""The functions of expressions: one table of what each is called, takes, gives and means, for every evaluation.

`work` says what a function comes to, over the operations of `values`: the module for single answers or that for
arrays. A function is defined here once, so the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import Any

MANY = 99
"""The most arguments of a function that takes any number of them."""


class Kind(StrEnum):
    """What an expression, or a part of one, is; said after "is"."""

    NUMBER = "a number"
    TRUTH = "true or false"
    OPTION = "an option"
    POINTS = "an option with points"  # where points are meant as soon as a number is asked for
    SEVERAL = "a list of what was chosen"
    DATE = "a day"
    TEXT = "a text"
    WRITTEN = "a text in quotes"
    ANY = "anything"


NUMBERS = frozenset({Kind.NUMBER, Kind.TRUTH, Kind.POINTS})
DAYS = frozenset({Kind.DATE, Kind.WRITTEN})
ANSWERS = frozenset(Kind) - {Kind.WRITTEN}
OPTIONS = frozenset({Kind.OPTION, Kind.POINTS})


@dataclass(frozen=True)
class Function:
    """A function: how it is written, what it means, an example with its result.

    `takes` are the kinds of each argument, the last for all that follow. `gives` is what it comes to; ANY: what its
    first argument is. One that works `over_passes` takes all answers of a question that is asked in passes, as a list.
    """

    signature: str
    meaning: str
    example: str
    takes: tuple[frozenset[Kind], ...]
    gives: Kind
    work: Callable[..., Any]
    fewest: int = 1
    most: int = 1
    over_passes: bool = False
    of_id: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return self.signature.partition("(")[0]

    def takes_at(self, position: int) -> frozenset[Kind]:
        """The kinds that an argument may have, from 0."""
        return self.takes[min(position, len(self.takes) - 1)]


def _mean(values: Any, given: Sequence[Any]) -> Any:
    return values.divide(values.total(given), values.total([values.present(each) for each in given]))


def _count(values: Any, given: Sequence[Any]) -> Any:
    return reduce(values.add, given, values.constant(0))


def _any(values: Any, given: Sequence[Any]) -> Any:
    return reduce(values.either, given, values.constant(False))


def _all(values: Any, given: Sequence[Any]) -> Any:
    return reduce(values.both, given, values.constant(True))


def _between(values: Any, value: Any, low: Any, high: Any) -> Any:
    return values.both(values.at_least(value, low), values.at_most(value, high))


def _days_between(values: Any, start: Any, end: Any) -> Any:
    return values.subtract(values.day(end), values.day(start))


def _months_since(values: Any, start: Any, end: Any) -> Any:
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


def _year(values: Any, day: Any) -> Any:
    return values.floored(values.divide(values.month_number(values.day(day)), values.constant(12)))


def _month(values: Any, day: Any) -> Any:
    before = values.multiply(_year(values, day), values.constant(12))
    return values.add(values.subtract(values.month_number(values.day(day)), before), values.constant(1))


def _floor(values: Any, value: Any) -> Any:
    whole = values.rounded(value)
    return values.choose(values.equal(value, whole), whole, values.floored(value))


def _ceil(values: Any, value: Any) -> Any:
    return values.minus(_floor(values, values.minus(value)))


def _round(values: Any, value: Any, digits: Any = 0) -> Any:
    return values.rounded(value, int(digits))


def _over(signature: str, meaning: str, example: str, takes: frozenset[Kind], gives: Kind, work: Any) -> Function:
    return Function(signature, meaning, example, (takes,), gives, work, most=MANY, over_passes=True)


_TABLE = (
    _over(
        "count(a, b, …)",
        "How many conditions hold, or how many values are there; of a question with several choices, how many.",
        "count(1 > 0, 2 > 0, 3 < 0) = 2",
        ANSWERS,
        Kind.NUMBER,
        _count,
    ),
    _over(
        "sum(a, b, …)",
        "The sum of what is there; missing when nothing is.",
        "sum(1, 2, 4) = 7",
        NUMBERS,
        Kind.NUMBER,
        lambda values, given: values.total(given),
    ),
    _over(
        "mean(a, b, …)",
        "The mean of what is there; missing when nothing is.",
        "mean(1, 2, 6) = 3",
        NUMBERS,
        Kind.NUMBER,
        _mean,
    ),
    _over(
        "min(a, b, …)",
        "The smallest of what is there; missing when nothing is.",
        "min(3, 1, 2) = 1",
        NUMBERS,
        Kind.NUMBER,
        lambda values, given: values.least(given),
    ),
    _over(
        "max(a, b, …)",
        "The largest of what is there; missing when nothing is.",
        "max(3, 1, 2) = 3",
        NUMBERS,
        Kind.NUMBER,
        lambda values, given: values.most(given),
    ),
    _over(
        "any(a, b, …)",
        "Whether one of the conditions holds; missing when none does and one cannot be told.",
        "any(1 > 2, 2 > 1) = true",
        NUMBERS,
        Kind.TRUTH,
        _any,
    ),
    _over(
        "all(a, b, …)",
        "Whether all conditions hold; missing when none fails and one cannot be told.",
        "all(1 > 2, 2 > 1) = false",
        NUMBERS,
        Kind.TRUTH,
        _all,
    ),
    Function(
        "coalesce(a, b, …)",
        "The first value that is there; missing when none is.",
        "coalesce(1 / 0, 5) = 5",
        (ANSWERS,),
        Kind.ANY,
        lambda values, *given: values.coalesce(given),
        most=MANY,
    ),
    Function(
        "answered(question)",
        "Whether there is an answer; never missing. An option that stands for a reason is no answer.",
        "",
        (ANSWERS,),
        Kind.TRUTH,
        lambda values, value: values.answered(value),
        of_id=True,
    ),
    Function(
        "selected(question, 'option')",
        "Whether an option or unit is (among) what was chosen; missing without an answer.",
        "",
        (OPTIONS | {Kind.SEVERAL}, frozenset({Kind.WRITTEN})),
        Kind.TRUTH,
        lambda values, value, option: values.selected(value, option),
        fewest=2,
        most=2,
        of_id=True,
    ),
    Function(
        "credit(id)",
        "The points of the option that was chosen; of a number or a node, itself.",
        "",
        (NUMBERS | OPTIONS,),
        Kind.NUMBER,
        lambda values, value: values.credit(value),
        of_id=True,
    ),
    Function(
        "label(question)",
        "The words of the option that was chosen, in the file's main language for every reader; in scores missing.",
        "",
        (OPTIONS,),
        Kind.TEXT,
        lambda values, value: values.label(value),
        of_id=True,
    ),
    Function(
        "between(a, low, high)",
        "Whether a number or day lies from `low` to `high`, both included.",
        "between(3, 1, 3) = true",
        (NUMBERS | DAYS,),
        Kind.TRUTH,
        _between,
        fewest=3,
        most=3,
    ),
    Function(
        "days_between(start, end)",
        "Days from one day to another, negative when `end` is first. There is no clock: today is a question.",
        "days_between('2026-02-27', '2026-03-01') = 2",
        (DAYS,),
        Kind.NUMBER,
        _days_between,
        fewest=2,
        most=2,
    ),
    Function(
        "months_since(start, end)",
        "Whole months from one day to another, negative when `end` is first; a month's last day completes it.",
        "months_since('2026-01-31', '2026-02-28') = 1",
        (DAYS,),
        Kind.NUMBER,
        _months_since,
        fewest=2,
        most=2,
    ),
    Function("year(day)", "The year of a day.", "year('2026-03-01') = 2026", (DAYS,), Kind.NUMBER, _year),
    Function("month(day)", "The month of a day, 1 to 12.", "month('2026-03-01') = 3", (DAYS,), Kind.NUMBER, _month),
    Function(
        "round(a, digits)",
        "Rounded half away from zero, to 0 digits unless given (0 to 12).",
        "round(-2.5) = -3",
        (NUMBERS,),
        Kind.NUMBER,
        _round,
        most=2,
    ),
    Function(
        "floor(a)", "The whole number at or below it.", "floor(-2.5) = -3", (NUMBERS,), Kind.NUMBER, _floor
    ),
    Function("ceil(a)", "The whole number at or above it.", "ceil(2.1) = 3", (NUMBERS,), Kind.NUMBER, _ceil),
    Function(
        "abs(a)",
        "The size without the sign.",
        "abs(-2) = 2",
        (NUMBERS,),
        Kind.NUMBER,
        lambda values, value: values.magnitude(value),
    ),
)

FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _TABLE}
"""Every function by name."""

OPERATORS: Mapping[str, str] = {
    "a + b, a - b, a * b, a / b, -a": "Arithmetic; missing when a part is, and a / 0 is missing.",
    "a == b, a != b, a < b, a <= b, a > b, a >= b": (
        "Comparison; missing when a side is. Numbers are equal when 12 significant digits are."
    ),
    "1 < a <= 5": "Comparisons joined: each neighbouring pair must hold.",
    "a in ('x', 'y'), a not in (1, 2)": "Whether it equals one of the list.",
    "a and b": "False when a side is false, missing when neither is and one is missing.",
    "a or b": "True when a side is true, missing when neither is and one is missing.",
    "not a": "The opposite; missing stays missing. `when` takes missing as not met.",
    "a if c else b": "One or the other; missing when the condition is.",
}
"""Every operator, as it is written, with what it means."""
