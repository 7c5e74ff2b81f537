"""What is kept back cannot be worked out from what is shown: random trees, and a reader who solves for every figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from attack import Attack
from hypothesis import event, given, settings
from hypothesis import strategies as st
from small_rounds import dimension, leaf, scored

from engine.disclosure.gate import guard
from engine.disclosure.siblings import SPREAD
from engine.framework.missing import Missing
from engine.scoring.table import ScoreTable

weight = st.sampled_from([0, 1, 1, 1, 2, 5, 0.25])


@st.composite
def trees(draw: Callable[..., Any]) -> dict[str, Any]:
    """Two to eight indicators, one to three levels deep, under means and sums."""
    left = draw(st.integers(2, 8))
    made = 0

    def node(depth: int) -> dict[str, Any]:
        nonlocal made
        made += 1
        name = f"n{made}"
        if depth == 0 or (depth < 3 and draw(st.booleans())):
            return leaf(name, weight=draw(weight))
        size = draw(st.integers(1, 4))
        children = [node(depth - 1) for _ in range(size)]
        children[0]["weight"] = 1
        return dimension(name, *children, weight=draw(weight), aggregate=draw(st.sampled_from(rules)))

    rules = [{"rule": "mean", "settings": {}}, {"rule": "sum", "settings": {"absent": "skip"}}]
    index = dimension("total", *(node(draw(st.integers(0, 2))) for _ in range(min(left, 4))))
    index["children"][0]["weight"] = 1
    return index


def names(index: dict[str, Any]) -> list[str]:
    return [index["id"], *(name for child in index.get("children", ()) for name in names(child))]


def leaves(index: dict[str, Any]) -> list[str]:
    if "children" not in index:
        return [index["id"]]
    return [name for child in index["children"] for name in leaves(child)]


@st.composite
def rounds(draw: Callable[..., Any]) -> dict[str, Any]:
    index = draw(trees().filter(lambda each: len(leaves(each)) <= 8))
    figure = st.sampled_from([0, 0, 20, 50, 70, 95, 100, 100])
    size = st.sampled_from([0, 1, 2, 4, 5, 6, 9, 12])
    units = {
        f"u{place}": {f"q_{name}": draw(st.lists(figure, min_size=n, max_size=n)) for name in leaves(index) for n in [draw(size)]}
        for place in range(2)
    }  # fmt: skip
    others = draw(st.lists(st.sampled_from(names(index)), min_size=1, max_size=4, unique=True))
    reported = [{"id": "beside", "title": "B", "of": {name: draw(st.sampled_from([1, 2])) for name in others}}]
    return {"index": index, "units": units, "reported": reported}


@settings(max_examples=150)
@given(rounds())
def test_no_figure_that_is_kept_back_can_be_worked_out(round_: dict[str, Any]) -> None:
    attacked(scored(**round_))


@pytest.mark.soak
@settings(max_examples=5000)
@given(rounds())
def test_none_of_many_can_be_worked_out(round_: dict[str, Any]) -> None:
    attacked(scored(**round_))


def attacked(table: ScoreTable) -> None:
    """Solve for each figure of each unit."""
    published = guard(table)

    small = (table.n > 0) & (table.n < 5) & (table.missing == Missing.PRESENT)
    event(f"small figures: {small.any()}, kept back beside them: {(published.suppressed & ~small).any()}")
    assert published.suppressed[small].all()
    for unit in range(len(table.units)):
        there = table.missing[:, unit] == Missing.PRESENT
        attack = Attack(published, unit, {node: bool(there[row]) for row, node in enumerate(table.nodes)})
        kept = [table.nodes[row] for row in np.flatnonzero(published.suppressed[:, unit])]
        assert {name for name in kept if name in attack.leaves} == set(attack.hidden)
        for name in attack.hidden:
            assert not attack.is_determined(attack.one(name)), (unit, name)
            assert attack.width(attack.one(name)) >= 100 * SPREAD - 1e-6, (unit, name)
        for name in kept:
            if name not in attack.hidden and name != "beside":  # two figures together may be told, there or here
                assert attack.width(attack.within(name)) > 1e-6, (unit, name)


def test_the_reader_of_the_attack_is_able_to_work_things_out() -> None:
    # given an ungated publication in which just one figure is blanked
    table = scored(dimension("total", leaf("a"), leaf("b")), {"u": {"q_a": [40] * 3, "q_b": [80] * 9}})
    published = guard(scored(dimension("total", leaf("a"), leaf("b")), {"u": {"q_a": [40] * 9, "q_b": [80] * 9}}))
    published.score[1, 0] = published.before_gates[1, 0] = published.value[1, 0] = np.nan

    attack = Attack(published, 0, dict.fromkeys(table.nodes, True))

    assert attack.hidden == ["a"]
    assert attack.is_determined(attack.one("a"))
    assert attack.width(attack.one("a")) < 1e-6
