"""Answers written out and read back: every type, with its details, for every feature survey."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from random import Random

import pytest

from engine.catalog import Catalog, build_catalog
from engine.exchange.answers import read_answers
from engine.exchange.answers_out import write_answers
from engine.exchange.row_lists import row_id, with_ids, with_numbers
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.plugins import make_plugin_manager, surveys_folders
from engine.questionnaire.answers import Answer, Answers
from engine.questionnaire.path import walk
from engine.questionnaire.synthetic import Synthesiser
from engine.snapshots import Filled

FEATURES = Path(__file__).parents[1] / "surveys" / "features"
NAMES = [*sorted(path.stem for path in FEATURES.glob("*.yaml")), "ddci_nghe_an_2022", "security4layer"]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return build_catalog(make_plugin_manager([*surveys_folders(), FEATURES]))


def by_record(framework: Framework, number: int, filled: Filled, catalog: Catalog) -> dict[tuple[str, ...], Answer]:
    """A response's answers as a file tells them: by respondent, unit, number of the row and question."""
    found: dict[tuple[str, ...], Answer] = {}
    given: Answers = walk(framework, framework.form[filled.form_id], filled.answers).answers
    ids = {key: answer.details for key, answer in given.items() if framework.question[key.question].type == "rows"}
    rows = {row: str(place) for details in ids.values() for place, row in enumerate(details, start=1)}
    joined = [answer for key, answer in given.items() if framework.question[key.question].lists]
    rows |= {row: str(place) for answer in joined for place, row in enumerate(answer.value, start=1)}
    lists: dict[str, Answer] = {}
    for key, answer in given.items():
        asked = framework.question[key.question]
        if not catalog.vocabulary.question_types[asked.type].asks and asked.draw is None:
            continue
        if key in ids:
            listed = enumerate(answer.details.values(), start=1)
            named = {row_id(framework, key.question, place): name for place, name in listed}
            answer = lists[key.question] = Answer(tuple(named), details=named)
        if (offered := given.get((framework.question[key.question].options_from or "", ""))) and offered.details:
            numbered = with_numbers(answer, offered)
            answer = with_ids(framework, lists, framework.question[key.question], numbered)
        unit = filled.unit if key.item in rows or not key.item else key.item
        found[str(number), unit, rows.get(key.item, ""), key.question] = answer
    return found


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_read_back(name: str, catalog: Catalog, tmp_path: Path) -> None:
    framework, random = catalog.offered[name].framework, Random(3)
    form = framework.forms[0]
    draw = Synthesiser(framework, form, catalog.vocabulary, date(2026, 1, 1))
    unit = framework.units.list[0].id if form.audience == "unit" and framework.units.list else ""
    sent = [Filled(form.id, unit, draw.answers(random, {}, unit)) for _ in range(20)]

    count = write_answers(framework, catalog.vocabulary, sent, tmp_path / "a.csv")
    given = read_answers(tmp_path / "a.csv", framework, catalog.vocabulary)

    assert (given.sheet.problems, len(given.sheet.rows)) == ([], count)
    told = {(*record, question): answer for record, by in given.answers().items() for question, answer in by.items()}
    expected = {}
    for number, filled in enumerate(sent, start=1):
        expected.update(by_record(framework, number, filled, catalog))
    assert told == expected


