"""Aggregators against plain formulas, their relations, and their edges."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.builtin.aggregators import geometric, harmonic, mean, median, minimum, power
from engine.scoring.refusal import RefusalError

NAN = np.nan
score = st.floats(0.5, 100)
children = st.lists(st.tuples(score, st.floats(0.1, 10)), min_size=1, max_size=7)


def one(rule, scores, weights=None, **settings):
    """The joined score of one unit."""
    given_scores = np.array(scores, dtype=float)[:, np.newaxis]
    given_weights = np.ones_like(given_scores) if weights is None else np.array(weights, dtype=float)[:, np.newaxis]
    return float(rule(given_scores, given_weights, **settings)[0])


def test_plain_formulas():
    assert one(harmonic, [2, 6], [1, 3]) == pytest.approx(4 / (1 / 2 + 3 / 6))
    assert one(power, [3, 4], exponent=2) == pytest.approx(np.sqrt((9 + 16) / 2))
    assert one(median, [9, 1, 5]) == 5
    assert one(median, [1, 2, 10, 20]) == 6
    assert one(median, [1, 2, 10], [1, 1, 5]) == 10
    assert one(median, [1, 5, 9], [1, 1, 2]) == 7


@settings(deadline=None)
@given(children)
def test_the_lower_the_exponent_the_lower_the_mean(given_children):
    scores, weights = zip(*given_children, strict=True)
    falling = [one(power, scores, weights, exponent=p) for p in (3, 1, 0.5, 0, -1, -40)]
    assert all(high >= low - 1e-9 for high, low in pairwise(falling))
    assert falling[1] == pytest.approx(one(mean, scores, weights))
    assert falling[3] == pytest.approx(one(geometric, scores, weights))
    assert falling[4] == pytest.approx(one(harmonic, scores, weights))
    assert falling[5] >= one(minimum, scores, weights) - 1e-9


@settings(deadline=None)
@given(children, st.sampled_from([harmonic, median, mean]), st.floats(0.01, 100))
def test_a_missing_child_is_left_out_and_weights_are_shares(given_children, rule, factor):
    scores, weights = zip(*given_children, strict=True)
    plain = one(rule, scores, weights)
    assert one(rule, [*scores, NAN], [*weights, 5]) == pytest.approx(plain)
    assert one(rule, [*scores, 77], [*weights, 0]) == pytest.approx(plain)
    assert one(rule, scores, [weight * factor for weight in weights]) == pytest.approx(plain)


@pytest.mark.parametrize("rule", [harmonic, median, mean])
def test_no_child_there_is_missing(rule):
    assert np.isnan(one(rule, [NAN, NAN]))
    assert np.isnan(one(rule, [4, NAN], [0, 1]))


def test_zero_is_refused_unless_the_file_says_what_it_gives():
    with pytest.raises(RefusalError) as caught:
        one(harmonic, [4, 0])
    assert caught.value.at == (1, 0)
    assert one(harmonic, [4, 0], on_zero="zero") == 0
    assert np.isnan(one(harmonic, [4, 0], on_zero="missing"))
    assert one(harmonic, [4, 0], floor=1) == pytest.approx(1.6)
    assert one(power, [4, 0], exponent=2) == pytest.approx(np.sqrt(8))
    with pytest.raises(RefusalError):
        one(power, [4, -1], exponent=2)


@pytest.mark.parametrize("rule", [mean, geometric, harmonic, median, minimum])
def test_stacks_and_replicates_are_carried_along(rule):
    random = np.random.default_rng(4)
    scores = random.uniform(1, 9, (5, 2, 3, 4))  # replicates, dimensions, children, units
    scores[0, 0, 1, 2] = NAN
    weights = random.uniform(0.1, 2, (2, 3, 1))
    together = rule(scores, weights)
    assert together.shape == (5, 2, 4)
    for replicate, dimension in np.ndindex(5, 2):
        alone = rule(scores[replicate, dimension], weights[dimension])
        np.testing.assert_allclose(together[replicate, dimension], alone, rtol=1e-13)
