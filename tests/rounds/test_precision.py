"""Margins of error and sample sizes, against printed tables and their laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rounds.precision import WIDEST, answers_for, margin


@pytest.mark.parametrize(
    ("population", "printed"),
    [(10, 10), (100, 80), (220, 140), (500, 217), (1000, 278), (3000, 341), (10_000, 370), (75_000, 382)],
)
def test_sample_sizes_are_those_of_krejcie_and_morgan(population: int, printed: int) -> None:
    """Educational and Psychological Measurement 30 (1970), table 1: 95 %, 5 points; it rounds to the nearest."""
    assert abs(answers_for(5, level=95, population=population) - printed) <= 1


def test_without_a_population_it_is_cochrans_figure() -> None:
    """Cochran 1977, section 4.4: z² p q / e²; 385 at 95 % and 5 points, 68 at 90 % and 10 points."""
    assert (answers_for(5, level=95), answers_for(10, level=90)) == (385, 68)
    assert margin(100, level=95) == pytest.approx(9.7998, abs=1e-4)  # 1.95996 · 0.5 / 10


def test_nobody_has_no_margin_all_have_none_left_and_one_says_nothing() -> None:
    assert margin(0, level=90) is None
    assert margin(40, level=90, population=40) == 0
    assert margin(1, level=90) == WIDEST
    assert margin(1, level=90, population=1) == 0
    assert margin(50, level=90, population=40) == 0  # more came than there were said to be


@given(
    points=st.floats(1, 40),
    level=st.floats(50, 99),
    population=st.one_of(st.none(), st.integers(1, 100_000)),
)
def test_so_many_answers_are_enough_and_one_fewer_is_not(points: float, level: float, population: int | None) -> None:
    enough = answers_for(points, level=level, population=population)
    assert enough > 0
    assert population is None or enough <= population
    assert (margin(enough, level=level, population=population) or 0) <= points + 1e-6
    if enough > 1:
        fewer = margin(enough - 1, level=level, population=population)
        assert fewer is not None
        assert fewer > points - 1e-6


@given(answers=st.integers(1, 5000), population=st.integers(1, 5000))
def test_more_answers_never_widen_it_and_a_known_population_never_does(answers: int, population: int) -> None:
    here = margin(answers, level=90, population=population)
    more = margin(answers + 1, level=90, population=population)
    assert here is not None
    assert more is not None
    assert more <= here <= (margin(answers, level=90) or 0)
