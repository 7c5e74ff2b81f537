"""The path through a form: which pages and questions the answers so far lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, product

from engine.framework.models import Form, Framework, Page, Question
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.deciding import as_it_counts, derived, is_asked, unconditional
from engine.questionnaire.identity import Same
from engine.questionnaire.names import holds, lookup, passes_of


@dataclass(frozen=True)
class Step:
    """One page as it is seen: once, or once for each unit (`item`) of its `for_each` question."""

    page: Page
    item: str = ""

    @property
    def key(self) -> str:
        """How addresses name the step: `dealings`, `rating/so-xay-dung`."""
        return f"{self.page.id}/{self.item}" if self.item else self.page.id


@dataclass(frozen=True)
class Visit:
    """A step with the questions that are to be seen on it."""

    step: Step
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Walk:
    """The whole path, and the answers that lie on it; every other answer counts as missing."""

    visits: tuple[Visit, ...]
    answers: Answers
    head_of: Mapping[str, str] = field(default_factory=dict)  # as a form has it

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps in order."""
        return tuple(visit.step for visit in self.visits)

    @cached_property
    def seen(self) -> tuple[Step, ...]:
        """The steps as they are seen one after another: several on one page are the first of them."""
        return tuple(together[0] for together in self._together.values())

    @cached_property
    def _together(self) -> Mapping[tuple[str, str], list[Step]]:
        """The steps by the page on which they are seen: all passes, and what continues the page."""
        found: dict[tuple[str, str], list[Step]] = {}
        for step in self.steps:
            found.setdefault(self._seen_as(step), []).append(step)
        return found

    def _seen_as(self, step: Step) -> tuple[str, str]:
        head = self.head_of.get(step.page.id, step.page.id)
        return head, "" if step.page.on_one_page else step.item

    def seen_with(self, step: Step) -> tuple[Step, ...]:
        """The steps that are on one page with this one, itself among them; it alone where it is not on the path."""
        return tuple(self._together.get(self._seen_as(step), (step,)))

    def questions_of(self, step: Step) -> tuple[Question, ...]:
        """The questions to be seen on a step now; none for a step that is not on the path."""
        for visit in self.visits:
            if visit.step.page.id == step.page.id and visit.step.item == step.item:
                return visit.questions
        return ()


def walk(framework: Framework, form: Form, answers: Answers) -> Walk:
    """The path that these answers make; a condition sees only answers that are on the path so far."""
    live: dict[AnswerKey, Answer] = {}
    visits: list[Visit] = []
    decided = derived(Same(framework), Same(form))
    standing = unconditional(Same(framework), Same(form))
    section_of = form.section_of
    for (_section, for_each, _alone), together in groupby(form.pages, key=_asked_with):
        pages = tuple(together)  # all that is asked about a unit, then the next unit
        for item, page in product(passes_of(framework, for_each, live), pages):
            names = lookup(framework, form, live, item)
            if section_of and (section := section_of.get(page.id)) and not holds(section.when, names):
                continue
            if not holds(page.when, names):
                continue
            seen: list[Question] = []
            if page.id in standing and not answers:
                seen += page.questions
            for question in page.questions[len(seen) :]:
                if (question.when or question.options_from) and not is_asked(framework, question, names):
                    continue
                seen.append(question)
                if question.id in decided:
                    answer = as_it_counts(framework, question, answers.get(AnswerKey(question.id, item)), names)
                elif answers:
                    answer = answers.get(AnswerKey(question.id, item))
                else:
                    continue
                if answer is not None:
                    live[AnswerKey(question.id, item)] = answer
            if seen or not page.questions:
                visits.append(Visit(Step(page, item), tuple(seen)))
    return Walk(tuple(visits), live, form.head_of)


def _asked_with(page: Page) -> tuple[str | None, str | None, str]:
    """What pages have in common that are asked about one unit after the other; one for all of them stands alone."""
    return page.section, page.for_each, page.id if page.on_one_page else ""


def path_of(framework: Framework, form: Form, answers: Answers) -> tuple[Step, ...]:
    """The steps that these answers lead to, in order."""
    return walk(framework, form, answers).steps


def questions_of(framework: Framework, form: Form, step: Step, answers: Answers) -> tuple[Question, ...]:
    """The questions to be seen on a step now; none for a step that is not on the path."""
    return walk(framework, form, answers).questions_of(step)


def on_path(framework: Framework, form: Form, answers: Answers) -> Answers:
    """Only the answers that lie on the path; the others are kept in the response and count as missing."""
    return walk(framework, form, answers).answers
