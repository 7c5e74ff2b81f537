"""Credits of the security checklist: the date edges of the proposal, bands of ratios and numbers, yearly reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.framework.missing import Missing
from engine.scoring.arrays import Column, Measured, Ratings
from plugins.security4layer.days import freshness, freshness_of, on_time, timely, while_fresh
from plugins.security4layer.ratios import all_reported, banded_ratio, counted_share, planned_share, proportion
from plugins.security4layer.rules import banded, credit, least_by_level

TODAY = date(2026, 11, 22)
LIMITS = (None, None, 12, 12, 6)
NAN = float("nan")


def column(*values: float, reason: Missing = Missing.SKIPPED) -> Column:
    numbers = np.array(values, dtype=np.float64)
    reasons = np.where(np.isnan(numbers), reason, Missing.PRESENT).astype(np.int8)
    return Column(
        numbers, np.full(len(values), -1), reasons, parts={"done": numbers, "due": np.full(len(values), 20.0)}
    )


def ratings(*values: float) -> Ratings:
    """One answer a unit."""
    return Ratings(np.arange(len(values) + 1), column(*values), np.ones(len(values)))


def chosen(*options: str) -> Ratings:
    """One chosen option a unit; "" for none."""
    known = tuple(dict.fromkeys(option for option in options if option))
    places = np.array([known.index(option) if option else -1 for option in options])
    reasons = np.where(places < 0, Missing.SKIPPED, Missing.PRESENT).astype(np.int8)
    return Ratings(
        np.arange(len(options) + 1), Column(np.full(len(options), NAN), places, reasons, known), np.ones(len(options))
    )


def ratios(*pairs: tuple[float, float]) -> Ratings:
    """How many of how many, one a unit."""
    done, due = np.array(pairs, dtype=np.float64).T
    none = Column(done, np.full(len(pairs), -1), np.zeros(len(pairs), dtype=np.int8), parts={"done": done, "due": due})
    return Ratings(np.arange(len(pairs) + 1), none, np.ones(len(pairs)))


def days(*given: date | None) -> Ratings:
    return ratings(*(NAN if day is None else day.toordinal() for day in given))


@pytest.mark.parametrize(
    ("day", "on", "months", "credit"),
    [
        (date(2025, 11, 22), date(2026, 11, 22), 12, 1),
        (date(2025, 11, 22), date(2026, 11, 23), 12, 0.5),
        (date(2025, 11, 22), date(2027, 5, 22), 12, 0.5),
        (date(2025, 11, 22), date(2027, 5, 23), 12, 0),
        (date(2026, 8, 31), date(2027, 2, 28), 6, 1),
        (date(2026, 8, 31), date(2027, 3, 1), 6, 0.5),
        (date(2026, 10, 22), date(2026, 12, 22), 1, 0.5),
        (date(2026, 10, 22), date(2026, 12, 23), 1, 0),
    ],
)
def test_a_date_is_fresh_to_the_end_of_its_month_limit(day: date, on: date, months: int, credit: float) -> None:
    assert freshness_of(day, on, months) == credit
    level = ratings(3)
    assert freshness(days(day), level, days(on), months=months).values.tolist() == [credit]


def test_the_limit_follows_the_level_and_a_future_date_has_no_credit() -> None:
    found = freshness(
        days(date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1), None, date(2026, 12, 1)),
        ratings(2, 3, 5, 3, 3),
        days(*[TODAY] * 5),
        months=LIMITS,
    )
    np.testing.assert_array_equal(found.values, [np.nan, 1, 0.5, np.nan, 0])
    assert found.reasons.tolist() == [Missing.NOT_APPLICABLE, 0, 0, Missing.SKIPPED, 0]


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 60), st.integers(0, 4000))
def test_a_date_never_gets_fresher(day: date, months: int, after: int) -> None:
    on = date.fromordinal(day.toordinal() + after)
    assert freshness_of(day, on, months) >= freshness_of(day, date.fromordinal(on.toordinal() + 1), months)


def test_an_item_counts_only_while_its_date_has_credit() -> None:
    levels, today = ratings(3, 3, 3, 3), days(*[TODAY] * 4)
    dated = days(date(2026, 1, 1), date(2025, 7, 1), date(2024, 1, 1), None)
    found = while_fresh(ratings(3, 2, 3, 3), dated, levels, today, months=12, bands=((3, 1), (2, 0.5)))
    assert found.values.tolist() == [1, 0.5, 0, 0]
    left_open = while_fresh(ratings(NAN), days(TODAY), ratings(3), days(TODAY), months=12)
    assert left_open.reasons.tolist() == [Missing.SKIPPED]


DUE = partial(timely, on=date(2026, 11, 22), due="12-24", late_days=30, early_days=60)


@pytest.mark.parametrize(
    ("sent", "credit"),
    [
        (date(2025, 12, 24), 1),      # the last day before 25 December
        (date(2025, 12, 25), 0.5),
        (date(2026, 1, 23), 0.5),     # 30 days late
        (date(2026, 1, 24), 0),
        (date(2025, 10, 25), 1),
        (date(2025, 10, 24), 0),      # so early that it was another year's
        (date(2024, 12, 20), 0),
        (date(2026, 10, 25), 1),      # the next one, already
        (date(2026, 11, 23), 0),      # a day that is still to come
    ],
)  # fmt: skip
def test_a_yearly_report_is_on_time_late_or_another_years(sent: date, credit: float) -> None:
    assert DUE(sent) == credit


def test_a_report_is_not_late_before_its_day_is_over() -> None:
    last_year = date(2025, 12, 20)
    assert timely(last_year, date(2026, 12, 24), "12-24", late_days=30, early_days=60) == 1
    assert timely(last_year, date(2026, 12, 25), "12-24", late_days=30, early_days=60) == 0


def test_the_day_depends_on_to_whom_a_report_goes_and_without_that_it_is_left_open() -> None:
    due = {"ministry": "12-24", "owner": "12-19"}
    sent, today = days(*[date(2025, 12, 22)] * 3), days(*[TODAY] * 3)
    found = on_time(sent, chosen("ministry", "owner", ""), today, due=due)
    np.testing.assert_array_equal(found.values, [1, 0.5, np.nan])
    assert found.reasons.tolist() == [0, 0, Missing.SKIPPED]


def test_bands_are_reached_exactly() -> None:
    found = banded_ratio(ratings(20, 19, 18, 14, 13), bands=((95, 1), (70, 0.5)))
    assert found.values.tolist() == [1, 1, 0.5, 0.5, 0]
    assert banded(ratings(15, 14.999, 10, 9.999, NAN), bands=((15, 1), (10, 0.5))).values[:4].tolist() == [
        1,
        0.5,
        0.5,
        0,
    ]


def test_kinds_may_have_bands_of_their_own() -> None:
    kinds = chosen("commune", "department", "")
    found = banded(ratings(1, 1, 1), kinds, bands=((2, 1), (1, 0.5)), bands_of={"commune": ((1, 1),)})
    assert found.values.tolist() == [1, 0.5, 0.5]


def test_proportion_is_full_from_its_share_on() -> None:
    assert proportion(ratings(10, 16, 20), full=80).values.tolist() == [0.625, 1, 1]


def nothing_due(units: int = 1) -> Ratings:
    return ratios(*[(0, 0)] * units)


@pytest.mark.parametrize("rule", [proportion, partial(banded_ratio, bands=((95, 1),))])
def test_zero_of_zero_has_no_credit_unless_the_file_lets_it_be_left_out(rule: Callable[..., Measured]) -> None:
    assert rule(nothing_due()).values.tolist() == [0]
    left_out = rule(nothing_due(), zero_of_zero="not_applicable")
    assert (np.isnan(left_out.values[0]), left_out.reasons[0]) == (True, Missing.NOT_APPLICABLE)


def test_zero_of_zero_is_left_out_only_with_the_answer_that_stands_for_it() -> None:
    found = proportion(nothing_due(2), ratings(TODAY.toordinal(), np.nan), zero_of_zero="not_applicable")
    assert found.reasons.tolist() == [Missing.NOT_APPLICABLE, Missing.PRESENT]
    assert found.values[1] == 0


def test_two_counts_make_a_share() -> None:
    done, due = ratings(4, 5, 0, NAN), ratings(5, 5, 0, 5)
    assert counted_share(done, due, bands=((100, 1), (80, 0.5))).values[:3].tolist() == [0.5, 1, 0]
    found = counted_share(done, due)
    assert found.values[:3].tolist() == [0.8, 1, 0]
    assert found.reasons[3] == Missing.SKIPPED


def test_a_plan_lifts_a_share_to_its_floor_until_its_day() -> None:
    rule = partial(planned_share, floor=0.5, until=date(2029, 8, 19))
    last, after = days(date(2029, 8, 19)), days(date(2029, 8, 20))
    assert rule(ratios((2, 20)), chosen("yes"), last).values.tolist() == [0.5]
    assert rule(ratios((2, 20)), chosen("yes"), after).values.tolist() == [0.1]
    assert rule(ratios((2, 20)), chosen(""), last).values.tolist() == [0.1]
    assert rule(ratios((18, 20)), chosen("yes"), last).values.tolist() == [0.9]


def test_all_is_reported_or_a_log_shows_that_there_was_nothing() -> None:
    found = all_reported(ratios((3, 3), (2, 3), (0, 0), (0, 0), (0, 0)), chosen("no", "yes", "yes", "no", ""))
    np.testing.assert_array_equal(found.values, [1, 0, 1, 0.5, np.nan])
    assert found.reasons[4] == Missing.SKIPPED


def test_the_least_follows_the_level() -> None:
    rule = partial(least_by_level, least=(1, 1, 3, 6, 12))
    assert rule(ratings(6, 3, 2.9, 1.5), ratings(4, 4, 4, 3)).values.tolist() == [1, 0.5, 0, 0.5]
    assert rule(ratings(6), ratings(NAN)).reasons.tolist() == [Missing.SKIPPED]


def test_an_option_has_its_own_value() -> None:
    found = credit(ratings(1, 0.5, NAN))
    np.testing.assert_array_equal(found.values, [1, 0.5, np.nan])
