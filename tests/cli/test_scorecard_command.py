"""`thuocdo scorecard` on figures in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.main import main
from engine.cli.scorecard import file_names
from engine.resources import folder

FIGURES = "unit,le,eys,mys,gnipc\nVNM,74.6,13.1,8.5,10814\nLAO,69,10.1,6,7745\nKHM,69.9,11.5,5.2,4291\n"


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    values = tmp_path / "values.csv"
    values.write_text(FIGURES, "utf-8")
    return ["scorecard", str(folder("surveys") / "hdi_2022.yaml"), "--values", str(values)]


def test_one_unit(inputs: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "vnm.pdf"
    assert main([*inputs, "--unit", "VNM", "--language", "en", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert capsys.readouterr().out == f"{out}: 1 file\n"


def test_all_units_into_a_folder(inputs: list[str], tmp_path: Path) -> None:
    assert main([*inputs, "--all", "--out", str(tmp_path / "cards")]) == 0
    files = {path.name for path in (tmp_path / "cards").iterdir()}  # the register's aggregates are there too
    assert files > {"KHM.pdf", "LAO.pdf", "VNM.pdf"}


def test_the_league(inputs: list[str], tmp_path: Path) -> None:
    assert main([*inputs, "--league", "--out", str(tmp_path / "league.pdf")]) == 0
    assert (tmp_path / "league.pdf").read_bytes().startswith(b"%PDF")


def test_an_unknown_unit_is_a_sentence(inputs: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*inputs, "--unit", "XXX", "--out", str(tmp_path / "x.pdf")]) == 1
    assert "There is no unit 'XXX'" in capsys.readouterr().err
    assert not (tmp_path / "x.pdf").exists()


def test_an_unknown_round_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["scorecard", "nowhere", "--league", "--data", str(tmp_path), "--out", str(tmp_path / "x.pdf")]
    assert main(given) == 1
    assert "There is no round 'nowhere'" in capsys.readouterr().err


def test_a_folder_is_no_file_and_a_file_no_folder(
    inputs: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*inputs, "--league", "--out", str(tmp_path)]) == 1
    assert "is a folder; give --out a file" in capsys.readouterr().err
    assert main([*inputs, "--all", "--out", str(tmp_path / "values.csv")]) == 1
    assert "is a file; with --all, --out names a folder" in capsys.readouterr().err
    assert (tmp_path / "values.csv").read_text("utf-8") == FIGURES


def test_an_older_file_is_replaced(inputs: list[str], tmp_path: Path) -> None:
    out = tmp_path / "league.pdf"
    out.write_text("last year's")
    assert main([*inputs, "--league", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["league.pdf", "values.csv"]


def test_no_two_units_share_a_file_and_none_leads_out_of_the_folder() -> None:
    assert file_names(["a/b", "a:b", "A-B", "../x", "ok"]) == ["a-b.pdf", "a-b-2.pdf", "A-B-3.pdf", "-x.pdf", "ok.pdf"]


def test_names_of_files_fit_on_a_disk_and_in_a_line() -> None:
    long, other = file_names(["Ủ" * 119 + "a", "Ủ" * 119 + "b"])
    assert len(long.encode()) <= 204 < 255
    assert other == long.removesuffix(".pdf") + "-2.pdf"
    assert file_names(["a\nb\x00"]) == ["a-b-.pdf"]


def test_a_round_is_not_scored_otherwise_than_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--without-flagged", "--replicates", "9", "--data", str(tmp_path)]
    told = "--without-flagged, --replicates: a round is shown as it was scored. Leave them out, or give --values"
    for words in (["scorecard", "r", "--league", "--out", str(tmp_path / "x.pdf")], ["explain", "r", "--unit", "a"]):
        assert main([*words, *given]) == 1
        assert told in capsys.readouterr().err
    assert not (tmp_path / "x.pdf").exists()
