"""`thuocdo estimates`: indicators with their errors as CSV, table and JSON; strata files with their mistakes by line."""

import csv
import json
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.exchange.strata import read_strata
from engine.problems import ThuocDoError

SURVEY = """\
thuocdo: 1
id: small
edition: "1"
title: Small
status: example
source: made up
languages: [en]
forms:
  - id: f
    title: F
    audience: respondents
    pages: [{id: p, title: P, questions: [{id: days, type: number, text: Days?}]}]
index:
  id: total
  title: Total
  children:
    - {id: mean_days, title: Mean, from: days, measure: mean}
    - {id: quick, title: Quick, from: days, measure: {rule: share_within, at_most: 5}}
    - {id: wealth, title: Wealth, from: outside}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SURVEY, encoding="utf-8")
    rows = [f"r{firm},a,days,{firm},{'north' if firm <= 3 else 'south'}" for firm in range(1, 8)]
    text = "\n".join(["respondent,unit,question,value,stratum", *rows, "r8,b,days,4,south", ""])
    (tmp_path / "answers.csv").write_text(text, encoding="utf-8")
    (tmp_path / "strata.csv").write_text("stratum,population\nnorth,30\nsouth,50\n", encoding="utf-8")
    return tmp_path


def test_estimates_stand_in_a_file_one_row_a_unit_and_indicator(folder: Path) -> None:
    given = ["small.yaml", "--answers", "answers.csv", "--strata", "strata.csv", "--out", "out.csv"]
    assert main(["estimates", *given]) == 0
    with (folder / "out.csv").open(encoding="utf-8") as file:
        rows = {(row["unit"], row["indicator"]): row for row in csv.DictReader(file)}
    assert len(rows) == 6
    row = rows["a", "mean_days"]
    assert (row["value"], row["n"], row["method"]) == ("4.0", "7", "taylor, t")
    # by hand: z are (y − 4)/7; north −3, −2, −1 and south 0, 1, 2, 3 (and 0 of the firm that rated only b)
    north = (1 - 3 / 30) * 3 / 2 * (14 - 36 / 3) / 49
    south = (1 - 5 / 50) * 5 / 4 * (14 - 36 / 5) / 49
    assert float(row["se"]) == pytest.approx((north + south) ** 0.5)
    assert float(row["deff"]) == pytest.approx((north + south) / (28 / 6 / 7))
    assert rows["a", "quick"]["method"] == "taylor, wilson"
    assert (rows["b", "mean_days"]["value"], rows["b", "mean_days"]["se"]) == ("4.0", "")  # one answer has no error
    assert (rows["a", "wealth"]["method"], rows["a", "wealth"]["missing"]) == ("outside", "no_data")


def test_estimates_are_printed_as_a_table_or_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimates", "small.yaml", "--answers", "answers.csv"]) == 0
    head, first, *_ = capsys.readouterr().out.splitlines()
    assert " ".join(head.split()) == "unit indicator value se low high method n n_effective deff missing"
    assert first.split()[:3] == ["a", "mean_days", "4"]
    assert main(["estimates", "small.yaml", "--answers", "answers.csv", "--json", "--level", "0.95"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["level"], found["merged_strata"], len(found["estimates"])) == (0.95, [], 6)
    assert found["estimates"][2]["se"] is None


def test_strata_with_one_respondent_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (folder / "answers.csv").read_text(encoding="utf-8").replace("r8,b,days,4,south", "r8,b,days,4,east")
    (folder / "answers.csv").write_text(rows, encoding="utf-8")
    assert main(["estimates", "small.yaml", "--answers", "answers.csv", "--json"]) == 0
    assert capsys.readouterr().err == "Strata with a single respondent, merged: north, east.\n"


@pytest.mark.parametrize(
    ("strata", "told"),
    [
        (
            "stratum,population\nnorth,30\nnorth,20\n",
            "strata.csv:3:1: north: the stratum is there twice. Keep one of the rows.",
        ),
        (
            "stratum,population\nnorth,0\nsouth,many\n",
            "strata.csv:2:2: north: a population of 0. Give the number of those who could be drawn.\n"
            "strata.csv:3:2: south: `many` is no number. Write a number with a decimal point, or leave the cell empty.",
        ),
        ("stratum,size\nnorth,3\n", "strata.csv:1:1: there is no column `population`. The columns are: stratum, size."),
        (
            "stratum,population\nnorth,\n",
            "strata.csv:2:2: north: the population is empty. Give the number of those who could be drawn.",
        ),
    ],
)
def test_the_mistakes_of_a_strata_file_are_told_by_line(folder: Path, strata: str, told: str) -> None:
    (folder / "strata.csv").write_text(strata, encoding="utf-8")
    with pytest.raises(ThuocDoError) as mistake:
        read_strata(Path("strata.csv"))
    assert "\n".join(map(str, mistake.value.problems)).startswith(told)


def test_what_cannot_be_is_refused_in_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["estimates", "small.yaml", "--answers", "answers.csv"]
    assert main([*given, "--level", "90"]) == 1
    assert "--level is a share from 0.5 to below 1, such as 0.9 or 0.95." in capsys.readouterr().err
    (folder / "strata.csv").write_text("stratum,population\nnorth,30\n", encoding="utf-8")
    assert main([*given, "--strata", "strata.csv"]) == 1
    assert "The strata `south` have no population. Add a row for each to --strata." in capsys.readouterr().err
    assert main([*given, "--out", "nowhere/out.csv"]) == 2


def test_the_way_to_errors_and_the_interval_of_shares_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["estimates", "small.yaml", "--answers", "answers.csv", "--json"]
    assert main([*given, "--errors", "jackknife", "--shares", "logit"]) == 0
    left, quick, *_ = json.loads(capsys.readouterr().out)["estimates"]
    assert (left["method"], quick["method"]) == ("jackknife, t", "jackknife, logit")
    assert main(given) == 0
    linear = json.loads(capsys.readouterr().out)["estimates"][0]
    assert left["se"] == pytest.approx(linear["se"], rel=0.2)
    assert left["se"] != linear["se"]
