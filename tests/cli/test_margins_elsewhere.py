"""`--margins` where editions are compared, where signs of careless answers are, and of `--earlier`."""

import csv
import json
from pathlib import Path
from random import Random

import pytest

from engine.cli.main import main

SURVEY = """\
thuocdo: 1
id: small
edition: "{edition}"
title: Small
status: example
source: made up
languages: [en]
quality: {{speed: {{seconds_per_answer: 1.5, answers: 5}}}}
units:
  groups: {{g: Offices}}
  list: [{{id: a, group: g, title: Office A}}, {{id: b, group: g, title: Office B}}]
forms:
  - id: f
    title: F
    audience: respondents
    pages:
      - id: firm
        title: Firm
        questions:
          - {{id: size, type: choice, text: Size of the firm, options: [{{id: small, label: S}}, {{id: large, label: L}}]}}
          - {{id: dealt, type: units, text: Dealt with?}}
      - id: rating
        title: Rating
        for_each: dealt
        questions:
          - {{id: days, type: number, text: Days?}}
index:
  id: total
  title: Total
  normalise: {normalise}
  children:
    - {{id: mean_days, title: Mean, from: days, measure: mean, direction: lower}}
"""
SCALE = "{rule: scale, low: 0, high: 10, to: [0, 100]}"
PANEL = "{rule: minmax, over: panel, to: [0, 100]}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Half of each sample is large and waits longer; a tenth of all firms are."""
    monkeypatch.chdir(tmp_path)
    for year, normalise in ((2024, SCALE), (2025, SCALE), (2026, PANEL)):
        Path(f"{year}.yaml").write_text(SURVEY.format(edition=year, normalise=normalise), "utf-8")
    for year, longer in ((2024, 0), (2025, 1), (2026, 1)):
        rows = []
        for firm in range(40):
            large = firm % 2
            flags = "speed" if firm % 5 == 4 else ""
            rows.append(f"r{firm},,size,{'large' if large else 'small'},{flags}")
            rows += (
                f"r{firm},{unit},days,{(6 if large else 1) + firm % 3 + (unit == 'b') + longer},{flags}"
                for unit in "ab"
            )
        Path(f"{year}.csv").write_text("respondent,unit,question,value,flags\n" + "\n".join(rows) + "\n", "utf-8")
    Path("margins.csv").write_text("margin,category,population\nsize,small,900\nsize,large,100\n", "utf-8")
    return tmp_path


def totals(path: str) -> dict[str, dict[str, str]]:
    with Path(path).open(encoding="utf-8") as file:
        return {row["unit"]: row for row in csv.DictReader(file) if row["node"] == "total"}


def score(year: int, *more: str) -> dict[str, float]:
    assert main(["score", f"{year}.yaml", "--answers", f"{year}.csv", *more, "--out", "out.csv"]) == 0
    return {unit: float(row["score"]) for unit, row in totals("out.csv").items()}


COMPARE = ["compare", "2024.yaml", "2025.yaml", "--old-answers", "2024.csv", "--answers", "2025.csv"]


def test_a_change_is_told_between_what_each_edition_scores_with_its_margins() -> None:
    weighed = ["--margins", "margins.csv"]
    then, now, bare = score(2024, *weighed), score(2025, *weighed), score(2024)
    assert main([*COMPARE, "--old-margins", "margins.csv", *weighed, "--out", "change.csv"]) == 0
    for unit, row in totals("change.csv").items():
        assert float(row["before"]) == pytest.approx(then[unit], abs=1e-9)
        assert float(row["rescored"]) == pytest.approx(then[unit], abs=1e-9)
        assert float(row["now"]) == pytest.approx(now[unit], abs=1e-9)
        assert float(row["own"]) == pytest.approx(-10, abs=1e-9)  # a day longer of ten, whoever weighs how much
    assert main([*COMPARE, *weighed, "--out", "change.csv"]) == 0
    for unit, row in totals("change.csv").items():
        assert float(row["before"]) == pytest.approx(bare[unit], abs=1e-9)
        assert abs(then[unit] - bare[unit]) > 10
        parts = sum(float(row[name]) for name in ("method", "own", "peers", "data"))
        assert parts == pytest.approx(float(row["change"]), abs=1e-9)


def test_the_order_of_rows_changes_no_digit(folder: Path) -> None:
    told = []
    for seed in range(3):
        for year in (2024, 2025):
            head, *rows = Path(f"{year}.csv").read_text("utf-8").splitlines()
            Random(seed).shuffle(rows)
            Path(f"{year}.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
        options = ["--old-margins", "margins.csv", "--margins", "margins.csv", "--trim", "0.2,3"]
        assert main([*COMPARE, *options, "--out", "change.csv"]) == 0
        told.append((folder / "change.csv").read_bytes())
    assert told[0] == told[1] == told[2]


def test_earlier_editions_meet_their_own_margins() -> None:
    """2026 ranges over both editions: the weights of 2024 move its best mean, and so the scores of 2026."""
    earlier = "2024.yaml,answers=2024.csv"
    bare = score(2026, "--margins", "margins.csv", "--earlier", earlier)
    weighed = score(2026, "--margins", "margins.csv", "--earlier", f"{earlier},margins=margins.csv")
    limited = score(2026, "--margins", "margins.csv", "--earlier", f"{earlier},margins=margins.csv,trim=0.1,2")
    assert bare["a"] == pytest.approx(100)  # without weights every office took longer in 2024
    assert weighed["a"] == pytest.approx(50)  # with them a was a day faster, b as fast as a is now
    assert limited == pytest.approx(weighed)  # limits that no weight reaches


def test_results_with_and_without_flagged_answers_meet_the_margins(capsys: pytest.CaptureFixture[str]) -> None:
    found = {}
    for name, more in (("bare", []), ("weighed", ["--margins", "margins.csv"])):
        assert main(["quality", "2024.yaml", "--answers", "2024.csv", *more, "--json"]) == 0
        found[name] = json.loads(capsys.readouterr().out)
    weighed = {row["unit"]: row for row in found["weighed"]["results"]}
    assert found["bare"]["flags"] == found["weighed"]["flags"]
    assert weighed["a"]["score"] == pytest.approx(score(2024, "--margins", "margins.csv")["a"])
    without = score(2024, "--margins", "margins.csv", "--without-flagged")
    assert {unit: row["score_without"] for unit, row in weighed.items()} == pytest.approx(without)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ([*COMPARE, "--old-trim", "0.3,3"], "--old-trim limits the weights that --old-margins make: give --old-margins too."),
        (["quality", "2024.yaml", "--answers", "2024.csv", "--trim", "0.3,3"], "--trim limits the weights that --margins make"),
        (["score", "2026.yaml", "--answers", "2026.csv", "--out", "o.csv", "--earlier", "2024.yaml,answers=2024.csv,trim=0.3,3"],
         "trim= in --earlier limits the weights that margins= in --earlier make: give margins= in --earlier too."),
        (["score", "2026.yaml", "--answers", "2026.csv", "--out", "o.csv", "--earlier", "2024.yaml,values=x.csv,margins=margins.csv"],
         "margins= in --earlier weigh answers of respondents: give answers= too."),
        (["score", "2026.yaml", "--answers", "2026.csv", "--out", "o.csv", "--earlier", "2024.yaml,answers=2024.csv,trim=3,0.3,9"],
         "`9` is not understood."),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told(args: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*args, *(["--out", "change.csv"] if args[0] == "compare" else [])]) == 1
    assert told in capsys.readouterr().err
