"""A made-up agency that has everything which the four-layer checklist asks for, and changes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.catalog import Offered
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.questionnaire.answers import Answer, AnswerKey
from engine.scoring.arrays import Figures
from engine.scoring.run import score
from engine.scoring.table import ScoreTable
from engine.snapshots import Filled, snapshot_of

NOT_MINE = Missing.NOT_APPLICABLE
UNIT = "co-quan-mau-1"
TODAY = date(2026, 11, 22)

SYSTEM: Mapping[str, Any] = {
    "sys_level": "level_3", "sys_running": "yes", "sys_procedures": "yes", "sys_online": "yes",
    "sys_status": "approved", "sys_decision": "12/QĐ", "sys_decided_on": date(2026, 3, 2),
    "sys_regulation_on": date(2026, 2, 1), "sys_plan": "full", "sys_monitored": "own", "sys_sharing": "yes",
    "sys_assessed": ("periodic",), "sys_assessed_on": date(2026, 8, 1), "sys_outsourced": "no", "sys_in_house": "yes",
}  # fmt: skip

SYSTEMS = {"one": SYSTEM, "two": SYSTEM, "three": SYSTEM, "four": SYSTEM, "five": SYSTEM}

DATED = (
    "g_01", "g_06", "g_07", "l1_07", "l1_08", "l2_10", "l2_11", "l2_14", "l2_16", "l3_01", "l3_06", "l3_11", "l3_12",
)  # fmt: skip
RATIOS = ("g_09", "l1_04", "l1_05", "l2_06", "l2_07", "l2_12", "l2_13", "l3_08", "l4_02", "l4_05", "l4_06")
YES = (
    "g_05", "g_08", "g_11", "g_12", "g_13", "g_14", "l1_01", "l1_02", "l1_06", "l1_09", "l1_10", "l1_11", "l1_12",
    "l1_13", "l2_05", "l2_09", "l2_15", "l2_17", "l2_18", "l3_04", "l3_07", "l3_09", "l3_10", "l4_04", "l4_07",
    "l4_10", "l4_11", "l4_12", "l4_06_log",
)  # fmt: skip

FULL: Mapping[str, Any] = {
    "assessed_on": TODAY, "unit_kind": "department", "roles": ("owner", "specialised", "operator"),
    **dict.fromkeys(("budget_holder", "personal_data", "outsourced_monitoring", "outsourced_services"), "yes"),
    "national_security": "no",
    **dict.fromkeys(DATED, TODAY),
    **{question: {"done": 20.0, "due": 20.0} for question in RATIOS},
    **dict.fromkeys(YES, "yes"),
    "g_10": 15.0, "l1_03": 2.0, "l2_01": "own_soc", "l2_04": 24.0, "l2_08": 12.0, "l3_05": 3.0, "l4_01": "connected",
    "l4_08_to": "ministry", "l4_08": date(2025, 12, 20), "l4_09": 12.0,
}  # fmt: skip

NONE = {"done": 0.0, "due": 0.0}
ZERO = {"done": 0.0, "due": 20.0}
LONG_AGO = date(2000, 1, 1)

NOTHING: Mapping[str, Any] = {
    **dict.fromkeys(DATED, LONG_AGO), **dict.fromkeys(RATIOS, ZERO), **dict.fromkeys(YES, "no"),
    "g_10": 0.0, "l1_03": 0.0, "l2_01": "none", "l2_04": 0.0, "l2_08": 0.0, "l3_05": 0.0, "l4_01": "not_connected",
    "l4_08": LONG_AGO, "l4_09": 0.0,
}  # fmt: skip
"""Every item answered with what has no credit."""

BARE = {
    **SYSTEM, "sys_status": "drafting", "sys_plan": "none", "sys_monitored": "none", "sys_sharing": "no",
    "sys_assessed": ("never",),
}  # fmt: skip
"""A system for which nothing was done."""


def systems_like(*changes: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """As many systems as there are changes, each like the sound one but for its own."""
    return {f"row{number}": {**SYSTEM, **change} for number, change in enumerate(changes, start=1)}


def answers_of(systems: Mapping[str, Mapping[str, Any]], given: Mapping[str, Any]) -> dict[AnswerKey, Answer]:
    """The answers of an agency; None leaves a question empty, NOT_MINE says that it does not apply."""
    answers = {
        AnswerKey(question): Answer(None, Missing.NOT_APPLICABLE) if value is NOT_MINE else Answer(value)
        for question, value in given.items()
        if value is not None
    }
    if systems:
        names = {row: f"Hệ thống {row}" for row in systems}
        answers[AnswerKey("systems")] = Answer(tuple(systems), details=names)
    for row, said in systems.items():
        answers |= {AnswerKey(question, row): Answer(value) for question, value in said.items() if value is not None}
    return answers


def filled(unit: str, systems: Mapping[str, Mapping[str, Any]] | None = None, **changes: Any) -> Filled:
    """The response of a unit that has everything but for the changes."""
    return Filled("checklist", unit, answers_of(SYSTEMS if systems is None else systems, {**FULL, **changes}))


def table_of(
    offered: Offered,
    systems: Mapping[str, Mapping[str, Any]] | None = None,
    figures: Mapping[str, Figures] | None = None,
    **changes: Any,
) -> ScoreTable:
    """The scores of a unit that has everything but for the changes; `figures` go before answers."""
    snapshot = snapshot_of(offered.framework, offered.vocabulary, [filled(UNIT, systems, **changes)])
    if figures:
        snapshot = type(snapshot)(snapshot.units, snapshot.records, figures)
    return score(offered.plan, snapshot)


def of_unit(table: ScoreTable, *nodes: str) -> tuple[float, ...]:
    """The unit's scores on these nodes."""
    at = table.unit_column(UNIT)
    return tuple(float(table.score[table.node_row(node), at]) for node in nodes)


def credit_of(table: ScoreTable, item: str) -> float:
    """The credit of an item by its code in small letters."""
    return float(table.value[table.node_row(f"{item}_credit"), table.unit_column(UNIT)])


def codes(framework: Framework, priority: str) -> list[str]:
    """The codes of the items of one priority."""
    return [str(node.code) for node in framework.indicators if node.priority == priority]
