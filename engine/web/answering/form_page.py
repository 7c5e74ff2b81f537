"""A page of the form: shown, saved whichever way the respondent leaves it, and what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from flask import Blueprint, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Reply

from engine.questionnaire.deciding import decides
from engine.questionnaire.one_page import read_seen
from engine.questionnaire.path import Step
from engine.questionnaire.reading import FieldComplaint, PageReading
from engine.store.nouns import Response
from engine.web.answering.evidence import received, upload_fields
from engine.web.answering.fetched import Answered, told, told_saved
from engine.web.answering.invited import suggested
from engine.web.answering.offers import drawn_beside
from engine.web.answering.parting import let_go
from engine.web.answering.resuming import give_code
from engine.web.answering.sections import caption
from engine.web.answering.two_devices import conflict_page, settle, told_once
from engine.web.answering.visit import (
    CHECK,
    Visit,
    address,
    remember_place,
    see_other,
    seen_version,
    step_url,
    visit_of,
)
from engine.web.answering.ways import after, before, came_from, is_locked, return_to
from engine.web.form_data import posted
from engine.web.forms.page_nouns import PageView, Posted
from engine.web.house import house
from engine.web.languages import choose, language
from engine.wording.catalog import LANGUAGES, mark

pages = Blueprint("form_page", __name__)

HERE_BEFORE = mark("Lần trước bạn dừng ở trang này. Các câu trả lời của những trang đã bấm “Tiếp tục” vẫn còn.")

CLEAR = "clear:"
"""The button that takes a choice back is named so, with its question."""

LEAVE = "leave"
"""What the page's own script says when it saves a page that is left without a button, or stays open for long."""

BOTH = "both:"
"""The button that changes the language where two answers stand beside each other is named so, with the language."""

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
    return _shown(visit, visit.view(step), told_once() or (HERE_BEFORE if "tiep" in request.args else ""))


@pages.post("/vong/<round_id>/trang/<page_id>")
@pages.post("/vong/<round_id>/trang/<page_id>/<unit:unit>")
def save(round_id: str, page_id: str, unit: str = "") -> Answered:
    """Save what is valid, whichever way the respondent leaves the page."""
    return told(_saved(round_id, page_id, unit))


def _saved(round_id: str, page_id: str, unit: str) -> Answered:
    visit = visit_of(round_id, takes_late=True)
    if isinstance(visit, Reply):
        return visit
    step = visit.step(page_id, unit)
    form = request.form
    given = posted(form)
    if (go := form.get("go", "")).startswith(CLEAR):
        cleared = go.removeprefix(CLEAR)
        given = {name: values for name, values in given.items() if not f"{name}.".startswith(f"{cleared}.")}
    framework, vocabulary, answers = visit.offered.framework, house().catalog.vocabulary, visit.response.answers
    seen_with = visit.walked.seen_with(step)
    with received(visit, step.page, given) as came:
        typed = came.typed
        reading = read_seen(framework, visit.form, step, answers, came.posted, vocabulary, language(), visit.walked)
        came.keep(reading)
    if visit.is_late:
        house().store.keep_late(visit.response.id, reading.answers)
        return see_other(address("parting.late", round_id=round_id))
    seen = seen_version(form)
    if go.startswith(BOTH):
        choose(go.removeprefix(BOTH))
        seen = -1  # nothing was chosen: both are shown once more
    if visit.form.pause_after is not None:
        remember_place(round_id)
    kept = reading
    if visit.form.drawing:
        kept = replace(reading, answers={**reading.answers, **drawn_beside(visit, reading.answers)})
    saved = house().store.save_answers(visit.response.id, seen, kept.answers, _attempt(form))
    differs = False
    if saved.conflict is not None:
        settled = settle(visit, reading.answers, saved.conflict) if not saved.conflict.sent else None
        if settled is None or (settled.saved.conflict is not None and settled.saved.conflict.sent):
            return see_other(address("respondent.receipt", round_id=round_id, sau="1"))
        if settled.differing and go != LEAVE:
            return conflict_page(visit, step, reading, settled, typed)
        saved, differs = settled.saved, bool(settled.differing)
        as_seen = False
    else:
        as_seen = saved.version == seen + 1 == visit.response.version + 1
    if go == LEAVE:
        alone = saved.version == seen + 1 and not differs
        return told_saved(saved.version if alone else None, whole=not _typed_wrongly(reading, typed), differs=differs)

    then = _Afterwards(visit, kept, saved.version if as_seen else None)
    leads_on = any(decides(visit.form, page) for page in {each.page.id: each.page for each in seen_with}.values())
    steps = visit.walked.seen if as_seen and not leads_on else then.visit.walked.seen
    return _onward(then, go, round_id, steps, step, reading, typed)


def _typed_wrongly(reading: PageReading, typed: Posted) -> tuple[FieldComplaint, ...]:
    """The complaints about what was typed, without those about what is still empty."""
    return tuple(each for each in reading.complaints if any(text.strip() for text in typed.get(each.field, ())))


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


def _attempt(form: MultiDict[str, str]) -> str:
    """The key of the page as it was shown; "" for a page without one."""
    token = form.get("attempt")
    return f"{token} {request.path}" if token else ""


def _onward(
    then: _Afterwards,
    go: str,
    round_id: str,
    steps: Sequence[Step],
    step: Step,
    reading: PageReading,
    typed: Posted,
) -> Answered:
    """Where the respondent goes from a saved page by the button `go`: on, unless it leads elsewhere."""
    form = then.before.form
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
    if go == "elsewhere":
        give_code(then.visit)
        if not (typed_wrongly := _typed_wrongly(reading, typed)):
            return see_other(address("resuming.code", round_id=round_id))
        return _shown(then.visit, then.visit.view(step, typed=typed, retype=wrong, complaints=typed_wrongly)), 422
    if go == "tasks":
        return see_other(address("sections.tasks", round_id=round_id))
    if reading.complaints:
        return _shown(then.visit, then.visit.view(step, typed=typed, retype=wrong, complaints=reading.complaints)), 422
    back = CHECK if go == "review" else came_from()
    if reading.revealed:
        return see_other(step_url(round_id, step, anchor=f"q-{reading.revealed[0]}", back=back))
    if then.before.round_.life.full and (gone := let_go(then.visit)) is not None:
        return gone
    return see_other(return_to(then.visit, step, back) if back else after(form, round_id, steps, here))


def _shown(visit: Visit, view: PageView, notice: str = "") -> str:
    back = came_from()
    action = step_url(visit.round_.id, view.step, back=back)
    return render_template(
        "answering/page.html",
        page=view,
        action=action,
        back=back,
        notice=notice,
        caption=caption(visit, view.step),
        suggested=suggested(visit.round_.id, view),
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
