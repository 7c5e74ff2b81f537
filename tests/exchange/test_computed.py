"""Computed questions of answers in files: worked out as in the form, for the record that they are about."""

import csv
from pathlib import Path

import pytest

from engine.builtin import plugin
from engine.cli.main import main
from engine.exchange.computed import work_out
from engine.framework.reader import read_text
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer

WORDS = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())

FRAMEWORK = """\
thuocdo: 1
id: promoters
edition: "1"
title: Promoters
status: example
source: made up
languages: [en]
units: {groups: {g: G}, list: [{id: a, title: A, group: g}, {id: b, title: B, group: g}]}
forms:
  - id: user
    title: User
    audience: respondents
    pages:
      - id: about
        title: About
        questions:
          - {id: used, type: units, max: 2, text: Which?}
          - {id: staff, type: integer, text: Staff}
      - id: view
        title: View
        for_each: used
        questions:
          - {id: likely, type: integer, min: 0, max: 10, text: Likely?}
          - {id: side, type: computed, formula: "100 if likely >= 9 else -100 if likely <= 6 else 0", text: Side}
          - {id: by_staff, type: computed, formula: likely / staff, text: By staff}
      - id: end
        title: End
        questions:
          - {id: in_all, type: computed, formula: sum(likely), text: In all}
  - id: own
    title: Own
    audience: unit
    unanswered: missing
    pages:
      - id: figures
        title: Figures
        questions:
          - {id: filed, type: integer, text: Filed}
          - {id: late, type: integer, text: Late}
          - {id: share, type: computed, formula: late / filed * 100, text: Share}
index:
  id: total
  title: Total
  measure: mean
  normalise: {rule: none, to: [-100, 100]}
  children:
    - {id: net, title: Net, from: side}
    - {id: weighed, title: Weighed, from: by_staff}
    - {id: delay, title: Delay, from: share}
"""


@pytest.fixture
def scored(tmp_path: Path):
    def score(rows: str) -> dict[tuple[str, str], str]:
        (tmp_path / "f.yaml").write_text(FRAMEWORK, encoding="utf-8")
        (tmp_path / "a.csv").write_text("respondent,unit,question,value\n" + rows, encoding="utf-8")
        given = [str(tmp_path / name) for name in ("f.yaml", "a.csv", "o.csv")]
        assert main(["score", given[0], "--answers", given[1], "--out", given[2]]) == 0
        with Path(given[2]).open(encoding="utf-8") as file:
            return {(row["unit"], row["node"]): row["value"] for row in csv.DictReader(file)}

    return score


def test_each_pass_has_its_own(scored) -> None:
    values = scored("1,a,likely,10\n1,b,likely,3\n2,a,likely,9\n3,a,likely,8\n4,a,likely,0\n")

    assert values["a", "net"] == "25.0"  # two promoters and one detractor of four
    assert values["b", "net"] == "-100.0"


def test_it_may_read_what_is_about_no_unit(scored) -> None:
    values = scored("1,,staff,4\n1,a,likely,10\n2,a,likely,8\n")

    assert values["a", "weighed"] == "2.5"  # the second did not say how many staff
    assert values["b", "weighed"] == ""


def test_units_that_assess_themselves_share_no_answers(scored) -> None:
    values = scored("own,a,filed,50\nown,a,late,5\nown,b,filed,10\nown,b,late,5\n")

    assert (values["a", "delay"], values["b", "delay"]) == ("10.0", "50.0")


def test_a_row_for_it_is_replaced(scored) -> None:
    assert scored("1,a,likely,10\n1,a,side,-100\n")["a", "net"] == "100.0"


def test_what_reads_all_passes_is_no_units_own() -> None:
    read = read_text(FRAMEWORK, "f.yaml", WORDS).framework
    assert read
    cells = {
        ("1", "", ""): {"staff": Answer(2.0)},
        ("1", "a", ""): {"likely": Answer(10.0)},
        ("1", "b", ""): {"likely": Answer(6.0)},
    }
    work_out(read, cells)

    assert cells["1", "", ""]["in_all"] == Answer(16.0)
    assert "in_all" not in cells["1", "a", ""]
    assert cells["1", "b", ""]["by_staff"] == Answer(3.0)


ROWS = """\
thuocdo: 1
id: systems
edition: "1"
title: Systems
status: example
source: made up
languages: [en]
units: {groups: {g: G}, list: [{id: a, title: A, group: g}, {id: b, title: B, group: g}]}
forms:
  - id: own
    title: Own
    audience: unit
    unanswered: missing
    pages:
      - id: list
        title: List
        questions:
          - {id: staff, type: integer, text: Staff}
          - {id: main, type: rows, max: 1, text: Main}
          - {id: others, type: rows, required: false, text: Others}
          - {id: every, type: joined, lists: [main, others], text: All}
          - {id: best, type: choice, required: false, options_from: every, text: Best}
      - id: each
        title: Each
        for_each: every
        questions:
          - {id: users, type: integer, text: Users}
          - {id: share, type: computed, formula: "users / staff * 100 if selected(others, row) else 100", text: Share}
      - id: end
        title: End
        questions:
          - {id: in_all, type: computed, formula: sum(users), text: In all}
index:
  id: total
  title: Total
  normalise: {rule: none, to: [0, 1000]}
  children:
    - {id: shares, title: Shares, measure: mean, from: share}
    - {id: people, title: People, measure: value, from: in_all}
"""


def test_each_row_has_its_own_and_rows_of_units_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(ROWS, encoding="utf-8")
    (tmp_path / "a.csv").write_text(
        "respondent,unit,row,question,value\n"
        "a,a,,staff,50\na,a,1,main,Web\na,a,1,others,Mail\na,a,2,others,Maps\na,a,,best,3\n"
        "a,a,1,users,40\na,a,2,users,10\na,a,3,users,20\n"
        "b,b,,staff,10\nb,b,1,main,Web\nb,b,1,users,5\n",
        encoding="utf-8",
    )
    given = [str(tmp_path / name) for name in ("f.yaml", "a.csv", "o.csv")]
    assert main(["score", given[0], "--answers", given[1], "--out", given[2]]) == 0
    with Path(given[2]).open(encoding="utf-8") as file:
        values = {(row["unit"], row["node"]): row["value"] for row in csv.DictReader(file)}

    assert float(values["a", "shares"]) == pytest.approx((100 + 20 + 40) / 3)  # the main one counts as used by all
    assert values["a", "people"] == "70.0"
    assert (values["b", "shares"], values["b", "people"]) == ("100.0", "5.0")
