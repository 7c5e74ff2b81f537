"""Makes the reports that plugins offer of a unit's answers; one that cannot be made is told, and harms nothing."""

from __future__ import annotations

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
    """The report. ThuocDoError where its plugin raises."""
    try:
        return report.make(told)
    except Exception as broken:
        raise ThuocDoError(
            f"The report {report.name} could not be made: its plugin raised {raised(broken)}."
        ) from broken
