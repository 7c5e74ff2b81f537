"""What was answered, in words and page by page: for the last look, summaries, and totals with what they are made of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from engine.framework.expressions import parse
from engine.framework.missing import REASONS
from engine.framework.models import Form, Framework, Question
from engine.framework.question_types import Yields
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import AnswerKey, Answers
from engine.questionnaire.names import lookup
from engine.questionnaire.one_page import in_pass
from engine.questionnaire.path import Step, Walk
from engine.questionnaire.piping import fill, pipe_of, title_of
from engine.questionnaire.reading import asked, field_name, standing
from engine.questionnaire.variants import worded
from engine.web.forms.anchors import field_id
from engine.web.forms.known_words import lacking_in_words


@dataclass(frozen=True)
class Given:
    """One answer on the check page; `is_open` marks a required one without an answer.

    `lacking` says why there is none where nobody was asked.
    """

    question: str
    answer: tuple[str, ...]
    field_id: str
    is_open: bool
    can_change: bool
    key: AnswerKey
    lacking: str = ""


@dataclass(frozen=True)
class GivenPage:
    """A page's answers on the check page."""

    step: Step
    title: str
    unit: str
    answers: tuple[Given, ...]


def given_pages(
    framework: Framework,
    form: Form,
    walked: Walk,
    still_open: Collection[AnswerKey],
    vocabulary: Vocabulary,
    language: str,
) -> tuple[GivenPage, ...]:
    """All answers on the path, page by page, in words."""
    pages = []
    for visit in walked.visits:
        pipe = pipe_of(framework, form, visit.step, walked.answers, vocabulary, language)
        names = lookup(framework, form, walked.answers, visit.step.item)
        rows = []
        for question in (worded(each, names) for each in visit.questions):
            kind = vocabulary.question_types[question.type]
            if kind.yields is Yields.NOTHING:
                continue
            before = asked(framework, question, language)
            key = AnswerKey(question.id, visit.step.item)
            words = in_words(framework, form, question, walked.answers, key, vocabulary, language)
            first = field_id(field_name(in_pass(visit.step, question), next(iter(kind.parts(before)), "")))
            text = fill((question.short or question.text).within(language), pipe)
            lacking = lacking_in_words(walked.answers.get(key), language) if question.is_fixed and not words else ""
            rows.append(Given(text, words, first, key in still_open, kind.takes(question), key, lacking))
        if not rows:
            continue  # a page to read
        title = fill(worded(visit.step.page, names).title.within(language), pipe)
        unit = title_of(framework, visit.step, walked.answers, language)
        pages.append(GivenPage(visit.step, title, unit, tuple(rows)))
    return tuple(pages)


def made_of(
    framework: Framework,
    form: Form,
    walked: Walk,
    step: Step,
    computed: Question,
    vocabulary: Vocabulary,
    language: str,
) -> tuple[GivenPage, ...]:
    """The answers that a computed question is worked out from; within a pass those of this pass."""
    named = parse(computed.formula or "0").names
    visits = tuple(
        replace(visit, questions=tuple(question for question in visit.questions if question.id in named))
        for visit in walked.visits
        if not step.item or visit.step.item in ("", step.item)
    )
    return given_pages(framework, form, replace(walked, visits=visits), (), vocabulary, language)


def in_words(
    framework: Framework,
    form: Form,
    question: Question,
    answers: Answers,
    key: AnswerKey,
    vocabulary: Vocabulary,
    language: str,
) -> tuple[str, ...]:
    """An answer as a reader would say it; empty where there is none."""
    answer = answers.get(key)
    if answer is None or answer.value is None:
        said = [words for reason, words in question.instead.items() if answer and REASONS[reason] is answer.missing]
        return tuple(words.within(language) for words in said)
    kind = vocabulary.question_types[question.type]
    names = lookup(framework, form, answers, key.item)
    before = standing(asked(framework, question, language), names, answer.details)
    return tuple(kind.in_words(before, answer.value))