def test_details_places_spans_and_rows_as_they_stand_in_the_file(catalog: Catalog, tmp_path: Path) -> None:
    written = {}
    for name in ("other_please_specify", "dropdown", "ranking", "dates", "repeating_rows", "option_codes"):
        framework = catalog.offered[name].framework
        answers = EXAMPLES[name]
        write_answers(framework, catalog.vocabulary, [Filled(framework.forms[0].id, "", answers)], tmp_path / name)
        written[name] = (tmp_path / name).read_text("utf-8").splitlines()[1:]
    assert written == {
        "other_please_specify": ["1,,,kind,other,,,,online,", '1,,,kind.other,"Phá sản, giải thể",,,,online,', "1,,,ways,online,,,,online,", "1,,,ways,other,,,,online,", "1,,,ways.other,Nhờ,,,,online,"],
        "dropdown": [
            "1,,,month,other,,,,online,", "1,,,month.other,2021,,,,online,", "1,,,place,online,,,,online,", "1,,,place.online,national,,,,online,",
            "1,,,costs,fee,,,,online,", "1,,,costs.fee,1250.5,,,,online,", "1,,,fine,!skipped,,,,online,",
        ],
        "ranking": ["1,,,all_of_them,!skipped,,,,online,", "1,,,best_two.cost,1,,,,online,", "1,,,best_two.speed,2,,,,online,"],
        "dates": ["1,,,began,2025-03-01,,,,online,", "1,,,span.start,2025-03-01,,,,online,", "1,,,span.end,2025-03-31,,,,online,", "1,,,planned,17,,,,online,", "1,,,age,!skipped,,,,online,"],
        "option_codes": [
            "1,,,clear,agree,,1,,online,", "1,,,ways,online,,TT,,online,", "1,,,trusted,none,,K,,online,", "1,,,trusted.none,Ngại,,K,,online,", "1,,,order.cost,1,,A2,,online,", "1,,,order.time,2,,A1,,online,",
        ],
        "repeating_rows": ["1,,1,systems,Một cửa,,,,online,", "1,,2,systems,Kế toán,,,,online,", "1,,1,users,12,,,,online,", "1,,2,users,3,,,,online,"],
    }


TYPED = ["=1+1", "+84 912", "-5", "@all", "!!! Chậm", "!refused", "'=x", "'quoted'", "5 - 3"]


@pytest.mark.parametrize("text", TYPED)
def test_what_somebody_wrote_is_no_formula_no_reason_and_comes_back_as_it_was(
    text: str, catalog: Catalog, tmp_path: Path
) -> None:
    for name, answers in (
        ("other_please_specify", {("kind", ""): Answer("other", details={"other": text})}),
        ("piping", {("company", ""): Answer(text)}),
        ("repeating_rows", {("systems", ""): Answer(("r1",), details={"r1": text})}),
    ):
        framework = catalog.offered[name].framework
        write_answers(framework, catalog.vocabulary, [Filled(framework.forms[0].id, "", answers)], tmp_path / "a.csv")
        with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
            cells = [row["value"] for row in csv.DictReader(file)]
        (own,) = [cell for cell in cells if cell.removeprefix("'") == text or cell == text]
        assert own[0] not in "=+-@!"
        given = read_answers(tmp_path / "a.csv", framework, catalog.vocabulary)
        assert given.sheet.problems == []
        told = [answer for by in given.answers().values() for answer in by.values()]
        assert text in [each for answer in told for each in (answer.value, *answer.details.values())]


DAY = float(date(2025, 3, 1).toordinal())
EXAMPLES: dict[str, Answers] = {
    "other_please_specify": {
        ("kind", ""): Answer("other", details={"other": "Phá sản, giải thể"}),
        ("ways", ""): Answer(("online", "other"), details={"other": "Nhờ"}),
    },
    "dropdown": {
        ("month", ""): Answer("other", details={"other": "2021"}),
        ("place", ""): Answer("online", details={"online": "national"}),
        ("costs", ""): Answer(("fee",), details={"fee": "1250.5"}),
    },
    "ranking": {("best_two", ""): Answer(("cost", "speed"))},
    "dates": {
        ("began", ""): Answer(date(2025, 3, 1)),
        ("span", ""): Answer({"start": DAY, "end": DAY + 30}),
        ("planned", ""): Answer(17.0),
        ("age", ""): Answer(None),
    },
    "option_codes": {
        ("clear", ""): Answer("agree"),
        ("ways", ""): Answer(("online",)),
        ("trusted", ""): Answer(("none",), details={"none": "Ngại"}),
        ("order", ""): Answer(("cost", "time")),
    },
    "repeating_rows": {
        ("systems", ""): Answer(("r1", "r2"), details={"r1": "Một cửa", "r2": "Kế toán"}),
        ("users", "r1"): Answer(12.0),
        ("users", "r2"): Answer(3.0),
    },
}


