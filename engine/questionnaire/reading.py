"""A posted page, read: valid answers and complaints side by side, so that nothing typed is lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.framework.missing import Missing
from engine.framework.models import Form, Framework, Question
from engine.framework.question_types import Asked, Given, QuestionType, Yields
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.path import Step, holds, lookup, walk
from engine.wording.catalog import mark

LONGEST_FIELD = 10_000
MOST_VALUES = 1_000
OWN_FIELDS = frozenset({"csrf_token", "version", "attempt", "go", "lang"})
"""Fields that every page posts besides its questions."""

TOO_BIG = mark("Nội dung gửi lên quá dài. Xin rút gọn còn tối đa {most} ký tự.")
TOO_MANY_VALUES = mark("Câu này nhận được quá nhiều lựa chọn. Xin tải lại trang và chọn lại.")
UNKNOWN_FIELDS = mark("Trang gửi lên những ô lạ: {names}. Xin tải lại trang và trả lời lại.")


@dataclass(frozen=True)
class FieldComplaint:
    """What is wrong with a posted field, as a Vietnamese source text; `field` "" is the page as a whole."""

    field: str
    question_id: str
    text: str
    values: Mapping[str, str | float] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class PageReading:
    """What a page posted: the valid answers (None takes an answer back), the complaints about the rest.

    `revealed` are questions that these answers have brought onto the page, not seen by the respondent yet.
    """

    answers: dict[AnswerKey, Answer | None]
    complaints: tuple[FieldComplaint, ...] = ()
    revealed: tuple[str, ...] = ()


def asked(framework: Framework, question: Question, language: str) -> Asked:
    """A question as it stands before a respondent."""
    return Asked(question, framework.options_of(question), framework.units.list, language)


def field_name(question: Question, part: str) -> str:
    """The name under which a part of a question is posted."""
    return f"{question.id}.{part}" if part else question.id


def read_page(
    framework: Framework,
    form: Form,
    step: Step,
    answers: Answers,
    posted: Mapping[str, Sequence[str]],
    vocabulary: Vocabulary,
    language: str,
) -> PageReading:
    """Read a posted page question by question; each condition sees what was posted above it.

    Never raises for anything posted. What these answers hide is passed over, its stored answer kept.
    """
    walked = walk(framework, form, answers)
    merged = dict(walked.answers)
    names = lookup(form, merged, step.item)
    seen_before = {question.id for question in walked.questions_of(step)}
    read: dict[AnswerKey, Answer | None] = {}
    complaints: list[FieldComplaint] = []
    revealed: list[str] = []
    known = set(OWN_FIELDS)
    for question in step.page.questions:
        kind = vocabulary.question_types[question.type]
        parts = {part: field_name(question, part) for part in kind.parts(question)}
        given = {part: posted[name] for part, name in parts.items() if name in posted}
        known.update(parts.values())
        key = AnswerKey(question.id, step.item)
        if question.when is not None and not holds(question.when, names):
            merged.pop(key, None)  # hidden by what was posted above: off the path for what follows
            continue
        if kind.yields is Yields.NOTHING:
            continue
        if question.id not in seen_before and not given:
            merged.pop(key, None)
            if key in answers:
                merged[key] = answers[key]  # answered once, hidden, and shown again
            else:
                revealed.append(question.id)
            continue
        answer, wrong = _read_question(framework, question, kind, given, language)
        complaints += wrong
        if answer is not None:
            read[key] = merged[key] = answer
        elif not any(text.strip() for texts in given.values() for text in texts):
            read[key] = None  # emptied
            merged.pop(key, None)
    complaints += _unknown(posted, known)
    return PageReading(read, tuple(complaints), tuple(revealed))


def _read_question(
    framework: Framework, question: Question, kind: QuestionType, given: Given, language: str
) -> tuple[Answer | None, list[FieldComplaint]]:
    for part, texts in given.items():
        if len(texts) > MOST_VALUES:
            return None, [FieldComplaint(field_name(question, part), question.id, TOO_MANY_VALUES)]
        if len(max(texts, key=len, default="")) > LONGEST_FIELD:
            most = {"most": str(LONGEST_FIELD)}
            return None, [FieldComplaint(field_name(question, part), question.id, TOO_BIG, most)]
    reading = kind.read(asked(framework, question, language), given)
    if reading.complaints:
        return None, [
            FieldComplaint(field_name(question, wrong.part), question.id, wrong.text, wrong.values)
            for wrong in reading.complaints
        ]
    if reading.value is None and reading.missing is Missing.PRESENT:
        return Answer(None, Missing.SKIPPED), []
    return Answer(reading.value, reading.missing), []


def _unknown(posted: Mapping[str, Sequence[str]], known: set[str]) -> list[FieldComplaint]:
    strange = [name for name in posted if name not in known]
    if not strange:
        return []
    shown = ", ".join(name[:40] for name in strange[:5]) + (", …" if len(strange) > 5 else "")
    return [FieldComplaint("", "", UNKNOWN_FIELDS, {"names": shown})]
