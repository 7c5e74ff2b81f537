"""Which units a respondent is asked about: by chance, and the chance is told."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.questionnaire.offering import FEW, FEWER, _drawn_of, chances_of


def by_enumeration(rather: tuple[int, ...], most: int) -> list[float]:
    """The chance of each to be among the first: every order in turn, the next one always by the rates of those left."""
    found = [0.0] * len(rather)
    for order in permutations(range(len(rather)), most):
        chance, left = 1.0, sum(rather)
        for place in order:
            chance *= rather[place] / left
            left -= rather[place]
        for place in order:
            found[place] += chance
    return found


@pytest.mark.parametrize(
    ("rather", "most"),
    [((1, 1, 1, 1), 2), ((4, 1), 1), ((4, 2, 1, 1, 1), 3), ((4, 4, 2, 2, 1, 1, 1), 5), ((1, 4, 1, 4, 2, 2), 1)],
)
def test_chances_are_those_of_drawing_one_after_another(rather: tuple[int, ...], most: int) -> None:
    assert chances_of(rather, most) == pytest.approx(by_enumeration(rather, most), abs=5.1e-5)


@given(st.lists(st.sampled_from([1, FEW, FEWER]), min_size=1, max_size=40), st.integers(1, 8))
def test_chances_add_up_to_how_many_are_drawn(rather: list[int], most: int) -> None:
    found = chances_of(tuple(rather), most)
    assert sum(found) == pytest.approx(min(most, len(rather)), abs=1e-4 * len(rather))
    assert all(0 < chance <= 1 for chance in found)
    assert all(one >= other for one, a in zip(found, rather, strict=True) for other, b in zip(found, rather, strict=True) if a > b)


def test_as_often_as_the_chance_says() -> None:
    units, rather = tuple("abcdef"), (4, 2, 2, 1, 1, 1)
    times: Counter[str] = Counter()
    for respondent in range(4_000):
        times.update(_drawn_of(units, 3, f"r{respondent}", rather).keys())
    for unit, chance in zip(units, chances_of(rather, 3), strict=True):
        assert times[unit] / 4_000 == pytest.approx(chance, abs=0.03)


def test_whoever_dealt_with_few_is_asked_about_all() -> None:
    assert _drawn_of(("a", "b"), 3, "r", (1, 4)) == {"a": 1.0, "b": 1.0}


def test_one_unit_more_leaves_most_of_what_was_drawn() -> None:
    kept = 0
    for respondent in range(200):
        before = _drawn_of(tuple("abcdef"), 3, f"r{respondent}", (1,) * 6)
        after = _drawn_of(tuple("abcdefg"), 3, f"r{respondent}", (1,) * 7)
        kept += len(before.keys() & after.keys())
        assert len(before.keys() - after.keys()) <= 1
    assert kept > 480  # of 600; one in seven makes room for the new one
