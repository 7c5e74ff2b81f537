"""The last look at all answers, and sending them."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as Reply

from engine.questionnaire.answers import AnswerKey
from engine.questionnaire.quotas import quotas_met
from engine.questionnaire.together import Failing, confirmed_by, unmet
from engine.rounds import zone
from engine.rounds.flags import flags_of
from engine.rounds.quotas import limits
from engine.web.answering import pace
from engine.web.answering.arriving import Refusal, asks_at_the_end, kept_with, settled, used
from engine.web.answering.fetched import Answered, told
from engine.web.answering.invited import ticket
from engine.web.answering.parting import let_go
from engine.web.answering.resuming import forget_code
from engine.web.answering.sent import remember
from engine.web.answering.two_devices import told_once
from engine.web.answering.visit import Visit, address, see_other, seen_version, step_url, visit_of
from engine.web.forms.anchors import field_id
from engine.web.forms.given import given_pages
from engine.web.forms.page_nouns import Doubt, Mistake
from engine.web.house import house
from engine.web.languages import choose, language
from engine.wording.catalog import LANGUAGES, mark, say

pages = Blueprint("last_look", __name__)

STILL_OPEN = mark("Câu này chưa có trả lời: {question}")
CHANGED_ELSEWHERE = mark("Phiếu vừa được thay đổi ở nơi khác. Xin xem lại các câu trả lời rồi gửi.")


@pages.get("/vong/<round_id>/kiem-tra")
def check(round_id: str) -> str | Reply:
    """A last look at all answers, each with a way to change it."""
    visit = visit_of(round_id)
    return visit if isinstance(visit, Reply) else _checked(visit, notice=told_once())


def _checked(visit: Visit, *, complain: bool = False, notice: str = "", refusal: Refusal | None = None) -> str:
    framework = visit.offered.framework
    keys = {AnswerKey(question.id, step.item) for step, question in visit.still_open}
    given = given_pages(framework, visit.form, visit.walked, keys, house().catalog.vocabulary, language())
    failing = [] if visit.still_open else _unmet(visit)
    rows = {
        row.key: (f"open-{number}-{position}", row)
        for number, each in enumerate(given)
        for position, row in enumerate(each.answers)
    }
    mistakes = [
        Mistake(say(STILL_OPEN, language(), question=row.question), anchor)
        for anchor, row in rows.values()
        if row.is_open and complain
    ]
    doubts = []
    for each in failing:
        text = say(each.text, language(), **each.values)
        about = AnswerKey(each.on, each.key.item)
        anchor = next((at for key, (at, row) in rows.items() if key == about and row.can_change), "")
        if each.confirm:
            ticked = each.confirm in request.form.getlist(each.field)
            doubts.append(Doubt(field_id(each.confirm), each.field, text, each.confirm, ticked))
        if complain or not each.confirm:
            mistakes.append(Mistake(text, field_id(each.confirm) if each.confirm else anchor))
    if refusal is not None:
        mistakes.append(Mistake(refusal.text, "code"))
    return render_template(
        "answering/check.html",
        asks_code=asks_at_the_end(visit.round_),
        code_complaint=refusal.text if refusal else "",
        code_typed=request.form.get("code", "")[:40],
        pages=given,
        mistakes=mistakes,
        notice=notice,
        step_url=step_url,
        version=visit.response.version,
        complete=not visit.still_open,
        doubts=doubts,
        **visit.head,
    )


def _unmet(visit: Visit) -> list[Failing]:
    framework, vocabulary = visit.offered.framework, house().catalog.vocabulary
    return unmet(framework, visit.form, visit.walked, visit.response.answers, vocabulary, language())


@pages.post("/vong/<round_id>/kiem-tra")
def send(round_id: str) -> Answered:
    """Send; sending again changes nothing."""
    return told(_sent(round_id))


def _sent(round_id: str) -> Answered:
    visit = visit_of(round_id, takes_late=True)
    if isinstance(visit, Reply):
        return visit
    if (chosen := request.form.get("go", "").removeprefix("lang:")) in LANGUAGES:
        choose(chosen)
        return _checked(visit)  # with what was ticked and typed
    if visit.is_late:
        house().store.keep_late(visit.response.id, {}, send=True)
        return see_other(address("parting.late", round_id=round_id))
    if (gone := let_go(visit)) is not None:
        return gone
    framework, answers = visit.offered.framework, visit.response.answers
    failing = _unmet(visit)
    together = confirmed_by(failing, request.form.to_dict(flat=False))
    if visit.still_open or together.failing:
        return _checked(visit, complain=True), 422
    if request.form.get("code", "").strip() and asks_at_the_end(visit.round_):
        refusal = kept_with(visit.round_, visit.response)
        if refusal is not None:
            return _checked(visit, refusal=refusal), refusal.status
    seen = seen_version(request.form)
    if together.confirmed:
        confirmed = house().store.save_answers(visit.response.id, seen, together.confirmed, "")
        if confirmed.conflict is None:
            seen = confirmed.version
    seconds, catalog = pace.seconds_taken(round_id), house().catalog
    kinds = catalog.vocabulary.question_types
    flags = flags_of(catalog.response_checks, kinds, framework, visit.form, answers, seconds)
    quotas = limits(visit.round_, quotas_met(framework, visit.form, visit.walked))
    with ticket(visit.round_, visit.response) as way:
        if way.is_refused:
            return _used_elsewhere(visit)
        saved = house().store.send(visit.response.id, seen, zone.today(), flags, quotas, way.stratum)
        if saved.conflict is None:
            settled(round_id)
    if saved.conflict is not None and not saved.conflict.sent:
        return _checked(replace(visit, response=saved.conflict), notice=CHANGED_ELSEWHERE), 409
    if saved.conflict is None:
        remember(round_id)
        pace.forget(round_id)
        forget_code(round_id)
    return see_other(address("respondent.receipt", round_id=round_id))


def _used_elsewhere(visit: Visit) -> str | Reply | tuple[str, int]:
    """What is said when the code is used: nothing but thanks if this very form was sent by it a moment ago."""
    now = house().store.response(visit.response.id)
    if now is not None and now.sent:
        return see_other(address("respondent.receipt", round_id=visit.round_.id))
    return _checked(visit, notice=used(visit.round_).text), 409
