"""`--margins` and `--trim`: weights that meet what is known, on every command that weighs answers; mistakes by line."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from random import Random

import pytest

from engine.cli.loading import load_one
from engine.cli.main import main
from engine.exchange.margins import read_margins
from engine.problems import ThuocDoError
from engine.questionnaire.synthetic import Synthesiser
from engine.store.sqlite import SqliteStore

SURVEY = """\
thuocdo: 1
id: small
edition: "1"
title: Small
status: example
source: made up
languages: [en]
units:
  groups: {g: Offices}
  list: [{id: a, group: g, title: Office A}, {id: b, group: g, title: Office B}]
forms:
  - id: f
    title: F
    audience: respondents
    pages:
      - id: firm
        title: Firm
        questions:
          - {id: size, type: choice, text: Size of the firm, options: [{id: small, label: S}, {id: large, label: L}]}
          - {id: sectors, type: choices, text: Sectors, options: [{id: one, label: A}, {id: two, label: B}]}
          - {id: dealt, type: units, text: Dealt with?}
      - id: rating
        title: Rating
        for_each: dealt
        questions:
          - {id: days, type: number, text: Days?}
          - {id: mood, type: choice, text: Mood, options: [{id: good, label: G, value: 1}, {id: bad, label: B, value: 0}]}
index:
  id: total
  title: Total
  normalise: {rule: scale, low: 0, high: 10, to: [0, 100]}
  children:
    - {id: mean_days, title: Mean, from: days, measure: mean, direction: lower}
