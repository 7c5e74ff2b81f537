"""`thuocdo rollup` on figures in files, and on a round."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from engine.catalog import build_catalog
from engine.cli.main import main
from engine.exchange.books import read_grids
from engine.plugins import make_plugin_manager, surveys_folders
from engine.resources import folder
from engine.rounds.demo import make_demo_rounds
from engine.store.sqlite import SqliteStore

FIGURES = "unit,le,eys,mys,gnipc\nVNM,74.6,13.1,8.5,10814\nLAO,69,10.1,6,7745\nKHM,69.9,11.5,5.2,4291\n"
FEATURE = Path(__file__).parents[1] / "surveys" / "features" / "scoring" / "appraised.yaml"
ANSWERS = """respondent,unit,question,value
1,xa-an-phu,population,12000
1,xa-an-phu,staffed,full_time
1,xa-an-phu,trained.done,8
1,xa-an-phu,trained.due,10
1,xa-an-phu,systems.done,1
1,xa-an-phu,systems.due,2
1,xa-an-phu,drills,2
2,xa-binh-minh,population,900
2,xa-binh-minh,trained.done,1
2,xa-binh-minh,trained.due,90
"""


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    values = tmp_path / "values.csv"
    values.write_text(FIGURES, "utf-8")
    return ["rollup", str(folder("surveys") / "hdi_2022.yaml"), "--values", str(values)]


def test_figures_of_a_file(inputs: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "rollup.pdf"
    assert main([*inputs, "--language", "en", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert capsys.readouterr().out.startswith(f"{out}: 3 units, ")


def test_answers_of_a_file_as_a_workbook(tmp_path: Path) -> None:
    answers, out = tmp_path / "answers.csv", tmp_path / "rollup.xlsx"
    answers.write_text(ANSWERS, "utf-8")
    assert main(["rollup", str(FEATURE), "--answers", str(answers), "--out", str(out)]) == 0
    sheets = {grid.name.split(" ", 1)[1]: [cells for _, cells in grid.rows] for grid in read_grids(out)[0]}
    trained = next(row for row in sheets["Tỷ lệ"] if row[1] == "Tập huấn")
    assert trained[2:] == (9.0, 9.0, 100.0, 2.0, 0.0, 0.0)  # 9 of 100, where the mean of 80 % and 1.1 % is 40.6 %
    systems = next(row for row in sheets["Tỷ lệ"] if row[1] == "Hệ thống thông tin")
    assert systems[2:] == (50.0, 1.0, 2.0, 1.0, 0.0, 1.0)  # one left it empty
    assert [row[0] for row in sheets["Đơn vị không được tính"][1:]] == ["xa-cam-son"]


def test_mistakes_are_sentences(inputs: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*inputs, "--out", str(tmp_path / "x.txt")]) == 1
    assert "ends in .pdf or .xlsx" in capsys.readouterr().err
    assert main(["rollup", "nowhere", "--data", str(tmp_path), "--out", str(tmp_path / "x.pdf")]) == 1
    assert "There is no round 'nowhere'" in capsys.readouterr().err
    assert not (tmp_path / "x.pdf").exists()


def test_a_round_on_each_of_its_bases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "appraised.yaml").write_bytes(FEATURE.read_bytes())
    catalog = build_catalog(make_plugin_manager(surveys_folders(tmp_path)))
    alone = replace(catalog, offered={"appraised": catalog.offered["appraised"]})
    store = SqliteStore.open(tmp_path)
    make_demo_rounds(store, alone, date(2026, 11, 22), lambda *_: None)
    store.close()
    given = ["rollup", "demo-appraised", "--data", str(tmp_path), "--out", str(tmp_path / "x.xlsx")]
    for basis in ("claimed", "appraised", "final"):
        assert main([*given, "--basis", basis]) == 0
        assert capsys.readouterr().out == f"{tmp_path / 'x.xlsx'}: 3 units\n"
    assert main(given) == 0
    assert main([*given, "--basis", "guessed"]) == 1
    assert "Give --basis one of: claimed, appraised, final." in capsys.readouterr().err
    assert main([*given, "--units", "u.csv"]) == 1
    assert "--units" in capsys.readouterr().err
