"""Scores on less than `min_coverage`: withheld, in brackets, or in brackets and ranked."""

import numpy as np
import pytest
from indices import dimension, leaf, plan, records, snapshot, units, use

from engine.exchange.scores import scores_csv
from engine.framework.missing import Missing
from engine.scoring.arrays import Snapshot
from engine.scoring.run import score

NAN = np.nan
FIGURES = {"a": [50, 90, 40, NAN], "b": [60, NAN, 20, NAN]}
FIXED = use("none", to=[0, 100])
BANDS = [{"id": "good", "label": "Good", "from": 45}, {"id": "rest", "label": "Rest"}]


def table(thin=None, **more):
    more = {"thin": thin, **more} if thin else more
    return score(plan(dimension("root", leaf("a"), leaf("b"), normalise=FIXED, **more), bands=BANDS), snapshot(FIGURES))


@pytest.mark.parametrize(
    ("thin", "score_of_u1", "ranks", "bands"),
    [
        (None, NAN, [1, NAN, 2, NAN], [0, -1, 1, -1]),
        ("withhold", NAN, [1, NAN, 2, NAN], [0, -1, 1, -1]),
        ("bracket", 90, [1, NAN, 2, NAN], [0, -1, 1, -1]),
        ("rank", 90, [2, 1, 3, NAN], [0, 0, 1, -1]),
    ],
)
def test_what_becomes_of_half_the_figures(thin, score_of_u1, ranks, bands):
    found = table(thin)
    np.testing.assert_array_equal(found.score[0], [55, score_of_u1, 30, NAN])
    np.testing.assert_array_equal(found.rank[0], ranks)
    assert found.band[0].tolist() == bands
    assert [Missing(each) for each in found.missing[0]] == [0, Missing.LOW_COVERAGE, 0, Missing.NO_DATA]
    assert found.thin[0].tolist() == [False, score_of_u1 == 90, False, False]


def test_coverage_and_missing_tell_it_in_a_table():
    rows = [line.split(",") for line in scores_csv(table("bracket")).splitlines()]
    of = {(row[1], row[2]): dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    told = of["u1", "root"]
    assert (told["score"], told["rank"], told["coverage"], told["missing"]) == ("90.0", "", "0.5", "low_coverage")
    assert told["n"] == ""  # figures from outside rest on no answers


def test_what_is_above_is_made_of_it_and_shows_how_much_is_there():
    inner = dimension("d", leaf("b"), leaf("c"))
    made = plan(dimension("root", leaf("a"), inner, normalise=FIXED, thin="bracket", min_coverage=0.7))
    found = score(made, snapshot({"a": [10], "b": [30], "c": [NAN]}))
    assert found.score[[0, found.node_row("d")], 0].tolist() == [20, 30]
    assert found.coverage[0, 0] == 0.75
    assert found.thin[:, 0].tolist() == [False, False, True, False, False]


def test_a_node_below_may_say_otherwise():
    inner = dimension("d", leaf("b"), leaf("c"), thin="withhold")
    found = score(plan(dimension("root", leaf("a"), inner, normalise=FIXED, thin="bracket")), snapshot({"a": [10], "b": [30], "c": [NAN]}))
    np.testing.assert_array_equal(found.score[[0, found.node_row("d")], 0], [10, NAN])
    assert found.thin[:, 0].tolist() == [True, False, False, False, False]


def test_an_interval_stands_in_brackets_too_and_the_others_compete_alone():
    answers = records([0, 0, 0, 1, 1, 1, 2, 2, 2], a=[1, 2, 3, 7, 8, 9, 4, 5, 6], b=[1, 2, 3, None, None, None, 4, 5, 6])
    index = dimension("root", leaf("a", "a"), leaf("b", "b"), measure=use("mean"), normalise=FIXED, thin="bracket")
    found = score(plan(index), Snapshot(units("g", "g", "g"), answers), replicates=50, seed=3)
    assert found.score_low[0, 1] <= found.score[0, 1] <= found.score_high[0, 1]
    assert np.isnan([found.rank[0, 1], found.rank_low[0, 1], found.rank_high[0, 1]]).all()
    assert found.rank_high[0, [0, 2]].max() <= 2