"""
MARGINS = "margin,category,population\nsize,small,900\nsize,large,100\n"
HEAD = "respondent,unit,question,value,stratum"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SURVEY, encoding="utf-8")
    rows = [HEAD]
    for firm in range(40):  # half of the sample is large, which waits longer; a tenth of all firms are
        large, stratum = firm % 2, "north" if firm % 4 < 2 else "south"
        rows.append(f"r{firm},,size,{'large' if large else 'small'},{stratum}")
        days = (6 if large else 1) + firm % 3
        rows += (f"r{firm},{unit},days,{days + (unit == 'b')},{stratum}" for unit in ("ab" if firm % 3 else "a"))
    (tmp_path / "answers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "margins.csv").write_text(MARGINS, encoding="utf-8")
    return tmp_path


def scored(name: str) -> dict[tuple[str, str], dict[str, str]]:
    with Path(name).open(encoding="utf-8") as file:
        return {(row["unit"], row["node"]): row for row in csv.DictReader(file)}


def test_scores_are_those_of_the_population_and_the_command_tells_of_the_weights(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["small.yaml", "--answers", "answers.csv", "--out", "out.csv"]
    assert main(["score", *given]) == 0
    plain = float(scored("out.csv")["a", "mean_days"]["value"])
    assert main(["score", *given, "--margins", "margins.csv"]) == 0
    told = float(scored("out.csv")["a", "mean_days"]["value"])
    small = sum(1 + firm % 3 for firm in range(0, 40, 2)) / 20
    large = sum(6 + firm % 3 for firm in range(1, 40, 2)) / 20
    assert plain == pytest.approx((small + large) / 2)
    assert told == pytest.approx(0.9 * small + 0.1 * large)
    # weights 45 and 5: 40 · (20 · 45² + 20 · 5²)/1000² = 1.64
    assert capsys.readouterr().err == (
        "Weights meet size: factors from 0.2 to 1.8 of their mean, design effect of weighting 1.64: 40 respondents count"
        " as 24.\n"
    )


def test_intervals_estimates_explanations_and_sensitivity_take_the_same_weights(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = ["small.yaml", "--answers", "answers.csv", "--margins", "margins.csv"]
    drawn = ["--replicates", "200", "--seed", "3", "--sure", "sure.json"]
    assert main(["score", *files, *drawn, "--out", "out.csv"]) == 0
    row = scored("out.csv")["a", "mean_days"]
    half = (float(row["score_high"]) - float(row["score_low"])) / 2
    sure = json.loads(Path("sure.json").read_text(encoding="utf-8"))
    assert sure["calibrated"]["margins"] == ["size"]
    assert main(["estimates", *files, "--out", "estimates.csv"]) == 0
    with Path("estimates.csv").open(encoding="utf-8") as file:
        found = next(row for row in csv.DictReader(file))
    assert float(found["value"]) == pytest.approx(float(row["value"]))
    # days of 0 to 10 are 100 to 0 points; a bootstrap of 200 is a tenth off, or so
    assert 10 * (float(found["high"]) - float(found["low"])) / 2 == pytest.approx(half, rel=0.25)
    capsys.readouterr()
    assert main(["explain", *files, "--unit", "a", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["explained"]
    assert told["score"] == pytest.approx(float(scored("out.csv")["a", "total"]["score"]))
    assert main(["scorecard", *files, "--league", "--language", "en", "--out", "league.pdf"]) == 0
    assert Path("league.pdf").stat().st_size > 1000


def test_a_kept_run_records_its_margins_and_is_worked_out_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = ["small.yaml", "--answers", "answers.csv", "--out", "out.csv", "--keep", "--replicates", "40"]
    weighed = ["--margins", "margins.csv"]
    codes = []
    for more in ([], weighed, [*weighed, "--trim", ",1.9"]):
        assert main(["score", *files, *more]) == 0
        codes.append(capsys.readouterr().out.partition(":")[0])
    assert main(["score", *files, *weighed, "--trim", "0.3,1.7"]) == 1
    assert "cannot be met together with every weight within --trim" in capsys.readouterr().err
    assert len(set(codes)) == 3
    for code in codes:
        assert main(["verify", code]) == 0, code
        assert "the same. 4 rows of scores were worked out again." in capsys.readouterr().out
    recipe = json.loads((Path("data/runs") / codes[1] / "run.json").read_text(encoding="utf-8"))["recipe"]
    assert recipe["options"]["margins"] == {
        "totals": {"size": {"small": 900.0, "large": 100.0}},
        "least": 0.0,
        "most": None,
    }


def test_clusters_meet_margins_and_are_worked_out_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = ["small.yaml", "--answers", "answers.csv", "--margins", "margins.csv", "--out", "out.csv", "--replicates", "200"]
    widths = []
    for told in ("", ",cluster"):
        lines = (folder / "answers.csv").read_text(encoding="utf-8").splitlines()
        if told:  # a village of two north, and one of two south, for every four firms
            rows = [f"{line},v{int(line[1 : line.index(',')]) // 2}" for line in lines[1:]]
            (folder / "answers.csv").write_text("\n".join([lines[0] + told, *rows]) + "\n", encoding="utf-8")
        assert main(["score", *files, "--keep"]) == 0
        code = capsys.readouterr().out.partition(":")[0]
        assert main(["verify", code]) == 0
        assert "the same." in capsys.readouterr().out
        row = scored("out.csv")["a", "mean_days"]
        widths.append(float(row["score_high"]) - float(row["score_low"]))
    assert widths[0] != widths[1]


def test_trim_keeps_weights_within_its_limits(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "margins.csv").write_text(MARGINS + "stratum,north,300\nstratum,south,700\n", encoding="utf-8")
    files = ["small.yaml", "--answers", "answers.csv", "--margins", "margins.csv", "--out", "out.csv"]
    assert main(["score", *files]) == 0
    assert "factors from 0.12 to 2.52" in capsys.readouterr().err
    assert main(["score", *files, "--trim", "0.15,"]) == 0
    assert "10 are at a limit of --trim." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--trim", "0.3,3"], "--trim limits the weights that --margins make: give --margins too."),
        (["--margins", "margins.csv", "--trim", "3"], "--trim 3: give the least and the most that a weight may be"),
        (["--margins", "margins.csv", "--trim", "0.5,0.9"], "--trim 0.5,0.9: give the least"),
        (["--margins", "margins.csv", "--trim", ","], "--trim ,: give the least"),
        (["--margins", "margins.csv", "--trim", "x,3"], "--trim x,3: give the least"),
        (["--margins", "margins.csv", "--trim", "nan,3"], "--trim nan,3: give the least"),
        (["--margins", "margins.csv", "--trim", ",inf"], "--trim ,inf: give the least"),
    ],
)
def test_limits_that_make_no_sense_are_refused(
    words: list[str], told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", "small.yaml", "--answers", "answers.csv", "--out", "out.csv", *words]) == 1
    assert told in capsys.readouterr().err
    assert not Path("out.csv").exists()


def test_margins_need_answers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("v.csv").write_text("unit,mean_days\na,1\nb,2\n", encoding="utf-8")
    assert main(["score", "small.yaml", "--values", "v.csv", "--margins", "margins.csv", "--out", "out.csv"]) == 1
    assert "--margins weigh answers of respondents: give --answers too." in capsys.readouterr().err


def test_every_mistake_of_a_file_of_margins_is_told_by_its_line(folder: Path) -> None:
    Path("m.csv").write_text(
        "margin,category,population\n"
        "sise,small,3\n"  # 2
        "sise,large,3\n"  # told once
        "days,small,3\n"  # 4
        "mood,good,3\n"  # 5
        "sectors,one,3\n"  # 6
        "size,smal,3\n"  # 7
        "size,small|large,\n"  # 8
        "size,small,-1\n"  # 9
        "size,small|large,5\n"  # 10
        "size,large,5\n"  # 11
        "size*stratum,small,5\n"  # 12
        "size*stratum,small*north,4\n"
        "size*stratum,small*north|south,4\n"  # 14
        "size*size,small*small,4\n",  # 15
        encoding="utf-8",
    )
    offered = load_one("small.yaml")
    with pytest.raises(ThuocDoError) as told:
        read_margins(Path("m.csv"), offered.framework, offered.vocabulary)
    assert [(each.location.line, each.what, each.mend) for each in told.value.problems] == [
        (2, "no respondent is asked `sise`.", "Did you mean `size`?"),
        (4, "`days` is asked in every pass.", "A margin is a question about the respondent."),
        (5, "`mood` is asked in every pass.", "A margin is a question about the respondent."),
        (6, "`sectors` has no options to choose one from.", "A margin is a choice of one option."),
        (7, "`size` has no option `smal`.", "Did you mean `small`?"),
        (8, "the population is empty.", "Give how many there are."),
        (9, "a population of -1.", "Give how many there are; leave out a category that nobody is in."),
        (11, "`large` is there twice.", "Keep it in one of the rows."),
        (12, "`small` names no cell of it.", "Join 2 options by `*`, in the order of `size*stratum`."),
        (14, "`small * north` is there twice.", "Keep it in one of the rows."),
        (15, "a question is there twice.", "Name each once."),
    ]


def test_an_empty_file_of_margins_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("m.csv").write_text("margin,category,population\n", encoding="utf-8")
    assert main(["score", "small.yaml", "--answers", "answers.csv", "--margins", "m.csv", "--out", "out.csv"]) == 1
    assert "there is no margin. Add a row for each category of a question." in capsys.readouterr().err


def test_ranges_are_frozen_from_the_weighted_figures(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SURVEY.replace("{rule: scale, low: 0, high: 10, to: [0, 100]}", "{rule: minmax, over: all, to: [0, 100]}")
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    assert main(["freeze", "small.yaml", "--answers", "answers.csv"]) == 0
    plain = capsys.readouterr().out
    assert main(["freeze", "small.yaml", "--answers", "answers.csv", "--margins", "margins.csv"]) == 0
    assert capsys.readouterr().out != plain


def test_a_round_is_scored_to_meet_the_margins_and_verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["round", "create", "thu", "--framework", "small.yaml"]) == 0
    assert main(["round", "open", "thu"]) == 0
    offered, random, store = load_one("small.yaml"), Random(4), SqliteStore.open(Path("data"))
    draw = Synthesiser(offered.framework, offered.framework.forms[0], offered.vocabulary, date(2026, 1, 1))
    for _ in range(30):
        response = store.start_response("thu", "f")
        saved = store.save_answers(response.id, 0, draw.answers(random, {}, ""), "one")
        store.send(response.id, saved.version, date(2026, 5, 2), ())
    capsys.readouterr()
    codes = []
    for more in ([], ["--margins", "margins.csv"]):
        assert main(["round", "score", "thu", "--replicates", "30", "--seed", "5", *more]) == 0
        codes.append(capsys.readouterr().out.partition(":")[0])
        assert main(["verify", codes[-1]]) == 0
        capsys.readouterr()
    assert codes[0] != codes[1]
    (folder / "lost.csv").write_text("margin,category,population\nsize,small,900\n", encoding="utf-8")
    assert main(["round", "score", "thu", "--margins", "lost.csv"]) == 1
    assert "are in `large` of `size`, which --margins do not have. Add a row for it." in capsys.readouterr().err
    assert {run.code for run in store.runs("thu")} == set(codes)
    store.close()
