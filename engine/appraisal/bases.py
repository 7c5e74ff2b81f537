"""The three bases of a score: what a unit claims, what appraisers found, what counts in the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.appraisal.asked import judged
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.checking import is_open
from engine.scoring.arrays import UnitRow
from engine.scoring.merging import SUCCESSOR
from engine.snapshots import Filled, register_of
from engine.store.assessment_nouns import Assessment, Standing, Turn, Verdict, VerdictKind

NOT_VERIFIED = Answer(None, Missing.NOT_VERIFIED)


class Basis(StrEnum):
    """What a score rests on."""

    CLAIMED = "claimed"
    APPRAISED = "appraised"
    FINAL = "final"


TURNS: Mapping[Basis, tuple[Turn, ...]] = {
    Basis.CLAIMED: (),
    Basis.APPRAISED: (Turn.FIRST,),
    Basis.FINAL: (Turn.FIRST, Turn.SECOND, Turn.COUNCIL),
}
"""Whose verdicts a basis knows; the last of them counts."""


@dataclass(frozen=True)
class Assessed:
    """The assessments of a round by unit, and their verdicts."""

    assessments: Mapping[str, Assessment]
    verdicts: Mapping[str, Sequence[Verdict]]

    @classmethod
    def of(cls, assessments: Iterable[Assessment], verdicts: Iterable[Verdict]) -> Assessed:
        """Both put in order."""
        by_unit: dict[str, list[Verdict]] = {}
        for each in verdicts:
            by_unit.setdefault(each.unit, []).append(each)
        return cls({each.unit: each for each in assessments}, by_unit)


def answers_on(framework: Framework, claimed: Answers, verdicts: Iterable[Verdict], basis: Basis) -> Answers:
    """A unit's answers on a basis.

    What is judged and was answered counts as the last verdict of the basis says: as claimed, or with the appraiser's
    own answers in its place. Without one it is missing, as not verified; so is what more was asked for. What was not
    answered, and what nobody judges, stays as it is unless a verdict puts an answer there.
    """
    if basis is Basis.CLAIMED:
        return claimed
    said = _last(verdicts, TURNS[basis])
    found: dict[AnswerKey, Answer] = {}
    judging = judged(framework)
    for key, answer in claimed.items():
        verdict = said.get(key.question)
        if verdict is not None and verdict.kind is VerdictKind.CHANGE:
            continue
        agreed = verdict is not None and verdict.kind is VerdictKind.AGREE
        found[key] = answer if agreed or key.question not in judging or is_open(answer) else NOT_VERIFIED
    for verdict in said.values():
        if verdict.kind is VerdictKind.CHANGE:
            found |= verdict.answers
    return found


def _last(verdicts: Iterable[Verdict], turns: Sequence[Turn]) -> dict[str, Verdict]:
    """The last verdict of each question among these turns; in later ones nobody asks for more, they decide."""
    found: dict[str, Verdict] = {}
    for each in sorted(verdicts, key=lambda verdict: verdict.turn):
        if each.turn in turns:
            found[each.question] = each
    return found


def responses_on(framework: Framework, responses: Iterable[Filled], assessed: Assessed, basis: Basis) -> list[Filled]:
    """The sent responses of a round on a basis; those of respondents, and of forms that nobody appraises, stay."""
    found = []
    for filled in responses:
        own = assessed.assessments.get(filled.unit)
        if own is None or own.form_id != filled.form_id:
            found.append(filled)
        else:
            answers = answers_on(framework, filled.answers, assessed.verdicts.get(filled.unit, ()), basis)
            found.append(replace(filled, answers=answers))
    return found


def units_on(framework: Framework, assessed: Assessed) -> tuple[UnitRow, ...]:
    """The units of the register; those that are set aside have no group, so that they are listed and not ranked.

    One that went into another has that one as its successor, whatever the register says.
    """
    known = assessed.assessments.values()
    apart = {each.unit: each.merged_into for each in known if each.standing is not Standing.RANKED}
    return tuple(_set_aside(unit, apart[unit.id]) if unit.id in apart else unit for unit in register_of(framework))


def _set_aside(unit: UnitRow, into: str) -> UnitRow:
    labels = {**dict(unit.labels), **({SUCCESSOR: into} if into else {})}
    return replace(unit, group=None, labels=tuple(labels.items()))
