"""Texts made up for patterns of an author's own: each fits, none takes long, the same seed draws the same."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.builtin.questions.fitting import MOST_STEPS, fitting

PATTERNS = [
    r"[0-9]{2}[A-Z]-[0-9]{5}",
    r"(GP|HĐ)-\d{1,4}/(19|20)\d\d",
    r"[^0-9\s]{3,5}",
    r"(?P<side>ab|cd)-(?P=side)",
    r"\w+@\w+\.(com|vn)",
    r"(?:x|y)?z*?[^z]",
    r"^A\S\D\W.$",
    r"(?>ab)c*+",
    "",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_is_drawn_fits(pattern: str) -> None:
    drawn = [fitting(pattern, 40, Random(seed)) for seed in range(50)]
    found = [text for text in drawn if text is not None]
    assert len(found) >= 40
    assert all(re.fullmatch(pattern, text) and len(text) <= 40 for text in found)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_same_seed_draws_the_same(pattern: str) -> None:
    assert [fitting(pattern, 40, Random(7)) for _ in range(2)] == [fitting(pattern, 40, Random(7))] * 2


@pytest.mark.parametrize("pattern", ["(" * 60 + "a" + ")*" * 60, "((a{999}){999}){999}", "((a{0,999}){0,999}){0,999}"])
def test_a_pattern_that_would_never_end_is_given_up(pattern: str) -> None:
    steps = 0

    class Counting(Random):
        def randint(self, a: int, b: int) -> int:
            nonlocal steps
            steps += 1
            return super().randint(a, b)

    for seed in range(5):
        text = fitting(pattern, 200, Counting(seed))
        assert text is None or len(text) <= 200
    assert steps <= 5 * (MOST_STEPS + 1)


def test_what_looks_ahead_is_tried_until_it_fits() -> None:
    drawn = {fitting("(?=.*7)[0-9]{3}", 10, Random(seed)) for seed in range(100)}
    assert None in drawn
    assert all("7" in text for text in drawn if text)


@given(st.text(max_size=20))
def test_any_text_fits_itself(text: str) -> None:
    assert fitting(re.escape(text), 40, Random(1)) == text
