"""`thuocdo assess plan`: the plan of a unit on the command line, and as a workbook that is read back cell by cell."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.exchange.books import Cell, read_grids
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import now
from engine.store.remedy_nouns import Remedy, RemedyStatus
from engine.store.sqlite import SqliteStore
from engine.store.staff import Account

FILE = Path(__file__).parents[1] / "surveys" / "features" / "scoring" / "plan_of_unit.yaml"
HALF = {"watched": 0.0, "trained": 50.0, "reported": 40.0}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copy(FILE, tmp_path / "plan_of_unit.yaml")
    assert main(["round", "create", "r1", "--framework", "plan_of_unit.yaml"]) == 0
    assert main(["round", "open", "r1"]) == 0
    assert main(["assess", "begin", "r1", "xa-a"]) == 0
    return tmp_path / "data"


def fill(data: Path, **answers: float) -> None:
    store = SqliteStore.open(data)
    try:
        for name, value in answers.items():
            store.save_item("r1", "xa-a", name, 0, {AnswerKey(name): Answer(value)}, "", "lan", now())
    finally:
        store.close()


def plan(*more: str) -> int:
    return main(["assess", "plan", "r1", "xa-a", *more])


def rows_of(path: Path) -> dict[str, dict[str, Cell]]:
    """The lines of the table by the code of their item, each by the head of its column."""
    (grid,), problems = read_grids(path)
    assert problems == []
    lines = [cells for _line, cells in grid.rows]
    first = next(place for place, cells in enumerate(lines) if cells[:2] == ("Thứ tự", "Mã"))
    return {str(cells[1]): dict(zip(map(str, lines[first]), cells, strict=True)) for cells in lines[first + 1 :]}


def test_the_most_urgent_first_with_what_each_gives(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(data, **HALF)
    capsys.readouterr()
    assert plan("--json") == 0
    told = json.loads(capsys.readouterr().out)
    columns = ("item", "lost", "urgency", "alone", "in order", "lifts", "status")
    assert [tuple(row[name] for name in columns) for row in told] == [
        ("1.1", "2/2", "6", "72.50", "72.50", "unwatched", "open"),
        ("1.3", "0.6/1", "1.8", "37.50", "87.50", "", "open"),
        ("1.2", "0.5/1", "1.5", "35.00", "100.00", "", "open"),
    ]


def test_what_is_not_answered_is_to_be_answered_first(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(data, watched=100.0)
    capsys.readouterr()
    assert plan() == 0
    out = capsys.readouterr().out
    assert out.count("answer it first") == 2
    assert "when all is mended 100.00" in out


def test_nothing_to_mend_is_said(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(data, watched=100.0, trained=100.0, reported=100.0)
    assert plan() == 0
    assert "Nothing to mend: no points are lost." in capsys.readouterr().out


def test_the_workbook_is_read_back_cell_by_cell(data: Path, tmp_path: Path) -> None:
    fill(data, watched=0.0, reported=40.0)
    store = SqliteStore.open(data)
    try:
        store.add_account(Account("lan", full_name="Nguyễn Thị Lan"))
        remedy = Remedy(
            "monitoring", RemedyStatus.ACCEPTED, "lan", date(2027, 5, 1), date(2027, 6, 30), '=HYPERLINK("x")'
        )
        store.save_remedy("r1", "xa-a", replace(remedy, by="lan", at=now()))
    finally:
        store.close()
    assert plan("--out", "p.xlsx") == 0
    rows = rows_of(tmp_path / "p.xlsx")
    assert list(rows) == ["1.2", "1.1", "1.3"]
    watched, trained = rows["1.1"], rows["1.2"]
    assert (watched["Thứ tự"], watched["Mục"], watched["Phần"]) == (1, "Giám sát", "Bảo vệ")
    assert (watched["Điểm mất"], watched["Độ khẩn"], watched["Hạn"]) == (2, 6, date(2027, 5, 1))
    assert (watched["Tình trạng"], watched["Chấp nhận đến hết"]) == ("Chấp nhận rủi ro", date(2027, 6, 30))
    assert (watched["Phụ trách"], watched["Ghi chú"]) == ("Nguyễn Thị Lan", '=HYPERLINK("x")')
    assert watched["Giới hạn được gỡ nếu chỉ khắc phục mục này"] == "Chưa đến một nửa số hệ thống được giám sát"
    assert watched["Việc nên làm"] == "Đăng ký giám sát dùng chung"
    assert (trained["Điểm mất"], trained["Độ khẩn"], trained["Điểm chung sau mục này, làm theo thứ tự"]) == (
        "chưa trả lời", "", "",
    )  # fmt: skip
    assert rows["1.3"]["Ngày theo quy định"] != ""


def test_the_workbook_in_english(data: Path, tmp_path: Path) -> None:
    fill(data, **HALF)
    assert plan("--out", "p.xlsx", "--language", "en") == 0
    (grid,), _problems = read_grids(tmp_path / "p.xlsx")
    words = [str(cell) for _line, cells in grid.rows for cell in cells]
    assert "Plan of mending: Commune A" in words
    assert "Total score if only this item is mended" in words
    assert not [word for word in words if "Điểm" in word or "Hạn" in word]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("r1", "xa-b"), "The unit xa-b has begun no assessment in the round r1."),
        (("r1", "xa-c"), "The framework plan_of_unit has no unit `xa-c`."),
    ],
)
def test_what_is_not_there_is_said(words: tuple[str, str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "plan", *words]) == 1
    assert message in capsys.readouterr().err


def test_a_framework_without_priorities_has_no_plan(capsys: pytest.CaptureFixture[str]) -> None:
    text = FILE.read_text("utf-8").replace("id: plan_of_unit", "id: without")
    start, end = text.index("priorities:"), text.index("forms:")
    lines = (text[:start] + text[end:]).replace(", priority: critical", "").replace(", priority: normal", "")
    Path("without.yaml").write_text(lines, "utf-8")
    assert main(["round", "create", "r2", "--framework", "without.yaml"]) == 0
    assert main(["assess", "plan", "r2", "xa-a"]) == 1
    assert "does not say what is to be mended first" in capsys.readouterr().err
