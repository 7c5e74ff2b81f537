"""Every figure is a ratio against a limit of the same run; how large it is, no test says."""

from __future__ import annotations

from dataclasses import fields
from importlib import import_module

import numpy as np
import pytest

from benchmarks.__main__ import MODULES, main, table
from benchmarks.figure import Figure, at_least, at_most, in_turns


@pytest.mark.parametrize("name", MODULES)
def test_each_subject_is_a_module_that_gives_figures(name: str) -> None:
    assert callable(import_module(f"benchmarks.{name}").figures)


def test_a_figure_has_a_limit_in_its_own_unit_and_a_goal() -> None:
    assert {field.name for field in fields(Figure)} >= {"name", "measured", "limit", "goal", "unit", "limit_name"}
    figure = Figure("load", 3.0, 4.0, at_most(0.5), "s", "the parser alone")
    assert figure.ratio == 0.75
    assert not figure.meets


def test_more_is_better_where_the_goal_says_at_least() -> None:
    assert Figure("submit", 60.0, 100.0, at_least(0.55), "/s", "bare").meets
    assert not Figure("submit", 50.0, 100.0, at_least(0.55), "/s", "bare").meets


def test_the_variants_of_a_figure_are_measured_in_turns() -> None:
    met = []
    taken = in_turns("two", {"ours": lambda: met.append("ours") or 1.0, "limit": lambda: met.append("limit") or 2.0}, 3)
    assert met == ["ours", "limit"] * 3
    assert taken == {"ours": 1.0, "limit": 2.0}


def test_the_table_says_which_goal_is_missed() -> None:
    shown = table([Figure("a", 1.0, 2.0, at_most(1), "s", "x"), Figure("b", 3.0, 2.0, at_most(1), "s", "y")])
    assert [line.split()[-2] for line in shown.splitlines()[1:]] == ["ok", "short"]


def test_an_unknown_figure_is_answered_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["speed"]) == 1
    assert "reading" in capsys.readouterr().err


def test_the_bare_limit_of_scoring_does_the_whole_work() -> None:
    from benchmarks.scoring import bare

    values = np.array([[0.0, 5.0, 10.0], [1.0, 3.0, 2.5]])  # two indicators, three units; the second is better low
    levels, ranks = bare(values, np.array([True, False]), branches=(2,))
    np.testing.assert_allclose(levels[0], [[1, 5.5, 10], [10, 1, 3.25]])
    np.testing.assert_allclose(levels[1], [[7, 2.5, 5.5]])  # weights 1 and 2
    np.testing.assert_array_equal(ranks[1], [[1, 3, 2]])
