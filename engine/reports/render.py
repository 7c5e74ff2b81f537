"""Scorecards and leagues as HTML: a fragment for a web page, or a whole document for print."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

import jinja2
from jinja2.runtime import Context

from engine.framework.text import Text
from engine.reports.errors import ErrorTable
from engine.reports.explained import ExplainedPage
from engine.reports.fonts import font_faces
from engine.reports.method import Phrase, Weighed
from engine.reports.nouns import League, MethodLine, Scorecard, Unranked
from engine.reports.own_answers import OwnAnswers
from engine.reports.quality import QualityTable
from engine.reports.questionnaire import Questionnaire
from engine.reports.rollup_nouns import Rollup
from engine.reports.waterfall import Label
from engine.reports.weight_lines import Crossed
from engine.reports.what_helps import WhatHelps
from engine.reports.words import MISSING, STATUS, SYNTHETIC
from engine.resources import folder
from engine.wording.catalog import say
from engine.wording.numbers import write_number
from engine.wording.order import sort_key
from engine.wording.templates import make_environment

BESIDE = {"rollup": ("broad.css",)}
"""Style sheets of a report beside those that all have."""


def scorecard_html(
    scorecard: Scorecard, language: str, *, standalone: bool, explain: Callable[[str], str] | None = None
) -> str:
    """A unit's scorecard; `standalone`: a whole document, else a fragment with classes only.

    `explain` gives the page that explains a node by its id, for numbers that lead there.
    """
    return _render("scorecard", scorecard, language, standalone, explain=explain)


def league_html(
    league: League,
    language: str,
    *,
    standalone: bool,
    address: Callable[[str], str] | None = None,
    explain: Callable[[str, str], str] | None = None,
) -> str:
    """The rankings of a round; `standalone`: a whole document, else a fragment with classes only.

    `address` gives the page of a unit's scorecard by its id, for rows that lead there, and `explain` that of the
    explanation of a unit's node.
    """
    return _render("league", league, language, standalone, address, explain)


def rollup_html(rollup: Rollup, language: str, *, standalone: bool, address: Callable[[str], str] | None = None) -> str:
    """All units at once; `standalone`: a whole document on broad pages, else a fragment with classes only.

    `address` gives the page of a unit by its id, for rows that lead there.
    """
    return _render("rollup", rollup, language, standalone, address)


def explained_html(
    page: ExplainedPage, language: str, *, address: Callable[[str], str], explain: Callable[[str], str]
) -> str:
    """The page that explains one number, as a fragment; links lead to the unit's scorecard and to other nodes."""
    return _render("explained", page, language, False, address, explain)


def what_helps_html(page: WhatHelps, language: str, *, explain: Callable[[str], str]) -> str:
    """What would lift a unit's score, as a fragment; each indicator leads to its explanation."""
    return _render("what_helps", page, language, False, explain=explain)


def own_answers_html(own: OwnAnswers, language: str) -> str:
    """A respondent's own answers, as a whole document."""
    return _render("own_answers", own, language, True)


def quality_html(table: QualityTable, language: str) -> str:
    """The totals with and without flagged responses, as a fragment below a league."""
    return _environment().get_template("reports/quality.html").render(q=table, language=language)


def errors_html(table: ErrorTable, language: str) -> str:
    """Each indicator's interval, as a fragment below a scorecard."""
    return _environment().get_template("reports/errors.html").render(e=table, language=language)


def questionnaire_html(paper: Questionnaire, language: str) -> str:
    """A blank questionnaire, as a whole document for print."""
    title, own = paper.about.round_title, paper.framework.title
    same = title in own.root.values()
    styles = _styles("print.css", "paper.css")
    return _environment().get_template("reports/document.html").render(
        r=paper, language=language, standalone=True, round_title=own.within(language) if same else title,
        body="reports/questionnaire.html", same_title=same, styles=styles, faces=font_faces(),
    )  # fmt: skip


def _styles(*names: str) -> str:
    """Style sheets for print, one after the other."""
    return "\n".join((folder("templates") / "reports" / name).read_text("utf-8") for name in names)


def _render(
    what: str,
    report: Scorecard | League | Rollup | ExplainedPage | WhatHelps | OwnAnswers,
    language: str,
    standalone: bool,
    address: Callable[[str], str] | None = None,
    explain: Callable[..., str] | None = None,
) -> str:
    template = _environment().get_template("reports/document.html" if standalone else f"reports/{what}.html")
    framework, title = report.framework, report.about.round_title
    same = title in framework.title.root.values()  # a round named as its framework is translated with it
    context: dict[str, Any] = {
        "r": report, "language": language, "same_title": same, "address": address, "standalone": standalone,
        "explain": explain,
        "round_title": framework.title.within(language) if same else title,
    }  # fmt: skip
    if standalone:
        styles = _styles("print.css", *BESIDE.get(what, ()))
        context.update(body=f"reports/{what}.html", styles=styles, faces=font_faces())
    return template.render(context)


@cache
def _environment() -> jinja2.Environment:
    environment = make_environment()
    environment.filters.update(
        sentence=_sentence,
        signed=_signed,
        bound=_bound,
        day=_day,
        by_title=_by_title,
        label=_label,
        spoken=_told,
    )
    environment.globals.update(MISSING=MISSING, STATUS=STATUS, SYNTHETIC=SYNTHETIC)
    return environment


@jinja2.pass_context
def _sentence(context: Context, line: MethodLine) -> str:
    language = str(context["language"])
    return say(line.text, language, **{name: _spoken(value, language) for name, value in line.values})


@jinja2.pass_context
def _label(context: Context, label: Label) -> str:
    return label.within(str(context["language"]))


@jinja2.pass_context
def _told(context: Context, value: object) -> str:
    return _spoken(value, str(context["language"]))


@jinja2.pass_context
def _signed(context: Context, value: float, decimals: int = 2) -> str:
    written = write_number(value, decimals, str(context["language"]))
    return written if written.startswith("−") else f"+{written}"


@jinja2.pass_context
def _by_title(context: Context, units: Sequence[Unranked]) -> list[Unranked]:
    language = str(context["language"])
    return sorted(units, key=lambda unit: sort_key(unit.unit_title.within(language), language))


@jinja2.pass_context
def _day(context: Context, day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}" if context["language"] == "vi" else f"{day:%d %B %Y}".lstrip("0")


def _bound(title: str) -> str:
    """A title whose last brackets, such as "(% agree)", stay on one line."""
    return re.sub(r"\([^()]{1,20}\)$", lambda found: found[0].replace(" ", "\u00a0"), title)


def _spoken(value: object, language: str) -> str:
    match value:
        case tuple():
            return "; ".join(_spoken(part, language) for part in value)
        case Text():
            return value.within(language)
        case Crossed():
            return " × ".join(_spoken(part, language) for part in value.parts)
        case Weighed():
            percent = write_number(round(value.percent, 1), None, language)
            return f"{_spoken(value.title, language)} {percent}%"
        case Phrase():
            numbers = {name: _spoken(number, language) for name, number in value.values}
            words = Text(dict(value.own)).within(language) if value.own else say(value.text, language, **numbers)
            return f"{words} ({value.times})" if value.times else words
        case int() | float():
            return write_number(value, None, language)
        case _:
            return say(str(value), language)