def test_codes_of_options_are_taken_for_their_ids(catalog: Catalog, tmp_path: Path) -> None:
    framework = catalog.offered["option_codes"].framework
    write_answers(framework, catalog.vocabulary, [Filled("business", "", EXAMPLES["option_codes"])], tmp_path / "ids.csv")
    coded = ["clear,1", "ways,TT", "trusted,K", "trusted.K,Ngại", "order.A2,1", "order.A1,2"]
    (tmp_path / "codes.csv").write_text("respondent,unit,question,value\n" + "".join(f"1,,{row}\n" for row in coded), "utf-8")
    ids, codes = (read_answers(tmp_path / f"{kind}.csv", framework, catalog.vocabulary) for kind in ("ids", "codes"))
    assert codes.sheet.problems == []
    assert codes.answers() == ids.answers()


def test_a_code_and_its_id_are_one_answer_given_twice(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("respondent,unit,question,value\n1,,ways,TT\n1,,ways,online\n1,,clear,99\n", "utf-8")
    given = read_answers(tmp_path / "a.csv", catalog.offered["option_codes"].framework, catalog.vocabulary)
    assert [problem.what for problem in given.sheet.problems] == ["the row is doubled: line 2 is the first."]
    assert given.answers()["1", "", ""]["clear"].missing is Missing.DONT_KNOW


@pytest.mark.parametrize(
    ("name", "row", "told"),
    [
        ("lookup", "1,,,trade,9999", "2:5: 1, trade: This code is not in the list."),
        ("text_patterns", "1,,,tax,123", "2:5: 1, tax: A tax code has"),
        ("ranking", "1,,,best_two.sped,1", "2:4: 1, best_two: `best_two` has no part `sped`. Did you mean `speed`?"),
        ("ranking", "1,,,best_two.speed,first", "2:5: 1, best_two: `first` is no number."),
        ("dates", "1,,,span.start,1/3/2025", "2:5: 1, span: `1/3/2025` is no number."),
        ("dates", "1,,,began,03/2025", "2:5: 1, began: `03/2025` is no date. Write it as 2026-12-31."),
        ("number_kinds", '1,,,area,"12,5"', "2:5: 1, area: `12,5` is no number. CSV has a decimal point: write 12.5."),
        ("compliance", "1,,,backup,perhaps", "2:5: 1, backup: there is no option `perhaps`."),
        ("dropdown", "1,,,month.other,MMXX", "2:5: 1, month: `MMXX` is no number."),
        ("dropdown", "1,,,month.other,1999", "2:5: 1, month: The smallest number allowed is 2000."),
        ("dropdown", "1,,,place.online,elsewhere", "2:5: 1, place: This line is not in the list. Please choose again."),
        ("option_codes", "1,,,ways,TTT", "2:5: 1, ways: there is no option `TTT`. Did you mean `TT`?"),
        ("repeating_rows", "1,,x,users,3", "2:3: 1: `x` is no number of a row."),
        ("consent", "1,,,agreed,!maybe", "2:5: 1, agreed: `!maybe` is no reason."),
    ],
)
def test_a_mistake_is_told_with_its_row_and_column(name: str, row: str, told: str, catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"respondent,unit,row,question,value\n{row}\n", "utf-8")
    given = read_answers(tmp_path / "a.csv", catalog.offered[name].framework, catalog.vocabulary)
    assert [str(problem).removeprefix(f"{tmp_path / 'a.csv'}:")[: len(told)] for problem in given.sheet.problems] == [told]
