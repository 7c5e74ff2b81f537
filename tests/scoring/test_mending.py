"""What to mend first: urgency, caps and scores by hand, and each what-if held against scoring everything anew."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indices import dimension, leaf, plan, records, snapshot, units, use

from engine.framework.missing import Missing
from engine.scoring.arrays import Snapshot
from engine.scoring.chain import chain_of
from engine.scoring.mending import mending_plan, urgency_of
from engine.scoring.run import score

POINTS = use("goalposts", low=0, high=1)
PRIORITIES = [
    {"id": "critical", "label": "Critical", "weight": 3, "days": 30},
    {"id": "major", "label": "Major", "weight": 2, "days": 90},
]
GATES = [
    {"id": "half", "when": "a < 0.5", "on": "root", "rule": "cap", "settings": {"at": 40}, "reason": "A below half"},
    {"id": "both", "when": "count(a < 1, b < 1) >= 1", "on": "root", "rule": "cap", "settings": {"at": 70}, "reason": "A, B"},
]  # fmt: skip


def tree(*more, weight=1):
    first = dimension(
        "left",
        leaf("a", weight=3, priority="critical", effort=2),
        leaf("b", weight=1, priority="major"),
        weight=weight,
    )
    right = dimension("right", leaf("c", weight=2, priority="major", effort=0.5), leaf("d"), weight=2)
    return dimension("root", first, right, *more, normalise=POINTS, aggregate=use("mean"), min_coverage=0)


def made(a, b, c, d, *, gates=(), reasons=None, **more):
    figures = {name: [value] for name, value in {"a": a, "b": b, "c": c, "d": d}.items()}
    return chain_of(plan(tree(), priorities=PRIORITIES, gates=gates, **more), snapshot(figures, reasons=reasons))


def test_urgency_is_the_weights_times_the_lost_points_by_the_effort():
    assert urgency_of(heaviness=3, weight=25, lost=2.5, effort=3) == 62.5
    assert urgency_of(heaviness=3, weight=25, lost=0, effort=3) == 0


def test_the_most_urgent_comes_first_and_what_has_no_priority_is_left_alone():
    found = mending_plan(made(0.5, 0, 0.5, 0), 0)
    assert [(each.node, each.lost, each.urgency) for each in found.mends] == [
        ("c", 1, 2 * 2 * 1 / 0.5), ("a", 1.5, 3 * 1 * 1.5 / 2), ("b", 1, 2 * 1 * 1 / 1),
    ]  # fmt: skip


def test_scores_after_each_alone_and_one_after_the_other():
    found = mending_plan(made(0.5, 0, 0.5, 0), 0)
    left, right = 100 * 1.5 / 4, 100 * 1 / 3
    assert found.total == pytest.approx((left + 2 * right) / 3)
    c, a, b = found.mends
    assert c.alone == pytest.approx((left + 2 * 100 * 2 / 3) / 3)
    assert a.alone == pytest.approx((100 * 3 / 4 + 2 * right) / 3)
    assert c.in_order == c.alone
    assert a.in_order == pytest.approx((75 + 2 * 100 * 2 / 3) / 3)
    assert b.in_order == found.total_then == pytest.approx((100 + 2 * 100 * 2 / 3) / 3)  # d stays as it is


def test_a_cap_is_lifted_alone_or_only_together():
    found = mending_plan(made(0, 0, 1, 1, gates=GATES), 0)
    assert (found.total, found.holds) == (40, ("half", "both"))
    a, b = found.mends
    assert (a.node, a.alone, a.lifts, a.needed) == ("a", 70, ("half",), ("half", "both"))
    assert (b.node, b.alone, b.lifts, b.needed) == ("b", 40, (), ("both",))
    assert (b.in_order, b.lifts_in_order, found.holds_then) == (100, ("both",), ())


def test_where_everything_is_full_there_is_nothing_to_mend():
    found = mending_plan(made(1, 1, 1, 0), 0)
    assert (found.mends, found.unanswered, found.total_then) == ((), (), found.total)


def test_a_cap_that_no_item_lifts_stays():
    gate = {**GATES[0], "when": "d < 1"}
    found = mending_plan(made(1, 0, 1, 0, gates=[gate]), 0)
    assert (found.holds, found.holds_then, found.mends[0].lifts, found.mends[0].needed) == (
        ("half",),
        ("half",),
        (),
        (),
    )


@pytest.mark.parametrize("reason", [Missing.SKIPPED, Missing.NOT_VERIFIED])
def test_what_nobody_answered_is_to_be_answered_first_and_nothing_is_known_to_be_lost(reason):
    why = {"a": np.array([reason], dtype=np.int8)}
    found = mending_plan(made(math.nan, 0, 1, 1, reasons=why), 0)
    assert [each.node for each in found.mends] == ["b"]
    (open_,) = found.unanswered
    assert (open_.node, open_.points) == ("a", 3)
    assert math.isnan(open_.lost)
    assert math.isnan(open_.urgency)
    assert found.total == pytest.approx((0 + 200) / 3)
    assert open_.alone == pytest.approx((75 + 200) / 3)
    assert found.mends[-1].in_order == pytest.approx(100)
    assert found.total_then == pytest.approx(100)


def test_what_does_not_apply_is_in_no_plan():
    why = {"a": np.array([Missing.NOT_APPLICABLE], dtype=np.int8)}
    found = mending_plan(made(math.nan, 1, 1, 1, reasons=why), 0)
    assert (found.mends, found.unanswered) == ((), ())


def test_a_question_that_two_indicators_read_is_mended_for_each_by_itself():
    root = dimension(
        "root", leaf("p", "q", priority="major", measure=use("mean")), leaf("r", "q", measure=use("mean")),
        normalise=use("goalposts", low=0, high=4), aggregate=use("mean"),
    )  # fmt: skip
    question = {"id": "q", "type": "integer", "text": "Q", "settings": {"min": 0, "max": 4}}
    page = {"id": "g", "title": "G", "questions": [question]}
    form = {"id": "f", "title": "F", "audience": "unit", "pages": [page]}
    answered = Snapshot(units("g"), records([0], q=[1]), {})
    found = mending_plan(chain_of(plan(root, forms=[form], priorities=PRIORITIES), answered), 0)
    assert [(each.node, each.alone) for each in found.mends] == [("p", (100 + 25) / 2)]


worths = st.sampled_from([0.0, 0.5, 1.0])


@settings(max_examples=40, deadline=None)
@given(st.tuples(worths, worths, worths, worths))
def test_every_what_if_is_what_scoring_anew_gives_and_never_less_than_now(figures):
    names = dict(zip("abcd", figures, strict=True))
    chain = made(*figures, gates=GATES)
    found = mending_plan(chain, 0)

    def anew(**changed):
        table = score(chain.scene.plan, snapshot({name: [value] for name, value in {**names, **changed}.items()}))
        return float(table.score[0, 0])

    assert found.total == anew()
    so_far = {}
    for before, mend in zip([found.total, *(each.in_order for each in found.mends)], found.mends, strict=False):
        so_far[mend.node] = 1.0
        assert mend.alone == pytest.approx(anew(**{mend.node: 1.0}))
        assert mend.in_order == pytest.approx(anew(**so_far))
        assert mend.alone >= found.total
        assert mend.in_order >= before
    assert {each.node for each in found.mends} == {name for name in "abc" if names[name] < 1}
    assert [each.urgency for each in found.mends] == sorted((each.urgency for each in found.mends), reverse=True)
    assert found.total_then == anew(a=1.0, b=1.0, c=1.0)
