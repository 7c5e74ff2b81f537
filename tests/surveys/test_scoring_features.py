"""A tiny survey a feature of the index: its examples, worked by hand, come out."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.authoring.examples import run_examples
from engine.builtin import plugin
from engine.disclosure.published import PublishedTable, figures_of
from engine.framework.reader import Read, read_framework
from engine.framework.vocabulary import Vocabulary
from engine.reports.nouns import About
from engine.reports.render import scorecard_html
from engine.reports.scorecard import scorecard_of
from engine.scoring.planning import make_plan
from engine.scoring.table import ScoreTable

FEATURES = sorted((Path(__file__).parent / "features" / "scoring").glob("*.yaml"))
VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())


def read(name: str) -> Read:
    return read_framework(FEATURES[0].with_stem(name), VOCABULARY)


def in_full(table: ScoreTable) -> PublishedTable:
    """Examples are made up: all of them may be shown, however few answers there are."""
    return PublishedTable(**figures_of(table))


def tables(name: str) -> list[ScoreTable]:
    framework = read(name).framework
    assert framework is not None
    outcomes = run_examples(framework, make_plan(framework, VOCABULARY), VOCABULARY)
    return [outcome.table for outcome in outcomes if outcome.table is not None]


@pytest.mark.parametrize("file", FEATURES, ids=lambda file: file.stem)
def test_what_its_examples_expect_comes_out(file: Path) -> None:
    result = read_framework(file, VOCABULARY)
    assert result.problems == ()
    assert result.framework is not None
    outcomes = list(run_examples(result.framework, make_plan(result.framework, VOCABULARY), VOCABULARY))
    assert outcomes
    assert [failure.what for outcome in outcomes for failure in outcome.failures] == []
    for outcome in outcomes:  # and it can be printed
        assert outcome.table is not None
        for unit in outcome.table.units:
            card = scorecard_of(in_full(outcome.table), unit.id, About("r", "R", is_demo=False, responses=0, code=""))
            assert result.framework.title.within("vi") in scorecard_html(card, "vi", standalone=False)


def page(name: str, unit: str, language: str = "vi") -> str:
    (table, *_) = tables(name)
    card = scorecard_of(in_full(table), unit, About("r", "R", is_demo=False, responses=0, code=""))
    return " ".join(scorecard_html(card, language, standalone=False).split())


def test_a_weak_indicator_says_what_to_do_what_proves_it_and_on_which_law_it_rests() -> None:
    html = page("advice", "a")
    assert "Lập lịch sao lưu hằng ngày và thử khôi phục mỗi quý" in html
    assert "Nhật ký sao lưu; Biên bản thử khôi phục" in html
    assert ', Điều 19 (từ 1/7/2016) (đến hết 31/12/2026); Quy chế nội bộ.' in html
    assert '<a href="https://example.vn/85">Nghị định 85/2016/NĐ-CP</a>' in html
    assert "Tổ chức hai lớp" not in html  # 9 of 10 is not weak
    assert "(from 1 July 2016)" in page("advice", "a", "en")


def test_a_bonus_and_a_penalty_stand_on_the_scorecard() -> None:
    html = page("bonus_and_penalty", "d")
    assert "Thưởng sáng kiến: <b>+5" in html
    assert "Trừ nộp muộn: <b>−3" in html
    assert "chưa trả lời câu hỏi liên quan" in page("bonus_and_penalty", "e")


def test_what_is_reported_beside_the_tree_stands_on_the_scorecard() -> None:
    assert "Chuyển đổi số: 50,00 (hạng 1/2)" in page("reported_beside_the_tree", "a").replace("\u00a0", " ")



def test_a_point_that_was_moved_or_filled_says_so() -> None:
    assert "(bù số liệu thiếu)" in page("filled_gaps", "b")
    assert "(bù số liệu thiếu)" not in page("filled_gaps", "d")
    assert "100,00 <small>(đã xử lý ngoại lệ)</small>" in page("treated_figures", "h")
    assert "130,00 <small>(đưa về đầu khoảng)</small>" in page("piecewise_linear", "c")


def test_points_are_shown_out_of_what_can_be_reached() -> None:
    (table,) = tables("points_out_of")
    assert table.most is not None
    assert table.most[0].tolist() == [18, 15]
    assert "<small>/ 18 (66,7%)</small>" in page("points_out_of", "a")
    assert "<small>/ 15 (66,7%)</small>" in page("points_out_of", "b")
