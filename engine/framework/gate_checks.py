"""Checks of gates, extra points and conditions of bands: they name numbers, stand in no circle, and can hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.framework.composer import Way
from engine.framework.conditions import Checking, dead_at, expression_at, lead_of, note_misuses, wrong_literal
from engine.framework.expressions import Expression
from engine.framework.function_kinds import Kind
from engine.framework.kinds import CONDITION, FIGURE, kinds_in
from engine.framework.models import Audience, Framework, Node
from engine.framework.places import did_you_mean
from engine.framework.question_types import Yields
from engine.framework.ranges import Ranges, question_range
from engine.framework.reach import Asked, can_hold
from engine.framework.rule_at import ANY


def check_gates(checking: Checking, ranges: Ranges | None) -> None:
    """Note the mistakes of all gates; without ranges those are left out that only they can tell."""
    framework, places = checking.framework, checking.places
    known = _known(framework, ranges)
    for position, gate in enumerate(framework.gates):
        way: Way = ("gates", position)
        if gate.on not in framework.nodes:
            mend = did_you_mean(gate.on, framework.nodes) or "Name a node of the index."
            places.add((*way, "on"), f"the node `{gate.on}` is not known.", mend)
        _condition(checking, (*way, "when"), gate.when, gate.on, known, "the gate never bites", "the gate")
    for position, band in enumerate(framework.bands):
        if band.when is not None:
            at: Way = ("bands", position, "when")
            _condition(checking, at, band.when, "", known, "no unit is in the band", "the band")


def _condition(
    checking: Checking, way: Way, text: str, on: str, known: Mapping[str, Asked], so: str, what_for: str
) -> None:
    """A condition about units, over names that stand for `known`; what lies above `on` is made of it."""
    places = checking.places
    before = len(places.problems)
    expression = expression_at(places, way, text)
    if expression is None:
        return
    _names(checking, on, way, expression)
    note_misuses(places, way, expression, _kind_of(checking), CONDITION)
    by_option = {literal.name for literal in expression.literals}  # such a name is no number here
    tried = {name: asked for name, asked in known.items() if name not in by_option}
    if len(places.problems) > before or dead_at(places, way, expression, tried):
        return
    if not can_hold([expression], tried):
        places.add(way, f"the condition never holds, so {so}.", f"Correct it, or remove {what_for}.")


def check_extras(checking: Checking) -> None:
    """Note the mistakes of bonus and penalty points."""
    framework, places = checking.framework, checking.places
    for position, extra in enumerate(framework.extras):
        way: Way = ("extras", position)
        if extra.on not in framework.nodes:
            mend = did_you_mean(extra.on, framework.nodes) or "Name a node of the index."
            places.add((*way, "on"), f"the node `{extra.on}` is not known.", mend)
        elif not framework.nodes[extra.on].scored:
            places.add((*way, "on"), f"`{extra.on}` is not scored.", "Name a node that has a score.")
        if extra.at_most == extra.at_least:
            what = "the points are at most 0 and at least 0, so they change nothing."
            places.add(way, what, "Add `at_most: 5` to a bonus, `at_least: -5` to a penalty.")
        if (expression := expression_at(places, (*way, "points"), extra.points)) is not None:
            _names(checking, extra.on, (*way, "points"), expression)
            note_misuses(places, (*way, "points"), expression, _kind_of(checking), FIGURE)


def _known(framework: Framework, ranges: Ranges | None) -> dict[str, Asked]:
    """What names stand for: an indicator's value, a dimension's score, the points of a unit's own answer."""
    asked = {name: question_range(framework, question) for name, question in framework.question.items()}
    nodes = dict.fromkeys(framework.nodes, ANY) if ranges is None else {**ranges.scores, **ranges.values}
    ends = {**asked, **nodes}
    return {name: Asked(Yields.NUMBER, low=low, high=high) for name, (low, high) in ends.items()}


def _kind_of(checking: Checking) -> Callable[[str], Kind]:
    """A node is a number, and an option is worth points."""
    framework = checking.framework
    asked = kinds_in(lambda name: checking.yields(framework.question[name]) if name in framework.question else None)

    def kind_of(name: str) -> Kind:
        kind = Kind.NUMBER if name in framework.nodes else asked(name)
        return Kind.POINTS if kind is Kind.OPTION else kind

    return kind_of


def _names(checking: Checking, on: str, way: Way, expression: Expression) -> None:
    framework, places = checking.framework, checking.places
    noun = "points" if way[0] == "extras" else "gate"
    known = {**framework.nodes, **framework.question}
    lead = lead_of(places, way)
    respondents = {name for form in framework.forms if form.audience is Audience.RESPONDENTS for name in form.question}
    for name in sorted(expression.names):
        column = lead + expression.columns[name]
        if name not in known:
            mend = did_you_mean(name, known) or "Name a node of the index, or a question of a form that units fill in."
            places.add_inside(way, column, f"`{name}` is neither a node nor a question.", mend)
        elif name in framework.nodes:
            if on in framework.nodes and name != on and _holds(framework.nodes[name], on):
                what = f"`{name}` lies above `{on}`, so it would decide what it is made of."
                places.add_inside(way, column, what, f"Name nodes below `{on}`, or put the {noun} on `{name}`.")
        elif name in respondents:
            what = f"`{name}` is answered by many respondents, so a unit has no answer of its own to it."
            places.add_inside(way, column, what, "Name the indicator that is made from it.")
    for literal in expression.literals:
        if literal.name in framework.nodes:
            what = f"`{literal.name}` is a node, whose score or value never equals '{literal.text}'."
            mend = "Compare it with a number, without quotes, or name a question."
            places.add_inside(way, lead + literal.column, what, mend)
        elif literal.name in framework.question:
            told = wrong_literal(checking, framework.question[literal.name], literal)
            if told is not None:
                places.add_inside(way, lead + literal.column, *told)


def _holds(node: Node, name: str) -> bool:
    return any(below.id == name for below in node.walk())
