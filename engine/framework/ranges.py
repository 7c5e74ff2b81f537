"""Between which ends the values and scores of nodes can lie, as far as the file and its rules tell it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.framework.models import Framework, Node, Question, RuleUse
from engine.framework.rule_at import ANY, Part, Range, hull
from engine.framework.rules import RuleKind
from engine.framework.vocabulary import Vocabulary


@dataclass(frozen=True)
class Ranges:
    """By node id the ends of its score, and for indicators the ends of their value; `parts` of each dimension.

    `failed` says by rule what went wrong where a rule's own `ends` could not be had.
    """

    scores: Mapping[str, Range]
    values: Mapping[str, Range]
    parts: Mapping[str, tuple[Part, ...]]
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Rules:
    """The rules that hold at a node, its own or those of a node above."""

    measure: RuleUse | None = None
    treat: tuple[RuleUse, ...] = ()
    normalise: RuleUse | None = None
    aggregate: RuleUse | None = None

    def at(self, node: Node) -> _Rules:
        own = {key: use for key in self.__dataclass_fields__ if (use := getattr(node, key)) is not None}
        return replace(self, **own)


@dataclass
class _Told:
    """What rules say of their ends."""

    vocabulary: Vocabulary
    failed: dict[str, str] = field(default_factory=dict)
    by_scale: dict[str, Range] = field(default_factory=dict)

    def points(self, framework: Framework, question: Question) -> Range:
        """Between which ends the points of an answer lie, worked out once a scale."""
        if question.scale is None:
            return question_range(framework, question)
        if question.scale not in self.by_scale:
            self.by_scale[question.scale] = question_range(framework, question)
        return self.by_scale[question.scale]

    def ends(self, kind: RuleKind, use: RuleUse, made_of: object) -> Range:
        rule = self.vocabulary.rules.get((kind, use.rule))
        if rule is None:
            return ANY
        try:
            return rule.ends_of(made_of, use.settings)
        except Exception as broken:  # noqa: BLE001  a plugin may raise anything
            self.failed.setdefault(use.rule, f"{type(broken).__name__}: {broken}")
            return ANY


def ranges_of(framework: Framework, vocabulary: Vocabulary) -> Ranges:
    """Between which ends the scores of all nodes lie, and the values of indicators."""
    told = _Told(vocabulary)
    scores: dict[str, Range] = {}
    values: dict[str, Range] = {}
    parts: dict[str, tuple[Part, ...]] = {}

    def visit(node: Node, above: _Rules) -> Range:
        rules = above.at(node)
        if node.is_indicator:
            low, high = values[node.id] = _value(framework, told, node, rules)
            if rules.normalise is not None:
                low, high = told.ends(RuleKind.NORMALISE, rules.normalise, (low, high))
        else:
            below = [(child, visit(child, rules)) for child in node.children]
            parts[node.id] = tuple(
                Part(child.id, child.weight, *ends, for_all=not child.applies_to)
                for child, ends in below
                if child.weighs > 0
            )
            low, high = told.ends(RuleKind.AGGREGATE, rules.aggregate or _MEAN, parts[node.id])
        extras = [extra for extra in framework.extras if extra.on == node.id and extra.beyond_scale]
        low, high = low * node.times, high * node.times
        scores[node.id] = (low + sum(x.at_least for x in extras), high + sum(x.at_most for x in extras))
        return scores[node.id]

    visit(framework.index, _Rules())
    for reported in framework.reported:
        parts[reported.id] = tuple(
            Part(name, weight, *scores.get(name, ANY), for_all=False)
            for name, weight in reported.of.items()
            if weight > 0
        )
    return Ranges(scores, values, parts, told.failed)


_MEAN = RuleUse(rule="mean")


def question_range(framework: Framework, question: Question) -> Range:
    """Between which ends the points of an answer lie."""
    if question.scale is not None and question.scale not in framework.scales:
        return ANY
    if options := framework.options_of(question):
        points = [option.value for option in options if option.missing is None]
        return hull((p, p) for p in points if p is not None) if None not in points else ANY
    if question.type != "number":
        return ANY
    low, high = question.setting("min"), question.setting("max")
    return (  # a limit may also be another question's answer, by its name
        float(low) if isinstance(low, int | float) else -math.inf,
        float(high) if isinstance(high, int | float) else math.inf,
    )


def _value(framework: Framework, told: _Told, node: Node, rules: _Rules) -> Range:
    ends = ANY
    if rules.measure is not None and not node.is_outside:
        asked = [framework.question.get(name) for name in node.source]
        made_of = tuple(ANY if question is None else told.points(framework, question) for question in asked)
        ends = told.ends(RuleKind.MEASURE, rules.measure, made_of)
    for use in rules.treat:
        ends = told.ends(RuleKind.TREAT, use, ends)
    return ends
