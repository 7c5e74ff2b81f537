"""Checks of sections: every page in one, each section's pages together and in the order of `sections`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from engine.framework import text_checks
from engine.framework.composer import Way
from engine.framework.conditions import Checking, FormConditions
from engine.framework.models import Form, Page
from engine.framework.places import did_you_mean


def check_sections(checking: Checking, form: Form, way: Way) -> Mapping[int, int]:
    """Note what is wrong with the sections as such; gives the position of each by that of its first page."""
    places = checking.places
    ids = [section.id for section in form.sections]
    if not ids:
        if form.flow == "hub":
            what, mend = "a task list lists sections, and the form has none.", "Add `sections:`, or remove `flow`."
            places.add((*way, "flow"), what, mend, key=True)
        for position, page in enumerate(form.pages):
            if page.section is not None:
                mend = "Add it to `sections` of the form."
                places.add((*way, "pages", position, "section"), f"the section `{page.section}` is not known.", mend)
        return {}
    lost = [page for page in form.pages if page.section not in ids]
    for position, given in enumerate(ids):
        if given in ids[:position]:
            at = (*way, "sections", position, "id")
            places.add(at, f"the id `{given}` is given twice in this list.", "Choose another id.")
        elif not lost and all(page.section != given for page in form.pages):
            mend = f"Add `section: {given}` to its pages, or remove it."
            places.add((*way, "sections", position), f"the section `{given}` has no pages.", mend)
    for position, page in enumerate(form.pages):
        at = (*way, "pages", position)
        if page.section is None:
            what = "the form has sections, and this page is in none."
            places.add(at, what, f"Add `section: {_near(form, position)}`.")
        elif page.section not in ids:
            mend = did_you_mean(page.section, ids)
            places.add((*at, "section"), f"the section `{page.section}` is not known.", mend)
    for position, section in enumerate(form.sections):
        if not section.first:
            continue
        at = (*way, "sections", position, "first")
        if form.flow != "hub":
            mend = "Add `flow: hub` to the form, or remove it."
            places.add(at, "`first` has a meaning in a task list only.", mend, key=True)
        elif not all(before.first for before in form.sections[:position]):
            places.add(at, f"`{section.id}` is first and comes after one that is not.", "Move it up.", key=True)
    return _begins(checking, form, way, ids)


def _near(form: Form, position: int) -> str:
    """A section that has no pages yet, else that of the page before, else the first one."""
    named = {page.section for page in form.pages}
    empty = [section.id for section in form.sections if section.id not in named]
    before = [page.section for page in form.pages[:position] if page.section]
    return next(iter([*empty, *reversed(before), form.sections[0].id]))


def _begins(checking: Checking, form: Form, way: Way, ids: list[str]) -> Mapping[int, int]:
    """Where each section begins; pages that stand apart, and sections in another order, are told."""
    begins: dict[int, int] = {}
    seen: list[str] = []
    known = [(position, page.section) for position, page in enumerate(form.pages) if page.section in ids]
    for named, together in groupby(known, key=lambda each: each[1]):
        position, name = next(together)[0], str(named)
        at = (*way, "pages", position, "section")
        if name in seen:
            what = f"the pages of the section `{name}` do not stand together."
            checking.places.add(at, what, "Move this page beside the others.")
            continue
        if seen and ids.index(name) < ids.index(seen[-1]):
            what = f"the section `{name}` comes before `{seen[-1]}` in `sections`, and its pages come after."
            checking.places.add(at, what, "Put both in the same order.")
        seen.append(name)
        begins[position] = ids.index(name)
    return begins


def check_section(conditions: FormConditions, first: Page, position: int, way: Way) -> None:
    """A section's condition and title name only what was asked before its first page."""
    at = (*way, "sections", position)
    section = conditions.form.sections[position]
    own = [page for page in conditions.form.pages if page.section == section.id]
    if any(page.for_each is None or page.on_one_page for page in own):
        first = first.model_copy(update={"for_each": None})  # what holds for a part is no pass
    conditions.section(first, section.when, at)
    checking, form, earlier = conditions.checking, conditions.form, conditions.earlier
    text_checks.check_text(checking, form, first, section.title, (*at, "title"), earlier)
