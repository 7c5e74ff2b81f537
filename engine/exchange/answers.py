"""Answers from CSV `respondent,unit,question,value[,weight][,stratum]`: records as scoring reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from engine.exchange.computed import work_out
from engine.exchange.rows import Row, Sheet, meant, number, read_sheet
from engine.framework.missing import REASONS, Missing
from engine.framework.models import Framework, Question
from engine.framework.question_types import Yields
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.path import walk
from engine.scoring.arrays import Records, UnitRow
from engine.snapshots import column_of

_DAY, _MONTH = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{4}-\d{2}")


@dataclass
class Given:
    """The rows of an answers file by (respondent, unit) and question, not yet arrays."""

    sheet: Sheet
    cells: dict[tuple[str, str], dict[str, list[Answer]]] = field(default_factory=dict)
    weight: dict[str, float] = field(default_factory=dict)
    stratum: dict[str, str] = field(default_factory=dict)
    met: dict[str, Row] = field(default_factory=dict)


_SEVERAL = (Yields.OPTIONS, Yields.UNITS, Yields.ROWS)
"""What a question may yield several of: a row each."""


def _answer(
    given: Given, row: Row, framework: Framework, question: Question, part: str, yields: Yields
) -> Answer | None:
    text = row.cells["value"]
    where = f"{row.cells['respondent']}, {question.id}"
    if not text:
        return Answer(None, Missing.SKIPPED)
    if text.startswith("!"):
        if text[1:] in REASONS:
            return Answer(None, REASONS[text[1:]])
        words = ", ".join(f"!{word}" for word in REASONS)
        given.sheet.complain(row.line, where, f"`{text}` is no reason.", f"Use one of: {words}.")
        return None
    options = {option.id: option for option in framework.options_of(question)}
    if options:
        if text not in options:
            mend = meant(text, options) or f"Use one of: {', '.join(options)}."
            given.sheet.complain(row.line, where, f"there is no option `{text}`.", mend)
            return None
        reason = options[text].missing
        return Answer(text, REASONS[reason] if reason else Missing.PRESENT)
    if yields is Yields.DATE or (yields is Yields.PARTS and _DAY.fullmatch(text)):
        try:
            day = date.fromisoformat(f"{text}-01" if _MONTH.fullmatch(text) else text)
        except ValueError:
            given.sheet.complain(row.line, where, f"`{text}` is no date.", "Write it as 2026-12-31.")
            return None
        return Answer({part: float(day.toordinal())} if part else day)
    if yields in (Yields.NUMBER, Yields.PARTS):
        figure = number(given.sheet, row, where, text)
        if figure is None:
            return None
        return Answer({part: figure} if part else figure)
    return Answer((text,) if yields in _SEVERAL else text)


def _merged(answers: Sequence[Answer]) -> Answer:
    """Several rows of one question: several choices, or the parts of one answer."""
    if len(answers) == 1:
        return answers[0]
    if isinstance(answers[0].value, Mapping):
        parts = [each.value for each in answers if isinstance(each.value, Mapping)]
        return Answer({name: figure for part in parts for name, figure in part.items()})
    names: list[str] = []
    for each in answers:
        if each.missing is Missing.PRESENT and isinstance(each.value, str | tuple):
            names += [each.value] if isinstance(each.value, str) else each.value
    return Answer(tuple(names)) if names else answers[0]


def _whole(yields: Yields, several: Sequence[Answer]) -> Answer:
    merged = _merged(several)
    if yields is Yields.OPTIONS and merged.missing is Missing.PRESENT and isinstance(merged.value, str):
        return Answer((merged.value,))
    return merged


def _owed(framework: Framework, given: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """The answers as they count: of a self-assessed form those on its path, and an empty one where a row is lacking.

    Pages that are passed once a unit are left as they are: their answers are other records.
    """
    counted = dict(given)
    for form in framework.forms:
        own = {q for q in form.question if not form.page_of[q].for_each}
        if form.unanswered is None or own.isdisjoint(given):
            continue
        answers = {AnswerKey(q): given[q] for q in own & given.keys()}
        visits = walk(framework, form, answers).visits
        seen = {q.id for visit in visits if not visit.step.page.for_each for q in visit.questions}
        for question in own:
            counted.pop(question, None)
        counted |= {q: given.get(q, Answer(None, Missing.SKIPPED)) for q in form.question if q in seen}
    return counted


def _yields(question: Question, vocabulary: Vocabulary) -> Yields:
    return vocabulary.question_types[question.type].yields


def read_answers(path: Path, framework: Framework, vocabulary: Vocabulary) -> Given:
    """Read an answers file; what is wrong is in its sheet. OSError if it cannot be read."""
    given = Given(read_sheet(path))
    sheet = given.sheet
    if sheet.problems or not sheet.need(["respondent", "unit", "question", "value"]):
        return given
    questions = {question.code: question for question in framework.question.values() if question.code}
    by_name = questions | dict(framework.question)
    first: dict[tuple[str, str, str, str], int] = {}
    for row in sheet.rows:
        respondent, unit, name = row.cells["respondent"], row.cells["unit"], row.cells["question"]
        whole, _, part = name.partition(".") if name not in by_name else (name, "", "")
        question = by_name.get(whole)
        if question is None:
            sheet.complain(row.line, respondent, f"there is no question `{name}`.", meant(name, by_name))
            continue
        yields = _yields(question, vocabulary)
        value = row.cells["value"] if yields in _SEVERAL else part
        key = (respondent, unit, name, value)
        if key in first:
            sheet.complain(
                row.line,
                f"{respondent}, {name}",
                f"the row is doubled: line {first[key]} is the first.",
                "Keep one of them.",
            )
            continue
        first[key] = row.line
        _design(given, row, respondent)
        if unit:
            given.met.setdefault(unit, row)
        answer = _answer(given, row, framework, question, part, yields)
        if answer is not None:
            given.cells.setdefault((respondent, unit), {}).setdefault(question.id, []).append(answer)
    return given


def _design(given: Given, row: Row, respondent: str) -> None:
    """Weight and stratum of a respondent: the same on all its rows."""
    stratum = row.cells.get("stratum", "")
    if given.stratum.setdefault(respondent, stratum) != stratum:
        given.sheet.complain(row.line, respondent, "two strata for one respondent.", "Give the same on all rows.")
    written = row.cells.get("weight", "")
    weight = number(given.sheet, row, respondent, written) if written else 1.0
    if weight is not None and weight < 0:
        given.sheet.complain(row.line, respondent, "a weight below zero.", "Weights are 0 or above.")
    if weight is not None and given.weight.setdefault(respondent, weight) != weight:
        given.sheet.complain(row.line, respondent, "two weights for one respondent.", "Give the same on all rows.")


def complain_of_strangers(given: Given, units: Sequence[UnitRow]) -> None:
    """Note every unit of the file that is not among those scored, at the first line that names it."""
    known = {unit.id for unit in units}
    for name, row in given.met.items():
        if name not in known:
            mend = meant(name, known) or "Add it to the units, or remove its rows."
            given.sheet.complain(row.line, "", f"there is no unit `{name}`.", mend)


def records_of(
    given: Given, framework: Framework, vocabulary: Vocabulary, units: Sequence[UnitRow]
) -> Records:
    """The answers as arrays: one record a respondent and unit."""
    position = {unit.id: column for column, unit in enumerate(units)}
    respondents = {name: place for place, name in enumerate(dict.fromkeys(who for who, _ in given.cells))}
    strata = tuple(dict.fromkeys(given.stratum.values())) or ("",)
    asked: dict[str, list[int]] = {question: [] for question in framework.question}
    answers: dict[str, list[Answer]] = {question: [] for question in framework.question}
    wholes = {
        key: {
            question: _whole(_yields(framework.question[question], vocabulary), several)
            for question, several in cells.items()
        }
        for key, cells in given.cells.items()
    }
    work_out(framework, wholes)
    for record, whole in enumerate(wholes.values()):
        for question, answer in _owed(framework, whole).items():
            asked[question].append(record)
            answers[question].append(answer)
    who = [name for name, _ in given.cells]
    return Records(
        unit=np.array([position.get(unit, -1) for _, unit in given.cells], dtype=np.int64),
        respondent=np.array([respondents[name] for name in who], dtype=np.int64),
        weight=np.array([given.weight.get(name, 1.0) for name in who], dtype=np.float64),
        stratum=np.array([strata.index(given.stratum[name]) for name in who], dtype=np.int64),
        columns={
            question.id: column_of(
                framework,
                question,
                vocabulary.question_types[question.type],
                asked[question.id],
                answers[question.id],
                len(who),
            )
            for question in framework.question.values()
        },
        strata=strata,
    )
