"""A page of the form: shown, saved whichever way the respondent leaves it, and what happens next."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as Reply

from engine.framework.models import Form
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.deciding import decides
from engine.questionnaire.one_page import read_seen
from engine.questionnaire.path import Step
from engine.questionnaire.piping import fill, pipe_of, title_of
from engine.questionnaire.reading import OWN_FIELDS, PageReading
from engine.store.nouns import Response
from engine.web.evidence import received, upload_fields
from engine.web.form_data import posted
from engine.web.given import in_words
from engine.web.house import house
from engine.web.languages import choose, language
from engine.web.page_nouns import PageView, Posted
from engine.web.sections import caption
from engine.web.visit import CHECK, Visit, address, remember_place, see_other, seen_version, step_url, visit_of
from engine.web.ways import after, before, came_from, is_locked, return_to
from engine.wording.catalog import LANGUAGES, mark

pages = Blueprint("form_page", __name__)

HERE_BEFORE = mark("Lần trước bạn dừng ở trang này. Các câu trả lời của những trang đã bấm “Tiếp tục” vẫn còn.")

CLEAR = "clear:"
"""The button that takes a choice back is named so, with its question."""

SEND_AGAIN = mark(
    "Trang đã mở quá lâu hoặc phiên làm việc đã đổi. Những gì bạn nhập vẫn còn đây, xin bấm “Tiếp tục” lần nữa."
)


@pages.get("/vong/<round_id>/trang/<page_id>")
@pages.get("/vong/<round_id>/trang/<page_id>/<unit:unit>")
def page(round_id: str, page_id: str, unit: str = "") -> str | Reply:
    """A page of the form."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    step = visit.step(page_id, unit)
    if is_locked(visit, step):
        return redirect(address("sections.tasks", round_id=round_id))
    remember_place(round_id, step)
    return _shown(visit, visit.view(step), HERE_BEFORE if "tiep" in request.args else "")


@pages.post("/vong/<round_id>/trang/<page_id>")
@pages.post("/vong/<round_id>/trang/<page_id>/<unit:unit>")
def save(round_id: str, page_id: str, unit: str = "") -> str | Reply | tuple[str, int]:
    """Save what is valid, whichever way the respondent leaves the page."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    step = visit.step(page_id, unit)
    given = posted(request)
    if (go := request.form.get("go", "")).startswith(CLEAR):
        cleared = go.removeprefix(CLEAR)
        given = {name: values for name, values in given.items() if not f"{name}.".startswith(f"{cleared}.")}
    framework, vocabulary, answers = visit.offered.framework, house().catalog.vocabulary, visit.response.answers
    seen_with = visit.walked.seen_with(step)
    with received(visit, step.page, given) as came:
        typed = came.typed
        reading = read_seen(framework, visit.form, step, answers, came.posted, vocabulary, language(), visit.walked)
        came.keep(reading)
    seen = seen_version()
    if visit.form.pause_after is not None:
        remember_place(round_id)
    saved = house().store.save_answers(visit.response.id, seen, reading.answers, _attempt())
    if saved.conflict is not None and saved.conflict.sent:
        return see_other(address("respondent.receipt", round_id=round_id))
    if saved.conflict is not None and _differing(reading, saved.conflict):
        return _conflict(visit, step, reading, saved.conflict, typed)
    as_seen = saved.conflict is None and saved.version == seen + 1 == visit.response.version + 1

    then = _Afterwards(visit, reading, saved.version if as_seen else None)
    leads_on = any(decides(visit.form, page) for page in {each.page.id: each.page for each in seen_with}.values())
    steps = visit.walked.seen if as_seen and not leads_on else then.visit.walked.seen
    return _onward(then, visit.form, round_id, steps, step, reading, typed)


@dataclass(frozen=True)
class _Afterwards:
    """How a visit stands after a save; `version` None where somebody else saved too, so that the store must tell."""

    before: Visit
    reading: PageReading
    version: int | None

    @cached_property
    def visit(self) -> Visit:
        """The visit with the response as it is now, worked out only if it is shown."""
        was = self.before.response
        known = house().store.response(was.id) if self.version is None else _with(was, self.reading, self.version)
        return replace(self.before, response=known or was)


def _with(response: Response, reading: PageReading, version: int) -> Response:
    """The response after a save that found it as this request did: nothing the store could tell beyond that."""
    merged = {key: answer for key, answer in {**response.answers, **reading.answers}.items() if answer is not None}
    return replace(response, version=version, answers=merged)


def _attempt() -> str:
    """The key of the page as it was shown; "" for a page without one."""
    token = request.form.get("attempt")
    return f"{token} {request.path}" if token else ""


def _onward(
    then: _Afterwards,
    form: Form,
    round_id: str,
    steps: Sequence[Step],
    step: Step,
    reading: PageReading,
    typed: Posted,
) -> str | Reply | tuple[str, int]:
    """Where the respondent goes from a saved page."""
    go = request.form.get("go", "next")
    wrong = {each.question_id for each in reading.complaints}
    here = next((position for position, each in enumerate(steps) if each.key == step.key), 0)
    if go.removeprefix("lang:") in LANGUAGES:
        choose(go.removeprefix("lang:"))
        return _shown(then.visit, then.visit.view(step, typed=typed, retype=wrong))
    if reading.stays or go.startswith(CLEAR):
        refused = [each for each in reading.complaints if each.field in upload_fields(step.page)]
        shown = _shown(then.visit, then.visit.view(step, typed=typed, retype=wrong, complaints=refused))
        return (shown, 422) if refused else shown
    if go == "back":
        return see_other(before(form, round_id, steps, here))
    if go == "tasks":
        return see_other(address("sections.tasks", round_id=round_id))
    if reading.complaints:
        return _shown(then.visit, then.visit.view(step, typed=typed, retype=wrong, complaints=reading.complaints)), 422
    back = CHECK if go == "review" else came_from()
    if reading.revealed:
        return see_other(step_url(round_id, step, anchor=f"q-{reading.revealed[0]}", back=back))
    return see_other(return_to(then.visit, step, back) if back else after(form, round_id, steps, here))


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
        known = {**visit.walked.answers, key: answers.get(key, Answer())}
        return in_words(framework, visit.form, visit.form.question[key.question], known, key, vocabulary, language())

    def asked_about(each: Step, key: AnswerKey) -> str:
        pipe = pipe_of(framework, visit.form, each, visit.walked.answers, vocabulary, language())
        text = fill(framework.question[key.question].text.within(language()), pipe)
        about = title_of(framework, each, visit.walked.answers, language())
        return f"{about}: {text}" if about and about not in text else text

    rows = [
        (asked_about(replace(step, item=key.item), key), words(here, key), words(stored.answers, key))
        for key in _differing(reading, stored)
    ]
    hidden = [(name, value) for name, values in typed.items() if name not in OWN_FIELDS for value in values]
    return render_template(
        "conflict.html",
        rows=rows,
        hidden=hidden,
        version=stored.version,
        attempt=secrets.token_hex(8),
        action=step_url(visit.round_.id, step, back=came_from()),
        keep=step_url(visit.round_.id, step),
        **visit.head,
    ), 409


def _shown(visit: Visit, view: PageView, notice: str = "") -> str:
    back = came_from()
    action = step_url(visit.round_.id, view.step, back=back)
    return render_template(
        "page.html",
        page=view,
        action=action,
        back=back,
        notice=notice,
        caption=caption(visit, view.step),
        step_url=step_url,
        **visit.head,
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


