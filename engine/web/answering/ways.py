"""Where a respondent goes from a page: on, back, or to where a change was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from engine.framework.models import Form
from engine.questionnaire.path import Step
from engine.questionnaire.sections import Part, Status, part_key, parts_of
from engine.web.answering.visit import CHECK, Visit, address, next_open, step_url
from engine.web.house import house
from engine.web.languages import language

SECTION = "muc"
"""What says in an address that the respondent came from the summary of the step's section."""
PAGE = "trang/"
"""What says so of another page; the key of its step follows."""


def came_from() -> str:
    """Where a change leads back to, as the address says; "" for the ordinary way on."""
    given = request.args.get("tu", "") if request.query_string else ""
    return given if given in (CHECK, SECTION) or given.startswith(PAGE) else ""


def after(form: Form, round_id: str, steps: Sequence[Step], here: int) -> str:
    """The next page; at the end of a section its summary or the task list, at the end of all the last look."""
    left, following = steps[here], steps[here + 1] if here + 1 < len(steps) else None
    section, item = part_key(form, left)
    if section and (following is None or part_key(form, following) != (section, item)):
        if form.section_of[left.page.id].summary:
            return part_url(round_id, section, item)
        return past_section(form, round_id, following)
    return past_section(form, round_id, following) if following is None else step_url(round_id, following)


def past_section(form: Form, round_id: str, following: Step | None) -> str:
    """Where one goes from a section that is done, or from its summary."""
    if form.flow == "hub":
        return address("sections.tasks", round_id=round_id)
    return step_url(round_id, following) if following else address("last_look.check", round_id=round_id)


def before(form: Form, round_id: str, steps: Sequence[Step], here: int) -> str:
    """The page before; from the first one the landing page, or the task list."""
    if form.flow == "hub" and (here == 0 or part_key(form, steps[here - 1]) != part_key(form, steps[here])):
        return address("sections.tasks", round_id=round_id)
    return step_url(round_id, steps[here - 1]) if here else address("respondent.landing", round_id=round_id)


def return_to(visit: Visit, step: Step, back: str) -> str:
    """Where a changed page leads: to what the change has opened, else to where it was asked for."""
    if back == SECTION:
        part = part_key(visit.form, step)
        if part[0]:
            opened = [each for each, _question in visit.still_open if part_key(visit.form, each) == part]
            return step_url(visit.round_.id, opened[0], back=SECTION) if opened else part_url(visit.round_.id, *part)
    if back.startswith(PAGE):
        there = next((each for each in visit.walked.steps if each.key == back.removeprefix(PAGE)), None)
        if there is not None:
            return step_url(visit.round_.id, there)
    return next_open(visit, back=CHECK)


def part_url(round_id: str, section: str, item: str) -> str:
    """The address of a section's summary."""
    return address("sections.summary", round_id=round_id, section_id=section, item=item or None)


def parts(visit: Visit) -> tuple[Part, ...]:
    """The visit's sections as the task list shows them."""
    framework, vocabulary = visit.offered.framework, house().catalog.vocabulary
    return parts_of(framework, visit.form, visit.walked, visit.response.answers, vocabulary, language())


def is_locked(visit: Visit, step: Step) -> bool:
    """Whether a step cannot be begun yet, since a section that comes first is not complete."""
    form = visit.form
    if form.flow != "hub" or not any(section.first for section in form.sections):
        return False
    here = part_key(form, step)
    return any(part.status is Status.LOCKED and (part.section.id, part.item) == here for part in parts(visit))
