"""Aggregators beyond the average, against figures worked by hand and the defects known of other packages."""

import numpy as np
import pytest

from engine.builtin.aggregators import add
from engine.builtin.balance import copeland, coverage_adjusted, mazziotta_pareto, mean_min, trimmed
from engine.builtin.gates import cut, knock_out
from engine.scoring.arrays import Peers
from engine.scoring.refusal import RefusalError

NAN = np.nan


def column(values):
    return np.array(values, dtype=float)[:, np.newaxis]


def equal(n):
    return np.ones((n, 1))


def test_a_mean_without_the_extremes():
    assert trimmed(column([1, 50, 60, 100]), equal(4))[0] == 55
    assert trimmed(column([1, 50, 60, 100]), column([1, 1, 3, 9]))[0] == 57.5
    assert trimmed(column([1, NAN, 60, 100]), equal(4))[0] == 60
    assert trimmed(column([5, 5, 5]), equal(3), lowest=2, highest=0)[0] == 5
    assert np.isnan(trimmed(column([1, 2]), equal(2))[0])
    assert trimmed(column([1, 2, 99]), column([1, 1, 0]), highest=0)[0] == 2  # no weight, no extreme


def test_imbalance_is_penalised_in_the_way_that_is_named():
    # M = 100, variance (30² + 0 + 30²)/3 = 600: 100 − 600/100 and 100 + 600/100
    assert mazziotta_pareto(column([70, 100, 130]), equal(3), penalty="down")[0] == pytest.approx(94)
    assert mazziotta_pareto(column([70, 100, 130]), equal(3), penalty="up")[0] == pytest.approx(106)
    assert mazziotta_pareto(column([80, 80, NAN]), equal(3), penalty="down")[0] == 80
    assert mazziotta_pareto(column([0, 0]), equal(2), penalty="down")[0] == 0
    assert np.isnan(mazziotta_pareto(column([NAN]), equal(1), penalty="down")[0])
    with pytest.raises(RefusalError, match="mean of zero"):
        mazziotta_pareto(column([-1, 1]), equal(2), penalty="down")


def peers(*groups):
    group = np.array(groups)
    return Peers(group >= 0, group, ("g", "h"))


def test_pairwise_wins_less_losses():
    scores = np.array([[3.0, 2, 1], [1, 2, 3], [9, 8, 8]])
    weights = np.array([[1.0], [1], [1]])
    # a beats b and c on two of three; b and c share the third: 1 + ½ each of 3, a tie
    assert copeland(scores, weights, peers(0, 0, 0), to=None).tolist() == [2, -1, -1]
    assert copeland(scores, weights, peers(0, 0, 0)).tolist() == [100, 25, 25]


def test_units_without_data_have_no_place_in_any_order():  # COINr gives -2 and 0, by the order of rows
    scores = np.array([[3.0, NAN, NAN, 1], [2, NAN, NAN, 1]])
    found = copeland(scores, np.ones((2, 1)), peers(0, 0, 0, 0), to=None)
    assert found[[0, 3]].tolist() == [1, -1]
    assert np.isnan(found[1:3]).all()


def test_weights_that_meet_at_one_half_only_in_floating_point_are_a_tie():
    scores = np.array([[1.0, 0], [1, 0], [1, 0], [0, 1]])
    weights = np.array([[0.1], [0.1], [0.1], [0.3]])  # 0.1 + 0.1 + 0.1 is not 0.3
    assert copeland(scores, weights, peers(0, 0), to=None).tolist() == [0, 0]


def test_groups_are_compared_apart_and_replicates_are_carried_along():
    scores = np.array([[[1.0, 2, 9, 8, 5]], [[2.0, 1, 9, 9, 5]]])
    found = copeland(scores, np.ones((1, 1)), peers(0, 0, 1, 1, -1), to=None)
    assert found[0, :4].tolist() == [-1, 1, 1, -1]
    assert found[1, :4].tolist() == [1, -1, 0, 0]
    assert np.isnan(found[:, 4]).all()


def test_a_sum_may_be_rescaled_to_what_is_there():
    scores, weights = column([0.8, NAN]), column([70, 30])
    assert np.isnan(add(scores, weights)[0])
    assert add(scores, weights, absent="skip")[0] == pytest.approx(56)
    assert add(scores, weights, absent="rescale")[0] == pytest.approx(80)
    assert np.isnan(add(column([NAN, NAN]), weights, absent="rescale")[0])


def test_gates_that_knock_out_or_cut():
    score, bites = np.array([80.0, 80, NAN]), np.array([True, False, True])
    np.testing.assert_array_equal(knock_out(score, bites, at=0), [0, 80, NAN])
    np.testing.assert_array_equal(cut(score, bites, share=0.25), [60, 80, NAN])


def test_a_mean_less_its_gap_to_the_lowest():
    scores, weights = np.array([[90.0], [30.0]]), np.ones((2, 1))
    assert [mean_min(scores, weights, share=share)[0] for share in (0, 0.5, 1)] == [60, 45, 30]
    assert mean_min(scores, weights, share=1, smooth=40)[0] == pytest.approx(60 - (50 - 40))  # 30, 40, 50


def test_a_mean_shrinks_with_what_is_missing_only_where_the_file_says_so():
    scores, weights = np.array([[80.0], [np.nan]]), np.array([[1.0], [3.0]])
    assert [coverage_adjusted(scores, weights, exponent=a)[0] for a in (0, 0.5, 1)] == [80, 40, 20]
    with pytest.raises(RefusalError, match="a score below 0"):
        coverage_adjusted(-scores, weights, exponent=1)
