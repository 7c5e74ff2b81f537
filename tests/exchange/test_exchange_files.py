"""CSV in and out: what is read, what is refused, with the line and the mend."""

import csv
from datetime import date

import numpy as np
import pytest

from engine.builtin.questions import TYPES
from engine.exchange.inputs import read_snapshot
from engine.exchange.scores import COLUMNS, write_scores
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.scoring.planning import make_plan
from engine.scoring.run import score

INDEX = {
    "id": "root",
    "title": "Root",
    "normalise": {"rule": "none", "settings": {"to": [0, 10]}},
    "children": [
        {"id": "le", "title": "Le", "from": ("outside",)},
        {"id": "cost_1", "code": "cost.1", "title": "Cost", "from": ("outside",)},
        {"id": "mood", "title": "Mood", "from": ("happy",), "measure": {"rule": "mean"}},
    ],
}
HAPPY = {
    "id": "happy",
    "type": "choice",
    "text": "Happy?",
    "options": [{"id": "yes", "label": "Yes", "value": 1}, {"id": "dk", "label": "?", "missing": "dont_know"}],
}
WORDS = Vocabulary.of(TYPES, ())
LETTERS = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]
MANY = {"id": "many", "type": "choices", "text": "Which?", "options": LETTERS}
FORM = {
    "id": "f",
    "title": "F",
    "audience": "respondents",
    "pages": [{"id": "p", "title": "P", "questions": [HAPPY, MANY, {"id": "days", "type": "number", "text": "Days"}]}],
}


def framework(**more):
    sketch = {"thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s", "index": INDEX}
    return Framework.model_validate({**sketch, "forms": [FORM], **more})


