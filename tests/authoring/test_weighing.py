"""Studies of weights: against worked examples, and by what has to hold of any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.authoring.weighing import (
    benefit_of_doubt,
    budget,
    component,
    correlations,
    equal_influence,
    hierarchy,
)


def test_a_budget_is_the_mean_of_the_experts_shares_with_how_far_they_are_apart():
    told = budget(np.array([[50.0, 50], [90, 10], [7, 3]]))
    assert told.share == pytest.approx([0.7, 0.3])
    assert (told.lowest.tolist(), told.highest.tolist()) == ([0.5, 0.1], [0.9, 0.5])
    assert told.deviation == pytest.approx([0.2, 0.2])
    assert np.isnan(budget(np.array([[1.0, 3]])).deviation).all()


def table(above):
    size = len(above) + 1
    times = np.eye(size)
    for i, row in enumerate(above):
        for j, value in enumerate(row, start=i + 1):
            times[i, j], times[j, i] = value, 1 / value
    return times


def test_a_hierarchy_of_three_as_worked_by_hand():
    # the column sums are 23/15, 13/3 and 9; the eigenvalue solves λ³ − 3λ² − (3·3/5 + 5/9 − 2) = 0
    told = hierarchy([table([[3, 5], [3]])])
    largest = max(np.roots([1, -3, 0, -(9 / 5 + 5 / 9 - 2)]).real)
    assert told.share == pytest.approx([0.6370, 0.2583, 0.1047], abs=5e-5)
    assert told.ratio == pytest.approx((largest - 3) / 2 / 0.58)
    assert told.of_experts == pytest.approx((told.ratio,))


def test_comparisons_that_agree_have_no_inconsistency_and_give_their_own_weights():
    weights = np.array([0.5, 0.3, 0.15, 0.05])
    told = hierarchy([weights[:, np.newaxis] / weights])
    assert told.share == pytest.approx(weights)
    assert told.ratio == pytest.approx(0, abs=1e-12)


def test_who_goes_round_in_a_circle_is_told_by_the_ratio():
    told = hierarchy([table([[9, 1 / 9], [9]]), table([[1, 1], [1]])])
    assert told.of_experts[0] > 1
    assert told.of_experts[1] == pytest.approx(0, abs=1e-12)
    assert told.share == pytest.approx([1 / 3] * 3)


def test_the_first_component_of_two_is_both_alike_and_of_one_against_two_the_two():
    alike = component(np.array([[1, 0.4], [0.4, 1]]))
    assert (alike.share, alike.variance) == (pytest.approx([0.5, 0.5]), pytest.approx(0.7))
    against = component(np.array([[1, 0.8, -0.6], [0.8, 1, -0.6], [-0.6, -0.6, 1]]))
    assert against.loading.sum() > 0
    assert against.loading[2] < 0
    assert np.isnan(against.share[2])
    assert against.share[:2] == pytest.approx([0.5, 0.5])


some_scores = arrays.arrays(
    np.float64, st.tuples(st.integers(2, 5), st.integers(6, 12)), elements=st.floats(0, 100).map(lambda x: round(x, 1))
)


@settings(max_examples=80, deadline=None)
@given(some_scores)
def test_equal_influence_is_never_below_zero_and_equal_where_there_is_weight(scores):
    matrix = correlations(scores)
    if matrix is None or np.linalg.cond(matrix) > 1e4:
        return
    told = equal_influence(scores, matrix)
    assert (told.share >= 0).all()  # COINr's optimiser gives -0.198 and -0.008 on its example
    assert told.share.sum() == pytest.approx(1)
    of_weight = told.correlation[told.share > 1e-9]
    assert of_weight == pytest.approx(of_weight[0], abs=1e-4)
    assert (told.correlation >= of_weight[0] - 1e-4).all()


def test_too_few_units_or_a_constant_child_have_no_correlations():
    assert correlations(np.array([[1.0, 2], [2, 1]])) is None
    assert correlations(np.array([[1.0, 2, 3], [5, 5, 5]])) is None


@pytest.mark.parametrize("size", [1e-310, 1e99, 1e300])
def test_how_large_scores_are_is_no_matter(size):
    plain = np.array([[1.0, 2, 3, 5], [2.0, 1, 4, 3]])
    matrix, sized = correlations(plain), correlations(plain * size)
    assert sized == pytest.approx(matrix, abs=1e-9)
    told, of_sized = equal_influence(plain, matrix), equal_influence(plain * [[size], [1]], matrix)
    assert of_sized.correlation == pytest.approx(told.correlation, abs=1e-9)
    assert of_sized.share.sum() == pytest.approx(1)
    assert equal_influence(plain * size, matrix).share == pytest.approx(told.share, abs=1e-9)


def test_the_benefit_of_the_doubt_by_hand():
    # a is best at both, b as good at one, c can be half of the way at best, d has nothing
    scores = np.array([[10.0, 10, 5, 0], [8.0, 2, 4, 0]])
    assert benefit_of_doubt(scores) == pytest.approx([1, 1, 0.5, 0])
    # of two that are each best at one, who lies between has what their line gives it: w = (1/8, 1/8)
    assert benefit_of_doubt(np.array([[8.0, 0, 3], [0.0, 8, 3]])) == pytest.approx([1, 1, 0.75])


@settings(max_examples=60, deadline=None)
@given(some_scores)
def test_the_benefit_of_the_doubt_is_at_least_the_share_of_the_best_under_any_weights(scores):
    best = benefit_of_doubt(scores)
    assert ((best >= -1e-9) & (best <= 1 + 1e-9)).all()
    for weights in [*np.eye(len(scores)), np.ones(len(scores))]:
        index = weights @ scores
        if index.max() > 0:
            assert (best >= index / index.max() - 1e-9).all()
