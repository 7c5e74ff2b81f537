"""Expressions: what they mean, that single answers and arrays agree, and what is refused."""

import contextlib
import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.framework import grammar
from engine.framework.array_chosen import Chosen
from engine.framework.evaluation import Passes
from engine.framework.expressions import ExpressionError, parse
from engine.framework.function_kinds import Function
from engine.framework.functions import FUNCTIONS
from engine.framework.scalar_values import Choice

VECTORS = yaml.safe_load((Path(__file__).parent / "expression_vectors.yaml").read_text("utf-8"))


def rows(section: str) -> list[tuple[str, dict[str, object], object]]:
    return [(row[0], {**VECTORS["inputs"], **(row[1] if len(row) == 3 else {})}, row[-1]) for row in VECTORS[section]]


def alone(given: object) -> object:
    """An input as one response has it."""
    match given:
        case {"option": option}:
            return None if option is None else Choice.of(option, given["points"], given["label"])
        case {"options": options}:
            return None if options is None else tuple(options)
        case {"passes": passes}:
            return Passes(passes)
    return given


def in_array(given: object) -> np.ndarray:
    """An input as scoring has it: of two units, the first without any answer."""
    match given:
        case {"of": of}:
            chosen = given.get("options", [given["option"]] if given.get("option") else None)
            picked = {each: np.array([np.nan, np.nan if chosen is None else float(each in chosen)]) for each in of}
            points = given.get("points")
            values = np.array([np.nan, np.nan if points is None else points])
            return Chosen.of(values, picked, several="options" in given)
        case date():
            return np.array([np.nan, given.toordinal()])
    return np.array([np.nan, np.nan if given is None else float(given)])


@pytest.mark.parametrize(("text", "inputs", "result"), [*rows("both"), *rows("single")])
def test_what_an_expression_means(text: str, inputs: dict[str, object], result: object) -> None:
    found = parse(text).value(lambda name: alone(inputs[name]))

    assert found == result
    assert isinstance(found, bool) is isinstance(result, bool)


@pytest.mark.parametrize(("text", "inputs", "result"), rows("both"))
def test_arrays_mean_the_same(text: str, inputs: dict[str, object], result: object) -> None:
    found = np.broadcast_to(parse(text).array(lambda name: in_array(inputs[name])), 2)

    np.testing.assert_array_equal(found[1], np.nan if result is None else float(result))
    nobody = parse(text).value(lambda _name: None)
    np.testing.assert_array_equal(found[0], np.nan if nobody is None else float(nobody))


def test_every_function_and_operator_has_its_rows() -> None:
    told = [text for text, _inputs, _result in rows("both") + rows("single")]
    missing_told = [text for text, _inputs, result in rows("both") if result is None or "gone" in text or "unsaid" in text]

    assert len(told) >= 150
    for name in FUNCTIONS:
        assert any(f"{name}(" in text for text in told), name
        assert any(f"{name}(" in text for text in missing_told), f"{name} of what is missing"


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_the_examples_of_the_reference_are_true(function: Function) -> None:
    text, equals, result = function.example.rpartition(" = ")

    if equals:
        assert parse(text).value({}.get) == yaml.safe_load(result)
    assert function.name in function.signature
    assert function.meaning.endswith(".")


def test_names_are_those_of_answers_and_not_of_functions() -> None:
    assert parse("count(a, b) > 1 and not answered(c)").names == {"a", "b", "c"}


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9",
        "(" * 10_000,
        "[" * 51 + "]" * 51,
        "a" * 10_000_000,
        "-" * 1999 + "1",
        "not " * 400 + "a",
        "a.b",
        "a[0]",
        "open('x')",
        "__import__('os')",
        "lambda: 1",
        "[x for x in a]",
        "f'{a}'",
        "a = 1",
        "a if b",
        "",
        " ",
        "None",
        "1j",
        "1e400",
        "9" * 1999,
        "a @ b",
        "a // b",
        "a % b",
        "a << 9",
        "'x' * 3",
        "a in b",
        "a is b",
        "(a := 1)",
        "*a",
        "A",
        "selected(a, b)",
        "answered(1)",
        "count()",
        "round(a, 99)",
        "max(a, key=b)",
        "a\0",
        "'\\x41' == a",
        "+".join("a" * 900),
    ],
)
def test_what_has_no_place_is_refused_in_words(text: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text)

    assert refused.value.message
    assert refused.value.column >= 1


