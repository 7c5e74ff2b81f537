"""What changed in the forms: pages and questions that came, went or moved, and the scales that questions share."""

from __future__ import annotations

from collections.abc import Iterator

from engine.authoring.changes import (
    AROUND,
    BESIDE,
    Change,
    Effect,
    changed_keys,
    is_wording,
    likely_renames,
    matched,
    rename_hint,
    told,
)
from engine.authoring.diff_checks import check_changes
from engine.authoring.diff_questions import ONLY_WORDS, Editions, option_changes, question_changes
from engine.authoring.diff_quotas import quota_changes
from engine.framework.models import Form, Framework, Page, Question
from engine.framework.question_types import Yields

Place = tuple[Form, Page]


def form_changes(editions: Editions) -> Iterator[Change]:
    """Every change of forms, pages, questions, options and scales."""
    forms = matched(editions.old.forms, editions.new.forms)
    renames = likely_renames(*({f.id: str(f.title) for f in each} for each in (forms.removed, forms.added)))
    for form in forms.removed:
        why, hint = "Its answers have no place.", rename_hint(form.id, renames)
        yield Change(Effect.ANSWERS, f"form {form.id}", "form removed", why, len(form.question), hint)
    for form in forms.added:
        yield Change(Effect.ADDITIVE, f"form {form.id}", "form added", "The other forms stay.", len(form.question))
    for old, new in forms.kept:
        yield from _form(editions, old, new)
    yield from _questions(editions, {form.id for form in forms.removed}, {form.id for form in forms.added})
    yield from _scales(editions)


def _form(editions: Editions, old: Form, new: Form) -> Iterator[Change]:
    where = f"form {new.id}"
    for key, before, after in changed_keys(old, new, but=("id", "pages", "checks", "quotas")):
        what = told(key, before, after)
        if is_wording(before, after):
            yield Change(Effect.WORDING, where, what, ONLY_WORDS)
        elif key in ("minutes", "view_sent", "confirmation", "pause_after", "feedback"):
            yield Change(Effect.WORDING, where, what, "Only what is shown.")
        elif key in AROUND or (key == "sections" and _conditions(old) == _conditions(new)):
            yield Change(Effect.WORDING, where, what, BESIDE)
        elif key == "audience":
            yield Change(Effect.ANSWERS, where, what, "Answers of the old edition are about something else.")
        else:
            yield Change(Effect.TREND, where, what, "Responses are filled in or counted otherwise.")
    yield from check_changes(old.checks, new.checks)
    yield from quota_changes(old, new, bool(editions.feeds(*new.question)))
    pages = matched(old.pages, new.pages)
    renamed = _renamed(old, new)
    for page in (*pages.removed, *pages.added):
        done = "removed" if page in pages.removed else "added"
        if page.id not in {name for pair in renamed for name in pair}:
            yield Change(Effect.WORDING, f"page {page.id}", f"page {done}", "Its questions are told on their own.")
    for before_id, after_id in renamed:
        why = "No answer is kept under the id of a page."
        yield Change(Effect.WORDING, f"page {after_id}", told("id", before_id, after_id), why)
    for left, right in (*pages.kept, *(_pair(old, new, names) for names in renamed)):
        yield from _page(editions, left, right)
    if pages.reordered:
        yield Change(Effect.WORDING, where, "pages in another order", "The answers stay.")


def _conditions(form: Form) -> dict[str, tuple[str | None, str | None]]:
    """What decides whether, and about what, each page's section is asked."""
    of = form.section_of
    return {page.id: (of[page.id].when, of[page.id].for_each) if page.id in of else (None, None) for page in form.pages}


def _renamed(old: Form, new: Form) -> list[tuple[str, str]]:
    """Pages that went and came with mostly the same questions, by their old and new ids."""
    pages = matched(old.pages, new.pages)
    return [(page.id, other.id) for page in pages.removed for other in pages.added if _mostly(page, other)]


def _mostly(page: Page, other: Page) -> bool:
    both = {question.id for question in page.questions} & {question.id for question in other.questions}
    return 2 * len(both) > max(len(page.questions), len(other.questions))


def _pair(old: Form, new: Form, names: tuple[str, str]) -> tuple[Page, Page]:
    return next(p for p in old.pages if p.id == names[0]), next(p for p in new.pages if p.id == names[1])


