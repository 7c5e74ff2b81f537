"""Units that others were merged into: the mean of what those have, at the nodes where the file says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.builtin import plugin
from engine.framework.missing import Missing
from engine.framework.reader import read_framework
from engine.framework.vocabulary import Vocabulary
from engine.scoring.arrays import Figures, Snapshot, UnitRow
from engine.scoring.breakdown import breakdown
from engine.scoring.plan import Plan
from engine.scoring.planning import make_plan
from engine.scoring.run import score
from engine.scoring.table import ScoreTable

FEATURES = Path(__file__).parents[1] / "surveys" / "features" / "scoring"
VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
NAN = np.nan


@pytest.fixture(scope="module")
def plan() -> Plan:
    framework = read_framework(FEATURES / "merged_units.yaml", VOCABULARY).framework
    assert framework is not None
    return make_plan(framework, VOCABULARY)


def units(*into: str) -> tuple[UnitRow, ...]:
    """Old units u0, u1, … that went into those named ("" for none), all in one group."""
    return tuple(UnitRow(f"u{place}", f"U{place}", "now", (("successor", name),)) for place, name in enumerate(into))


def scored(plan: Plan, rows: tuple[UnitRow, ...], **values: list[float]) -> ScoreTable:
    return score(plan, Snapshot(rows, figures={"": Figures({name: np.array(each) for name, each in values.items()})}))


def test_a_chain_of_mergers_is_a_mean_of_means(plan: Plan) -> None:
    """u0 and u1 went into u2, which went into u4 with u3."""
    table = scored(
        plan, units("u2", "u2", "u4", "u4", ""),
        a=[60, 0, NAN, 60, NAN], b=[40, 0, NAN, 40, NAN], security=[9, 9, NAN, 9, NAN],
    )  # fmt: skip
    row = table.node_row("awareness")
    assert table.score[row].tolist() == [100, 0, 50, 100, 75]
    assert table.missing[:, 4].tolist() == [Missing.PRESENT] * 5
    assert table.coverage[0].tolist() == [1] * 5


def test_a_circle_of_files_ends_somewhere(plan: Plan) -> None:
    table = scored(plan, units("u1", "u0"), a=[NAN, NAN], b=[NAN, NAN], security=[NAN, NAN])
    assert np.isnan(table.score).all()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0, 40), st.floats(1, 10)), min_size=1, max_size=6))
def test_the_mean_of_any_number_of_units_and_its_lines_add_up(
    plan: Plan, given_units: list[tuple[float, float, float]]
) -> None:
    rows = (*units(*["new"] * len(given_units)), UnitRow("new", "New", "now"))
    a, b, security = ([*each, NAN] for each in zip(*given_units, strict=True))
    table = scored(plan, rows, a=a, b=b, security=security)
    for node in ("awareness", "security"):
        own = table.score[table.node_row(node)]
        assert own[-1] == pytest.approx(own[:-1].mean())
        assert breakdown(table, "new", node).total == pytest.approx(own[-1])
    assert breakdown(table, "new", "total").total == pytest.approx(table.score[0, -1])


def test_who_has_figures_of_its_own_keeps_them(plan: Plan) -> None:
    table = scored(plan, units("u1", ""), a=[60, 6], b=[40, 4], security=[9, 9])
    assert table.score[table.node_row("awareness")].tolist() == [100, 10]
