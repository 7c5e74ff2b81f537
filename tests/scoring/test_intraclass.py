"""Intraclass correlations: the table of Shrout and Fleiss, laws, and figures of which there are none."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from indices import dimension, leaf, plan, use

from engine.scoring.arrays import Figures, Snapshot, UnitRow
from engine.scoring.distributions import f_quantile
from engine.scoring.intraclass import FORMS, intraclass, intraclass_of
from engine.scoring.run import score

# Shrout and Fleiss (1979), Psychological Bulletin 86, table 2: six targets judged by four.
TARGETS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float)


def test_the_published_table_has_the_published_correlations() -> None:
    found = intraclass("x", TARGETS)
    assert (found.n, found.k) == (6, 4)
    # table 4 of the paper
    assert [round(each, 2) for each in found.forms.values()] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    # and with the digits that psych and pingouin print: ICC1, ICC2, ICC3, ICC1k, ICC2k, ICC3k
    assert list(found.forms.values()) == pytest.approx(
        [0.165742, 0.289764, 0.714841, 0.442797, 0.620051, 0.909316], abs=5e-7
    )


def test_the_published_table_has_the_intervals_that_psych_prints() -> None:
    """ICC() of the R package psych for this table, at 95 %, as its manual shows it; pingouin's to two digits too."""
    found = intraclass("x", TARGETS, 0.95)
    ends = {name: (found.low[name], found.high[name]) for name in FORMS}
    assert ends["ICC(1,1)"] == pytest.approx((-0.133, 0.72), abs=0.005)
    assert ends["ICC(2,1)"] == pytest.approx((0.019, 0.76), abs=0.005)
    assert ends["ICC(3,1)"] == pytest.approx((0.342, 0.95), abs=0.005)
    assert ends["ICC(1,k)"] == pytest.approx((-0.884, 0.91), abs=0.005)
    assert ends["ICC(2,k)"] == pytest.approx((0.071, 0.93), abs=0.005)
    assert ends["ICC(3,k)"] == pytest.approx((0.676, 0.99), abs=0.005)


@pytest.mark.parametrize(
    ("p", "above", "below", "quantile"),
    [  # the tables of Pearson and Hartley
        (0.95, 5, 15, 2.901), (0.975, 5, 18, 3.382), (0.975, 15, 5, 6.428), (0.95, 1, 10, 4.965), (0.99, 30, 4, 13.838),
    ],
)  # fmt: skip
def test_quantiles_of_f_are_those_of_the_tables(p: float, above: float, below: float, quantile: float) -> None:
    assert f_quantile(p, above, below) == pytest.approx(quantile, abs=5e-4)
    assert f_quantile(1 - p, below, above) == pytest.approx(1 / quantile, rel=2e-4)
    assert np.isnan(f_quantile(p, 0, below))


def test_the_mean_of_k_is_spearman_and_browns() -> None:
    found = intraclass("x", TARGETS).forms
    for one in ("1", "3"):
        single = found[f"ICC({one},1)"]
        assert found[f"ICC({one},k)"] == pytest.approx(4 * single / (1 + 3 * single))


figures = st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=3, max_size=12)


@given(figures, st.floats(0.1, 50), st.floats(-100, 100))
def test_the_unit_of_measure_does_not_matter_and_a_shift_of_one_assessor_only_to_agreement(table, scale, shift) -> None:
    told = np.array(table, dtype=float)
    found = intraclass("x", told).forms
    assume(not any(np.isnan(each) for each in found.values()))
    assume(all(abs(each) < 100 for each in found.values()))
    assert intraclass("x", told * scale + shift).forms == pytest.approx(found, rel=1e-5, abs=1e-6)
    moved = told + np.array([shift, 0.0, 0.0])
    for name in ("ICC(3,1)", "ICC(3,k)"):
        assert intraclass("x", moved).forms[name] == pytest.approx(found[name], rel=1e-5, abs=1e-6)


