"""What the templates of a form page are handed: one dataclass a page, one a field."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.framework.models import Form, Framework, Option, Question, Unit
from engine.framework.question_types import Asked, QuestionType, Yields
from engine.framework.text import Text
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import AnswerKey, Answers
from engine.questionnaire.path import Step, Walk, lookup, walk
from engine.questionnaire.piping import fill, names_of
from engine.questionnaire.progress import progress
from engine.questionnaire.reading import FieldComplaint, asked, field_name
from engine.wording.catalog import say
from engine.wording.order import sort_key

Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class UnitGroup:
    """Units that are offered together, in Vietnamese order."""

    title: Text | None
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Field:
    """One question as its template sees it; `values`, `complaints`, `names` and `ids` go by part ("" is the whole)."""

    question: Question
    text: str
    hint: str
    options: tuple[Option, ...]
    groups: tuple[UnitGroup, ...]
    settings: Any
    values: Mapping[str, Sequence[str]]
    complaints: Mapping[str, str]
    names: Mapping[str, str]
    ids: Mapping[str, str]
    takes_answer: bool
    words: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        """A type's name finds its template."""
        return f"questions/{self.question.type}.html"


@dataclass(frozen=True)
class Mistake:
    """A line of the error summary; `field_id` and `question` "" where it concerns the page as a whole."""

    text: str
    field_id: str
    question: str = ""


@dataclass(frozen=True)
class PageView:
    """A form page at one moment of one response."""

    step: Step
    title: str
    intro: str
    unit: str
    position: int
    total: int
    fields: tuple[Field, ...]
    mistakes: tuple[Mistake, ...]
    version: int
    attempt: str = field(default_factory=lambda: secrets.token_hex(8))


def field_id(name: str) -> str:
    """The id of the first control of a posted field."""
    return "f-" + name.replace(".", "-")


def page_view(
    framework: Framework,
    form: Form,
    step: Step,
    answers: Answers,
    version: int,
    vocabulary: Vocabulary,
    language: str,
    *,
    typed: Posted | None = None,
    retype: Collection[str] | None = None,
    complaints: Sequence[FieldComplaint] = (),
) -> PageView:
    """The page with stored answers; `typed` text stands in the questions of `retype` (all, if None)."""
    names = names_of(framework, step, language)
    position, total = progress(framework, form, step, answers)
    walked = walk(framework, form, answers)
    others = lookup(form, walked.answers, step.item)
    said = [(each, say(each.text, language, **each.values)) for each in complaints]
    fields = tuple(
        _field(
            replace(asked(framework, question, language), names=others),
            framework,
            step,
            answers,
            vocabulary.question_types[question.type],
            names,
            typed if retype is None or question.id in retype else None,
            said,
        )
        for question in walked.questions_of(step)
    )
    asked_as = {each.question.id: each.text for each in fields}
    return PageView(
        step=step,
        title=fill(step.page.title.within(language), names),
        intro=fill(step.page.intro.within(language), names) if step.page.intro else "",
        unit=names.get("unit", ""),
        position=position,
        total=total,
        fields=fields,
        mistakes=tuple(
            Mistake(text, field_id(each.field) if each.field else "", asked_as.get(each.question_id, ""))
            for each, text in said
        ),
        version=version,
    )


def _field(
    before: Asked,
    framework: Framework,
    step: Step,
    answers: Answers,
    kind: QuestionType,
    names: Mapping[str, str],
    typed: Posted | None,
    said: Sequence[tuple[FieldComplaint, str]],
) -> Field:
    question, language = before.question, before.language
    parts = {part: field_name(question, part) for part in kind.parts(before)}
    answer = answers.get(AnswerKey(question.id, step.item))
    values: Mapping[str, Sequence[str]] = {}
    if typed is not None:
        values = {part: typed.get(name, ()) for part, name in parts.items()}
    elif answer is not None and answer.value is not None:
        values = {**kind.shown(before, answer.value), **{part: (text,) for part, text in answer.details.items()}}
    return Field(
        question=question,
        text=fill(question.text.within(language), names),
        hint=fill(question.hint.within(language), names) if question.hint else "",
        options=before.options,
        groups=unit_groups(framework, question, language) if kind.yields is Yields.UNITS else (),
        settings=question.settings,
        values={part: values.get(part, ()) for part in parts},
        complaints={
            part: text for part, name in parts.items() for each, text in reversed(said) if each.field == name
        },
        names=parts,
        ids={part: field_id(name) for part, name in parts.items()},
        takes_answer=kind.asks,
        words=tuple(kind.in_words(before, answer.value)) if answer and answer.value is not None else (),
    )


def unit_groups(framework: Framework, question: Question, language: str) -> tuple[UnitGroup, ...]:
    """The units that a question offers, by group in the file's order, those without a group last."""

    def by_title(units: Iterable[Unit]) -> tuple[Unit, ...]:
        return tuple(sorted(units, key=lambda unit: sort_key(unit.title.within(language))))

    offers = getattr(question.settings, "offers", lambda _unit: True)
    offered = [unit for unit in framework.units.list if offers(unit)]
    titles: list[tuple[str | None, Text | None]] = [*framework.units.groups.items(), (None, None)]
    groups = (
        UnitGroup(title, by_title(unit for unit in offered if unit.group == group)) for group, title in titles
    )
    return tuple(group for group in groups if group.units)


@dataclass(frozen=True)
class Given:
    """One answer on the check page; `missing` marks a required one that stands open."""

    question: str
    answer: tuple[str, ...]
    field_id: str
    is_open: bool


@dataclass(frozen=True)
class GivenPage:
    """A page's answers on the check page."""

    step: Step
    title: str
    unit: str
    answers: tuple[Given, ...]


def given_pages(
    framework: Framework,
    walked: Walk,
    still_open: Collection[AnswerKey],
    vocabulary: Vocabulary,
    language: str,
) -> tuple[GivenPage, ...]:
    """All answers on the path, page by page, in words."""
    pages = []
    for visit in walked.visits:
        names = names_of(framework, visit.step, language)
        rows = []
        for question in visit.questions:
            kind = vocabulary.question_types[question.type]
            if kind.yields is Yields.NOTHING:
                continue
            before = asked(framework, question, language)
            key = AnswerKey(question.id, visit.step.item)
            words = in_words(framework, question, walked.answers, key, vocabulary, language)
            first = field_id(field_name(question, next(iter(kind.parts(before)), "")))
            rows.append(Given(fill(question.text.within(language), names), words, first, key in still_open))
        title = fill(visit.step.page.title.within(language), names)
        pages.append(GivenPage(visit.step, title, names.get("unit", ""), tuple(rows)))
    return tuple(pages)


def in_words(
    framework: Framework,
    question: Question,
    answers: Answers,
    key: AnswerKey,
    vocabulary: Vocabulary,
    language: str,
) -> tuple[str, ...]:
    """An answer as a reader would say it; empty where there is none."""
    answer = answers.get(key)
    if answer is None or answer.value is None:
        return ()
    kind = vocabulary.question_types[question.type]
    words = kind.in_words(asked(framework, question, language), answer.value)
    return (*words, *(f"“{text}”" for text in answer.details.values()))
