"""Ranges over several editions: this one and the earlier ones that are handed in."""

import numpy as np
import pytest
from indices import VOCABULARY, dimension, leaf, plan, records, snapshot, use

from engine.framework.missing import Missing
from engine.scoring.arrays import Snapshot
from engine.scoring.methods import methods_of
from engine.scoring.run import score


def scored(now, *earlier, over="panel", **more):
    index = dimension("total", leaf("a", **more), normalise=use("minmax", over=over, constant="middle"))
    table = score(plan(index), Snapshot(now.units, now.records, now.figures, tuple(earlier)))
    return [None if np.isnan(x) else round(float(x), 9) for x in table.score[1]]


def test_the_range_is_that_of_all_editions_handed_in():
    now, last, first = snapshot({"a": [20, 40]}), snapshot({"a": [10, 30]}), snapshot({"a": [25, 60]})

    assert scored(now, last, first) == [20, 60]
    assert scored(now, last) == [pytest.approx(100 / 3), 100]


def test_without_earlier_editions_it_is_the_range_of_this_one():
    now = snapshot({"a": [20, 40, 30]})

    assert scored(now) == scored(now, over="group") == [0, 100, 50]


def test_a_group_is_compared_with_its_own_past_and_panel_all_with_everybodys():
    now = snapshot({"a": [20, 40, 20, 40]}, ["g", "g", "h", "h"])
    last = snapshot({"a": [10, 90, 0]}, ["g", "h", None])

    assert scored(now, last) == [pytest.approx(100 / 3), 100, 0, pytest.approx(200 / 7)]
    assert scored(now, last, over="panel_all") == [12.5, 37.5, 12.5, 37.5]


def test_a_group_that_is_no_more_counts_in_panel_all_only():
    now, last = snapshot({"a": [20, 40]}, ["g", "g"]), snapshot({"a": [0]}, ["gone"])

    assert scored(now, last) == [0, 100]
    assert scored(now, last, over="panel_all") == [50, 100]


def test_a_unit_that_stands_in_one_edition_only_counts_in_that_one():
    now = snapshot({"a": [20, 40, 30]})
    last = snapshot({"a": [60]})

    assert scored(now, last) == [0, 50, 25]


def test_what_an_earlier_edition_lacks_widens_nothing():
    now = snapshot({"a": [20, 40]})

    assert scored(now, snapshot({"b": [0]}), snapshot({"a": [np.nan, np.nan]})) == [0, 100]


def test_earlier_figures_are_treated_as_they_would_be_now():
    now, last = snapshot({"a": [20, 40]}), snapshot({"a": [-500, 30]})

    assert scored(now, last, treat=[use("clamp", low=0, high=100)]) == [50, 100]


def test_gaps_that_a_treatment_fills_make_no_range():
    now, last = snapshot({"a": [20, 40]}), snapshot({"a": [30, np.nan]})

    assert scored(now, last, treat=[use("impute", by=("zero",))]) == [0, 100]


def test_units_that_are_not_ranked_take_no_part_in_earlier_editions_either():
    now, last = snapshot({"a": [20, 40]}), snapshot({"a": [0, 30]}, [None, "g"])

    assert scored(now, last) == [0, 100]


def test_a_missing_figure_stays_missing():
    now = snapshot({"a": [20, np.nan, 40]}, reasons={"a": np.array([0, Missing.REFUSED, 0], dtype=np.int8)})

    assert scored(now, snapshot({"a": [0, 0]})) == [50, None, 100]


def test_draws_of_respondents_keep_the_earlier_range():
    index = dimension("total", leaf("a", source="q", normalise=use("minmax", over="panel", constant="middle")))
    asked = {"id": "q", "type": "number", "text": "?"}
    page = {"id": "p", "title": "P", "questions": [asked]}
    form = {"id": "f", "title": "F", "audience": "respondents", "pages": [page]}
    made = plan(index, forms=[form])
    given = records([0, 0, 0, 1, 1, 1], respondent=[0, 1, 2, 0, 1, 2], q=[20, 30, 40, 50, 60, 70])
    earlier = snapshot({"a": [0, 100]})

    table = score(made, Snapshot(earlier.units, given, {}, (earlier,)), replicates=50, seed=1)

    assert table.score[1].tolist() == [30, 60]
    assert (table.score_low[1] >= [20, 50]).all()  # on a range of their own the worse unit would have 0 in each draw
    assert (table.score_high[1] <= [40, 70]).all()


def test_methods_that_vary_keep_the_earlier_range_where_they_pool_editions():
    either = {"weights": {"share": 0.25}, "normalise": [{"by": use("minmax", over="panel_all"), "on": ["b"]}]}
    index = dimension("total", leaf("a"), leaf("b"), normalise=use("minmax", over="panel", constant="middle"))
    made = plan(index, robustness=either)
    now, earlier = snapshot({"a": [20, 40], "b": [20, 40]}), snapshot({"a": [0, 100], "b": [0, 100]})
    methods = methods_of(made, VOCABULARY)

    table = score(
        made,
        Snapshot(now.units, None, now.figures, (earlier,)),
        replicates=20,
        seed=1,
        methods=methods,
        respondents=False,
    )

    assert table.score[0].tolist() == [20, 40]
    np.testing.assert_allclose(table.score_low[0], [20, 40])  # both parts are alike, whatever they weigh
    np.testing.assert_allclose(table.score_high[0], [20, 40])
