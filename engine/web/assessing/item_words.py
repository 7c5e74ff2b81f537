"""What was answered, said and done about an item, in words, as far as the unit may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.appraisal.asked import AskedItem
from engine.appraisal.case import Case
from engine.questionnaire import path
from engine.questionnaire.answers import AnswerKey, Answers
from engine.questionnaire.piping import title_of
from engine.store.assessment_nouns import Said, Stage, Step, StepKind, Turn, Verdict
from engine.web.assessing import unit_words
from engine.web.assessing.here import Here
from engine.web.forms.given import in_words
from engine.web.house import house
from engine.web.languages import language
from engine.wording.catalog import say

SHOWN_FROM: Mapping[Turn, frozenset[Stage]] = {
    Turn.FIRST: frozenset(Stage) - {Stage.FILLING, Stage.APPRAISAL},
    Turn.SECOND: frozenset({Stage.SETTLED}),
    Turn.COUNCIL: frozenset({Stage.SETTLED}),
}
"""At which stages a unit sees the verdicts of a turn: never while they are being made."""


def seen_verdicts(case: Case, question: str) -> list[Verdict]:
    """What was said of an item, as far as the unit may see it, the first turn first."""
    stage = case.assessment.stage
    given = (case.verdict_in.get((question, turn)) for turn in Turn if stage in SHOWN_FROM[turn])
    return [each for each in given if each is not None]


def claimed_words(here: Here, asked: AskedItem) -> tuple[str, ...]:
    """What the unit answered, pass by pass."""
    return said_words(here, asked, {AnswerKey(asked.id, of): each for (_, of), each in asked.answers.items()})


def said_words(here: Here, asked: AskedItem, said: Answers) -> tuple[str, ...]:
    """Answers to the item in words, whoever gave them; each after the unit or row that it is about."""
    whole, words = {**here.walked.answers, **said}, language()
    found: list[str] = []
    for key in said:
        told = in_words(here.framework, here.form, asked.question, whole, key, here.offered.vocabulary, words)
        about = title_of(here.framework, path.Step(asked.page, key.item), whole, words)
        found += [f"{about}: {', '.join(told)}"] if about and told else told
    return tuple(found)


@dataclass(frozen=True)
class ToldStep:
    """A step of the history in words."""

    step: Step
    before: tuple[str, ...]
    after: tuple[str, ...]


def history(here: Here, asked: AskedItem) -> list[ToldStep]:
    """The item's history, newest first; no verdict that was not sent to the unit."""
    known = {(each.by, each.at) for each in seen_verdicts(here.begun, asked.id)}
    told = all_steps(here, asked)
    return [each for each in told if each.step.step is not StepKind.VERDICT or (each.step.by, each.step.at) in known]


def all_steps(here: Here, asked: AskedItem) -> list[ToldStep]:
    """The item's whole history, newest first, for those who appraise."""
    steps = house().store.steps(here.round_.id, here.unit.id, asked.id, most=200)
    return [ToldStep(each, _side(here, asked, each.before), _side(here, asked, each.after)) for each in steps]


_SAID = (StepKind.CLAIMED, StepKind.EXPLAINED)


def replaced(told: Sequence[ToldStep], me: str) -> list[ToldStep]:
    """Of a history, newest first: what I said last and somebody else has since put other words in the place of."""
    found: list[ToldStep] = []
    for kind in _SAID:
        latest = [each for each in told if each.step.step is kind][:2]
        if len(latest) == 2 and latest[0].step.by != me == latest[1].step.by:
            found.append(latest[0])
    return found


def _side(here: Here, asked: AskedItem, said: Said) -> tuple[str, ...]:
    words = [
        say(unit_words.WORDS[name].get(word, word), language()) if name in unit_words.WORDS else word
        for name, word in said.words.items()
        if word and name not in ("turn", "reason")
    ]
    return (*words, *said_words(here, asked, said.answers))
