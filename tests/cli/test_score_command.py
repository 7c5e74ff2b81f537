"""`thuocdo score`: tables from figures and answers; bad input is told whole and leaves nothing behind."""

import csv
import json
import re
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


def test_what_draws_tell_besides_intervals_is_written(folder: Path) -> None:
    given = ["--answers", "answers.csv", "--values", "values.csv", "--replicates", "300", "--seed", "3"]
    assert score(*given, "--top", "1", "--level", "0.8", "--sure", "sure.json", "--out", "out.csv") == 0
    sure = json.loads(Path("sure.json").read_text(encoding="utf-8"))
    assert (sure["draws"], sure["seed"], sure["level"], sure["top"], sure["merged_strata"]) == (300, 3, 0.8, 1, [])
    table = scored(Path("out.csv"))
    first = sure["scores"][0]
    assert (first["unit"], first["node"], first["in_top"], first["failed"]) == ("a", "total", 1.0, 0.0)
    assert repr(first["score_low"]) == table["a", "total"]["score_low"]
    (group,) = sure["groups"]
    assert group["units"] == ["a", "b"]
    assert group["beats"] == {"a": {"b": 1.0}, "b": {"a": 0.0}}
    assert group["ties"] == []


def test_a_higher_level_is_wider_and_a_small_population_narrower(folder: Path) -> None:
    (folder / "all.csv").write_text("stratum,population\n,40\n", encoding="utf-8")
    (folder / "some.csv").write_text("stratum,population\n,60\n", encoding="utf-8")
    given = ["--answers", "answers.csv", "--replicates", "300", "--out", "out.csv"]
    widths = []
    for more in (["--strata", "all.csv"], ["--strata", "some.csv"], [], ["--level", "0.99"]):
        assert score(*given, *more) == 0
        row = scored(Path("out.csv"))["a", "happy"]
        widths.append(float(row["score_high"]) - float(row["score_low"]))
    assert widths[0] == pytest.approx(0, abs=1e-9)
    assert widths == sorted(widths)
    assert widths[1] / widths[2] == pytest.approx((20 / 60) ** 0.5, rel=0.15)


def test_merged_strata_and_failed_draws_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ["r1,a,mood,yes,north", "r2,b,mood,no,south", "r3,b,mood,yes,west", "r4,b,mood,no,west", "r5,b,mood,no,west"]
    text = "respondent,unit,question,value,stratum\n" + "\n".join(rows) + "\n"
    (folder / "few.csv").write_text(text, encoding="utf-8")
    assert score("--answers", "few.csv", "--replicates", "200", "--out", "out.csv", "--sure", "sure.json") == 0
    told = capsys.readouterr().err
    assert "Strata merged, as one respondent alone tells of no spread: `north`, `south`." in told
    # a rests on r1 alone, one of two in its stratum, of whom one is drawn
    sure = json.loads(Path("sure.json").read_text(encoding="utf-8"))
    failed = {(each["unit"], each["node"]): each["failed"] for each in sure["scores"]}
    assert failed["a", "happy"] == pytest.approx(0.5, abs=0.1)
    assert failed["b", "happy"] == 0
    assert re.search(r"scores could not be told, most often \w+ of a: in \d\d\.\d% of 200\.", told)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--top", "3"], "--top needs draws: give --replicates, such as --replicates 1000."),
        (["--sure", "s.json"], "--sure needs draws: give --replicates, such as --replicates 1000."),
        (["--replicates", "9", "--level", "90"], "--level is a share between 0 and 1, such as 0.9."),
        (["--replicates", "9", "--top", "0"], "--top counts places from the first: give 1 or more."),
    ],
)
def test_questions_to_draws_that_make_no_sense(folder: Path, capsys: pytest.CaptureFixture[str], words, told) -> None:
    assert score("--answers", "answers.csv", *words, "--out", "out.csv") == 1
    assert told in capsys.readouterr().err
    assert not Path("out.csv").exists()


def test_strata_that_are_wrong_are_told_by_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "s.csv").write_text("stratum,population\nnorth,10\nnorth,0\nsouth,0\nwest,many\n", encoding="utf-8")
    given = ["--answers", "answers.csv", "--replicates", "9", "--out", "out.csv", "--strata"]
    assert score(*given, "s.csv") == 1
    told = capsys.readouterr().err
    assert "s.csv:3:1: north: the stratum is there twice. Keep one of the rows." in told
    assert "s.csv:4:2: south: a population of 0. Give the number of those who could be drawn." in told
    assert "s.csv:5:2: west: `many` is no number." in told
    (folder / "u.csv").write_text("stratum,population\n", encoding="utf-8")
    assert score(*given, "u.csv") == 1
    assert "u.csv:1:1: there is no stratum. Add a row for each, or leave --strata out." in capsys.readouterr().err
    (folder / "t.csv").write_text("stratum,population\nnorth,10\n", encoding="utf-8")
    assert score(*given, "t.csv") == 1
    assert "The strata (none) have no population. Add a row for each to --strata." in capsys.readouterr().err


def test_figures_alone_have_nothing_to_draw(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--values", "values.csv", "--replicates", "9", "--out", "out.csv"]
    assert score(*given) == 0
    assert "Nothing was drawn, so there are no intervals" in capsys.readouterr().err
    assert score(*given, "--sure", "sure.json") == 1
    assert "Nothing was drawn, so --sure has nothing to tell" in capsys.readouterr().err
    assert not Path("sure.json").exists()


@pytest.mark.parametrize("seed", ["-1", "1.5", "x", "9" * 19, "²"])
def test_a_seed_is_a_whole_number_from_0(seed: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = ["--answers", "answers.csv", "--replicates", "3", "--out", "o.csv", f"--seed={seed}"]
    blocks = ["--answers", "answers.csv", "--vary-weights", "0.3", "--blocks", "16", f"--seed={seed}"]
    for words in (["score", "small.yaml", *drawn], ["sensitivity", "small.yaml", *blocks], ["round", "score", "r", f"--seed={seed}"]):
        with pytest.raises(SystemExit) as stop:
            main(words)
        assert stop.value.code == 1
        assert f"`{seed}` is no seed: give a whole number from 0, such as 2026" in capsys.readouterr().err
    assert not (folder / "o.csv").exists()


@pytest.mark.parametrize("draws", ["-1", "1000001", "9" * 20])
def test_so_many_draws_as_a_machine_comes_to_the_end_of(draws: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert score("--answers", "answers.csv", f"--replicates={draws}", "--out", "o.csv") == 1
    assert capsys.readouterr().err.strip() == "thuocdo score: --replicates counts draws: give 0 to 1,000,000."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--replicates", "1e9"], "--replicates: `1e9` is no whole number. See `thuocdo score --help`."),
        (["--replicates", "9", "--level", "1,5"], "--level: `1,5` is no number. See `thuocdo score --help`."),
    ],
)
def test_what_is_no_number_is_said_in_words(
    words: list[str], told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        score("--answers", "answers.csv", *words, "--out", "o.csv")
    assert stop.value.code == 1
    assert capsys.readouterr().err == f"thuocdo score: {told}\n"