def _page(editions: Editions, old: Page, new: Page) -> Iterator[Change]:
    where, asked = f"page {new.id}", [question.id for question in new.questions]
    feeds = editions.feeds(*asked)
    trend = Effect.TREND if feeds else Effect.ADDITIVE
    for key, before, after in changed_keys(old, new, but=("id", "questions", "checks")):
        what = told(key, before, after)
        if is_wording(before, after):
            yield Change(Effect.WORDING, where, what, ONLY_WORDS)
        elif key in AROUND:
            yield Change(Effect.WORDING, where, what, BESIDE)
        elif key == "for_each":
            yield Change(Effect.ANSWERS, where, what, "Its answers were about something else.", len(asked))
        elif key == "when":
            why = "Others are asked than before." + (" The base of a score changes." if feeds else "")
            yield Change(trend, where, what, why, len(asked))
        else:
            yield Change(trend, where, what, "It is asked otherwise.", len(asked))
    yield from check_changes(old.checks, new.checks)
    if matched(old.questions, new.questions).reordered:
        yield Change(Effect.WORDING, where, "questions in another order", "The answers stay.")


def _places(framework: Framework) -> dict[str, Place]:
    return {question.id: (form, page) for form in framework.forms for page in form.pages for question in page.questions}


def _questions(editions: Editions, gone: set[str], new_forms: set[str]) -> Iterator[Change]:
    """Questions matched by id in the whole file; those of forms that came or went are told with their form."""
    before, after = _places(editions.old), _places(editions.new)
    found = matched(editions.old.question.values(), editions.new.question.values())
    words = [{q.id: f"{q.type} {q.text}" for q in questions} for questions in (found.removed, found.added)]
    renames = likely_renames(*words)
    for question in found.removed:
        if before[question.id][0].id not in gone:
            yield _removed(editions, question, rename_hint(question.id, renames))
    for question in found.added:
        if after[question.id][0].id not in new_forms:
            yield _added(editions, question)
    batteries: set[Change] = set()
    for old, new in found.kept:
        if before[old.id][0].id not in gone:
            yield from _moved(new.id, before[old.id], after[new.id])
        for change in question_changes(editions, old, new):
            if change not in batteries:  # what items share is told once
                yield change
            if change.where.startswith("battery "):
                batteries.add(change)


def _removed(editions: Editions, question: Question, hint: str) -> Change:
    where = f"question {question.id}"
    if editions.yields(question) is Yields.NOTHING:
        return Change(Effect.WORDING, where, "note removed", "Nobody answers it.")
    return Change(Effect.ANSWERS, where, "question removed", "Its answers have no place.", hint=hint)


def _added(editions: Editions, question: Question) -> Change:
    where = f"question {question.id}"
    if editions.yields(question) is Yields.NOTHING:
        return Change(Effect.WORDING, where, "note added", "Nobody answers it.")
    if editions.feeds(question.id):
        return Change(Effect.TREND, where, "question added", "It feeds a score that did without it.")
    if question.is_fixed:
        return Change(Effect.ADDITIVE, where, "question added that is only shown", "Nobody is asked.")
    if question.required:
        return Change(Effect.TREND, where, "required question added", "Responses of the old edition lack it.")
    return Change(Effect.ADDITIVE, where, "optional question added", "It feeds no score.")


def _moved(name: str, before: Place, after: Place) -> Iterator[Change]:
    (old_form, old_page), (form, page) = before, after
    where = f"question {name}"
    if old_form.id != form.id:
        what = f"moved from form `{old_form.id}` to form `{form.id}`"
        yield Change(Effect.ANSWERS, where, what, "Answers are kept by form.")
    elif old_page.id != page.id and (old_page.id, page.id) not in _renamed(old_form, form):
        what = f"moved from page `{old_page.id}` to page `{page.id}`"
        if old_page.for_each != page.for_each:
            why = f"Its answers were given {_passes(old_page)}, now {_passes(page)}."
            yield Change(Effect.ANSWERS, where, what, why)
        else:
            yield Change(Effect.WORDING, where, what, "The answers stay; what stands around it may colour them.")


def _passes(page: Page) -> str:
    return f"for each of `{page.for_each}`" if page.for_each else "once"


def _scales(editions: Editions) -> Iterator[Change]:
    old, new = editions.old, editions.new
    for name in {**old.scales, **new.scales}:
        users = [q.id for q in new.question.values() if q.scale == name and _had(old, q.id, name)]
        if name in old.scales and name in new.scales:
            changes = option_changes(
                old.scales[name], new.scales[name], f"scale {name}", feeds=editions.feeds(*users), count=len(users)
            )
            unused = "No question uses it in both editions."
            for each in changes:
                yield each if users else Change(Effect.WORDING, each.where, each.what, unused, 0)
        else:
            done = "added" if name in new.scales else "removed"
            why = "Questions that use it are told on their own."
            yield Change(Effect.WORDING, f"scale {name}", f"scale {done}", why)


def _had(framework: Framework, question: str, scale: str) -> bool:
    return question in framework.question and framework.question[question].scale == scale
