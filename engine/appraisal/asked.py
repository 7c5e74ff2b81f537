"""What an assessment consists of: the questions that a unit is asked now, and which of them somebody verifies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.framework.expressions import parse
from engine.framework.models import Audience, Form, Framework, Node, Page, Question
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.checking import is_open
from engine.questionnaire.deciding import rests_on
from engine.questionnaire.identity import Same
from engine.questionnaire.path import Walk, walk
from engine.questionnaire.together import unmet


@dataclass(frozen=True)
class AskedItem:
    """A question on the path of a unit's answers, with all passes in which it is asked ("" outside of any)."""

    question: Question
    page: Page
    passes: tuple[str, ...]
    answers: Answers
    is_judged: bool
    bodies: tuple[str, ...]

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer in any pass; that it does not apply is one."""
        return any(not is_open(answer) for answer in self.answers.values())

    @property
    def is_whole(self) -> bool:
        """Whether there is an answer in every pass."""
        return all(not is_open(self.answers.get(AnswerKey(self.id, item))) for item in self.passes)

    @property
    def needs_proof(self) -> bool:
        """Whether what is claimed has to be proven, or else explained."""
        return self.question.proof == "required"

    @property
    def takes_proof(self) -> bool:
        """Whether evidence may be shown."""
        return self.question.proof != "none"


def unit_form(framework: Framework) -> Form | None:
    """The form that units fill in about themselves; None where there is none."""
    return next((form for form in framework.forms if form.audience is Audience.UNIT), None)


def asked_items(
    framework: Framework, vocabulary: Vocabulary, form: Form, answers: Answers, walked: Walk | None = None
) -> tuple[AskedItem, ...]:
    """What a unit with these answers is asked, in the order of the form."""
    walked = walk(framework, form, answers) if walked is None else walked
    found: dict[str, list[str]] = {}
    for visit in walked.visits:
        for question in visit.questions:
            if vocabulary.question_types[question.type].takes(question):
                found.setdefault(question.id, []).append(visit.step.item)
    judging, bodies, order = judged(framework), bodies_of(framework), _order(Same(form))
    return tuple(
        AskedItem(
            form.question[name], form.page_of[name], tuple(passes := found[name]), _in(walked.answers, name, passes),
            name in judging, bodies.get(name, ()),
        )
        for name in sorted(found, key=order.__getitem__)
    )  # fmt: skip


def failing_checks(framework: Framework, vocabulary: Vocabulary, form: Form, answers: Answers) -> tuple[str, ...]:
    """The questions beside which a check of the form does not hold; nobody is held to what may be confirmed."""
    if not (form.checks or any(page.checks for page in form.pages)):
        return ()
    found = unmet(framework, form, walk(framework, form, answers), answers, vocabulary, framework.languages[0])
    return tuple(dict.fromkeys(each.on for each in found if not each.confirm))


def _in(answers: Answers, question: str, passes: list[str]) -> Mapping[AnswerKey, Answer]:
    found = {}
    for item in passes:
        key = AnswerKey(question, item)
        if (answer := answers.get(key)) is not None:
            found[key] = answer
    return found


@lru_cache(maxsize=64)
def _order(form: Same[Form]) -> Mapping[str, int]:
    return {name: place for place, name in enumerate(form.it.question)}


def judged(framework: Framework) -> frozenset[str]:
    """The questions that appraisers judge: scores rest on them, or they must be proven or verified.

    What only decides who is asked what, or is asked for information, stays as it was claimed.
    """
    return _judged(Same(framework))


@lru_cache(maxsize=64)
def _judged(framework: Same[Framework]) -> frozenset[str]:
    whole = framework.it
    asked = {
        name: each for form in whole.forms if form.audience is Audience.UNIT for name, each in form.question.items()
    }
    read = {name for leaf in whole.indicators for name in leaf.source}
    for expression in (*(gate.when for gate in whole.gates), *(extra.points for extra in whole.extras)):
        read |= set(parse(expression).names)
    own = {name for name, each in asked.items() if each.proof == "required" or each.verified_by is not None}
    return frozenset(made_of(read | own, asked))


def made_of(names: set[str], asked: Mapping[str, Question]) -> set[str]:
    """These, or where they are worked out, the questions that they are worked out from."""
    found: set[str] = set()
    waiting, met = [name for name in names if name in asked], set()
    while waiting:
        name = waiting.pop()
        if asked[name].formula is None and not asked[name].lists:
            found.add(name)
        elif name not in met:
            met.add(name)
            waiting += [each for each in rests_on(asked[name]) if each in asked]
    return found


def read_by(framework: Framework) -> Mapping[str, tuple[str, ...]]:
    """By question, the indicators that read it, be it through what is worked out from it."""
    return _read_by(Same(framework))


@lru_cache(maxsize=64)
def _read_by(framework: Same[Framework]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for leaf in framework.it.indicators:
        for name in made_of(set(leaf.source), framework.it.question):
            found.setdefault(name, []).append(leaf.id)
    return {name: tuple(leaves) for name, leaves in found.items()}


def bodies_of(framework: Framework) -> Mapping[str, tuple[str, ...]]:
    """By question, the bodies that verify it: its own, else those of the indicators that read it."""
    return _bodies_of(Same(framework))


@lru_cache(maxsize=64)
def _bodies_of(framework: Same[Framework]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for leaf, body in _leaves(framework.it.index, None):
        for name in made_of(set(leaf.source), framework.it.question):
            if body is not None:
                found.setdefault(name, {})[body] = None
    own = {name: each.verified_by for name, each in framework.it.question.items() if each.verified_by is not None}
    return {**{name: tuple(bodies) for name, bodies in found.items()}, **{name: (body,) for name, body in own.items()}}


def _leaves(node: Node, above: str | None) -> Iterator[tuple[Node, str | None]]:
    """The indicators, each with the body that verifies it."""
    body = node.verified_by or above
    if node.is_indicator:
        yield node, body
    for child in node.children:
        yield from _leaves(child, body)
