"""Expressions: what they mean, that single answers and arrays agree, and what is refused."""

import contextlib
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.framework.array_values import Chosen
from engine.framework.expressions import ExpressionError, parse


def value(text: str, **answers: object) -> object:
    return parse(text).value(answers.get)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + 1 == 3", True),
        ("1 < a <= 2", True),
        ("gone == 1", None),
        ("gone == 1 or a == 2", True),
        ("gone == 1 and a == 3", False),
        ("not gone", None),
        ("answered(gone)", False),
        ("a / 0", None),
        ("coalesce(gone, 7)", 7.0),
        ("kind == 'procedure'", True),
        ("kind in ('other', 'procedure')", True),
        ("kind not in ('other', 'procedure')", False),
        ("kind > 3", None),
        ("selected(several, 'x')", True),
        ("count(several)", 2.0),
        ("count(a == 2, gone == 1, a == 9)", 1.0),
        ("sum(a, gone, 3)", 5.0),
        ("mean(passes)", 2.0),
        ("max(gone)", None),
        ("5 if a == 2 else 6", 5.0),
        ("5 if gone == 2 else 6", None),
        ("round(2.5)", 3.0),
        ("round(-1.005, 2)", -1.01),
        ("0.1 + 0.2 == 0.3", True),
    ],
)
def test_what_an_expression_means(text: str, expected: object) -> None:
    answers = {"a": 2, "kind": "procedure", "several": ("x", "y"), "passes": (1.0, None, 3.0)}

    assert value(text, **answers) == expected


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


@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_is_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        parse(text)


names = st.sampled_from(["a", "b", "c"])
numbers = st.sampled_from(["0", "1", "2", "0.5", "100", "True", "False"])


def _larger(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(smaller, smaller)
    operators = st.sampled_from(["+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "and", "or"])
    functions = st.sampled_from(["count", "sum", "mean", "min", "max", "any", "all", "coalesce"])
    return st.one_of(
        st.tuples(pair, operators).map(lambda t: f"({t[0][0]} {t[1]} {t[0][1]})"),
        st.tuples(pair, functions).map(lambda t: f"{t[1]}({t[0][0]}, {t[0][1]})"),
        st.tuples(pair, smaller).map(lambda t: f"({t[0][0]} if {t[1]} else {t[0][1]})"),
        st.tuples(pair, smaller).map(lambda t: f"({t[1]} in ({t[0][0]}, {t[0][1]}))"),
        st.tuples(pair, smaller).map(lambda t: f"({t[0][0]} < {t[1]} <= {t[0][1]})"),
        smaller.map(lambda x: f"(not {x})"),
        smaller.map(lambda x: f"(-{x})"),
        smaller.map(lambda x: f"round({x}, 1)"),
        smaller.map(lambda x: f"abs({x})"),
        names.map(lambda x: f"answered({x})"),
    )


@given(
    st.recursive(st.one_of(names, numbers), _larger, max_leaves=12),
    st.lists(st.tuples(*[st.sampled_from([None, 0.0, 1.0, 2.0, -3.5, 1e9])] * 3), min_size=1, max_size=5),
)
def test_single_answers_and_arrays_agree(text: str, rows: list[tuple[float | None, ...]]) -> None:
    expression = parse(text)
    columns = np.array(rows, dtype=float).T

    at_once = np.broadcast_to(expression.array(lambda name: columns["abc".index(name)]), len(rows))

    for row, found in zip(rows, at_once, strict=True):
        alone = expression.value(dict(zip("abc", row, strict=True)).get)
        assert math.isnan(found) if alone is None else found == float(alone), (text, row)  # type: ignore[arg-type]


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
    assert parse("max(days) > 3 and count(days > 3) == 1 and round(cost) > 2").alone == {"days": 25, "cost": 50}
