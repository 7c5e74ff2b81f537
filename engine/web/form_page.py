"""A page of the form: shown, saved whichever way the respondent leaves it, and what happens next."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Reply

from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.path import Step, path_then
from engine.questionnaire.reading import OWN_FIELDS, PageReading, read_page
from engine.store.nouns import Response
from engine.web.house import house
from engine.web.languages import choose, language
from engine.web.pages import PageView, Posted, in_words
from engine.web.visit import Visit, next_open, seen_version, step_url, visit_of
from engine.wording.catalog import LANGUAGES, mark

pages = Blueprint("form_page", __name__)

SEND_AGAIN = mark(
    "Trang đã mở quá lâu hoặc phiên làm việc đã đổi. Những gì bạn nhập vẫn còn đây, xin bấm “Tiếp tục” lần nữa."
)


@pages.get("/vong/<round_id>/trang/<page_id>")
@pages.get("/vong/<round_id>/trang/<page_id>/<path:unit>")
def page(round_id: str, page_id: str, unit: str = "") -> str | Reply:
    """A page of the form."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    return _shown(visit, visit.view(visit.step(page_id, unit)))


@pages.post("/vong/<round_id>/trang/<page_id>")
@pages.post("/vong/<round_id>/trang/<page_id>/<path:unit>")
def save(round_id: str, page_id: str, unit: str = "") -> str | Reply | tuple[str, int]:
    """Save what is valid, whichever way the respondent leaves the page."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    step, typed = visit.step(page_id, unit), request.form.to_dict(flat=False)
    framework, vocabulary, answers = visit.offered.framework, house().catalog.vocabulary, visit.response.answers
    reading = read_page(framework, visit.form, step, answers, typed, vocabulary, language(), visit.walked)
    seen = seen_version()
    saved = house().store.save_answers(visit.response.id, seen, reading.answers, _attempt(typed))
    if saved.conflict is not None and saved.conflict.sent:
        return redirect(url_for("respondent.receipt", round_id=round_id), 303)
    if saved.conflict is not None and _differing(reading, saved.conflict):
        return _conflict(visit, step, reading, saved.conflict, typed)
    if saved.conflict is None and saved.version == seen + 1 == visit.response.version + 1:
        then = replace(visit, response=_with(visit.response, reading, saved.version))
        steps = path_then(framework, visit.form, visit.walked, then.response.answers, reading.answers)
    else:
        then = replace(visit, response=house().store.response(visit.response.id) or visit.response)
        steps = then.walked.steps
    return _onward(then, steps, step, reading, typed)


def _with(response: Response, reading: PageReading, version: int) -> Response:
    """The response after a save that found it as this request did: nothing the store could tell beyond that."""
    merged = dict(response.answers)
    for key, answer in reading.answers.items():
        if answer is None:
            merged.pop(key, None)
        else:
            merged[key] = answer
    return replace(response, version=version, answers=merged)


def _attempt(typed: Posted) -> str:
    """The page's key made safe: the same page with other answers is another attempt; "" for a page without one."""
    token = typed.get("attempt", ("",))[0]
    content = dict(typed)
    for own in OWN_FIELDS:
        content.pop(own, None)
    return f"{token} {request.path} {content}" if token else ""


def _onward(
    visit: Visit, steps: Sequence[Step], step: Step, reading: PageReading, typed: Posted
) -> str | Reply | tuple[str, int]:
    go, round_id = request.form.get("go", "next"), visit.round_.id
    wrong = {each.question_id for each in reading.complaints}
    here = next((position for position, each in enumerate(steps) if each.key == step.key), 0)
    if go.removeprefix("lang:") in LANGUAGES:
        choose(go.removeprefix("lang:"))
        return _shown(visit, visit.view(step, typed=typed, retype=wrong))
    if reading.stays:
        return _shown(visit, visit.view(step, typed=typed, retype=wrong))
    if go == "back":
        there = (
            step_url(round_id, steps[here - 1]) if here else url_for("respondent.landing", round_id=round_id)
        )
        return redirect(there, 303)
    if reading.complaints:
        return _shown(visit, visit.view(step, typed=typed, retype=wrong, complaints=reading.complaints)), 422
    checking = request.args.get("tu") == "kiem-tra" or go == "review"
    if reading.revealed:
        return redirect(step_url(round_id, step, anchor=f"q-{reading.revealed[0]}", checking=checking), 303)
    if checking:
        return redirect(next_open(visit, checking=True), 303)
    last = here + 1 >= len(steps)
    return redirect(
        url_for("last_look.check", round_id=round_id) if last else step_url(round_id, steps[here + 1]), 303
    )


def _differing(reading: PageReading, stored: Response) -> list[AnswerKey]:
    return [
        key
        for key, answer in reading.answers.items()
        if (answer or Answer()) != stored.answers.get(key, Answer()) and not key.question.startswith("check.")
    ]


def _conflict(
    visit: Visit, step: Step, reading: PageReading, stored: Response, typed: Posted
) -> tuple[str, int]:
    framework, vocabulary = visit.offered.framework, house().catalog.vocabulary
    here = {key: answer for key, answer in reading.answers.items() if answer is not None}

    def words(answers: Any, key: AnswerKey) -> tuple[str, ...]:
        return in_words(framework, framework.question[key.question], answers, key, vocabulary, language())

    rows = [
        (framework.question[key.question].text, words(here, key), words(stored.answers, key))
        for key in _differing(reading, stored)
    ]
    hidden = [(name, value) for name, values in typed.items() if name not in OWN_FIELDS for value in values]
    return render_template(
        "conflict.html",
        rows=rows,
        hidden=hidden,
        version=stored.version,
        attempt=secrets.token_hex(8),
        action=step_url(visit.round_.id, step, checking=request.args.get("tu") == "kiem-tra"),
        keep=step_url(visit.round_.id, step),
        **visit.head,
    ), 409


def _shown(visit: Visit, view: PageView, notice: str = "") -> str:
    checking = request.args.get("tu") == "kiem-tra"
    action = step_url(visit.round_.id, view.step, checking=checking)
    return render_template(
        "page.html", page=view, action=action, checking=checking, notice=notice, **visit.head
    )


def page_again() -> tuple[str, int] | None:
    """After a token that does not fit: the page with all that was typed, nothing saved; None if it was no form page."""
    if request.endpoint != "form_page.save" or request.view_args is None:
        return None
    visit = visit_of(request.view_args["round_id"])
    if isinstance(visit, Reply):
        return None
    step = visit.step(request.view_args["page_id"], request.view_args.get("unit", ""))
    return _shown(visit, visit.view(step, typed=request.form.to_dict(flat=False)), SEND_AGAIN), 400


