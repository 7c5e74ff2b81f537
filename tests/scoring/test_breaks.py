"""Natural breaks: the best partition of scores into classes, beside one found by trying all of them."""

from itertools import combinations, pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scoring.arrays import Peers
from engine.scoring.breaks import classes_from_best, natural_classes

NAN = np.nan
scores = st.lists(st.integers(0, 30).map(float), min_size=1, max_size=9)


def peers(units, groups=1):
    return Peers(np.ones(units, dtype=bool), np.arange(units) % groups, tuple("gh"[:groups]))


def spread(values, labels):
    """Squared deviations from the mean of each class."""
    return sum(((values[labels == each] - values[labels == each].mean()) ** 2).sum() for each in set(labels.tolist()))


@settings(max_examples=150, deadline=None)
@given(scores, st.integers(1, 4))
def test_no_other_way_of_cutting_differs_less_within(given_scores, classes):
    values = np.array(given_scores)
    found = classes_from_best(values, 30.0, peers(len(values)), classes)
    distinct = np.unique(values)
    number = min(classes, len(distinct))
    assert set(found) == set(range(number))
    ways = [[0, *cut, len(distinct)] for cut in combinations(range(1, len(distinct)), number - 1)]
    labelled = (np.searchsorted([distinct[i] for i in way[1:-1]], values, side="right") for way in ways)
    assert spread(values, found) <= min(spread(values, labels) for labels in labelled) + 1e-9
    assert all(len(way) == number + 1 and all(a < b for a, b in pairwise(way)) for way in ways)


@settings(max_examples=60, deadline=None)
@given(scores, st.integers(1, 4), st.randoms())
def test_the_order_of_units_is_no_matter_and_equal_scores_share_a_class(given_scores, classes, random):
    values = np.array(given_scores)
    order = list(range(len(values)))
    random.shuffle(order)
    straight = classes_from_best(values, 30.0, peers(len(values)), classes)
    np.testing.assert_array_equal(classes_from_best(values[order], 30.0, peers(len(values)), classes), straight[order])
    assert all(len(set(straight[values == each])) == 1 for each in set(given_scores))
    better = np.argsort(-values, kind="stable")
    assert (np.diff(straight[better]) >= 0).all()


def test_a_published_example_is_cut_where_its_author_cuts_it():
    # Wikipedia, "Jenks natural breaks optimization": of 4, 5, 9, 10 in two classes, 4, 5 | 9, 10 leaves 1 of 26
    assert natural_classes(np.array([4.0, 5, 9, 10]), np.ones(4, dtype=np.int64), 2).tolist() == [0, 0, 1, 1]


def test_large_scores_that_differ_little_are_told_apart():
    values = 1e9 + np.array([0.0, 1, 2, 50, 51, 100])
    assert natural_classes(values, np.ones(6, dtype=np.int64), 3).tolist() == [0, 0, 0, 1, 1, 2]


def test_each_group_has_classes_of_its_own_and_nobody_without_a_score_has_one():
    total = np.array([90.0, 9, 88, 8, 10, 1, NAN, NAN])
    assert classes_from_best(total, 100.0, peers(8, 2), 2).tolist()[:6] == [0, 0, 0, 0, 1, 1]
    assert np.isnan(classes_from_best(total, 100.0, peers(8, 2), 2)[6:]).all()
    assert np.isnan(classes_from_best(np.full(2, NAN), 100.0, peers(2), 3)).all()


def test_scores_that_tie_in_the_ranking_are_one_value():
    total = np.array([50.0, 50.0 + 1e-11, 10.0])
    assert classes_from_best(total, 100.0, peers(3), 3).tolist() == [0, 0, 1]
