"""Expressions are typed against the file: what a part is must serve the place where it stands."""

from pathlib import Path

import pytest

from engine.builtin import plugin
from engine.framework.reader import read_text
from engine.framework.vocabulary import Vocabulary

VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
TINY = (Path(__file__).parents[1] / "surveys" / "tiny.yaml").read_text("utf-8")
ASKED = """
      - id: more
        title: {vi: Thêm, en: More}
        questions:
          - {id: open_now, type: choice, scale: agree, text: {vi: Mở?, en: Open?}}
          - {id: staff, type: number, min: 0, text: {vi: Bao nhiêu?, en: How many?}}
          - {id: began, type: date, text: {vi: Từ ngày?, en: Since?}}
          - {id: remark, type: text, text: {vi: Góp ý, en: Remark}}
          - {id: ways, type: choices, scale: agree, text: {vi: Cách nào?, en: Which ways?}}
          - {id: done, type: ratio, text: {vi: Đã xong?, en: Done?}}
"""
CONDITION = "          - {id: last, type: text, when: \"WHEN\", text: {vi: Gì nữa?, en: What else?}}\n"
FORMULA = "          - {id: last, type: computed, formula: \"WHEN\", text: {vi: Tổng, en: Total}}\n"
DAY = "          - {id: last, type: date, max: \"WHEN\", text: {vi: Đến ngày?, en: Until?}}\n"
NUMBER = "          - {id: last, type: number, max: \"WHEN\", text: {vi: Số?, en: Number?}}\n"


def told(written: str, question: str = CONDITION) -> list[str]:
    """What an author is told about an expression, with the column within it."""
    text = TINY.replace("index:\n", ASKED.lstrip("\n") + question.replace("WHEN", written) + "index:\n", 1)
    line = next(number for number, row in enumerate(text.splitlines(), start=1) if "id: last" in row)
    lead = text.splitlines()[line - 1].index(written)
    problems = read_text(text, "x.yaml", VOCABULARY).problems
    assert all(problem.location.line == line for problem in problems), [str(p) for p in problems]
    return [f"{problem.location.column - lead}: {problem.what} {problem.mend}" for problem in problems]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("open_now", "1: `open_now` is an option and not a condition. Ask `open_now == 'option'`; its points are `credit(open_now)`."),
        ("staff > 1 and remark", "15: `remark` is a text and not a condition. Ask whether it is there: `answered(remark)`."),
        ("not began", "5: `began` is a day and not a condition. Compare it with a day, or count: `days_between(began, '2026-12-31')`."),
        ("ways or staff > 1", "1: `ways` is a list of what was chosen and not a condition. Ask `selected(ways, 'option')`, or how many: `count(ways)`."),
        ("open_now + 1 > 2", "1: `open_now` is an option and not a number. Ask `open_now == 'option'`; its points are `credit(open_now)`."),
        ("staff * remark > 2", "9: `remark` is a text and not a number. Ask whether it is there: `answered(remark)`."),
        ("-began > 2", "2: `began` is a day and not a number. Compare it with a day, or count: `days_between(began, '2026-12-31')`."),
        ("mean(staff, remark) > 2", "13: `remark` is a text and not what `mean(a, b, …)` takes. Ask whether it is there: `answered(remark)`."),
        ("round(open_now) > 2", "7: `open_now` is an option and not what `round(a, digits)` takes. Ask `open_now == 'option'`; its points are `credit(open_now)`."),
        ("days_between(staff, began) > 2", "14: `staff` is a number and not what `days_between(start, end)` takes. Name a question of type `date`, or write a day as '2026-12-31'."),
        ("days_between(began, '31/12/2026') > 2", "21: '31/12/2026' is no day. Write a day as '2026-12-31'."),
        ("months_since(began, remark) > 2", "21: `remark` is a text and not what `months_since(start, end)` takes. Ask whether it is there: `answered(remark)`."),
        ("year(staff) > 2", "6: `staff` is a number and not what `year(day)` takes. Name a question of type `date`, or write a day as '2026-12-31'."),
        ("credit(ways) > 2", "8: `ways` is a list of what was chosen and not what `credit(id)` takes. Ask `selected(ways, 'option')`, or how many: `count(ways)`."),
        ("weekday(staff) == 1", "9: `staff` is a number and not what `weekday(day)` takes. Name a question of type `date`, or write a day as '2026-12-31'."),
        ("plus_days(began, remark) > '2026-12-31'", "18: `remark` is a text and not what `plus_days(day, days)` takes. Ask whether it is there: `answered(remark)`."),
        ("plus_days(began, 3) > 3", "1: `plus_days(began, 3)` is a day, but `3` is a number: they are never alike. Compare it with a day, or count: `days_between(plus_days(began, 3), '2026-12-31')`."),
        ("plus_months(began, 1)", "1: `plus_months(began, 1)` is a day and not a condition. Compare it with a day, or count: `days_between(plus_months(began, 1), '2026-12-31')`."),
        ("same_text(staff, 'x')", "11: `staff` is a number and not what `same_text(a, b, …)` takes. Put something else in its place."),
        ("same_text(open_now, 'x')", "11: `open_now` is an option and not what `same_text(a, b, …)` takes. Ask `open_now == 'option'`; its points are `credit(open_now)`."),
        ("label(staff) == 'x'", "7: `staff` is a number and not what `label(question)` takes. Name a question with options."),
        ("began > 3", "1: `began` is a day, but `3` is a number: they are never alike. Compare it with a day, or count: `days_between(began, '2026-12-31')`."),
        ("began > '2026-02-30'", "9: '2026-02-30' is no day. Write a day as '2026-12-31'."),
        ("remark == staff", "1: `remark` is a text, but `staff` is a number: they are never alike. Ask whether it is there: `answered(remark)`."),
        ("open_now > 'agrees'", "1: `open_now` is an option, which is neither more nor less than another. Ask `open_now == 'option'`; its points are `credit(open_now)`."),
        ("sum(staff, 1) == 'x'", "1: `sum(staff, 1)` is a number and never equals 'x'. Compare it with a number, without quotes."),
        ("between(staff, began, 3)", "9: `staff` is a number, but `began` is a day: they are never alike. Compare it with a day, or count: `days_between(began, '2026-12-31')`."),
        ("staff in (1, began)", "1: `staff` is a number, but `began` is a day: they are never alike. Compare it with a day, or count: `days_between(began, '2026-12-31')`."),
        ("open_now == 'agreed'", "13: 'agreed' is no option of `open_now`. Did you mean `agrees`?"),
        ("credit(open_nou) > 1", "8: the question `open_nou` is not known. Did you mean `open_now`?"),
        ("day_between(began, began) > 1", "1: `when`: `day_between` is no function. Did you mean `days_between`?"),
        ("days_between(began) > 1", "1: `when`: `days_between` takes 2 arguments. Write `days_between(start, end)`."),
        ("days > 3", "1: `days` is asked for each of `dealt_with`, so here it has many answers. Say which: `max(days)`, `min`, `mean`, `sum`, `count`, `any` or `all`."),
        ("any(remark == 'x', began)", "20: `began` is a day and not what `any(a, b, …)` takes. Compare it with a day, or count: `days_between(began, '2026-12-31')`."),
    ],
)
def test_a_part_that_cannot_serve_is_told_with_its_column_and_mend(written: str, expected: str) -> None:
    assert told(written) == [expected]


