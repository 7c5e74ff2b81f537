"""Between which ends the values and scores of nodes can lie, as far as the file tells it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from engine.framework.models import Framework, Node, Question, RuleUse

Range: TypeAlias = tuple[float, float]

ANY: Range = (-math.inf, math.inf)
"""Nothing is known."""


_WITHIN = frozenset({"rank", "percentile_rank", "around_mean", "share_of_max", "best"})
"""Normalisers whose scores never leave the scale that they are put on."""


@dataclass(frozen=True)
class Ranges:
    """By node id the ends of its score, and for indicators the ends of their value."""

    scores: Mapping[str, Range]
    values: Mapping[str, Range]


@dataclass(frozen=True)
class _Rules:
    """The rules that hold at a node, its own or those of a node above."""

    measure: RuleUse | None = None
    treat: tuple[RuleUse, ...] | None = None
    normalise: RuleUse | None = None
    aggregate: RuleUse | None = None

    def at(self, node: Node) -> _Rules:
        own = {key: use for key in self.__dataclass_fields__ if (use := getattr(node, key)) is not None}
        return replace(self, **own)


def ranges_of(framework: Framework) -> Ranges:
    """Between which ends the scores of all nodes lie, and the values of indicators."""
    scores: dict[str, Range] = {}
    values: dict[str, Range] = {}

    def visit(node: Node, above: _Rules) -> Range:
        rules = above.at(node)
        if node.is_indicator:
            values[node.id] = _value(framework, node, rules)
            low, high = _normalised(values[node.id], rules.normalise)
        else:
            below = [(child, visit(child, rules)) for child in node.children]
            low, high = _aggregated(below, rules.aggregate)
        extras = [extra for extra in framework.extras if extra.on == node.id and extra.beyond_scale]
        low, high = low * node.times, high * node.times
        scores[node.id] = (low + sum(x.at_least for x in extras), high + sum(x.at_most for x in extras))
        return scores[node.id]

    visit(framework.index, _Rules())
    return Ranges(scores, values)


def question_range(framework: Framework, question: Question) -> Range:
    """Between which ends the points of an answer lie."""
    if question.scale is not None and question.scale not in framework.scales:
        return ANY
    if options := framework.options_of(question):
        points = [option.value for option in options if option.missing is None]
        return _hull((p, p) for p in points if p is not None) if None not in points else ANY
    if question.type != "number":
        return ANY
    low, high = getattr(question.settings, "min", None), getattr(question.settings, "max", None)
    return (-math.inf if low is None else low, math.inf if high is None else high)


def _value(framework: Framework, node: Node, rules: _Rules) -> Range:
    measure = rules.measure
    if measure is None or rules.treat:
        return ANY
    if measure.rule in ("share", "share_placed", "share_within"):
        return 0.0, 100.0
    if measure.rule in ("net_balance", "nps"):
        return -100.0, 100.0
    if measure.rule not in ("mean", "median", "value", "quantile"):
        return ANY
    if any(name not in framework.question for name in node.source):
        return ANY
    return _hull(question_range(framework, framework.question[name]) for name in node.source)


def _normalised(value: Range, use: RuleUse | None) -> Range:
    ends = None if use is None else use.settings.get("to")
    if use is not None and use.rule in ("steps", "piecewise"):
        table = use.settings.get("steps") or use.settings.get("knots") or ()
        points = [row[1] if isinstance(row, tuple) else row.points for row in table]
        return _hull((each, each) for each in points)
    if use is None or not isinstance(ends, tuple | list) or len(ends) != 2:
        return value if use is None or use.rule == "none" else ANY
    inside = use.rule in _WITHIN or (use.rule == "target" and use.settings.get("cap"))
    if use.rule == "minmax":
        inside = use.settings.get("over") != "frozen" or use.settings.get("clamp") is True
    if inside or (use.rule == "goalposts" and use.settings.get("clamp")):
        return min(ends), max(ends)
    low, high = use.settings.get("low"), use.settings.get("high")
    if use.rule == "scale" and isinstance(low, int | float) and isinstance(high, int | float):
        return (min(ends), max(ends)) if low <= value[0] and value[1] <= high else ANY
    return ANY


def _aggregated(below: list[tuple[Node, Range]], use: RuleUse | None) -> Range:
    name = "mean" if use is None else use.rule
    settings = {} if use is None else use.settings
    if name == "copeland" and settings.get("to"):
        return min(settings["to"]), max(settings["to"])
    if name in ("mean", "minimum", "trimmed", "median"):
        return _hull(ends for child, ends in below if child.weighs > 0)
    if name == "geometric":
        low, high = _hull(ends for child, ends in below if child.weighs > 0)
        floor = settings.get("floor")
        return (max(low, floor), max(high, floor)) if isinstance(floor, int | float) else (low, high)
    if name == "sum" and settings.get("absent") == "missing" and not any(child.applies_to for child, _ in below):
        weighted = [(child.weight * low, child.weight * high) for child, (low, high) in below if child.weighs > 0]
        return sum(low for low, _ in weighted), sum(high for _, high in weighted)
    return ANY


def _hull(ranges: Iterable[Range]) -> Range:
    found = list(ranges)
    return (min(low for low, _ in found), max(high for _, high in found)) if found else ANY
