"""Shares of the most points, sums with a ceiling, and levels: formulas, laws and edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.builtin.aggregators import add
from engine.builtin.points import RULES, capped_sum, level, out_of
from engine.scoring.refusal import RefusalError

NAN = np.nan
RULE = {rule.name: rule for rule in RULES}
parts = st.lists(st.tuples(st.floats(0, 1), st.integers(1, 50), st.booleans()), min_size=1, max_size=8)


def one(rule, scores, weights=None, **given_settings):
    """The joined score of one unit."""
    given_scores = np.array(scores, dtype=float)[:, np.newaxis]
    given_weights = np.ones_like(given_scores) if weights is None else np.array(weights, dtype=float)[:, np.newaxis]
    checked = RULE[rule.__name__].settings.model_validate(given_settings)
    used = {key: getattr(checked, key) for key in type(checked).model_fields}
    return float(rule(given_scores, given_weights, **used)[0])


LEVELS = {"steps": [{"below": 50, "points": 1}, {"up_to": 75, "points": 2}, {"points": 3}]}


def test_points_out_of_the_most_that_apply():
    assert one(out_of, [15, 5, 10], [20, 20, 10]) == 60
    assert one(out_of, [15, NAN, 9], [20, 0, 10], to=1000) == 800
    assert one(out_of, [15, 99], [20, 0]) == 75


@settings(deadline=None)
@given(parts)
def test_what_does_not_apply_counts_neither_above_nor_below(given_parts):
    """Leaving children out is the same as a set that never had them; full points are always the whole."""
    scores = [share * most for share, most, _ in given_parts]
    weights = [most if applies else 0 for _, most, applies in given_parts]
    kept = [(s, w) for s, w in zip(scores, weights, strict=True) if w]
    if not kept:
        assert np.isnan(one(out_of, scores, weights))
        return
    found = one(out_of, scores, weights)
    assert found == pytest.approx(one(out_of, [s for s, _ in kept], [w for _, w in kept]), abs=1e-9)
    assert -1e-9 <= found <= 100 + 1e-9
    assert one(out_of, [w for _, w in kept], [w for _, w in kept]) == pytest.approx(100)


@settings(deadline=None)
@given(parts)
def test_a_share_of_points_is_taken_apart_into_what_adds_up_to_it(given_parts):
    scores = np.array([[share * most] for share, most, _ in given_parts])
    weights = np.array([[float(most) if applies else 0.0] for _, most, applies in given_parts])
    taken = RULE["out_of"].parts(scores, weights, to=100.0)
    if weights.sum() > 0:
        assert taken.sum() == pytest.approx(out_of(scores, weights)[0], abs=1e-9)


@settings(deadline=None)
@given(parts, st.floats(0, 200))
def test_a_sum_with_a_ceiling_is_the_sum_or_the_ceiling(given_parts, ceiling):
    scores = [share * most for share, most, _ in given_parts]
    plain = one_sum(scores)
    assert one(capped_sum, scores, at_most=ceiling) == pytest.approx(min(plain, ceiling))


def one_sum(scores):
    return float(add(np.array(scores)[:, np.newaxis], np.ones((len(scores), 1)))[0])


@pytest.mark.parametrize("rule", [out_of, capped_sum, level])
def test_a_missing_child_is_never_zero(rule):
    given_settings = {out_of: {}, capped_sum: {"at_most": 6}, level: LEVELS}[rule]
    assert np.isnan(one(rule, [4, NAN], **given_settings))
    assert np.isnan(one(rule, [4, 5], [0, 0], **given_settings))


@pytest.mark.parametrize(("points", "reached"), [(49.99, 1), (50, 2), (75, 2), (75.01, 3), (74.99999999999999, 2)])
def test_levels_begin_and_end_where_the_decision_says(points, reached):
    assert one(level, [points - 20, 20], **LEVELS) == reached


def test_a_sum_without_a_level_is_refused():
    with pytest.raises(RefusalError, match="a sum of 7 points has no level"):
        one(level, [7], steps=[{"below": 5, "points": 1}])


def test_levels_with_a_gap_are_refused_when_the_file_is_read():
    with pytest.raises(ValidationError, match="nothing is said of values from 5 to 6"):
        RULE["level"].settings.model_validate({"steps": [{"below": 5, "points": 1}, {"from": 6, "points": 2}]})


def test_replicates_and_stacks_of_dimensions_keep_their_axes():
    scores = np.array([[[3.0, 4.0], [1.0, 2.0]]] * 5)  # replicates, children, units
    weights = np.array([[10.0, 10.0], [10.0, 10.0]])
    assert out_of(scores, weights).tolist() == [[20, 30]] * 5
    assert capped_sum(scores, weights / 10, at_most=5.0).tolist() == [[4, 5]] * 5
