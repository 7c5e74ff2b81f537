"""Where charts put what they draw."""

from __future__ import annotations

from engine.framework.text import Text
from engine.reports.charts import NARROW, TOP, WIDE, Profiled, Ranked, dot_plot, rankings

SHORT = Text({"": "Sở Y tế"})
LONG_IN_ENGLISH = Text({"vi": "Sở Y tế", "en": "Department of Health, Social Affairs and Veterans"})


def test_the_ends_of_a_scale_are_the_ends_of_the_plot() -> None:
    for canvas in (WIDE, NARROW):
        given = [Profiled(SHORT, (1, 10), 1, 10, None)]
        (row,) = dot_plot(given, 2, canvas).rows
        assert row.own is not None
        assert row.median is not None
        assert (row.own.x, row.median.x, row.best) == (canvas.left, canvas.right, None)


def test_a_narrow_row_has_room_above_it_for_its_name_in_every_language() -> None:
    units = [Ranked(title, place, 50, None, None) for place, title in enumerate((SHORT, LONG_IN_ENGLISH, SHORT), 1)]
    (chart,) = rankings(units, (0, 100), 2, NARROW)
    one, two = NARROW.line + NARROW.step, 2 * NARROW.line + NARROW.step
    first, second, third = (row.y for row in chart.rows)
    assert first - TOP == one - NARROW.step / 2
    assert (second - first, third - second) == (two, one)
    assert chart.height > third + NARROW.step / 2


def test_names_beside_the_plot_leave_rows_alike() -> None:
    given = [Profiled(title, (0, 100), 50, None, None) for title in (SHORT, LONG_IN_ENGLISH, SHORT)]
    first, second, third = (row.y for row in dot_plot(given, 2, WIDE).rows)
    assert third - second == second - first == WIDE.step


def test_a_label_is_shortened_at_a_word() -> None:
    assert NARROW.lines("Sở Y tế") == ["Sở Y tế"]
    assert all(len(line) <= NARROW.letters for line in NARROW.lines("rất dài " * 20))
    assert NARROW.lines("rất dài " * 20)[-1].endswith(" …")
