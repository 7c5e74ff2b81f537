"""Responses as the arrays that scoring reads: a record for each rated unit, one about the respondent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Audience, Framework, Question, Unit
from engine.framework.question_types import Asked, QuestionType, Yields
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.offering import chance_of_pass
from engine.questionnaire.path import Walk, walk
from engine.questionnaire.quality import Given, flags_between, given_in
from engine.scoring.arrays import BoolArray, Column, Records, Snapshot, UnitRow
from engine.scoring.merging import SUCCESSOR

SKIPPED = Answer(None, Missing.SKIPPED)

ONLINE = "online"
ORIGINS = (ONLINE, "paper", "phone")
"""How answers come: typed by who answers, or keyed in from paper or a telephone call."""

ONE_GROUP = ""
"""The group of all units where nobody declared groups."""


@dataclass(frozen=True)
class Filled:
    """A sent response: its form, the unit that assesses itself ("" for respondents), its answers.

    `flags` were raised when it was sent, `day` is that day as text, `origin` how the answers came (`ORIGINS`),
    `stratum` as much of it as may be told.
    """

    form_id: str
    unit: str
    answers: Answers
    flags: tuple[str, ...] = ()
    day: str = ""
    origin: str = ONLINE
    stratum: str = ""


@dataclass
class _Cells:
    """A question's answers while they are gathered: which records asked it, and what was said."""

    asked: list[int]
    answers: list[Answer]


def register_of(framework: Framework, met: Iterable[str] = ()) -> tuple[UnitRow, ...]:
    """The units where no file names them: the framework's register and, in its `others` group, those met beside it.

    A framework without a register has all units in one group. Units that a register without `others` does not list
    are not among the result; whoever met them complains.
    """
    register = framework.units
    listed = [UnitRow(unit.id, str(unit.title), unit.group, _labels_of(unit)) for unit in register.list]
    known = {unit.id for unit in listed}
    beside = [name for name in dict.fromkeys(met) if name not in known]
    if register.others is not None:
        return (*listed, *(UnitRow(name, name, register.others) for name in beside))
    if listed:
        return tuple(listed)
    return tuple(UnitRow(name, name, ONE_GROUP) for name in beside)


def _labels_of(unit: Unit) -> tuple[tuple[str, str], ...]:
    """The words that a unit may be grouped by, and where it went."""
    own = {name: word for name, word in unit.labels.items() if name != SUCCESSOR}
    return tuple((own | ({SUCCESSOR: unit.successor} if unit.successor else {})).items())


def snapshot_of(
    framework: Framework,
    vocabulary: Vocabulary,
    responses: Iterable[Filled],
    units: tuple[UnitRow, ...] | None = None,
) -> Snapshot:
    """The snapshot of these responses; only answers on the path count, the others were not asked.

    What a response says outside of passes is about the respondent (unit -1) or the self-assessing unit. `units` are
    those of the register unless others are given.
    """
    units = register_of(framework) if units is None else units
    position = {unit.id: index for index, unit in enumerate(units)}
    rated: list[int] = []
    respondent: list[int] = []
    weight: list[float] = []
    cells = {question_id: _Cells([], []) for question_id in framework.question}
    raised: list[set[str]] = []
    finished: list[Given] = []
    strata: dict[str, int] = {}
    of_stratum: list[int] = []
    for number, filled in enumerate(responses):
        of_stratum.append(strata.setdefault(filled.stratum, len(strata)))
        form = framework.form.get(filled.form_id)
        walked = walk(framework, form, filled.answers) if form else Walk((), {})
        raised.append(set(filled.flags))
        finished += _finished(framework, filled, walked, number)
        records = {"": len(rated)}
        rated.append(position.get(filled.unit, -1))
        weight.append(1.0)
        for visit in walked.visits:
            item = visit.step.item
            if item not in records:
                records[item] = len(rated)
                rated.append(position.get(item, rated[records[""]]))  # a row is told about whom the response is about
                weight.append(1 / chance_of_pass(form, visit.step, filled.answers) if form else 1.0)
            for question in visit.questions:
                given = walked.answers.get(AnswerKey(question.id, item), SKIPPED)
                cells[question.id].asked.append(records[item])
                cells[question.id].answers.append(given)
        respondent += [number] * (len(rated) - len(respondent))
    total = len(rated)
    for place, flags in flags_between(framework, finished):
        raised[place] |= flags
    kinds = vocabulary.question_types
    columns = {
        question_id: column_of(
            framework, question, kinds[question.type], cells[question_id].asked, cells[question_id].answers, total
        )
        for question_id, question in framework.question.items()
        if kinds[question.type].yields is not Yields.NOTHING
    }
    return Snapshot(
        units=units,
        records=Records(
            unit=np.array(rated, dtype=np.int64),
            respondent=np.array(respondent, dtype=np.int64),
            weight=np.array(weight),
            stratum=np.array([of_stratum[number] for number in respondent], dtype=np.int64),
            columns=columns,
            strata=tuple(strata) or ("",),
            flags=flags_of_records([raised[number] for number in respondent]),
        ),
    )


