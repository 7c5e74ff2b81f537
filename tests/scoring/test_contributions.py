"""Scores taken apart: whatever the rule, the lines add up to the score, and the leads to the lead over the group."""

import indices
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from indices import dimension, leaf, plan, snapshot, use

from engine.builtin import balance
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.rules import Rule, RuleKind, Step
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.scoring.breakdown import breakdown
from engine.scoring.planning import make_plan
from engine.scoring.run import score
from engine.scoring.shapley import EXACT, shapley

WIDTH = 99
FIXED = use("goalposts", low=0, high=20, to=[1, 100])
RULES = [
    use("mean"), use("sum"), use("sum", absent="skip"), use("sum", absent="rescale"),
    use("geometric"), use("geometric", floor=20), use("harmonic"), use("power", exponent=3), use("minimum"), use("median"),
    use("trimmed"), use("mazziotta_pareto", penalty="down"), use("mazziotta_pareto", penalty="up"), use("copeland"),
    use("copeland", to=None), use("mean_min", share=1), use("mean_min", share=0.4, smooth=15),
    use("coverage_adjusted", exponent=1), use("coverage_adjusted", exponent=0.5),
]  # fmt: skip
WORDS = Vocabulary.of((), [*indices.VOCABULARY.rules.values(), *balance.RULES])

figure = st.integers(0, 20).map(float)
cell = st.one_of(st.just(np.nan), figure)
weight = st.sampled_from([0.0, 0.5, 1.0, 3.0])


@st.composite
def tables(draw):
    """A root over two dimensions and an indicator, of any rule, with a gate, a bonus, `times` and a rounding."""
    rule = st.sampled_from(RULES)
    rows = draw(st.lists(st.tuples(*[cell] * 5), min_size=1, max_size=6))
    weights = draw(st.tuples(*[weight] * 5))
    a, b, c, d, e = (leaf(name, weight=w) for name, w in zip("abcde", weights, strict=True))
    inner = dimension("d1", b, c, aggregate=draw(rule), times=draw(st.sampled_from([1.0, 2.5])))
    other = dimension("d2", d, e, aggregate=draw(rule), round_to=draw(st.sampled_from([None, 1])))
    root = dimension(
        "root", a, inner, other, normalise=FIXED, aggregate=draw(rule), min_coverage=draw(st.sampled_from([0, 2 / 3]))
    )
    cap = {
        "id": "cap",
        "when": "a < 9",
        "on": draw(st.sampled_from(["root", "d1", "a"])),
        "reason": "r",
        "settings": {"at": 40},
    }
    plus = {
        "id": "plus",
        "title": "P",
        "on": draw(st.sampled_from(["root", "d2"])),
        "points": "b - 10",
        "at_most": 5,
        "at_least": -5,
    }
    sketch = {"thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s"}
    made = Framework.model_validate(
        {
            **sketch,
            "index": root,
            "gates": [cap],
            "extras": [plus],
            "reported": [{"id": "beside", "title": "B", "of": {"a": 2, "d1": 1}, "aggregate": draw(rule)}],
        }
    )
    figures = dict(zip("abcde", (list(column) for column in zip(*rows, strict=True)), strict=True))
    groups = draw(st.lists(st.sampled_from(["g", "g", "h", None]), min_size=len(rows), max_size=len(rows)))
    try:
        return score(make_plan(made, WORDS), snapshot(figures, groups))
    except ThuocDoError:
        assume(False)


@settings(max_examples=250, deadline=None)
@given(tables())
def test_lines_add_up_to_the_score_and_leads_to_the_lead(table):
    for unit in table.units:
        for node in table.nodes:
            found = breakdown(table, unit.id, node)
            if np.isnan(found.score):
                assert found.way == "none"
                continue
            assert found.total == pytest.approx(found.score, abs=1e-9 * WIDTH)
            if found.peers and found.way != "figure":
                leads = sum(x.lead for x in (*found.parts, *found.effects))
                assert leads == pytest.approx(found.lead, abs=1e-9 * WIDTH)


def of(rule, *columns, groups=None, weights=(1, 1, 1, 1), **more):
    names = "abcd"[: len(columns)]
    children = [leaf(name, weight=weight) for name, weight in zip(names, weights, strict=False)]
    made = plan(
        dimension("root", *children, normalise=use("none", to=[0, 100]), aggregate=rule, min_coverage=0, **more)
    )
    return score(made, snapshot(dict(zip(names, columns, strict=True)), groups))


def points(found):
    return {part.node: part.points for part in found.parts}


def leads(found):
    return {part.node: pytest.approx(part.lead) for part in found.parts}


def test_a_weighted_mean_is_each_childs_share_times_its_score():
    found = breakdown(of(use("mean"), [80, 40], [20, 60], weights=(3, 1)), "u0", "root")
    assert (found.way, found.base, points(found)) == ("parts", 0, {"a": 60, "b": 5})
    assert [part.share for part in found.parts] == [0.75, 0.25]
    assert leads(found) == {"a": 15, "b": -5}  # 3/4 of 80 − 60, 1/4 of 20 − 40


