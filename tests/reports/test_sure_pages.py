"""How sure, on pages: levels, top places, letters for units that cannot be told apart, merged strata, failed draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.framework.models import RuleUse
from engine.framework.text import Text
from engine.reports.alike import Alike, alike_of
from engine.reports.league import league_of
from engine.reports.nouns import About
from engine.reports.render import league_html, scorecard_html
from engine.reports.scorecard import scorecard_of
from engine.scoring.methods import Factor, Varied
from engine.scoring.pairs import Contest
from engine.scoring.sureness import Asked, Sureness
from engine.scoring.table import ScoreTable


@pytest.fixture
def drawn(table: ScoreTable) -> ScoreTable:
    """The small table with what draws could have told: of group a the first two and the second two are alike."""
    in_top = np.where(np.isnan(table.rank), np.nan, 0.25)
    failed = np.where(np.isnan(table.score), np.nan, 0.0)
    failed[0, 2] = 0.0351
    contests = (
        Contest(np.array([0, 1, 2, 3]), np.full((4, 4), 0.5), ((0, 1), (1, 2), (3, 3))),
        Contest(np.array([5, 6]), np.full((2, 2), 0.5), ((0, 0), (1, 1))),
    )
    sure = Sureness(
        Asked(0.95, 3),
        200,
        table.score_low,
        table.score_high,
        table.rank_low,
        table.rank_high,
        in_top,
        failed,
        contests,
    )
    return replace(table, sure=sure, merged_strata=("bắc", "nam"))


def test_letters_are_shared_by_units_that_cannot_be_told_apart(drawn: ScoreTable, about: About) -> None:
    first, second = league_of(drawn, about).groups
    alike = [row.alike for row in first.rows]
    assert alike == [Alike("A", "A", False), Alike("A", "B", False), Alike("B", "B", True), Alike("C", "C", False)]
    assert [row.alike for row in second.rows] == [Alike("A", "A", False), Alike("B", "B", True)]
    page = league_html(league_of(drawn, about), "vi", standalone=False)
    assert "Hai đơn vị có chung một chữ ở cột Cụm" in page
    assert "<td>A–B</td>" in page
    assert "khoảng 95% của điểm" in page


def test_letters_go_on_after_z() -> None:
    many = Contest(np.arange(60), np.full((60, 60), 0.5), tuple((place, place) for place in range(60)))
    found = alike_of(many)
    assert [found[place].first for place in (0, 25, 26, 52)] == ["A", "Z", "AA", "BA"]
    assert alike_of(Contest(np.array([4]), np.full((1, 1), 0.5), ((0, 0),))) == {}


def test_top_places_are_told_where_they_were_asked_for(drawn: ScoreTable, about: About) -> None:
    card = scorecard_of(drawn, "so-xay-dung", about)
    assert card.total.in_top == 0.25
    assert "vào 3 hạng đầu: 25% số lần lấy mẫu lại" in scorecard_html(card, "vi", standalone=False)
    page = league_html(league_of(drawn, about), "en", standalone=False)
    assert "Top 3: in how many per cent of redraws the unit is among the first 3." in page
    assert page.count('<td class="rp-num">25%</td>') == 6


def test_without_draws_nothing_is_said_of_them(table: ScoreTable, about: About) -> None:
    league = league_of(replace(table, replicates=0), about)
    page = league_html(league, "vi", standalone=False)
    for words in ("Cụm", "Top", "lấy mẫu lại"):
        assert words not in page


def test_the_method_names_merged_strata_and_failed_draws(drawn: ScoreTable, about: About) -> None:
    page = scorecard_html(scorecard_of(drawn, "so-xay-dung", about), "vi", standalone=False)
    assert "khoảng 95% từ 200 lần lấy mẫu lại người trả lời" in page
    assert "gộp các tầng chỉ có một người trả lời: bắc; nam." in page
    assert "nhiều nhất 3,5% số lần" in page
    assert "mốc cố định từ trước hoặc lấy qua nhiều kỳ thì chắc hơn" in page  # min-max over the group


def test_a_frozen_range_needs_no_condition(drawn: ScoreTable, about: About) -> None:
    use = RuleUse(rule="minmax", settings={"over": "frozen", "ranges": {}})
    index = drawn.framework.index.model_copy(update={"normalise": use})
    frozen = replace(drawn, framework=drawn.framework.model_copy(update={"index": index}))
    page = scorecard_html(scorecard_of(frozen, "so-xay-dung", about), "vi", standalone=False)
    assert "lấy mẫu lại" in page
    assert "mốc cố định" not in page


@pytest.mark.parametrize(
    ("respondents", "told"),
    [
        (False, ("200 lần đổi cách tính", "200 draws of the method")),
        (True, ("200 lần vừa lấy mẫu lại người trả lời vừa đổi cách tính", "200 draws of both respondents and method")),
    ],
)
def test_what_varied_is_told_in_the_method(
    drawn: ScoreTable, about: About, respondents: bool, told: tuple[str, str]
) -> None:
    factors = (Factor("normalise", ("own", "rank")), Factor("aggregate", ("own", "geometric", "minimum")))
    varied = Varied(0.25, factors, (), respondents)
    league = league_of(replace(drawn, varied=varied, replicates=200), about)
    vietnamese, english = (" ".join(league_html(league, x, standalone=False).split()) for x in ("vi", "en"))
    assert told[0] in vietnamese
    assert told[1] in english
    assert "mỗi trọng số tăng hoặc giảm tới 25%, tổng trọng số của các mục cùng cấp giữ nguyên." in vietnamese
    assert "2 cách chuẩn hóa, kể cả cách của bộ chỉ số" in vietnamese
    assert "3 ways of aggregating" in english
    assert "có điểm không tính được theo một số cách, nhiều nhất 3,5%" in vietnamese


def test_intervals_of_methods_stand_without_any_answers(drawn: ScoreTable, about: About) -> None:
    without = replace(drawn, n=np.zeros_like(drawn.n))
    varied = replace(without, varied=Varied(0.25, (), (), False))
    assert league_of(without, about).how_sure.replicates == 0
    assert league_of(varied, about).how_sure.replicates == drawn.replicates > 0
    assert "Đổi cách tính" in league_html(league_of(varied, about), "vi", standalone=False)


def test_rank_intervals_are_a_picture_with_its_words(drawn: ScoreTable, about: About) -> None:
    from engine.reports.charts import WIDE
    from engine.reports.rank_charts import Placed, rank_charts

    units = [Placed(Text({"": f"u{i}"}), i, max(1, i - 1), min(5, i + 1)) for i in range(1, 6)]
    (chart,) = rank_charts(units, 5, WIDE)
    assert [(row.low, row.x, row.high) for row in chart.rows[:2]] == [(236, 236, 332), (236, 332, 428)]
    assert [tick.value for tick in chart.ticks] == [1, 2, 3, 4, 5]
    assert rank_charts(units[:1], 1, WIDE) == ()
    assert [len(each.rows) for each in rank_charts(units * 10, 50, WIDE)] == [25, 25]

    for language, title in (("vi", "Hạng và khoảng của hạng, Nhóm A"), ("en", "Ranks and their intervals, Group A")):
        page = league_html(league_of(drawn, about), language, standalone=False)
        assert page.count(f"<title>{title}</title>") == 2  # wide and narrow
        assert "Sở Xây dựng: 1 (" in page
    assert "Hạng và khoảng" not in league_html(league_of(replace(drawn, replicates=0), about), "vi", standalone=True)
