"""The choices of a method that may vary: among what, drawn how, and the plan of each combination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from engine.framework.models import Framework, Robustness, RuleChoice, TreatChoice
from engine.framework.varied import Picked, RulesAt, picked, rules_at
from engine.framework.vocabulary import Vocabulary
from engine.scoring.arrays import BoolArray, FloatArray, IntArray
from engine.scoring.plan import Plan
from engine.scoring.planning import make_plan

Choice = tuple[int, ...]
"""Of each factor the position of the option that is taken; 0 is the file's own."""

OWN = "own"


@dataclass(frozen=True)
class Factor:
    """A choice of the method with its options in words; the first is the file's own."""

    name: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    """Draws of methods: of each factor which option (draws, factors), and what weights are multiplied by.

    weighing (draws, nodes) of each node's weight above; None: weights do not vary
    """

    choices: IntArray
    weighing: FloatArray | None = None

    def part(self, start: int, size: int) -> Drawn:
        """Some of the draws."""
        end = start + size
        return Drawn(self.choices[start:end], None if self.weighing is None else self.weighing[start:end])


@dataclass(frozen=True)
class Varied:
    """How draws varied the method: how far weights, which choices among which options.

    lost         (combination of choices, why it gives no scores, how many of the draws)
    respondents  whether each draw took respondents of its own too
    """

    share: float
    factors: tuple[Factor, ...]
    lost: tuple[tuple[str, str, int], ...]
    respondents: bool


@dataclass(frozen=True)
class Methods:
    """What may vary in a framework; `plans` keeps the plan of each combination once it was asked for.

    share  how far each weight may be off, 0: not at all
    moved  (nodes,) whose weight varies; `parent` and `weight` (nodes,) are those of the plan
    """

    plan: Plan
    vocabulary: Vocabulary
    factors: tuple[Factor, ...]
    given: Robustness
    share: float
    moved: BoolArray
    weight: FloatArray
    held: Mapping[str, RulesAt]
    plans: dict[Choice, Plan] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether anything varies."""
        return bool(self.factors) or self.share > 0

    @property
    def own(self) -> Choice:
        """The file's own choices."""
        return (0,) * len(self.factors)

    @property
    def siblings(self) -> tuple[IntArray, ...]:
        """The rows of the children of each dimension whose weights vary."""
        parents = np.unique(self.plan.parent[self.moved])
        return tuple(np.flatnonzero(self.moved & (self.plan.parent == parent)) for parent in parents)

    def plan_of(self, choice: Choice) -> Plan:
        """The plan with these options taken. ThuocDoError for a rule that the vocabulary does not hold."""
        if choice not in self.plans:
            varied = picked(self.plan.framework, self.held, self._picked(choice))
            self.plans[choice] = self.plan if choice == self.own else make_plan(varied, self.vocabulary)
        return self.plans[choice]

    def _picked(self, choice: Choice) -> Picked:
        taken: Picked = Picked()
        for factor, option in zip(self.factors, choice, strict=True):
            if option:
                taken = replace(taken, **{factor.name: getattr(self.given, factor.name)[option - 1]})
        return taken

    def words(self, choice: Choice) -> str:
        """A combination as it is told: `normalise: rank, aggregate: own`."""
        return ", ".join(
            f"{factor.name}: {factor.options[option]}" for factor, option in zip(self.factors, choice, strict=True)
        )

    def draw(self, draws: int, random: np.random.Generator) -> Drawn:
        """Options each as likely as the other, and weights w·u, u uniform on 1 − share to 1 + share.

        What the weights of siblings sum up to stays, so that sums of points keep their scale.
        """
        choices = [random.integers(len(factor.options), size=draws) for factor in self.factors]
        taken = np.stack(choices, axis=1) if choices else np.zeros((draws, 0), dtype=np.int64)
        if not self.share:
            return Drawn(taken)
        return Drawn(taken, self.weighing(random.random((draws, len(self.plan.nodes)))))

    def weighing(self, uniform: FloatArray) -> FloatArray:
        """What weights are multiplied by (draws, nodes), from numbers between 0 and 1."""
        factor = np.where(self.moved, 1 + self.share * (2 * uniform - 1), 1.0)
        for rows in self.siblings:
            whole = self.weight[rows].sum()
            if whole > 0:
                factor[:, rows] *= whole / (factor[:, rows] @ self.weight[rows])[:, np.newaxis]
        return factor


def methods_of(plan: Plan, vocabulary: Vocabulary, share: float | None = None) -> Methods:
    """What the framework lets vary; `share` takes the place of what it says of weights, for all of them."""
    framework = plan.framework
    given = framework.robustness or Robustness()
    on: tuple[str, ...] = ()
    if share is None:
        share, on = (0.0, ()) if given.weights is None else (given.weights.share, given.weights.on)
    factors = tuple(
        Factor(kind, (OWN, *(_told(each) for each in choices)))
        for kind in ("treat", "normalise", "aggregate")
        if (choices := getattr(given, kind))
    )
    moved, weight = _moved(framework, plan, on), _weights(framework, plan)
    return Methods(
        plan, vocabulary, factors, given, share, moved & (share > 0), weight, rules_at(framework, vocabulary)
    )


def _weights(framework: Framework, plan: Plan) -> FloatArray:
    nodes = framework.nodes
    return np.array([nodes[name].weighs if name in nodes else 0.0 for name in plan.nodes])


def _moved(framework: Framework, plan: Plan, on: tuple[str, ...]) -> BoolArray:
    """Whose weight varies: children with weight, of the dimensions named or of all, where there are several."""
    names = set(on) or set(framework.nodes)
    moved = np.zeros(len(plan.nodes), dtype=bool)
    rows = {name: row for row, name in enumerate(plan.nodes)}
    for node in framework.nodes.values():
        heavy = [rows[child.id] for child in node.children if child.weighs > 0]
        if node.id in names and len(heavy) > 1:
            moved[heavy] = True
    return moved


def _told(choice: RuleChoice | TreatChoice) -> str:
    """An option in a few words."""
    without = choice.without if isinstance(choice, TreatChoice) else None
    rule = "" if choice.by is None else choice.by.rule
    words = f"without {without}" if without and not rule else f"{rule} for {without}" if without else rule
    return f"{words} ({', '.join(choice.on)})" if choice.on else words
