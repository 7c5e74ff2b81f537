"""What a scorecard tells of a unit's plan of mending: the most urgent items, and how many more there are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.appraisal.plans import gates_of, part_of, proposed_day
from engine.framework.models import Framework, Node
from engine.framework.text import Text
from engine.scoring.mending import Mend, MendingPlan

MOST = 15
"""So many items are printed, and so many that are to be answered first."""


@dataclass(frozen=True)
class PlanLine:
    """An item to mend; days are counted from the results, `due` is the day itself where these have one.

    `law` is the day that the law gives: as it is, or of every year where `is_yearly`.
    """

    id: str
    code: str
    title: Text
    part: Text
    priority: Text
    points: float
    lost: float | None
    days: int | None
    due: date | None
    law: str
    is_yearly: bool
    alone: float | None
    then: float | None
    lifts: tuple[Text, ...]


@dataclass(frozen=True)
class PlanShown:
    """The first lines in order, those to be answered first, and how many more of each are not printed.

    `total_then` is the score when all is mended, `stays` the caps that hold even then; `since` the day that days are
    counted from, None where the results have none.
    """

    lines: tuple[PlanLine, ...]
    more: int
    first: tuple[PlanLine, ...]
    more_first: int
    total_then: float | None
    stays: tuple[Text, ...]
    since: date | None
    decimals: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be mended or answered."""
        return not self.lines and not self.first


def plan_of_scorecard(framework: Framework, plan: MendingPlan, since: date | None, decimals: int) -> PlanShown:
    """The plan as it is printed."""

    def lines(mends: Sequence[Mend]) -> tuple[PlanLine, ...]:
        return tuple(_line(framework, framework.nodes[each.node], each, since) for each in mends[:MOST])

    return PlanShown(
        lines(plan.mends), max(0, len(plan.mends) - MOST),
        lines(plan.unanswered), max(0, len(plan.unanswered) - MOST),
        _known(plan.total_then), tuple(gate.reason for gate in gates_of(framework, plan.holds_then)), since, decimals,
    )  # fmt: skip


def _line(framework: Framework, node: Node, mend: Mend, since: date | None) -> PlanLine:
    priority = framework.priority[node.priority or ""]
    due = proposed_day(framework, node, since)[0] if since else None
    law = node.due or ""
    lifts = mend.lifts if math.isnan(mend.lost) else mend.lifts_in_order
    return PlanLine(
        node.id, node.code or "", node.title, part_of(framework, node).title, priority.label, mend.points,
        _known(mend.lost), priority.days, due,
        "/".join(reversed(law.split("-"))), law.count("-") == 1, _known(mend.alone), _known(mend.in_order),
        tuple(gate.reason for gate in gates_of(framework, lifts)),
    )  # fmt: skip


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
