"""What scoring needs of a framework's index: leaves, stacks of like indicators, joints, and limits, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.framework.expressions import Expression
from engine.framework.models import Extra, Framework, Gate
from engine.framework.rules import Step
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
    """Indicators with the same treatments and normaliser, scored in one call; `rows` of nodes, `higher` of each.

    full      (indicators,) bool: what does not apply counts as fully met; None where it is left out everywhere
    rounding  (position, decimals) of those whose scores are rounded before they go up
    """

    rows: IntArray
    higher: BoolArray
    treat: tuple[Step, ...]
    normalise: Step
    full: BoolArray | None = None
    rounding: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Joint:
    """Dimensions of one height, rule and number of children, aggregated in one call.

    rows (parents,); children (parents, children) rows; weights (parents, children); times, min_coverage (parents,);
    bracket (parents,) bool: with less than `min_coverage` there is a score all the same, which is marked;
    rounding (position, decimals) of those whose scores are rounded before they go up
    """

    rows: IntArray
    children: IntArray
    weights: FloatArray
    times: FloatArray
    min_coverage: FloatArray
    bracket: BoolArray
    aggregate: Step
    rounding: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class PlannedGate:
    """A gate with its rule and condition, the row it limits, and the dimensions above, nearest first."""

    gate: Gate
    row: int
    step: Step
    when: Expression
    above: tuple[Joint, ...]


@dataclass(frozen=True)
class PlannedExtra:
    """A bonus or penalty with its points as an expression, the row it is added to, and what stands above."""

    extra: Extra
    row: int
    points: Expression
    above: tuple[Joint, ...]


@dataclass(frozen=True)
class Plan:
    """What `score` needs of a framework: nodes parents before children, leaves, and work in the order it is done.

    `nodes` ends with what is reported beside the tree. `parent` (nodes,) row of each node's parent, -1 for the root and
    for what is reported. `limits` are gates and extra points, the deepest node first, so that a cap below is felt
    above; on one node in the order of the file, extras before gates unless they say otherwise. `optional` are rows
    that are left out for a group of which no unit has them, `ranked_thin` those whose bracketed scores are ranked.
    `weighing` (draws, nodes) is what the weight of each node
    above it is multiplied by, draw by draw; None where weights are those of the file.
    """

    framework: Framework
    nodes: tuple[str, ...]
    parent: IntArray
    leaves: tuple[Leaf, ...]
    stacks: tuple[Stack, ...]
    joints: tuple[Joint, ...]
    limits: tuple[PlannedGate | PlannedExtra, ...]
    optional: frozenset[int] = frozenset()
    ranked_thin: frozenset[int] = frozenset()
    weighing: FloatArray | None = None

    @property
    def rule_words(self) -> dict[str, Mapping[str, str]]:
        """What the rules say that they do, by "kind name" and language; those that say nothing are left out."""
        steps = [leaf.measure for leaf in self.leaves if leaf.measure]
        steps += [step for stack in self.stacks for step in (*stack.treat, stack.normalise)]
        rules = [step.rule for step in (*steps, *(joint.aggregate for joint in self.joints))]
        return {f"{rule.kind} {rule.name}": dict(rule.words) for rule in rules if rule.words}
