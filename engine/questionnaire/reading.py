"""A posted page, read: valid answers and complaints side by side, so that nothing typed is lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.framework.missing import REASONS, Missing
from engine.framework.models import Form, Framework, Page, Question
from engine.framework.question_types import Asked, Given, QuestionType, Yields
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.asking import asked as asked
from engine.questionnaire.asking import standing as standing
from engine.questionnaire.deciding import as_it_counts, is_asked, rows_offered
from engine.questionnaire.identity import Same
from engine.questionnaire.names import lookup
from engine.questionnaire.path import Step, Walk, walk
from engine.questionnaire.piping import worded_by
from engine.questionnaire.together import Failing, checks_of, confirmation, confirmed_by, doubt_about
from engine.wording.catalog import mark

INSTEAD = "instead"
"""The part of a question that says why there is no answer; no type has one of this name."""

LONGEST_FIELD = 10_000
MOST_VALUES = 1_000
OWN_FIELDS = frozenset({"csrf_token", "version", "attempt", "go", "lang"})
"""Fields that every page posts besides its questions."""

TOO_BIG = mark("Nội dung gửi lên quá dài. Xin rút gọn còn tối đa {most} ký tự.")
TOO_MANY_VALUES = mark("Câu này nhận được quá nhiều lựa chọn. Xin tải lại trang và chọn lại.")
BOTH = mark("Xin hoặc trả lời, hoặc chỉ đánh dấu một ô bên dưới.")
UNKNOWN_FIELDS = mark("Trang gửi lên những ô lạ: {names}. Xin tải lại trang và trả lời lại.")


@dataclass(frozen=True)
class FieldComplaint:
    """What is wrong with a posted field, as a Vietnamese source text; `field` "" is the page as a whole."""

    field: str
    question_id: str
    text: str
    values: Mapping[str, str | float] = dataclasses.field(default_factory=dict)
    confirm: str = ""  # what a posted confirmation must say, where the complaint is a warning


@dataclass(frozen=True)
class PageReading:
    """What a page posted: the valid answers (None takes an answer back), the complaints about the rest.

    `revealed` are questions that these answers have brought onto the page, not seen by the respondent yet; `stays` is
    the question whose own button was pressed, which changes the page and does not leave it.
    """

    answers: dict[AnswerKey, Answer | None]
    complaints: tuple[FieldComplaint, ...] = ()
    revealed: tuple[str, ...] = ()
    stays: str = ""


def field_name(question: Question, part: str) -> str:
    """The name under which a part of a question is posted."""
    return f"{question.id}.{part}" if part else question.id


def field_names(question: Question, kind: QuestionType, before: Asked) -> Mapping[str, str]:
    """The names under which a question's parts are posted, by part."""
    parts = (*kind.parts(before), *((INSTEAD,) if question.instead else ()))
    return {part: field_name(question, part) for part in parts}


@dataclass(frozen=True)
class _Field:
    """What reading a question takes, made ready once: its type, its fields' names by part, its options' answers."""

    question: Question
    kind: QuestionType
    takes: bool  # whether an answer is taken
    asked: Asked
    names: Mapping[str, str]
    whole: str  # the name of its only field; "" if there are several or none
    answers: Mapping[str, Answer]  # by what is posted: each option chosen alone, as the type itself reads it
    may_hide: bool  # others decide whether it is asked


@dataclass(frozen=True, eq=False)
class _Fields:
    """A page's questions that take an answer, made ready, and the names of all fields that it may post."""

    fields: tuple[_Field, ...]
    known: frozenset[str]


