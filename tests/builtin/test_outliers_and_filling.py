"""Skewed figures, denominators and gaps: against published or hand-worked figures, and at their edges."""

import numpy as np
import pytest

from engine.builtin.filling import denominate, impute
from engine.builtin.outliers import boxcox, log, moments, outliers
from engine.builtin.treatments import winsorise
from engine.scoring.arrays import Peers, UnitRow
from engine.scoring.gather import peers_of
from engine.scoring.refusal import RefusalError

NAN = np.nan


def peers(*groups, **more):
    group = np.array(groups)
    return Peers(group >= 0, group, ("g", "h"), **more)


def one(rule, values, around=None, **settings):
    return rule(np.array([values], dtype=float), around or peers(*[0] * len(values)), **settings)


def test_skewness_and_kurtosis_as_in_the_help_of_excel():
    # the example of SKEW and KURT in Microsoft's function reference
    skew, kurtosis = moments(np.array([3.0, 4, 5, 2, 3, 4, 5, 6, 4, 7]))
    assert skew == pytest.approx(0.359543, abs=1e-6)
    assert kurtosis == pytest.approx(-0.151799637, abs=1e-9)


@pytest.mark.parametrize("values", [[1, 2, 300], [5, 5, 5, 5, 5], [0.1 * 3, 0.3, 0.3, 0.3], [], [0, 0, 0, 0, 0, 0, 1]])
def test_too_few_constant_and_two_valued_figures_are_left_alone(values):  # COINr's winsorise() stops at a constant
    found = one(outliers, values)
    assert found.values[0].tolist() == values
    assert not found.touched.any()


def test_the_extreme_becomes_the_next_value_and_is_marked():
    values = [1, 2, 3, 4, 5, 6, 7, 100, NAN]
    found = one(outliers, values)
    assert found.values[0, :8].tolist() == [1, 2, 3, 4, 5, 6, 7, 7]
    assert found.touched[0].tolist() == [False] * 7 + [True, False]
    mirrored = one(outliers, [-value for value in values])
    assert mirrored.values[0, :8].tolist() == [-1, -2, -3, -4, -5, -6, -7, -7]


def test_tied_extremes_move_together_or_not_at_all():
    values = [*range(1, 30), 1000, 1000]
    found = one(outliers, values, most=2)
    assert found.values[0, -3:].tolist() == [29, 29, 29]
    kept = one(outliers, values, most=1, otherwise="keep")
    assert kept.values[0].tolist() == values
    logs = one(outliers, values, most=1)
    assert logs.values[0] == pytest.approx(np.log(np.array(values) - 1 + 9.99))
    assert (np.argsort(logs.values[0], kind="stable") == np.arange(31)).all()


def test_units_that_are_not_ranked_are_no_outliers():
    found = one(outliers, [1, 2, 3, 4, 5, 6, 7, 100], peers(*[0] * 7, -1))
    assert found.values[0, -1] == 100


def test_logarithms_and_box_cox():
    assert one(log, [1, np.e]).values[0].tolist() == [0, 1]
    assert one(log, [0, 100], plus="range").values[0] == pytest.approx(np.log([1, 101]))
    assert one(boxcox, [1, 3], exponent=2).values[0] == pytest.approx([0, 4])
    assert one(boxcox, [1, np.e], exponent=0).values[0] == pytest.approx([0, 1])
    for rule, settings in ((log, {}), (boxcox, {"exponent": 1}), (log, {"plus": -5})):
        with pytest.raises(RefusalError, match="zero or below"):
            one(rule, [0, 1], **settings)
    with pytest.raises(RefusalError, match="constant"):
        one(log, [4, 4], plus="range")


@pytest.mark.parametrize(("quantile", "cap"), [(7, 4.6), (6, 5.0), (8, 5.0)])
def test_the_quantile_rule_is_the_one_named(quantile, cap):
    # of 1 … 5 the quantile 0.9 lies at place 1 + 4·0.9 = 4.6, at 6·0.9 = 5.4 and at (5 + 1/3)·0.9 + 1/3 = 5.13
    assert one(winsorise, [1, 2, 3, 4, 5], high=0.9, quantile=quantile).values[0, -1] == pytest.approx(cap)


def test_figures_per_head_and_denominators_that_are_none():
    around = peers(0, 0, 0, 0, figure={"people": np.array([50.0, 0, NAN, -2])}.__getitem__)
    assert one(denominate, [5, 5, 5, 5], around, by="people", per=1000).values[0].tolist()[0] == 100
    assert np.isnan(one(denominate, [5, 5, 5, 5], around, by="people").values[0, 1:]).all()


def test_gaps_are_filled_by_the_first_of_the_chain_that_there_is():
    around = peers(0, 0, 0, 1, 1, -1)
    found = one(impute, [1, 3, NAN, NAN, NAN, NAN], around, by=("group_mean", "mean"))
    assert found.values[0, :5].tolist() == [1, 3, 2, 2, 2]  # group h has nobody: COINr gives NaN
    assert np.isnan(found.values[0, 5])  # not ranked
    assert found.touched[0].tolist() == [False, False, True, True, True, False]
    assert np.isnan(one(impute, [1, 3, NAN, NAN, NAN, NAN], around, by=("group_median",)).values[0, 3:]).all()
    assert np.isnan(one(impute, [NAN, NAN], by=("mean", "median")).values).all()


@pytest.mark.parametrize(("word", "filled"), [("median", 2.5), ("mean", 4), ("worst", 1), ("zero", 0)])
def test_what_a_gap_is_filled_with_has_a_name(word, filled):
    assert one(impute, [1, 2, 3, 10, NAN], by=(word,)).values[0, -1] == filled


def test_the_worst_is_the_highest_where_lower_is_better():
    around = peers(0, 0, 0, higher=np.array([False]))
    assert one(impute, [1, 9, NAN], around, by=("worst",)).values[0, 2] == 9


def test_gaps_are_filled_among_the_units_of_a_column():
    rows = [UnitRow("a", "", "g", (("region", "N"),)), UnitRow("b", "", "h", (("region", "N"),)), UnitRow("c", "", "g")]
    values = np.array([[NAN, 3.0, NAN]])
    found = impute(values, peers_of(tuple(rows)), by=("group_mean",), among="region")
    np.testing.assert_array_equal(found.values, [[3, 3, NAN]])  # the third has no region, and so no group
    with pytest.raises(RefusalError, match=r"units have no `zone` to be grouped by.*there: `region`"):
        impute(values, peers_of(tuple(rows)), by=("group_mean",), among="zone")


def test_what_cannot_be_winsorised_may_be_drawn_in_by_a_power():
    values = [1.0, 2, 3, 4, 5, 6, 7, 100]
    found = one(outliers, values, most=0, otherwise="boxcox", exponent=0.5).values[0]
    lifted = np.array(values) - 1 + 0.99
    np.testing.assert_allclose(found, (np.sqrt(lifted) - 1) / 0.5)
    np.testing.assert_allclose(one(outliers, values, most=0, otherwise="boxcox", exponent=0).values[0], np.log(lifted))


def test_a_logarithm_above_the_minimum_of_the_peers():
    assert one(log, [3.0, 4.0, 12.0], plus="min").values[0] == pytest.approx(np.log([1, 2, 10]))
    assert one(log, [5.0, 5.0], plus="min").values[0].tolist() == [0, 0]