@pytest.fixture
def write(tmp_path):
    def written(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def mistakes(**files):
    with pytest.raises(ThuocDoError) as caught:
        read_snapshot(framework(), WORDS, **files)
    return [f"{p.location.line}: {p.where}: {p.what} {p.mend}" for p in caught.value.problems]


def test_tidy_and_wide_files_are_merged_by_id_or_code(write):
    tidy = write("tidy.csv", "# a title\nprovince,indicator,value\nHuế,cost.1,2.5\nHà Nội,cost.1,\n")
    wide = write("wide.csv", "province,name,le,cost_1\nHuế,x,1e1,2.5\nHà Nội,y,!not_applicable,4\n")
    snapshot, left_out = read_snapshot(framework(), WORDS, values=[tidy, wide], unit_column="province")
    assert [unit.id for unit in snapshot.units] == ["Huế", "Hà Nội"]
    assert {unit.group for unit in snapshot.units} == {""}
    assert left_out == ("name",)
    assert snapshot.figures[""].values["cost_1"].tolist() == [2.5, 4]
    assert snapshot.figures[""].reasons["le"].tolist() == [Missing.PRESENT, Missing.NOT_APPLICABLE]


def test_a_row_that_is_too_short_is_refused(write):
    path = write("v.csv", "unit,indicator,value\na,cost.1\n")
    assert mistakes(values=[path]) == [
        "2: : 2 cells under 3 columns. Put a cell that holds a comma in quotes; leave no cell out."
    ]


def test_mistakes_in_cells(write):
    rows = 'a,le,1\na,le,1\na,lee,1\nb,le,"2,5"\nb,cost.1,many\n,le,4\nc,le,!never\n'
    path = write("v.csv", f"# c\nunit,indicator,value\n{rows}")
    assert mistakes(values=[path]) == [
        "8: unit: the cell is empty. Give the unit's id.",
        "4: a, le: the row is doubled: line 3 is the first. Keep one of them.",
        "5: a: there is no indicator `lee`. Did you mean `le`?",
        "6: b, le: `2,5` is no number. CSV has a decimal point: write 2.5.",
        "7: b, cost_1: `many` is no number. Write a number with a decimal point, or leave the cell empty.",
        "9: c, le: `!never` is no reason. Use one of: "
        + ", ".join(f"!{reason.name.lower()}" for reason in Missing if reason)
        + ".",
    ]


def test_two_different_values_for_one_cell_are_refused(write):
    first, second = write("1.csv", "unit,le\na,1\n"), write("2.csv", "unit,le\na,2\n")
    assert mistakes(values=[first, second]) == [f"2: a, le: 2 here, but 1 at {first}:2. Keep the one that is right."]


def test_an_unknown_unit_and_a_missing_unit_column(write):
    units = write("u.csv", "unit,title,group\nabc,ABC,\n")
    assert mistakes(values=[write("v.csv", "unit,le\nabd,1\n")], units=units) == [
        "2: : there is no unit `abd`. Did you mean `abc`?"
    ]
    assert mistakes(values=[write("w.csv", "iso3,le\na,1\n")]) == [
        "1: : there is no column `unit`. "
        "Say which column names the units: --unit-column NAME; the columns are: iso3, le."
    ]


def test_the_register_says_who_is_ranked_and_others_take_in_the_rest(write):
    register = {"groups": {"g": "G"}, "others": "g", "list": [{"id": "sum", "title": "Sum"}]}
    snapshot, _ = read_snapshot(framework(units=register), WORDS, values=[write("v.csv", "unit,le\na,1\nsum,2\n")])
    assert [(unit.id, unit.group) for unit in snapshot.units] == [("sum", None), ("a", "g")]


def test_answers_become_records_of_respondent_and_unit(write):
    path = write(
        "a.csv",
        "respondent,unit,question,value,weight,stratum\n"
        "r1,u1,happy,yes,2,small\nr1,u2,happy,dk,2,small\nr1,,days,3,2,small\nr2,u1,many,a,1,big\nr2,u1,many,b,1,big\n"
        "r2,u1,happy,!refused,1,big\n",
    )
    records = read_snapshot(framework(), WORDS, answers=path)[0].records
    assert records.unit.tolist() == [0, 1, -1, 0]
    assert records.respondent.tolist() == [0, 0, 0, 1]
    assert records.weight.tolist() == [2, 2, 2, 1]
    assert [records.strata[place] for place in records.stratum] == ["small", "small", "small", "big"]
    assert records.columns["happy"].reasons.tolist() == [0, Missing.DONT_KNOW, Missing.NOT_ASKED, Missing.REFUSED]
    assert records.columns["many"].picks[:, 3].tolist() == [True, True]
    assert records.columns["days"].values[2] == 3


def test_mistakes_in_answers(write):
    rows = "r1,u1,happy,yess\nr1,u1,hapy,yes\nr1,u1,days,two\nr2,u1,happy,yes\nr2,u1,happy,dk\nr3,u1,zzz,1\n"
    path = write("a.csv", f"respondent,unit,question,value\n{rows}")
    assert mistakes(answers=path) == [
        "2: r1, happy: there is no option `yess`. Did you mean `yes`?",
        "3: r1: there is no question `hapy`. Did you mean `happy`?",
        "4: r1, days: `two` is no number. Write a number with a decimal point, or leave the cell empty.",
        "6: r2, happy: the row is doubled: line 5 is the first. Keep one of them.",
        "7: r3: there is no question `zzz`. Give the id of a question of the framework, or remove its rows.",
    ]


def test_a_table_is_written_with_full_precision_and_empty_cells_for_what_is_not_there(write, tmp_path):
    from engine.builtin import aggregators, measures, normalisers

    made = make_plan(framework(), Vocabulary.of((), [*aggregators.RULES, *measures.RULES, *normalisers.RULES]))
    snapshot, _ = read_snapshot(framework(), WORDS, values=[write("v.csv", "unit,le,cost_1\na,0.1,0.2\nb,3,\n")])
    write_scores(score(made, snapshot), tmp_path / "out.csv")
    rows = list(csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8")))
    assert tuple(rows[0]) == COLUMNS
    assert float(rows[0]["score"]) == np.mean([0.1, 0.2])
    assert rows[0] | {"score": "", "score_before_gates": "", "coverage": ""} == dict.fromkeys(COLUMNS, "") | {
        "unit": "a", "node": "root", "rank": "1",
    }  # fmt: skip
    assert (rows[4]["score"], rows[4]["rank"], rows[4]["missing"]) == ("", "", "low_coverage")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_damaged_file_says_so(write, tmp_path):
    assert mistakes(values=[write("e.csv", "# only\n")]) == [
        "0: : the file is empty. Its first line names the columns."
    ]
    assert mistakes(values=[write("d.csv", "unit,le,le\na,1,2\n")]) == [
        "1: : the column `le` is there twice. Keep one of them."
    ]


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        ("unit,le\nHuế,1\n".encode("utf-16"), "1: : the file is UTF-16, not UTF-8. Save it as \"CSV UTF-8\"."),
        # "ế" takes two bytes there: e with circumflex, then a combining acute
        (b"unit,le\na,1\nHu\xea\xec,1\n", "3: : the byte ea is not UTF-8. Save it as \"CSV UTF-8\"."),
        (b"unit;le\na;1,5\n", "1: : the columns are set apart by semicolons, not by commas. Save it with commas "
         "between the columns and a decimal point in the numbers."),
        (b"unit\tle\na\t1\n", "1: : the columns are set apart by tabs, not by commas. Save it with commas "
         "between the columns and a decimal point in the numbers."),
        (b'unit,le\na,"1\n', "2: : this is no CSV (unexpected end of data). Close every quote that was opened."),
    ],
)  # fmt: skip
def test_files_as_other_programs_save_them(tmp_path, encoded, expected):
    path = tmp_path / "v.csv"
    path.write_bytes(encoded)
    assert mistakes(values=[path])[0] == expected


def test_a_byte_order_mark_of_utf_8_is_no_part_of_the_first_name(tmp_path):
    path = tmp_path / "v.csv"
    path.write_bytes("\ufeffunit,le\r\nHuế,1\r\n".encode())
    assert read_snapshot(framework(), WORDS, values=[path])[0].figures[""].values["le"].tolist() == [1]


