"""Makes the reports that plugins offer of a unit's answers; one that cannot be made is told, and harms nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from engine.appraisal.points import points_of
from engine.catalog import Offered
from engine.framework.models import Form
from engine.framework.unit_reports import MadeReport, UnitAnswers, UnitReport
from engine.plugins import raised
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answers
from engine.questionnaire.asking import asked, standing
from engine.questionnaire.names import lookup
from engine.questionnaire.path import walk

SHEET_NAME = re.compile(r"(?!')[^\[\]:*?/\\]{1,31}(?<!')")
"""What a workbook takes as the name of a sheet."""


def fitting(reports: Iterable[UnitReport], form: Form) -> tuple[UnitReport, ...]:
    """Those that can be made of answers to this form."""
    return tuple(each for each in reports if each.fits(form))


def answers_for(
    offered: Offered, form: Form, unit: str, answers: Answers, round_title: str, on: date, language: str
) -> UnitAnswers:
    """What a report is made from: what lies on the path of these answers, in words too, and what it comes to."""
    on_path = walk(offered.framework, form, answers).answers
    points = points_of(offered, form.id, unit, answers)
    return UnitAnswers(
        offered.framework,
        form,
        offered.framework.unit[unit],
        round_title,
        on,
        {(of, item): answer.value for (of, item), answer in on_path.items() if answer.value is not None},
        _in_words(offered, form, on_path, language),
        {row: name for key, answer in on_path.items() if not key.item for row, name in answer.details.items()},
        {name: each.score for name, each in points.items() if each.score is not None},
        {name: each.most for name, each in points.items() if each.most is not None},
    )


def _in_words(offered: Offered, form: Form, answers: Answers, language: str) -> Mapping[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for key, answer in answers.items():
        if answer.value is None:
            continue
        question = form.question[key.question]
        names = lookup(offered.framework, form, answers, key.item)
        before = standing(asked(offered.framework, question, language), names, answer.details)
        found[key.question, key.item] = ", ".join(
            offered.vocabulary.question_types[question.type].in_words(before, answer.value)
        )
    return found


def made(report: UnitReport, told: UnitAnswers) -> MadeReport:
    """The report. ThuocDoError where its plugin raises, or returns what no workbook can be made of."""
    try:
        found: object = report.make(told)
    except Exception as broken:
        raise _failed(report, f"its plugin raised {raised(broken)}") from broken
    if not isinstance(found, MadeReport):
        raise _failed(report, "its plugin returned no `MadeReport`")
    names = [sheet.name for sheet in found.sheets]
    if not names or len({name.casefold() for name in names}) < len(names) or not all(map(SHEET_NAME.fullmatch, names)):
        raise _failed(report, f"no workbook has such sheets: {', '.join(f'“{name}”' for name in names)}")
    return found


def _failed(report: UnitReport, what: str) -> ThuocDoError:
    return ThuocDoError(f"The report {report.name} could not be made: {what}.")
