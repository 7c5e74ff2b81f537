"""A sum that is mostly one respondent's own amount is kept back: dominance counts amounts where amounts are added."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_rounds import VOCABULARY, dimension, framework, leaf, round_of_answers, scored

from engine.builtin import linear
from engine.disclosure.gate import guard
from engine.framework.rules import Rule, RuleKind
from engine.framework.vocabulary import Vocabulary
from engine.scoring.arrays import Column, FloatArray, Measured, Ratings
from engine.scoring.planning import make_plan
from engine.scoring.run import score

TOTAL = {"rule": "total", "settings": {}}
RATIO = {"rule": "ratio", "settings": {"none_due": "exclude"}}


def turnover(*amounts: float, rule: dict[str, Any] = TOTAL, **more: Any) -> set[str]:
    """What is kept back of a total that is a sum of amounts."""
    index = dimension("total", leaf("a", measure=rule))
    shown = guard(scored(index, {"u": {"q_a": list(amounts)}}, **more))
    return {shown.nodes[row] for row in np.flatnonzero(shown.suppressed[:, 0])}


def test_a_sum_that_is_mostly_one_firm_s_own_is_kept_back() -> None:
    assert turnover(1000, 1, 2, 3, 4, 5) == {"a", "total"}
    assert turnover(15, 1, 2, 3, 4, 5) == set()  # half of it, as much as the terms allow


def test_the_weight_counts_with_the_amount() -> None:
    weights = (4, 1, 1, 1, 1, 1)
    assert turnover(20, 10, 10, 10, 10, 10, weights=weights) == {"a", "total"}
    assert turnover(10, 10, 10, 10, 10, 10, weights=weights) == set()


def test_an_amount_below_zero_is_an_amount() -> None:
    assert turnover(-900, 100, 100, 100, 100, 100) == {"a", "total"}


def test_so_many_together_may_not_have_most_of_a_sum_either() -> None:
    two = {"publish": {"dominance": {"respondents": 2, "share": 0.7}}}
    assert turnover(40, 40, 5, 5, 5, 5, **two) == {"a", "total"}
    assert turnover(40, 40, 5, 5, 5, 5) == set()


def test_a_sum_of_nothing_is_nobody_s() -> None:
    assert turnover(0, 0, 0, 0, 0, 0) == set()


def test_a_mean_counts_weights() -> None:
    assert turnover(1000, 1, 2, 3, 4, 5, rule={"rule": "mean", "settings": {}}) == set()


def test_a_figure_that_is_the_last_answer_alone_is_one_respondent_s() -> None:
    assert turnover(1, 2, 3, 4, 5, 6, rule={"rule": "value", "settings": {}}) == {"a", "total"}


@given(st.lists(st.integers(0, 10_000), min_size=5, max_size=12))
def test_who_takes_a_sum_that_is_shown_for_the_largest_amount_is_off_by_as_much(amounts: list[int]) -> None:
    if not turnover(*amounts):
        assert sum(amounts) - max(amounts) >= max(amounts) - 1e-6


@pytest.mark.parametrize(
    ("done", "due", "kept"),
    [
        ([30, 1, 1, 1, 1, 1], [1000, 2, 2, 2, 2, 2], {"a", "total"}),  # the quotient is that of the large one
        ([30, 1, 1, 1, 1, 1], [40, 40, 40, 40, 40, 40], {"a", "total"}),  # so is what is above the line
        ([3, 3, 3, 1, 1, 1], [9, 9, 9, 9, 9, 9], set()),
    ],
)
def test_a_ratio_of_sums_is_kept_back_for_either_sum(done: list[float], due: list[float], kept: set[str]) -> None:
    plan, snapshot = round_of_answers(dimension("total", leaf("a", measure=RATIO)), {"u": {"q_a": [1.0] * 6}})
    assert snapshot.records is not None
    nothing = np.zeros(6)
    parts = {"done": np.array(done, dtype=float), "due": np.array(due, dtype=float)}
    column = Column(nothing, np.full(6, -1), nothing.astype(np.int8), parts=parts)
    records = replace(snapshot.records, columns={"q_a": column})
    shown = guard(score(plan, replace(snapshot, records=records)))
    assert {shown.nodes[row] for row in np.flatnonzero(shown.suppressed[:, 0])} == kept


def test_what_shares_the_question_with_such_a_sum_is_kept_back_too() -> None:
    index = dimension("total", leaf("a", measure=TOTAL), leaf("b", **{"from": ("q_a",)}), leaf("c"), leaf("d"))
    amounts = {"q_a": [1000.0, 1, 2, 3, 4, 5], "q_c": [50.0] * 6, "q_d": [60.0] * 6}
    shown = guard(scored(index, {"u": amounts}))
    assert {shown.nodes[row] for row in np.flatnonzero(shown.suppressed[:, 0])} >= {"a", "b"}


def largest(*ratings: Ratings) -> Measured:
    """A stranger's measure: the largest amount."""
    own = ratings[0]
    found = np.fmax.reduceat(np.append(own.column.values, np.nan), own.starts[:-1])
    n = np.diff(own.starts)
    return Measured(np.broadcast_to(found, (*own.weights.shape[:-1], len(n))).copy(), n, np.zeros(len(n), np.int8))


def of_the_largest(*ratings: Ratings) -> tuple[FloatArray, ...]:
    values = ratings[0].column.values
    return (np.where(values == np.nanmax(values), values, 0.0),)


@pytest.mark.parametrize(("amounts", "kept"), [(of_the_largest, True), (linear.added_amounts, False), (None, False)])
def test_a_stranger_s_measure_says_itself_what_each_respondent_brings(amounts: Any, *, kept: bool) -> None:
    words = Vocabulary.of((), [*VOCABULARY.rules.values(), Rule("largest", RuleKind.MEASURE, largest, amounts=amounts)])
    index = dimension("total", leaf("a", measure={"rule": "largest", "settings": {}}))
    _, snapshot = round_of_answers(dimension("total", leaf("a")), {"u": {"q_a": [9.0, 8, 7, 6, 5, 4]}})
    book = framework({"normalise": {"rule": "none", "settings": {"to": [0, 100]}}, **index})
    assert bool(guard(score(make_plan(book, words), snapshot)).suppressed.any()) is kept
