"""Waterfalls: bars float between the running sums and add up to the last total."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.framework.text import Text
from engine.reports.charts import NARROW, WIDE
from engine.reports.waterfall import MOST_BARS, Label, Step, fewer, waterfall

REST = "{n} phần nhỏ hơn, gộp lại"


def step(name: str, lead: float) -> Step:
    return Step(Label(Text({"": name})), lead)


FIRST, LAST = Label("Trung bình của nhóm"), Label("Điểm của đơn vị")


def test_each_bar_begins_where_the_one_before_ends() -> None:
    for canvas in (WIDE, NARROW):
        rows = waterfall((FIRST, 50.0), [step("a", 12), step("b", -4)], LAST, 2, canvas).rows
        assert [row.value for row in rows] == [50, 12, -4, 58]
        assert [row.is_total for row in rows] == [True, False, False, True]
        assert rows[1].start == rows[0].end
        assert rows[2].start == rows[1].end
        assert rows[3].end == rows[2].end
        assert rows[1].end > rows[1].start
        assert rows[2].left == rows[2].end


@given(st.floats(-1e6, 1e6), st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_every_bar_lies_between_round_ends_and_there_are_few_grid_lines(first: float, leads: list[float]) -> None:
    chart = waterfall((FIRST, first), [step(str(n), lead) for n, lead in enumerate(leads)], LAST, 2, WIDE)
    assert chart.rows[-1].value == pytest.approx(first + sum(leads), abs=1e-4)
    assert all(WIDE.left <= x <= WIDE.right for row in chart.rows for x in (row.start, row.end))
    assert 2 <= len(chart.ticks) <= 8


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=30))
def test_the_smallest_parts_are_told_together_and_nothing_is_lost(leads: list[float]) -> None:
    told = fewer([step(str(n), lead) for n, lead in enumerate(leads)], REST)
    assert len(told) == min(len(leads), MOST_BARS)
    assert sum(each.lead for each in told) == pytest.approx(sum(leads), abs=1e-9)
    if len(leads) > MOST_BARS:
        assert told[-1].label.within("en") == f"{len(leads) - MOST_BARS + 1} smaller parts together"


def test_a_part_of_nothing_still_has_a_bar() -> None:
    assert waterfall((FIRST, 5.0), [step("a", 0.0)], LAST, 2, WIDE).rows[1].width > 0
