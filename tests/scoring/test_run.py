"""From figures and answers to scores, step by step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indices import dimension, leaf, plan, records, snapshot, units, use

from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.scoring.arrays import Snapshot
from engine.scoring.run import score

MINMAX = use("minmax", to=[0, 10])


def test_a_two_level_index_by_hand():
    # given a lower-is-better and a higher-is-better figure with weights 1 and 3, times ten
    index = dimension("root", leaf("days", direction="lower"), leaf("share", weight=3), normalise=MINMAX, times=10)
    table = score(plan(index), snapshot({"days": [2, 4, 6], "share": [50, 0, 100]}))
    # then the scores are 10, 5, 0 and 5, 0, 10, and the root (10 + 15)/4, 5/4, 30/4, times ten
    assert table.score[table.node_row("root")].tolist() == [62.5, 12.5, 75.0]
    assert table.rank[table.node_row("root")].tolist() == [2, 3, 1]
    assert table.scale == {"root": (0, 100), "days": (0, 10), "share": (0, 10)}


def test_groups_have_their_own_range_and_ranks_and_unranked_units_have_neither():
    index = dimension("root", leaf("a"), normalise=MINMAX)
    table = score(plan(index), snapshot({"a": [1, 2, 100, 200, 9]}, groups=["g", "g", "h", "h", None]))
    assert table.score[0, :4].tolist() == [0, 10, 0, 10]
    assert table.rank[0, :4].tolist() == [2, 1, 2, 1]
    assert np.isnan(table.score[0, 4])
    assert np.isnan(table.rank[0, 4])
    assert table.missing[0, 4] == Missing.NO_DATA


def test_missing_is_left_out_never_zero_and_withheld_below_two_thirds_of_the_weight():
    index = dimension("root", leaf("a"), leaf("b"), leaf("c"), normalise=use("none", to=[0, 10]))
    nan = np.nan
    table = score(plan(index), snapshot({"a": [6, 6, nan], "b": [8, nan, nan], "c": [nan, nan, nan]}))
    assert table.score[0, 0] == 7
    assert table.coverage[0].tolist() == pytest.approx([2 / 3, 1 / 3, 0])
    assert table.missing[0].tolist() == [Missing.PRESENT, Missing.LOW_COVERAGE, Missing.NO_DATA]
    assert np.isnan(table.score[0, 1:]).all()


def test_an_indicator_of_another_group_weighs_nothing_there():
    index = dimension("root", leaf("a"), leaf("b", applies_to=["h"]), normalise=use("none", to=[0, 10]))
    table = score(
        plan(index, units={"groups": {"g": "G", "h": "H"}}), snapshot({"a": [6, 6], "b": [0, 0]}, groups=["g", "h"])
    )
    assert table.score[0].tolist() == [6, 3]
    assert table.coverage[0].tolist() == [1, 1]
    assert table.missing[table.node_row("b")].tolist() == [Missing.NOT_APPLICABLE, Missing.PRESENT]


def test_a_constant_indicator_is_refused_by_name():
    with pytest.raises(ThuocDoError, match=r"a: all units that are compared have the same value.*constant: missing"):
        score(plan(dimension("root", leaf("a"), normalise=MINMAX)), snapshot({"a": [3, 3]}))


def test_fewer_answers_than_the_minimum_have_no_score_and_no_part_in_the_range():
    index = dimension("root", leaf("a", "q"), normalise=MINMAX, measure=use("mean"), min_n=2)
    answers = records([0, 0, 1, 1, 2], q=[1, 3, 4, 4, 100])
    table = score(plan(index), Snapshot(units("g", "g", "g"), answers))
    assert table.value[1, :2].tolist() == [2, 4]
    assert table.missing[1, 2] == Missing.TOO_FEW
    assert table.score[0, :2].tolist() == [0, 10]
    assert table.n[0].tolist() == [2, 2, 1]


def test_bands_begin_at_their_start_after_snapping():
    bands = [{"id": "low", "label": "L", "from": 0}, {"id": "high", "label": "H", "from": 0.3}]
    index = dimension("root", leaf("a"), normalise=use("none", to=[0, 1]))
    table = score(plan(index, bands=bands), snapshot({"a": [0.1 * 3 - 1e-16, 0.2999999, 0.3]}))
    assert table.band[0].tolist() == [1, 0, 1]


def test_a_gate_caps_and_is_felt_above():
    inner = dimension("inner", leaf("a"), leaf("b"))
    index = dimension("root", inner, leaf("c"), normalise=use("none", to=[0, 100]))
    gate = {"id": "no_b", "when": "b == 0", "on": "inner", "reason": "No b.", "settings": {"at": 40}}
    table = score(plan(index, gates=[gate]), snapshot({"a": [100, 100], "b": [0, 50], "c": [100, 100]}))
    assert table.score[table.node_row("inner")].tolist() == [40, 75]
    assert table.before_gates[table.node_row("root")].tolist() == [75, 87.5]
    assert table.score[table.node_row("root")].tolist() == [70, 87.5]
    assert [(bite.gate, bite.unit, bite.before, bite.after, bite.unanswered) for bite in table.gates] == [
        ("no_b", 0, 50.0, 40.0, False)
    ]


def test_a_gate_bites_where_its_input_is_unanswered_but_not_where_it_does_not_apply():
    index = dimension("root", leaf("a"), leaf("b", weight=0), normalise=use("none", to=[0, 100]))
    gate = {"id": "no_b", "when": "b == 0", "on": "root", "reason": "No b.", "settings": {"at": 40}}
    why = {"b": np.array([Missing.SKIPPED, Missing.NOT_APPLICABLE], dtype=np.int8)}
    table = score(plan(index, gates=[gate]), snapshot({"a": [90, 90], "b": [np.nan, np.nan]}, reasons=why))
    assert table.score[0].tolist() == [40, 90]
    assert [(bite.unit, bite.after, bite.unanswered) for bite in table.gates] == [(0, 40.0, True), (1, 90.0, False)]


def test_replicates_bound_the_score_and_the_same_seed_draws_the_same():
    index = dimension("root", leaf("a", "q"), normalise=use("scale", low=0, high=10, to=[0, 100]))
    random = np.random.default_rng(3)
    answers = records(np.repeat([0, 1], 50), q=np.r_[random.normal(4, 1, 50), random.normal(6, 1, 50)].tolist())
    given_snapshot = Snapshot(units("g", "g"), answers)
    table = score(plan(index), given_snapshot, replicates=200, seed=7)
    again = score(plan(index), given_snapshot, replicates=200, seed=7)
    assert (table.score_low < table.score).all()
    assert (table.score < table.score_high).all()
    assert table.rank_low[0].tolist() == table.rank_high[0].tolist() == [2, 1]
    np.testing.assert_array_equal(table.score_low, again.score_low)
    # the standard error of a mean of 50 is 1/√50, ten times that on 0 to 100: 90 % of a normal are 3.29 of them
    assert (table.score_high - table.score_low)[0] == pytest.approx([4.65, 4.65], rel=0.3)


cells = st.one_of(st.just(np.nan), st.integers(0, 20).map(float))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(cells, cells, cells), min_size=2, max_size=9), st.randoms())
def test_ranks_do_not_depend_on_the_order_of_units(rows, random):
    index = dimension("root", leaf("a"), leaf("b"), leaf("c"), normalise=use("minmax", constant="middle"))
    figures = dict(zip("abc", zip(*rows, strict=True), strict=True))
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = {name: [values[place] for place in order] for name, values in figures.items()}
    straight = score(plan(index), snapshot(figures))
    mixed = score(plan(index), snapshot(shuffled))
    np.testing.assert_array_equal(straight.rank[:, order], mixed.rank)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=9))
def test_a_score_that_is_missing_is_never_zero_and_always_says_why(rows):
    index = dimension("root", leaf("a"), leaf("b"), normalise=use("none", to=[1, 30]))
    table = score(plan(index), snapshot({"a": [a + 1 for a, _ in rows], "b": [b + 1 for _, b in rows]}))
    assert not (table.score == 0).any()
    np.testing.assert_array_equal(np.isnan(table.score), table.missing != Missing.PRESENT)


def test_a_unit_without_a_record_has_no_data():
    index = dimension("root", leaf("a", "q"), normalise=use("none", to=[0, 10]))
    table = score(plan(index), Snapshot(units("g", "g"), records([0], q=[4])))
    assert table.score[0, 0] == 4
    assert table.missing[0, 1] == Missing.NO_DATA
