"""`thuocdo weights`: tables that propose weights, and what is wrong with the files that experts filled in."""

import json

import pytest

from engine.cli.main import main

FILE = """\
thuocdo: 1
id: small
edition: "2025"
title: Nhỏ
status: example
source: Ví dụ
languages: [vi]
index:
  id: total
  title: Tổng
  normalise: {rule: none, to: [0, 100]}
  children:
    - {id: a, title: A, from: outside, direction: higher}
    - {id: b, title: B, from: outside, direction: higher, weight: 3}
    - {id: c, title: C, from: outside, direction: higher, scored: false}
"""


@pytest.fixture
def said(tmp_path, capsys):
    def of(option, text, *more, code=0):
        file, given = tmp_path / "small.yaml", tmp_path / "given.csv"
        file.write_text(FILE, encoding="utf-8")
        given.write_text(text, encoding="utf-8")
        assert main(["weights", str(file), option, str(given), *more]) == code
        out = capsys.readouterr()
        return (out.err if code else out.out).replace(str(given), "given.csv")

    return of


def test_points_of_experts_become_shares_with_their_spread(said):
    assert said("--points", "expert,a,b\nAn,80,20\nBình,6,4\n") == (
        "of     node  now    proposed  lowest  highest  deviation\n"
        "total  a     0.250  0.700     0.600   0.800    0.141\n"
        "total  b     0.750  0.300     0.200   0.400    0.141\n"
        "total: the mean of 2 experts.\n"
        "As they may be put into the file: nodes: [{id: a, weight: 0.7}, {id: b, weight: 0.3}]\n"
    )


def test_comparisons_become_shares_with_their_consistency(said):
    assert said("--pairs", "expert,one,other,times\nAn,a,b,1/4\n") == (
        "of     node  now    proposed\n"
        "total  a     0.250  0.200\n"
        "total  b     0.750  0.800\n"
        "total: 1 expert, consistency ratio 0.000.\n"
        "As they may be put into the file: nodes: [{id: a, weight: 0.2}, {id: b, weight: 0.8}]\n"
    )


@pytest.mark.parametrize(
    ("option", "text", "told"),
    [
        ("--points", "expert,a\nAn,80\n", ["given.csv:1:1: there is no column `b`. Give points to every child of `total`."]),
        ("--points", "expert,a,d\nAn,80,1\n", ["given.csv:1:3: `d` is no child of a dimension. Name children of a dimension by their ids.", "given.csv:1:1: there is no column `b`. Give points to every child of `total`."]),
        ("--points", "expert,a,b\nAn,0,0\nBình,-1,3\n,1,1\n", ["given.csv:2:1: An: no child of `total` has points. Give one of them some.", "given.csv:3:1: Bình: points are below 0. Give 0 or more.", "given.csv:4:1: expert: the cell is empty. Give each expert a name or a number."]),
        ("--points", "expert,a,b\nAn,1,2\nAn,2,3\n", ["given.csv:3:1: An: this expert is there twice. Keep one of the rows."]),
        ("--points", "expert,a,b\n", ["given.csv:1:1: there is no line below the names of the columns. Add one for each expert."]),
        ("--pairs", "expert,one,other,times\nAn,a,b,0\n", ["given.csv:2:4: An, a and b: `times` has to be above 0. Write 3, or 1/3 the other way round."]),
        ("--pairs", "expert,one,other,times\nAn,a,b,2\nAn,b,a,1/2\n", ["given.csv:3:1: An: `b` and `a` are compared twice. Keep one of the rows."]),
        ("--pairs", "expert,one,other,times\nAn,a,a,2\n", ["given.csv:2:1: An: `a` and `a` are not two children of one dimension. Mend the row."]),
        ("--pairs", "expert,one,other,times\nAn,a,c,2\n", ["given.csv:2:1: An: `c` is no child of a dimension. Name children of a dimension by their ids."]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_line(said, option, text, told):
    *problems, _sum = said(option, text, code=1).splitlines()
    assert problems == told


def test_scores_tell_weights_or_that_they_cannot(said):
    values = "unit,a,b\nx,10,40\ny,20,10\nz,30,30\nw,60,70\n"
    assert "total: over 4 units with all scores." in said("--values", values, "--study", "equal_influence")
    assert "total: the first component tells 87 % of the variance of 4 units" in said(
        "--values", values, "--study", "pca"
    )
    few = said("--values", "unit,a,b\nx,10,40\ny,20,10\n", "--study", "pca")
    assert few == "total: fewer than 3 units have all its scores, or one is the same for all.\n"


def test_the_benefit_of_the_doubt_is_shown_beside_the_ranks_and_proposes_nothing(said):
    rows = json.loads(
        said("--values", "unit,a,b\nx,80,0\ny,0,80\nz,30,30\nw,,1\n", "--study", "benefit_of_doubt", "--json")
    )
    assert [(row["unit"], row["score"], row["rank"], row["best_case"], row["best_case_rank"]) for row in rows] == [
        ("x", "20.000", "3", "1.000", "1"),
        ("y", "60.000", "1", "1.000", "1"),
        ("z", "30.000", "2", "0.750", "3"),
    ]


def test_weights_are_studied_from_one_thing(said):
    assert "give --points, --pairs or --study" in said("--values", "unit,a,b\nx,1,2\n", code=1)
    assert "`zz` is none here" in said("--values", "unit,a,b\nx,1,2\n", "--study", "pca", "--node", "zz", code=1)
