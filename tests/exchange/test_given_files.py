"""What is known beforehand, from files: CSV and XLSX, a row an answer or a column a question; every mistake at once."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.builtin import plugin
from engine.exchange.given import read_given
from engine.framework.models import Framework
from engine.framework.reader import read_framework
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.questionnaire.answers import AnswerKey

VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
SURVEYS = Path(__file__).parents[1] / "surveys" / "features"


def survey(name: str) -> Framework:
    read = read_framework(SURVEYS / f"{name}.yaml", VOCABULARY)
    assert read.framework is not None
    return read.framework


PLAIN, ROWS, FIGURES = survey("known_beforehand"), survey("known_rows"), survey("scoring/known_figures")


def known(path: Path, framework: Framework) -> dict[str, dict[AnswerKey, object]]:
    read = read_given(path, framework, VOCABULARY)
    return {unit: {key: answer.value for key, answer in answers.items()} for unit, answers in read.items()}


def told(path: Path, framework: Framework) -> list[str]:
    with pytest.raises(ThuocDoError) as refused:
        read_given(path, framework, VOCABULARY)
    return [str(problem).removeprefix(f"{path}:") for problem in refused.value.problems]


@pytest.fixture
def csv(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "known.csv"
        path.write_text(text, "utf-8")
        return path

    return write


def test_a_row_an_answer(csv) -> None:
    file = csv(
        "unit,question,value\nan-phu,last_year,10000\nan-phu,kind,mountain\nan-phu,merged_on,2025-07-01\nbinh,last_year,\n"
    )

    assert known(file, PLAIN) == {
        "an-phu": {
            AnswerKey("last_year"): 10000.0,
            AnswerKey("kind"): "mountain",
            AnswerKey("merged_on"): date(2025, 7, 1),
        }
    }


def test_a_column_a_question(csv) -> None:
    file = csv("unit,last_year,kind\nan-phu,10000,mountain\nbinh-minh,800,\n")

    assert known(file, PLAIN) == {
        "an-phu": {AnswerKey("last_year"): 10000.0, AnswerKey("kind"): "mountain"},
        "binh-minh": {AnswerKey("last_year"): 800.0},
    }


def test_a_mistake_in_a_column_a_question_is_in_its_cell(csv) -> None:
    file = csv("unit,last_year,kind,popul\nan-phu,-5,hill,7\n")

    assert told(file, PLAIN) == [
        "1:4: there is no question `popul`. Did you mean `population`?",
        "2:2: an-phu, last_year: The smallest number allowed is 0.",
        "2:3: an-phu, kind: there is no option `hill`. Use one of: plain, mountain.",
    ]


def test_a_workbook_says_the_same_as_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "known.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Số liệu")
        sheet.write_row(0, 0, ["unit", "last_year", "kind", "merged_on"])
        sheet.write_row(2, 0, ["an-phu", 10000, "mountain"])
        sheet.write_datetime(2, 3, date(2025, 7, 1), book.add_format({"num_format": "dd/mm/yyyy"}))

    assert known(path, PLAIN)["an-phu"] == {
        AnswerKey("last_year"): 10000.0,
        AnswerKey("kind"): "mountain",
        AnswerKey("merged_on"): date(2025, 7, 1),
    }


def test_rows_of_a_list_and_what_is_known_of_each(csv) -> None:
    file = csv(
        "unit,row,question,value\n"
        "noi-vu,1,users_before,90\nnoi-vu,3,users_before,4\n"  # also before the lists that they are about
        "noi-vu,1,shared,Văn bản\nnoi-vu,2,shared,Dịch vụ công\nnoi-vu,1,own,Kế toán\n"
    )

    answers = read_given(file, ROWS, VOCABULARY)["noi-vu"]

    names = answers[AnswerKey("shared")].details | answers[AnswerKey("own")].details
    before = {names[key.item]: answer.value for key, answer in answers.items() if key.question == "users_before"}
    assert list(names.values()) == ["Văn bản", "Dịch vụ công", "Kế toán"]
    assert before == {"Văn bản": 90.0, "Kế toán": 4.0}  # the third of all lists together


def test_every_mistake_is_told_at_once_in_the_order_of_the_file(csv) -> None:
    file = csv(
        "unit,row,question,value\n"
        "xa-an-phu,,last_year,10.5\n"
        "xa-an-phuu,,last_year,5\n"
        "xa-an-phu,,populaton,5\n"
        "xa-an-phu,,last_year,7\n"
        "xa-an-phu,2,population,7\n"
        "xa-binh-minh,,population,0\n"
        "xa-binh-minh,,last_year,nhiều\n"
        ",,population,7\n"
    )

    assert told(file, FIGURES) == [
        "2:4: xa-an-phu, last_year: Please enter a whole number, without decimals.",
        "3:1: there is no unit `xa-an-phuu`. Did you mean `xa-an-phu`?",
        "4:3: xa-an-phu: there is no question `populaton`. Did you mean `population`?",
        "5:3: xa-an-phu, last_year: the row is doubled: line 2 is the first. Keep one of them.",
        "6:2: xa-an-phu, population: it is known once, and `row` names a row. Leave `row` empty.",
        "7:4: xa-binh-minh, population: The smallest number allowed is 1.",
        "8:4: xa-binh-minh, last_year: `nhiều` is no number. Write a number with a decimal point, or leave the cell empty.",
        "9:1: the cell is empty. Give the unit's id.",
    ]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("unit\nan\n", "1:1: no column tells anything about the units. Add `question` and `value`, or a column for each question."),
        ("name,last_year\nan,5\n", "1:1: there is no column `unit`. The columns are: name, last_year."),
        ("unit,question\nan,last_year\n", "1:1: there is no column `value`. The columns are: unit, question."),
        ("unit,cut_off\nan,5\n", "1:2: the framework does not say that `cut_off` is known beforehand. Remove it, or add `given: true` or `given: fixed` to the question."),
        ("unit;last_year\nan;5\n", "1:1: the columns are set apart by semicolons, not by commas. Save it with commas between the columns and a decimal point in the numbers."),
    ],
)  # fmt: skip
def test_a_table_that_tells_nothing(csv, text: str, mistake: str) -> None:
    assert told(csv(text), PLAIN) == [mistake]


def test_rows_that_no_list_has(csv) -> None:
    file = csv(
        "unit,row,question,value\nan,1,shared,Văn bản\nan,2,users,7\nan,,users,7\nan,x,users,7\nan,2,shared,văn bản\nan,3,shared,Văn  bản\n"
    )

    assert told(file, ROWS) == [
        "2:4: an, shared: The name “văn bản” is in the list already. Please choose another.",
        "4:2: an, users: `row` does not say which row of the list this is about. Write its number there, from 1.",
        "5:2: an: `x` is no number of a row. Number the rows of a list from 1; leave the cell empty elsewhere.",
    ]


def test_rows_of_one_number(csv) -> None:
    file = csv("unit,row,question,value\nan,1,shared,A\nan,1,shared,B\nbinh,2,shared,A\nbinh,,shared,B\nchi,,shared,A\nchi,,shared,B\n")

    assert told(file, ROWS) == [
        "2:2: an, shared: two rows of the list have one number. Number each differently, or none.",
        "5:2: binh, shared: two rows of the list have one number. Number each differently, or none.",
    ]


def test_no_workbook_at_all(tmp_path: Path) -> None:
    path = tmp_path / "known.xlsx"
    path.write_bytes(b"unit,last_year\nan,5\n")

    (line,) = told(path, PLAIN)
    assert "this is no workbook that can be read" in line
    assert line.endswith("Open it in a spreadsheet and save it as XLSX.")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.text(max_size=12), min_size=4, max_size=4), max_size=6))
def test_no_file_ends_in_a_traceback(tmp_path_factory, cells) -> None:
    path = tmp_path_factory.mktemp("any") / "known.csv"
    lines = [
        "unit,row,question,value",
        *(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells),
    ]
    path.write_text("\n".join(lines), "utf-8", errors="replace")
    for framework in (PLAIN, ROWS, FIGURES):
        with suppress(ThuocDoError):
            read_given(path, framework, VOCABULARY)