@pytest.mark.parametrize(
    "written",
    [
        "credit(open_now) > 1",
        "days_between(began, '2026-12-31') > 30 and staff",
        "between(began, '2026-01-01', '2026-12-31')",
        "any(days > 30) or count(clear == 'agrees') >= 2",
        "done > 0.5 and round(done * 100) < 90",
        "label(open_now) == 'Đồng ý'",
        "coalesce(staff, 0) == 0",
        "(staff if open_now == 'agrees' else 0) > 3",
        "answered(began) and selected(ways, 'agrees')",
        "answered(open_now) == True",
        "began >= '2026-01-01'",
    ],
)
def test_what_serves_is_left_alone(written: str) -> None:
    assert told(written) == []


def test_a_formula_is_a_number_and_a_limit_is_of_the_kind_of_its_question() -> None:
    assert told("sum(staff, 1)", FORMULA) == []
    assert told("began", FORMULA) != []
    assert told("began", DAY) == []
    assert told("staff + 1", NUMBER) == []
    assert told("staff", DAY) == [
        "1: `staff` is a number and not a day. Name a question of type `date`, or write a day as '2026-12-31'."
    ]
    assert told("began", NUMBER) != []


@pytest.mark.parametrize(
    ("when", "what"),
    [
        ("days_between(speed, '2026-12-31') > 3", "`speed` is a number and not what `days_between(start, end)` takes."),
        ("not answered(speed) or label(speed) == 'x'", "`speed` is a number and not what `label(question)` takes."),
    ],
)
def test_gates_are_typed_too(when: str, what: str) -> None:
    read = read_text(TINY.replace("when: speed < 2", f'when: "{when}"'), "x.yaml", VOCABULARY)
    assert [problem.what for problem in read.problems] == [what]
