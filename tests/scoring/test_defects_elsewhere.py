"""What other packages get wrong, and what is decided here (shared list of defects: COINr 1.1.14, Compind 3.4, CSET)."""

import numpy as np
import pytest
from indices import UnitRow, dimension, leaf, snapshot, use
from test_bad_input import made

from engine.authoring.weights import effective_weights
from engine.builtin.aggregators import geometric
from engine.builtin.balance import copeland, mazziotta_pareto
from engine.builtin.normalisers import minmax
from engine.builtin.outliers import log, outliers
from engine.framework.missing import Missing
from engine.framework.rules import Rule, RuleKind
from engine.hookspecs import hookimpl
from engine.offers import offers_of
from engine.plugins import make_plugin_manager
from engine.scoring.gather import peers_of
from engine.scoring.refusal import RefusalError
from engine.scoring.run import score

NAN = np.nan
POINTS = use("none", to=[0, 100])


def among(size):
    return peers_of(tuple(UnitRow(str(unit), "", "g") for unit in range(size)))


def test_copeland_can_aggregate():  # COINr: `a_copeland` cannot be used in Aggregate
    index = dimension("root", leaf("a"), leaf("b"), leaf("c"), normalise=POINTS, aggregate=use("copeland"))
    table = score(made(index), snapshot({"a": [1, 2, 3], "b": [1, 2, 3], "c": [9, 2, 3]}))
    assert table.score[0].tolist() == [0, 50, 100]
    assert table.rank[0].tolist() == [3, 2, 1]


def test_a_geometric_mean_leaves_a_missing_child_out():  # COINr: `a_genmean` returns NA, the manual says skipped
    scores, weights = np.array([[4.0], [9.0], [NAN]]), np.ones((3, 1))
    assert geometric(scores, weights)[0] == pytest.approx(6)


def test_a_logarithm_changes_what_it_is_given():  # COINr: `log_GII` returns its input unchanged
    values = np.array([[1.0, 10.0, 100.0]])
    for treated in (log(values, among(3)), log(values, among(3), plus=1), log(values, among(3), plus="range")):
        assert (treated.values != values).all()
        assert treated.touched.all()


def test_identical_units_without_data_have_the_same_place():  # COINr: -2 and 0, by the order of rows
    scores = np.array([[5.0, NAN, NAN, 3.0]])
    found = copeland(scores, np.ones((1, 1)), among(4), to=None)
    assert np.isnan(found[1:3]).all()
    assert found[[0, 3]].tolist() == [1, -1]


def test_a_constant_indicator_is_left_alone_or_refused():  # COINr: winsorise() stops, log_CT gives minus infinity
    constant = np.full((1, 6), 7.0)
    assert not outliers(constant, among(6)).touched.any()
    with pytest.raises(RefusalError, match="a constant has no range for a logarithm"):
        log(constant, among(6), plus="range")


def test_each_indicator_keeps_its_own_frozen_range():  # COINr: iMeta parameters ignored with global normalisation
    frozen = use("minmax", over="frozen", ranges={"a": [0, 10], "b": [0, 100]})
    table = score(made(dimension("root", leaf("a"), leaf("b"), normalise=frozen)), snapshot({"a": [5], "b": [5]}))
    assert [table.score[table.node_row(name), 0] for name in "ab"] == [50, 5]


class OneArray:
    @hookimpl
    def thuocdo_rules(self):
        return (Rule("worst", RuleKind.AGGREGATE, lambda scores: scores.min(axis=-2)),)


def test_an_aggregator_is_never_given_weights_for_data():  # COINr: custom aggregation silently receives the weights
    plugins = make_plugin_manager()
    plugins.manager.register(OneArray(), "stranger")
    (told,) = [problem.what for problem in offers_of(plugins).problems]
    assert told == (
        "it is left out: the aggregate rule `worst` takes 1 array, "
        "not scores and weights, or scores, weights and peers."
    )


def test_the_two_penalties_for_imbalance_differ_and_nothing_is_rounded_inside():  # Compind: same numbers, 3 decimals
    scores, weights = np.array([[90.0], [110.0], [101.0]]), np.ones((3, 1))
    down = mazziotta_pareto(scores, weights, penalty="down")[0]
    up = mazziotta_pareto(scores, weights, penalty="up")[0]
    mean, variance = np.mean(scores), np.var(scores)
    assert (down, up) == pytest.approx((mean - variance / mean, mean + variance / mean), rel=1e-14)
    assert down != round(down, 3)


def test_minmax_takes_values_below_zero():  # Compind: normalise_ci refuses them
    found = minmax(np.array([[-3.0, -1.0, 1.0]]), np.array([True]), among(3))
    assert found.values.tolist() == [[0, 50, 100]]


def test_every_child_with_weight_weighs_something():  # CSET: the lowest-ranked question weighs 0
    index = dimension("root", leaf("a", weight=3), leaf("b", weight=2), leaf("c", weight=1), normalise=POINTS)
    shares = {each.node.id: each.share[""] for each in effective_weights(made(index).framework)}
    assert shares == pytest.approx({"root": 1, "a": 1 / 2, "b": 1 / 3, "c": 1 / 6})


def test_what_does_not_apply_is_in_no_denominator():  # CSET counts it in requirement mode
    why = {"b": np.array([Missing.NOT_APPLICABLE], dtype=np.int8)}
    table = score(
        made(dimension("root", leaf("a"), leaf("b"), normalise=POINTS)), snapshot({"a": [80], "b": [NAN]}, reasons=why)
    )
    assert (table.score[0, 0], table.coverage[0, 0]) == (80, 1)


def test_all_that_does_not_apply_is_not_applicable_rather_than_a_division_by_zero():  # OWASP MASTG #881
    why = {name: np.array([Missing.NOT_APPLICABLE], dtype=np.int8) for name in "ab"}
    table = score(
        made(dimension("root", leaf("a"), leaf("b"), normalise=POINTS)), snapshot({"a": [NAN], "b": [NAN]}, reasons=why)
    )
    assert table.missing[0, 0] == Missing.NOT_APPLICABLE


def test_a_weight_of_zero_counts_nothing():  # CISO Assistant turns it into 1
    index = dimension("root", leaf("a"), leaf("b", weight=0), normalise=POINTS)
    assert score(made(index), snapshot({"a": [80], "b": [0]})).score[0, 0] == 80


def test_no_layer_is_rounded_before_the_next():  # CISO Assistant cuts every layer to one decimal
    index = dimension("root", dimension("d", leaf("a"), leaf("b"), leaf("c")), leaf("e"), normalise=POINTS)
    figures = {"a": [10], "b": [10], "c": [11], "e": [0]}
    assert score(made(index), snapshot(figures)).score[0, 0] == pytest.approx(31 / 6, rel=1e-14)
