"""The nouns of a framework file, frozen and typed; the JSON Schema is printed from them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from engine.framework.text import Text

OUTSIDE = "outside"
"""What `from:` says of an indicator whose figures come from an outside table (`--values`)."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
UnitId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(lambda given: unicodedata.normalize("NFC", given)),
]
Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Expression = Source
"""Python's expression syntax, checked by `engine.framework.expressions`."""


Order = Literal["random"]
"""How items are shown; in the order of the file where none is given."""


Link = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=2000)]
"""The address of a page outside."""


class Noun(BaseModel):
    """A part of a framework file: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


VariantType = TypeVar("VariantType", bound="QuestionVariant | PageVariant")


class Status(StrEnum):
    """How binding a framework is; printed on every page and PDF."""

    OFFICIAL = "official"
    PROPOSAL = "proposal"
    EXAMPLE = "example"


class Audience(StrEnum):
    """Who fills a form in: anonymous respondents, the unit itself, or the lead body's office."""

    RESPONDENTS = "respondents"
    UNIT = "unit"
    OFFICE = "office"


class Citation(Noun):
    """A legal text that an indicator rests on, and from and to which day it is in force."""

    text: Text
    article: str | None = None
    link: Link | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to ({self.valid_to}) lies before valid_from ({self.valid_from})")
        return self


class Guidance(Noun):
    """Words that are folded away below a title, for who wants them."""

    title: Text
    text: Text


class Definition(Noun):
    """A term and what it means here."""

    term: Text
    text: Text


class QuestionVariant(Noun):
    """Other words for a question where a condition holds; id, type and options stay."""

    when: Expression
    text: Text | None = None
    hint: Text | None = None
    instruction: Text | None = None
    short: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        return _something(self)


class PageVariant(Noun):
    """Other words for a page where a condition holds."""

    when: Expression
    title: Text | None = None
    intro: Text | None = None
    browser_title: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        return _something(self)


def _something(variant: VariantType) -> VariantType:
    keys = [key for key in type(variant).model_fields if key != "when"]
    if all(getattr(variant, key) is None for key in keys):
        raise ValueError(f"has no words of its own: one of {', '.join(f'`{key}`' for key in keys)}")
    return variant


class Feedback(Noun):
    """A way to tell what the form was like, offered after sending."""

    text: Text
    link: Link


class Detail(Noun):
    """What is typed beside an option: "Other, please specify"."""

    label: Text | None = None
    required: bool = True
    max_length: int = Field(default=200, ge=1, le=2000)


class Option(Noun):
    """One answer that can be chosen; either worth a value, or a reason for having none."""

    id: Id
    label: Text
    value: float | None = None
    missing: Literal["dont_know", "refused", "not_applicable"] | None = None
    hint: Text | None = None
    exclusive: bool = False
    detail: Detail | None = None
    when: Expression | None = None


class Battery(Noun):
    """What the items of a battery share: they are questions of their own, seen below one common `text`."""

    id: Id
    text: Text
    hint: Text | None = None
    order: Order | None = None


