"""Several passes on one page: each read and named by itself, so that answers stay apart by unit or row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.framework.models import Form, Framework, Question
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.path import Step, Walk
from engine.questionnaire.reading import OWN_FIELDS, FieldComplaint, PageReading, read_page, unknown_fields

_NOT_IN_NAMES = re.compile(r"[^0-9A-Za-z_-]")


def name_in_pass(step: Step, name: str) -> str:
    """What a question or field of a step is called on its page: with its unit or row, where others are beside it."""
    return f"{written(step.item)}:{name}" if step.page.on_one_page else name


def written(item: str) -> str:
    """A unit or row as names of fields and ids of elements may hold it; no two are written alike."""
    return _NOT_IN_NAMES.sub(lambda found: f"~{ord(found[0]):x}~", item)


def in_pass(step: Step, question: Question) -> Question:
    """The question under the name that it has on its page."""
    if not step.page.on_one_page:
        return question
    return question.model_copy(update={"id": name_in_pass(step, question.id)})


def read_seen(
    framework: Framework,
    form: Form,
    step: Step,
    answers: Answers,
    posted: Mapping[str, Sequence[str]],
    vocabulary: Vocabulary,
    language: str,
    walked: Walk,
) -> PageReading:
    """Read a posted page with all passes that are on it, as `read_page` reads one.

    Complaints, `revealed` and `stays` go by the names that fields and questions have on the page.
    """
    if not step.page.on_one_page:
        return read_page(framework, form, step, answers, posted, vocabulary, language, walked)
    read: dict[AnswerKey, Answer | None] = {}
    complaints: list[FieldComplaint] = []
    revealed: list[str] = []
    stays = ""
    steps = walked.seen_with(step)
    by_pass: dict[str, dict[str, Sequence[str]]] = {written(each.item): {} for each in steps}
    others: dict[str, Sequence[str]] = {}
    for name, values in posted.items():
        item, between, own = name.partition(":")
        if between and item in by_pass:
            by_pass[item][own] = values
        else:
            others[name] = values
    for each in steps:
        one = read_page(framework, form, each, answers, by_pass[written(each.item)], vocabulary, language, walked)
        read |= one.answers
        complaints += (_in_pass(each, complaint) for complaint in one.complaints)
        revealed += (name_in_pass(each, name) for name in one.revealed)
        stays = stays or (name_in_pass(each, one.stays) if one.stays else "")
    complaints += unknown_fields(others, OWN_FIELDS)
    return PageReading(read, tuple(complaints), tuple(revealed), stays)


def _in_pass(step: Step, complaint: FieldComplaint) -> FieldComplaint:
    return replace(
        complaint,
        field=name_in_pass(step, complaint.field) if complaint.field else "",
        question_id=name_in_pass(step, complaint.question_id) if complaint.question_id else "",
    )
