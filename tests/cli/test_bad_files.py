"""Bad figures and answers from file to file: a stated result, or a sentence on stderr with the unit and the indicator."""

import csv

import pytest

from engine.cli.main import main

FRAMEWORK = """\
thuocdo: 1
id: bad
edition: "2025"
title: Xấu
status: example
source: Ví dụ
languages: [vi]
units: {groups: {g: Nhóm}, others: g}
index:
  id: total
  title: Tổng
  AGGREGATE
  normalise: NORMALISE
  min_coverage: 0.5
  children:
    - {id: a, title: A, from: outside, direction: higher}
    - {id: b, title: B, from: outside, direction: higher}
"""
PLAIN = "{rule: none, to: [0, 10]}"


@pytest.fixture
def told(tmp_path, capsys):
    """What the command says on stderr, or the scores it writes, for figures of x, y, …"""

    def of(text, normalise=PLAIN, aggregate="aggregate: mean"):
        file, values, out = tmp_path / "f.yaml", tmp_path / "v.csv", tmp_path / "o.csv"
        file.write_text(FRAMEWORK.replace("NORMALISE", normalise).replace("AGGREGATE", aggregate), encoding="utf-8")
        values.write_text(text, encoding="utf-8")
        code = main(["score", str(file), "--values", str(values), "--out", str(out)])
        if code:
            assert code == 1
            assert not out.exists()
            return capsys.readouterr().err.replace(f"{values}", "v.csv").removeprefix("thuocdo score: ").strip()
        with out.open(encoding="utf-8") as given:
            return {(row["unit"], row["node"]): row for row in csv.DictReader(given)}

    return of


MINMAX = "{rule: minmax, to: [0, 10]}"
NO_RANGE = "Say what it shall give with `constant: missing`, `lower`, `middle` or `upper`."


@pytest.mark.parametrize(
    ("figures", "more", "sentence"),
    [
        ("unit,a,b\n", {}, "There is no unit to score: the files name none. Add rows to them."),
        ("", {}, "v.csv: the file is empty. Its first line names the columns.\nthuocdo score: v.csv: one mistake; nothing was written."),
        ("unit,a,b\nx,1,2\n", {"normalise": MINMAX}, f"a, b: nobody is compared with x, the only one that has a value, so min-max has no range. {NO_RANGE}"),
        ("unit,a,b\nx,1,2\ny,1,3\n", {"normalise": MINMAX}, f"a: all units that are compared have the same value, so min-max has no range. {NO_RANGE}"),
        ("unit,a,b\nx,1,2\ny,,3\n", {"normalise": MINMAX}, f"a: nobody is compared with x, the only one that has a value, so min-max has no range. {NO_RANGE}"),
        (
            "unit,a,b\nx,0,2\ny,1,3\n",
            {"aggregate": "aggregate: {rule: geometric, on_zero: error, floor: 0}"},
            "total: a geometric mean meets a score of zero or below. It is that of a for x. "
            "Give it `floor: 1` or `on_zero: zero`, or normalise the children to a scale that starts above 0.",
        ),
        (
            "unit,a,b\nx,inf,2\ny,-Infinity,nan\n",
            {},
            "v.csv:2:1: x, a: `inf` is no number. Write a number with a decimal point, or leave the cell empty.\n"
            "v.csv:3:1: y, a: `-Infinity` is no number. Write a number with a decimal point, or leave the cell empty.\n"
            "v.csv:3:1: y, b: `nan` is no number. Write a number with a decimal point, or leave the cell empty.\n"
            "thuocdo score: v.csv: 3 mistakes; nothing was written.",
        ),
        ("unit,a,b\nx,1e400,2\n", {}, "v.csv:2:1: x, a: `1e400` is too large. Figures go up to 1e+100.\nthuocdo score: v.csv: one mistake; nothing was written."),
    ],
    ids=["no units", "no lines", "one unit", "all equal", "a range of one", "geometric zero", "infinite", "too large"],
)  # fmt: skip
def test_a_sentence_says_which_unit_and_indicator(told, figures, more, sentence):
    assert told(figures, **more) == sentence


def test_all_missing_is_no_data_and_never_zero(told):
    rows = told("unit,a,b\nx,,\ny,,\n", MINMAX)
    assert {(row["score"], row["rank"], row["coverage"], row["missing"]) for row in rows.values()} == {
        ("", "", "0.0", "no_data")
    }


def test_values_off_the_scale_are_clamped_or_shown_as_they_are(told):
    clamped = told("unit,a,b\nx,-50,5\ny,120,5\n", "{rule: goalposts, low: 0, high: 10, to: [0, 10]}")
    assert [clamped[unit, "a"]["score"] for unit in "xy"] == ["0.0", "10.0"]
    free = told("unit,a,b\nx,-50,5\ny,120,5\n", "{rule: goalposts, low: 0, high: 10, to: [0, 10], clamp: false}")
    assert [free[unit, "a"]["score"] for unit in "xy"] == ["-50.0", "120.0"]


def test_one_figure_is_a_score_with_its_coverage(told):
    rows = told("unit,a,b\nx,4,\n")
    assert (rows["x", "total"]["score"], rows["x", "total"]["coverage"], rows["x", "b"]["missing"]) == (
        "4.0",
        "0.5",
        "no_data",
    )
