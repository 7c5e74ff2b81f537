"""A reader who knows the framework, and works out of a publication what it does not say."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np

from engine.disclosure.published import PublishedTable
from engine.framework.models import Framework, Node
from engine.scoring.arrays import FloatArray

SCALE = (0.0, 100.0)


class Attack:
    """What can be told about one unit whose scores are means and sums of indicators on a scale from 0 to 100."""

    def __init__(self, published: PublishedTable, unit: int, present: dict[str, bool]) -> None:
        """`present` says which indicators have a figure: that is published, as a reason, for those that have none."""
        self.published, self.unit = published, unit
        self.framework: Framework = published.framework
        self.leaves = [leaf.id for leaf in self.framework.indicators if present[leaf.id]]
        self.hidden = [name for name in self.leaves if self._shown(name) is None]
        equations = [self._equation(name) for name in self.framework.results if name not in self.leaves]
        known = [(made, told) for made, told in equations if made is not None and told is not None]
        coefficients = np.array([made for made, _ in known]).reshape(len(known), len(self.leaves))
        shown = np.array([self._shown(name) or 0.0 for name in self.leaves])
        at = [self.leaves.index(name) for name in self.hidden]
        self.coefficients = coefficients[:, at]
        self.told = np.array([told for _, told in known]) - coefficients @ np.where(self._is_hidden(), 0.0, shown)

    def _is_hidden(self) -> np.ndarray:
        return np.array([name in self.hidden for name in self.leaves])

    def _shown(self, name: str) -> float | None:
        row = self.published.node_row(name)
        for figures in (self.published.score, self.published.before_gates, self.published.value):
            if not np.isnan(figures[row, self.unit]):
                return float(figures[row, self.unit])
        return None

    def made_of(self, name: str) -> FloatArray | None:
        """The weights of the indicators in a score; None where it has none."""
        if name in self.leaves:
            return np.array([float(other == name) for other in self.leaves])
        node = self.framework.results[name]
        if isinstance(node, Node):
            if node.is_indicator:
                return None
            parts = {child.id: child.weight for child in node.children}
        else:
            parts = dict(node.of)
        made = {part: self.made_of(part) for part, weight in parts.items() if weight > 0}
        there = {part: each for part, each in made.items() if each is not None}
        if not there:
            return None
        total = sum(parts[part] * each for part, each in there.items())
        rule = node.aggregate.rule if node.aggregate else "mean"
        return np.asarray(total if rule == "sum" else total / sum(parts[part] for part in there))

    def _equation(self, name: str) -> tuple[FloatArray | None, float | None]:
        return self.made_of(name), self._shown(name)

    def is_determined(self, weights: FloatArray) -> bool:
        """Whether a weighted sum of the hidden figures is the same in every solution of the equations."""
        if not len(self.told):
            return False
        _, sizes, rows = np.linalg.svd(self.coefficients)
        free = rows[int((sizes > 1e-9).sum()) :]
        return bool(np.abs(free @ weights).max(initial=0.0) < 1e-7)

    def width(self, weights: FloatArray) -> float:
        """How wide the range of a weighted sum is over all hidden figures on the scale: at corners of what is possible."""
        found = [float(weights @ corner) for corner in self._corners()]
        assert found, "the truth itself is possible"
        return max(found) - min(found)

    def _corners(self) -> list[FloatArray]:
        size = len(self.hidden)
        rank = int(np.linalg.matrix_rank(self.coefficients, tol=1e-9)) if len(self.told) else 0
        corners = []
        for basic in combinations(range(size), rank):
            own = self.coefficients[:, basic]
            if rank and np.linalg.matrix_rank(own, tol=1e-9) < rank:
                continue
            others = [place for place in range(size) if place not in basic]
            for ends in product(SCALE, repeat=len(others)):
                corner = np.zeros(size)
                corner[others] = ends
                if rank:
                    rest = self.told - self.coefficients[:, others] @ np.array(ends)
                    corner[list(basic)] = np.linalg.lstsq(own, rest, rcond=None)[0]
                inside = (corner >= SCALE[0] - 1e-7).all() and (corner <= SCALE[1] + 1e-7).all()
                if inside and np.allclose(self.coefficients @ corner, self.told, atol=1e-6):
                    corners.append(corner)
        return corners

    def one(self, name: str) -> FloatArray:
        """The weights of one hidden figure alone."""
        return np.array([float(other == name) for other in self.hidden])

    def within(self, name: str) -> FloatArray:
        """The weights of the hidden figures in a score."""
        made = self.made_of(name)
        assert made is not None
        return made[[self.leaves.index(other) for other in self.hidden]]
