"""`thuocdo score`: tables from figures and answers; bad input is told whole and leaves nothing behind."""

import csv
from pathlib import Path

import pytest

from engine.cli.main import main

INDEX = """\
thuocdo: 1
id: small
edition: "1"
title: Small
status: example
source: made up
languages: [en]
scales:
  agree:
    - {id: "yes", value: 10, label: Agree}
    - {id: "no", value: 0, label: Disagree}
forms:
  - id: f
    title: F
    audience: respondents
    pages:
      - {id: p, title: P, questions: [{id: mood, type: choice, scale: agree, text: Mood?}]}
index:
  id: total
  title: Total
  normalise: {rule: scale, low: 0, high: 10, to: [0, 100]}
  aggregate: %s
  children:
    - {id: happy, title: Happy, from: mood, measure: mean, direction: higher}
    - {id: wealth, title: Wealth, from: outside, direction: higher, weight: 0.25}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(INDEX % "mean", encoding="utf-8")
    # 40 firms rate both units: three in four are happy with a, one in four with b
    rows = [
        f"r{firm},{unit},mood,{'yes' if (firm % 4 != 0) == (unit == 'a') else 'no'}"
        for firm in range(40)
        for unit in "ab"
    ]
    (tmp_path / "answers.csv").write_text("respondent,unit,question,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "values.csv").write_text("unit,wealth\na,5\nb,5\n", encoding="utf-8")
    return tmp_path


def scored(out: Path) -> dict[tuple[str, str], dict[str, str]]:
    with out.open(encoding="utf-8") as file:
        return {(row["unit"], row["node"]): row for row in csv.DictReader(file)}


def score(*words: str) -> int:
    return main(["score", "small.yaml", *words])


def test_answers_with_replicates_carry_intervals_and_a_seed_repeats_them(folder: Path) -> None:
    given = ["--answers", "answers.csv", "--values", "values.csv", "--replicates", "400"]
    assert score(*given, "--seed", "3", "--out", "one.csv") == 0
    assert score(*given, "--seed", "3", "--out", "two.csv") == 0
    assert score(*given, "--seed", "4", "--out", "three.csv") == 0
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()
    assert Path("one.csv").read_bytes() != Path("three.csv").read_bytes()
    row = scored(Path("one.csv"))["a", "happy"]
    assert float(row["score"]) == 75
    # a share of 0.75 of 40: 1.645 · √(0.75 · 0.25 / 39) is 0.114 to either side
    assert float(row["score_low"]) == pytest.approx(75 - 11.4, abs=3)
    assert float(row["score_high"]) == pytest.approx(75 + 11.4, abs=3)
    assert (row["rank"], row["rank_low"], row["rank_high"]) == ("1", "1", "1")
    # what does not rest on respondents does not waver
    fixed = scored(Path("one.csv"))["a", "wealth"]
    assert fixed["score"] == fixed["score_low"] == fixed["score_high"] == "50.0"


def test_a_respondent_is_drawn_with_all_its_ratings(folder: Path) -> None:
    # each firm is happy with exactly one of the two, so that a and b add up to 100 in every draw
    assert score("--answers", "answers.csv", "--replicates", "200", "--out", "out.csv") == 0
    table = scored(Path("out.csv"))
    for one, other in (("low", "high"), ("high", "low")):
        pair = float(table["a", "happy"][f"score_{one}"]) + float(table["b", "happy"][f"score_{other}"])
        assert pair == pytest.approx(100, abs=1e-9)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("unit,wealth\na,many\n", "values.csv:2:1: a, wealth: `many` is no number."),
        ('unit,wealth\na,"2,5"\n', "write 2.5."),
        ("unit,wealth\na,inf\n", "`inf` is no number."),
        ("unit,wealth\na,1\na,1\n", "values.csv:3:1: a: the row is doubled: line 2 is the first."),
        ("unit,indicator,value\na,wealt,1\n", "values.csv:2:1: a: there is no indicator `wealt`. Did you mean `wealth`?"),
        ("name,wealth\na,1\n", "there is no column `unit`. Say which column names the units: --unit-column NAME"),
        ("unit;wealth\na;1\n", "set apart by semicolons"),
        ("", "values.csv: the file is empty."),
    ],
)
def test_bad_values_are_told_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], values: str, told: str
) -> None:
    (folder / "values.csv").write_text(values, encoding="utf-8")
    before = sorted(folder.iterdir())
    assert score("--values", "values.csv", "--out", "out.csv") == 1
    assert told in capsys.readouterr().err
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("out", "told"), [("no/such/out.csv", "There is no folder no/such."), (".", ". is a folder. Name a file in it")]
)
def test_a_place_that_cannot_be_written_is_told_first(
    folder: Path, capsys: pytest.CaptureFixture[str], out: str, told: str
) -> None:
    assert score("--values", "values.csv", "--out", out) == 2
    assert told in capsys.readouterr().err


def test_a_table_that_was_there_stays_when_the_next_one_fails(folder: Path) -> None:
    (folder / "out.csv").write_text("before", encoding="utf-8")
    (folder / "values.csv").write_text("unit,wealth\na,x\n", encoding="utf-8")
    assert score("--values", "values.csv", "--out", "out.csv") == 1
    assert (folder / "out.csv").read_text(encoding="utf-8") == "before"


def test_a_geometric_mean_over_zero_names_indicator_and_unit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = INDEX.replace("to: [0, 100]", "to: [1, 100]") % "geometric"
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    (folder / "values.csv").write_text("unit,wealth\na,5\nb,-9\n", encoding="utf-8")
    assert score("--answers", "answers.csv", "--values", "values.csv", "--out", "out.csv") == 1
    assert "total: a geometric mean meets a score of zero or below. It is that of wealth for b." in capsys.readouterr().err


def test_a_unit_without_any_figure_is_listed_with_the_reason_and_never_as_nan_or_zero(folder: Path) -> None:
    (folder / "values.csv").write_text("unit,wealth\na,5\nb,\n", encoding="utf-8")
    assert score("--values", "values.csv", "--out", "out.csv") == 0
    table = scored(Path("out.csv"))
    assert (table["b", "wealth"]["score"], table["b", "wealth"]["missing"]) == ("", "no_data")
    assert (table["a", "total"]["score"], table["a", "total"]["missing"]) == ("", "low_coverage")
    assert "nan" not in Path("out.csv").read_text(encoding="utf-8")
