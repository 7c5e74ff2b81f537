"""What a form works out from answers that come in files: a computed question has no row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.exchange.row_lists import row_at, rows_of
from engine.framework.expressions import parse
from engine.framework.models import Form, Framework, Question
from engine.framework.question_types import Names
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.deciding import as_it_counts
from engine.questionnaire.names import holds, lookup
from engine.snapshots import SKIPPED

Record = tuple[str, str]
"""What a record of a respondent is about: a unit ("" for none), and the number of a row in a list ("" outside)."""

Cells = Mapping[tuple[str, str, str], dict[str, Answer]]
"""Answers by question, of each respondent and record."""


def work_out(framework: Framework, cells: Cells) -> None:
    """Put the value of each computed question among the answers of the record that it is about.

    A formula may read answers of the same unit or row, answers that are about none, and, for `sum` and the like, those
    of all passes. A row that gives a computed question is replaced: nobody is asked it.
    """
    respondents = by_respondent(cells)
    for form in framework.forms:
        for question in (each for each in form.question.values() if each.formula or each.lists):
            for records in respondents.values():
                for record in _about(form, question, records):
                    seen, item = _seen(framework, form, question, records, record)
                    names = lookup(framework, form, seen, item)
                    records[record].pop(question.id, None)
                    if _is_seen(form, question, names):
                        records[record][question.id] = as_it_counts(framework, question, None, names) or SKIPPED


def by_respondent(cells: Cells) -> dict[str, dict[Record, dict[str, Answer]]]:
    """The same answers by record, of each respondent."""
    found: dict[str, dict[Record, dict[str, Answer]]] = {}
    for (respondent, unit, row), answers in cells.items():
        found.setdefault(respondent, {})[unit, row] = answers
    return found


def _is_seen(form: Form, question: Question, names: Names) -> bool:
    page = form.page_of[question.id]
    section = form.section_of.get(page.id)
    return all(holds(each, names) for each in (section.when if section else None, page.when, question.when))


def _about(form: Form, question: Question, records: Mapping[Record, dict[str, Answer]]) -> Iterator[Record]:
    """The records that get the value: those of the passes, or where the answers that it reads stand."""
    for_each = form.page_of[question.id].for_each
    read = (parse(question.formula).names if question.formula else set(question.lists)) & form.question.keys()
    if for_each is not None:
        passed = _asked_with(form, for_each)
        yield from (record for record, answers in records.items() if record != ("", "") and passed & answers.keys())
        return
    alone = {name for name in read if form.page_of[name].for_each is None}
    once = {record: answers for record, answers in records.items() if not record[1]}
    found = [record for record, answers in once.items() if alone & answers.keys() or not (alone or record[0])]
    if not found and not alone:  # a unit that tells about its rows
        found = [record for record in once if any(record[0] == unit and row for unit, row in records)]
    yield from found


def _asked_with(form: Form, for_each: str) -> set[str]:
    """The questions that are asked in the passes over a question."""
    return {name for name, page in form.page_of.items() if page.for_each == for_each}


def _seen(
    framework: Framework, form: Form, question: Question, records: Mapping[Record, dict[str, Answer]], about: Record
) -> tuple[dict[AnswerKey, Answer], str]:
    """A respondent's answers as the form keeps them, seen from one record, and its pass."""
    unit, number = about
    seen, here = as_the_form_keeps_them(framework, form, records, unit), form.page_of[question.id].for_each
    if here is None:
        return seen, ""
    own = {**records.get(("", ""), {}), **records.get((unit, ""), {})}
    return seen, row_at(framework, own, here, int(number)) if number else unit


def as_the_form_keeps_them(
    framework: Framework, form: Form, records: Mapping[Record, dict[str, Answer]], unit: str
) -> dict[AnswerKey, Answer]:
    """A respondent's answers, all passes among them, seen from a unit ("" for none); passes have answers."""
    own = {**records.get(("", ""), {}), **records.get((unit, ""), {})}
    seen = {AnswerKey(name): answer for name, answer in own.items() if name in form.page_of}
    for for_each in dict.fromkeys(page.for_each for page in form.pages if page.for_each):
        passed, over = _asked_with(form, for_each), rows_of(framework, own, for_each)
        titles = dict(over.details)
        for (of, row), answers in records.items():
            if not passed & answers.keys() or (row and of != unit):
                continue
            item = row_at(framework, own, for_each, int(row)) if row else of
            if row:
                titles.setdefault(item, row)
            seen |= {AnswerKey(name, item): answer for name, answer in answers.items() if name in passed}
        units = (of for (of, row), given in records.items() if not row and passed & given.keys())
        passes = dict.fromkeys([*titles, *(of for of in units if of in framework.unit)])
        seen[AnswerKey(for_each)] = Answer(tuple(passes), details=titles)
    return seen