def read_page(
    framework: Framework,
    form: Form,
    step: Step,
    answers: Answers,
    posted: Mapping[str, Sequence[str]],
    vocabulary: Vocabulary,
    language: str,
    walked: Walk | None = None,
    seen: Sequence[Question] | None = None,
) -> PageReading:
    """Read a posted page question by question; each condition sees what was posted above it.

    Never raises for anything posted. What these answers hide is passed over, its stored answer kept.
    `walked` is the path that `answers` make, if it is known already; `seen` are the questions that were on the page,
    if others than on that path.
    """
    walked = walked or walk(framework, form, answers)
    merged = dict(walked.answers)
    names = lookup(framework, form, merged, step.item)
    seen_before: AbstractSet[str] | None = None
    read: dict[AnswerKey, Answer | None] = {}
    complaints: list[FieldComplaint] = []
    revealed: list[str] = []
    doubts: list[Failing] = []
    stays = ""
    ready = _made_ready(Same(framework), Same(vocabulary), Same(step.page), language)
    known = ready.known
    for field, key in zip(ready.fields, _keys(ready, step.item), strict=True):
        question = field.question
        if field.may_hide and not is_asked(framework, question, names):
            merged.pop(key, None)  # hidden by what was posted above: off the path for what follows
            continue
        whole = posted.get(field.whole, ())
        if len(whole) == 1 and (alone := field.answers.get(whole[0])):
            read[key] = merged[key] = alone
            continue
        if not field.takes:
            if (derived := as_it_counts(framework, question, answers.get(key), names)) is not None:
                merged[key] = derived
                if question.lists and (doubt := doubt_about(question, key, derived, names)):
                    doubts.append(doubt)
            continue
        parts = field.names
        if question.options_from and rows_offered(question, names):
            parts = field_names(question, field.kind, standing(field.asked, names))
            known = known.union(parts.values())
        given = {part: posted[name] for part, name in parts.items() if name in posted}
        if seen_before is None:  # a page of choices, each with its option, does without
            seen_before = {each.id for each in (walked.questions_of(step) if seen is None else seen)}
        if question.id not in seen_before and not given:
            merged.pop(key, None)
            if key in answers:
                merged[key] = answers[key]  # answered once, hidden, and shown again
            else:
                revealed.append(question.id)
            continue
        if not field.kind.stays.isdisjoint(given):
            stays = question.id
        there = answers.get(key)
        before = standing(field.asked, names, there.details if there else None)
        answer, wrong = _read_question(field, before, given)
        complaints += wrong
        if answer is not None:
            read[key] = merged[key] = answer
        elif not any(text.strip() for texts in given.values() for text in texts):
            read[key] = None  # emptied
            merged.pop(key, None)
    wrong_so_far = {each.question_id for each in complaints}
    words = worded_by(framework, form, step, merged, vocabulary, language)
    together = confirmed_by([*doubts, *checks_of(step, names, answers, language, wrong_so_far, words)], posted)
    read.update(together.confirmed)
    if together.failing:
        first = {field.question.id: next(iter(field.names.values()), "") for field in ready.fields}
        complaints += (_complaint(each, first.get(each.on, "")) for each in together.failing)
    complaints += unknown_fields(posted, known)
    return PageReading(read, tuple(complaints), tuple(revealed), stays)


@lru_cache(maxsize=1024)
def _made_ready(framework: Same[Framework], vocabulary: Same[Vocabulary], page: Same[Page], language: str) -> _Fields:
    fields = [_field(framework.it, question, vocabulary.it, language) for question in page.it.questions]
    answered = tuple(field for field in fields if field.kind.yields is not Yields.NOTHING)
    own = {confirmation(check) for check in page.it.checks}
    return _Fields(answered, OWN_FIELDS.union(own, *(field.names.values() for field in fields)))


@lru_cache(maxsize=4096)
def _keys(ready: _Fields, item: str) -> tuple[AnswerKey, ...]:
    return tuple(AnswerKey(field.question.id, item) for field in ready.fields)


def _field(framework: Framework, question: Question, vocabulary: Vocabulary, language: str) -> _Field:
    kind = vocabulary.question_types[question.type]
    takes, before = kind.takes(question), asked(framework, question, language)
    names = {} if question.is_fixed else field_names(question, kind, before)
    whole = names[""] if names.keys() == {""} else ""
    field = _Field(question, kind, takes, before, names, whole, {}, bool(question.when or question.options_from))
    if not whole or any(option.when for option in before.options):
        return field
    alone = {option.id: _read_question(field, before, {"": (option.id,)})[0] for option in before.options}
    return replace(field, answers={text: answer for text, answer in alone.items() if answer is not None})


def _read_question(field: _Field, before: Asked, given: Given) -> tuple[Answer | None, list[FieldComplaint]]:
    question = field.question
    for part, texts in given.items():
        if len(texts) > MOST_VALUES:
            return None, [FieldComplaint(field_name(question, part), question.id, TOO_MANY_VALUES)]
        if len(max(texts, key=len, default="")) > LONGEST_FIELD:
            most = {"most": str(LONGEST_FIELD)}
            return None, [FieldComplaint(field_name(question, part), question.id, TOO_BIG, most)]
    if question.instead and (reasons := [text for text in given.get(INSTEAD, ()) if text in question.instead]):
        answered = any(text.strip() for part, texts in given.items() if part != INSTEAD for text in texts)
        if answered or len(reasons) > 1:
            return None, [FieldComplaint(field_name(question, INSTEAD), question.id, BOTH)]
        return Answer(None, REASONS[reasons[0]]), []
    reading = field.kind.read(before, given)
    wrong = [
        FieldComplaint(field_name(question, wrong.part), question.id, wrong.text, wrong.values)
        for wrong in reading.complaints
    ]
    if reading.value is None and wrong:
        return None, wrong
    if reading.value is None and reading.missing is Missing.PRESENT:
        return Answer(None, Missing.SKIPPED), []
    return Answer(reading.value, reading.missing, reading.details), wrong


def _complaint(failing: Failing, beside: str) -> FieldComplaint:
    """A failing check beside the question it is about; a warning beside its own box."""
    field = failing.field if failing.confirm else beside
    return FieldComplaint(field, failing.on, failing.text, failing.values, failing.confirm)


def unknown_fields(posted: Mapping[str, Sequence[str]], known: AbstractSet[str]) -> list[FieldComplaint]:
    """One complaint about all fields that the page does not have; none where there are none."""
    if posted.keys() <= known:
        return []
    strange = [name for name in posted if name not in known]
    shown = ", ".join(name[:40] for name in strange[:5]) + (", …" if len(strange) > 5 else "")
    return [FieldComplaint("", "", UNKNOWN_FIELDS, {"names": shown})]
