"""What a self-assessed form makes of the questions that a unit left open."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indices import dimension, leaf, plan, records, units, use

from engine.framework.missing import Missing
from engine.scoring.arrays import Snapshot
from engine.scoring.run import score

SCALE = use("scale", low=0, high=10, to=[0, 100])


def form(unanswered, *questions, optional=()):
    asked = [{"id": q, "type": "number", "text": q, "required": q not in optional} for q in questions]
    page = {"id": "p", "title": "P", "questions": asked}
    return {"id": "own", "title": "Own", "audience": "unit", "unanswered": unanswered, "pages": [page]}


def scored(unanswered, index, optional=(), gates=(), **answers):
    """Each unit gives one answer to each question; None leaves it empty."""
    size = len(next(iter(answers.values())))
    made = plan(index, forms=[form(unanswered, *answers, optional=optional)], gates=gates)
    return score(made, Snapshot(units(*["g"] * size), records(list(range(size)), **answers)))


def by_node(table, unit=0):
    return {node: table.score[table.node_row(node), unit] for node in table.nodes}


TWO = dimension("root", leaf("days", "a", direction="lower"), leaf("share", "b"), normalise=SCALE, measure=use("mean"))


def test_zero_gives_the_lowest_score_whichever_way_the_indicator_points():
    table = scored("zero", TWO, a=[None, 0], b=[10, 10])
    assert by_node(table) == {"root": 50, "days": 0, "share": 100}
    assert by_node(table, 1)["root"] == 100
    assert np.isnan(table.value[table.node_row("days"), 0])
    assert table.no_credit[:, 0].tolist() == [False, True, False]
    assert table.coverage[0].tolist() == [1, 1]


def test_missing_leaves_it_out_with_the_reason():
    table = scored("missing", dimension("root", leaf("days", "a"), leaf("share", "b", weight=2), normalise=SCALE), a=[None], b=[8])
    assert by_node(table)["root"] == 80
    assert table.missing[table.node_row("days"), 0] == Missing.SKIPPED
    assert table.coverage[0, 0] == pytest.approx(2 / 3)


def test_refuse_to_lock_withholds_all_that_rests_on_the_form_until_it_is_complete():
    index = dimension("root", dimension("own", leaf("x", "a"), leaf("y", "b")), leaf("z", "c"), normalise=SCALE)
    table = scored("refuse_to_lock", index, optional=("c",), a=[4, 4], b=[None, 6], c=[10, None])
    assert np.isnan(table.score[:, 0]).all()
    assert (table.missing[:, 0] == Missing.SKIPPED).all()
    # an optional question left open does not hold up the others
    assert by_node(table, 1)["own"] == 50
    assert table.missing[table.node_row("z"), 1] == Missing.SKIPPED


def test_a_unit_that_sent_nothing_has_no_data_rather_than_zero():
    made = plan(TWO, forms=[form("zero", "a", "b")])
    table = score(made, Snapshot(units("g", "g"), records([0], a=[1], b=[1])))
    assert (table.missing[:, 1] == Missing.NO_DATA).all()


@pytest.mark.parametrize("reason", [Missing.SKIPPED, Missing.REFUSED, Missing.DONT_KNOW])
def test_whatever_keeps_an_answer_back_has_no_credit_but_what_does_not_apply_is_left_out(reason):
    answers = records([0, 1], a=[None, None], b=[5, 5])
    answers.columns["a"].reasons[:] = [reason, Missing.NOT_APPLICABLE]
    table = score(plan(TWO, forms=[form("zero", "a", "b")]), Snapshot(units("g", "g"), answers))
    assert table.score[0].tolist() == [25, 50]


def test_one_open_question_of_a_pool_takes_the_credit_of_all():
    index = dimension("root", {**leaf("x"), "from": ("a", "b")}, normalise=SCALE, measure=use("mean"))
    assert by_node(scored("zero", index, a=[None], b=[10]))["root"] == 0


def test_a_gate_bites_on_what_was_left_open():
    gate = {"id": "low", "when": "share < 5", "on": "root", "reason": "Low.", "settings": {"at": 10}}
    table = scored("zero", TWO, gates=[gate], a=[0, 0], b=[None, 6])
    assert table.score[0].tolist() == [10, 80]
    assert [(bite.unit, bite.unanswered) for bite in table.gates] == [(0, True)]


def test_a_gate_bites_on_what_everybody_left_open():
    gate = {"id": "low", "when": "count(days > 5) >= 1", "on": "root", "reason": "Low.", "settings": {"at": 10}}
    index = {**TWO, "normalise": use("minmax", constant="lower")}
    table = scored("zero", index, gates=[gate], a=[None, None], b=[5, 6])
    assert table.score[0].tolist() == [0, 10]


answer = st.one_of(st.none(), st.floats(0, 10, allow_subnormal=False))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(answer, answer, answer, answer), min_size=1, max_size=5),
    st.integers(0, 3),
    st.sampled_from(["mean", "geometric", "minimum", "sum"]),
    st.sampled_from([SCALE, use("goalposts", low=2, high=8), use("minmax", constant="lower")]),
    st.sampled_from(["zero", "refuse_to_lock"]),
)
def test_leaving_an_item_open_never_raises_the_own_score(rows, skipped, aggregate, normalise, unanswered):
    children = (leaf("w", "a"), leaf("x", "b", direction="lower"), {**leaf("y"), "from": ("c", "d")})
    rule = use(aggregate, on_zero="zero") if aggregate == "geometric" else use(aggregate)
    gates = [{"id": "g", "when": "count(w < 5, x > 5) >= 1", "on": "root", "reason": "R.", "settings": {"at": 30}}]
    index = dimension("root", *children, normalise=normalise, aggregate=rule, measure=use("mean"), min_coverage=0)
    full = dict(zip("abcd", map(list, zip(*rows, strict=True)), strict=True))
    bare = {**full, "abcd"[skipped]: [None, *full["abcd"[skipped]][1:]]}
    before, after = (scored(unanswered, index, gates=gates, **given) for given in (full, bare))
    own, left = before.score[0, 0], after.score[0, 0]
    assert np.isnan(left) or (not np.isnan(own) and left <= own + 1e-9)