class Question(Noun):
    """One question; `settings` holds the keys that only its type knows, read into that type's own model.

    `order: random` shuffles the options, seeded by the response; reasons and exclusive options stay last. `default`
    stands in the fields until something is answered; `short` is what the question is called when it is looked back at.
    `options_from` offers what was chosen in an earlier question; the reader has put those among the options.
    """

    id: Id
    type: str
    text: Text
    code: Code | None = None
    hint: Text | None = None
    instruction: Text | None = None
    short: Text | None = None
    variants: tuple[QuestionVariant, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    definitions: tuple[Definition, ...] = ()
    interviewer: Text | None = None
    default: Any = None
    required: bool = True
    when: Expression | None = None
    scale: Id | None = None
    options: tuple[Option, ...] = ()
    options_from: Id | None = None
    order: Order | None = None
    battery: Battery | None = None
    settings: Any = None

    @cached_property
    def formula(self) -> str | None:
        """What a computed question is worked out by; None for one that is asked."""
        return getattr(self.settings, "formula", None)


class Sum(Noun):
    """Numbers that must add up to a total: a number, or an expression."""

    of: tuple[Id, ...] = Field(min_length=2)
    to: float | Expression


class Check(Noun):
    """What answers must be like together: `that` holds, or a `sum` adds up; missing answers are never held against it.

    `error` stops the respondent; `warn` may be confirmed, once for the same answers. `on` is the question beside
    which it is said (the first that it names, if not set).
    """

    id: Id
    that: Expression | None = None
    sum: Sum | None = None
    error: Text | None = None
    warn: Text | None = None
    on: Id | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (self.that is None) == (self.sum is None):
            raise ValueError("a check has either `that` or `sum`")
        if (self.error and self.warn) or (self.that and not (self.error or self.warn)):
            raise ValueError("a check has either `error` or `warn`")
        return self

    @property
    def expression(self) -> str:
        """What must hold."""
        return self.that or (f"{self.summed} == ({self.sum.to})" if self.sum else "")

    @property
    def summed(self) -> str:
        """The sum, as an expression; "" where none is asked for."""
        return " + ".join(self.sum.of) if self.sum else ""


class Section(Noun):
    """Pages that belong together under one title; `for_each` holds for its pages, one entry of the task list each.

    `first` must be complete before other sections are begun; `summary` shows its answers once more at its end.
    """

    id: Id
    title: Text
    when: Expression | None = None
    for_each: Id | None = None
    first: bool = False
    summary: bool = False


class Page(Noun):
    """Questions that are seen together; with `for_each` one pass per unit or row of an earlier question.

    `order: random` shuffles the questions, seeded by the response. A page without questions is one to read.
    """

    id: Id
    title: Text
    browser_title: Text | None = None
    section: Id | None = None
    intro: Text | None = None
    variants: tuple[PageVariant, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    definitions: tuple[Definition, ...] = ()
    interviewer: Text | None = None
    when: Expression | None = None
    for_each: Id | None = None
    order: Order | None = None
    checks: tuple[Check, ...] = ()
    questions: tuple[Question, ...] = ()


class Form(Noun):
    """A questionnaire of a framework; `flow: hub` lets the sections be done in any order, from a task list."""

    id: Id
    title: Text
    audience: Audience
    flow: Literal["linear", "hub"] = "linear"
    sections: tuple[Section, ...] = ()
    intro: Text | None = None
    legal: tuple[Citation, ...] = ()
    before_sending: Text | None = None
    after_sending: Text | None = None
    feedback: Feedback | None = None
    view_sent: int = Field(default=45, ge=0, le=1440)
    pause_after: int | None = Field(default=None, ge=5, le=10_080)
    minutes: int | None = Field(default=None, ge=1, le=600)
    unanswered: Literal["refuse_to_lock", "zero", "missing"] | None = None
    pages: tuple[Page, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = ()

    @cached_property
    def page_of(self) -> Mapping[str, Page]:
        """Each question's page, by question id."""
        return {question.id: page for page in self.pages for question in page.questions}

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """Each page's section, by page id; a page outside of sections has none."""
        by_id = {section.id: section for section in self.sections}
        return {page.id: by_id[page.section] for page in self.pages if page.section in by_id}

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """The questions by id, in the order in which they are asked."""
        return {question.id: question for page in self.pages for question in page.questions}


class RuleUse(Noun):
    """A rule named in the file with the settings given; written `mean` or `{rule: mean, …}`."""

    rule: str
    settings: Mapping[str, Any] = Field(default_factory=dict)


class Node(Noun):
    """One node of the index: an indicator (`from`) or a dimension (`children`).

    `measure`, `treat`, `normalise`, `aggregate`, `min_coverage`, `min_n` and `not_applicable` hold for all below that
    set none.
    """

    id: Id
    title: Text
    code: Code | None = None
    note: Text | None = None
    weight: float = Field(default=1.0, ge=0)
    applies_to: tuple[Id, ...] = ()
    children: tuple[Node, ...] = ()
    source: tuple[str, ...] = Field(default=(), alias="from")
    unit: Text | None = None  # what the value is counted in: days, %, points
    decimals: int | None = Field(default=None, ge=0, le=10)
    direction: Literal["higher", "lower"] | None = None
    measure: RuleUse | None = None
    treat: tuple[RuleUse, ...] | None = None
    normalise: RuleUse | None = None
    aggregate: RuleUse | None = None
    times: float = Field(default=1.0, gt=0)  # the node's score is multiplied by this after aggregating
    min_coverage: float | None = Field(default=None, ge=0, le=1)
    min_n: int | None = Field(default=None, ge=0)
    scored: bool = True  # false: shown for information, without a score
    optional: bool = False  # left out for a group of which no unit has it
    not_applicable: Literal["leave_out", "full"] | None = None
    round_to: int | None = Field(default=None, ge=0, le=10)
    rank_on: Literal["exact"] | int = "exact"
    legal: tuple[Citation, ...] = ()
    recommendations: tuple[Text, ...] = ()
    evidence: tuple[Text, ...] = ()

    @property
    def is_indicator(self) -> bool:
        """A leaf: it has figures of its own."""
        return not self.children

    @property
    def weighs(self) -> float:
        """Its weight above; an indicator that is only shown has none."""
        return self.weight if self.scored else 0.0

    @property
    def is_outside(self) -> bool:
        """Its figures come from an outside table."""
        return self.source == (OUTSIDE,)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents before children."""
        yield self
        for child in self.children:
            yield from child.walk()


class Reported(Noun):
    """A further result that stands beside the tree: nodes of the tree joined once more, with weights of their own."""

    id: Id
    title: Text
    of: Mapping[Id, Annotated[float, Field(ge=0)]] = Field(min_length=1)
    code: Code | None = None
    note: Text | None = None
    decimals: int | None = Field(default=None, ge=0, le=10)
    aggregate: RuleUse = RuleUse(rule="mean")
    times: float = Field(default=1.0, gt=0)
    min_coverage: float | None = Field(default=None, ge=0, le=1)
    round_to: int | None = Field(default=None, ge=0, le=10)
    rank_on: Literal["exact"] | int = "exact"


class Unit(Noun):
    """What is assessed; a unit without a group is listed apart and takes no part in ranges or ranks."""

    id: UnitId
    title: Text
    group: Id | None = None
    code: Code | None = None
    note: Text | None = None


class Units(Noun):
    """The register: the groups that are ranked, and the units; `others` is the group of units not listed."""

    groups: Mapping[Id, Text] = Field(default_factory=dict)
    others: Id | None = None
    list: tuple[Unit, ...] = ()


class Band(Noun):
    """A class of units by the total: what meets all that the band asks for, and nothing that a better band asks for.

    `from` is a cut-off, which belongs to the band unless `inclusive: false`; `top` and `top_percent` are places in the
    group; `behind_best` is the largest gap to the group's best score; `when` a condition, which a missing answer does
    not meet. A band that asks for nothing takes the rest.
    """

    id: Id
    label: Text
    start: float | None = Field(default=None, alias="from")
    inclusive: bool = True
    top: int | None = Field(default=None, ge=1)
    top_percent: float | None = Field(default=None, gt=0, le=100)
    behind_best: float | None = Field(default=None, ge=0)
    when: Expression | None = None

    @property
    def asks(self) -> tuple[str, ...]:
        """The keys by which it tells who belongs to it."""
        limits: dict[str, object] = {"from": self.start, "top": self.top, "top_percent": self.top_percent}
        limits |= {"behind_best": self.behind_best, "when": self.when}
        return tuple(key for key, value in limits.items() if value is not None)


class Gate(Noun):
    """A condition that limits a node's score, with the reason that is printed when it bites."""

    id: Id
    when: Expression
    on: Id
    reason: Text
    rule: str = "cap"
    settings: Mapping[str, Any] = Field(default_factory=dict)


class Extra(Noun):
    """A bonus or a penalty: points from outside the tree, between `at_least` and `at_most`, added to a node's score.

    What was left unanswered gives `at_least`, what does not apply gives none. The score stays on its scale unless
    `beyond_scale`; gates of the node come after, unless `after_gates`.
    """

    id: Id
    title: Text
    on: Id
    points: Expression
    at_most: float = Field(default=0.0, ge=0)
    at_least: float = Field(default=0.0, le=0)
    beyond_scale: bool = False
    after_gates: bool = False
    note: Text | None = None


Figure = Annotated[float, Field(strict=True)] | str
"""A number, or the word for the reason why there is none (`too_few`, `not_applicable`, …)."""


class GivenResponse(Noun):
    """Answers as an author writes them; those asked in passes by unit, or one for every pass. Sent `times` over."""

    form: Id | None = None
    unit: UnitId | None = None
    times: int = Field(default=1, ge=1, le=10_000)
    answers: Mapping[str, Any] = Field(default_factory=dict)


class Expected(Noun):
    """What an example should give; what is not named is not looked at, but any complaint must be named.

    `pages` are the steps of the path; `problems` the questions that complain and `unasked` those that the path leaves
    out, both as `question` or `question/unit`. The rest goes by unit. Numbers hold to the last decimal that is
    written or printed, whichever is finer, or `within` so much.
    """

    pages: tuple[str, ...] | None = None
    problems: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    values: Mapping[UnitId, Mapping[str, Figure]] = Field(default_factory=dict)
    scores: Mapping[UnitId, Mapping[str, Figure]] = Field(default_factory=dict)
    bands: Mapping[UnitId, str] = Field(default_factory=dict)
    ranks: Mapping[UnitId, Annotated[int, Field(strict=True, ge=1)] | Literal["none"]] = Field(default_factory=dict)
    gates: Mapping[UnitId, tuple[str, ...]] = Field(default_factory=dict)
    within: float | None = Field(default=None, gt=0)

    @property
    def of_scores(self) -> bool:
        """Whether anything is expected of the scoring."""
        return bool(self.values or self.scores or self.bands or self.ranks or self.gates)


class Example(Noun):
    """A test that the file carries: answers or figures in, pages, problems and scores out.

    One response stands in `answers` with its `form` and `unit`; several stand in `responses`.
    """

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    note: Text | None = None
    form: Id | None = None
    unit: UnitId | None = None
    answers: Mapping[str, Any] = Field(default_factory=dict)
    responses: tuple[GivenResponse, ...] = ()
    figures: Mapping[UnitId, Mapping[str, Figure]] = Field(default_factory=dict)
    expect: Expected

    @property
    def given(self) -> tuple[GivenResponse, ...]:
        """The responses, wherever they are written."""
        if self.responses or not (self.answers or self.form or self.expect.pages):
            return self.responses
        return (GivenResponse(form=self.form, unit=self.unit, answers=self.answers),)


class Framework(Noun):
    """A whole framework: its forms, its index, its units."""

    thuocdo: Literal[1]
    id: Id
    title: Text
    edition: str
    status: Status
    source: Text
    languages: tuple[str, ...] = ("vi", "en")
    note: Text | None = None
    method: Text | None = None
    scales: Mapping[Id, tuple[Option, ...]] = Field(default_factory=dict)
    units: Units = Field(default_factory=Units)
    forms: tuple[Form, ...] = ()
    index: Node
    reported: tuple[Reported, ...] = ()
    bands: tuple[Band, ...] = ()
    gates: tuple[Gate, ...] = ()
    extras: tuple[Extra, ...] = ()
    rank_ties: Literal["lowest", "highest", "dense"] = "lowest"
    examples: tuple[Example, ...] = ()

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every node by id, parents before children."""
        return {node.id: node for node in self.index.walk()}

    @cached_property
    def results(self) -> Mapping[str, Node | Reported]:
        """All that has a score: the nodes of the tree, then what is reported beside it."""
        return {**self.nodes, **{each.id: each for each in self.reported}}

    @cached_property
    def indicators(self) -> tuple[Node, ...]:
        """The leaves of the index in the order of the file."""
        return tuple(node for node in self.index.walk() if node.is_indicator)

    @cached_property
    def form(self) -> Mapping[str, Form]:
        """The forms by id."""
        return {form.id: form for form in self.forms}

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """Every question of every form by id; ids are unique in the whole file."""
        return {question.id: question for form in self.forms for question in form.question.values()}

    @cached_property
    def unit(self) -> Mapping[str, Unit]:
        """The units of the register by id."""
        return {unit.id: unit for unit in self.units.list}

    def options_of(self, question: Question) -> tuple[Option, ...]:
        """The options of a question, whether its own or those of the scale it names."""
        return self.scales[question.scale] if question.scale else question.options


def natural_key(code: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts 4.9 before 4.10 and 4.22.1 after 4.21."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", code))
