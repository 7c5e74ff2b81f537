"""The assessment that a page of a unit is about: round, unit, form, and all that its decisions are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from engine.appraisal.acts import Closed, cases, closed_to_unit
from engine.appraisal.asked import AskedItem, unit_form
from engine.appraisal.case import Case
from engine.appraisal.deadlines import Due, day_of, due
from engine.appraisal.points import Points, points_of
from engine.catalog import Offered
from engine.framework.models import Form, Framework, Unit
from engine.people.acts import Actor
from engine.people.permissions import About, Action, may
from engine.questionnaire.answers import Answers
from engine.questionnaire.path import Walk, walk
from engine.rounds import zone
from engine.store.assessment_nouns import Assessment, Deadline, Stage
from engine.store.nouns import Round
from engine.web import errors, staff
from engine.web.house import house
from engine.wording.catalog import mark

NO_OWN_FORM = mark("Đợt này không có phiếu tự đánh giá của đơn vị.")
NO_ITEM = mark("Phiếu tự đánh giá của đợt này không có mục nào ở địa chỉ này, hoặc mục này đơn vị không phải trả lời.")
NOT_BEGUN = mark("Đơn vị chưa bắt đầu tự đánh giá trong đợt này.")


@dataclass(frozen=True)
class Here:
    """A unit in a round; `case` is None where its assessment was not begun."""

    round_: Round
    offered: Offered
    unit: Unit
    form: Form
    case: Case | None
    deadlines: tuple[Deadline, ...]
    at: datetime
    instead: Answers | None = None  # what stands in the place of the unit's own answers, as an appraiser has them

    @property
    def framework(self) -> Framework:
        """The framework that the round pinned."""
        return self.offered.framework

    @property
    def begun(self) -> Case:
        """The case of an assessment that was begun; refuses the page where it was not."""
        if self.case is None:
            raise errors.Shown(404, NOT_BEGUN)
        return self.case

    @property
    def assessment(self) -> Assessment:
        """The assessment, begun."""
        return self.begun.assessment

    @cached_property
    def due(self) -> Due | None:
        """Until when the assessment may stay at its stage."""
        return due(self.case.assessment, self.deadlines, day_of(self.at)) if self.case else None

    def closed(self, stage: Stage = Stage.FILLING) -> Closed | None:
        """Why the unit may write nothing at this stage of its own; None where it may."""
        return closed_to_unit(self.round_, self.assessment, self.deadlines, self.at, stage)

    @cached_property
    def points(self) -> Mapping[str, Points]:
        """What these answers come to, by node."""
        return points_of(self.offered, self.form.id, self.unit.id, self.answers)

    @property
    def total(self) -> Points:
        """What they come to in all."""
        return self.points[self.framework.index.id]

    @property
    def answers(self) -> Answers:
        """Everything the unit has answered, on and off the path."""
        return self.begun.answers if self.instead is None else self.instead

    @cached_property
    def walked(self) -> Walk:
        """The path that these answers make."""
        return walk(self.framework, self.form, self.answers)

    def asked_item(self, question_id: str) -> AskedItem:
        """An item by its address; refuses one that the unit is not asked."""
        found = self.begun.asked_item(question_id)
        if found is None:
            raise errors.Shown(404, NO_ITEM)
        return found

    def may(self, action: Action) -> bool:
        """Whether who is signed in may do this to the unit's assessment."""
        return may(staff.myself(), action, About(self.round_.id, self.unit.id, self.unit.group))

    @property
    def actor(self) -> Actor:
        """Who is signed in, at this moment in the rounds' zone."""
        return Actor(staff.myself().name, self.at)


def here_of(round_id: str, unit_id: str) -> Here:
    """Where an address leads; refuses what is not there."""
    store, round_ = house().store, house().round(round_id)
    if round_ is None:
        raise errors.Shown(404, errors.NO_ROUND)
    offered = house().offered_for(round_)
    unit = offered.framework.unit.get(unit_id)
    if unit is None:
        raise errors.Shown(404, errors.NO_UNIT)
    form = unit_form(offered.framework)
    if form is None:
        raise errors.Shown(404, NO_OWN_FORM)
    case = cases(store, offered, round_.id, unit.id).get(unit.id)
    return Here(round_, offered, unit, form, case, tuple(store.deadlines(round_.id)), zone.now())
