"""Intraclass correlations: the table of Shrout and Fleiss, laws, and figures of which there are none."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from indices import dimension, leaf, plan, use

from engine.scoring.arrays import Figures, Snapshot, UnitRow
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


def test_assessors_who_say_the_same_agree_wholly() -> None:
    told = np.repeat(np.arange(12.0)[:, np.newaxis], 3, axis=1)
    found = intraclass("x", told)
    assert list(found.forms.values()) == pytest.approx([1.0] * 6)
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
