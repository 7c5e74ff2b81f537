"""Points of a survey come into a round as a whole table, count in the final scores alone, and leave their trace."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from engine.appraisal.bases import Basis
from engine.cli.main import main
from engine.exchange.books import new_book
from engine.exchange.keeping import score_noted
from engine.framework.missing import Missing
from engine.rounds.bases import snapshot_on
from engine.rounds.moves import By
from engine.rounds.results import LIVE
from engine.rounds.zone import now
from engine.runs.room import RunRoom
from engine.scoring.run import score
from engine.store.assessment_nouns import OutsideFigure, Stage, StepKind
from engine.store.nouns import RoundState
from engine.store.sqlite import SqliteStore
from engine.store.staff import Role
from tests.web.appraising.conftest import FILE, UNITS, to_stage
from tests.web.appraising.test_judging import judge_all
from tests.web.conftest import Visitor

PAGE = "/quan-tri/vong/dti/so-lieu-ngoai"
OUTSIDE = """\
    - {id: people_say, code: X.1, title: Điều tra người dân, from: outside, optional: true, normalise: {rule: none, to: [0, 10]}}
    - {id: firms_say, title: Điều tra doanh nghiệp, from: outside, optional: true, normalise: {rule: none, to: [0, 10]}}
"""
TIDY = "unit,item,value\nxa-an-phu,X.1,8.5\nxa-an-phu,firms_say,7\nxa-binh-minh,people_say,6\nxa-binh-minh,firms_say,!no_data\n"
WIDE = "Đơn vị,Tên đơn vị,people_say,firms_say\nxa-an-phu,Xã An Phú,8.5,7\nxa-binh-minh,Xã Bình Minh,6,!no_data\n"


@pytest.fixture
def survey() -> str:
    return FILE.read_text("utf-8").partition("examples:")[0].replace("states:\n", f"{OUTSIDE}states:\n", 1)


@pytest.fixture
def lead(somebody: Callable[..., Visitor]) -> Visitor:
    return somebody(Role.LEAD_BODY)


def send(visitor: Visitor, content: str | bytes, name: str = "table.csv", **fields: str) -> Visitor:
    given = content.encode() if isinstance(content, str) else content
    return visitor.open(PAGE).post(PAGE, file=(io.BytesIO(given), name), **fields)


def figures(store: SqliteStore) -> dict[tuple[str, str], float | Missing]:
    return {(each.unit, each.indicator): each.missing or each.value for each in store.outside("dti")}


KEPT = {
    ("xa-an-phu", "people_say"): 8.5,
    ("xa-an-phu", "firms_say"): 7,
    ("xa-binh-minh", "people_say"): 6,
    ("xa-binh-minh", "firms_say"): Missing.NO_DATA,
}


@pytest.mark.parametrize("table", [TIDY, WIDE], ids=["tidy", "wide"])
def test_a_table_is_taken_in_as_a_whole(lead: Visitor, store: SqliteStore, table: str) -> None:
    send(lead, table)
    assert "Đã nhập 4 số liệu" in lead.html
    assert figures(store) == KEPT
    assert {(each.by, each.at.date()) for each in store.outside("dti")} == {("lead_body-", now().date())}
    entry = store.audit("round/dti")[0]
    assert (entry.what, entry.after) == ("round.outside", "4 figures (2 units, 2 indicators)")
    steps = store.steps("dti", "xa-an-phu", "people_say")
    assert [(each.step, each.after.words) for each in steps] == [(StepKind.FIGURE, {"figure": "8.5"})]
    send(lead, table)
    assert "không có gì khác" in lead.html
    assert len(store.steps("dti", "xa-an-phu", "people_say")) == 1


def test_all_bad_cells_are_told_at_once_by_row_and_column_and_nothing_is_kept(
    lead: Visitor, store: SqliteStore
) -> None:
    bad = (
        "unit,indicator,value\nxa-nowhere,X.1,1\nxa-an-phu,drills_score,1\nxa-an-phu,i_drills,1\nxa-an-phu,X.1,tốt\n"
        'xa-an-phu,firms_say,!unknown\nxa-binh-minh,X.1,"8,5"\n,X.1,3\nxa-cam-son,X.1,5\nxa-cam-son,people_say,5\nxa-cam-son,firms_say,1e200\n'
    )
    send(lead, bad)
    assert lead.status == 422
    told = (
        ("A2", "Không có đơn vị “xa-nowhere”."),
        ("B3", "Không có chỉ số “drills_score”."),
        ("B4", "Chỉ số “i_drills” tính từ câu trả lời"),
        ("C5", "“tốt” không phải là số."),
        ("C6", "“!unknown” không phải là lý do"),
        ("C7", "“8,5” không phải là số."),
        ("A8", "Thiếu mã đơn vị."),
        ("C10", "Số liệu này đã có ở dòng 9."),
        ("C11", "“1e200” quá lớn."),
    )
    assert [cell for cell, _ in told if f"{cell} <span" not in lead.html] == []
    assert [words for _, words in told if words not in lead.html] == []
    assert lead.html.count('data-name="Cần sửa"') == len(told)
    assert figures(store) == {}


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        ("", "x.csv", "Không đọc được bảng này."),
        ("\xff\xfe".encode("latin-1"), "x.csv", "Không đọc được bảng này."),
        ("not a workbook", "x.xlsx", "Không đọc được bảng này."),
        ("unit;indicator;value\na;b;1\n", "x.csv", "Không đọc được bảng này."),
        ("unit,indicator,value\nxa-an-phu,people_say,8,5\n", "x.csv", "số thập phân cần dấu chấm"),
        ("people_say\n1\n", "x.csv", "Thiếu cột “unit”"),
        ("unit,title\nxa-an-phu,Xã An Phú\n", "x.csv", "Không có cột nào ghi số liệu"),
        ("unit,people_say,firms\nxa-an-phu,1,2\n", "x.csv", "Không có chỉ số “firms”."),
        ("unit,people_say\nxa-an-phu,\n", "x.csv", "Bảng không có số liệu nào."),
    ],
)  # fmt: skip
def test_what_is_no_table_of_figures_is_told(
    lead: Visitor, store: SqliteStore, content: str | bytes, name: str, told: str
) -> None:
    send(lead, content, name)
    assert (lead.status, told in lead.html) == (422, True)
    assert figures(store) == {}


def test_no_file_is_told(lead: Visitor) -> None:
    assert lead.open(PAGE).post(PAGE).status == 422
    assert "Xin chọn một tệp." in lead.html


def test_figures_that_were_there_become_others_with_a_reason_alone(lead: Visitor, store: SqliteStore) -> None:
    send(lead, TIDY)
    other = "unit,people_say\nxa-an-phu,9\nxa-cam-son,4\n"
    send(lead, other)
    assert (lead.status, "xin ghi lý do" in lead.html) == (422, True)
    assert figures(store) == KEPT
    send(lead, other, reason="phiếu đến muộn")
    assert "Đã nhập 2 số liệu" in lead.html
    assert figures(store) == {**KEPT, ("xa-an-phu", "people_say"): 9, ("xa-cam-son", "people_say"): 4}
    step = store.steps("dti", "xa-an-phu", "people_say")[0]
    assert (step.before.words, step.after.words, step.reason) == ({"figure": "8.5"}, {"figure": "9"}, "phiếu đến muộn")


def test_the_workbook_goes_out_with_what_is_known_and_comes_back_in(lead: Visitor, store: SqliteStore) -> None:
    send(lead, TIDY)
    book = lead.client.get(f"{PAGE}/bang.xlsx").data
    send(lead, book, "table.xlsx")
    assert "không có gì khác" in lead.html
    out = io.BytesIO()
    with new_book(out) as made:
        sheet = made.add_worksheet()
        for line, cells in enumerate((("unit", "title", "X.1"), ("#", "", "Điều tra"), ("xa-cam-son", "Xã Cẩm Sơn", 3.25))):
            sheet.write_row(line, 0, cells)
    send(lead, out.getvalue(), "table.xlsx")
    assert figures(store) == {**KEPT, ("xa-cam-son", "people_say"): 3.25}


def totals(app: Flask, store: SqliteStore) -> dict[str, float]:
    house = app.extensions["thuocdo"]
    round_ = store.round("dti")
    offered = house.offered_for(round_)
    found = {}
    for basis in Basis:
        table = score(offered.plan, snapshot_on(store, offered, round_, basis), basis=basis)
        found[basis.value] = float(table.score[table.node_row("total"), 0])
    return found


def test_they_count_in_the_final_scores_alone(
    app: Flask, lead: Visitor, appraiser: Visitor, store: SqliteStore, somebody: Callable[..., Visitor], tmp_path: Path
) -> None:
    judge_all(appraiser, store)
    assert totals(app, store) == {"claimed": 28, "appraised": 28, "final": 28}  # `optional`: nobody was surveyed
    revision = store.revision("dti")
    send(lead, TIDY)
    assert store.revision("dti") > revision
    assert totals(app, store) == {"claimed": 28, "appraised": 28, "final": 43.5}
    to_stage(store, Stage.SETTLED)
    council = somebody(Role.COUNCIL).open("/hoi-dong/dti")
    assert 'data-name="Kết quả cuối">43,50<' in council.html
    assert 'data-name="Chênh lệch">–<' in council.html  # nobody claimed what the survey found
    unit = somebody(Role.UNIT_HEAD, unit=UNITS[0]).open(f"/don-vi/dti/{UNITS[0]}/ket-qua")
    assert "<strong>8,50</strong>" in unit.html
    house, round_ = app.extensions["thuocdo"], store.round("dti")
    kept = score_noted(tmp_path, store, house.offered_for(round_), round_, LIVE, By("lead", now()))
    assert b"43.5" in RunRoom(tmp_path).files(kept.run.code)["scores.csv"]


def test_a_round_without_appraisal_is_scored_with_them_too(app: Flask, store: SqliteStore) -> None:
    house, round_ = app.extensions["thuocdo"], store.round("dti")
    offered = house.offered_for(round_)
    other = replace(round_, id="other", state=RoundState.OPEN)
    store.create_round(other)
    store.put_outside("other", [OutsideFigure("xa-cam-son", "people_say", 4.0, Missing.PRESENT, "lan", now())])
    table = score(offered.plan, snapshot_on(store, offered, other))
    assert float(table.score[table.node_row("people_say"), 2]) == 4


def test_the_command_does_the_same(
    app: Flask, store: SqliteStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, book, data = tmp_path / "t.csv", tmp_path / "t.xlsx", ["--data", str(tmp_path)]
    table.write_text("unit,item,value\nxa-an-phu,X.1,good\nxa,X.1,2\n", encoding="utf-8")
    assert main(["assess", "figures", "dti", str(table), *data]) == 1
    told = capsys.readouterr().err
    assert [f"{table}:{at}: cell {cell}" in told for at, cell in (("2:3", "C2"), ("3:1", "A3"))] == [True, True]
    assert figures(store) == {}
    table.write_text(WIDE, encoding="utf-8")
    assert main(["assess", "figures", "dti", str(table), "--out", str(book), *data]) == 0
    assert "4 of 4 figures are new" in capsys.readouterr().out
    assert figures(store) == KEPT
    assert main(["assess", "figures", "dti", str(book), *data]) == 0
    assert capsys.readouterr().out == (
        "dti: 0 of 4 figures are new or other than before\nX.1: 2 of 3 units\nfirms_say: 1 of 3 units\n"
    )
    table.write_text("unit,people_say\nxa-an-phu,1\n", encoding="utf-8")
    assert main(["assess", "figures", "dti", str(table), *data]) == 1
    assert "--reason" in capsys.readouterr().err
