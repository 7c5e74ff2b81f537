"""Counting what reaches a mark."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.builtin.reaching import passes, reached

scores = st.lists(st.floats(0, 100), min_size=1, max_size=6)


def how_many(given_scores, least, weights=None):
    column = np.array(given_scores, dtype=float)[:, np.newaxis]
    return float(
        reached(column, np.ones_like(column) if weights is None else np.array(weights)[:, np.newaxis], least=least)[0]
    )


def test_the_mark_itself_is_reached_even_by_a_sum_that_is_a_hair_below():
    assert how_many([0.1 + 0.2, 0.3, 0.29], 0.3) == 2


def test_what_is_missing_has_not_reached_it_and_nothing_there_is_missing():
    assert how_many([np.nan, 80], 50) == 1
    assert np.isnan(how_many([np.nan, np.nan], 50))
    assert np.isnan(how_many([80], 50, weights=[0.0]))


def test_weights_are_added():
    assert how_many([80, 20, 60], 50, weights=[2.0, 5.0, 1.0]) == 3


@given(scores, st.floats(0, 100))
def test_a_lower_mark_is_reached_by_no_fewer(given_scores, least):
    assert how_many(given_scores, least / 2) >= how_many(given_scores, least)


@given(scores, st.floats(0, 100))
def test_it_tells_which_it_counts(given_scores, least):
    column = np.array([*given_scores, np.nan])[:, np.newaxis]
    assert passes(column, least=least).sum() == how_many([*given_scores, np.nan], least)
