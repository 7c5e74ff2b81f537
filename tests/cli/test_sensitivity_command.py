"""`thuocdo sensitivity`, and `thuocdo score --vary`: how far results rest on the method, from the command line."""

import csv
import json
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
units: {groups: {g: G}, others: g}
index:
  id: total
  title: Total
  normalise: {rule: minmax, to: [1, 100]}
  children:
    - {id: trade, title: Trade, from: outside, weight: 3}
    - id: people
      title: People
      children:
        - {id: visits, title: Visits, from: outside}
        - {id: study, title: Study, from: outside}
"""
ROBUST = "robustness: {weights: 0.25, aggregate: [geometric], level: 0.8}\n"
VALUES = "unit,trade,visits,study\na,1,7,3\nb,4,2,8\nc,9,3,1\nd,6,9,2\n"
ANSWERED = """\
forms:
  - id: f
    title: F
    audience: respondents
    pages:
      - {id: p, title: P, questions: [{id: mood, type: number, min: 0, max: 10, text: Mood?}]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "robust.yaml").write_text(INDEX + ROBUST, encoding="utf-8")
    (tmp_path / "plain.yaml").write_text(INDEX, encoding="utf-8")
    asked = INDEX.replace(
        "{id: trade, title: Trade, from: outside", "{id: trade, title: Trade, from: mood, measure: mean"
    )
    (tmp_path / "asked.yaml").write_text(asked + ANSWERED + ROBUST, encoding="utf-8")
    (tmp_path / "values.csv").write_text(VALUES, encoding="utf-8")
    rows = [f"r{n},{unit},mood,{(n * 7 + place * 3) % 11}" for n in range(12) for place, unit in enumerate("abcd")]
    (tmp_path / "answers.csv").write_text("respondent,unit,question,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "shown.csv").write_text("unit,visits,study\na,7,3\nb,2,8\nc,3,1\nd,9,2\n", encoding="utf-8")
    return tmp_path


def score(file: str, *more: str) -> int:
    return main(["score", file, "--values", "values.csv", *more, "--out", "out.csv"])


def totals() -> dict[str, dict[str, str]]:
    with Path("out.csv").open(encoding="utf-8") as file:
        return {row["unit"]: row for row in csv.DictReader(file) if row["node"] == "total"}


def widths() -> list[float]:
    return [float(row["score_high"]) - float(row["score_low"]) for row in totals().values()]


def test_methods_are_drawn_where_there_is_nobody_to_draw(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert score("robust.yaml", "--replicates", "200", "--sure", "sure.json") == 0
    assert min(widths()) > 0
    sure = json.loads(Path("sure.json").read_text("utf-8"))
    assert sure["level"] == 0.8  # as the file says
    assert sure["varied"] == {
        "weights": 0.25,
        "choices": {"aggregate": ["own", "geometric"]},
        "respondents": False,
        "lost": [],
    }
    assert capsys.readouterr().err == ""
    at_eighty = widths()
    assert score("robust.yaml", "--replicates", "200", "--level", "0.99") == 0
    assert sum(widths()) > sum(at_eighty)


def test_respondents_are_drawn_unless_methods_are_asked_for(folder: Path) -> None:
    def width(*more: str) -> float:
        given = ["--values", "shown.csv", "--answers", "answers.csv", "--replicates", "200", "--seed", "1"]
        assert main(["score", "asked.yaml", *given, *more, "--out", "out.csv"]) == 0
        return sum(widths())

    found = {vary: width("--vary", vary) for vary in ("respondents", "methods", "both")}
    assert found["respondents"] == width()
    assert found["methods"] < found["both"]
    assert len(set(found.values())) == 3


def test_weights_vary_from_the_command_line_where_the_file_says_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert score("plain.yaml", "--replicates", "100", "--vary-weights", "0.25") == 0
    narrow = sum(widths())
    assert score("plain.yaml", "--replicates", "100", "--vary-weights", "0.75") == 0
    assert sum(widths()) > narrow > 0
    assert capsys.readouterr().err == ""
    assert score("plain.yaml", "--replicates", "100") == 0
    assert "Nothing was drawn" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "words", "told"),
    [
        (
            "plain.yaml",
            ["--replicates", "9", "--vary", "methods"],
            "`small` lets nothing vary. Give --vary-weights, such as 0.25, or add `robustness` to it.",
        ),
        ("robust.yaml", ["--vary", "both"], "--vary needs draws: give --replicates, such as --replicates 1000."),
        (
            "robust.yaml",
            ["--replicates", "9", "--vary-weights", "25"],
            "--vary-weights is a share between 0 and 1, such as 0.25 for a quarter less to a quarter more.",
        ),
        (
            "robust.yaml",
            ["--replicates", "9", "--vary", "respondents", "--vary-weights", "0.2"],
            "--vary respondents draws no weights: give --vary both, or leave --vary-weights out.",
        ),
        (
            "robust.yaml",
            ["--replicates", "9", "--vary", "methods", "--strata", "s.csv"],
            "--strata tells how many could have answered, and --vary methods draws no respondents.",
        ),
    ],
)
def test_what_cannot_be_varied_is_told(folder: Path, capsys: pytest.CaptureFixture[str], file, words, told) -> None:
    assert score(file, *words) == 1
    assert told in capsys.readouterr().err
    assert not Path("out.csv").exists()


