"""Credits of the security checklist: the date edges of the proposal, bands of ratios, caps on layers and total."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pytest

from engine.catalog import Offered, build_catalog
from engine.framework.missing import Missing
from engine.framework.models import Gate
from engine.framework.text import Text
from engine.plugins import make_plugin_manager
from engine.questionnaire.answers import Answer, AnswerKey
from engine.scoring.arrays import Column, Measured, Ratings
from engine.scoring.plan import make_plan
from engine.scoring.run import score
from engine.scoring.table import ScoreTable
from engine.snapshots import Filled, snapshot_of
from plugins.security4layer.days import freshness, freshness_of
from plugins.security4layer.ratios import banded_ratio, proportion

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


def test_the_limit_follows_the_level_and_a_future_date_has_no_credit() -> None:
    days = [date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1), None, date(2026, 12, 1)]
    found = freshness(
        ratings(*(np.nan if day is None else day.toordinal() for day in days)),
        ratings(2, 3, 5, 3, 3),
        ratings(*[TODAY.toordinal()] * 5),
        months=LIMITS,
    )
    np.testing.assert_array_equal(found.values, [np.nan, 1, 0.5, np.nan, 0])
    assert found.reasons.tolist() == [Missing.NOT_APPLICABLE, 0, 0, Missing.SKIPPED, 0]


def test_bands_are_reached_exactly() -> None:
    found = banded_ratio(ratings(20, 19, 18, 14, 13), bands=((95, 1), (70, 0.5)))
    assert found.values.tolist() == [1, 1, 0.5, 0.5, 0]


def test_proportion_is_full_from_its_share_on() -> None:
    assert proportion(ratings(10, 16, 20), full=80).values.tolist() == [0.625, 1, 1]


def nothing_due(units: int = 1) -> Ratings:
    zero = np.zeros(units)
    none = Column(zero, np.full(units, -1), np.zeros(units, dtype=np.int8), parts={"done": zero, "due": zero})
    return Ratings(np.arange(units + 1), none, np.ones(units))


@pytest.mark.parametrize("rule", [proportion, partial(banded_ratio, bands=((95, 1),))])
def test_zero_of_zero_has_no_credit_unless_the_file_lets_it_be_left_out(rule: Callable[..., Measured]) -> None:
    assert rule(nothing_due()).values.tolist() == [0]
    left_out = rule(nothing_due(), zero_of_zero="not_applicable")
    assert (np.isnan(left_out.values[0]), left_out.reasons[0]) == (True, Missing.NOT_APPLICABLE)


def test_zero_of_zero_is_left_out_only_with_the_answer_that_stands_for_it() -> None:
    found = proportion(nothing_due(2), ratings(TODAY.toordinal(), np.nan), zero_of_zero="not_applicable")
    assert found.reasons.tolist() == [Missing.NOT_APPLICABLE, Missing.PRESENT]
    assert found.values[1] == 0


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


def table_of(offered: Offered, **changes: Any) -> ScoreTable:
    """The scores of a unit that has everything but for the changes; None leaves a question empty."""
    given = {AnswerKey(q): Answer(value) for q, value in {**FULL, **changes}.items() if value is not None}
    return score(offered.plan, snapshot_of(offered.framework, offered.vocabulary, [Filled("checklist", UNIT, given)]))


def scored(offered: Offered, **changes: Any) -> dict[str, float]:
    """The scores of the layers and the total of such a unit."""
    table = table_of(offered, **changes)
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


NONE = {"done": 0.0, "due": 0.0}


def test_an_item_that_does_not_apply_is_left_out(offered: Offered) -> None:
    lower = scored(offered, max_level="level_2", l3_02=None, l4_03=None, l3_06=None, l4_05=NONE, l3_08=NONE)
    assert lower == {"security": 100, "layer3": 100, "layer4": 100}


@pytest.mark.parametrize(
    ("question", "layer"), [("l3_02", {"layer3": 49}), ("l4_02", {"layer4": 49}), ("l4_03", {"layer4": 90})]
)
def test_reporting_nothing_due_does_not_escape_an_item_that_applies(
    offered: Offered, question: str, layer: dict[str, float]
) -> None:
    assert scored(offered, **{question: NONE}).items() >= layer.items()


def test_no_finding_counts_only_after_an_assessment(offered: Offered) -> None:
    # never assessed: l3_01 has no credit and caps the layer; l3_08 is not left out: 18 of 27 points before the cap
    bare = table_of(offered, l3_01=None, l3_08=NONE)
    assert bare.before_gates[bare.node_row("layer3"), bare.unit_column(UNIT)] == pytest.approx(100 * 18 / 27)


def test_leaving_the_level_open_lets_no_item_go(offered: Offered) -> None:
    # all three dated items count from the level; those of level 3 and higher are asked nevertheless
    bare = table_of(offered, max_level=None, l3_02=None)
    assert bare.before_gates[bare.node_row("layer3"), bare.unit_column(UNIT)] == pytest.approx(100 * 11 / 27)
    assert np.isfinite(bare.score[bare.node_row("l4_03_credit"), bare.unit_column(UNIT)])


def test_a_major_item_left_empty_counts_among_the_failed_ones(offered: Offered) -> None:
    # S3: (20 + 7 · 0.45) of 30 points would be 77.2
    short = {"done": 9.0, "due": 20.0}
    assert scored(offered, l4_03=short, l4_05=short, l4_07=None)["layer4"] == 69


# worked values of the checklist as far as layers 3 and 4 allow; layer weights are equal here
WORKED = {
    "T1 all full": ({}, (100, 100, 100)),
    "T4 critical 1, major 0.5, normal 0": (
        {
            "l3_03": {"done": 0.0, "due": 20.0}, "l3_06": date(2025, 7, 1), "l3_11": date(2020, 1, 1),
            "l4_03": {"done": 10.0, "due": 20.0}, "l4_05": {"done": 10.0, "due": 20.0}, "l4_07": "partly", "l4_10": "no",
        },
        # layer 3: 18 critical + 4 · 0.5 of 27; layer 4: 18 critical + 10 · 0.5 of 30
        (100 * (20 / 27 + 23 / 30) / 2, 100 * 20 / 27, 100 * 23 / 30),
    ),
    "T6 all zero": (
        {
            **dict.fromkeys(("l3_01", "l3_06", "l3_11"), date(2000, 1, 1)),
            **{q: {"done": 0.0, "due": 20.0} for q in ("l3_02", "l3_03", "l3_08", "l4_02", "l4_03", "l4_05")},
            **dict.fromkeys(("l3_04", "l4_07", "l4_10"), "no"),
            "l4_01": "not_connected", "l4_06": "some_late", "l4_08": "not_sent",
        },
        (0, 0, 0),
    ),
    "nothing answered": ({name: None for name in FULL if name not in ("assessed_on", "max_level")}, (0, 0, 0)),
}  # fmt: skip


@pytest.mark.parametrize("case", WORKED)
def test_worked_values(offered: Offered, case: str) -> None:
    changes, (total, layer3, layer4) = WORKED[case]
    assert scored(offered, **changes) == pytest.approx({"security": total, "layer3": layer3, "layer4": layer4})


def test_every_bite_on_an_open_item_says_that_it_was_open(offered: Offered) -> None:
    bites = table_of(offered, l3_04=None).gates
    assert [(bite.gate, bite.unanswered) for bite in bites][:2] == [
        ("layer3_critical_failed", True),
        ("layer3_critical_partial", True),
    ]


def test_a_gate_may_name_options(offered: Offered) -> None:
    gate = Gate(id="late", when="l4_08 == 'sent_late'", on="security", reason=Text({"vi": "Trễ"}), settings={"at": 5})
    framework = offered.framework.model_copy(update={"gates": (gate,)})
    made = make_plan(framework, build_catalog(make_plugin_manager()).vocabulary)
    for sent, total in {"sent_late": 5, "sent_on_time": 100, None: 5}.items():
        given = {AnswerKey(q): Answer(value) for q, value in {**FULL, "l4_08": sent}.items() if value is not None}
        table = score(made, snapshot_of(framework, offered.vocabulary, [Filled("checklist", UNIT, given)]))
        assert table.score[0, table.unit_column(UNIT)] == total