def test_what_is_missing_gives_nothing_and_its_weight_goes_to_the_others():
    found = breakdown(of(use("mean"), [80, 40], [np.nan, 60]), "u0", "root")
    assert points(found) == {"a": 80, "b": 0}
    assert [(part.share, part.missing) for part in found.parts] == [(1, 0), (0, Missing.NO_DATA)]


def test_a_geometric_mean_is_told_by_logarithmic_means():
    """Own √(4·9) = 6, the other √(1·9) = 3: all of the lead over it comes from the first child."""
    found = breakdown(of(use("geometric"), [4, 1], [9, 9]), "u0", "root")
    assert (found.way, found.base) == ("mean", 4.5)
    assert leads(found) == {"a": 1.5, "b": 0}


def test_the_weakest_link_alone_makes_the_lead_of_a_minimum():
    found = breakdown(of(use("minimum"), [10, 30], [50, 30]), "u0", "root")
    assert leads(found) == {"a": -10, "b": 0}


def test_a_cap_is_a_line_of_its_own():
    children = (leaf("a"), leaf("b"))
    gate = {"id": "late", "when": "b < 50", "on": "root", "reason": "Late", "settings": {"at": 49}}
    made = plan(dimension("root", *children, normalise=use("none", to=[0, 100])), gates=[gate])
    found = breakdown(score(made, snapshot({"a": [90, 50], "b": [40, 70]})), "u0", "root")
    (cap,) = found.effects
    assert (cap.kind, cap.id, cap.before, cap.after, cap.points) == ("gate", "late", 65, 49, -16)
    assert points(found) == {"a": 45, "b": 20}
    assert (cap.lead, found.lead) == (-8, 49 - (49 + 60) / 2)


def test_a_rounding_is_a_line_of_its_own():
    found = breakdown(of(use("mean"), [1, 1], [2, 1], [2, 1], round_to=1), "u0", "root")
    assert found.effects[0].kind == "rounding"
    assert found.effects[0].points == pytest.approx(1.7 - 5 / 3)


def test_without_a_group_the_parts_are_told_from_full_marks():
    found = breakdown(of(use("minimum"), [30], [50], groups=[None]), "u0", "root")
    assert (found.way, found.base, found.peers) == ("full", 100, 0)
    assert sum(points(found).values()) == -70


def test_shapley_values_of_a_glove_game():
    """One left glove, two right ones, a pair is worth 1: 2/3, 1/6, 1/6 (Shapley and Shubik, 1969)."""
    found = shapley(lambda sets: (sets[:, :1] & sets[:, 1:].any(axis=1, keepdims=True)).astype(float), 3, 1)
    np.testing.assert_allclose(found[:, 0], [2 / 3, 1 / 6, 1 / 6])


@pytest.mark.parametrize("players", [1, EXACT, EXACT + 8])
def test_shapley_values_of_many_players_add_up_and_do_not_change_from_run_to_run(players):
    worth = np.linspace(1, 2, players)

    def game(sets):
        return np.sqrt(sets @ worth)[:, np.newaxis]

    one, two = shapley(game, players, 1), shapley(game, players, 1)
    np.testing.assert_array_equal(one, two)
    assert one.sum() == pytest.approx(np.sqrt(worth.sum()), abs=1e-12)
    assert (np.diff(one[:, 0]) > -0.02).all()


def test_of_more_children_than_sets_can_be_told_drawn_orders_still_add_up():
    random = np.random.default_rng(1)
    names = [f"x{place}" for place in range(EXACT + 4)]
    made = plan(
        dimension("root", *(leaf(name) for name in names), normalise=use("none", to=[0, 100]), aggregate=use("median"))
    )
    found = breakdown(score(made, snapshot({name: list(random.uniform(0, 100, 8)) for name in names})), "u3", "root")
    assert found.is_drawn
    assert sum(part.lead for part in found.parts) == pytest.approx(found.lead, abs=1e-9 * 100)


def test_a_strangers_rule_without_a_way_of_its_own_adds_up_too():
    def best(scores, weights):
        return np.fmax.reduce(np.where(weights > 0, scores, np.nan), axis=-2)

    words = Vocabulary.of((), [*indices.VOCABULARY.rules.values(), Rule("best", RuleKind.AGGREGATE, best)])
    sketch = {"thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s"}
    root = dimension("root", leaf("a"), leaf("b"), normalise=use("none", to=[0, 100]), aggregate=use("best"))
    table = score(
        make_plan(Framework.model_validate({**sketch, "index": root}), words), snapshot({"a": [1, 2], "b": [5, 3]})
    )
    found = breakdown(table, "u0", "root")
    assert isinstance(found.step, Step)
    assert (found.base, found.total) == (4, 5)
