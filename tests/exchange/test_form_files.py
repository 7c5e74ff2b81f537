"""Filled-in forms from a template: read as the form itself would read them, every mistake at its cell."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
import xlsxwriter
from keyed_forms import lines_of, written_csv
from python_calamine import CalamineWorkbook

from engine.catalog import Catalog, Offered, build_catalog
from engine.exchange.answers_out import answer_rows
from engine.exchange.form_columns import NUMBER, UNIT, Columns
from engine.exchange.form_files import FormFile, read_forms
from engine.exchange.form_template import write_template
from engine.plugins import make_plugin_manager, surveys_folders
from engine.questionnaire.answers import AnswerKey, Answers
from engine.questionnaire.keying import key_in
from engine.questionnaire.synthetic import Synthesiser
from engine.snapshots import Filled

FEATURES = Path(__file__).parents[1] / "surveys" / "features"
NOT_ON_PAPER = ("known_beforehand", "known_rows")  # what is known of a unit is in no paper
NAMES = [
    *sorted(path.stem for path in FEATURES.glob("*.yaml") if path.stem not in NOT_ON_PAPER),
    "ddci_nghe_an_2022",
]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return build_catalog(make_plugin_manager([*surveys_folders(), FEATURES]))


def columns_of(offered: Offered) -> Columns:
    return Columns(offered.framework, offered.framework.forms[0], offered.vocabulary)


def drawn(columns: Columns, count: int) -> dict[str, Answers]:
    draw = Synthesiser(columns.framework, columns.form, columns.vocabulary, date(2026, 5, 1))
    return {f"P-{place}": draw.answers(Random(place), {}) for place in range(count)}


def as_told(columns: Columns, answers: Answers) -> list[tuple[str, ...]]:
    """The answers as an export tells them, rows of lists by their numbers."""
    filled = Filled(columns.form.id, "", answers)
    return sorted(answer_rows(columns.framework, columns.vocabulary, [filled]))


def keyed(columns: Columns, file: FormFile, language: str = "vi") -> dict[str, Answers]:
    found = {}
    for number, form in file.forms.items():
        one = key_in(
            columns.framework, columns.form, form.given.fields, form.given.reasons, columns.vocabulary, language
        )
        file.remark(form, one)
        found[number] = one.answers
    return found


def written_xlsx(path: Path, columns: Columns, forms: dict[str, Answers]) -> Path:
    """A sheet for each table, as the template has them; figures and days typed."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        told = [line for number, answers in forms.items() for line in lines_of(columns, number, answers)]
        for table in columns.tables:
            sheet = book.add_worksheet(table.over[:31] or "Phiếu")
            ids = [NUMBER, UNIT, *(column.id for column in table.columns)]
            sheet.write_row(1, 0, ids)
            own = [line for line in told if bool(table.over) == bool(line.get(UNIT))]
            own = [line for line in own if not table.over or line.keys() & set(ids[2:])]
            for at, line in enumerate(own, start=2):
                for place, name in enumerate(ids):
                    cell = line.get(name, "")
                    if isinstance(cell, date):
                        sheet.write_datetime(at, place, cell, day)
                    elif cell != "":
                        sheet.write(at, place, cell)
    return path


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_kind_of_answer_can_be_keyed_in(name: str, kind: str, catalog: Catalog, tmp_path: Path) -> None:
    columns = columns_of(catalog.offered[name])
    forms = drawn(columns, 4)
    write = written_csv if kind == "csv" else written_xlsx
    file = read_forms(write(tmp_path / f"forms.{kind}", columns, forms), columns)
    found = keyed(columns, file)
    if name != "evidence":  # a file cannot be keyed in
        assert [str(problem) for problem in file.problems] == []
    assert {number: as_told(columns, each) for number, each in found.items()} == {
        number: as_told(columns, each) for number, each in forms.items()
    }


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_template_is_read_as_a_file_without_forms(kind: str, language: str, catalog: Catalog, tmp_path: Path) -> None:
    for name in NAMES:
        columns = columns_of(catalog.offered[name])
        path = tmp_path / f"{name}.{kind}"
        write_template(columns, "r-2026", path, language)
        file = read_forms(path, columns)
        assert [str(problem) for problem in file.problems] == []
        assert file.forms == {}
        told = {"round": "r-2026", "form": columns.form.id, "version": columns.sha256, "lang": language}
        assert file.told == told


