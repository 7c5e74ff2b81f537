"""An explanation goes from the total down to the answers, and hides what may not be told."""

import numpy as np
import pytest
from indices import VOCABULARY, dimension, leaf, plan, records, snapshot, units, use

from engine.builtin import filling
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.vocabulary import Vocabulary
from engine.scoring.arrays import Column, Snapshot
from engine.scoring.chain import Chain, chain_of
from engine.scoring.explanation import explain, withheld
from engine.scoring.given_answers import Count, guarded
from engine.scoring.moves import moves_of
from engine.scoring.planning import make_plan
from engine.scoring.run import score
from engine.scoring.table import Moved

GOALPOSTS = use("goalposts", low=0, high=100)


def explained(made, given, unit="u0", node="root"):
    return explain(chain_of(made, given), score(made, given), unit, node)


def tree(**more):
    return dimension(
        "root", leaf("a", weight=3), dimension("d", leaf("b"), leaf("c"), weight=1), normalise=GOALPOSTS, **more
    )


def test_the_weight_of_a_leaf_in_the_total_is_told_down_the_tree():
    found = explained(plan(tree()), snapshot({"a": [80, 20], "b": [40, 60], "c": [60, 40]}))
    assert {each.node: each.effective for each in found.walk()} == {
        "root": 1,
        "a": 0.75,
        "d": 0.25,
        "b": 0.125,
        "c": 0.125,
    }
    assert (found.rank, found.of, found.score) == (1, 2, 72.5)


def test_a_figure_is_followed_from_its_value_over_the_range_to_the_score():
    made = plan(dimension("root", leaf("a", direction="lower"), normalise=use("minmax", over="group", to=[1, 10])))
    (found,) = explained(made, snapshot({"a": [20, 50, 70]}, ["g", "g", "g"]), "u1").children
    trace = found.trace
    assert (trace.value, trace.low, trace.high, trace.over, trace.among) == (50, 20, 70, "group", 3)
    assert not trace.higher
    assert trace.score == found.score == pytest.approx(10 - 9 * 30 / 50)


def test_what_was_clamped_and_what_was_filled_in_say_from_what_to_what():
    words = Vocabulary.of((), [*VOCABULARY.rules.values(), *filling.RULES])
    treat = [use("clamp", low=0, high=50), use("impute", by=["mean"])]
    root = dimension("root", leaf("a"), normalise=GOALPOSTS, treat=treat, min_coverage=0)
    sketch = {"thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s", "index": root}
    made, given = make_plan(Framework.model_validate(sketch), words), snapshot({"a": [90, 10, np.nan]})
    clamped = explained(made, given, "u0", "a").trace
    assert [(each.step.rule.name, each.before, each.after) for each in clamped.treated] == [("clamp", 90, 50)]
    assert Moved.TREATED in clamped.moved
    filled = explained(made, given, "u2", "a").trace
    ((name, after),) = [(each.step.rule.name, each.after) for each in filled.treated]
    assert (name, after) == ("impute", 30)
    assert np.isnan(filled.value)
    assert Moved.IMPUTED in filled.moved


def test_a_missing_child_is_there_with_its_reason():
    found = explained(plan(tree(min_coverage=0)), snapshot({"a": [80, 20], "b": [np.nan, 60], "c": [60, 40]}))
    b = next(each for each in found.walk() if each.node == "b")
    assert (b.missing, b.effective, b.lines.way) == (Missing.NO_DATA, 0, "none")


def test_hidden_nodes_are_one_line_and_the_lines_still_add_up():
    found = explained(plan(tree()), snapshot({"a": [80, 20], "b": [40, 60], "c": [60, 40]}))
    told = withheld(found, {"b", "c"})
    d = next(each for each in told.walk() if each.node == "d")
    (line,) = d.lines.parts
    assert (line.node, line.together, line.points, line.missing) == ("", 2, 50, Missing.SUPPRESSED)
    assert d.lines.total == d.score
    assert {each.node for each in told.walk()} == {"root", "a", "d"}


