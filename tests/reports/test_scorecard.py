"""A scorecard's numbers from a small table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.disclosure.published import PublishedTable
from engine.framework.missing import Missing
from engine.framework.models import Form, Framework, Unit
from engine.framework.text import Text
from engine.problems import ThuocDoError
from engine.reports.league import league_of
from engine.reports.nouns import About
from engine.reports.render import league_html, scorecard_html
from engine.reports.scorecard import scorecard_of


def test_the_head_counts_ranked_units_of_the_group(table: PublishedTable, about: About) -> None:
    total = scorecard_of(table, "so-tai-chinh", about).total
    assert (total.score, total.rank, total.of, total.rank_high) == (61, 2, 4, 3)
    assert str(total.band) == "Tốt"


def test_median_and_best_are_those_of_ranked_peers(table: PublishedTable, about: About) -> None:
    card = scorecard_of(table, "so-tai-chinh", about)
    guidance = next(row for row in card.rows if row.id == "guidance")
    assert (guidance.median, guidance.best, guidance.gap) == (6.5, 10, 0.5)  # 10, 7, 6, 1


def test_strengths_and_weaknesses_by_distance_from_the_median(table: PublishedTable, about: About) -> None:
    found = scorecard_of(table, "so-xay-dung", about).contrast
    assert [x.id for x in found.strengths] == ["guidance"]  # 10 against 6.5
    assert [x.id for x in found.weaknesses] == ["days"]  # 4.5 against 5.1


def test_a_score_near_the_median_is_no_strength(table: PublishedTable, about: About) -> None:
    found = scorecard_of(table, "so-tai-chinh", about).contrast  # days: 5.2 against 5.1 on a scale of 1 to 10
    assert [x.id for x in found.strengths] == ["guidance"]  # 7 against 6.5 is more than 5 % of the scale
    assert found.weaknesses == ()


def test_few_answers_say_little_but_a_unit_reports_once(table: PublishedTable, about: About) -> None:
    few = replace(table, n=np.minimum(table.n, 1))
    assert scorecard_of(few, "so-xay-dung", about).contrast.strengths == ()
    reported = replace(few, framework=self_assessed(table.framework))
    card = scorecard_of(reported, "so-xay-dung", about)
    assert [x.id for x in card.contrast.strengths] == ["guidance"]


def test_a_unit_that_reports_on_itself_has_no_interval_and_no_number_of_answers(
    table: PublishedTable, about: About
) -> None:
    card = scorecard_of(replace(table, framework=self_assessed(table.framework)), "so-xay-dung", about)
    assert (card.has_answers, card.how_sure.replicates, card.total.score_low, card.total.rank_high) == (False, 0, None, None)


def self_assessed(framework: Framework) -> Framework:
    """The same framework, its three questions asked of the units."""
    questions = [{"id": f"q{i}", "type": "number", "text": "?"} for i in (1, 2, 3)]
    page = {"id": "page", "title": "page", "questions": questions}
    form = Form.model_validate({"id": "own", "title": "own", "audience": "unit", "pages": [page]})
    return framework.model_copy(update={"forms": (form,)})


def test_codes_have_a_column_only_where_there_are_codes(table: PublishedTable, about: About) -> None:
    card = scorecard_of(table, "so-xay-dung", about)
    assert "Mã</th>" in scorecard_html(card, "vi", standalone=False)
    bare = replace(card, rows=tuple(replace(row, code="") for row in card.rows))
    assert "Mã</th>" not in scorecard_html(bare, "vi", standalone=False)


def test_a_group_of_two_is_not_compared(table: PublishedTable, about: About) -> None:
    found = scorecard_of(table, "tp-vinh", about).contrast
    assert (found.strengths, found.weaknesses, found.peers) == ((), (), 2)


def test_dimensions_of_other_groups_are_left_out(table: PublishedTable, about: About) -> None:
    assert [x.id for x in scorecard_of(table, "so-y-te", about).dimensions] == ["entry"]
    assert [x.id for x in scorecard_of(table, "tp-vinh", about).dimensions] == ["entry", "land"]


def test_a_unit_that_is_not_ranked_says_why(table: PublishedTable, about: About) -> None:
    total = scorecard_of(table, "so-tu-phap", about).total
    assert (total.score, total.rank, total.missing) == (None, None, Missing.TOO_FEW)


@pytest.mark.parametrize(
    ("unit", "reason"), [("so-tu-phap", "quá ít câu trả lời"), ("khac", "chưa rõ thuộc nhóm nào"), ("so-xay-dung", None)]
)
def test_a_unit_without_a_rank_says_so_plainly(
    table: PublishedTable, about: About, unit: str, reason: str | None
) -> None:
    card = scorecard_of(table, unit, about)
    page = scorecard_html(card, "vi", standalone=False)
    assert card.unranked == reason
    assert (f"Lý do: {reason}." in page, "<h2>Không xếp hạng</h2>" in page) == (reason is not None, reason is not None)
    assert ("Điểm mạnh và điểm yếu" in page, "Hạng</th>" in page) == (reason is None, reason is None)


def test_a_gate_that_bit_is_listed_with_its_reason(table: PublishedTable, about: About) -> None:
    (limit,) = scorecard_of(table, "so-tai-chinh", about).limits
    assert (limit.before, limit.after, str(limit.reason)) == (75, 61, "Trễ hạn kéo dài")


def test_an_unknown_unit_is_a_sentence(table: PublishedTable, about: About) -> None:
    with pytest.raises(ThuocDoError, match="no unit 'nha-may'"):
        scorecard_of(table, "nha-may", about)


@pytest.mark.parametrize("given", ["so-taichinh", "so tai chinh", "sở tài chính"])
def test_the_unit_that_was_meant_is_named(table: PublishedTable, about: About, given: str) -> None:
    with pytest.raises(ThuocDoError, match="Did you mean `so-tai-chinh`"):
        scorecard_of(table, given, about)


def test_a_name_is_written_in_the_language_of_the_page(table: PublishedTable, about: About) -> None:
    listed = Unit(id="so-y-te", title=Text({"vi": "Sở Y tế", "en": "Department of Health"}), group="a")
    register = table.framework.units.model_copy(update={"list": (listed,)})
    named = replace(table, framework=table.framework.model_copy(update={"units": register}))
    assert "<h1>Department of Health</h1>" in scorecard_html(
        scorecard_of(named, "so-y-te", about), "en", standalone=False
    )
    assert "1. Sở Xây dựng" in league_html(league_of(named, about), "en", standalone=False)


def test_alike_ends_of_an_interval_are_one_value(table: PublishedTable, about: About) -> None:
    sure = replace(table, rank_high=table.rank_low)
    assert "khoảng 90%: hạng 1</small>" in scorecard_html(scorecard_of(sure, "so-xay-dung", about), "vi", standalone=False)
    assert "<small>(1)</small>" in league_html(league_of(sure, about), "vi", standalone=False)
