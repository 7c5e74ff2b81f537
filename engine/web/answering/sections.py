"""The task list of a form, and the summary of one of its sections."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as Reply

from engine.questionnaire.answers import AnswerKey
from engine.questionnaire.path import Step
from engine.questionnaire.piping import NOTHING, fill, pipe_of, title_of
from engine.questionnaire.sections import Part, Status, part_key
from engine.web import errors
from engine.web.answering.visit import Visit, address, step_url, visit_of
from engine.web.answering.ways import SECTION, part_url, parts, past_section
from engine.web.forms.given import given_pages
from engine.web.house import house
from engine.web.languages import language
from engine.wording.catalog import mark

pages = Blueprint("sections", __name__)

STATUS = {
    Status.COMPLETE: mark("Đã xong"),
    Status.BEGUN: mark("Đang làm"),
    Status.NOT_BEGUN: mark("Chưa làm"),
    Status.LOCKED: mark("Chưa làm được"),
    Status.WRONG: mark("Có chỗ cần sửa"),
}


@dataclass(frozen=True)
class Task:
    """A line of the task list; `link` "" for what cannot be begun yet."""

    title: str
    link: str
    status: Status
    words: str


@pages.get("/vong/<round_id>/muc")
def tasks(round_id: str) -> str | Reply:
    """The sections with how far each has come."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    if visit.form.flow != "hub":
        raise errors.Shown(404, errors.NO_PAGE)
    found = parts(visit)
    lines = [Task(title_of_part(visit, part), _link(visit, part), part.status, STATUS[part.status]) for part in found]
    return render_template(
        "answering/tasks.html",
        tasks=lines,
        done=sum(part.status is Status.COMPLETE for part in found),
        **visit.head,
    )


@pages.get("/vong/<round_id>/muc/<section_id>")
@pages.get("/vong/<round_id>/muc/<section_id>/<unit:item>")
def summary(round_id: str, section_id: str, item: str = "") -> str | Reply:
    """What was answered in a section, each with a way to change it that leads back here."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    part = _part(visit, section_id, unicodedata.normalize("NFC", item))
    if part.status is Status.LOCKED:
        return redirect(address("sections.tasks", round_id=round_id))
    framework, form, walked = visit.offered.framework, visit.form, visit.walked
    keys = {AnswerKey(question.id, step.item) for step, question in visit.still_open}
    own = replace(walked, visits=tuple(each for each in walked.visits if each.step in part.steps))
    following = walked.steps.index(part.steps[-1]) + 1
    return render_template(
        "answering/summary.html",
        title=title_of_part(visit, part),
        pages=given_pages(framework, form, own, keys, house().catalog.vocabulary, language()),
        part=part,
        back=SECTION,
        step_url=step_url,
        onward=past_section(form, round_id, walked.steps[following] if following < len(walked.steps) else None),
        **visit.head,
    )


def title_of_part(visit: Visit, part: Part) -> str:
    """A section's title, with the unit or row that it is about."""
    framework, form, answers = visit.offered.framework, visit.form, visit.walked.answers
    step = part.steps[0] if part.steps else Step(next(p for p in form.pages if p.section == part.section.id))
    pipe = pipe_of(framework, form, step, answers, house().catalog.vocabulary, language())
    words = fill(part.section.title.within(language()), lambda name, as_: pipe(name, as_) or NOTHING)
    about = title_of(framework, step, answers, language()) if part.item else ""
    return f"{words}: {about}" if about and about not in words else words


def caption(visit: Visit, step: Step) -> str:
    """The title of a step's section as it stands above the page; "" outside of sections."""
    section = visit.form.section_of.get(step.page.id)
    if section is None:
        return ""
    return title_of_part(visit, Part(section, part_key(visit.form, step)[1], (step,), Status.BEGUN, step))


def _link(visit: Visit, part: Part) -> str:
    if part.goes_on is None:
        return ""
    if part.status is Status.COMPLETE and part.section.summary:
        return part_url(visit.round_.id, part.section.id, part.item)
    return step_url(visit.round_.id, part.goes_on)


def _part(visit: Visit, section_id: str, item: str) -> Part:
    for part in parts(visit):
        if part.section.id == section_id and part.item == item and part.section.summary:
            return part
    raise errors.Shown(404, errors.NO_PAGE)
