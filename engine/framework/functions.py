"""The functions of expressions: one table of what each is called, takes, gives and means, for every evaluation.

`work` says what a function comes to, over the operations of `values`: the module for single answers or that for
arrays. A function is defined here once, so the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.framework import function_work
from engine.framework.function_kinds import ANSWERS, DAYS, MANY, NUMBERS, OPTIONS, TEXTS, Function, Kind


def _over(signature: str, meaning: str, example: str, takes: frozenset[Kind], gives: Kind, work: Any) -> Function:
    return Function(signature, meaning, example, (takes,), gives, work, most=MANY, over_passes=True)


_TABLE = (
    _over(
        "count(a, b, …)",
        "How many conditions hold, or how many values are there; of a question with several choices, how many.",
        "count(1 > 0, 2 > 0, 3 < 0) = 2",
        ANSWERS,
        Kind.NUMBER,
        function_work.how_many,
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
        function_work.mean,
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
        function_work.one_holds,
    ),
    _over(
        "all(a, b, …)",
        "Whether all conditions hold; missing when none fails and one cannot be told.",
        "all(1 > 2, 2 > 1) = false",
        NUMBERS,
        Kind.TRUTH,
        function_work.all_hold,
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
        "Whether an option, unit or row is (among) what was chosen; missing without an answer. Inside of passes "
        "`selected(list, row)`, or `unit`, asks about what they are about, and is never missing.",
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
        function_work.lies_between,
        fewest=3,
        most=3,
    ),
    Function(
        "days_between(start, end)",
        "Days from one day to another, negative when `end` is first. There is no clock: today is a question.",
        "days_between('2026-02-27', '2026-03-01') = 2",
        (DAYS,),
        Kind.NUMBER,
        function_work.days_between,
        fewest=2,
        most=2,
    ),
    Function(
        "months_since(start, end)",
        "Whole months from one day to another, negative when `end` is first; a month's last day completes it.",
        "months_since('2026-01-31', '2026-02-28') = 1",
        (DAYS,),
        Kind.NUMBER,
        function_work.months_since,
        fewest=2,
        most=2,
    ),
    Function(
        "year(day)", "The year of a day.", "year('2026-03-01') = 2026", (DAYS,), Kind.NUMBER, function_work.year_of
    ),
    Function(
        "month(day)",
        "The month of a day, 1 to 12.",
        "month('2026-03-01') = 3",
        (DAYS,),
        Kind.NUMBER,
        function_work.month_of,
    ),
    Function(
        "weekday(day)",
        "The day of the week, 1 Monday to 7 Sunday; the Monday of a day's week is `plus_days(day, 1 - weekday(day))`.",
        "weekday('2026-03-01') = 7",
        (DAYS,),
        Kind.NUMBER,
        function_work.weekday_of,
    ),
    Function(
        "plus_days(day, days)",
        "The day so many days later, or earlier with a number below 0; a part of a day is left out.",
        "plus_days('2026-02-27', 2) = 2026-03-01",
        (DAYS, NUMBERS),
        Kind.DATE,
        function_work.plus_days,
        fewest=2,
        most=2,
    ),
    Function(
        "plus_months(day, months)",
        "The same day so many months later or earlier; the last of its month where that one is shorter.",
        "plus_months('2026-01-31', 1) = 2026-02-28",
        (DAYS, NUMBERS),
        Kind.DATE,
        function_work.plus_months,
        fewest=2,
        most=2,
    ),
    Function(
        "same_text(a, b, …)",
        "Whether the first text is one of the others, whatever the capitals and blanks; accents count. In scores "
        "missing: they hold no words.",
        "same_text('NGHỆ  An', 'Huế', 'Nghệ An') = true",
        (TEXTS,),
        Kind.TRUTH,
        function_work.same_text,
        fewest=2,
        most=MANY,
    ),
    Function(
        "round(a, digits)",
        "Rounded half away from zero, to 0 digits unless given (0 to 12).",
        "round(-2.5) = -3",
        (NUMBERS,),
        Kind.NUMBER,
        function_work.rounded,
        most=2,
    ),
    Function(
        "floor(a)",
        "The whole number at or below it.",
        "floor(-2.5) = -3",
        (NUMBERS,),
        Kind.NUMBER,
        function_work.rounded_down,
    ),
    Function(
        "ceil(a)",
        "The whole number at or above it.",
        "ceil(2.1) = 3",
        (NUMBERS,),
        Kind.NUMBER,
        function_work.rounded_up,
    ),
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
