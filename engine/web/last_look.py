"""The last look at all answers, and sending them."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as Reply

from engine.questionnaire.answers import AnswerKey
from engine.questionnaire.checking import missing_required
from engine.rounds.flags import flags_of
from engine.web.house import house
from engine.web.languages import language
from engine.web.pages import Mistake, given_pages
from engine.web.visit import Visit, seen_version, step_url, today, visit_of
from engine.wording.catalog import mark, say

pages = Blueprint("last_look", __name__)

STILL_OPEN = mark("Câu này chưa có trả lời: {question}")
CHANGED_ELSEWHERE = mark("Phiếu vừa được thay đổi ở nơi khác. Xin xem lại các câu trả lời rồi gửi.")


@pages.get("/vong/<round_id>/kiem-tra")
def check(round_id: str) -> str | Reply:
    """A last look at all answers, each with a way to change it."""
    visit = visit_of(round_id)
    return visit if isinstance(visit, Reply) else _checked(visit)


def _checked(visit: Visit, *, complain: bool = False, notice: str = "") -> str:
    framework, answers = visit.offered.framework, visit.response.answers
    still_open = missing_required(framework, visit.form, answers)
    keys = {AnswerKey(question.id, step.item) for step, question in still_open}
    given = given_pages(framework, visit.walked, keys, house().catalog.vocabulary, language())
    mistakes = (
        [
            Mistake(say(STILL_OPEN, language(), question=row.question), f"open-{number}-{position}")
            for number, each in enumerate(given)
            for position, row in enumerate(each.answers)
            if row.is_open
        ]
        if complain
        else []
    )
    return render_template(
        "check.html",
        pages=given,
        mistakes=mistakes,
        notice=notice,
        step_url=step_url,
        version=visit.response.version,
        complete=not still_open,
        **visit.head,
    )


@pages.post("/vong/<round_id>/kiem-tra")
def send(round_id: str) -> str | Reply | tuple[str, int]:
    """Send; sending again changes nothing."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    framework, answers = visit.offered.framework, visit.response.answers
    if missing_required(framework, visit.form, answers):
        return _checked(visit, complain=True), 422
    flags = flags_of(house().catalog.response_checks, framework, visit.form, answers)
    saved = house().store.send(visit.response.id, seen_version(), today(), flags)
    if saved.conflict is not None and not saved.conflict.sent:
        return _checked(replace(visit, response=saved.conflict), notice=CHANGED_ELSEWHERE), 409
    return redirect(url_for("respondent.receipt", round_id=round_id), 303)
