"""The four-layer checklist: its worked values T1 to T9, what it asks of whom, and that nobody gains by leaving out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest
from four_layers import (
    BARE,
    FULL,
    LONG_AGO,
    NONE,
    NOT_MINE,
    NOTHING,
    UNIT,
    codes,
    credit_of,
    of_unit,
    systems_like,
    table_of,
)  # fmt: skip

from engine.catalog import Offered, build_catalog
from engine.framework.expressions import parse
from engine.framework.missing import Missing
from engine.plugins import make_plugin_manager
from engine.scoring.arrays import Figures
from engine.scoring.table import ScoreTable

SECTIONS = ("governance", "layer1", "layer2", "layer3", "layer4")
WEIGHTS = (25, 20, 25, 15, 15)
PREFIXES = ("g_", "l1_", "l2_", "l3_", "l4_")

Case = Mapping[str, Any]


@pytest.fixture(scope="module")
def offered() -> Offered:
    return build_catalog(make_plugin_manager()).offered["security4layer"]


def points(offered: Offered) -> dict[str, list[tuple[str, float]]]:
    """By section the code and points of its items."""
    nodes = offered.framework.nodes
    return {name: [(str(x.code), x.weight) for x in nodes[name].children if x.scored] for name in SECTIONS}


def test_the_checklist_has_its_items_points_and_weights(offered: Offered) -> None:
    by_section = points(offered)
    assert [len(by_section[name]) for name in SECTIONS] == [14, 13, 18, 12, 12]
    assert [sum(weight for _, weight in by_section[name]) for name in SECTIONS] == [51, 42, 60, 39, 38]
    assert tuple(offered.framework.nodes[name].weight for name in SECTIONS) == WEIGHTS
    assert Counter(node.priority for node in offered.framework.indicators if node.scored) == {
        "critical": 19, "major": 28, "normal": 22,
    }  # fmt: skip


def test_every_item_says_its_law_its_evidence_what_to_do_and_the_effort_in_both_languages(offered: Offered) -> None:
    for node in offered.framework.indicators:
        if not node.scored:
            continue
        assert node.legal, node.id
        assert node.effort in (1, 2, 3), node.id
        texts = [node.title, *node.evidence, *node.recommendations, *(each.text for each in node.legal)]
        assert len(node.evidence) == len(node.recommendations) == 1
        assert all(set(text.root) == {"vi", "en"} for text in texts), node.id


def test_former_law_stands_beside_the_law_in_force(offered: Offered) -> None:
    cited = offered.framework.nodes["l3_01_credit"].legal
    assert [each.text.within("en") for each in cited if each.valid_to] == ["Decree 85/2016/NĐ-CP"]
    assert {str(each.valid_from) for each in cited} == {"2020-04-28", "2026-08-19", "2016-07-01"}


def named(offered: Offered, gate: str) -> set[str]:
    """The codes of the items that a gate looks at."""
    (found,) = (each for each in offered.framework.gates if each.id == gate)
    return {str(offered.framework.nodes[name].code) for name in parse(found.when).names}


@pytest.mark.parametrize("section", SECTIONS)
def test_caps_of_a_section_look_at_all_its_critical_and_major_items(offered: Offered, section: str) -> None:
    own = {code for code, _ in points(offered)[section]}
    critical = own & set(codes(offered.framework, "critical"))
    assert named(offered, f"{section}_critical_failed") == named(offered, f"{section}_critical_partial") == critical
    assert named(offered, f"{section}_major_failed") == own & set(codes(offered.framework, "major"))
    assert named(offered, f"{section}_not_applicable") == own


# --- worked values: what every item is credited with; what is not named has full credit


def credits_of(offered: Offered, **changed: float) -> dict[str, Figures]:
    """Figures of one unit: full credit everywhere but for the changes; NaN is not applicable; `evidence` in per cent."""
    items = {node.id: 1.0 for node in offered.framework.indicators if node.scored}
    items |= {f"{item}_credit": credit for item, credit in changed.items() if item != "evidence"}
    items["evidence_share"] = changed.get("evidence", 100.0)
    count = len(offered.framework.units.list)
    apart = {name: np.array([worth, *[np.nan] * (count - 1)]) for name, worth in items.items()}
    reasons = {
        name: np.where(np.isnan(column), np.int8(Missing.NOT_APPLICABLE), np.int8(0)) for name, column in apart.items()
    }
    return {"": Figures(apart, reasons)}


def of_class(offered: Offered, priority: str, credit: float) -> dict[str, float]:
    return {code.lower().replace("-", "_"): credit for code in codes(offered.framework, priority)}


LEVEL_3 = ("g_03", "l1_04", "l2_02", "l2_07", "l3_02", "l3_06", "l4_03")
"""Items that apply to agencies with a system of level 3 or higher."""

WORKED: Mapping[str, tuple[Case, tuple[float, ...], float, set[str], float, str]] = {
    "T1 all full": ({}, (100, 100, 100, 100, 100), 100, set(), 100, "good"),
    "T2 no monitoring": (
        {"l2_01": 0, "l2_04": 0}, (100, 100, 49, 100, 100), 87.25,
        {"no_monitoring", "section_below_50", "section_below_70"}, 49, "starting",
    ),
    "T3 monitored in part": ({"l2_02": 0.5}, (100, 100, 69, 100, 100), 92.25, {"section_below_70"}, 84, "fair"),
    "T4 critical 1, major 0.5, normal 0": (
        {"major": 0.5, "normal": 0}, (54.90, 54.76, 60.83, 58.97, 60.53), 57.81, {"section_below_70"}, 57.81, "average",
    ),
    "T5 no level 3, never assessed": (
        {**dict.fromkeys(LEVEL_3, np.nan), **dict.fromkeys(("l3_01", "l3_04", "l3_05", "l3_08", "l3_09", "l3_10"), 0)},
        (100, 100, 100, 30, 100), 89.50, {"section_below_50", "section_below_70"}, 69, "average",
    ),
    "T6 all zero": (
        {"critical": 0, "major": 0, "normal": 0, "evidence": np.nan}, (0, 0, 0, 0, 0), 0,
        {"no_monitoring", "layer_below_20", "section_below_50", "unapproved_system", "incident_not_reported", "section_below_70"},
        0, "not_deployed",
    ),
    "T7 a level 3 system runs unapproved": (
        {"g_03": 0}, (49, 100, 100, 100, 100), 87.25, {"section_below_50", "unapproved_system", "section_below_70"}, 69, "average",
    ),
    "T8 half of the points have evidence": ({"evidence": 50}, (100, 100, 100, 100, 100), 100, {"too_little_evidence"}, 84, "fair"),
    "T9 three major items failed": (
        {"l1_02": 0, "l1_03": 0, "l1_08": 0}, (100, 69, 100, 100, 100), 93.80, {"section_below_70"}, 84, "fair",
    ),
}  # fmt: skip


def true_caps(table: ScoreTable, offered: Offered) -> set[str]:
    """The caps on the total whose condition holds, whether or not they lower it."""
    at = table.unit_column(UNIT)

    def name(node: str) -> np.ndarray:
        leaf = offered.framework.nodes[node].is_indicator
        return np.asarray((table.value if leaf else table.score)[table.node_row(node), at : at + 1])

    caps = [gate for gate in offered.framework.gates if gate.on == "security"]
    return {gate.id for gate in caps if np.nan_to_num(parse(gate.when).array(name)).item() != 0}


@pytest.mark.parametrize("case", WORKED)
def test_worked_values(offered: Offered, case: str) -> None:
    changes, sections, before, caps, final, level = WORKED[case]
    worths: dict[str, float] = {}
    for item, credit in changes.items():
        by_class = item in offered.framework.priority
        worths |= of_class(offered, item, credit) if by_class else {item: float(credit)}

    table = table_of(offered, figures=credits_of(offered, **worths))

    found = of_unit(table, *SECTIONS)
    assert np.round(found, 2) == pytest.approx(sections)
    assert np.dot(found, WEIGHTS) / 100 == pytest.approx(before, abs=0.005)
    assert true_caps(table, offered) == caps
    assert of_unit(table, "security")[0] == pytest.approx(final, abs=0.005)
    assert offered.framework.bands[table.band[0, table.unit_column(UNIT)]].id == level


@pytest.mark.parametrize(
    ("case", "section", "raw"),
    [("T2", "layer2", 86.67), ("T3", "layer2", 95.83), ("T7", "governance", 90.20), ("T9", "layer1", 76.19)],
)
def test_what_a_section_had_before_its_caps(offered: Offered, case: str, section: str, raw: float) -> None:
    changes = next(given[0] for name, given in WORKED.items() if name.startswith(case))
    table = table_of(offered, figures=credits_of(offered, **changes))
    before = table.before_gates[table.node_row(section), table.unit_column(UNIT)]
    assert round(float(before), 2) == raw


def test_seven_items_do_not_apply_without_a_system_of_level_3(offered: Offered) -> None:
    lower = systems_like({"sys_level": "level_2", "sys_procedures": "no"})
    table = table_of(offered, systems=lower)
    out = [
        node.id
        for node in offered.framework.indicators
        if node.scored and np.isnan(credit_of(table, node.id.removesuffix("_credit")))
    ]
    assert out == [f"{item}_credit" for item in LEVEL_3]
    assert of_unit(table, "security") == (100,)


# --- from answers to credits


def test_an_agency_that_has_everything_has_a_hundred_and_four_of_four_layers(offered: Offered) -> None:
    table = table_of(offered)
    assert of_unit(table, *SECTIONS, "security", "layers_deployed", "layers_complete") == (100,) * 6 + (4, 4)
    assert np.isnan(
        table.value[table.node_row("evidence_share"), table.unit_column(UNIT)]
    )  # nobody asked for documents


def test_an_agency_that_has_nothing_has_zero(offered: Offered) -> None:
    table = table_of(offered, systems={"one": BARE, "two": BARE}, **NOTHING)
    assert of_unit(table, *SECTIONS, "security", "layers_deployed", "layers_complete") == (0,) * 8


def test_an_agency_that_answers_nothing_has_zero(offered: Offered) -> None:
    nothing = {name: None for name in FULL if name != "assessed_on"}
    table = table_of(offered, systems={}, **nothing)
    assert of_unit(table, *SECTIONS, "security") == (0,) * 6


def test_without_monitoring_its_hours_count_nothing(offered: Offered) -> None:
    table = table_of(offered, l2_01="none", l2_04=24.0)
    assert (credit_of(table, "l2_01"), credit_of(table, "l2_04")) == (0, 0)
    assert of_unit(table, "layer2", "security", "layers_deployed") == (49, 49, 3)


def test_what_follows_an_assessment_counts_nothing_without_one(offered: Offered) -> None:
    for never in (None, LONG_AGO):
        table = table_of(offered, l3_01=never, l3_08=NONE, l3_10=None)
        assert (credit_of(table, "l3_05"), credit_of(table, "l3_09")) == (0, 0)
        assert table.score[table.node_row("l3_10_credit"), table.unit_column(UNIT)] == 0
    assert credit_of(table_of(offered, l3_01=None, l3_08=NONE), "l3_08") == 0


def test_items_are_counted_from_the_list_of_systems(offered: Offered) -> None:
    table = table_of(
        offered,
        systems=systems_like(
            {},
            {"sys_status": "submitted", "sys_monitored": "none"},
            {"sys_plan": "some", "sys_sharing": "no"},
            {"sys_level": "level_1", "sys_procedures": "no", "sys_assessed": ("never",)},
            {"sys_level": "level_4", "sys_assessed_on": date(2025, 11, 21)},
        ),
    )
    of = {
        item: credit_of(table, item) for item in ("g_02", "g_03", "g_04", "l2_02", "l2_03", "l3_02", "l3_03", "l4_03")
    }
    assert of == {
        "g_02": 0.5,    # 4 of 5 approved
        "g_03": 0,      # one of level 3 runs unapproved
        "g_04": 0.75,   # 3 of 4 approved ones in full
        "l2_02": 0,     # 3 of 4 of level 3 and higher
        "l2_03": 0.8,
        "l3_02": 0,     # 3 of 4: a year and a day ago is out of the cycle of level 4
        "l3_03": 0.6,
        "l4_03": 0.75,
    }  # fmt: skip


def test_a_system_that_does_not_run_yet_needs_no_approval_to_run(offered: Offered) -> None:
    table = table_of(offered, systems=systems_like({"sys_running": "no", "sys_status": "drafting"}, {}))
    assert credit_of(table, "g_03") == 1
    none_runs = table_of(offered, systems=systems_like({"sys_running": "no", "sys_status": "drafting"}))
    assert np.isnan(credit_of(none_runs, "g_03"))


@pytest.mark.parametrize(
    ("profile", "item"),
    [
        ("budget_holder", "g_10"),
        ("outsourced_services", "g_12"),
        ("personal_data", "g_13"),
        ("outsourced_monitoring", "l2_05"),
    ],
)
def test_the_profile_says_what_does_not_apply_and_leaving_it_open_lets_nothing_go(
    offered: Offered, profile: str, item: str
) -> None:
    said_no = table_of(offered, **{profile: "no", item: None})
    assert np.isnan(credit_of(said_no, item))
    assert of_unit(said_no, "security") == (100,)
    left_open = table_of(offered, **{profile: None, item: None})
    assert of_unit(left_open, "security")[0] < 100


def test_roles_decide_about_operators(offered: Offered) -> None:
    table = table_of(offered, roles=("owner",), l1_10=None, l3_12=None)
    assert np.isnan([credit_of(table, "l1_10"), credit_of(table, "l3_12")]).all()


def test_one_person_is_enough_in_a_commune(offered: Offered) -> None:
    assert credit_of(table_of(offered, l1_03=1.0), "l1_03") == 0.5
    assert credit_of(table_of(offered, l1_03=1.0, unit_kind="commune"), "l1_03") == 1


def test_a_funded_plan_of_training_counts_half_until_its_day(offered: Offered) -> None:
    short = {"l1_04": {"done": 2.0, "due": 20.0}, "l1_04_plan": "yes"}
    assert credit_of(table_of(offered, **short), "l1_04") == 0.5
    assert credit_of(table_of(offered, **{**short, "l1_04_plan": "no"}), "l1_04") == 0.1
    dated = table_of(offered, **short, assessed_on=date(2029, 8, 19))
    assert credit_of(dated, "l1_04") == 0.5
    late = table_of(offered, **short, assessed_on=date(2029, 8, 20))
    assert credit_of(late, "l1_04") == 0.1


@pytest.mark.parametrize(
    ("reported", "log", "credit"),
    [
        ({"done": 19.0, "due": 20.0}, "yes", 0),
        ({"done": 3.0, "due": 3.0}, "no", 1),
        (NONE, "yes", 1),
        (NONE, "no", 0.5),
    ],
)
def test_incidents_are_all_reported_or_a_log_shows_that_there_were_none(
    offered: Offered, reported: Mapping[str, float], log: str, credit: float
) -> None:
    assert credit_of(table_of(offered, l4_06=reported, l4_06_log=log), "l4_06") == credit


def test_no_incident_and_no_word_of_a_log_is_left_open(offered: Offered) -> None:
    table = table_of(offered, l4_06=NONE, l4_06_log=None)
    assert table.score[table.node_row("l4_06_credit"), table.unit_column(UNIT)] == 0
    assert of_unit(table, "security") == (69,)


@pytest.mark.parametrize("item", ["g_09", "l2_12", "l4_05"])
def test_where_no_case_arose_the_item_is_left_out(offered: Offered, item: str) -> None:
    table = table_of(offered, **{item: NONE})
    assert np.isnan(credit_of(table, item))
    assert of_unit(table, "security") == (100,)


@pytest.mark.parametrize("item", ["l1_05", "l2_06", "l2_13", "l4_02"])
def test_reporting_nothing_due_does_not_escape_an_item_that_applies(offered: Offered, item: str) -> None:
    assert credit_of(table_of(offered, **{item: NONE}), item) == 0


def test_what_is_shared_counts_as_had(offered: Offered) -> None:
    table = table_of(offered, g_05="shared", l1_06="shared", l2_01="shared_soc")
    assert [credit_of(table, item) for item in ("g_05", "l1_06", "l2_01")] == [1, 1, 1]


def test_too_much_that_does_not_apply_caps_a_section(offered: Offered) -> None:
    """22 of the 42 points of layer 1 are of items that may be said not to apply; 17 of them are more than 40 %."""
    out = dict.fromkeys(("l1_02", "l1_09", "l1_11", "l1_12", "l1_13"), NOT_MINE)
    assert of_unit(table_of(offered, **out), "layer1") == (100,)
    lower = systems_like({"sys_level": "level_1", "sys_procedures": "no"})
    more = table_of(offered, systems=lower, **out, roles=("owner",), l1_10=None)
    assert of_unit(more, "layer1") == (84,)
