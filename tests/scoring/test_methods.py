"""Choices of the method that vary: drawn as the framework allows, each draw the score of that method, none dropped."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indices import VOCABULARY, dimension, leaf, plan, records, snapshot, units, use

from engine.builtin import aggregators, balance
from engine.framework.vocabulary import Vocabulary
from engine.scoring import run
from engine.scoring.arrays import Snapshot
from engine.scoring.gather import peers_of
from engine.scoring.methods import methods_of
from engine.scoring.run import score, ways_of

FIGURES = {"a": [1, 4, 9, 6, 2], "b": [7, 2, 3, 9, 1], "c": [3, 8, 1, 2, 5], "d": [2, 2, 8, 7, 1]}
SETTINGS = {
    "power": {"exponent": 0.5},
    "mazziotta_pareto": {"penalty": "down"},
    "mean_min": {"share": 0.3},
    "coverage_adjusted": {"exponent": 1.0},
}


def tree(**more):
    return dimension(
        "root",
        leaf("a", weight=3),
        dimension("p", leaf("b"), leaf("c", weight=2), leaf("d", weight=0)),
        normalise=use("minmax", to=[1, 100]),
        **more,
    )


def varied(given_robustness, index=None, **more):
    made = plan(index or tree(), robustness=given_robustness, **more)
    return made, methods_of(made, VOCABULARY)


ALL = {
    "weights": {"share": 0.25},
    "normalise": [{"by": use("scale", low=0, high=10, to=[1, 100])}],
    "aggregate": [{"by": use("geometric")}, {"by": use("minimum"), "on": ["p"]}],
}


@pytest.mark.parametrize("rule", [rule for room in (aggregators, balance) for rule in room.RULES], ids=lambda x: x.name)
def test_weights_of_many_draws_at_once_are_those_one_by_one(rule):
    random = np.random.default_rng(4)
    scores = random.uniform(1, 100, (6, 2, 3, 5))  # draws, parents, children, units
    scores[:, 0, 1, 2] = np.nan
    weights = np.broadcast_to(random.uniform(0.5, 2, (6, 2, 3, 1)), scores.shape)
    peers = (peers_of(units(*"ggggg")),) if rule.compares else ()
    with_settings = dict(rule.settings.model_validate(SETTINGS.get(rule.name, {})))
    together = rule.apply(scores, weights, *peers, **with_settings)
    alone = [rule.apply(draw, weighed, *peers, **with_settings) for draw, weighed in zip(scores, weights, strict=True)]
    np.testing.assert_allclose(together, np.stack(alone), rtol=1e-12)


@given(st.integers(0, 2**32), st.floats(0.01, 0.99))
@settings(max_examples=25, deadline=None)
def test_weights_stay_within_their_share_and_siblings_keep_their_sum(seed, share):
    _, methods = varied({"weights": {"share": share}})
    drawn = methods.draw(30, np.random.default_rng(seed)).weighing
    weights = drawn * methods.weight
    root, a, p, b, c, d = range(6)
    assert (drawn[:, [root, d]] == 1).all()  # the root has none, and what weighs nothing still weighs nothing
    np.testing.assert_allclose(weights[:, [a, p]].sum(axis=1), 4)
    np.testing.assert_allclose(weights[:, [b, c]].sum(axis=1), 3)
    widest = (1 + share) / (1 - share) * (1 + 1e-12)
    for one, other in ((a, p), (b, c)):
        ratio = drawn[:, one] / drawn[:, other]
        assert (ratio <= widest).all()
        assert (ratio >= 1 / widest).all()


def test_each_option_is_as_likely_as_the_other_and_the_own_one_is_among_them():
    _, methods = varied(ALL)
    assert [factor.options for factor in methods.factors] == [("own", "scale"), ("own", "geometric", "minimum (p)")]
    counts = np.bincount(methods.draw(6000, np.random.default_rng(1)).choices[:, 1], minlength=3)
    assert np.abs(counts - 2000).max() < 5 * np.sqrt(6000 * 2 / 9)


def test_only_the_weights_of_named_dimensions_vary():
    _, methods = varied({"weights": {"share": 0.5, "on": ["p"]}})
    assert [methods.plan.nodes[row] for row in np.flatnonzero(methods.moved)] == ["b", "c"]


@given(st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_a_draw_is_the_score_of_a_file_that_makes_these_choices(seed):
    made, methods = varied(ALL)
    given_snapshot = snapshot(FIGURES)
    drawn = methods.draw(12, np.random.default_rng(seed))
    found = np.full((12, len(made.nodes), 5), np.nan)
    for some, scores in ways_of(methods, given_snapshot).drawn(drawn, 5):
        found[some] = scores
    for place, (choice, weighing) in enumerate(zip(drawn.choices.tolist(), drawn.weighing, strict=True)):
        own = dict(zip(made.nodes, methods.weight * weighing, strict=True))
        index = tree(aggregate=use("geometric" if choice[1] == 1 else "mean"))
        if choice[0]:
            index["normalise"] = use("scale", low=0, high=10, to=[1, 100])
        a, p = index["children"]
        p["aggregate"] = use("minimum") if choice[1] == 2 else index["aggregate"]
        for node in (a, p, *p["children"]):
            node["weight"] = own[node["id"]]
        alone = score(plan(index), given_snapshot)
        np.testing.assert_allclose(found[place], alone.score, rtol=1e-12)


def test_treatments_are_left_out_replaced_or_added():
    index = dimension("root", leaf("a"), leaf("b"), treat=(use("clamp", low=2),), normalise=use("none"))
    choices = [
        {"without": "clamp"},
        {"without": "clamp", "by": use("clamp", low=4), "on": ["a"]},
        {"by": use("clamp", high=5)},
    ]
    _, methods = varied({"treat": choices}, index)
    assert methods.factors[0].options == ("own", "without clamp", "clamp for clamp (a)", "clamp")
    ways = ways_of(methods, snapshot({"a": [1, 6], "b": [1, 6]}))
    told = {option: ways.scores((option,), None, None, 1)[0, 1:].tolist() for option in range(4)}
    assert told == {0: [[2, 6], [2, 6]], 1: [[1, 6], [1, 6]], 2: [[4, 6], [2, 6]], 3: [[2, 5], [2, 5]]}


def test_intervals_hold_the_published_figures_and_what_does_not_vary_has_none():
    made, methods = varied(ALL)
    table = score(made, snapshot(FIGURES), replicates=400, seed=3, methods=methods)
    assert table.replicates == 400
    assert (table.score_low <= table.score).all()
    assert (table.score <= table.score_high).all()
    assert (table.rank_low <= table.rank).all()
    assert (table.rank <= table.rank_high).all()
    assert (table.score_low[0] < table.score_high[0]).all()
    assert table.varied.share == 0.25
    assert not table.varied.respondents
    only_weights = methods_of(made, VOCABULARY)
    only_weights = replace(only_weights, factors=())
    leaves = [row for row, name in enumerate(made.nodes) if name in FIGURES]
    table = score(made, snapshot(FIGURES), replicates=50, methods=only_weights)
    np.testing.assert_array_equal(table.score_low[leaves], table.score_high[leaves])


def test_the_same_seed_draws_the_same_however_large_a_block_is(monkeypatch):
    made, methods = varied(ALL)
    roomy = score(made, snapshot(FIGURES), replicates=100, seed=3, methods=methods)
    other = score(made, snapshot(FIGURES), replicates=100, seed=4, methods=methods)
    monkeypatch.setattr(run, "BLOCK_BYTES", 1)
    tight = score(made, snapshot(FIGURES), replicates=100, seed=3, methods=methods)
    np.testing.assert_array_equal(roomy.score_low, tight.score_low)
    np.testing.assert_array_equal(roomy.sure.contests[0].beats, tight.sure.contests[0].beats)
    assert not np.array_equal(roomy.score_low, other.score_low)


def rated_by_forty():
    random = np.random.default_rng(5)
    answers = {name: random.normal(5, 2, 40).tolist() for name in "qrs"}
    return Snapshot(units("g", "g"), records(np.repeat([0, 1], 20), **answers))


def rated_index():
    parts = dimension("p", leaf("b", "r"), leaf("c", "s"))
    return dimension("root", leaf("a", "q"), parts, normalise=use("scale", low=-5, high=15, to=[1, 100]))


def test_respondents_and_methods_together_spread_more_than_either():
    made, methods = varied({"weights": {"share": 0.9}}, rated_index())

    def width(**how):
        table = score(made, rated_by_forty(), replicates=400, seed=1, **how)
        return float((table.score_high - table.score_low)[0].mean()), table

    respondents, alone = width()
    of_methods, _ = width(methods=methods, respondents=False)
    both, together = width(methods=methods)
    assert of_methods < both
    assert respondents < both * 1.05
    assert both < respondents + of_methods
    assert together.varied.respondents
    assert alone.varied is None
    # respondents are the same whether methods are drawn beside them or not: a leaf's interval does not change
    np.testing.assert_allclose(together.score_low[1], alone.score_low[1])


def test_both_at_once_are_the_same_however_large_a_block_is(monkeypatch):
    made, methods = varied({"weights": {"share": 0.5}, "aggregate": [{"by": use("geometric")}]}, rated_index())
    roomy = score(made, rated_by_forty(), replicates=60, seed=1, methods=methods)
    monkeypatch.setattr(run, "BLOCK_BYTES", 8 * 40 * 4 * 7)
    tight = score(made, rated_by_forty(), replicates=60, seed=1, methods=methods)
    np.testing.assert_allclose(roomy.score_low, tight.score_low)


def test_a_refused_draw_is_lost_for_its_unit_all_the_way_up_and_counted():
    index = dimension("root", leaf("a"), dimension("p", leaf("b"), leaf("c")), normalise=use("minmax", to=[0, 100]))
    made, methods = varied({"aggregate": [{"by": use("geometric"), "on": ["p"]}]}, index)
    figures = {"a": [1, 2, 3, 4], "b": [1, 2, 3, 4], "c": [3, 4, 1, 2]}  # geometric: zero for the first and the third
    table = score(made, snapshot(figures), replicates=200, seed=1, methods=methods)
    drawn = methods.draw(200, np.random.default_rng(np.random.SeedSequence(1).spawn(1)[0]))
    share = (drawn.choices[:, 0] == 1).mean()
    root, p = made.nodes.index("root"), made.nodes.index("p")
    for row in (root, p):
        np.testing.assert_allclose(table.sure.failed[row], [share, 0, share, 0])
    assert (table.sure.failed[1] == 0).all()
    assert table.varied.lost == ()


def test_a_method_that_gives_no_scores_at_all_is_told_with_its_reason():
    index = dimension("root", leaf("a"), leaf("b"), normalise=use("scale", low=0, high=10, to=[1, 100]))
    made, methods = varied({"normalise": [{"by": use("minmax", to=[1, 100])}]}, index)
    table = score(made, snapshot({"a": [1, 2, 3], "b": [5, 5, 5]}), replicates=100, methods=methods)
    [(choices, why, draws)] = table.varied.lost
    assert choices == "normalise: minmax"
    assert why.startswith("b: all units that are compared have the same value")
    np.testing.assert_allclose(table.sure.failed[0], draws / 100)
    assert 30 < draws < 70


def test_missing_follows_the_rule_of_each_method():
    filled = (use("impute", by=["mean"]),)
    index = dimension("root", leaf("a"), leaf("b"), treat=filled, normalise=use("none"), min_coverage=0.5)
    words = Vocabulary.of((), [*VOCABULARY.rules.values(), *filling_rules()])
    made = plan_with(words, index, robustness={"treat": [{"without": "impute"}]})
    ways = ways_of(methods_of(made, words), snapshot({"a": [1, 2, 3], "b": [5, np.nan, 7]}))
    assert ways.scores((0,), None, None, 1)[0, 0].tolist() == [3, 4, 5]  # filled with 6
    assert ways.scores((1,), None, None, 1)[0, 0].tolist() == [3, 2, 5]  # a alone stands for the whole


def filling_rules():
    from engine.builtin import filling

    return filling.RULES


def plan_with(words, index, **more):
    from engine.framework.models import Framework
    from engine.scoring.planning import make_plan

    sketch = {"thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s"}
    return make_plan(Framework.model_validate({**sketch, "index": index, **more}), words)


def test_gates_bite_in_each_draw():
    gate = {"id": "g", "when": "p < 40", "on": "root", "reason": "R", "rule": "cap", "settings": {"at": 30.0}}
    made, methods = varied({"weights": {"share": 0.9}}, None, gates=[gate])
    ways = ways_of(methods, snapshot(FIGURES))
    drawn = methods.draw(200, np.random.default_rng(2))
    p = made.nodes.index("p")
    for _, scores in ways.drawn(drawn, 50):
        low = scores[:, p] < 40
        assert (scores[:, 0][low] <= 30).all()
        assert low.any()
        assert (scores[:, 0][~low] > 30).any()


def test_weights_vary_where_the_file_says_nothing():
    made = plan(tree())
    assert not methods_of(made, VOCABULARY).any
    methods = methods_of(made, VOCABULARY, 0.25)
    assert methods.any
    assert methods.share == 0.25
    assert score(made, snapshot(FIGURES), replicates=20, methods=methods).sure is not None
