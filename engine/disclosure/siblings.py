"""What else one unit keeps back, so that nothing it keeps back can be worked out from its other figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.disclosure.bounds import FAR, Equation, Seen, equations_of, ranges
from engine.disclosure.sensitive import Scene
from engine.scoring.arrays import BoolArray, FloatArray
from engine.scoring.plan import Plan, PlannedExtra

SPREAD = 0.1
"""Each score that is kept back could lie anywhere in at least this share of its scale's width."""


@dataclass(frozen=True)
class Tree:
    """The index as the guard sees it: rows of nodes, who stands below whom, and what shares a question.

    parent    by row of a node the equation in which it is a child
    below     by row of a dimension its own equation
    kin       by row of an indicator the others that rest on one of its questions
    fed       by row of an indicator the nodes to which it gives extra points
    """

    equations: tuple[Equation, ...]
    parent: Mapping[int, Equation]
    below: Mapping[int, Equation]
    kin: Mapping[int, tuple[int, ...]]
    fed: Mapping[int, tuple[int, ...]]
    reported: tuple[tuple[int, tuple[int, ...]], ...]

    @classmethod
    def of(cls, plan: Plan) -> Tree:
        """The tree of a plan."""
        equations = equations_of(plan)
        weighing = [(eq, child) for eq in equations for child in eq.children if eq.weight(child) > 0]
        asked = {leaf.row: set(leaf.source) for leaf in plan.leaves if leaf.measure is not None}
        kin = {
            row: tuple(other for other, theirs in asked.items() if other != row and not theirs.isdisjoint(own))
            for row, own in asked.items()
        }
        extras = [each for each in plan.limits if isinstance(each, PlannedExtra)]
        rows = {node: row for row, node in enumerate(plan.nodes)}
        fed = {
            rows[name]: tuple(each.row for each in extras if name in each.points.names)
            for name in {name for each in extras for name in each.points.names}
            if name in rows
        }
        inner = len(plan.framework.nodes)
        reported = tuple(
            (int(row), tuple(int(c) for c in joint.children[place][joint.weights[place] > 0]))
            for joint in plan.joints
            for place, row in enumerate(joint.rows)
            if row >= inner
        )
        return cls(equations, {c: eq for eq, c in weighing}, {eq.parent: eq for eq in equations}, kin, fed, reported)


