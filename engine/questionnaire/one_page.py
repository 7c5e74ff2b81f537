"""Several passes and parts on one page: each read and named by itself, so that answers stay apart by unit or row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.framework.models import Form, Framework, Question
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.path import Step, Walk, walk
from engine.questionnaire.reading import OWN_FIELDS, FieldComplaint, PageReading, read_page, unknown_fields
from engine.questionnaire.together import confirmation

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
    """Read a posted page with all passes and parts that are on it, as `read_page` reads one.

    Complaints, `revealed` and `stays` go by the names that fields and questions have on the page.
    """
    has_parts = step.page.id in form.head_of
    if not (step.page.on_one_page or has_parts):
        return read_page(framework, form, step, answers, posted, vocabulary, language, walked)
    read: dict[AnswerKey, Answer | None] = {}
    complaints: list[FieldComplaint] = []
    revealed: list[str] = []
    stays, now, given = "", walked, dict(answers)
    steps = walked.seen_with(step)
    fields, others = _by_step(steps, posted)
    for each in steps:
        if has_parts and each not in now.steps:
            continue  # hidden by what was posted above: its answers are kept
        seen = walked.questions_of(each)
        one = read_page(framework, form, each, given, fields[each.key], vocabulary, language, now, seen)
        read |= one.answers
        complaints += (_in_pass(each, complaint) for complaint in one.complaints)
        revealed += (name_in_pass(each, name) for name in one.revealed)
        stays = stays or (name_in_pass(each, one.stays) if one.stays else "")
        if has_parts:
            given = {key: answer for key, answer in {**answers, **read}.items() if answer is not None}
            now = walk(framework, form, given)
    complaints += unknown_fields(others, OWN_FIELDS)
    if has_parts:
        revealed += _new_parts(walked, now, steps[0], vocabulary)
    return PageReading(read, tuple(complaints), tuple(dict.fromkeys(revealed)), stays)


def _by_step(
    steps: Sequence[Step], posted: Mapping[str, Sequence[str]]
) -> tuple[Mapping[str, dict[str, Sequence[str]]], dict[str, Sequence[str]]]:
    """The posted fields of each step, under their own names, and those that belong to none."""
    owner = {
        name_in_pass(step, name): step
        for step in steps
        for name in (*(question.id for question in step.page.questions), *map(confirmation, step.page.checks))
    }
    found: dict[str, dict[str, Sequence[str]]] = {step.key: {} for step in steps}
    others: dict[str, Sequence[str]] = {}
    for name, values in posted.items():
        step = owner.get(name) or owner.get(name.rpartition(".")[0])
        if step is None:
            others[name] = values
        else:
            found[step.key][name.rpartition(":")[2]] = values
    return found, others


def _new_parts(before: Walk, now: Walk, step: Step, vocabulary: Vocabulary) -> Iterator[str]:
    """The questions that are on the page only since these answers, and that nobody has seen and answered."""
    for each in now.seen_with(step):
        seen = before.questions_of(each)
        for question in now.questions_of(each):
            is_asked = vocabulary.question_types[question.type].takes(question)
            if is_asked and question not in seen and AnswerKey(question.id, each.item) not in now.answers:
                yield name_in_pass(each, question.id)


def _in_pass(step: Step, complaint: FieldComplaint) -> FieldComplaint:
    return replace(
        complaint,
        field=name_in_pass(step, complaint.field) if complaint.field else "",
        question_id=name_in_pass(step, complaint.question_id) if complaint.question_id else "",
    )
