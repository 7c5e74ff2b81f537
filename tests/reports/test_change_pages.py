"""The change since the edition before on a scorecard: its parts, its words, its reasons."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest

from engine.disclosure.published import PublishedTable
from engine.reports.league import league_of
from engine.reports.nouns import About
from engine.reports.render import league_html, scorecard_html
from engine.reports.scorecard import scorecard_of
from engine.reports.words import NO_CHANGE
from engine.scoring.change_table import ChangeTable, Why


@pytest.fixture
def compared(table: PublishedTable) -> PublishedTable:
    """Everybody had 5 points less of the total: 1 by the unit, 4 by others; the second dimension is new."""
    shape = table.score.shape
    parts = {name: np.zeros(shape) for name in ("method", "own", "peers", "data")}
    parts["own"][0], parts["peers"][0], parts["data"][0] = 1, 4, 1e-12
    why = np.where(np.isnan(table.score), Why.NO_SCORE_NOW, Why.SHOWN).astype(np.int8)
    why[table.node_row("land")] = Why.NEW_NODE
    before = table.score.copy()
    before[0] -= 5
    units = tuple(unit.id for unit in table.units)
    change = ChangeTable(table.nodes, units, before, before, table.score, **parts, why=why, edition="2021")
    return replace(table, change=change)


def words(html: str) -> str:
    section = html[html.index('<section class="rp-change">') :].partition("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section)).split())


def test_the_parts_stand_beside_the_change(compared: PublishedTable, about: About) -> None:
    said = words(scorecard_html(scorecard_of(compared, "tp-vinh", about), "vi", standalone=False))

    assert "Kỳ trước (2021): 65,00 điểm; kỳ này: 70,00 điểm. +5,00" in said
    assert "Chỉ số 65,00 70,00 +5,00 0 +1,00 +4,00 0" in said
    assert "Gia nhập thị trường 8,00 8,00 +0,00 0 0 0 0" in said
    assert "Tiếp cận đất đai 6,00 6,00 thành phần mới, kỳ trước chưa có" in said


def test_they_are_told_in_english_too(compared: PublishedTable, about: About) -> None:
    said = words(scorecard_html(scorecard_of(compared, "tp-vinh", about), "en", standalone=True))

    assert "Edition before (2021): 65.00 points; this one: 70.00 points. +5.00" in said
    assert "a new component that the earlier edition did not have" in said


def test_a_total_that_cannot_be_compared_says_why(compared: PublishedTable, about: About) -> None:
    said = words(scorecard_html(scorecard_of(compared, "so-tu-phap", about), "vi", standalone=False))

    assert "Kỳ trước (2021): không so sánh được điểm tổng; kỳ này không có điểm." in said


def test_without_an_earlier_edition_nothing_is_said(table: PublishedTable, about: About) -> None:
    card = scorecard_of(table, "tp-vinh", about)

    assert card.change is None
    assert "rp-change" not in scorecard_html(card, "vi", standalone=False)


def test_the_league_tells_the_change_of_each_total(compared: PublishedTable, about: About) -> None:
    html = league_html(league_of(compared, about), "vi", standalone=True)
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())

    assert said.count("Thay đổi so với kỳ trước (2021)") == 2  # a table a group
    assert "Sở Xây dựng 67,50 72,50 +5,00 0 +1,00 +4,00 0" in said
    assert "Thành phố Vinh 65,00 70,00 +5,00" in said


def test_a_change_of_several_parts_is_drawn(compared: PublishedTable, about: About) -> None:
    card = scorecard_of(compared, "tp-vinh", about)
    assert card.change is not None
    wide, narrow = card.change.charts

    assert [row.value for row in wide.rows] == [65, 1, 4, 70] == [row.value for row in narrow.rows]
    said = scorecard_html(card, "vi", standalone=True)
    assert "<desc>Kỳ trước: 65,00; Do đơn vị: +1,00; Do đơn vị khác: +4,00; Kỳ này: 70,00.</desc>" in said


def test_a_change_of_one_part_needs_no_chart(compared: PublishedTable, about: About) -> None:
    assert compared.change is not None
    compared.change.own[0] += compared.change.peers[0]
    compared.change.peers[0] = 0
    card = scorecard_of(compared, "tp-vinh", about)

    assert card.change is not None
    assert card.change.charts == ()


def test_the_league_draws_both_editions_side_by_side(compared: PublishedTable, about: About) -> None:
    league = league_of(compared, about)
    assert [len(chart.rows) for group in league.groups for chart in group.slopes] == [4, 2]

    html = league_html(league, "vi", standalone=True)
    assert html.count("Mỗi đường nối điểm kỳ trước với điểm kỳ này.") == 2
    assert "Đường đứt đoạn" not in html  # the method is the same
    assert compared.change is not None
    compared.change.method[0] = 1
    assert "Đường đứt đoạn" in league_html(league_of(compared, about), "vi", standalone=True)


def test_every_reason_has_its_words() -> None:
    assert set(NO_CHANGE) == set(Why) - {Why.SHOWN}