@dataclass(frozen=True)
class Own:
    """One unit at a position of the table."""

    scene: Scene
    tree: Tree
    unit: int

    def joined(self, kept: BoolArray) -> BoolArray:
        """All that this unit keeps back (nodes,), once `kept` is: the next smallest joins until nothing can be told."""
        kept = self._with_kin(kept.copy())
        while kept.any():
            more = self._next(kept)
            if more is None:
                break
            kept[more] = True
            kept = self._with_kin(kept)
        for row, parts in self.tree.reported:
            if kept[list(parts)].any() and self.scene.personal[row, self.unit]:
                kept[row] = True
        return kept & self.scene.there[:, self.unit]

    def _with_kin(self, kept: BoolArray) -> BoolArray:
        """With it goes what rests on the same question, and what it gives extra points to."""
        waiting = np.flatnonzero(kept).tolist()
        while waiting:
            row = waiting.pop()
            for other in (*self.tree.kin.get(row, ()), *self.tree.fed.get(row, ())):
                if self._may(other) and not kept[other]:
                    kept[other] = True
                    waiting.append(other)
        return kept

    def _may(self, row: int) -> bool:
        return bool(self.scene.there[row, self.unit] and self.scene.personal[row, self.unit])

    def _next(self, kept: BoolArray) -> int | None:
        """The row that must join, None where each figure that is kept back is safe."""
        for seen, limited in self._systems(kept):
            found = ranges(self.tree.equations, seen, limited)
            narrow = seen.hidden & (found.width < self._spread)
            if not limited:  # before extra points a score tells nothing of what these were given for
                narrow[self._fed(kept)] = False
            from_below = narrow & (found.from_below < self._spread)
            for row in np.flatnonzero(from_below)[::-1].tolist():  # first what hides nothing yet, since its parts show
                parts = self._free(self.tree.below[row].children, kept) if row in self.tree.below else ()
                if parts:
                    return parts[0]
            for row in np.flatnonzero(narrow & ~from_below)[::-1].tolist():
                more = self._beside(row, kept)
                if more is not None:
                    return more
        return None

    def _beside(self, row: int, kept: BoolArray) -> int | None:
        """The figure whose absence helps this one: one beside it, else what these make, else one beside that.

        None where nothing more can be hidden: what is made of public figures alone is no secret.
        """
        while row in self.tree.parent:
            equation = self.tree.parent[row]
            beside = self._free((child for child in equation.children if equation.weight(child) > 0), kept)
            if beside:
                return beside[0]
            row = equation.parent
            if not kept[row] and self._may(row):
                return row
        return None

    def _fed(self, kept: BoolArray) -> list[int]:
        """The nodes that are kept back for their extra points alone."""
        rows = {row for name, fed in self.tree.fed.items() if kept[name] for row in fed}
        return [row for row in rows if not self.scene.sensitive[row, self.unit]]

    def _hides(self, row: int) -> bool:
        """Whether keeping a figure back hides anything."""
        return self._may(row) and not self.scene.public[row, self.unit]

    def _free(self, rows: Iterable[int], kept: BoolArray) -> Sequence[int]:
        """Those that could join, the one with the fewest respondents first; equal ones in the order of the file."""
        fit = [row for row in rows if not kept[row] and self._hides(row)]
        return sorted(fit, key=lambda row: (self.scene.behind[row, self.unit], row))

    def _systems(self, kept: BoolArray) -> list[tuple[Seen, frozenset[int]]]:
        """The figures before gates and extra points, and, where these changed any, those after them."""
        table = self.scene.table
        hidden = kept & ~self._known
        before, after = table.before_gates[:, self.unit], table.score[:, self.unit]
        systems = [(self._seen(before, hidden), frozenset[int]())]
        if not np.array_equal(before, after, equal_nan=True):
            systems.append((self._seen(after, hidden), self._limited))
        return systems

    def _seen(self, scores: FloatArray, hidden: BoolArray) -> Seen:
        reasons = self.scene.table.missing[:, self.unit]
        return Seen(scores, reasons, hidden & ~np.isnan(scores), self._ends[0], self._ends[1])

    @cached_property
    def _known(self) -> BoolArray:
        return self.scene.public[:, self.unit]

    @cached_property
    def _limited(self) -> frozenset[int]:
        table, framework = self.scene.table, self.scene.table.framework
        on = {gate.id: gate.on for gate in framework.gates} | {extra.id: extra.on for extra in framework.extras}
        names = [bite.gate for bite in table.gates if bite.unit == self.unit]
        names += [extra.extra for extra in table.extras if extra.unit == self.unit]
        return frozenset(table.node_row(on[name]) for name in names)

    @cached_property
    def _ends(self) -> FloatArray:
        """(2, nodes) the lowest and highest score that a reader thinks possible."""
        table = self.scene.table
        ends = np.array([table.scale.get(node, (0.0, 1.0)) for node in table.nodes]).T
        open_ends = np.array([node in table.seen_scales for node in table.nodes])
        far = FAR * np.maximum(ends[1] - ends[0], 1.0)
        return np.array([np.where(open_ends, ends[0] - far, ends[0]), np.where(open_ends, ends[1] + far, ends[1])])

    @cached_property
    def _spread(self) -> FloatArray:
        table = self.scene.table
        scales = np.array([table.scale.get(node, (0.0, 1.0)) for node in table.nodes])
        return np.asarray(SPREAD * (scales[:, 1] - scales[:, 0]))
