"""Slope charts: where points and labels stand, and which lines are broken."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.framework.text import Text
from engine.reports.change import ChangeLine
from engine.reports.charts import TOP
from engine.reports.slopes import AT_MOST, NARROW, WIDE, apart, slope_charts


def line(before: float | None, now: float | None, method: float = 0.0, why: str | None = None) -> ChangeLine:
    return ChangeLine(Text({"": "Sở Y tế"}), 2, before, now, 0.0, method, 0.0, 0.0, 0.0, why)


def test_the_best_score_of_both_editions_is_at_the_top_and_the_worst_at_the_bottom() -> None:
    for canvas in (WIDE, NARROW):
        (chart,) = slope_charts([line(50, 80), line(70, 40)], canvas)
        first, second = chart.rows
        assert first.now.y == TOP + canvas.step / 2
        assert second.now.y > first.before.y > second.before.y > first.now.y
        assert second.now.y < chart.height


def test_a_line_is_broken_where_the_method_changed_and_missing_where_nothing_can_be_compared() -> None:
    (chart,) = slope_charts([line(50, 60), line(50, 60, method=2.0), line(50, 60, why="khác")], WIDE)
    assert [row.path.count("M") for row in chart.rows] == [1, 2, 0]
    assert chart.has_broken
    assert chart.rows[0].path.startswith(f"M{WIDE.left}")
    assert f"L{WIDE.right}" in chart.rows[1].path


def test_units_without_both_scores_are_left_to_the_table() -> None:
    (chart,) = slope_charts([line(50, 60), line(None, 60), line(40, 50), line(40, None)], WIDE)
    assert len(chart.rows) == 2
    assert not chart.has_broken
    assert slope_charts([line(50, 60), line(None, 60)], WIDE) == ()


def test_many_units_are_drawn_in_even_parts() -> None:
    charts = slope_charts([line(50 - i / 10, 60 - i / 10) for i in range(2 * AT_MOST + 1)], WIDE)
    assert [len(chart.rows) for chart in charts] == [27, 27, 27]


def test_where_all_scores_are_alike_labels_still_stand_apart() -> None:
    (chart,) = slope_charts([line(50, 50)] * 20, WIDE)
    labels = sorted(row.now.label_y for row in chart.rows)
    assert all(below - above == pytest.approx(WIDE.step) for above, below in pairwise(labels))
    assert labels[0] >= TOP


@given(st.lists(st.floats(0, 200), min_size=1, max_size=14))
def test_labels_are_moved_apart_keep_their_order_and_stay_on_the_chart(places: list[float]) -> None:
    moved = apart(places, 15.0, 210.0)
    in_order = [moved[each] for each in sorted(range(len(places)), key=lambda each: places[each])]
    assert all(below - above >= 15 - 0.11 for above, below in pairwise(in_order))
    assert min(moved) >= -0.1
    assert max(moved) <= 210
