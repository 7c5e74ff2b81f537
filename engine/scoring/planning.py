"""A framework's index made ready to be scored: the tree flattened, its rules resolved, like work put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.framework.expressions import parse
from engine.framework.models import Framework, Node, Reported, RuleUse
from engine.framework.rules import RuleKind, Step
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.scoring.arrays import IntArray
from engine.scoring.plan import MIN_COVERAGE, Joint, Leaf, Plan, PlannedExtra, PlannedGate, Stack


@dataclass(frozen=True)
class _Inherited:
    """What holds for a node and all below it."""

    measure: RuleUse | None = None
    treat: tuple[RuleUse, ...] = ()
    normalise: RuleUse = field(default_factory=lambda: RuleUse(rule="none"))
    aggregate: RuleUse = field(default_factory=lambda: RuleUse(rule="mean"))
    min_coverage: float = MIN_COVERAGE
    thin: str = "withhold"
    min_n: int = 0
    not_applicable: str = "leave_out"

    def below(self, node: Node) -> _Inherited:
        own = {name: getattr(node, name) for name in self.__dataclass_fields__}
        return _Inherited(**{name: getattr(self, name) if given is None else given for name, given in own.items()})


def _step(vocabulary: Vocabulary, kind: RuleKind, name: str, settings: Mapping[str, object], where: str) -> Step:
    rule = vocabulary.rules.get((kind, name))
    if rule is None:
        known = ", ".join(vocabulary.rule_names(kind))
        raise ThuocDoError(f"{where}: there is no {kind} rule `{name}`. Use one of: {known}.")
    checked = rule.settings.model_validate(dict(settings))
    return Step(rule, {field: getattr(checked, field) for field in type(checked).model_fields})


@dataclass(frozen=True)
class _Outer:
    """An indicator that is scored, with its rules."""

    row: int
    node: Node
    treat: tuple[Step, ...]
    normalise: Step
    full: bool


def _stacks(leaves: Iterable[_Outer]) -> tuple[Stack, ...]:
    alike: dict[str, list[_Outer]] = {}
    for leaf in leaves:
        steps = (*leaf.treat, leaf.normalise)
        alike.setdefault(repr([(step.rule.name, sorted(step.settings.items())) for step in steps]), []).append(leaf)
    return tuple(
        Stack(
            rows=np.array([leaf.row for leaf in entries]),
            higher=np.array([leaf.node.direction != "lower" for leaf in entries]),
            treat=entries[0].treat,
            normalise=entries[0].normalise,
            full=np.array([leaf.full for leaf in entries]) if any(leaf.full for leaf in entries) else None,
            rounding=_rounding([leaf.node for leaf in entries]),
        )
        for entries in alike.values()
    )


def _rounding(nodes: Iterable[Node | Reported]) -> tuple[tuple[int, int], ...]:
    return tuple((place, node.round_to) for place, node in enumerate(nodes) if node.round_to is not None)


@dataclass(frozen=True)
class _Inner:
    """What is made of others: a dimension, or a result beside the tree."""

    row: int
    node: Node | Reported
    children: tuple[int, ...]
    weights: tuple[float, ...]
    height: int
    min_coverage: float
    thin: str
    aggregate: Step


def _joint(inner: list[_Inner]) -> Joint:
    return Joint(
        rows=np.array([each.row for each in inner]),
        children=np.array([each.children for each in inner]),
        weights=np.array([each.weights for each in inner]),
        times=np.array([each.node.times for each in inner]),
        min_coverage=np.array([each.min_coverage for each in inner]),
        bracket=np.array([each.thin != "withhold" for each in inner]),
        aggregate=inner[0].aggregate,
        rounding=_rounding([each.node for each in inner]),
    )


def _joints(inner: Iterable[_Inner]) -> tuple[Joint, ...]:
    alike: dict[tuple[int, str, int], list[_Inner]] = {}
    for each in inner:
        rule = repr((each.aggregate.rule.name, sorted(each.aggregate.settings.items())))
        alike.setdefault((each.height, rule, len(each.children)), []).append(each)
    return tuple(_joint(alike[key]) for key in sorted(alike))


def _limits(
    framework: Framework, vocabulary: Vocabulary, rows: Mapping[str, int], parent: IntArray, inner: Iterable[_Inner]
) -> tuple[PlannedGate | PlannedExtra, ...]:
    rising = sorted(inner, key=lambda each: each.height)

    def above(row: int) -> tuple[Joint, ...]:
        """What is made of a row, and of that, nearest first."""
        touched, found = {row}, []
        for each in rising:
            if not touched.isdisjoint(each.children):
                touched.add(each.row)
                found.append(_joint([each]))
        return tuple(found)

    def depth(row: int) -> int:
        return 0 if parent[row] < 0 else 1 + depth(int(parent[row]))

    def extras(*, after_gates: bool) -> list[PlannedGate | PlannedExtra]:
        chosen = [extra for extra in framework.extras if extra.after_gates is after_gates]
        return [PlannedExtra(x, rows[x.on], parse(x.points), above(rows[x.on])) for x in chosen]

    gates = [
        PlannedGate(
            gate,
            rows[gate.on],
            _step(vocabulary, RuleKind.GATE, gate.rule, gate.settings, gate.id),
            parse(gate.when),
            above(rows[gate.on]),
        )
        for gate in framework.gates
    ]
    told = [*extras(after_gates=False), *gates, *extras(after_gates=True)]
    return tuple(sorted(told, key=lambda planned: -depth(planned.row)))


def make_plan(framework: Framework, vocabulary: Vocabulary) -> Plan:
    """Resolve the rules and flatten the tree. ThuocDoError for a rule that the vocabulary does not hold."""
    rows = {node: row for row, node in enumerate(framework.results)}
    parent = np.full(len(rows), -1)
    leaves: list[Leaf] = []
    outer: list[_Outer] = []
    inner: dict[int, _Inner] = {}
    heights: dict[str, int] = {}

    def visit(node: Node, rules: _Inherited) -> int:
        rules, row = rules.below(node), rows[node.id]

        def step(kind: RuleKind, use: RuleUse) -> Step:
            return _step(vocabulary, kind, use.rule, use.settings, node.id)

        if node.is_indicator:
            use = None if node.is_outside else rules.measure or RuleUse(rule="mean")
            measure = step(RuleKind.MEASURE, use) if use else None
            leaves.append(Leaf(node.id, row, node.source, measure, rules.min_n))
            if node.scored:
                treat = tuple(step(RuleKind.TREAT, each) for each in rules.treat)
                normalise = step(RuleKind.NORMALISE, rules.normalise)
                outer.append(_Outer(row, node, treat, normalise, rules.not_applicable == "full"))
            heights[node.id] = 0
            return 0
        parent[[rows[child.id] for child in node.children]] = row
        height = heights[node.id] = 1 + max([visit(child, rules) for child in node.children])
        counted = [child for child in node.children if child.scored]
        children, weights = tuple(rows[x.id] for x in counted), tuple(x.weight for x in counted)
        aggregate = step(RuleKind.AGGREGATE, rules.aggregate)
        inner[row] = _Inner(row, node, children, weights, height, rules.min_coverage, rules.thin, aggregate)
        return height

    visit(framework.index, _Inherited())
    whole = _Inherited().below(framework.index)
    for each in framework.reported:
        aggregate = _step(vocabulary, RuleKind.AGGREGATE, each.aggregate.rule, each.aggregate.settings, each.id)
        height = 1 + max(heights[name] for name in each.of)
        coverage = whole.min_coverage if each.min_coverage is None else each.min_coverage
        parts, shares = tuple(rows[name] for name in each.of), tuple(each.of.values())
        inner[rows[each.id]] = _Inner(rows[each.id], each, parts, shares, height, coverage, whole.thin, aggregate)
    return Plan(
        framework=framework,
        nodes=tuple(rows),
        parent=parent,
        leaves=tuple(leaves),
        stacks=_stacks(outer),
        joints=_joints(inner.values()),
        limits=_limits(framework, vocabulary, rows, parent, inner.values()),
        optional=frozenset(rows[node.id] for node in framework.nodes.values() if node.optional),
        ranked_thin=frozenset(row for row, each in inner.items() if each.thin == "rank"),
    )
