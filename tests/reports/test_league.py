"""The league: who is ranked where, and who is listed apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.disclosure.published import PublishedTable
from engine.framework.missing import Missing
from engine.framework.models import Unit
from engine.framework.text import Text
from engine.reports.charts import Ranked, beside_names, rankings
from engine.reports.league import league_of
from engine.reports.nouns import About
from engine.reports.render import league_html, scorecard_html
from engine.reports.scorecard import scorecard_of


def test_groups_in_the_order_of_the_register_best_unit_first(table: PublishedTable, about: About) -> None:
    league = league_of(table, about)
    assert [group.id for group in league.groups] == ["a", "b"]
    best_first = [row.unit_id for row in league.groups[0].rows]
    assert best_first == ["so-xay-dung", "so-tai-chinh", "so-y-te", "so-noi-vu"]


def test_units_that_are_not_ranked_stand_apart_with_the_reason(table: PublishedTable, about: About) -> None:
    apart = league_of(table, about).unranked
    assert [(str(x.unit_title), x.reason, x.n) for x in apart] == [
        ("Sở Tư pháp", "quá ít câu trả lời", 3),
        ("Ban Dân tộc", "chưa rõ thuộc nhóm nào", 0),
    ]


def test_a_long_ranking_is_drawn_in_even_parts() -> None:
    units = [Ranked(Text({"": f"u{i}"}), i, 100 - i, None, None) for i in range(1, 101)]
    charts = rankings(units, (1, 100), 2, beside_names(units))
    assert [len(chart.rows) for chart in charts] == [34, 34, 32]
    assert all(chart.ticks[0].value == 0 for chart in charts)


def test_a_score_on_too_little_is_in_brackets_wherever_it_stands(table: PublishedTable, about: About) -> None:
    # given a total of the first unit and a part of the second that stand on less than they should
    missing, rank = table.missing.copy(), table.rank.copy()
    missing[0, 0] = missing[1, 1] = Missing.LOW_COVERAGE
    rank[0, 0] = np.nan
    thin = replace(table, missing=missing, rank=rank)

    page = league_html(league_of(thin, about), "vi", standalone=False)
    assert page.count("(72,50)") == 1  # among those that are listed apart, with the reason
    assert page.count("(6,10)") == 1
    assert "điểm dựa trên ít số liệu hơn mức tối thiểu đã định, nên chỉ để tham khảo và không được xếp hạng." in page
    card = scorecard_html(scorecard_of(thin, "so-xay-dung", about), "en", standalone=False)
    assert "<strong>(72.50)</strong>" in card
    assert "Reason: too much is missing." in card
    own = scorecard_html(scorecard_of(thin, "so-tai-chinh", about), "en", standalone=False)
    assert own.count("(6.10)") == 3  # in the table, and in the wide and the narrow profile


def test_equal_ranks_stand_in_the_order_of_the_reader_s_language(table: PublishedTable, about: About) -> None:
    # given two units of one rank whose order differs between the languages
    titles = {
        "so-xay-dung": Text({"vi": "Sở Xây dựng", "en": "Construction"}),
        "so-y-te": Text({"vi": "Sở Ấn", "en": "Health"}),
    }
    register = table.framework.units
    listed = tuple(Unit(id=unit, group="a", title=title) for unit, title in titles.items())
    rank = table.rank.copy()
    rank[0, [table.unit_column(unit) for unit in titles]] = 1
    framework = table.framework.model_copy(update={"units": register.model_copy(update={"list": listed})})
    framework.__dict__.pop("unit", None)  # worked out from the register before
    shown = tuple(replace(unit, title=str(titles.get(unit.id) or unit.title)) for unit in table.units)
    tied = replace(table, rank=rank, framework=framework, units=shown)

    first = {language: league_of(tied, about, language).groups[0].rows[0].unit_id for language in ("vi", "en")}
    assert first == {"vi": "so-y-te", "en": "so-xay-dung"}
    for language, title in (("vi", "Sở Ấn"), ("en", "Construction")):
        page = league_html(league_of(tied, about, language), language, standalone=True)
        assert f"1. {title}" in page
