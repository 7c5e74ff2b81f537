"""Where a unit's page is: the round, the unit, its form, and whether its assessment takes anything now."""

from __future__ import annotations

from dataclasses import dataclass

from engine.appraisal.evidence import turn_of
from engine.framework.models import Audience, Form, Framework, Question, Unit
from engine.store.assessment_nouns import Assessment
from engine.store.nouns import Round
from engine.web import errors
from engine.web.house import house
from engine.wording.catalog import mark

NO_OWN_FORM = mark("Đợt này không có phiếu tự đánh giá của đơn vị.")
NO_ITEM = mark("Phiếu tự đánh giá của đợt này không có mục nào ở địa chỉ này.")


@dataclass(frozen=True)
class Place:
    """A unit in a round; `assessment` is None where it was not begun."""

    round_: Round
    framework: Framework
    unit: Unit
    form: Form
    assessment: Assessment | None

    @property
    def turn(self) -> int | None:
        """The turn that evidence handed in now belongs to; None while none is taken."""
        return turn_of(self.assessment.stage) if self.assessment else None

    def question(self, question_id: str) -> Question:
        """An item of the form by its address; refuses one that is not there."""
        found = self.form.question.get(question_id)
        if found is None:
            raise errors.Shown(404, NO_ITEM)
        return found


def place_of(round_id: str, unit_id: str) -> Place:
    """Where an address leads; refuses what is not there."""
    round_ = house().round(round_id)
    if round_ is None:
        raise errors.Shown(404, errors.NO_ROUND)
    framework = house().offered_for(round_).framework
    unit = framework.unit.get(unit_id)
    if unit is None:
        raise errors.Shown(404, errors.NO_UNIT)
    form = next((each for each in framework.forms if each.audience is Audience.UNIT), None)
    if form is None:
        raise errors.Shown(404, NO_OWN_FORM)
    return Place(round_, framework, unit, form, house().store.assessment(round_.id, unit.id))