def _finished(framework: Framework, filled: Filled, walked: Walk, number: int) -> list[Given]:
    """The response as it is looked at for signs of careless answers; none where it is not looked at."""
    form = framework.form.get(filled.form_id)
    if framework.quality is None or form is None or form.audience is not Audience.RESPONDENTS:
        return []
    day = filled.day if filled.origin == ONLINE else ""  # of what was keyed in only the clerk's day is known
    return [replace(given_in(form, walked), day=day, place=number)]


def flags_of_responses(framework: Framework, responses: Sequence[Filled]) -> list[frozenset[str]]:
    """The flags of each response: those raised when it was sent, and those that the others together raise."""
    raised = [set(filled.flags) for filled in responses]
    finished: list[Given] = []
    for number, filled in enumerate(responses):
        form = framework.form.get(filled.form_id)
        if form is not None and framework.quality is not None:
            finished += _finished(framework, filled, walk(framework, form, filled.answers), number)
    for place, flags in flags_between(framework, finished):
        raised[place] |= flags
    return [frozenset(flags) for flags in raised]


def flags_of_records(raised: Sequence[Collection[str]]) -> dict[str, BoolArray]:
    """Flags by name from those of each record's response; a flag that nobody raised is left out."""
    names = sorted({name for flags in raised for name in flags})
    return {name: np.array([name in flags for flags in raised], dtype=bool) for name in names}


def column_of(
    framework: Framework,
    question: Question,
    kind: QuestionType,
    asked: Sequence[int],
    answers: Sequence[Answer],
    total: int,
) -> Column:
    """One question's column of `total` records; `asked` are those in which it was asked."""
    options = framework.options_of(question)
    names = tuple(option.id for option in options)
    if kind.yields is Yields.UNITS:
        names = tuple(unit.id for unit in framework.units.list)
    place = {name: index for index, name in enumerate(names)}
    worth = [np.nan if option.value is None else option.value for option in options]
    several = kind.yields in (Yields.OPTIONS, Yields.UNITS) or any(isinstance(each.value, tuple) for each in answers)
    values = np.full(total, np.nan)
    codes = np.full(total, -1, dtype=np.int64)
    reasons = np.full(total, int(Missing.NOT_ASKED), dtype=np.int8)
    picks = np.zeros((len(names), total), dtype=np.bool_) if several else None
    places = np.zeros((len(names), total), dtype=np.int64) if kind.ordered else None
    parts = {part: np.full(total, np.nan) for part in _parts(question, kind, answers)}
    for record, answer in zip(asked, answers, strict=True):
        reason = answer.missing
        if reason is Missing.PRESENT and answer.value is None:
            reason = Missing.SKIPPED
        reasons[record] = int(reason)
        if reason is not Missing.PRESENT:
            continue
        match answer.value:
            case tuple() as chosen:
                for position, name in enumerate(chosen, start=1):
                    if picks is not None and name in place:
                        picks[place[name], record] = True
                        if places is not None:
                            places[place[name], record] = position
            case str() as name if name in place and options:
                codes[record] = place[name]
                values[record] = worth[place[name]]
            case date() as day:
                values[record] = day.toordinal()
            case float() | int() as number:
                values[record] = number
            case Mapping() as both:
                for part, number in both.items():
                    parts[part][record] = number
    return Column(values=values, codes=codes, reasons=reasons, options=names, picks=picks, places=places, parts=parts)


def _parts(question: Question, kind: QuestionType, answers: Sequence[Answer]) -> list[str]:
    own = list(kind.parts(Asked(question))) if kind.yields is Yields.PARTS else []
    found = {part for answer in answers if isinstance(answer.value, Mapping) for part in answer.value}
    return own + sorted(found - set(own))