def test_a_template_offers_lists_and_keeps_its_head_locked(catalog: Catalog, tmp_path: Path) -> None:
    import zipfile

    columns = columns_of(catalog.offered["ddci_nghe_an_2022"])
    path = tmp_path / "t.xlsx"
    write_template(columns, "r-2026", path, "vi")
    assert CalamineWorkbook.from_path(path).sheet_names == [
        "Hướng dẫn",
        "Phiếu",
        "departments",
        "locality",
        "Danh sách",
    ]
    book = zipfile.ZipFile(BytesIO(path.read_bytes()))
    sheets = [book.read(f"xl/worksheets/sheet{place}.xml").decode() for place in range(1, 6)]
    assert all("<sheetProtection" in sheet for sheet in sheets)
    forms, departments = sheets[1], sheets[2]
    assert 'sqref="B3:B2002"' in forms  # a list for each of 2,000 forms
    assert 'sqref="B3:B6002"' in departments  # three departments a form
    styles = book.read("xl/styles.xml").decode()
    assert '<protection locked="0"/>' in styles


def problems(offered: Offered, path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    columns = columns_of(offered)
    file = read_forms(path, columns)
    keyed(columns, file)
    return [str(problem).replace(str(path), path.name) for problem in sorted(file.problems)]


HEAD = "[number],[unit],business_type,business_size,business_sector,departments[1],departments[2],days,guidance\n"


def test_every_bad_cell_is_told_at_once(catalog: Catalog, tmp_path: Path) -> None:
    text = HEAD + (
        "1,,enterprize,up_to_10,trade,Sở Xây dựng,,,\n"
        "1,Sở Xây dựng,,,,,,9999,agree9\n"
        "2,,Hợp tác xã,!forgotten,trade,,,5,\n"
        "3,,enterprise,up_to_10,trade,,,,\n"
        "3,Sở Y tế,,,,,,-1,\n"
        "4,Sở Y tế,,,,,,1,\n"
        ",,enterprise,up_to_10,trade,,,,\n"
        "3,,enterprise,up_to_10,trade,,,,\n"
        "1,Sở Xây dưng,,,,,,1,\n"
        "5,,enterprise,,trade,,,,\n"
    )  # fmt: skip
    told = problems(catalog.offered["ddci_nghe_an_2022"], tmp_path / "f.csv", text)
    assert [line for line in told if "needs an answer" not in line] == [
        "f.csv:2:3: cell C2, form 1, business_type: there is no option `enterprize`. Did you mean `enterprise`?",
        "f.csv:3:8: cell H3, form 1, days, so-xay-dung: The largest number allowed is 365.",
        "f.csv:3:9: cell I3, form 1, guidance: there is no option `agree9`. Did you mean `agree`?",
        "f.csv:4:4: cell D4, form 2, business_size: `!forgotten` is no reason. Use one of: !skipped, !dont_know, "
        "!refused, !not_applicable.",
        "f.csv:4:8: cell H4, form 2, days: the answer stands in a line about something else. "
        "Write it in a line with the unit.",
        "f.csv:6:2: cell B6, form 3, so-y-te: This is about a unit or row that was not chosen in the questions before.",
        "f.csv:7:1: cell A7: there is no form 4 among the forms. Correct the number, or add the form's own line.",
        "f.csv:8:1: cell A8: the form has no number. Number the forms, as on the paper; the number is not kept with "
        "the answers.",
        "f.csv:9:1: cell A9: form 3 is there twice: line 5 is the first. Keep one of the lines.",
        "f.csv:10:2: cell B10, form 1: there is no unit `Sở Xây dưng`. Did you mean `sở xây dựng`?",
    ]
    open_ = [line for line in told if "needs an answer" in line]
    assert open_[-1] == (
        "f.csv:11:1: cell A11, form 5, business_size: This question needs an answer. "
        "If it was left empty on paper, write !skipped."
    )
    assert not any("business_type" in line or "guidance" in line for line in open_)  # told already


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("number,unit\n1,\n", "f.csv: no sheet has a column [number]. Use the template of `thuocdo round template`."),
        ("[number],bussiness_type\n", "f.csv:1:2: cell B1: there is no column `bussiness_type`. Did you mean `business_type`?"),
        ("[number],days,days\n", "f.csv:1:3: cell C1: the column `days` is there twice. Keep one of them."),
        ("# thuocdo form=other\n[number]\n", "f.csv: the file is for the form `other`, not `business`. Make a new template and copy the answers over."),
        ("# thuocdo form=business version=0\n[number]\n", "f.csv: the questions or options have changed since this template was made. Make a new template and copy the answers over."),
        ("", "f.csv: no sheet has a column [number]. Use the template of `thuocdo round template`."),
        ('[number]\n"1', "f.csv:2:1: this is no CSV (unexpected end of data). Close every quote that was opened."),
        ("PK\x03\x04 no book", None),
    ],
)  # fmt: skip
def test_a_file_that_is_no_template(head: str, told: str | None, catalog: Catalog, tmp_path: Path) -> None:
    found = problems(catalog.offered["ddci_nghe_an_2022"], tmp_path / "f.csv", head)
    if told is None:
        assert found[0].startswith("f.csv: this is no workbook that can be read (")
    else:
        assert found == [told]


