"""The plan of mending of one unit: what it lost, until when each is due, and how far it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from engine.appraisal.bases import Basis, answers_on
from engine.appraisal.case import Case
from engine.appraisal.deadlines import day_of
from engine.appraisal.points import plan_alone, relative_nodes
from engine.appraisal.proven import with_evidence_share
from engine.appraisal.remedies import status_on
from engine.catalog import Offered
from engine.framework.models import Framework, Gate, Node, Priority, next_due
from engine.questionnaire.identity import Same
from engine.scoring.chain import chain_of
from engine.scoring.mending import Mend, MendingPlan, mending_plan
from engine.snapshots import Filled, register_of, snapshot_of
from engine.store.assessment_nouns import Stage
from engine.store.remedy_nouns import Remedy, RemedyStatus

SEEN_AT: Mapping[Stage, Basis] = {
    Stage.FILLING: Basis.CLAIMED,
    Stage.APPRAISAL: Basis.CLAIMED,
    Stage.SETTLED: Basis.FINAL,
}
"""The newest basis that a unit sees; at the stages between these the appraised one."""


def has_plans(framework: Framework) -> bool:
    """Whether a framework says how urgent its indicators are to mend."""
    return any(node.priority is not None for node in framework.indicators)


@dataclass(frozen=True)
class Task:
    """An indicator of a plan: what it lost, the last day that is proposed, the law's own, and what is done about it.

    `mend` is None where no points are lost any more, or nobody knows.
    """

    node: Node
    part: Node
    priority: Priority
    mend: Mend | None
    proposed: date | None
    law: date | None
    remedy: Remedy
    today: date

    @property
    def due(self) -> date | None:
        """Until when: the unit's own day, else the proposed one."""
        return self.remedy.due or self.proposed

    @property
    def status(self) -> RemedyStatus:
        """Where it stands today."""
        return status_on(self.remedy, self.today)

    @property
    def is_lapsed(self) -> bool:
        """Whether a risk was accepted until a day that is past."""
        return self.status is not self.remedy.status

    @property
    def is_late(self) -> bool:
        """Whether it should be mended by now and nobody says that it is."""
        return self.status is RemedyStatus.OPEN and self.due is not None and self.due < self.today


@dataclass(frozen=True)
class UnitPlan:
    """The plan of a unit, counted from a day; `basis` is what the scores rest on.

    tasks      the most urgent first, the scores after each in that order
    first      what nobody answered or verified: it is not known what is lost
    settled    what was planned and lost no points any more
    total      now and when all is mended; None where the other units are needed for it
    holds      the caps that hold now, and those that hold even then
    """

    framework: Framework
    basis: Basis
    since: date
    is_provisional: bool
    tasks: tuple[Task, ...]
    first: tuple[Task, ...]
    settled: tuple[Task, ...]
    total: float | None
    total_then: float | None
    holds: tuple[Gate, ...]
    holds_then: tuple[Gate, ...]

    def task(self, node: str) -> Task | None:
        """The task about an indicator, or None."""
        return next((each for each in (*self.tasks, *self.first, *self.settled) if each.node.id == node), None)

    def gates(self, names: Sequence[str]) -> tuple[Gate, ...]:
        """Caps by their ids."""
        return gates_of(self.framework, names)


def gates_of(framework: Framework, names: Sequence[str]) -> tuple[Gate, ...]:
    """Gates by their ids, in the order of the file."""
    return tuple(gate for gate in framework.gates if gate.id in names)


def proposed_day(framework: Framework, node: Node, since: date) -> tuple[date | None, date | None]:
    """The last day for mending, and the law's own: so many days after `since`, or the law's day if it is earlier."""
    days = framework.priority[node.priority].days if node.priority else None
    law = next_due(node.due, since) if node.due else None
    own = since + timedelta(days=days) if days is not None else None
    return min((day for day in (own, law) if day is not None), default=None), law


def unit_plan(offered: Offered, case: Case, remedies: Mapping[str, Remedy], today: date) -> UnitPlan:
    """The plan of a unit as its assessment stands, on the newest basis that the unit sees.

    Days are counted from when it came to this stage; while it is being filled in from today, so that they are not yet
    final.
    """
    framework, unit, stage = offered.framework, case.assessment.unit, case.assessment.stage
    basis = SEEN_AT.get(stage, Basis.APPRAISED)
    answers = answers_on(framework, case.answers, case.verdicts, basis)
    found = _mended(Same(offered), _Claims.of(Filled(case.form.id, unit, answers), frozenset(case.documents)))
    since = today if stage is Stage.FILLING else day_of(case.assessment.since)

    def task(node: Node, mend: Mend | None) -> Task:
        day, law = proposed_day(framework, node, since)
        remedy = remedies.get(node.id, Remedy(node.id))
        return Task(
            node, part_of(framework, node), framework.priority[node.priority or ""], mend, day, law, remedy, today
        )

    nodes = framework.nodes
    listed = {each.node for each in (*found.mends, *found.unanswered)}
    gone = [node for node in framework.indicators if node.priority and node.id in remedies and node.id not in listed]
    knows_total = framework.index.id not in relative_nodes(Same(offered))
    return UnitPlan(
        framework, basis, since, stage is not Stage.SETTLED,
        tuple(task(nodes[each.node], each) for each in found.mends),
        tuple(task(nodes[each.node], each) for each in found.unanswered),
        tuple(task(node, None) for node in gone),
        _known(found.total) if knows_total else None,
        _known(found.total_then) if knows_total else None,
        gates_of(framework, found.holds), gates_of(framework, found.holds_then),
    )  # fmt: skip


def part_of(framework: Framework, node: Node) -> Node:
    """The part of the index that an indicator stands in."""
    return next(each for each in framework.nodes.values() if node in each.children)


@dataclass(frozen=True)
class _Claims:
    """A unit's answers and the questions that documents prove; two are the same where their words are."""

    words: str
    filled: Filled = field(compare=False, repr=False)
    proven: frozenset[str] = field(compare=False, repr=False)

    @classmethod
    def of(cls, filled: Filled, proven: frozenset[str]) -> _Claims:
        return cls(repr((filled, sorted(proven))), filled, proven)


@lru_cache(maxsize=128)
def _mended(offered: Same[Offered], claims: _Claims) -> MendingPlan:
    """What is to be mended; kept, since a plan and its tasks are looked at one after the other."""
    whole, filled = offered.it, claims.filled
    units = tuple(each for each in register_of(whole.framework) if each.id == filled.unit)
    snapshot = snapshot_of(whole.framework, whole.vocabulary, [filled], units)
    plan = plan_alone(offered)
    return mending_plan(chain_of(plan, with_evidence_share(plan, snapshot, "", {filled.unit: claims.proven})), 0)


def _known(score: float) -> float | None:
    return None if math.isnan(score) else score