@given(figures, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_a_form_lies_in_its_interval_and_a_surer_one_is_wider(table, level) -> None:
    told = np.array(table, dtype=float)
    found, wider = intraclass("x", told, level), intraclass("x", told, (1 + level) / 2)
    for name in ("ICC(1,1)", "ICC(3,1)"):
        assume(not np.isnan(found.forms[name]))
        assert -0.5 - 1e-9 <= wider.low[name] <= found.low[name] + 1e-9
        assert found.low[name] - 1e-9 <= found.forms[name] <= found.high[name] + 1e-9
        assert found.high[name] - 1e-9 <= wider.high[name] <= 1 + 1e-9
    assert not any(np.isinf(each) for ends in (found.low, found.high) for each in ends.values())


def test_one_interval_in_ten_misses() -> None:
    """With things and noise drawn from a normal distribution: 30 misses of 300, give or take three of their standard errors."""
    random = np.random.default_rng(20261123)
    missed = {"ICC(1,1)": 0, "ICC(2,1)": 0, "ICC(3,1)": 0}
    for _ in range(300):
        things, assessors = random.normal(size=(12, 1)), random.normal(scale=0.5, size=(1, 5))
        noise = random.normal(scale=0.8, size=(12, 5))
        oneway = intraclass("x", things + random.normal(size=(12, 5)))
        crossed = intraclass("x", things + assessors + noise)
        truth = {"ICC(1,1)": 0.5, "ICC(2,1)": 1 / (1 + 0.25 + 0.64), "ICC(3,1)": 1 / 1.64}
        for name, true in truth.items():
            told = oneway if name == "ICC(1,1)" else crossed
            missed[name] += not told.low[name] <= true <= told.high[name]
    assert all(15 <= each <= 48 for each in missed.values()), missed


def test_assessors_who_say_the_same_agree_wholly() -> None:
    told = np.repeat(np.arange(12.0)[:, np.newaxis], 3, axis=1)
    found = intraclass("x", told)
    assert list(found.forms.values()) == pytest.approx([1.0] * 6)
    assert list(found.low.values()) == pytest.approx([1.0] * 6)
    assert list(found.high.values()) == pytest.approx([1.0] * 6)
    assert found.remark == ""


@pytest.mark.parametrize(
    ("told", "remark"),
    [
        (np.ones((5, 3)), "All figures are the same, so there is no intraclass correlation."),
        (np.ones((5, 1)), "One assessment alone agrees with nothing."),
        (np.array([[1.0, 2.0], [np.nan, 3.0]]), "Figures that all gave: 1, which is too few."),
        (np.empty((0, 2)), "Figures that all gave: 0, which is too few."),
        (np.array([[0.1, 0.3], [0.1, 0.3], [0.1, 0.3]]), "The things do not differ from one another, so some forms do not exist."),
        (np.array([[1.0, 5.0], [5.0, 1.0], [2.0, 4.0]]), "The things do not differ from one another, so some forms do not exist."),
        (np.array([[1.0, 5.0], [5.0, 1.0], [2.0, 5.0]]), "Below 0: assessments of one thing differ more than the things do."),
        (np.array([[1.0, 1.0], [5.0, 4.0], [2.0, 3.0]]), "With fewer than 10 figures this says little."),
    ],
)  # fmt: skip
def test_where_there_is_none_it_is_said(told, remark) -> None:
    found = intraclass("x", told)
    assert found.remark == remark
    assert set(found.forms) == set(FORMS)
    assert not any(np.isinf(each) for each in found.forms.values())


def test_figures_are_shares_of_their_scales_and_only_those_of_all_bases_count() -> None:
    index = dimension(
        "total",
        leaf("x", normalise=use("scale", low=0, high=10)),
        dimension("part", leaf("y", normalise=use("scale", low=0, high=4))),
    )
    made = plan(index)
    units = tuple(UnitRow(f"u{place}", f"U{place}", "g") for place in range(6))
    bases = {
        f"b{judge}": Figures(
            {"x": TARGETS[:, judge], "y": np.where(np.arange(6) == 5, np.nan, TARGETS[:, judge] / 2.5)}
        )
        for judge in range(4)
    }
    tables = [score(made, Snapshot(units, None, bases), basis=basis) for basis in bases]
    found = {each.over: each for each in intraclass_of(tables)}
    assert (found["all"].n, found["part"].n, found["x"].n, found["y"].n) == (11, 5, 6, 5)
    assert found["x"].forms == pytest.approx(intraclass("x", TARGETS).forms)
    assert found["part"].forms == pytest.approx(intraclass("x", TARGETS[:5]).forms)
