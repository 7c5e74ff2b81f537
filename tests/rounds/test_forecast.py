"""Responses to be expected at the close: by hand, and replayed over seeded rounds that slow down and are reminded."""

from __future__ import annotations

import random
from datetime import date, timedelta
from statistics import median

import pytest

from engine.rounds.forecast import at_close

OPENS = date(2026, 5, 1)


def days(*counts: int) -> dict[str, int]:
    return {(OPENS + timedelta(days=each)).isoformat(): count for each, count in enumerate(counts) if count}


def test_the_last_seven_whole_days_tell_the_rate_and_today_counts_as_far_as_it_goes() -> None:
    came = days(70, 7, 7, 7, 7, 7, 7, 7, 3)  # the first day is more than seven days ago
    assert at_close(came, date(2026, 5, 9), OPENS, date(2026, 5, 11)) == 122 + 4 + 2 * 7
    busy = days(7, 7, 7, 7, 7, 7, 7, 20)  # more today than in the mean
    assert at_close(busy, date(2026, 5, 8), OPENS, date(2026, 5, 8)) == 69


def test_days_without_any_count_and_papers_make_no_rate() -> None:
    assert at_close({**days(0, 0, 6), "": 100}, date(2026, 5, 4), OPENS, date(2026, 5, 5)) == 106 + 2 + 2


def test_the_first_day_goes_by_what_came_and_a_round_without_a_last_day_has_no_forecast() -> None:
    assert at_close(days(4), OPENS, OPENS, date(2026, 5, 3)) == 12
    assert at_close(days(4), OPENS, OPENS, None) is None
    assert at_close({}, OPENS, None, date(2026, 5, 3)) == 0


def test_after_the_close_it_is_what_came() -> None:
    assert at_close(days(4, 5), date(2026, 6, 1), OPENS, date(2026, 5, 2)) == 9


def replayed(seed: int) -> list[tuple[int, float, int]]:
    """(days left, forecast, what came) of a made-up round of 28 days: falling off, weekends, two reminders."""
    rng = random.Random(seed)
    start, half_life = rng.uniform(20, 60), rng.uniform(5, 20)
    came = []
    for day in range(28):
        rate = start * 0.5 ** (day / half_life) * (0.4 if (OPENS + timedelta(days=day)).weekday() >= 5 else 1.0)
        rate += sum(0.5 * start * 0.5 ** (day - at) for at in (10, 20) if day >= at)
        came.append(sum(rng.random() < rate / 200 for _ in range(200)))
    closes = OPENS + timedelta(days=27)
    return [
        (left, at_close(days(*came[: 28 - left]), closes - timedelta(days=left), OPENS, closes) or 0.0, sum(came))
        for left in (14, 7, 3, 1, 0)
    ]


def errors(seeds: range) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {}
    for seed in seeds:
        for left, forecast, came in replayed(seed):
            found.setdefault(left, []).append(abs(forecast - came) / came)
    return found


def test_the_nearer_the_close_the_nearer_the_forecast() -> None:
    found = {left: median(off) for left, off in errors(range(40)).items()}
    assert found[14] > found[7] > found[1]
    assert found[7] < 0.06
    assert found[1] < 0.03


@pytest.mark.soak
def test_how_far_it_is_off_over_two_thousand_rounds() -> None:
    found = errors(range(2000))
    for left, off in found.items():
        near = sorted(off)
        print(f"{left:2} days left: median {median(near):.1%}, nine in ten within {near[len(near) * 9 // 10]:.1%}")
    assert median(found[7]) < 0.06
    assert sorted(found[3])[1800] < 0.10
