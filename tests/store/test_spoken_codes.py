"""Codes are typed as people type them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.store.codes import DIGITS, LETTERS, in_groups, make_code, read_code


def test_a_made_code_holds_no_look_alike_and_no_word() -> None:
    for _ in range(200):
        assert re.fullmatch(r"([A-HJ-NPR-Y]{2}[2-9]){2}[A-HJ-NPR-Y]{2}", make_code())


@pytest.mark.parametrize(
    "typed",
    ["AB3CD4EF", "ab3c d4ef", " AB3C-D4EF ", "a.b.3.c.d.4.e.f", "ĐB3CD4EF".replace("Đ", "A"), "ＡＢ３ＣＤ４ＥＦ"],
)
def test_the_way_of_typing_makes_no_other_code(typed: str) -> None:
    assert read_code(typed) == "AB3CD4EF"


@pytest.mark.parametrize(
    ("typed", "meant"), [("5B3CD4E8", "SB3CD4EB"), ("ABZCDSEF", "AB2CD5EF"), ("6BGCD8EF", "GB6CD8EF"), ("ĐB3CD4EF", "DB3CD4EF")]
)  # fmt: skip
def test_a_look_alike_is_read_as_the_one_sign_it_can_mean(typed: str, meant: str) -> None:
    assert read_code(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "AB3CD4E", "AB3CD4EFG", "0B3CD4EF", "AB1CD4EF", "AB3CD4E!", "Ω" * 8, "x" * 9_999]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) == ""


@given(st.text())
def test_whatever_is_typed_gives_a_code_or_nothing(typed: str) -> None:
    code = read_code(typed)
    assert code == "" or all(sign in (DIGITS if at % 3 == 2 else LETTERS) for at, sign in enumerate(code))


@given(st.randoms(use_true_random=False))
def test_a_code_is_read_back_as_it_was_shown(random) -> None:
    code = make_code(random.choice)
    assert read_code(in_groups(code)) == code
    assert read_code(in_groups(code).lower()) == code
