"""Plans of mending of the four-layer checklist: what the worked values T1 to T9 come to when an item is mended."""

from __future__ import annotations

import numpy as np
import pytest
from four_layers import FULL, LONG_AGO, UNIT, codes, filled

from engine.catalog import Offered, build_catalog
from engine.framework.missing import Missing
from engine.plugins import make_plugin_manager
from engine.scoring.arrays import Figures, Snapshot
from engine.scoring.chain import chain_of
from engine.scoring.mending import Mend, MendingPlan, mending_plan
from engine.snapshots import register_of, snapshot_of

OF_A_CRITICAL_ITEM = ("layer2_critical_failed", "layer2_critical_partial")


@pytest.fixture(scope="module")
def offered() -> Offered:
    return build_catalog(make_plugin_manager()).offered["security4layer"]


def plan(offered: Offered, evidence: float = 100, **worths: float) -> MendingPlan:
    """The plan of a unit with full credit but for these items; NaN does not apply."""
    figures = {node.id: 1.0 for node in offered.framework.indicators if node.scored}
    figures |= {f"{item}_credit": credit for item, credit in worths.items()}
    figures["evidence_share"] = evidence
    arrays = {name: np.array([value]) for name, value in figures.items()}
    gone = np.array([Missing.NOT_APPLICABLE], dtype=np.int8)
    reasons = {name: gone for name, value in figures.items() if np.isnan(value)}
    alone = tuple(each for each in register_of(offered.framework) if each.id == UNIT)
    return mending_plan(chain_of(offered.plan, Snapshot(alone, None, {"": Figures(arrays, reasons)})), 0)


def of_answers(offered: Offered, **changes: object) -> MendingPlan:
    """The plan of a unit that has everything but for these answers."""
    alone = tuple(each for each in register_of(offered.framework) if each.id == UNIT)
    given = [filled(UNIT, **changes)]
    return mending_plan(chain_of(offered.plan, snapshot_of(offered.framework, offered.vocabulary, given, alone)), 0)


def item(code: str) -> str:
    return code.lower().replace("-", "_")


def told(mend: Mend) -> tuple[str, float, float, float]:
    return mend.node.removesuffix("_credit"), mend.urgency, round(mend.alone, 2), round(mend.in_order, 2)


def test_t1_has_nothing_to_mend(offered: Offered) -> None:
    found = plan(offered)
    assert (found.total, found.mends, found.unanswered, found.holds) == (100, (), (), ())


def test_t2_monitoring_comes_first_and_lifts_the_caps_its_hours_lift_none(offered: Offered) -> None:
    found = plan(offered, l2_01=0, l2_04=0)
    caps = (*OF_A_CRITICAL_ITEM, "no_monitoring", "section_below_50", "section_below_70")
    assert (found.total, found.holds) == (49, caps)
    # 3 × 25 × 5 ÷ 3 and 2 × 25 × 3 ÷ 3; 57 of 60 points in layer 2 make 75 + 0.25 × 95
    assert [told(each) for each in found.mends] == [("l2_01", 125, 98.75, 98.75), ("l2_04", 50, 49, 100)]
    assert [(each.lifts, each.needed) for each in found.mends] == [(caps, caps), ((), ())]


def test_t3_the_systems_that_are_monitored_in_part(offered: Offered) -> None:
    (mend,) = plan(offered, l2_02=0.5).mends
    assert told(mend) == ("l2_02", 3 * 25 * 2.5 / 3, 100, 100)
    assert mend.lifts == ("layer2_critical_partial", "section_below_70")


def test_t4_what_takes_little_effort_comes_first(offered: Offered) -> None:
    items = {"major": 0.5, "normal": 0}
    found = plan(offered, **{item(code): c for of, c in items.items() for code in codes(offered.framework, of)})
    assert round(found.total, 2) == 57.81
    assert len(found.mends) == 28 + 22
    first = found.mends[0]
    assert told(first)[:2] == ("g_08", 1 * 25 * 3 / 1)  # as urgent as L2-05, half of which is lost, and before it
    assert found.mends[1].urgency == 2 * 25 * 1.5 / 1
    assert first.alone == pytest.approx(found.total + 25 * 3 / 51)
    assert found.mends[-1].in_order == pytest.approx(100)


