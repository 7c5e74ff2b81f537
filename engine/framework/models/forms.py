"""The nouns of a questionnaire, from the form down to a page; what a question is stands in `questions`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from engine.framework.models.base import Audience, Citation, Expression, Id, Link, Noun, Order
from engine.framework.models.questions import Definition, Guidance, Question, something
from engine.framework.text import Text


class PageVariant(Noun):
    """Other words for a page where a condition holds."""

    when: Expression
    title: Text | None = None
    intro: Text | None = None
    browser_title: Text | None = None

    @model_validator(mode="after")
    def _sayssomething(self) -> Self:
        return something(self)


class Feedback(Noun):
    """A way to tell what the form was like, offered after sending."""

    text: Text
    link: Link


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


class Quota(Noun):
    """How many responses of one kind are taken: `when` says which, over the answers of the whole form.

    Who comes to be in a full one is thanked with `text`, asked nothing more, kept and never counted.
    """

    id: Id
    when: Expression
    at_most: int = Field(ge=1, le=10_000_000, strict=True)
    title: Text | None = None
    text: Text | None = None


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

    `on_one_page` shows all passes below one another; a page that `continues` is seen below the one before it, as a
    part of the same page. `order: random` shuffles the questions, seeded by the response.
    A page without questions is one to read.
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
    on_one_page: bool = False
    continues: bool = False
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
    confirmation: bool = False
    pause_after: int | None = Field(default=None, ge=5, le=10_080)
    minutes: int | None = Field(default=None, ge=1, le=600)
    unanswered: Literal["refuse_to_lock", "zero", "missing"] | None = None
    pages: tuple[Page, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = ()
    quotas: tuple[Quota, ...] = ()

    @cached_property
    def page_of(self) -> Mapping[str, Page]:
        """Each question's page, by question id."""
        return {question.id: page for page in self.pages for question in page.questions}

    @cached_property
    def head_of(self) -> Mapping[str, str]:
        """By page that is seen on one page with others, the first of them; a page that stands alone is not named."""
        found: dict[str, str] = {}
        for before, page in pairwise(self.pages):
            if page.continues:
                found[page.id] = found.setdefault(before.id, before.id)
        return found

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """Each page's section, by page id; a page outside of sections has none."""
        by_id = {section.id: section for section in self.sections}
        return {page.id: by_id[page.section] for page in self.pages if page.section in by_id}

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """The questions by id, in the order in which they are asked."""
        return {question.id: question for page in self.pages for question in page.questions}

    @cached_property
    def drawing(self) -> tuple[Question, ...]:
        """The questions whose units are drawn from those that another question was answered with."""
        return tuple(question for question in self.question.values() if question.draw is not None)
