"""Conditions that no answers can meet are found, and none that some answers meet is called so."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.framework.expressions import parse
from engine.framework.models import Option
from engine.framework.question_types import Yields
from engine.framework.reach import Asked, can_hold, dead_comparisons
from engine.framework.text import Text


def option(name: str, missing: str | None = None) -> Option:
    return Option(id=name, label=Text("?"), missing=missing)


KNOWN = {
    "kind": Asked(Yields.OPTION, (option("a"), option("b"), option("gone", "dont_know"))),
    "several": Asked(Yields.OPTIONS, (option("x"), option("y"), option("z")), low=2, high=2),
    "days": Asked(Yields.NUMBER, low=0, high=10, whole=True),
    "cost": Asked(Yields.NUMBER, low=0),
    "share": Asked(Yields.PARTS, low=0, high=1),
    "words": Asked(Yields.TEXT),
    "why": Asked(Yields.OPTION, (option("a"), option("b")), conditions=(parse("days > 5"),)),
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("kind == 'a'", True),
        ("kind == 'a' and kind == 'b'", False),
        ("kind == 'gone'", False),
        ("not answered(kind)", True),
        ("days > 3 and days < 4", False),
        ("cost > 3 and cost < 4", True),
        ("cost < 0", False),
        ("share > 1", False),
        ("selected(several, 'x') and selected(several, 'y')", True),
        ("selected(several, 'x') and selected(several, 'y') and selected(several, 'z')", False),
        ("words == 'anything'", True),
        ("cost > days and days > cost", True),  # not told: only comparisons with constants are tried
        ("why == 'a' and days == 6", True),
        ("why == 'a' and days < 6", False),
        ("unknown == 1 and unknown == 2", True),
    ],
)
def test_whether_a_condition_can_hold(text: str, holds: bool) -> None:
    assert can_hold([parse(text)], KNOWN) is holds


def test_a_comparison_that_never_holds_is_pointed_at() -> None:
    (dead,) = dead_comparisons(parse("kind == 'a' or days > 10"), KNOWN)

    assert (dead.text, dead.name, dead.column) == ("days > 10", "days", 16)


COMPARED = st.tuples(st.sampled_from(["days", "cost"]), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), st.integers(-2, 12))
CONDITIONS = st.recursive(
    st.one_of(COMPARED.map(lambda t: f"{t[0]} {t[1]} {t[2]}"), st.sampled_from(["kind == 'a'", "kind in ('a', 'b')", "answered(days)"])),
    lambda below: st.one_of(
        st.tuples(below, st.sampled_from(["and", "or"]), below).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        below.map(lambda text: f"(not {text})"),
    ),
    max_leaves=6,
)


@given(CONDITIONS)
def test_what_is_called_unreachable_is_met_by_no_answers(text: str) -> None:
    condition = parse(text)
    days = [None, *range(11)]
    costs = [None, *(x / 2 for x in range(30))]
    some = any(
        bool(condition.value(dict(zip(("days", "cost", "kind"), chosen, strict=True)).get))
        for chosen in product(days, costs, [None, "a", "b"])
    )

    assert can_hold([condition], KNOWN) is some