def test_t5_three_critical_items_lift_the_cap_only_together(offered: Offered) -> None:
    never = dict.fromkeys(("l3_01", "l3_04", "l3_05", "l3_08", "l3_09", "l3_10"), 0)
    not_applicable = dict.fromkeys(("g_03", "l1_04", "l2_02", "l2_07", "l3_02", "l3_06", "l4_03"), np.nan)
    found = plan(offered, **never, **not_applicable)
    # 13, 16, 21 of 30 points are held at 49 by S1, and so the total at 69; then 25, 28, 30 of 30 count: 85 + 0.15 × 83.33
    assert [told(each) for each in found.mends] == [
        ("l3_04", 90, 69, 69), ("l3_09", 90, 69, 69), ("l3_01", 75, 69, 69),
        ("l3_08", 60, 69, 97.5), ("l3_05", 45, 69, 99), ("l3_10", 15, 69, 100),
    ]  # fmt: skip
    by_item = {each.node.removesuffix("_credit"): each for each in found.mends}
    for item in ("l3_01", "l3_04", "l3_08"):
        assert by_item[item].lifts == ()
        assert {"layer3_critical_failed", "section_below_50"} <= set(by_item[item].needed)
    assert by_item["l3_05"].needed == ()
    assert {"layer3_critical_failed", "section_below_50"} <= set(by_item["l3_08"].lifts_in_order)


def test_t6_everything_is_to_be_mended(offered: Offered) -> None:
    every = [item(str(node.code)) for node in offered.framework.indicators if node.priority]
    found = plan(offered, evidence=np.nan, **dict.fromkeys(every, 0.0))
    assert len(found.mends) == 69
    assert told(found.mends[0]) == ("l1_01", 3 * 20 * 5 / 1, round(20 * 5 / 42, 2), round(20 * 5 / 42, 2))
    assert (found.total, found.total_then, found.holds_then) == (0, pytest.approx(100), ())
    assert [each.in_order for each in found.mends] == sorted(each.in_order for each in found.mends)


def test_t7_an_approval_lifts_all_that_the_unapproved_system_holds(offered: Offered) -> None:
    found = plan(offered, g_03=0)
    (mend,) = found.mends
    assert told(mend) == ("g_03", 125, 100, 100)
    assert mend.lifts == found.holds
    assert "unapproved_system" in found.holds


def test_t8_no_item_lifts_the_cap_of_missing_documents(offered: Offered) -> None:
    found = plan(offered, evidence=50)
    assert (found.total, found.total_then, found.mends) == (84, 84, ())
    assert found.holds_then == ("too_little_evidence",)


def test_t9_any_of_three_major_items_lifts_the_cap_so_that_none_alone_holds_it(offered: Offered) -> None:
    found = plan(offered, l1_02=0, l1_03=0, l1_08=0)
    # 35, 36, 35 of 42 points in layer 1 alone; 35, 39, 42 one after the other
    assert [told(each) for each in found.mends] == [
        ("l1_02", 120, 96.67, 96.67), ("l1_08", 80, 97.14, 98.57), ("l1_03", 60, 96.67, 100),
    ]  # fmt: skip
    assert {each.lifts for each in found.mends} == {("layer1_major_failed", "section_below_70")}
    assert {each.needed for each in found.mends} == {()}


def test_of_answers_days_and_counts_come_to_the_same_plan(offered: Offered) -> None:
    found = of_answers(offered, l1_02="no", l1_03=0.0, l1_08=LONG_AGO)
    assert [told(each) for each in found.mends] == [
        ("l1_02", 120, 96.67, 96.67), ("l1_08", 80, 97.14, 98.57), ("l1_03", 60, 96.67, 100),
    ]  # fmt: skip


def test_what_was_not_answered_is_to_be_answered_first(offered: Offered) -> None:
    found = of_answers(offered, l2_01=None, l4_08=None, l1_02="no")
    assert [each.node for each in found.mends] == ["l1_02_credit"]
    assert [each.node for each in found.unanswered] == ["l4_08_credit", "l2_01_credit"]
    assert found.total_then == 100


def test_a_unit_that_answered_nothing_has_everything_to_answer_first(offered: Offered) -> None:
    found = of_answers(offered, **dict.fromkeys(FULL), systems={})
    assert found.total == 0
    assert {"l2_01_credit", "l3_01_credit", "l4_08_credit"} <= {each.node for each in found.unanswered}
    assert len(found.mends) + len(found.unanswered) > 60