def test_both_without_respondents_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert score("robust.yaml", "--replicates", "20", "--vary", "both") == 0
    assert capsys.readouterr().err == "Only methods were drawn: there are no two respondents to draw from.\n"


def test_a_method_without_scores_is_told_with_its_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost = INDEX.replace("{rule: minmax, to: [1, 100]}", "{rule: scale, low: 0, high: 10, to: [1, 100]}")
    text = lost + "robustness: {normalise: [{rule: minmax, to: [1, 100]}]}\n"
    Path("lost.yaml").write_text(text, encoding="utf-8")
    Path("values.csv").write_text("unit,trade,visits,study\na,1,7,3\nb,4,7,8\n", encoding="utf-8")
    assert score("lost.yaml", "--replicates", "40") == 0
    err = capsys.readouterr().err
    assert "of 40 draws have no scores, those of normalise: minmax: visits: all units that are compared" in err


def test_a_kept_run_of_methods_is_worked_out_again_and_says_what_varied(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from engine.cli.loading import load_catalog
    from engine.runs.kept import kept_run
    from engine.runs.room import RunRoom

    assert score("robust.yaml", "--replicates", "50", "--vary", "methods", "--keep", "--data", "data") == 0
    code = capsys.readouterr().out.split(":")[0]
    assert main(["verify", code, "--data", "data"]) == 0
    assert f"{code}: the same." in capsys.readouterr().out
    varied = kept_run(RunRoom(Path("data")), code, load_catalog().vocabulary).table.varied
    assert varied is not None
    assert varied.share == 0.25
    assert varied.factors[0].options == ("own", "geometric")


def sensitivity(file: str, *more: str) -> int:
    return main(["sensitivity", file, "--values", "values.csv", *more])


def test_sensitivity_tells_what_ranks_rest_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sensitivity("robust.yaml", "--blocks", "64", "--out", "s.csv") == 0
    shown = capsys.readouterr()
    assert "how ranks change by" in shown.out
    assert "aggregate" in shown.out
    assert "ranks without" in shown.out
    assert "Running: 256/256" in shown.err
    with Path("s.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    indices = [row for row in rows if row["measure"] in ("first", "total")]
    assert len(indices) == (1 + 4) * 2 * 2  # ranks and four scores, two choices, two measures
    assert all(float(row["low"]) <= float(row["estimate"]) <= float(row["high"]) for row in indices)
    assert {row["input"] for row in rows if row["measure"] == "left_out"} == {"trade", "people", "visits", "study"}


def test_sensitivity_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sensitivity("robust.yaml", "--blocks", "64", "--json", "--by-group", "--level", "0.5") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["runs"], told["level"], told["failed"]) == (64 * 5, 0.5, 0.0)
    assert list(told["outputs"][0]["inputs"]) == ["weights:total", "weights:people", "aggregate"]
    assert told["outputs"][1]["unit"] == "a"


def test_a_file_that_lets_nothing_vary_is_told_which_parts_matter(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sensitivity("plain.yaml") == 0
    shown = capsys.readouterr()
    assert "ranks without\npart" in shown.out
    assert "The file lets nothing vary: give --vary-weights, such as 0.25" in shown.err


def test_a_design_of_another_size_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sensitivity("robust.yaml", "--blocks", "100") == 1
    assert "The design takes a power of 2, not 100." in capsys.readouterr().err
