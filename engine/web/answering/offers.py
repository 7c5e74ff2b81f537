"""The units that a respondent is asked about, drawn when those that it dealt with are saved."""

from __future__ import annotations

from collections.abc import Mapping

from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.offering import drawn
from engine.web.answering.invited import stratum_held
from engine.web.answering.visit import Visit
from engine.web.house import house


def drawn_beside(visit: Visit, given: Mapping[AnswerKey, Answer | None]) -> Mapping[AnswerKey, Answer | None]:
    """What is drawn because of the answers that a page gives; nothing for a page that no draw rests on."""
    if given.keys().isdisjoint(AnswerKey(question.setting("among")) for question in visit.form.drawing):
        return {}
    met = house().met.of(visit.round_.id, stratum_held(visit.round_.id))
    response = visit.response
    return drawn(visit.offered.framework, visit.form, response.answers, given, response.id, met)
