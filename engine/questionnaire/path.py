"""The path through a form: which pages and questions the answers so far lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby, product

from engine.framework.evaluation import Passes
from engine.framework.expressions import parse
from engine.framework.missing import Missing
from engine.framework.models import Form, Framework, Page, Question
from engine.framework.question_types import Value
from engine.framework.scalar_values import Choice
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.identity import Same


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

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps in order."""
        return tuple(visit.step for visit in self.visits)

    @cached_property
    def seen(self) -> tuple[Step, ...]:
        """The steps as they are seen one after another: a page for all passes is its first."""
        found: dict[tuple[str, str], Step] = {}
        for step in self.steps:
            found.setdefault((step.page.id, "" if step.page.on_one_page else step.item), step)
        return tuple(found.values())

    def seen_with(self, step: Step) -> tuple[Step, ...]:
        """The steps that are on one page with this one, itself among them."""
        if not step.page.on_one_page:
            return (step,)
        return tuple(each for each in self.steps if each.page.id == step.page.id)

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
    derived = _derived(Same(framework), Same(form))
    unconditional = _unconditional(Same(framework), Same(form))
    section_of = form.section_of
    for (_section, for_each, _alone), together in groupby(form.pages, key=_asked_with):
        pages = tuple(together)  # all that is asked about a unit, then the next unit
        for item, page in product(_passes(framework, for_each, live), pages):
            names = lookup(framework, form, live, item)
            if section_of and (section := section_of.get(page.id)) and not holds(section.when, names):
                continue
            if not holds(page.when, names):
                continue
            seen: list[Question] = []
            if page.id in unconditional and not answers:
                seen += page.questions
            for question in page.questions[len(seen) :]:
                if question.when is not None and not holds(question.when, names):
                    continue
                seen.append(question)
                if question.id in derived:
                    answer = as_it_counts(framework, question, answers.get(AnswerKey(question.id, item)), names)
                elif answers:
                    answer = answers.get(AnswerKey(question.id, item))
                else:
                    continue
                if answer is not None:
                    live[AnswerKey(question.id, item)] = answer
            if seen or not page.questions:
                visits.append(Visit(Step(page, item), tuple(seen)))
    return Walk(tuple(visits), live)


def _asked_with(page: Page) -> tuple[str | None, str | None, str]:
    """What pages have in common that are asked about one unit after the other; one for all of them stands alone."""
    return page.section, page.for_each, page.id if page.on_one_page else ""


def path_of(framework: Framework, form: Form, answers: Answers) -> tuple[Step, ...]:
    """The steps that these answers lead to, in order."""
    return walk(framework, form, answers).steps


@lru_cache(maxsize=256)
def _unconditional(framework: Same[Framework], form: Same[Form]) -> frozenset[str]:
    """The pages on which every question stands whatever was answered, and none decides another's answer."""
    derived = _derived(framework, form)
    return frozenset(
        page.id
        for page in form.it.pages
        if all(question.when is None and question.id not in derived for question in page.questions)
    )


def decides(form: Form, page: Page) -> bool:
    """Whether an answer on this page has a say in the path: a condition, formula or `for_each` names it."""
    return _decides(Same(form), Same(page))


@lru_cache(maxsize=1024)
def _decides(form: Same[Form], page: Same[Page]) -> bool:
    return not _deciding(form).isdisjoint(question.id for question in page.it.questions)


def as_it_counts(
    framework: Framework, question: Question, answer: Answer | None, names: Callable[[str], object]
) -> Answer | None:
    """A question's answer where others decide it: a formula's value; a choice only of options offered now."""
    formula = question.formula
    if formula is not None:
        value = parse(formula).value(names)
        return Answer(float(value)) if isinstance(value, float | int) else None
    if answer is None or answer.value is None:
        return answer
    if (among := getattr(question.settings, "among", None)) is not None:
        before = names(among)
        offered = set(before) if isinstance(before, tuple) else set()
    else:
        offered = {option.id for option in framework.options_of(question) if holds(option.when, names)}
    if not isinstance(answer.value, tuple):
        return answer if answer.value in offered else None
    left = tuple(option for option in answer.value if option in offered)
    return replace(answer, value=left) if left else None


