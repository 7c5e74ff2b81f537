"""What the templates of a form page are handed: one dataclass a page, one a field."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from engine.framework.defaults import default_of
from engine.framework.models import Form, Framework, Option, Page, Question, Unit
from engine.framework.question_types import Asked, Names, QuestionType, Yields
from engine.framework.text import Text
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.one_page import in_pass, written
from engine.questionnaire.path import Step, lookup, walk
from engine.questionnaire.piping import Pipe, fill, pipe_of, title_of
from engine.questionnaire.progress import progress
from engine.questionnaire.reading import FieldComplaint, asked, field_name, standing
from engine.questionnaire.shuffling import shuffled_options, shuffled_questions
from engine.questionnaire.variants import worded
from engine.web.anchors import field_id
from engine.web.given import GivenPage, made_of
from engine.wording.catalog import say
from engine.wording.markup import to_html
from engine.wording.order import sort_key

Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class UnitGroup:
    """Units that are offered together, in the order of the page's language."""

    title: Text | None
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Aside:
    """What may be unfolded: explanations by title, and terms with what they mean."""

    guidance: tuple[tuple[str, Markup], ...] = ()
    definitions: tuple[tuple[str, Markup], ...] = ()


def aside_of(noun: Page | Question, language: str, pipe: Pipe = lambda _name, _as: None) -> Aside:
    """The explanations of a page or question, their names filled in."""

    def filled(words: str) -> str:
        return fill(words, pipe)

    guidance = [(filled(x.title.within(language)), to_html(x.text.within(language), filled)) for x in noun.guidance]
    terms = [(x.term.within(language), to_html(x.text.within(language), filled)) for x in noun.definitions]
    return Aside(tuple(guidance), tuple(terms))


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
    body: str = ""
    aside: Aside = Aside()
    instruction: str = ""
    words: tuple[str, ...] = ()
    made_of: tuple[GivenPage, ...] = ()
    stem: str = ""
    stem_hint: str = ""
    found: tuple[tuple[str, str], ...] = ()
    uploads: bool = False
    new_row: str = field(default_factory=lambda: f"r{secrets.token_hex(4)}")

    @property
    def template(self) -> str:
        """A type's name finds its template."""
        return f"questions/{self.question.type}.html"


@dataclass(frozen=True)
class Pass:
    """The fields about one unit or row; `about` is its name where several are on the page, else ""."""

    key: str
    about: str
    fields: tuple[Field, ...]


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
    tab: str
    intro: str  # as HTML, like the body of a note
    aside: Aside
    unit: str
    position: int
    total: int | None
    passes: tuple[Pass, ...]
    mistakes: tuple[Mistake, ...]
    version: int
    warnings: tuple[Doubt, ...] = ()
    attempt: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def uploads(self) -> bool:
        """Whether files may be sent along."""
        return any(field.uploads for each in self.passes for field in each.fields)


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
    said = [(each, say(each.text, language, **each.values)) for each in complaints]

    def pass_of(each: Step) -> Pass:
        pipe = pipe_of(framework, form, each, walked.answers, vocabulary, language)
        others = lookup(framework, form, walked.answers, each.item)
        fields = tuple(
            _field(
                standing(asked(framework, worded(question, others), language), others),
                framework,
                each,
                (answers if question.formula is None else walked.answers).get(AnswerKey(question.id, each.item)),
                vocabulary.question_types[question.type],
                pipe,
                seed,
                typed if retype is None or in_pass(each, question).id in retype else None,
                said,
            )
            for question in shuffled_questions(each.page, walked.questions_of(each), seed)
        )
        fields = tuple(
            replace(field, made_of=made_of(framework, form, walked, each, field.question, vocabulary, language))
            if getattr(field.settings, "with_answers", False)
            else field
            for field in fields
        )
        about = title_of(framework, each, walked.answers, language) if each.page.on_one_page else ""
        return Pass(written(each.item), about, fields)

    passes = tuple(map(pass_of, walked.seen_with(step)))
    above = Step(step.page) if step.page.on_one_page else step  # what stands above all passes is about none of them
    pipe = pipe_of(framework, form, above, walked.answers, vocabulary, language)
    asked_as = {
        field.question.id: f"{each.about}: {field.text}" if each.about and each.about not in field.text else field.text
        for each in passes
        for field in each.fields
    }
    page = worded(step.page, lookup(framework, form, walked.answers, above.item))
    title = fill(page.title.within(language), pipe)
    return PageView(
        step=step,
        title=title,
        tab=fill(page.browser_title.within(language), pipe) if page.browser_title else title,
        intro=to_html(page.intro.within(language), lambda words: fill(words, pipe)) if page.intro else "",
        aside=aside_of(page, language, pipe),
        unit=title_of(framework, above, walked.answers, language),
        position=position,
        total=total,
        passes=passes,
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
    step: Step,
    answer: Answer | None,
    kind: QuestionType,
    pipe: Pipe,
    seed: str,
    typed: Posted | None,
    said: Sequence[tuple[FieldComplaint, str]],
) -> Field:
    question, language = before.question, before.language
    named = in_pass(step, question)
    parts = {part: field_name(named, part) for part in kind.parts(before)}
    before = replace(before, details=answer.details if answer else {})
    values: Mapping[str, Sequence[str]] = {}
    if typed is not None and not kind.uploads:  # files are kept or refused: nobody can type them
        values = {part: typed.get(name, ()) for part, name in parts.items()}
    elif answer is not None and answer.value is not None:
        values = kind.shown(before, answer.value)
    elif answer is None and question.default is not None:
        default = default_of(framework, question, kind)
        before = replace(before, details=default.details)
        values = kind.shown(before, default.value) if default.value is not None else {}
    text = question.text.within(language)
    return Field(
        question=named,
        text=fill(text, pipe),
        body="" if kind.asks else to_html(text, lambda words: fill(words, pipe)),
        aside=aside_of(question, language, pipe),
        instruction=fill(question.instruction.within(language), pipe) if question.instruction else "",
        hint=fill(question.hint.within(language), pipe) if question.hint else "",
        options=shuffled_options(question, before.options, seed),
        groups=unit_groups(framework, question, language, before.names) if kind.yields is Yields.UNITS else (),
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
        uploads=bool(kind.uploads),
        words=tuple(kind.in_words(before, answer.value)) if answer and answer.value is not None else (),
    )


def found_in(question: Question, typed: Sequence[str], language: str) -> tuple[tuple[str, str], ...]:
    """The lines of a long list that fit what was typed: code and label."""
    find = getattr(question.settings, "found", None)
    if find is None or not typed:
        return ()
    return tuple((code, question.settings.codes[code].within(language)) for code in find(typed[0][:200]))


def unit_groups(
    framework: Framework, question: Question, language: str, names: Names = lambda _name: None
) -> tuple[UnitGroup, ...]:
    """The units that a question offers, by group in the file's order, those without a group last."""

    def by_title(units: Iterable[Unit]) -> tuple[Unit, ...]:
        return tuple(sorted(units, key=lambda unit: sort_key(unit.title.within(language), language)))

    offers = getattr(question.settings, "offers", lambda _unit: True)
    offered = [unit for unit in framework.units.list if offers(unit)]
    if (among := getattr(question.settings, "among", None)) is not None:
        chosen = names(among)
        offered = [unit for unit in offered if isinstance(chosen, tuple) and unit.id in chosen]
    titles: list[tuple[str | None, Text | None]] = [*framework.units.groups.items(), (None, None)]
    groups = (
        UnitGroup(title, by_title(unit for unit in offered if unit.group == group)) for group, title in titles
    )
    return tuple(group for group in groups if group.units)
