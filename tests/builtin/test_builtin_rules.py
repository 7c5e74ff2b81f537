"""Each rule on a few numbers worked out by hand."""

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.builtin import aggregators, gates, measures, normalisers, treatments
from engine.framework.missing import Missing
from engine.scoring.arrays import Column, Peers, Ratings
from engine.scoring.refusal import RefusalError

ALL = Peers(member=np.ones(3, dtype=bool), group=np.zeros(3, dtype=np.int64), groups=("g",))
UP, DOWN = np.array([True]), np.array([False])


def answers(*per_unit, weights=None):
    """One list of numbers a unit; None stands for "don't know"."""
    flat = [value for unit in per_unit for value in unit]
    column = Column(
        values=np.array([np.nan if value is None else value for value in flat], dtype=float),
        codes=np.array([-1 if value is None else int(value) for value in flat]),
        reasons=np.array([Missing.DONT_KNOW if value is None else 0 for value in flat], dtype=np.int8),
        options=("no", "rather", "yes"),
    )
    starts = np.cumsum([0, *(len(unit) for unit in per_unit)])
    return Ratings(starts, column, np.ones(len(flat)) if weights is None else np.array(weights, dtype=float))


def test_share_counts_those_who_answered():
    found = measures.share(answers([2, 1, 0, None], [], [None]), of=("yes", "rather"))
    assert found.values[0] == pytest.approx(200 / 3)
    assert found.n.tolist() == [3, 0, 0]
    assert found.reasons.tolist() == [Missing.PRESENT, Missing.NO_DATA, Missing.DONT_KNOW]


def test_mean_is_weighted_and_keeps_replicates():
    once = measures.mean(answers([1, 3], weights=[3, 1]))
    assert once.values.tolist() == [1.5]
    twice = measures.mean(answers([1, 3], weights=[[3, 1], [1, 1]]))
    assert twice.values.tolist() == [[1.5], [2.0]]


def test_weighted_median_reaches_half_of_the_weight():
    assert measures.median(answers([1, 2, 9], weights=[1, 1, 5])).values.tolist() == [9]
    assert measures.median(answers([5, 1, None], [], [7])).values[[0, 2]].tolist() == [3, 7]


@given(st.lists(st.lists(st.integers(-9, 9), min_size=1, max_size=7), min_size=1, max_size=4))
def test_median_of_equal_weights_is_the_median(units):
    assert measures.median(answers(*units)).values.tolist() == [statistics.median(unit) for unit in units]


def test_count_and_value():
    assert measures.count(answers([2, 0, None]), of=("yes",)).values.tolist() == [1]
    assert measures.value(answers([4, 6], [None])).values.tolist()[0] == 6


def test_a_count_of_nobody_who_was_asked_is_no_zero():
    asked, not_asked = Missing.REFUSED, Missing.NOT_ASKED
    column = Column(np.full(4, np.nan), np.full(4, -1), np.array([asked, not_asked, not_asked, not_asked], dtype=np.int8))
    found = measures.count(Ratings(np.array([0, 2, 4, 4]), column, np.ones(4)))
    assert found.values[0] == 0
    assert np.isnan(found.values[1:]).all()
    assert found.reasons.tolist() == [Missing.PRESENT, Missing.NOT_ASKED, Missing.NO_DATA]


def test_ratio_of_sums_and_nothing_due():
    parts = {"done": np.array([1.0, 8.0, 0.0]), "due": np.array([2.0, 10.0, 0.0])}
    column = Column(np.full(3, np.nan), np.full(3, -1), np.zeros(3, dtype=np.int8), parts=parts)
    found = measures.ratio(Ratings(np.array([0, 2, 3]), column, np.ones(3)))
    assert found.values[0] == 75
    assert found.reasons.tolist() == [Missing.PRESENT, Missing.NOT_APPLICABLE]


def test_minmax_and_its_reverse():
    values = np.array([[1.0, 2.0, 5.0]])
    assert normalisers.minmax(values, UP, ALL, to=(1, 10)).values.tolist() == [[1, 3.25, 10]]
    assert normalisers.minmax(values, DOWN, ALL, to=(1, 10)).values.tolist() == [[10, 7.75, 1]]


@pytest.mark.parametrize(("constant", "score"), [("lower", 1), ("middle", 5.5), ("upper", 10)])
def test_minmax_of_a_constant(constant, score):
    found = normalisers.minmax(np.array([[4.0, 4.0, np.nan]]), UP, ALL, to=(1, 10), constant=constant)
    assert found.values[0, :2].tolist() == [score, score]
    assert np.isnan(found.values[0, 2])


def test_goalposts_cap_and_mark():
    incomes = np.array([[10.0, 1000.0, 90000.0]])
    found = normalisers.goalposts(incomes, UP, ALL, low=100, high=75000, to=(0, 1), log=True)
    assert found.values[0].tolist() == pytest.approx([0, np.log(10) / np.log(750), 1])
    assert found.touched.tolist() == [[True, False, True]]
    with pytest.raises(RefusalError, match="direction: lower"):
        normalisers.goalposts(np.array([[1.0]]), UP, ALL, low=5, high=1)


def test_a_reversed_item_comes_from_the_scale_not_from_the_data():
    assert normalisers.scale(np.array([[2.0]]), DOWN, ALL, low=1, high=5, to=(1, 5)).values.tolist() == [[4]]


def test_clamp_marks_what_it_moved():
    found = treatments.clamp(np.array([[1.0, 5.0, np.nan]]), ALL, high=3)
    assert found.values[0, :2].tolist() == [1, 3]
    assert found.touched.tolist() == [[False, True, False]]


def test_aggregators_leave_missing_children_out():
    scores, weights = np.array([[2.0], [8.0], [np.nan]]), np.array([[3.0], [1.0], [5.0]])
    assert aggregators.mean(scores, weights).tolist() == [3.5]
    assert aggregators.geometric(scores, weights) == pytest.approx([(2**3 * 8) ** 0.25])
    assert aggregators.minimum(scores, weights).tolist() == [2]


def test_a_sum_with_a_missing_child_is_missing_unless_told_otherwise():
    scores, weights = np.array([[2.0], [np.nan]]), np.ones((2, 1))
    assert np.isnan(aggregators.add(scores, weights))
    assert aggregators.add(scores, weights, absent="skip").tolist() == [2]


def test_geometric_mean_says_what_a_zero_gives():
    scores, weights = np.array([[0.0], [4.0]]), np.ones((2, 1))
    with pytest.raises(RefusalError, match="floor"):
        aggregators.geometric(scores, weights)
    assert aggregators.geometric(scores, weights, on_zero="zero").tolist() == [0]
    assert np.isnan(aggregators.geometric(scores, weights, on_zero="missing"))
    assert aggregators.geometric(scores, weights, floor=1) == pytest.approx([2])


def test_cap_only_lowers():
    assert gates.cap(np.array([80.0, 30.0, 80.0]), np.array([True, True, False]), at=49).tolist() == [49, 30, 80]
