"""Which questions feed a score: those that indicators, gates, extras and bands read, or that decide who is asked."""

from __future__ import annotations

from engine.framework.expressions import parse
from engine.framework.models import Framework
from engine.questionnaire.deciding import rests_on


def feeding(framework: Framework) -> frozenset[str]:
    """The ids of the questions a change of which changes scores."""
    asked_by: dict[str, set[str]] = {}  # for each question, those that decide whether it is asked
    for form in framework.forms:
        for page in form.pages:
            for question in page.questions:
                section = form.section_of.get(page.id)
                deciding = _names(section.when) if section else set()
                deciding |= _names(page.when) | _names(question.when) | ({page.for_each} if page.for_each else set())
                deciding |= rests_on(question)
                deciding |= {name for option in framework.options_of(question) for name in _names(option.when)}
                asked_by[question.id] = deciding
    found: set[str] = set()
    waiting = [name for leaf in framework.indicators for name in leaf.source]
    waiting += [name for gate in framework.gates for name in _names(gate.when)]
    waiting += [name for extra in framework.extras for name in _names(extra.points)]
    waiting += [name for band in framework.bands for name in _names(band.when)]
    while waiting:
        name = waiting.pop()
        if name in asked_by and name not in found:
            found.add(name)
            waiting += asked_by[name]
    return frozenset(found)


def _names(expression: str | None) -> set[str]:
    return set(parse(expression).names) if expression else set()
