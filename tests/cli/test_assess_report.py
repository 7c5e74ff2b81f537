"""`thuocdo assess report`: the report of a plugin on the command line, with its checks told."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.main import main
from engine.exchange.books import read_grids
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import now
from engine.store.sqlite import SqliteStore

UNIT = "co-quan-mau-1"


@pytest.fixture(autouse=True)
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["round", "create", "anm", "--framework", "security4layer"]) == 0
    assert main(["round", "open", "anm"]) == 0
    assert main(["assess", "begin", "anm", UNIT]) == 0


def report(*more: str, unit: str = UNIT) -> int:
    return main(["assess", "report", "anm", unit, "--out", "mau-08.xlsx", *more])


def test_it_is_written_and_what_does_not_hold_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "data")
    store.save_item("anm", UNIT, "systems", 0, {AnswerKey("systems"): Answer(("r1",), details={"r1": "=1+1"})}, "", "lan", now())
    store.close()
    capsys.readouterr()
    assert report("--report", "mau-08") == 0
    told = capsys.readouterr().out
    assert told.startswith("Wrote mau-08.xlsx. Checks that hold: ")
    assert "Each system has owner and operator (columns 3, 4): not so\n  =1+1: neither of them\n  Write" in told
    grids, _ = read_grids(tmp_path / "mau-08.xlsx")
    assert next(grid for grid in grids if grid.name == "Hệ thống").rows[3][1][1] == "=1+1"


def test_one_that_fits_need_not_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert report() == 0


@pytest.mark.parametrize(
    ("more", "unit", "told"),
    [
        (("--report", "mau-09"), UNIT, "There is no report `mau-09` for security4layer. There is: mau-08."),
        ((), "co-quan-mau-2", "The unit co-quan-mau-2 has begun no assessment in the round anm."),
    ],
)
def test_mistakes_are_told(more: tuple[str, ...], unit: str, told: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert report(*more, unit=unit) == 1
    assert told in capsys.readouterr().err
    assert not (tmp_path / "mau-08.xlsx").exists()


def test_a_framework_without_reports_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["round", "create", "dti", "--framework", "dti_commune"]) == 0
    assert main(["round", "open", "dti"]) == 0
    assert main(["assess", "begin", "dti", "--all"]) == 0
    capsys.readouterr()
    store = SqliteStore.open(Path("data"))
    unit = store.assessments("dti")[0].unit
    store.close()
    assert main(["assess", "report", "dti", unit, "--out", "x.xlsx"]) == 1
    assert "No plugin offers a report for the framework dti_commune." in capsys.readouterr().err
