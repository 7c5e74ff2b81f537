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
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.path import Step, Walk, lookup, walk
from engine.questionnaire.piping import Pipe, fill, pipe_of, title_of
from engine.questionnaire.progress import progress
from engine.questionnaire.reading import FieldComplaint, asked, field_name, standing
from engine.questionnaire.shuffling import shuffled_options, shuffled_questions
from engine.wording.catalog import say
from engine.wording.order import sort_key

Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class UnitGroup:
    """Units that are offered together, in the order of the page's language."""

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
    stem: str = ""
    stem_hint: str = ""
    found: tuple[tuple[str, str], ...] = ()
    new_row: str = field(default_factory=lambda: f"r{secrets.token_hex(4)}")

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
class Doubt:
    """A soft check that may be confirmed by ticking its box."""

    field_id: str
    name: str
    text: str
    confirm: str


@dataclass(frozen=True)
class PageView:
    """A form page at one moment of one response."""

    step: Step
    title: str
    intro: str
    unit: str
    position: int
    total: int | None
    fields: tuple[Field, ...]
    mistakes: tuple[Mistake, ...]
    version: int
    warnings: tuple[Doubt, ...] = ()
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
    seed: str = "",
    typed: Posted | None = None,
    retype: Collection[str] | None = None,
    complaints: Sequence[FieldComplaint] = (),
) -> PageView:
    """The page with stored answers; `typed` text stands in the questions of `retype` (all, if None).

    `seed` decides every random order; the same seed gives the same order.
    """
    position, total = progress(framework, form, step, answers)
    walked = walk(framework, form, answers)
    pipe = pipe_of(framework, form, step, walked.answers, vocabulary, language)
    others = lookup(framework, form, walked.answers, step.item)
    said = [(each, say(each.text, language, **each.values)) for each in complaints]
    fields = tuple(
        _field(
            standing(asked(framework, question, language), others),
            framework,
            (answers if question.formula is None else walked.answers).get(AnswerKey(question.id, step.item)),
            vocabulary.question_types[question.type],
            pipe,
            seed,
            typed if retype is None or question.id in retype else None,
            said,
        )
        for question in shuffled_questions(step.page, walked.questions_of(step), seed)
    )
    asked_as = {each.question.id: each.text for each in fields}
    return PageView(
        step=step,
        title=fill(step.page.title.within(language), pipe),
        intro=fill(step.page.intro.within(language), pipe) if step.page.intro else "",
        unit=title_of(framework, step, walked.answers, language),
        position=position,
        total=total,
        fields=fields,
        mistakes=tuple(
            Mistake(text, field_id(each.field) if each.field else "", asked_as.get(each.question_id, ""))
            for each, text in said
        ),
        version=version,
        warnings=tuple(
            Doubt(field_id(each.field), each.field, text, each.confirm) for each, text in said if each.confirm
        ),
    )


def _field(
    before: Asked,
    framework: Framework,
    answer: Answer | None,
    kind: QuestionType,
    pipe: Pipe,
    seed: str,
    typed: Posted | None,
    said: Sequence[tuple[FieldComplaint, str]],
) -> Field:
    question, language = before.question, before.language
    parts = {part: field_name(question, part) for part in kind.parts(before)}
    before = replace(before, details=answer.details if answer else {})
    values: Mapping[str, Sequence[str]] = {}
    if typed is not None:
        values = {part: typed.get(name, ()) for part, name in parts.items()}
    elif answer is not None and answer.value is not None:
        values = kind.shown(before, answer.value)
    return Field(
        question=question,
        text=fill(question.text.within(language), pipe),
        hint=fill(question.hint.within(language), pipe) if question.hint else "",
        options=shuffled_options(question, before.options, seed),
        groups=unit_groups(framework, question, language) if kind.yields is Yields.UNITS else (),
        settings=question.settings,
        values={part: values.get(part, ()) for part in parts},
        complaints={
            part: text for part, name in parts.items() for each, text in reversed(said) if each.field == name
        },
        names=parts,
        ids={part: field_id(name) for part, name in parts.items()},
        takes_answer=kind.asks,
        stem=fill(question.battery.text.within(language), pipe) if question.battery else "",
        stem_hint=fill(question.battery.hint.within(language), pipe)
        if question.battery and question.battery.hint
        else "",
        found=found_in(question, values.get("find", ("",)), language),
        words=tuple(kind.in_words(before, answer.value)) if answer and answer.value is not None else (),
    )


def found_in(question: Question, typed: Sequence[str], language: str) -> tuple[tuple[str, str], ...]:
    """The lines of a long list that fit what was typed: code and label."""
    find = getattr(question.settings, "found", None)
    if find is None or not typed:
        return ()
    return tuple((code, question.settings.codes[code].within(language)) for code in find(typed[0][:200]))


def unit_groups(framework: Framework, question: Question, language: str) -> tuple[UnitGroup, ...]:
    """The units that a question offers, by group in the file's order, those without a group last."""

    def by_title(units: Iterable[Unit]) -> tuple[Unit, ...]:
        return tuple(sorted(units, key=lambda unit: sort_key(unit.title.within(language), language)))

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
    can_change: bool
    key: AnswerKey


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
        rows = []
        for question in visit.questions:
            kind = vocabulary.question_types[question.type]
            if kind.yields is Yields.NOTHING:
                continue
            before = asked(framework, question, language)
            key = AnswerKey(question.id, visit.step.item)
            words = in_words(framework, question, walked.answers, key, vocabulary, language)
            first = field_id(field_name(question, next(iter(kind.parts(before)), "")))
            text = fill(question.text.within(language), pipe)
            rows.append(Given(text, words, first, key in still_open, kind.asks, key))
        title = fill(visit.step.page.title.within(language), pipe)
        unit = title_of(framework, visit.step, walked.answers, language)
        pages.append(GivenPage(visit.step, title, unit, tuple(rows)))
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
    before = replace(asked(framework, question, language), details=answer.details)
    return tuple(kind.in_words(before, answer.value))
