"""`thuocdo reliability`: items of a dimension, items that were named, and a commune's claims beside their appraisal."""

import csv
import json
from pathlib import Path

import pytest

from engine.cli.main import main

DATA = Path(__file__).parents[1] / "golden" / "data"
SURVEY = """\
thuocdo: 1
id: small
edition: "1"
title: Small
status: example
source: made up
languages: [en]
scales:
  agree:
    - {id: fully, value: 4, label: Fully}
    - {id: rather, value: 3, label: Rather}
    - {id: little, value: 2, label: Little}
    - {id: never, value: 1, label: Never}
    - {id: dont_know, missing: dont_know, label: "?"}
forms:
  - id: f
    title: F
    audience: respondents
    pages:
      - id: p
        title: P
        questions:
          - {id: quick, type: choice, scale: agree, text: Quick}
          - {id: kind, type: choice, scale: agree, text: Kind}
          - {id: bribes, type: choice, scale: agree, text: Bribes}
          - {id: days, type: number, text: Days}
index:
  id: total
  title: Total
  measure: {rule: share, of: [fully, rather]}
  children:
    - {id: quick_share, title: Quick, from: quick}
    - {id: kind_share, title: Kind, from: kind, measure: {rule: share, of: [little, never]}, direction: lower}
    - {id: bribes_share, title: Bribes, from: bribes, direction: lower}
    - {id: days_median, title: Days, from: days, measure: median, direction: lower}
"""
FIRMS = (
    ("fully", "fully", "never"), ("rather", "rather", "little"), ("little", "little", "rather"),
    ("rather", "fully", "never"), ("never", "little", "fully"), ("fully", "rather", "dont_know"),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SURVEY, encoding="utf-8")
    rows = [
        f"r{firm},a,{question},{'!dont_know' if answer == 'dont_know' else answer}"
        for firm, answers in enumerate(FIRMS)
        for question, answer in zip(("quick", "kind", "bribes"), answers, strict=True)
    ]
    (tmp_path / "answers.csv").write_text("\n".join(["respondent,unit,question,value", *rows, ""]), encoding="utf-8")
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["reliability", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_items_of_a_dimension_are_turned_as_its_indicators_say(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (scale,) = told(capsys, "small.yaml", "--answers", "answers.csv")["scales"]
    assert scale["items"][0]["item"] == "quick"
    # bribes are the lower the better; `kind` counts the low answers and wants few of them: as it stands
    by_name = {each["item"]: each for each in scale["items"]}
    assert by_name["bribes"]["mean"] == pytest.approx(5 - (1 + 2 + 3 + 1 + 4) / 5)
    assert by_name["kind"]["mean"] == pytest.approx((4 + 3 + 2 + 4 + 2) / 5)
    assert (scale["missing"], scale["rows"]) == ("complete", 5)
    assert scale["alpha"] > 0.8


def test_items_may_be_named_and_reversed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["small.yaml", "--answers", "answers.csv", "--missing", "pairwise"]
    (scale,) = told(capsys, *given, "--items", "quick,kind,-bribes")["scales"]
    assert scale["rows"] == 6
    assert scale["alpha"] > 0.8
    (wrong,) = told(capsys, *given, "--items", "quick,bribes")["scales"]
    assert wrong["alpha"] < 0
    assert wrong["remarks"][0].startswith("Alpha is below 0")


def test_the_table_is_for_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reliability", "small.yaml", "--answers", "answers.csv"]) == 0
    head, columns, *rows = capsys.readouterr().out.splitlines()
    assert head.startswith("total: alpha 0.")
    assert "(complete cases, 5 answer sheets), standardised 0." in head
    assert columns.split("  ")[0] == "item"
    assert rows[2].startswith("bribes (reversed)  5  ")


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        ([], "There is nothing to look at: give --answers, or --values with two bases."),
        (["--answers", "answers.csv", "--items", "quick,days"],
         "`days` is not on the scale of `quick`, so their answers cannot be added up."),
        (["--answers", "answers.csv", "--items", "quik"],
         "There is no question `quik`. Name questions by their ids, `-` before reversed ones."),
        (["--values", "values.csv"],
         "Two bases or more are compared, such as --bases claimed,appraised. The values have: (none)."),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_out_is_said(folder: Path, words, mend, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "values.csv").write_text("unit,days_median\na,3\n", encoding="utf-8")
    assert main(["reliability", "small.yaml", *words]) == 1
    assert mend in capsys.readouterr().err


def test_a_communes_claims_stand_beside_their_appraisal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """62 indicators of a real set of 2025, 960 points: 787.84 claimed, 606.27 left after the appraisal."""
    monkeypatch.chdir(tmp_path)
    with (DATA / "dti_commune_self_and_verified.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    groups = dict.fromkeys(row["group_en"] for row in rows)
    lines = ["thuocdo: 1", "id: commune", 'edition: "2025"', "title: T", "status: example", "source: s"]
    lines += ["languages: [en]", "index:", "  id: total", "  title: Total", "  aggregate: {rule: sum, absent: missing}"]
    lines += ["  children:"]
    for number, group in enumerate(groups):
        lines += [f"    - id: group_{number}", f"      title: {group}", "      children:"]
        lines += [
            f"        - {{id: i{row['code'].replace('.', '_')}, title: T, from: outside,"
            f" normalise: {{rule: goalposts, low: 0, high: {row['max']}, to: [0, {row['max']}]}}}}"
            for row in rows
            if row["group_en"] == group
        ]
    Path("commune.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    figures = [
        f"commune,i{row['code'].replace('.', '_')},{row[column]},{basis}"
        for row in rows
        for column, basis in (("self", "claimed"), ("verified", "appraised"))
    ]
    Path("v.csv").write_text("\n".join(["unit,indicator,value,basis", *figures, ""]), encoding="utf-8")

    found = told(capsys, "commune.yaml", "--values", "v.csv")

    gaps = {gap["node"]: gap for gap in found["gaps"]}
    assert (gaps["total"]["claimed"], gaps["total"]["appraised"]) == pytest.approx((787.84, 606.27))
    assert all(gaps[f"i{row['code'].replace('.', '_')}"]["gap"] == pytest.approx(float(row["diff"])) for row in rows)
    whole = found["agreement"][0]
    differ = [float(row["diff"]) for row in rows if float(row["diff"])]
    assert (whole["over"], whole["n"]) == ("all", 62)
    assert whole["exact"] == pytest.approx(1 - len(differ) / 62)
    assert (whole["lowered"], whole["raised"]) == (sum(each > 0 for each in differ), sum(each < 0 for each in differ))
    assert 0 < whole["kappa"] < 1
    assert len(found["agreement"]) == 1 + len(groups)
    within = found["intraclass"][0]
    assert (within["over"], within["n"], within["k"], within["remark"]) == ("all", 62, 2, "")
    # claims lie above appraisals: they agree less on the figure than on order and distances
    assert 0 < within["forms"]["ICC(2,1)"] < within["forms"]["ICC(3,1)"] < within["forms"]["ICC(3,k)"] < 1


def test_scales_that_the_file_declares_take_the_place_of_dimensions(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = "reliability:\n  - {id: ease, items: [quick, kind, -bribes]}\n  - {id: pace, items: [quick, kind]}\n"
    Path("small.yaml").write_text(SURVEY + declared, encoding="utf-8")
    given = ["reliability", "small.yaml", "--answers", "answers.csv", "--json"]
    assert main(given) == 0
    scales = json.loads(capsys.readouterr().out)["scales"]
    alphas = [one["alpha"] for one in scales]
    assert len(alphas) == 2
    for names, alpha in (("quick,kind,-bribes", alphas[0]), ("quick,kind", alphas[1])):
        assert main([*given, "--items", names]) == 0
        (named,) = json.loads(capsys.readouterr().out)["scales"]
        assert named["alpha"] == pytest.approx(alpha)


def test_three_appraisers_agree_as_far_as_intraclass_correlations_say(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # three of the judges of Shrout and Fleiss (1979)
    judged = {"one": (9, 6, 8, 7, 10, 6), "two": (2, 1, 4, 1, 5, 2), "three": (5, 3, 6, 2, 6, 4)}
    rows = [f"u{unit},days_median,{figure},{basis}" for basis, all_ in judged.items() for unit, figure in enumerate(all_)]
    Path("v.csv").write_text("\n".join(["unit,indicator,value,basis", *rows, ""]), encoding="utf-8")
    found = told(capsys, "small.yaml", "--values", "v.csv", "--bases", "one,two,three")
    last = found["intraclass"][-1]
    assert (last["over"], last["n"], last["k"]) == ("days_median", 6, 3)
    assert last["forms"]["ICC(3,1)"] > last["forms"]["ICC(2,1)"] > last["forms"]["ICC(1,1)"]
    assert found["intraclass"][1]["remark"] == "Figures that all gave: 0, which is too few."
    assert main(["reliability", "small.yaml", "--values", "v.csv", "--bases", "one,two,three"]) == 0
    assert "ICC(2,1)" in capsys.readouterr().out
    assert main(["reliability", "small.yaml", "--values", "v.csv", "--bases", "one,one"]) == 1
    assert "Two bases or more are compared" in capsys.readouterr().err
