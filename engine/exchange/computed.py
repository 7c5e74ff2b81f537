"""What a form works out from answers that come in files: a computed question has no row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.framework.expressions import parse
from engine.framework.models import Form, Framework, Question
from engine.framework.question_types import Names
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.path import as_it_counts, lookup

Cells = Mapping[tuple[str, str], dict[str, Answer]]
"""Answers by question, of each respondent and unit; unit "" for what is not about one."""

Rows = Mapping[tuple[str, str], Mapping[str, dict[str, Answer]]]
"""Answers by question, of each row of the lists that a respondent gave about a unit, by the row's id."""


def work_out(framework: Framework, cells: Cells, rows: Rows | None = None) -> None:
    """Put the value of each computed question among the answers of the record that it is about.

    A formula may read answers of the same unit or row, answers that are about none, and, for `sum` and the like,
    those of all passes. A row that gives a computed question is replaced: nobody is asked it.
    """
    listed = rows or {}
    by_respondent: dict[str, dict[str, dict[str, Answer]]] = {}
    for (respondent, unit), answers in cells.items():
        by_respondent.setdefault(respondent, {})[unit] = answers
    for form in framework.forms:
        for question in (each for each in form.question.values() if each.formula):
            over = form.page_of[question.id].for_each or ""
            for respondent, units in by_respondent.items():
                if over in form.question and form.question[over].type == "rows":
                    for unit in units:
                        passes = listed.get((respondent, unit), {})
                        seen = _seen(framework, form, units, unit) | _of_rows(form, passes)
                        for item, answers in passes.items():
                            if any(name in answers and form.page_of[name].for_each == over for name in form.question):
                                _put(framework, question, lookup(framework, form, seen, item), answers)
                    continue
                for unit in _about(form, question, units):
                    seen = _seen(framework, form, units, unit)
                    seen |= _of_rows(form, listed.get((respondent, unit), {}))
                    _put(framework, question, lookup(framework, form, seen, unit if over else ""), units[unit])


def _put(framework: Framework, question: Question, names: Names, answers: dict[str, Answer]) -> None:
    worked_out = as_it_counts(framework, question, None, names)
    answers.pop(question.id, None)
    if worked_out is not None:
        answers[question.id] = worked_out


def _of_rows(form: Form, passes: Mapping[str, Mapping[str, Answer]]) -> dict[AnswerKey, Answer]:
    """The answers about rows as the form keeps them."""
    return {
        AnswerKey(name, item): answer
        for item, answers in passes.items()
        for name, answer in answers.items()
        if name in form.question
    }


def _about(form: Form, question: Question, units: Mapping[str, dict[str, Answer]]) -> Iterator[str]:
    """The units whose record gets the value: those of the passes, or where the answers that it reads stand."""
    for_each = form.page_of[question.id].for_each
    read = parse(question.formula or "").names & form.question.keys()
    if for_each is None:
        alone = {name for name in read if form.page_of[name].for_each is None}
        yield from (unit for unit, answers in units.items() if alone & answers.keys() or (not alone and not unit))
        return
    passed = {name for name in form.question if form.page_of[name].for_each == for_each}
    yield from (unit for unit, answers in units.items() if unit and passed & answers.keys())


def _seen(
    framework: Framework, form: Form, units: Mapping[str, dict[str, Answer]], about: str
) -> dict[AnswerKey, Answer]:
    """A respondent's answers as the form keeps them, seen from one record; passes are those with answers."""
    seen: dict[AnswerKey, Answer] = {}
    for unit in ("", about, *units):
        for name, answer in units.get(unit, {}).items():
            page = form.page_of.get(name)
            if page is not None and (page.for_each or unit in ("", about)):
                seen[AnswerKey(name, unit if page.for_each else "")] = answer
    for for_each in {page.for_each for page in form.pages if page.for_each}:
        passed = {name for name in form.question if form.page_of[name].for_each == for_each}
        chosen = tuple(unit for unit, answers in units.items() if unit in framework.unit and passed & answers.keys())
        seen.setdefault(AnswerKey(for_each), Answer(chosen))
    return seen