def test_one_hidden_node_is_joined_by_the_one_that_gives_least():
    children = (leaf("a"), leaf("b"), leaf("c"))
    made = plan(dimension("root", *children, normalise=GOALPOSTS))
    told = withheld(explained(made, snapshot({"a": [80, 20], "b": [10, 60], "c": [60, 40]})), {"c"})
    assert [(part.node, part.together, part.points) for part in told.lines.parts] == [
        ("a", 1, pytest.approx(80 / 3)),
        ("", 2, pytest.approx(70 / 3)),
    ]
    assert [child.node for child in told.children] == ["a"]


def test_a_hidden_node_itself_shows_nothing():
    found = explained(plan(tree()), snapshot({"a": [80, 20], "b": [40, 60], "c": [60, 40]}))
    told = withheld(found, {"root"})
    assert np.isnan(told.score)
    assert (told.missing, told.n, told.children, told.lines.parts) == (Missing.SUPPRESSED, 0, (), ())


def counts(**numbers):
    return [Count(n, (name,)) for name, n in numbers.items()]


def test_counts_that_are_all_large_or_none_are_told():
    assert guarded(counts(yes=12, no=5, maybe=0), {"yes"}, exclusive=True) == tuple(counts(yes=12, no=5, maybe=0))


def test_beside_a_small_count_no_more_is_told_than_the_share_and_its_n_tell():
    given = [*counts(strongly=7, agree=1, disagree=15, never=18), Count(2, (), (Missing.DONT_KNOW,))]
    assert guarded(given, {"strongly", "agree"}, exclusive=True) == (
        Count(8, ("strongly", "agree")),
        Count(33, ("disagree", "never")),
    )


@pytest.mark.parametrize("given", [counts(yes=3, no=20), counts(yes=1), counts(yes=0, no=0)])
def test_too_few_answers_are_not_told_at_all(given):
    assert guarded(given, {"yes"}, exclusive=True) == ()


def test_of_several_choices_a_small_count_cannot_be_hidden_in_another():
    assert guarded(counts(a=20, b=3, c=9), {"a"}, exclusive=False) == ()


def test_the_answers_behind_a_share_are_counted_for_its_unit():
    form = {
        "id": "f", "title": "F", "audience": "respondents",
        "pages": [{"id": "p", "title": "P", "questions": [{"id": "q", "type": "choice", "text": "Q", "options": [{"id": "y", "value": 1, "label": "Y"}, {"id": "n", "value": 0, "label": "N"}]}]}],
    }  # fmt: skip
    made = plan(dimension("root", leaf("a", "q", measure=use("share", of=["y"])), normalise=GOALPOSTS), forms=[form])
    codes = np.array([0] * 6 + [1] * 7 + [0] * 9)
    column = Column(1.0 - codes, codes, np.zeros(22, dtype=np.int8), ("y", "n"))
    given = Snapshot(units("g", "g"), records([0] * 13 + [1] * 9, q=[None] * 22))
    given.records.columns["q"] = column
    assert [x.n for x in explained(made, given, "u0", "a").answers[0].counts] == [6, 7]
    assert [x.n for x in explained(made, given, "u1", "a").answers[0].counts] == [9, 0]


def test_all_moves_of_a_unit_are_one_way_up(monkeypatch):
    again, calls = Chain.again, []
    monkeypatch.setattr(
        Chain,
        "again",
        lambda self, values, *more, **rest: calls.append(len(values)) or again(self, values, *more, **rest),
    )
    names = [f"x{place}" for place in range(40)]
    made = plan(dimension("root", *(leaf(name) for name in names), normalise=GOALPOSTS))
    moves = moves_of(chain_of(made, snapshot({name: [20, 40, 60] for name in names})), 0)
    assert len(moves) == 120
    assert calls == [120]
