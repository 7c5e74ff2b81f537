"""Credits of the security checklist: the date edges of the proposal, bands of ratios, caps on layers and total."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from engine.catalog import Offered, build_catalog
from engine.framework.missing import Missing
from engine.plugins import make_plugin_manager
from engine.questionnaire.answers import Answer, AnswerKey
from engine.scoring.arrays import Column, Ratings
from engine.scoring.run import score
from engine.scoring.table import ScoreTable
from engine.store.records import Filled, snapshot_of
from plugins.security4layer.rules import banded_ratio, freshness, freshness_of, proportion

UNIT = "co-quan-mau-1"
TODAY = date(2026, 11, 22)
LIMITS = (None, None, 12, 12, 6)


def column(*values: float, reason: Missing = Missing.SKIPPED) -> Column:
    numbers = np.array(values, dtype=np.float64)
    reasons = np.where(np.isnan(numbers), reason, Missing.PRESENT).astype(np.int8)
    return Column(numbers, np.full(len(values), -1), reasons, parts={"done": numbers, "due": np.full(len(values), 20.0)})


def ratings(*values: float) -> Ratings:
    """One answer a unit."""
    return Ratings(np.arange(len(values) + 1), column(*values), np.ones(len(values)))


@pytest.mark.parametrize(
    ("day", "on", "months", "credit"),
    [
        (date(2025, 11, 22), date(2026, 11, 22), 12, 1),
        (date(2025, 11, 22), date(2026, 11, 23), 12, 0.5),
        (date(2025, 11, 22), date(2027, 5, 22), 12, 0.5),
        (date(2025, 11, 22), date(2027, 5, 23), 12, 0),
        (date(2026, 8, 31), date(2027, 2, 28), 6, 1),
        (date(2026, 8, 31), date(2027, 3, 1), 6, 0.5),
        (date(2026, 10, 22), date(2026, 12, 22), 1, 0.5),
        (date(2026, 10, 22), date(2026, 12, 23), 1, 0),
    ],
)
def test_a_date_is_fresh_to_the_end_of_its_month_limit(day: date, on: date, months: int, credit: float) -> None:
    assert freshness_of(day, on, months) == credit


def test_the_limit_follows_the_level_and_an_empty_or_future_date_has_no_credit() -> None:
    days = [date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1), None, date(2026, 12, 1)]
    found = freshness(
        ratings(*(np.nan if day is None else day.toordinal() for day in days)),
        ratings(2, 3, 5, 3, 3),
        ratings(*[TODAY.toordinal()] * 5),
        months=LIMITS,
    )
    np.testing.assert_array_equal(found.values, [np.nan, 1, 0.5, 0, 0])
    assert found.reasons.tolist() == [Missing.NOT_APPLICABLE, 0, 0, 0, 0]


def test_bands_are_reached_exactly() -> None:
    found = banded_ratio(ratings(20, 19, 18, 14, 13, np.nan), bands=((95, 1), (70, 0.5)))
    assert found.values.tolist() == [1, 1, 0.5, 0.5, 0, 0]


def test_proportion_is_full_from_its_share_on() -> None:
    assert proportion(ratings(10, 16, 20), full=80).values.tolist() == [0.625, 1, 1]


def test_nothing_due_is_not_applicable() -> None:
    none = Column(np.zeros(1), np.full(1, -1), np.zeros(1, dtype=np.int8), parts={"done": np.zeros(1), "due": np.zeros(1)})
    found = banded_ratio(Ratings(np.array([0, 1]), none, np.ones(1)), bands=((95, 1),))
    assert (np.isnan(found.values[0]), found.reasons[0]) == (True, Missing.NOT_APPLICABLE)


FULL: dict[str, Any] = {
    "assessed_on": TODAY, "max_level": "level_3",
    **dict.fromkeys(("l3_01", "l3_06", "l3_11"), TODAY),
    **{question: {"done": 20.0, "due": 20.0} for question in ("l3_02", "l3_03", "l3_08", "l4_02", "l4_03", "l4_05")},
    **dict.fromkeys(("l3_04", "l4_07", "l4_10"), "yes"),
    "l4_01": "connected", "l4_06": "all_on_time", "l4_08": "sent_on_time",
}


@pytest.fixture(scope="module")
def offered() -> Offered:
    return build_catalog(make_plugin_manager()).offered["security4layer"]


def scored(offered: Offered, **changes: Any) -> dict[str, float]:
    """The scores of a unit that has everything but for the changes; None leaves a question empty."""
    given = {AnswerKey(q): Answer(value) for q, value in {**FULL, **changes}.items() if value is not None}
    snapshot = snapshot_of(offered.framework, offered.vocabulary, [Filled("checklist", UNIT, given)])
    table: ScoreTable = score(offered.plan, snapshot)
    at = table.unit_column(UNIT)
    return {node: float(table.score[table.node_row(node), at]) for node in ("security", "layer3", "layer4")}


def test_all_full_is_a_hundred(offered: Offered) -> None:
    assert scored(offered) == {"security": 100, "layer3": 100, "layer4": 100}


def test_a_critical_item_in_part_caps_its_layer_and_the_total(offered: Offered) -> None:
    # S2: 69 for the layer; O6: 84 for the total, which is (69 + 100) / 2 = 84.5 before
    assert scored(offered, l3_04="partly") == {"security": 84, "layer3": 69, "layer4": 100}


def test_a_critical_item_left_empty_is_failed(offered: Offered) -> None:
    # S1: 49 for the layer; O3: 69 for the total, which is 74.5 before
    assert scored(offered, l3_01=None) == {"security": 69, "layer3": 49, "layer4": 100}


def test_an_incident_not_reported_caps_the_total(offered: Offered) -> None:
    assert scored(offered, l4_06="some_late") == {"security": 69, "layer3": 100, "layer4": 49}


def test_a_normal_item_left_empty_costs_its_points(offered: Offered) -> None:
    # 27 points in layer 3, 2 of them for the yearly plan
    assert scored(offered, l3_11=None)["layer3"] == pytest.approx(100 * 25 / 27)


def test_an_item_that_does_not_apply_is_left_out(offered: Offered) -> None:
    none = {"done": 0.0, "due": 0.0}
    lower = scored(offered, max_level="level_2", l3_02=none, l4_03=none, l3_06=None)
    assert lower == {"security": 100, "layer3": 100, "layer4": 100}
