"""The change of a score taken apart: hand-worked, and by its laws."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indices import dimension, leaf, plan, records, snapshot, units, use

from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.scoring.arrays import Figures, Snapshot, UnitRow
from engine.scoring.change import Comparable, change_of
from engine.scoring.change_table import Why
from engine.scoring.run import score

RELATIVE = use("minmax", over="group", constant="middle")
FIXED = use("goalposts", low=0, high=100)


def changed(old_index, new_index, before, now, comparable=None):
    old, new = plan(old_index), plan(new_index)
    ids = {node.id for node in old.framework.indicators} & {node.id for node in new.framework.indicators}
    comparable = comparable or Comparable(frozenset(ids), frozenset())
    then = Snapshot(
        before.units, None, {"": Figures({k: v for k, v in before.figures[""].values.items() if k in ids})}
    )
    return change_of(score(old, before), score(new, now), new, then, now, comparable)


def parts(change, node, unit):
    row = change.nodes.index(node)
    return tuple(
        round(float(each[row, unit]), 9) for each in (change.method, change.own, change.peers, change.data, change.total)
    )


def test_with_fixed_goalposts_all_of_a_change_is_the_units_own():
    index = dimension("total", leaf("a"), leaf("b"), normalise=FIXED)

    change = changed(index, index, snapshot({"a": [10, 20], "b": [30, 40]}), snapshot({"a": [30, 20], "b": [30, 50]}))

    assert parts(change, "total", 0) == (0, 10, 0, 0, 10)
    assert parts(change, "total", 1) == (0, 5, 0, 0, 5)
    assert parts(change, "a", 0) == (0, 20, 0, 0, 20)
    assert not change.why.any()


def test_on_a_current_range_others_move_a_unit_that_did_not_move_itself():
    index = dimension("total", leaf("a"), normalise=RELATIVE)

    change = changed(index, index, snapshot({"a": [0, 50, 100]}), snapshot({"a": [0, 50, 200]}))

    assert parts(change, "total", 1) == (0, 0, -25, 0, -25)
    assert parts(change, "total", 2) == (0, 0, 0, 0, 0)


def test_own_and_peers_share_what_they_do_together_in_either_order_alike():
    """b 50 → 60 and c 100 → 200: own first 50 → 60 → 30, peers first 50 → 25 → 30."""
    index = dimension("total", leaf("a"), normalise=RELATIVE)

    change = changed(index, index, snapshot({"a": [0, 50, 100]}), snapshot({"a": [0, 60, 200]}))

    assert parts(change, "total", 1) == (0, 7.5, -27.5, 0, -20)


def test_a_unit_that_comes_moves_the_others_by_data_and_has_no_change_of_its_own():
    index = dimension("total", leaf("a"), normalise=RELATIVE)

    change = changed(index, index, snapshot({"a": [0, 50, 100]}), snapshot({"a": [0, 50, 100, 200]}))

    assert parts(change, "total", 1) == (0, 0, 0, -25, -25)
    assert parts(change, "total", 2) == (0, 0, 0, -50, -50)
    assert change.why[:, 3].tolist() == [Why.NEW_UNIT, Why.NEW_UNIT]
    assert np.isnan(change.total[:, 3]).all()


def test_a_unit_that_goes_moves_the_others_by_data():
    index = dimension("total", leaf("a"), normalise=RELATIVE)
    now = snapshot({"a": [0, 50]})

    change = changed(index, index, snapshot({"a": [0, 50, 100]}), now)

    assert parts(change, "total", 1) == (0, 0, 0, 50, 50)


def test_a_figure_that_was_missing_counts_as_data():
    index = dimension("total", leaf("a"), leaf("b"), leaf("c"), normalise=FIXED)

    change = changed(
        index, index, snapshot({"a": [60], "b": [60], "c": [np.nan]}), snapshot({"a": [60], "b": [60], "c": [90]})
    )

    assert parts(change, "total", 0) == (0, 0, 0, 10, 10)
    assert change.why[change.nodes.index("c"), 0] == Why.NO_SCORE_BEFORE


def test_other_rules_are_method_told_before_all_else():
    """Arithmetic (90 + 40)/2 = 65, geometric √(90·40) = 60; then 40 → 62.5 makes √(90·62.5) = 75."""
    children = (leaf("a"), leaf("b"))
    old = dimension("total", *children, normalise=FIXED)
    new = dimension("total", *children, normalise=FIXED, aggregate=use("geometric"))

    change = changed(old, new, snapshot({"a": [90], "b": [40]}), snapshot({"a": [90], "b": [62.5]}))

    assert parts(change, "total", 0) == (-5, 15, 0, 0, 10)
    assert change.before[0, 0] == 65
    assert round(float(change.rescored[0, 0]), 9) == 60


def test_a_new_component_shows_no_change_and_its_parent_carries_it_as_method():
    old = dimension("total", leaf("a"), normalise=FIXED)
    new = dimension("total", leaf("a"), leaf("b"), normalise=FIXED)

    change = changed(old, new, snapshot({"a": [40]}), snapshot({"a": [50], "b": [100]}))

    assert change.why[change.nodes.index("b"), 0] == Why.NEW_NODE
    assert parts(change, "total", 0) == (25, 10, 0, 0, 35)
    assert parts(change, "a", 0) == (0, 10, 0, 0, 10)


def test_a_component_that_is_gone_is_method_too():
    old = dimension("total", leaf("a"), leaf("b"), normalise=FIXED)
    new = dimension("total", leaf("a"), normalise=FIXED)

    change = changed(old, new, snapshot({"a": [40], "b": [80]}), snapshot({"a": [50]}))

    assert parts(change, "total", 0) == (-20, 10, 0, 0, -10)


def test_a_component_of_the_same_name_that_means_something_else_shows_no_change():
    index = dimension("total", leaf("a"), leaf("b"), normalise=FIXED)
    before, now = snapshot({"a": [40], "b": [40]}), snapshot({"a": [50], "b": [90]})
    then = Snapshot(before.units, None, {"": Figures({"a": np.array([40.0])})})
    made = plan(index)

    change = change_of(score(made, before), score(made, now), made, then, now, Comparable(frozenset("a"), frozenset()))

    assert change.why[change.nodes.index("b"), 0] == Why.NOT_COMPARABLE
    assert parts(change, "total", 0) == (20, 10, 0, 0, 30)


def test_a_dimension_whose_parts_are_all_new_cannot_be_scored_from_earlier_figures():
    old = dimension("total", leaf("a"), dimension("group", leaf("x")), normalise=FIXED)
    new = dimension("total", leaf("a"), dimension("group", leaf("y")), normalise=FIXED)

    change = changed(old, new, snapshot({"a": [40], "x": [60]}), snapshot({"a": [50], "y": [90]}))

    assert change.why[change.nodes.index("group"), 0] == Why.NOT_RESCORED
    assert parts(change, "total", 0) == (10, 10, 0, 0, 20)


def test_a_gate_on_a_units_own_answer_is_its_own_change():
    form = {
        "id": "self",
        "title": "Self",
        "audience": "unit",
        "pages": [{"id": "p", "title": "P", "questions": [{"id": "ready", "type": "number", "text": "?"}]}],
    }
    gate = {"id": "unready", "on": "total", "when": "ready < 1", "reason": "r", "settings": {"at": 20}}
    made = plan(dimension("total", leaf("a"), normalise=FIXED), forms=[form], gates=[gate])
    figures = {"": Figures({"a": np.array([80.0, 60.0])})}
    before = Snapshot(units("g", "g"), records([0, 1], ready=[0, 1]), figures)
    now = Snapshot(units("g", "g"), records([0, 1], ready=[1, 1]), figures)

    change = change_of(
        score(made, before), score(made, now), made, before, now, Comparable(frozenset("a"), frozenset(["ready"]))
    )

    assert parts(change, "total", 0) == (0, 60, 0, 0, 60)
    assert parts(change, "total", 1) == (0, 0, 0, 0, 0)


def test_a_new_gate_on_a_new_question_is_method():
    form = {
        "id": "self",
        "title": "Self",
        "audience": "unit",
        "pages": [{"id": "p", "title": "P", "questions": [{"id": "ready", "type": "number", "text": "?"}]}],
    }
    gate = {"id": "unready", "on": "total", "when": "ready < 1", "reason": "r", "settings": {"at": 20}}
    index = dimension("total", leaf("a"), normalise=FIXED)
    old, new = plan(index), plan(index, forms=[form], gates=[gate])
    before = snapshot({"a": [80]})
    now = Snapshot(before.units, records([0], ready=[0]), {"": Figures({"a": np.array([85.0])})})

    change = change_of(score(old, before), score(new, now), new, before, now, Comparable(frozenset("a"), frozenset()))

    assert parts(change, "total", 0) == (-65, 5, 0, 0, -60)


def test_earlier_figures_that_the_new_rules_refuse_are_told_as_such():
    index = dimension("total", leaf("a"), normalise=FIXED)
    strict = dimension("total", leaf("a"), normalise=use("minmax"))

    with pytest.raises(ThuocDoError, match=r"The earlier edition's figures by this edition's rules: a: all units"):
        changed(index, strict, snapshot({"a": [40, 40]}), snapshot({"a": [50, 60]}))


VALUES = st.one_of(st.just(np.nan), st.floats(1, 100, allow_nan=False).map(lambda x: round(x, 3)))
RULES = [
    RELATIVE,
    use("minmax", over="all", constant="missing", to=(1, 10)),
    use("minmax", over="panel", constant="middle"),
    FIXED,
    use("goalposts", low=10, high=90, log=True),
]


@st.composite
def editions(draw):
    """Two editions of three indicators, with gaps, groups, and units that come and go."""
    made = []
    for _ in range(2):
        ids = draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True))
        rows = tuple(UnitRow(name, name, draw(st.sampled_from(["g", "h", None]))) for name in sorted(ids))
        figures = {name: np.array([draw(VALUES) for _ in rows]) for name in "xyz"}
        rules = {"normalise": draw(st.sampled_from(RULES)), "aggregate": use(draw(st.sampled_from(["mean", "minimum"])))}
        weights = [draw(st.sampled_from([1, 2, 5])) for _ in range(3)]
        kept = draw(st.sampled_from(["xyz", "xy", "yz"]))
        inner = dimension("inner", *(leaf(name, weight=w) for name, w in zip(kept[:2], weights, strict=False)))
        index = dimension("total", inner, *(leaf(name, weight=weights[2]) for name in kept[2:]), **rules)
        made.append((index, Snapshot(rows, None, {"": Figures({name: figures[name] for name in kept})})))
    return made


@settings(max_examples=100, deadline=None)
@given(editions())
def test_the_parts_add_up_to_the_change_to_a_billionth_of_the_scale(made):
    (old_index, before), (new_index, now) = made
    change = changed(old_index, new_index, before, now)
    shown = change.why == Why.SHOWN
    together = change.method + change.own + change.peers + change.data

    assert np.abs((together - change.total)[shown]).max(initial=0) <= 1e-9 * 100
    assert np.isnan(together[~shown]).all()
    assert not np.isnan(together[shown]).any()


@settings(max_examples=50, deadline=None)
@given(editions())
def test_an_edition_compared_with_itself_has_not_changed(made):
    (index, before), _ = made
    change = changed(index, index, before, before)
    shown = change.why == Why.SHOWN
    for part in (change.method, change.own, change.peers, change.data):
        assert np.abs(part[shown]).max(initial=0) <= 1e-9


@settings(max_examples=50, deadline=None)
@given(editions(), st.permutations(range(6)))
def test_the_order_of_the_units_does_not_matter(made, order):
    (old_index, before), (new_index, now) = made
    turned = [column for column in order if column < len(now.units)]
    other = Snapshot(
        tuple(now.units[column] for column in turned),
        None,
        {"": Figures({name: values[turned] for name, values in now.figures[""].values.items()})},
    )

    one, two = (changed(old_index, new_index, before, each) for each in (now, other))

    np.testing.assert_allclose(two.own, one.own[:, turned], atol=1e-9)
    np.testing.assert_allclose(two.peers, one.peers[:, turned], atol=1e-9)


def test_units_in_no_group_and_reasons_stay_as_they_are():
    index = dimension("total", leaf("a"), leaf("b"), normalise=FIXED, min_coverage=0.5)
    reasons = {"b": np.array([Missing.NOT_APPLICABLE, 0], dtype=np.int8)}
    before = snapshot({"a": [10, 20], "b": [np.nan, 40]}, ["g", None], reasons)

    change = changed(index, index, before, replace(before))

    assert change.why[change.nodes.index("b")].tolist() == [Why.NO_SCORE_NOW, Why.SHOWN]