@pytest.mark.parametrize("text", ["(" * 10_000, "[" * 51 + "]" * 51, "a" * 10_000_000, "1" * 2_001], ids=lambda text: f"{len(text)} signs")
def test_what_is_too_large_is_refused_before_it_is_parsed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar.ast, "parse", lambda *_given, **_more: pytest.fail("it was parsed"))

    with pytest.raises(ExpressionError):
        parse(text)


def test_a_power_is_refused_and_never_worked_out() -> None:
    with pytest.raises(ExpressionError, match=r"the operator `\*\*` has no place"):
        parse("9**9**9")


@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_is_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        parse(text)


names = st.sampled_from(["a", "b", "c"])
numbers = st.sampled_from(["0", "1", "2", "0.5", "100", "-2.5", "True", "False"])
plain_days = st.sampled_from(["d", "e", "'2024-02-29'", "'2026-01-31'", "'0001-01-01'", "'9999-12-31'"])
moved = st.tuples(st.sampled_from(["plus_days", "plus_months"]), plain_days, names | numbers)
days = plain_days | moved.map(lambda t: f"{t[0]}({t[1]}, {t[2]})")
options = st.sampled_from(["x", "y", "z"])
comparisons = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
leaves = st.one_of(
    names,
    numbers,
    names.map(lambda x: f"answered({x})"),
    st.sampled_from(["answered(q)", "answered(d)", "credit(q)", "count(q, d)", "credit(a)"]),
    st.tuples(days, comparisons, days).map(lambda t: f"({' '.join(t)})"),
    st.tuples(days, days, st.sampled_from(["days_between", "months_since"])).map(lambda t: f"{t[2]}({t[0]}, {t[1]})"),
    st.tuples(days, days, days).map(lambda t: f"between({', '.join(t)})"),
    st.tuples(days, st.sampled_from(["year", "month", "weekday"])).map(lambda t: f"{t[1]}({t[0]})"),
    st.tuples(options, st.sampled_from(["==", "!="])).map(lambda t: f"(q {t[1]} '{t[0]}')"),
    st.tuples(options, options, st.sampled_from(["in", "not in"])).map(lambda t: f"(q {t[2]} ('{t[0]}', '{t[1]}'))"),
    options.map(lambda option: f"selected(q, '{option}')"),
)


