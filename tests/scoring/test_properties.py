"""What must hold of every index, whatever its figures."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from indices import dimension, leaf, plan, records, snapshot, units, use

from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.scoring.arrays import Snapshot
from engine.scoring.run import score

QUICK = settings(max_examples=60, deadline=None)
FIXED = use("goalposts", low=0, high=20, to=[1, 100])
MINMAX = use("minmax", constant="middle")
figure = st.integers(0, 20).map(float)
cell = st.one_of(st.just(np.nan), figure)
rows = st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=8)
aggregate = st.sampled_from(["mean", "geometric", "minimum", "sum"])


def index(normalise=FIXED, rule="mean", weights=(1, 2, 5), **more):
    a, b, c = (leaf(name, weight=weight) for name, weight in zip("abc", weights, strict=True))
    inner = dimension("d", {**b, "direction": "lower"}, c)
    return dimension("root", a, inner, normalise=normalise, aggregate=use(rule), **more)


def columns(given_rows):
    return dict(zip("abc", (list(column) for column in zip(*given_rows, strict=True)), strict=True))


@QUICK
@given(rows, aggregate, st.sampled_from([FIXED, MINMAX]), st.randoms())
def test_permuting_units_permutes_scores_and_ranks(given_rows, rule, normalise, random):
    assume(rule != "geometric" or normalise is FIXED)
    order = list(range(len(given_rows)))
    random.shuffle(order)
    made = plan(index(normalise, rule))
    straight = score(made, snapshot(columns(given_rows)))
    mixed = score(made, snapshot(columns([given_rows[place] for place in order])))
    np.testing.assert_allclose(straight.score[:, order], mixed.score, rtol=0, atol=1e-11)
    np.testing.assert_array_equal(straight.rank[:, order], mixed.rank)


@QUICK
@given(rows, st.floats(-1000, 1000), st.floats(0.001, 1000))
def test_minmax_does_not_see_the_unit_of_measure(given_rows, shift, factor):
    made = plan(index(MINMAX))
    moved = [tuple(value * factor + shift for value in row) for row in given_rows]
    before, after = (score(made, snapshot(columns(each))) for each in (given_rows, moved))
    np.testing.assert_allclose(before.score, after.score, rtol=0, atol=1e-9 * 100)


@QUICK
@given(rows, st.sampled_from(["mean", "geometric", "minimum"]), st.floats(0.001, 1000))
def test_scaling_the_weights_of_siblings_changes_nothing(given_rows, rule, factor):
    before = score(plan(index(rule=rule)), snapshot(columns(given_rows)))
    after = score(plan(index(rule=rule, weights=(1, 2 * factor, 5 * factor))), snapshot(columns(given_rows)))
    np.testing.assert_allclose(before.score, after.score, rtol=0, atol=1e-9 * 100)


@QUICK
@given(
    st.lists(st.tuples(figure, figure, figure), min_size=1, max_size=6),
    st.integers(0, 2),
    st.integers(1, 20),
    aggregate,
    st.sampled_from([FIXED, MINMAX]),
)
def test_a_worse_figure_never_raises_the_own_score(given_rows, which, step, rule, normalise):
    assume(rule != "geometric" or normalise is FIXED)
    worse = [list(row) for row in given_rows]
    worse[0][which] += step if "abc"[which] == "b" else -step
    made = plan(index(normalise, rule))
    before, after = (score(made, snapshot(columns(each))).score[0, 0] for each in (given_rows, worse))
    assert after <= before + 1e-9


@QUICK
@given(st.lists(st.tuples(cell, cell, cell), min_size=2, max_size=8), st.integers(0, 7), aggregate)
def test_at_fixed_goalposts_the_others_scores_do_not_see_who_leaves(given_rows, leaver, rule):
    leaver %= len(given_rows)
    rest = [row for place, row in enumerate(given_rows) if place != leaver]
    made = plan(index(rule=rule))
    whole, without = score(made, snapshot(columns(given_rows))), score(made, snapshot(columns(rest)))
    np.testing.assert_allclose(np.delete(whole.score, leaver, axis=1), without.score, rtol=0, atol=1e-11)


@QUICK
@given(rows, aggregate)
def test_scores_stay_on_their_scale_and_what_is_missing_says_why(given_rows, rule):
    table = score(plan(index(rule=rule)), snapshot(columns(given_rows)))
    for node, (low, high) in table.scale.items():
        own = table.score[table.node_row(node)]
        assert ((own >= low - 1e-9) & (own <= high + 1e-9) | np.isnan(own)).all()
    np.testing.assert_array_equal(np.isnan(table.score), table.missing != Missing.PRESENT)
    assert np.isfinite(table.coverage).all()


def of(figures, normalise=FIXED, **more):
    return score(plan(dimension("root", leaf("a"), leaf("b"), normalise=normalise, **more)), snapshot(figures))


@pytest.mark.parametrize("figures", [{"a": [3, 3, 3], "b": [1, 2, 3]}, {"a": [3], "b": [1]}])
def test_all_equal_or_one_unit_alone_has_no_range_and_is_refused_by_name(figures):
    with pytest.raises(ThuocDoError, match=r"^a\b"):
        of(figures, use("minmax"))


def test_one_unit_alone_is_first():
    table = of({"a": [5], "b": [5]})
    assert (table.score[0, 0], table.rank[0, 0]) == (1 + 99 / 4, 1)


def test_all_missing_has_no_rank_no_band_and_the_reason():
    nothing = [np.nan, np.nan]
    table = of({"a": nothing, "b": nothing}, MINMAX)
    assert np.isnan(table.rank).all()
    assert (table.band == -1).all()
    assert (table.missing == Missing.NO_DATA).all()
    assert table.coverage.tolist() == [[0, 0]] * 3


def test_one_answer_is_a_score_with_n_of_one():
    made = plan(dimension("root", leaf("a", "q", measure=use("median")), normalise=FIXED))
    table = score(made, Snapshot(units("g"), records([0], q=[10])), replicates=20)
    assert (table.score[0, 0], table.n[0, 0]) == (50.5, 1)
    # of one respondent nobody knows what another would have said: no interval, rather than one without width
    assert np.isnan([table.score_low[0, 0], table.rank_low[0, 0]]).all()
    assert table.replicates == 0


def test_no_answers_at_all_are_no_data():
    made = plan(dimension("root", leaf("a", "q", measure=use("mean")), normalise=FIXED))
    table = score(made, Snapshot(units("g", "g"), records([], q=[])), replicates=20)
    assert (table.missing == Missing.NO_DATA).all()
    assert np.isnan(table.score_low).all()


def test_answers_without_weight_are_no_data_rather_than_zero():
    made = plan(dimension("root", leaf("a", "q", measure=use("mean")), normalise=FIXED))
    table = score(made, Snapshot(units("g"), records([0, 0], q=[4, 6], weight=[0, 0])))
    assert np.isnan(table.score).all()
    assert (table.missing == Missing.NO_DATA).all()


def test_a_child_without_weight_counts_nothing_there_or_not():
    more = {"weights": (1, 0, 5)}
    full = score(plan(index(**more)), snapshot({"a": [5], "b": [20], "c": [5]}))
    bare = score(plan(index(**more)), snapshot({"a": [5], "b": [np.nan], "c": [5]}))
    assert full.score[0, 0] == bare.score[0, 0]
    assert bare.coverage[0, 0] == 1


def test_only_children_without_weight_leave_nothing_to_join():
    made = plan(dimension("root", leaf("a", weight=0), leaf("b", applies_to=["h"]), normalise=FIXED))
    table = score(made, snapshot({"a": [5], "b": [5]}))
    assert table.missing[0, 0] == Missing.NOT_APPLICABLE
