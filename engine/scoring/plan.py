"""A framework's index made ready to be scored: the tree flattened, its rules resolved, like work put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.framework.expressions import Expression, parse
from engine.framework.models import Framework, Gate, Node, RuleUse
from engine.framework.rules import RuleKind, Step
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.scoring.arrays import BoolArray, FloatArray, IntArray

MIN_COVERAGE = 2 / 3
"""Below this share of its weight a node is withheld, unless the framework sets its own `min_coverage`."""


@dataclass(frozen=True)
class Leaf:
    """An indicator: the row of its node, and how its value comes about (`measure` None: an outside figure)."""

    id: str
    row: int
    source: tuple[str, ...]
    measure: Step | None
    min_n: int


@dataclass(frozen=True)
class Stack:
    """Indicators with the same treatments and normaliser, scored in one call; `rows` of nodes, `higher` of each."""

    rows: IntArray
    higher: BoolArray
    treat: tuple[Step, ...]
    normalise: Step


@dataclass(frozen=True)
class Joint:
    """Dimensions of one height, rule and number of children, aggregated in one call.

    rows (parents,); children (parents, children) rows; weights (parents, children); times, min_coverage (parents,)
    """

    rows: IntArray
    children: IntArray
    weights: FloatArray
    times: FloatArray
    min_coverage: FloatArray
    aggregate: Step


@dataclass(frozen=True)
class PlannedGate:
    """A gate with its rule and condition, the row it limits, and the dimensions above, nearest first."""

    gate: Gate
    row: int
    step: Step
    when: Expression
    above: tuple[Joint, ...]


@dataclass(frozen=True)
class Plan:
    """What `score` needs of a framework: nodes parents before children, leaves, and work in the order it is done.

    `parent` (nodes,) row of each node's parent, -1 for the root.
    """

    framework: Framework
    nodes: tuple[str, ...]
    parent: IntArray
    leaves: tuple[Leaf, ...]
    stacks: tuple[Stack, ...]
    joints: tuple[Joint, ...]
    gates: tuple[PlannedGate, ...]


@dataclass(frozen=True)
class _Inherited:
    """What holds for a node and all below it."""

    measure: RuleUse | None = None
    treat: tuple[RuleUse, ...] = ()
    normalise: RuleUse = field(default_factory=lambda: RuleUse(rule="none"))
    aggregate: RuleUse = field(default_factory=lambda: RuleUse(rule="mean"))
    min_coverage: float = MIN_COVERAGE
    min_n: int = 0

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


def _stacks(leaves: Iterable[tuple[int, Node, tuple[Step, ...], Step]]) -> tuple[Stack, ...]:
    alike: dict[str, list[tuple[int, Node, tuple[Step, ...], Step]]] = {}
    for entry in leaves:
        steps = (*entry[2], entry[3])
        alike.setdefault(repr([(step.rule.name, sorted(step.settings.items())) for step in steps]), []).append(entry)
    return tuple(
        Stack(
            rows=np.array([row for row, *_ in entries]),
            higher=np.array([node.direction != "lower" for _, node, *_ in entries]),
            treat=entries[0][2],
            normalise=entries[0][3],
        )
        for entries in alike.values()
    )


@dataclass(frozen=True)
class _Inner:
    row: int
    node: Node
    children: tuple[int, ...]
    height: int
    rules: _Inherited
    aggregate: Step


def _joint(inner: list[_Inner]) -> Joint:
    return Joint(
        rows=np.array([each.row for each in inner]),
        children=np.array([each.children for each in inner]),
        weights=np.array([[child.weight for child in each.node.children] for each in inner]),
        times=np.array([each.node.times for each in inner]),
        min_coverage=np.array([each.rules.min_coverage for each in inner]),
        aggregate=inner[0].aggregate,
    )


def _joints(inner: Iterable[_Inner]) -> tuple[Joint, ...]:
    alike: dict[tuple[int, str, int], list[_Inner]] = {}
    for each in inner:
        rule = repr((each.aggregate.rule.name, sorted(each.aggregate.settings.items())))
        alike.setdefault((each.height, rule, len(each.children)), []).append(each)
    return tuple(_joint(alike[key]) for key in sorted(alike))


def make_plan(framework: Framework, vocabulary: Vocabulary) -> Plan:
    """Resolve the rules and flatten the tree. ThuocDoError for a rule that the vocabulary does not hold."""
    rows = {node: row for row, node in enumerate(framework.nodes)}
    parent = np.full(len(rows), -1)
    leaves: list[Leaf] = []
    normalised: list[tuple[int, Node, tuple[Step, ...], Step]] = []
    inner: dict[int, _Inner] = {}

    def visit(node: Node, rules: _Inherited) -> int:
        rules, row = rules.below(node), rows[node.id]

        def step(kind: RuleKind, use: RuleUse) -> Step:
            return _step(vocabulary, kind, use.rule, use.settings, node.id)

        if node.is_indicator:
            use = None if node.is_outside else rules.measure or RuleUse(rule="mean")
            measure = step(RuleKind.MEASURE, use) if use else None
            leaves.append(Leaf(node.id, row, node.source, measure, rules.min_n))
            treat = tuple(step(RuleKind.TREAT, each) for each in rules.treat)
            normalised.append((row, node, treat, step(RuleKind.NORMALISE, rules.normalise)))
            return 0
        children = tuple(rows[child.id] for child in node.children)
        parent[list(children)] = row
        height = 1 + max([visit(child, rules) for child in node.children])
        inner[row] = _Inner(row, node, children, height, rules, step(RuleKind.AGGREGATE, rules.aggregate))
        return height

    visit(framework.index, _Inherited())

    def above(row: int) -> tuple[Joint, ...]:
        up = int(parent[row])
        return () if up < 0 else (_joint([inner[up]]), *above(up))

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
    return Plan(
        framework=framework,
        nodes=tuple(framework.nodes),
        parent=parent,
        leaves=tuple(leaves),
        stacks=_stacks(normalised),
        joints=_joints(inner.values()),
        # the deepest first, so that a cap below is felt above; the file's order among equals
        gates=tuple(sorted(gates, key=lambda planned: -len(planned.above))),
    )
