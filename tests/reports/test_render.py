"""Pages as people read them; golden texts in tests/golden_pdf, renewed with UPDATE_GOLDEN=1."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from engine.disclosure.published import PublishedTable
from engine.framework.text import Text
from engine.reports.league import league_of
from engine.reports.nouns import About, Unranked
from engine.reports.render import league_html, scorecard_html
from engine.reports.scorecard import scorecard_of
from engine.resources import folder

GOLDEN = Path(__file__).parent.parent / "golden_pdf"


def text_of(html: str) -> str:
    """The words of a page, one block a line."""
    html = re.sub(r"</(p|h\d|li|tr|dd|dt|text|title|desc)>", "\n", html)
    lines = (" ".join(line.split()) for line in unescape(re.sub(r"<[^>]+>", " ", html)).splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def same_as_golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_scorecard_reads_as_agreed(table: PublishedTable, about: About, language: str) -> None:
    html = scorecard_html(scorecard_of(table, "so-tai-chinh", about), language, standalone=False)
    same_as_golden(f"scorecard.{language}.txt", text_of(html))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_league_reads_as_agreed(table: PublishedTable, about: About, language: str) -> None:
    html = league_html(league_of(table, about), language, standalone=False)
    same_as_golden(f"league.{language}.txt", text_of(html))


def test_fragments_carry_no_inline_style(table: PublishedTable, about: About) -> None:
    for html in (
        scorecard_html(scorecard_of(table, "so-tai-chinh", about), "vi", standalone=False),
        league_html(league_of(table, about), "vi", standalone=False),
    ):
        assert not re.search(r"<style|\sstyle=|<script|<html", html)


def test_numbers_are_written_in_the_language_of_the_page(table: PublishedTable, about: About) -> None:
    card = scorecard_of(table, "so-xay-dung", about)
    assert "1.234,5\xa0ngày" in scorecard_html(card, "vi", standalone=False)
    assert "1,234.5\xa0days" in scorecard_html(card, "en", standalone=False)


def test_the_code_of_the_run_stands_in_the_method_and_at_the_foot_of_each_page(table: PublishedTable, about: About) -> None:
    ran = replace(about, run="7K3M-9QRT-2VXA")
    for html in (
        league_html(league_of(table, ran), "vi", standalone=True),
        scorecard_html(scorecard_of(table, "so-tai-chinh", ran), "vi", standalone=True),
    ):
        assert "<dt>Lần tính điểm</dt><dd>7K3M-9QRT-2VXA</dd>" in html
        assert 'data-code="7K3M-9QRT-2VXA"' in html
    assert "Lần tính điểm" not in league_html(league_of(table, about), "vi", standalone=True)


def test_missing_is_said_in_words_and_never_zero(table: PublishedTable, about: About) -> None:
    text = text_of(scorecard_html(scorecard_of(table, "so-tu-phap", about), "vi", standalone=False))
    assert "quá ít câu trả lời" in text
    assert not re.search(r"\b0,00\b", text)


def test_no_english_page_keeps_a_vietnamese_label(table: PublishedTable, about: About) -> None:
    text = text_of(scorecard_html(scorecard_of(table, "so-tai-chinh", about), "en", standalone=False))
    left = text.replace("Sở Tài chính", "").replace("Khảo sát thử 2022", "")
    assert not re.search("[ạảấầẩẫậắằẳẵặẹẻẽềếểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]", left), left


@pytest.mark.parametrize(("language", "order"), [("vi", ["so", "huyen"]), ("en", ["huyen", "so"])])
def test_units_that_are_not_ranked_stand_in_the_order_of_the_pages_language(
    table: PublishedTable, about: About, language: str, order: list[str]
) -> None:
    titles = {"huyen": {"vi": "Đô Lương", "en": "Do Luong"}, "so": {"vi": "Dân tộc", "en": "Ethnic affairs"}}
    apart = tuple(Unranked(id_, Text(title), None, "quá ít câu trả lời", 3) for id_, title in titles.items())
    league = replace(league_of(table, about), unranked=apart)
    html = league_html(league, language, standalone=False, address=lambda id_: id_)
    assert re.findall('href="(so|huyen)"', html) == order


def test_a_screen_has_each_chart_wide_and_narrow_and_paper_has_it_wide(table: PublishedTable, about: About) -> None:
    card, league = scorecard_of(table, "so-tai-chinh", about), league_of(table, about)
    for standalone, narrow in ((False, 1), (True, 0)):
        html = scorecard_html(card, "vi", standalone=standalone)
        assert (html.count('class="rp-chart rp-broad"'), html.count('class="rp-chart rp-narrow"')) == (1, narrow)
        html = league_html(league, "vi", standalone=standalone)
        assert (html.count('class="rp-chart rp-broad"'), html.count('class="rp-chart rp-narrow"')) == (4, 4 * narrow)


def test_of_a_charts_two_widths_a_screen_shows_one_and_hides_the_other_from_everybody() -> None:
    always, _, small = (folder("templates") / "reports" / "screen.css").read_text("utf-8").partition("@media")
    assert re.search(r"\.rp-narrow[^{}]*{ display: none; }", always)
    assert not re.search(r"\.rp-broad[^{}]*{ display", always)
    assert re.search(r"\.rp-broad { display: none; }", small)
    assert re.search(r"\.rp-narrow[^{}]*{ display: block; }", small)


def test_the_screen_style_sheet_stays_small() -> None:
    assert (folder("templates") / "reports" / "screen.css").stat().st_size <= 6 * 1024
