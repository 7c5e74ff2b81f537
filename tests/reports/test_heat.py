"""Which tint a score has, and what it means."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.framework.models import Framework
from engine.reports.heat import TINTS, HeatKey, heat_key
from tests.reports.conftest import framework

HUNDRED = (0.0, 100.0)


def with_bands(*bands: dict[str, Any]) -> Framework:
    told = [{"id": f"b{place}", "label": f"B{place}", **band} for place, band in enumerate(bands)]
    return Framework.model_validate({**framework().model_dump(by_alias=True, exclude_unset=True), "bands": told})


def test_cut_offs_are_those_of_the_bands() -> None:
    key = heat_key(with_bands({"from": 85}, {"from": 50}, {"from": 0}), HUNDRED, [HUNDRED] * 2)
    assert [(line.tint, line.low, line.high, str(line.title)) for line in key.lines] == [
        (1, None, 50, "B2"), (3, 50, 85, "B1"), (6, 85, None, "B0"),
    ]  # fmt: skip
    assert [key.tint(score, HUNDRED) for score in (0.0, 49.99, 50.0, 84.99, 85.0, None)] == [1, 1, 3, 3, 6, 0]
    assert key.tint(49.9999999999999, HUNDRED) == 3  # as it would be printed and banded


def test_a_cut_off_may_belong_to_the_band_below() -> None:
    key = heat_key(with_bands({"from": 50, "inclusive": False}, {}), HUNDRED, [HUNDRED])
    assert [key.tint(score, HUNDRED) for score in (50.0, 50.1)] == [1, 6]
    assert key.lines[0].title is not None  # the band that takes the rest


@pytest.mark.parametrize(
    ("bands", "section"),
    [
        ([{"from": 50}, {"from": 0}], (0.0, 10.0)),  # a section on a scale of its own
        ([{"top": 3}, {}], HUNDRED),  # places in the group are no cut-offs
        ([], HUNDRED),
    ],
)
def test_else_they_are_fifths_of_each_scale(bands: list[dict[str, Any]], section: tuple[float, float]) -> None:
    key = heat_key(with_bands(*bands), HUNDRED, [section])
    assert key.of_share
    assert key.cuts == pytest.approx((20, 40, 60, 80))
    assert key.tint(5.9, (0.0, 10.0)) == key.tint(59.0, HUNDRED) != key.tint(6.0, (0.0, 10.0))
    assert key.tint(6.0, (0.0, 10.0), percent=100.0) == TINTS  # of 6 points that apply to the unit


@given(
    st.lists(st.floats(1, 99), min_size=1, max_size=5, unique=True), st.lists(st.floats(0, 100), min_size=2, max_size=9)
)
def test_a_higher_score_is_never_darker(cuts: list[float], scores: list[float]) -> None:
    key = HeatKey(tuple(sorted(cuts)), (True,) * len(cuts), (None,) * (len(cuts) + 1), of_share=False)
    tints = [key.tint(score, HUNDRED) for score in sorted(scores)]
    assert all(one <= other for one, other in pairwise(tints))
    assert set(tints) <= set(range(1, TINTS + 1))