@pytest.mark.parametrize(("language", "typed"), [("vi", "12,5"), ("en", "12.5"), ("vi", "12.5"), ("vi", "12,5 %")])
def test_figures_are_read_as_the_language_writes_them(
    language: str, typed: str, catalog: Catalog, tmp_path: Path
) -> None:
    path = tmp_path / "f.csv"
    path.write_text(f'[number];growth\n1;"{typed}"\n', encoding="utf-8")  # as a Vietnamese spreadsheet saves it
    columns = columns_of(catalog.offered["number_kinds"])
    answers = keyed(columns, read_forms(path, columns, language), language)["1"]
    assert answers[AnswerKey("growth")].value == 12.5


def test_a_figure_that_reads_both_ways_is_asked_about(catalog: Catalog, tmp_path: Path) -> None:
    told = problems(catalog.offered["number_kinds"], tmp_path / "f.csv", "[number],area,staff\n1,1.234,1.234\n")
    assert [line for line in told if "needs an answer" not in line] == [
        "f.csv:2:2: cell B2, form 1, area: “1.234” can be read as 1234 or as 1,2340. Please type one of these two.",
    ]  # of staff only the whole number can be meant


def test_what_the_answers_together_are_not_like(catalog: Catalog, tmp_path: Path) -> None:
    head = "[number],in_all,women,men,filed,answered_on,trained\n"
    text = head + "1,10,9,2,1/2/2025,2/2/2025,3\n2,22,21,1,2025-02-01,1/1/2025,30\n"
    assert problems(catalog.offered["checks_together"], tmp_path / "f.csv", text) == [
        "f.csv:2:3: cell C2, form 1, women: These numbers add up to 11, but must be 10. Please check them.",
        "f.csv:3:3: cell C3, form 2, women: warning: Số lao động nữ gấp hơn 10 lần nam, có đúng không?",
        "f.csv:3:6: cell F3, form 2, answered_on: The earliest date allowed is 01/02/2025.",
        "f.csv:3:7: cell G3, form 2, trained: Số được đào tạo lớn hơn tổng số lao động.",
    ]


def test_what_is_not_asked_is_told_and_left_out(catalog: Catalog, tmp_path: Path) -> None:
    offered = catalog.offered["ddci_nghe_an_2022"]
    follow_up = next(q.id for q in offered.framework.question.values() if q.when == "inspections > 0")
    text = HEAD.replace("days", "inspections").replace("guidance", follow_up)
    option = offered.framework.options_of(offered.framework.question[follow_up])[0].id
    text += f"1,,enterprise,up_to_10,trade,so-y-te,,,\n1,so-y-te,,,,,,0,{option}\n"
    assert (
        f"f.csv:3:9: cell I3, form 1, {follow_up}, so-y-te: warning: After the other answers this question is not "
        "asked; this answer does not count."
    ) in problems(offered, tmp_path / "f.csv", text)


def test_two_writings_of_one_unit_are_one_unit(catalog: Catalog, tmp_path: Path) -> None:
    text = HEAD + ("1,,enterprise,up_to_10,trade,Sở Xây dựng,,,\n1,Sở Xây dựng,,,,,,1,\n1,so-xay-dung,,,,,,2,\n")
    told = problems(catalog.offered["ddci_nghe_an_2022"], tmp_path / "f.csv", text)
    assert (
        "f.csv:4:2: cell B4, form 1: `so-xay-dung` is there twice for this form: line 3 is the first. "
        "Keep one of the lines."
    ) in told
