"""Scores that compare units: pairs of values and scores tell the ends of a range, or a mean and a deviation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_rounds import dimension, leaf, scored

from engine.disclosure.gate import guard

MINMAX = {"rule": "minmax", "settings": {"over": "group", "to": [0, 100], "constant": "middle"}}
ZSCORE = {"rule": "zscore", "settings": {"deviation": "sample", "constant": "middle"}}


def index(use: dict[str, Any]) -> dict[str, Any]:
    return dimension("total", leaf("a"), leaf("b"), leaf("c"), normalise=use)


figures = st.lists(
    st.lists(st.tuples(st.integers(0, 100), st.sampled_from([2, 6, 8, 9, 12])), min_size=3, max_size=3),
    min_size=2, max_size=7,
)  # fmt: skip


def round_of(use: dict[str, Any], given_: list[list[tuple[int, int]]]) -> Any:
    return scored(index(use), {
        f"u{place}": {f"q_{name}": [value] * n for name, (value, n) in zip("abc", each, strict=True)}
        for place, each in enumerate(given_)
    })  # fmt: skip


@settings(max_examples=60)
@given(figures)
def test_nobody_stands_alone_at_an_end_of_a_range(given_: list[list[tuple[int, int]]]) -> None:
    table = round_of(MINMAX, given_)
    published = guard(table)
    for row in range(1, len(table.nodes)):
        kept = published.suppressed[row]
        shown = published.score[row][~kept]
        reaches = shown.size and shown.min() <= 1e-9 and shown.max() >= 100 - 1e-9
        is_constant = np.ptp(table.score[row]) == 0
        assert kept.sum() != 1 or reaches or is_constant


@settings(max_examples=60)
@given(figures)
def test_a_mean_and_a_deviation_leave_three_unknown(given_: list[list[tuple[int, int]]]) -> None:
    table = round_of(ZSCORE, given_)
    kept = guard(table).suppressed[1:]
    assert np.isin(kept.sum(axis=1), (0, *range(min(3, len(given_)), len(given_) + 1))).all()


def test_the_worst_of_a_range_takes_the_next_smallest_unit_along() -> None:
    # given that u1 has the lowest value of a, from three respondents
    given_ = [[(50, 9)] * 3, [(10, 3), (60, 9), (70, 8)], [(90, 9), (80, 9), (70, 9)], [(70, 7), (60, 9), (20, 9)]]
    published = guard(round_of(MINMAX, given_))
    row = published.node_row("a")
    assert published.suppressed[row].tolist() == [False, True, False, True]  # u3 has the fewest after u1


def test_in_the_middle_of_a_range_nothing_is_told() -> None:
    given_ = [[(10, 9)] * 3, [(50, 3), (60, 9), (70, 8)], [(90, 9), (80, 9), (70, 9)]]
    published = guard(round_of(MINMAX, given_))
    assert published.suppressed[published.node_row("a")].tolist() == [False, True, False]


@pytest.mark.parametrize("rule", ["rank", "percentile_rank"])
def test_a_place_that_is_free_is_not_one_of_its_own(rule: str) -> None:
    more = {"ties": "lowest"} if rule == "rank" else {}
    given_ = [[(10 * place, 9)] * 3 for place in range(5)]
    given_[2][0] = (20, 3)
    published = guard(round_of({"rule": rule, "settings": more}, given_))
    assert published.suppressed[published.node_row("a")].sum() >= 2


def test_a_unit_to_which_all_are_compared_takes_the_whole_indicator_along() -> None:
    use = {"rule": "reference", "settings": {"unit": "u1", "start": 0.0}}
    given_ = [[(50, 9)] * 3, [(80, 3), (60, 9), (70, 8)], [(90, 9), (80, 9), (70, 9)]]
    published = guard(round_of(use, given_))
    assert published.suppressed[published.node_row("a")].all()


def test_a_unit_that_is_screened_out_of_a_range_hides_nobody_in_it() -> None:
    # given that u1 has the lowest value from three respondents, and u3, next in number, takes no part in the range
    rated = {f"u{place}": {"q_a": [value] * n} for place, (value, n) in enumerate([(50, 9), (10, 3), (90, 8), (70, 6)])}
    outside = {name: [1.0, 2.0, 3.0, np.nan] for name in "bc"}
    parts = [leaf("a"), *({"id": name, "title": name, "from": ("outside",)} for name in "bc")]
    table = scored(dimension("total", *parts, normalise=MINMAX), rated, figures=outside, screen={"least": 0.6})
    assert table.screened.tolist() == [False, False, False, True]
    published = guard(table)
    assert published.suppressed[published.node_row("a")].tolist() == [False, True, True, False]
    assert np.isnan(published.rank[0, 3])
