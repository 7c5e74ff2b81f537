"""A round's fieldwork in counts: when it is counted anew, and what the counts are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from engine.framework.models import Audience, Form, Framework
from engine.questionnaire.path import walk
from engine.rounds.small_counts import K
from engine.snapshots import Filled
from engine.store.fieldwork_nouns import Figures, Gathered


def forms_of(framework: Framework) -> tuple[Form, ...]:
    """The forms that fieldwork is about: those of respondents."""
    return tuple(form for form in framework.forms if form.audience is Audience.RESPONDENTS)


def chosen_in(framework: Framework) -> dict[str, str]:
    """The questions that decide which units a response is about; of one that draws, also those it draws from.

    Where there are no more than are drawn, nothing is drawn: then those chosen are meant.
    """
    asked = dict.fromkeys(page.for_each for form in forms_of(framework) for page in form.pages if page.for_each)
    drawing = {question.id: question for form in forms_of(framework) for question in form.drawing}
    return {each: drawing[each].setting("among") if each in drawing else each for each in asked}


def place(form: Form, page_id: str) -> str:
    """How figures name a page: two forms may have pages of one id."""
    return f"{form.id}/{page_id}"


def is_due(before: Figures, started: int, sent: int) -> bool:
    """Whether to count anew: only when `K` responses or more have come since, or none was sent and as many begun.

    Who looks again and again would otherwise see, with one more response, whom it is about: figures of fieldwork
    change by several responses at a time.
    """
    more = abs(sent - before.sent)
    return more >= K or (more == 0 and abs(started - before.started) >= K)


def counted(framework: Framework, gathered: Gathered, started: int, sent: int) -> Figures:
    """The figures of a round that has so many responses."""
    units: dict[str, Counter[str]] = {}
    seen: set[tuple[str, int]] = set()
    for rating in gathered.ratings:
        unit = framework.unit.get(rating.unit)
        if unit is None:
            continue  # a row that somebody added
        units.setdefault(rating.unit, Counter())[rating.day] += 1
        if unit.group:
            seen.add((unit.group, rating.respondent))
    return Figures(
        started=started,
        sent=sent,
        days=gathered.days,
        units={unit: dict(days) for unit, days in units.items()},
        groups=dict(Counter(group for group, _ in seen)),
        stopped=_stopped(framework, gathered.drafts),
        flags=gathered.flags,
        flagged=gathered.flagged,
        quotas=gathered.quotas,
        screened=gathered.screened,
    )


def _stopped(framework: Framework, drafts: Sequence[Filled]) -> dict[str, int]:
    """Drafts by the last page of their path on which anything was answered; "" for none."""
    found: Counter[str] = Counter()
    for draft in drafts:
        form = framework.form.get(draft.form_id)
        found[_last_page(framework, form, draft) if form and draft.answers else ""] += 1
    return dict(found)


def _last_page(framework: Framework, form: Form, draft: Filled) -> str:
    walked = walk(framework, form, draft.answers)
    answered = {(key.question, key.item) for key in walked.answers}
    for visit in reversed(walked.visits):
        asked = (question for question in visit.questions if not (question.is_fixed or question.formula))
        if any((question.id, visit.step.item) in answered for question in asked):
            return place(form, form.head_of.get(visit.step.page.id, visit.step.page.id))
    return ""