def _larger(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(smaller, smaller)
    operators = st.one_of(comparisons, st.sampled_from(["+", "-", "*", "/", "and", "or"]))
    functions = st.sampled_from(["count", "sum", "mean", "min", "max", "any", "all", "coalesce"])
    alone = st.sampled_from(["round", "floor", "ceil", "abs", "-", "not "])
    return st.one_of(
        st.tuples(pair, operators).map(lambda t: f"({t[0][0]} {t[1]} {t[0][1]})"),
        st.tuples(pair, functions).map(lambda t: f"{t[1]}({t[0][0]}, {t[0][1]})"),
        st.tuples(pair, smaller).map(lambda t: f"({t[0][0]} if {t[1]} else {t[0][1]})"),
        st.tuples(pair, smaller).map(lambda t: f"({t[1]} in ({t[0][0]}, {t[0][1]}))"),
        st.tuples(pair, smaller).map(lambda t: f"({t[0][0]} < {t[1]} <= {t[0][1]})"),
        st.tuples(pair, smaller).map(lambda t: f"between({t[1]}, {t[0][0]}, {t[0][1]})"),
        st.tuples(smaller, alone).map(lambda t: f"({t[1]}({t[0]}))"),
        smaller.map(lambda x: f"round({x}, 1)"),
    )


POINTS = {"x": 2.0, "y": None}
respondents = st.fixed_dictionaries(
    {
        **dict.fromkeys("abc", st.sampled_from([None, 0.0, 1.0, 2.0, -3.5, 1e9])),
        **dict.fromkeys("de", st.none() | st.dates()),
        "q": st.sampled_from([None, "x", "y"]),
    }
)


def _one(name: str, value: object) -> object:
    return Choice.of(value, POINTS[value], value.upper()) if name == "q" and value is not None else value


def _column(name: str, answers: list[object]) -> np.ndarray:
    if name == "q":
        picked = {option: np.array([np.nan if each is None else float(each == option) for each in answers]) for option in POINTS}
        return Chosen.of(np.array([POINTS.get(each) for each in answers], dtype=float), picked, several=False)
    return np.array([each.toordinal() if isinstance(each, date) else each for each in answers], dtype=float)


def _agree(text: str, answers: list[dict[str, object]]) -> None:
    expression = parse(text)

    at_once = expression.array(lambda name: _column(name, [each[name] for each in answers]))

    for row, found in zip(answers, np.broadcast_to(at_once, len(answers)), strict=True):
        single = expression.value(lambda name, row=row: _one(name, row[name]))
        assert math.isnan(found) if single is None else found == float(single), (text, row)


@settings(max_examples=250)
@given(st.recursive(leaves, _larger, max_leaves=12), st.lists(respondents, min_size=1, max_size=5))
def test_single_answers_and_arrays_agree(text: str, answers: list[dict[str, object]]) -> None:
    _agree(text, answers)


@pytest.mark.soak
@settings(max_examples=20_000)
@given(st.recursive(leaves, _larger, max_leaves=20), st.lists(respondents, min_size=1, max_size=5))
def test_many_single_answers_and_arrays_agree(text: str, answers: list[dict[str, object]]) -> None:
    _agree(text, answers)


CHOSEN = Chosen.of(
    np.array([1.0, np.nan, np.nan]),
    {"yes": np.array([1.0, 0.0, np.nan]), "no": np.array([0.0, 1.0, np.nan])},
    several=False,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind == 'no'", [0, 1, np.nan]),
        ("kind != 'no'", [1, 0, np.nan]),
        ("kind in ('no', 'maybe')", [0, 1, np.nan]),
        ("kind == 'maybe'", [0, 0, np.nan]),
        ("selected(kind, 'yes')", [1, 0, np.nan]),
        ("kind > 'no'", [np.nan, np.nan, np.nan]),
        ("answered(kind)", [1, 1, 0]),  # an option without a value is an answer too
        ("count(kind)", [1, 1, 0]),
        ("kind + 1", [2, np.nan, np.nan]),
        ("kind == 'no' or kind == 1", [1, 1, np.nan]),
    ],
)
def test_arrays_know_options_by_their_id(text: str, expected: list[float]) -> None:
    np.testing.assert_array_equal(parse(text).array(lambda _name: CHOSEN), expected)


def test_several_choices_are_asked_for_by_selected_alone() -> None:
    many = Chosen.of(np.full(2, np.nan), {"a": np.array([1.0, 0.0]), "b": np.ones(2)}, several=True)
    np.testing.assert_array_equal(parse("selected(q, 'a')").array(lambda _name: many), [1, 0])
    np.testing.assert_array_equal(parse("q == 'b'").array(lambda _name: many), [np.nan, np.nan])


def test_columns_count_characters_of_the_whole_text() -> None:
    expression = parse("  kind == 'Sở Xây dựng' or days > 3")

    assert expression.columns == {"kind": 3, "days": 28}
    assert expression.literals[0].column == 11


def test_names_that_stand_for_one_answer_are_told_from_those_over_all_passes() -> None:
    assert parse("max(days) > 3 and count(days > 3) == 1 and round(cost) > 2").alone == {"cost": 50}


@pytest.mark.parametrize("text", ["count(a > 1 and b == 2)", "sum(a * b)", "mean(a if b > 1 else 0)", "any(a == c)", "count(a > mean(b))"])
def test_what_stands_for_all_passes_is_looked_up_as_often_for_many_as_for_few(text: str) -> None:
    def times(passes: int) -> int:
        asked: list[str] = []
        whole = {name: Passes({f"r{n}": float(n) for n in range(passes)}) for name in "ab"}

        def names(name: str) -> object:
            asked.append(name)
            return whole.get(name, 1.0)

        parse(text).value(names)
        return len([name for name in asked if name == "a"])

    assert times(200) == times(2) <= 2
