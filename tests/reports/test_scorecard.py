"""A scorecard's numbers from a small table."""

from __future__ import annotations

import pytest

from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.reports.nouns import About
from engine.reports.scorecard import scorecard_of
from engine.scoring.table import ScoreTable


def test_the_head_counts_ranked_units_of_the_group(table: ScoreTable, about: About) -> None:
    total = scorecard_of(table, "so-tai-chinh", about).total
    assert (total.score, total.rank, total.of, total.rank_high) == (61, 2, 4, 3)
    assert str(total.band) == "Tốt"


def test_median_and_best_are_those_of_ranked_peers(table: ScoreTable, about: About) -> None:
    card = scorecard_of(table, "so-tai-chinh", about)
    guidance = next(row for row in card.rows if row.id == "guidance")
    assert (guidance.median, guidance.best, guidance.gap) == (6.5, 10, 0.5)  # 10, 7, 6, 1


def test_strengths_and_weaknesses_by_distance_from_the_median(table: ScoreTable, about: About) -> None:
    found = scorecard_of(table, "so-xay-dung", about).contrast
    assert [x.id for x in found.strengths] == ["guidance"]  # 10 against 6.5
    assert [x.id for x in found.weaknesses] == ["days"]  # 4.5 against 5.1


def test_a_group_of_two_is_not_compared(table: ScoreTable, about: About) -> None:
    found = scorecard_of(table, "tp-vinh", about).contrast
    assert (found.strengths, found.weaknesses, found.peers) == ((), (), 2)


def test_dimensions_of_other_groups_are_left_out(table: ScoreTable, about: About) -> None:
    assert [x.id for x in scorecard_of(table, "so-y-te", about).dimensions] == ["entry"]
    assert [x.id for x in scorecard_of(table, "tp-vinh", about).dimensions] == ["entry", "land"]


def test_a_unit_that_is_not_ranked_says_why(table: ScoreTable, about: About) -> None:
    total = scorecard_of(table, "so-tu-phap", about).total
    assert (total.score, total.rank, total.missing) == (None, None, Missing.TOO_FEW)


def test_a_gate_that_bit_is_listed_with_its_reason(table: ScoreTable, about: About) -> None:
    (limit,) = scorecard_of(table, "so-tai-chinh", about).limits
    assert (limit.before, limit.after, str(limit.reason)) == (75, 61, "Trễ hạn kéo dài")


def test_an_unknown_unit_is_a_sentence(table: ScoreTable, about: About) -> None:
    with pytest.raises(ThuocDoError, match="no unit 'so-la'"):
        scorecard_of(table, "so-la", about)
