"""The plan that a page is about, the way back from it, and who may do what about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for

from engine.appraisal.deadlines import day_of
from engine.appraisal.plans import Task, UnitPlan, has_plans, unit_plan
from engine.appraisal.remedies import FOLLOWS, RemedyAct
from engine.people.permissions import Action
from engine.store.assessment_nouns import Standing
from engine.store.staff import Account
from engine.web import errors, staff
from engine.web.assessing.here import Here, here_of
from engine.web.assessing.officers import officers
from engine.web.house import house
from engine.wording.catalog import mark

NO_PLANS = mark("Bộ chỉ số của đợt này không quy định mức ưu tiên nên không có kế hoạch khắc phục.")
NO_TASK = mark("Kế hoạch của đơn vị không có mục này: mục không mất điểm, hoặc không thuộc diện phải khắc phục.")

NEEDS: Mapping[RemedyAct, Action] = {
    RemedyAct.PLAN: Action.MEND,
    RemedyAct.ACCEPT: Action.ACCEPT_RISK,
    RemedyAct.TAKE_BACK: Action.ACCEPT_RISK,
    RemedyAct.VERIFY: Action.VERIFY_MENDED,
    RemedyAct.REJECT: Action.VERIFY_MENDED,
}
"""What somebody must be allowed to for each act."""


@dataclass(frozen=True)
class Planned:
    """The plan of a unit in a round, as it stands now."""

    here: Here
    plan: UnitPlan

    def task(self, node_id: str) -> Task:
        """A task by its address; refuses one that the plan does not hold."""
        found = self.plan.task(node_id)
        if found is None:
            raise errors.Shown(404, NO_TASK)
        return found

    def may(self, act: RemedyAct, task: Task | None = None) -> bool:
        """Whether who is signed in may do this, to a task as it stands if one is given.

        Who declined to appraise the unit does not verify what it mended either.
        """
        if self.is_merged or not self.here.may(NEEDS[act]) or (act in _VERIFYING and self._has_declined):
            return False
        return task is None or task.remedy.status in FOLLOWS[act]

    @property
    def is_merged(self) -> bool:
        """Whether the unit went into another one, which has its plan now."""
        return self.here.assessment.standing is Standing.MERGED

    @cached_property
    def _has_declined(self) -> bool:
        own = (self.here.unit.id, staff.myself().name)
        return any((each.unit, each.account) == own for each in house().store.declined(self.here.round_.id))

    @cached_property
    def officers(self) -> list[Account]:
        """Who may be in charge of a task."""
        return officers(self.here)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of all accounts by their ids: who acted may be of another agency."""
        return {each.name: each.full_name or each.name for each in house().store.accounts()}

    @property
    def back(self) -> str:
        """The page of the unit that this person may open."""
        at: dict[str, Any] = {"round_id": self.here.round_.id, "unit_id": self.here.unit.id}
        if self.here.may(Action.FILL_IN):
            return url_for("unit_desk.hub", **at)
        if self.here.may(Action.APPRAISE):
            return url_for("appraiser_desk.unit", **at)
        if self.here.may(Action.DECIDE):
            return url_for("council.unit", **at)
        return url_for("assessments.page", round_id=self.here.round_.id)


_VERIFYING = (RemedyAct.VERIFY, RemedyAct.REJECT)


def planned(round_id: str, unit_id: str) -> Planned:
    """The plan at an address; refuses what is not there."""
    here = here_of(round_id, unit_id)
    if not has_plans(here.framework):
        raise errors.Shown(404, NO_PLANS)
    remedies = house().store.remedies(here.round_.id, here.unit.id)
    return Planned(here, unit_plan(here.offered, here.begun, remedies, day_of(here.at)))
