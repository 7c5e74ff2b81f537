"""Exported answers are the frozen ones: read back, they are the same snapshot, whatever the file's kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from engine.catalog import Catalog, build_catalog
from engine.exchange import answers_files
from engine.exchange.answers_files import WRITERS
from engine.exchange.answers_out import COLUMNS, answer_rows
from engine.exchange.inputs import read_snapshot
from engine.plugins import make_plugin_manager, surveys_folders
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.synthetic import Synthesiser
from engine.runs.canonical import frozen
from engine.runs.parquet import columns_of
from engine.snapshots import Filled, flags_of_responses, snapshot_of

FEATURES = Path(__file__).parents[1] / "surveys" / "features"
CATALOG = build_catalog(make_plugin_manager([*surveys_folders(), FEATURES]))
WITH_FORMS = sorted(name for name, offered in CATALOG.offered.items() if offered.framework.forms)


def drawn(name: str, seed: int, catalog: Catalog = CATALOG) -> list[Filled]:
    """Fifteen responses to each form of a framework."""
    framework, random = catalog.offered[name].framework, Random(seed)
    sent = []
    for form in framework.forms:
        draw = Synthesiser(framework, form, catalog.vocabulary, date(2026, 1, 1))
        unit = framework.units.list[0].id if form.audience == "unit" and framework.units.list else ""
        sent += [Filled(form.id, unit, draw.answers(random, {}, unit)) for _ in range(15)]
    return sent


@given(name=st.sampled_from(WITH_FORMS), seed=st.integers(0, 10**6))
def test_what_is_exported_and_read_again_is_the_same_snapshot(tmp_path_factory, name: str, seed: int) -> None:
    framework, vocabulary = CATALOG.offered[name].framework, CATALOG.vocabulary
    sent, path = drawn(name, seed), tmp_path_factory.getbasetemp() / f"{name}.csv"
    WRITERS["csv"](framework, vocabulary, sent, path)
    again, _ = read_snapshot(framework, vocabulary, answers=path)
    Random(seed).shuffle(sent)  # nobody's place in the file counts
    assert frozen(again).answers == frozen(snapshot_of(framework, vocabulary, sent)).answers


@pytest.mark.parametrize("name", ["number_kinds", "dates", "ranking", "repeating_rows", "other_please_specify", "option_codes"])
def test_parquet_and_xlsx_tell_the_rows_of_the_csv(name: str, tmp_path: Path) -> None:
    framework, vocabulary = CATALOG.offered[name].framework, CATALOG.vocabulary
    sent = drawn(name, 1)
    rows = list(answer_rows(framework, vocabulary, sent))
    for kind in ("parquet", "xlsx"):
        assert WRITERS[kind](framework, vocabulary, sent, tmp_path / kind) == len(rows)
    columns = columns_of((tmp_path / "parquet").read_bytes())
    told = zip(*(columns[each].tolist() for each in COLUMNS), strict=True)
    assert [(str(who), unit, str(row or ""), *others, "") for who, unit, row, *others, _ in told] == rows
    assert set(columns["weight"].tolist()) == {1.0}
    sheet = CalamineWorkbook.from_path(str(tmp_path / "xlsx")).get_sheet_by_name("answers").to_python()
    assert tuple(sheet[0]) == COLUMNS
    assert len(sheet) == len(rows) + 1
    for line, (who, unit, row, question, value, _, code, stratum, origin, _) in zip(sheet[1:], rows, strict=True):
        assert line[6:9] == [code, stratum, origin]
        assert line[:4] == [float(who), unit, float(row) if row else "", question]
        assert (float(value) if isinstance(line[4], float) else value) == (str(line[4]) if isinstance(line[4], date) else line[4])


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_signs_of_careless_answers_stand_on_each_row_and_no_day(kind: str, tmp_path: Path) -> None:
    """Also those that only many responses together show: one day brought a burst."""
    name = "response_quality"
    catalog = build_catalog(make_plugin_manager([FEATURES / "scoring"]))
    framework, vocabulary = catalog.offered[name].framework, catalog.vocabulary
    unit, form, random = framework.units.list[0].id, framework.forms[0], Random(2)
    draw = Synthesiser(framework, form, vocabulary, date(2026, 1, 1))
    days = ["2026-01-05"] * 60 + [f"2026-01-{day:02}" for day in range(6, 20)]
    sent = [Filled(form.id, "", draw.answers(random, {unit: 0.5}, ""), ("speed",) if not n else (), day) for n, day in enumerate(days)]
    raised = flags_of_responses(framework, sent)
    assert "speed" in raised[0]
    assert any("bursts" in each for each in raised)
    WRITERS[kind](framework, vocabulary, sent, tmp_path / "out")
    assert b"2026-01-05" not in (tmp_path / "out").read_bytes()
    rows = list(answer_rows(framework, vocabulary, sent))
    assert {int(row[0]) - 1: frozenset(row[5].split()) for row in rows} == dict(enumerate(raised))
    if kind == "csv":
        again, _ = read_snapshot(framework, vocabulary, answers=tmp_path / "out", checks=())
        ours = snapshot_of(framework, vocabulary, sent)
        assert again.records is not None
        assert ours.records is not None
        for each in ours.records.flags:
            told = {len(set(x.records.respondent[x.records.flags[each]].tolist())) for x in (again, ours)}
            assert len(told) == 1, each


def test_figures_and_days_are_typed_and_texts_stay_texts(tmp_path: Path) -> None:
    framework, vocabulary = CATALOG.offered["dates"].framework, CATALOG.vocabulary
    answers = {AnswerKey("began"): Answer(date(2025, 3, 1)), AnswerKey("planned"): Answer(17.0), AnswerKey("age"): Answer(None)}
    WRITERS["xlsx"](framework, vocabulary, [Filled(framework.forms[0].id, "", answers)], tmp_path / "a.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    cells = {row[3]: row[4] for row in book.get_sheet_by_name("answers").to_python()[1:]}
    assert (cells["began"], cells["planned"], cells["age"]) == (date(2025, 3, 1), 17.0, "!skipped")
    questions = {row[0] for row in book.get_sheet_by_name("questions").to_python()[1:]}
    assert questions == set(framework.question)


def test_the_code_book_names_the_codes_of_options(tmp_path: Path) -> None:
    framework, vocabulary = CATALOG.offered["option_codes"].framework, CATALOG.vocabulary
    WRITERS["xlsx"](framework, vocabulary, drawn("option_codes", 1), tmp_path / "a.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("questions").to_python()
    assert [(row[3], row[5]) for row in book if row[0] == "clear"] == [("agree", "1"), ("disagree", "2"), ("dont_know", "99")]


def test_a_text_that_begins_like_a_formula_is_none(tmp_path: Path) -> None:
    framework, vocabulary = CATALOG.offered["other_please_specify"].framework, CATALOG.vocabulary
    evil = '=HYPERLINK("http://example.com","Xem")'
    sent = [Filled(framework.forms[0].id, "", {AnswerKey("kind"): Answer("other", details={"other": evil})})]
    WRITERS["xlsx"](framework, vocabulary, sent, tmp_path / "a.xlsx")
    sheet = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("answers")
    assert [row[4] for row in sheet.to_python()[1:3]] == ["other", evil]


def test_more_rows_than_a_sheet_holds_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers_files, "MOST_ROWS", 3)
    framework, vocabulary = CATALOG.offered["dates"].framework, CATALOG.vocabulary
    with pytest.raises(ThuocDoError, match=r"rows do not fit in a sheet of 3; choose --format csv or parquet."):
        WRITERS["xlsx"](framework, vocabulary, drawn("dates", 1), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
