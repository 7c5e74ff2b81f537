"""Places among peers, and ends pulled in: against plain formulas, and at their edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.builtin.relative import rank, zscore
from engine.builtin.treatments import winsorise
from engine.scoring.arrays import UnitRow
from engine.scoring.gather import peers_of
from engine.scoring.refusal import RefusalError

NAN = np.nan
HIGHER = np.array([True])


def peers(*groups):
    return peers_of(tuple(UnitRow(str(place), "", group) for place, group in enumerate(groups)))


def one(rule, values, *, higher=True, groups=None, **settings):
    around = peers(*(groups or ["g"] * len(values)))
    return rule(np.array([values], dtype=float), np.array([higher]), around, **settings).values[0]


def test_zscore_has_the_mean_and_deviation_it_is_given():
    values = [2.0, 4.0, 9.0, NAN]
    sample = one(zscore, values, deviation="sample", center=100, spread=10)
    assert sample[:3] == pytest.approx(100 + 10 * (np.array(values[:3]) - 5) / np.std(values[:3], ddof=1))
    assert np.isnan(sample[3])
    assert np.nanstd(one(zscore, values, deviation="population")) == pytest.approx(1)
    assert one(zscore, values, deviation="sample", higher=False)[:3] == pytest.approx(
        -one(zscore, values, deviation="sample")[:3]
    )


@pytest.mark.parametrize("values", [[3, 3, 3], [0.1 * 3, 0.3, 0.3], [5], [0, 0]])
def test_a_constant_has_no_deviation(values):
    with pytest.raises(RefusalError):
        one(zscore, values, deviation="sample")
    assert np.isnan(one(zscore, values, deviation="sample", constant="missing")).all()
    assert (one(zscore, values, deviation="sample", constant="middle", center=50) == 50).all()


def test_a_constant_draw_of_a_bootstrap_is_lost_alone():
    draws = np.array([[[1.0, 2.0]], [[3.0, 3.0]]])
    found = zscore(draws, HIGHER, peers("g", "g"), deviation="population").values
    assert found[0, 0].tolist() == [-1, 1]
    assert np.isnan(found[1]).all()


def test_peers_are_those_of_the_group_and_units_without_one_have_none():
    found = one(rank, [1, 2, 10, 20, 30, 5], groups=["g", "g", "h", "h", "h", None], ties="mean")
    assert found[:5].tolist() == [0, 100, 0, 50, 100]
    assert np.isnan(found[5])
    over_all = one(rank, [1, 2, 10], groups=["g", "g", "h"], ties="mean", over="all")
    assert over_all.tolist() == [0, 50, 100]


@pytest.mark.parametrize(("ties", "places"), [("lowest", [0, 1, 1, 3]), ("mean", [0, 1.5, 1.5, 3]), ("highest", [0, 2, 2, 3])])
def test_ties_share_a_place_by_the_rule_named(ties, places):
    assert one(rank, [1, 7, 7, 9], ties=ties, to=None).tolist() == places
    assert one(rank, [9, 7, 7, 1], ties=ties, to=None, higher=False).tolist() == places
    assert one(rank, [1, 7, 7, 9], ties=ties, to=(1, 10)).tolist() == [1 + 9 * place / 3 for place in places]


def test_one_unit_alone_gets_what_the_file_says():
    assert np.isnan(one(rank, [4, NAN], ties="mean")).all()
    assert one(rank, [4], ties="mean", alone="middle").tolist() == [50]
    assert one(rank, [4], ties="mean", to=None).tolist() == [0]


@given(
    st.lists(st.one_of(st.just(NAN), st.floats(-100, 100)), min_size=1, max_size=12), st.floats(0, 0.49), st.floats(0.5, 1)
)
def test_winsorised_values_lie_between_the_quantiles(values, low, high):
    found = winsorise(np.array([values]), peers(*["g"] * len(values)), low=low, high=high)
    there = np.array([value for value in values if not np.isnan(value)])
    if len(there):
        expected = np.clip(values, np.quantile(there, low), np.quantile(there, high))
        np.testing.assert_allclose(found.values[0], expected, rtol=1e-12, atol=1e-12)
    assert (found.touched[0] == ((found.values[0] != np.array(values)) & ~np.isnan(values))).all()


def test_units_that_are_not_ranked_neither_pull_nor_are_pulled():
    found = winsorise(np.array([[0.0, 1.0, 2.0, 1000.0]]), peers("g", "g", "g", None), low=0.25, high=0.75)
    assert found.values[0].tolist() == [0.5, 1, 1.5, 1000]


def test_ends_that_cross_are_refused():
    with pytest.raises(RefusalError):
        winsorise(np.ones((1, 2)), peers("g", "g"), low=0.9, high=0.1)