@pytest.mark.parametrize("given", ["inf", "-Infinity", "nan", "NaN", "1e999", "0x10", "1_000", "1 000", "٣", "1.234.567"])
def test_what_is_no_finite_number_is_refused(write, given):
    (told,) = mistakes(values=[write("v.csv", f"unit,le\na,{given}\n")])
    assert told.startswith(f"2: a, le: `{given}` is ")


def test_the_mistakes_of_all_files_are_told_at_once(write):
    values, answers = write("v.csv", "unit,le\na,x\n"), write("a.csv", "respondent,unit,question,value\nr,a,hapy,yes\n")
    units = write("u.csv", "unit,group\nb,\nb,\n")
    with pytest.raises(ThuocDoError) as caught:
        read_snapshot(framework(), WORDS, values=[values], answers=answers, units=units)
    assert [(p.location.file, p.location.line) for p in caught.value.problems] == [
        (str(values), 2), (str(answers), 2), (str(units), 3),
    ]  # fmt: skip


def test_a_row_that_a_self_assessed_form_lacks_is_an_open_question(write):
    level = {"id": "level", "type": "number", "text": "Level"}
    item = {"id": "item", "type": "number", "text": "Item"}
    high = {"id": "high", "type": "number", "text": "High", "when": "level > 2"}
    own = {"id": "own", "title": "Own", "audience": "unit", "unanswered": "zero"}
    page = {"id": "q", "title": "Q", "questions": [level, item, high]}
    made = framework(forms=[FORM, {**own, "pages": [page]}])
    path = write("a.csv", "respondent,unit,question,value\n,a,level,1\n,a,high,5\n,b,level,3\nr,a,happy,yes\n")
    columns = read_snapshot(made, WORDS, answers=path)[0].records.columns
    assert columns["item"].reasons.tolist() == [Missing.SKIPPED, Missing.SKIPPED, Missing.NOT_ASKED]
    assert columns["high"].reasons.tolist() == [Missing.NOT_ASKED, Missing.SKIPPED, Missing.NOT_ASKED]
    assert columns["happy"].reasons.tolist() == [Missing.NOT_ASKED, Missing.NOT_ASKED, Missing.PRESENT]


@pytest.mark.parametrize(
    ("kind", "rows", "value"),
    [
        ({"type": "integer"}, [("q", "3")], 3.0),
        ({"type": "currency"}, [("q", "1500000")], 1_500_000.0),
        ({"type": "percentage"}, [("q", "62.5")], 62.5),
        ({"type": "year"}, [("q", "2021")], 2021.0),
        ({"type": "duration"}, [("q", "45")], 45.0),
        ({"type": "month"}, [("q", "2026-05")], float(date(2026, 5, 1).toordinal())),
        ({"type": "date_range"}, [("q.start", "2026-05-01"), ("q.end", "2026-05-03")], 3.0),
        ({"type": "compliance"}, [("q", "partial")], 0.5),
    ],
    ids=lambda given: given["type"] if isinstance(given, dict) else "",
)
def test_every_kind_of_figure_is_read_as_the_form_keeps_it(tmp_path, kind, rows, value) -> None:
    question = {"id": "q", "text": "?", "options": [], **kind}
    own = next(each.own_options for each in TYPES if each.name == kind["type"])
    question["options"] = [option.model_dump(exclude_none=True) for option in own]
    form = {**FORM, "pages": [{"id": "p", "title": "P", "questions": [question]}]}
    index = {**INDEX, "children": [{"id": "leaf", "title": "Leaf", "from": ("q",)}]}
    (tmp_path / "a.csv").write_text(
        "respondent,unit,question,value\n" + "".join(f"1,a,{name},{text}\n" for name, text in rows), encoding="utf-8"
    )
    snapshot, _left_out = read_snapshot(framework(index=index, forms=[form]), WORDS, answers=tmp_path / "a.csv")
    assert snapshot.records is not None
    column = snapshot.records.columns["q"]
    found = column.parts["end"] - column.parts["start"] + 1 if column.parts else column.values
    assert found.tolist() == [value]


def test_further_columns_of_units_are_figures_of_an_indicator_or_words_to_group_by(write):
    units = write("u.csv", "unit,title,group,cost.1,region\na,A,,4,Bắc\nb,B,,5,\n")
    snapshot, _ = read_snapshot(framework(), WORDS, values=[write("v.csv", "unit,le\na,1\nb,2\n")], units=units)
    assert snapshot.figures[""].values["cost_1"].tolist() == [4, 5]
    assert [dict(unit.labels)["region"] for unit in snapshot.units] == ["Bắc", ""]


def test_a_column_of_units_is_the_same_on_every_basis_and_a_word_where_a_figure_belongs_is_told(write):
    values = write("v.csv", "unit,basis,le\na,claimed,1\na,final,2\n")
    snapshot, _ = read_snapshot(framework(), WORDS, values=[values], units=write("u.csv", "unit,cost_1\na,4\n"))
    assert {basis: given.values["cost_1"].tolist() for basis, given in snapshot.figures.items()} == {
        "claimed": [4],
        "final": [4],
    }
    (told,) = mistakes(values=[values], units=write("bad.csv", "unit,cost_1\na,four\n"))
    assert "a, cost_1: `four` is no number" in told
