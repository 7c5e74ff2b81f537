"""What would move a score: worked by hand, and held against scoring everything anew."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indices import VOCABULARY, dimension, leaf, plan, records, snapshot, units, use

from engine.framework.missing import Missing
from engine.scoring.aims import aims_of
from engine.scoring.arrays import Snapshot
from engine.scoring.chain import chain_of
from engine.scoring.moves import moves_of
from engine.scoring.next_band import way_up
from engine.scoring.run import score

POINTS = use("goalposts", low=0, high=100)
MINMAX = use("minmax", constant="middle")
BANDS = [
    {"id": "good", "from": 60, "label": "Good"},
    {"id": "fair", "from": 40, "label": "Fair"},
    {"id": "poor", "label": "Poor"},
]


def chain(figures, *, weights=(1, 1, 1), normalise=POINTS, aggregate="mean", reasons=None, more=(), **rest):
    leaves = [leaf(name, weight=weight) for name, weight in zip(figures, weights, strict=False)]
    root = dimension("root", *leaves, *more, normalise=normalise, aggregate=use(aggregate), min_coverage=0)
    return chain_of(plan(root, **{"bands": BANDS, **rest}), snapshot(figures, reasons=reasons))


def aims(made, unit=0):
    return {(aim.node, aim.kind): aim.target for aim in aims_of(made, unit)}


def test_the_best_of_the_group_full_marks_and_the_next_better_value():
    made = chain({"a": [20, 25, 70]})
    assert aims(made) == {("a", "best"): 70, ("a", "top"): 100, ("a", "step"): 25}
    assert aims(made, 2) == {("a", "top"): 100, ("a", "step"): 80}  # nobody is better: a tenth of the range


def test_on_a_range_of_the_group_its_best_is_the_top():
    made = chain({"a": [20, 25, 40, 70]}, normalise=MINMAX)
    assert aims(made, 1) == {("a", "best"): 70, ("a", "top"): 70, ("a", "step"): 40}
    assert aims(made, 0)["a", "step"] == 40  # at 25 it would still be the least


def test_where_less_is_better_aims_are_lower():
    made = chain_of(
        plan(dimension("root", leaf("a", direction="lower"), normalise=POINTS)), snapshot({"a": [20, 10, 70]})
    )
    assert aims(made) == {("a", "best"): 10, ("a", "top"): 0, ("a", "step"): 10}


def test_a_step_table_has_its_steps_as_aims():
    from engine.builtin import tables
    from engine.framework.models import Framework
    from engine.framework.vocabulary import Vocabulary
    from engine.scoring.planning import make_plan

    words = Vocabulary.of((), [*VOCABULARY.rules.values(), *tables.RULES])
    steps = [{"below": 50, "points": 0}, {"below": 80, "points": 5}, {"points": 10}]
    root = dimension("root", leaf("a"), normalise=use("steps", steps=steps))
    sketch = {"thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s", "index": root}
    made = chain_of(make_plan(Framework.model_validate(sketch), words), snapshot({"a": [20.0]}))
    assert aims(made) == {("a", "top"): 80, ("a", "step"): 50}


def test_a_gain_is_what_scoring_anew_gives_and_names_the_rank_then():
    made = chain({"a": [20, 60, 70], "b": [50, 50, 50]})
    best = next(move for move in moves_of(made, 0) if (move.aim.node, move.aim.kind) == ("a", "best"))
    assert (best.total, best.total_then, best.gain) == (35, 60, 25)
    assert (best.rank, best.rank_then) == (3, 1)  # shares the first place


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(0, 20).map(float)] * 3), min_size=2, max_size=6),
    st.sampled_from([MINMAX, POINTS]),
    st.sampled_from(["mean", "minimum", "sum"]),
)
def test_moves_are_what_the_whole_chain_gives(rows, normalise, rule):
    figures = dict(zip("abc", (list(column) for column in zip(*rows, strict=True)), strict=True))
    cap = {"id": "cap", "when": "a < 9", "on": "root", "reason": "r", "settings": {"at": 40}}
    made = chain(figures, normalise=normalise, aggregate=rule, gates=[cap])
    for move in moves_of(made, 0):
        changed = {**figures, move.aim.node: [move.aim.target, *figures[move.aim.node][1:]]}
        table = score(made.scene.plan, snapshot(changed))
        assert move.total_then == pytest.approx(table.score[0, 0], abs=1e-9)
        assert move.rank_then == table.rank[0, 0]
        assert table.score[table.node_row(move.aim.node), 0] == pytest.approx(move.aim.score_then, abs=1e-9)


def test_what_is_missing_may_be_filled_and_coverage_with_it():
    made = chain({"a": [np.nan, 70], "b": [50, 50]})
    then = {(move.aim.node, move.aim.kind): move.total_then for move in moves_of(made, 0)}
    assert (then["a", "best"], then["a", "top"], then["b", "top"]) == (60, 75, 100)
    assert {
        move.aim.node
        for move in moves_of(
            chain(
                {"a": [np.nan, 70], "b": [50, 50]}, reasons={"a": np.array([Missing.NOT_APPLICABLE, 0], dtype=np.int8)}
            ),
            0,
        )
    } == {"b"}


def test_an_open_question_that_earns_nothing_is_a_gain():
    page = {"id": "p", "title": "P", "questions": [{"id": "q", "type": "number", "text": "Q"}]}
    form = {"id": "f", "title": "F", "audience": "unit", "unanswered": "zero", "pages": [page]}
    root = dimension("root", leaf("a", "q", measure=use("mean")), normalise=POINTS)
    made = chain_of(plan(root, forms=[form]), Snapshot(units("g", "g"), records([0, 1], q=[None, 40])))
    gains = {move.aim.kind: move.gain for move in moves_of(made, 0)}
    assert gains == {"top": 100, "best": 40, "step": 40}


def test_the_cheapest_way_takes_the_largest_gain_for_its_effort_and_no_more_than_needed():
    """Points for a unit of effort are the weights: b first (3/5 of 100 to gain 48), then nothing else is needed."""
    made = chain({"a": [30, 99], "b": [20, 99], "c": [50, 99]}, weights=(1, 3, 1))
    way = way_up(made, 0, band=2)
    (stage,) = way.stages
    assert (way.state, way.band, stage.node) == ("exact", 1, "b")
    assert stage.target == pytest.approx(40, abs=0.01)  # (30 + 3·40 + 50) / 5 = 40
    assert way.effort == pytest.approx(0.2, abs=1e-3)
    assert way.total_then >= 40


def test_declared_effort_changes_the_way():
    made = chain({"a": [30, 99], "b": [20, 99], "c": [50, 99]}, weights=(1, 3, 1))
    assert [stage.node for stage in way_up(made, 0, 2, {"b": 10}).stages] == ["a"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 39).map(float), min_size=3, max_size=3), st.lists(st.integers(1, 9), min_size=3, max_size=3)
)
def test_no_way_is_cheaper_than_an_exact_one(values, efforts):
    """Held against all ways on a grid of twentieths."""
    names = dict(zip("abc", efforts, strict=True))
    made = chain({name: [value, 99] for name, value in zip("abc", values, strict=True)})
    way = way_up(made, 0, 2, names)
    assert way.state == "exact"
    grid = np.stack(np.meshgrid(*[np.linspace(value, 100, 20) for value in values], indexing="ij"), axis=-1).reshape(
        -1, 3
    )
    enough = grid[grid.mean(axis=1) >= 40 - 1e-9]
    cost = ((enough - values) / 100 * np.array(efforts)).sum(axis=1).min()
    assert way.effort <= cost + 1e-4


def test_a_cap_is_searched_for_and_the_result_is_checked():
    cap = {"id": "late", "when": "a < 50", "on": "root", "reason": "Late", "settings": {"at": 39}}
    made = chain({"a": [30, 99], "b": [70, 99], "c": [70, 99]}, gates=[cap])
    way = way_up(made, 0, 2)
    assert (way.state, [stage.node for stage in way.stages]) == ("found", ["a"])
    assert way.stages[0].target == pytest.approx(50, abs=1e-3)
    assert way.total_then >= 40


def test_two_weakest_links_have_to_be_lifted_together():
    way = way_up(chain({"a": [10, 99], "b": [10, 99], "c": [90, 99]}, aggregate="minimum"), 0, 2)
    assert sorted(stage.node for stage in way.stages) == ["a", "b"]
    assert way.total_then >= 40


def test_where_no_way_leads_to_the_next_band_that_is_said():
    closed = {"id": "never", "when": "a >= 0", "on": "root", "reason": "Closed", "settings": {"at": 30}}
    way = way_up(chain({"a": [30, 99], "b": [70, 99]}, gates=[closed]), 0, 2)
    assert (way.state, way.band, way.reachable, way.stages) == ("none", 1, 30, ())


def test_the_best_band_and_no_bands_have_no_way():
    assert way_up(chain({"a": [90, 99]}), 0, 0).state == "best"
    assert way_up(chain({"a": [90, 99]}, bands=[]), 0, -1).state == "no_bands"
    assert way_up(chain({"a": [np.nan, 99]}), 0, -1).state == "no_score"


def test_a_band_by_place_is_reached_by_overtaking():
    bands = [{"id": "first", "top": 1, "label": "First"}, {"id": "rest", "label": "Rest"}]
    way = way_up(chain({"a": [30, 60], "b": [50, 50]}, bands=bands), 0, 1)
    assert way.state == "found"
    assert way.rank_then == 1