@lru_cache(maxsize=256)
def _derived(framework: Same[Framework], form: Same[Form]) -> frozenset[str]:
    """The questions whose answers others decide: with a formula, conditions on options, or units chosen before."""
    return frozenset(
        question.id
        for question in form.it.question.values()
        if question.formula is not None
        or getattr(question.settings, "among", None) is not None
        or any(option.when for option in framework.it.options_of(question))
    )


@lru_cache(maxsize=256)
def _deciding(form: Same[Form]) -> frozenset[str]:
    """The questions that a condition, a formula or a `for_each` of the form names."""
    pages = form.it.pages
    questions = tuple(form.it.question.values())
    conditions = {page.when for page in pages} | {each.when for each in questions}
    conditions |= {each.formula for each in questions} | {section.when for section in form.it.sections}
    conditions |= {option.when for each in questions for option in each.options}
    among = {name for each in questions if (name := getattr(each.settings, "among", None))}
    passes = among | {page.for_each for page in pages if page.for_each}
    return frozenset(passes).union(*(parse(condition).names for condition in conditions if condition))


def questions_of(framework: Framework, form: Form, step: Step, answers: Answers) -> tuple[Question, ...]:
    """The questions to be seen on a step now; none for a step that is not on the path."""
    return walk(framework, form, answers).questions_of(step)


def on_path(framework: Framework, form: Form, answers: Answers) -> Answers:
    """Only the answers that lie on the path; the others are kept in the response and count as missing."""
    return walk(framework, form, answers).answers


def lookup(framework: Framework, form: Form, answers: Answers, item: str) -> Callable[[str], object]:
    """What names mean in an expression, seen from a pass (`item`) or from outside of one (`item` "").

    Inside a pass a name is this pass's answer, else the answer given outside. Outside, the name of a
    question that is asked in passes is what each pass answered, for count, sum, mean, min, max, any and all.
    """
    page_of = form.page_of

    def value_of(name: str) -> object:
        page = page_of.get(name)
        if page is None:
            return None
        if page.for_each and not item:
            passes = _passes(framework, page.for_each, answers)
            return Passes((each, answer_of(name, each)) for each in passes)
        return answer_of(name, item if page.for_each else "")

    def answer_of(name: str, pass_: str) -> object:
        value = plain(answers.get(AnswerKey(name, pass_)))
        return _chosen(framework, form.question[name], value) if isinstance(value, str) else value

    return value_of


def _chosen(framework: Framework, question: Question, value: str) -> str:
    """The option that was chosen, with its points and words; any other text as it is."""
    option = next((each for each in framework.options_of(question) if each.id == value), None)
    return value if option is None else Choice.of(value, option.value, str(option.label))


def plain(answer: Answer | None) -> object:
    """An answer's value as a condition sees it: None where it is missing; a ratio is its quotient, a span its days."""
    if answer is None or answer.missing is not Missing.PRESENT:
        return None
    value: Value | None = answer.value
    if isinstance(value, Mapping):
        if "start" in value and "end" in value:
            return value["end"] - value["start"] + 1
        done, due = value.get("done"), value.get("due")
        return done / due if done is not None and due else None
    return value


def holds(condition: str | None, names: Callable[[str], object]) -> bool:
    """Whether a `when` is met; missing counts as false, no condition as true."""
    return condition is None or bool(parse(condition).value(names))


def _passes(framework: Framework, for_each: str | None, live: Answers) -> tuple[str, ...]:
    if for_each is None:
        return ("",)
    answer = live.get(AnswerKey(for_each))
    chosen = plain(answer)
    if answer is None or not isinstance(chosen, tuple):
        return ()
    return tuple(item for item in chosen if item in framework.unit or item in answer.details)
