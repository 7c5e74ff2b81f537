"""Reports that plugins make of a unit's answers: what they are given, whom they fit, and that a broken one is only told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.appraisal.unit_reports import answers_for, fitting, made
from engine.catalog import Offered, build_catalog
from engine.framework.missing import Missing
from engine.framework.text import Text
from engine.framework.unit_reports import MadeReport, ReportSheet, UnitAnswers, UnitReport
from engine.plugins import make_plugin_manager
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey

UNIT = "co-quan-mau-1"
PLAIN = UnitReport(
    "plain", Text("Plain"), Text("Says nothing."), frozenset({"systems"}),
    lambda _told: MadeReport((ReportSheet("One", (), ()),)),
)  # fmt: skip


@pytest.fixture(scope="module")
def offered() -> Offered:
    return build_catalog(make_plugin_manager()).offered["security4layer"]


def told(offered: Offered, answers: dict[AnswerKey, Answer]) -> UnitAnswers:
    form = offered.framework.form["checklist"]
    return answers_for(offered, form, UNIT, answers, "Round", date(2026, 11, 25), "en")


def test_a_report_fits_a_form_that_asks_all_that_it_needs(offered: Offered) -> None:
    form = offered.framework.form["checklist"]
    more = replace(PLAIN, asks=frozenset({"systems", "nowhere"}))
    assert fitting([PLAIN, more], form) == (PLAIN,)


def test_it_is_given_what_lies_on_the_path_in_words_and_points(offered: Offered) -> None:
    answers = {
        AnswerKey("systems"): Answer(("r1",), details={"r1": "Portal"}),
        AnswerKey("sys_status", "r1"): Answer("drafting"),
        AnswerKey("sys_decision", "r1"): Answer("12/QĐ"),  # asked of approved systems alone
        AnswerKey("l1_01"): Answer("yes"),
        AnswerKey("g_08"): Answer(None, Missing.NOT_APPLICABLE),
    }
    found = told(offered, answers)
    assert found.rows("systems") == (("r1", "Portal"),)
    assert (found.value("sys_status", "r1"), found.words["sys_status", "r1"]) == ("drafting", "Being drafted")
    assert found.value("sys_decision", "r1") is None
    assert found.value("g_08") is None
    assert found.value("g_02") == 0.0  # worked out
    assert (found.scores["l1_01_credit"], found.most["l1_01_credit"]) == (100.0, 100.0)
    assert "g_08_credit" not in found.scores


def test_one_that_cannot_be_made_is_told_and_no_more(offered: Offered) -> None:
    def fails(_told: UnitAnswers) -> MadeReport:
        raise KeyError("lost")

    with pytest.raises(ThuocDoError, match=r"The report plain could not be made: its plugin raised KeyError: 'lost' \("):
        made(replace(PLAIN, make=fails), told(offered, {}))


@pytest.mark.parametrize("names", [(), ("a", "A"), ("x" * 32,), ("a/b",), ("'a",), ("",)])
def test_sheets_that_no_workbook_has_are_told_too(offered: Offered, names: tuple[str, ...]) -> None:
    odd = replace(PLAIN, make=lambda _told: MadeReport(tuple(ReportSheet(name, (), ()) for name in names)))
    with pytest.raises(ThuocDoError, match="no workbook has such sheets"):
        made(odd, told(offered, {}))
    assert [sheet.name for sheet in made(PLAIN, told(offered, {})).sheets] == ["One"]


def test_what_is_no_report_is_told(offered: Offered) -> None:
    with pytest.raises(ThuocDoError, match="its plugin returned no `MadeReport`"):
        made(replace(PLAIN, make=lambda _told: b"PK"), told(offered, {}))
