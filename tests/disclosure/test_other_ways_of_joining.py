"""Two worlds that differ in what is kept back and agree in all that is shown, under every way of joining."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_rounds import dimension, leaf, scored

from engine.disclosure.gate import guard
from engine.disclosure.siblings import SPREAD

WAYS: dict[str, dict[str, Any]] = {
    "geometric": {"floor": 1.0},
    "harmonic": {"floor": 1.0},
    "power": {"exponent": 2.0},
    "minimum": {},
    "median": {},
    "trimmed": {"lowest": 1, "highest": 0},
    "mean_min": {"share": 0.5, "smooth": 5.0},
    "coverage_adjusted": {"exponent": 0.5},
}
NEAR = 1.0
"""A figure of a grid stands for all within this distance: between grid points the others can make up for it."""


@settings(max_examples=40)
@given(
    st.sampled_from(sorted(WAYS)),
    st.lists(st.tuples(st.sampled_from([1, 5, 40, 60, 95, 100]), st.sampled_from([2, 6, 9])), min_size=2, max_size=5),
)
def test_each_figure_could_lie_in_a_tenth_of_its_scale(way: str, figures: list[tuple[int, int]]) -> None:
    names = [f"x{place}" for place in range(len(figures))]
    use = {"rule": way, "settings": WAYS[way]}
    index = dimension("total", *(leaf(name) for name in names), aggregate=use)
    table = scored(index, {"u": {f"q_{name}": [value] * n for name, (value, n) in zip(names, figures, strict=True)}})
    published = guard(table)
    hidden = [row for row in range(1, len(table.nodes)) if published.suppressed[row, 0]]
    if not hidden or np.isnan(published.score[0, 0]):
        return
    assert table.plan is not None
    grid = np.linspace(0, 100, 41 if len(hidden) < 3 else 21 if len(hidden) < 4 else 11)
    worlds = np.array(list(product(grid, repeat=len(hidden)))).T
    scores = np.repeat(table.score[1:], worlds.shape[1], axis=1)
    scores[[row - 1 for row in hidden]] = worlds
    (joint,) = table.plan.joints
    made = joint.aggregate(scores, np.ones_like(scores))
    step = (grid[1] - grid[0]) * NEAR
    fits = np.abs(made - published.score[0, 0]) <= step / 2
    for place in range(len(hidden)):
        possible = worlds[place][fits]
        assert possible.size, "the truth itself is possible"
        assert np.ptp(possible) + 2 * step >= 100 * SPREAD


@pytest.mark.parametrize("way", ["copeland", "mazziotta_pareto"])
def test_of_ways_without_ends_one_unknown_is_not_left_alone(way: str) -> None:
    more = {"penalty": "down"} if way == "mazziotta_pareto" else {}
    index = dimension("total", *map(leaf, "abc"), aggregate={"rule": way, "settings": more})
    units = {f"u{place}": {"q_a": [10 * place] * (3 if place == 1 else 9), "q_b": [50 + place] * 9, "q_c": [60 - place] * 7} for place in range(4)}  # fmt: skip
    published = guard(scored(index, units))
    assert published.suppressed[1:, 1].tolist() == [True, False, True]
