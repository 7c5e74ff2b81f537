"""One question of a unit's form on a page of its own: its fields in all passes, and what was posted, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.appraisal.asked import AskedItem
from engine.framework.expressions import parse
from engine.framework.models import Form, Page
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.identity import Same
from engine.questionnaire.known import prefilled
from engine.questionnaire.names import lookup
from engine.questionnaire.one_page import name_in_pass
from engine.questionnaire.path import Step
from engine.questionnaire.piping import pipe_of, title_of
from engine.questionnaire.reading import FieldComplaint, PageReading, asked, read_page, standing
from engine.questionnaire.variants import worded
from engine.web.assessing.here import Here
from engine.web.forms.anchors import field_id
from engine.web.forms.page_fields import field_of
from engine.web.forms.page_nouns import Doubt, Field, Mistake, Posted
from engine.web.languages import language
from engine.wording.catalog import say


@dataclass(frozen=True)
class ItemFields:
    """The fields of one item, each with the unit or row that it is about; what was wrong, and what may be confirmed."""

    passes: tuple[tuple[str, Field], ...]
    mistakes: tuple[Mistake, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def uploads(self) -> bool:
        """Whether its type takes files, which are given as evidence here."""
        return any(field.uploads for _about, field in self.passes)


def page_of(form: Form, question_id: str) -> Page:
    """The page of a question with that question alone, all its passes below one another."""
    return _page_of(Same(form), question_id)


@lru_cache(maxsize=1024)
def _page_of(form: Same[Form], question_id: str) -> Page:
    page, question = form.it.page_of[question_id], form.it.question[question_id]
    about = [check for check in page.checks if question_id in parse(check.expression).names]
    checks = tuple(check.model_copy(update={"on": question_id}) for check in about)
    alone = {"questions": (question,), "checks": checks, "on_one_page": page.for_each is not None, "continues": False}
    return page.model_copy(update=alone)


def fields_of(
    here: Here, item: AskedItem, typed: Posted | None = None, complaints: Sequence[FieldComplaint] = ()
) -> ItemFields:
    """The item with its stored answers, or with what was typed and what is wrong with it."""
    page, words = page_of(here.form, item.id), language()
    vocabulary = here.offered.vocabulary
    kind = vocabulary.question_types[item.question.type]
    said = [(each, say(each.text, words, **each.values)) for each in complaints]
    passes = []
    for of in item.passes:
        step, key = Step(page, of), AnswerKey(item.id, of)
        names = lookup(here.framework, here.form, here.walked.answers, of)
        answer = here.answers.get(key)
        before = standing(
            asked(here.framework, worded(item.question, names), words), names, answer.details if answer else None
        )
        known = prefilled(key, here.answers) if item.question.given else None
        pipe = pipe_of(here.framework, here.form, step, here.walked.answers, vocabulary, words)
        field = field_of(
            before, here.framework, step, answer, known, kind, pipe, here.assessment.response_id, typed, said
        )
        passes.append((title_of(here.framework, step, here.walked.answers, words) if of else "", field))
    return ItemFields(
        tuple(passes),
        tuple(Mistake(text, field_id(each.field) if each.field else "") for each, text in said),
        tuple(Doubt(field_id(each.field), each.field, text, each.confirm) for each, text in said if each.confirm),
    )


def read_item(here: Here, item: AskedItem, posted: Mapping[str, Sequence[str]]) -> PageReading:
    """What was posted about an item, in all its passes; names of complaints are those on the page."""
    page = page_of(here.form, item.id)
    answers: dict[AnswerKey, Answer | None] = {}
    complaints: list[FieldComplaint] = []
    stays = ""
    for of in item.passes:
        step = Step(page, of)
        before = name_in_pass(step, "")
        own = {name.removeprefix(before): each for name, each in posted.items() if _is_of(name, before, item.id, page)}
        reading = read_page(
            here.framework, here.form, step, here.answers, own, here.offered.vocabulary, language(), here.walked,
            (item.question,),
        )  # fmt: skip
        answers |= reading.answers
        complaints += (_in_pass(step, each) for each in reading.complaints)
        stays = stays or reading.stays
    return PageReading(answers, tuple(complaints), stays=stays)


def _is_of(name: str, before: str, question_id: str, page: Page) -> bool:
    """Whether a posted field is the question's own in this pass, or confirms one of its checks."""
    rest = name.removeprefix(before)
    if not name.startswith(before):
        return False
    return rest.partition(".")[0] == question_id or any(rest == f"check.{check.id}" for check in page.checks)


def _in_pass(step: Step, complaint: FieldComplaint) -> FieldComplaint:
    named = name_in_pass(step, complaint.field) if complaint.field else ""
    return replace(complaint, field=named)
