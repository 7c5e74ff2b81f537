"""One snapshot scored by many methods: draws of the same choices climb together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from engine.problems import ThuocDoError
from engine.scoring.arrays import FloatArray, IntArray
from engine.scoring.climb import Climb
from engine.scoring.methods import Choice, Drawn, Methods, Varied
from engine.scoring.plan import Plan

Climbing = Callable[[Plan, FloatArray | None, Climb | None], Climb]
"""A way up by a plan: from values (..., nodes, units) or those of the snapshot; a point to follow, or none."""


@dataclass(frozen=True)
class Ways:
    """A snapshot's scores by every method that is drawn.

    What is missing, and why, each method settles for the figures themselves, once; its draws follow that. A method that
    gives no scores at all is kept in `lost` with the reason.
    """

    methods: Methods
    climbing: Climbing
    shape: tuple[int, int]  # (nodes, units)
    points: dict[Choice, Climb] = field(default_factory=dict)
    lost: dict[Choice, str] = field(default_factory=dict)

    def _point(self, choice: Choice) -> Climb | None:
        if choice not in self.points and choice not in self.lost:
            try:
                self.points[choice] = self.climbing(self.methods.plan_of(choice), None, None)
            except ThuocDoError as refusal:
                self.lost[choice] = str(refusal)
        return self.points.get(choice)

    def scores(self, choice: Choice, weighing: FloatArray | None, values: FloatArray | None, draws: int) -> FloatArray:
        """Scores (draws, nodes, units) of draws with the same choices; NaN where a draw has none."""
        point = self._point(choice)
        shape = (draws, *self.shape)
        if point is None:
            return np.full(shape, np.nan)
        plan = replace(self.methods.plan_of(choice), weighing=weighing)
        return np.broadcast_to(self.climbing(plan, values, point).scores, shape)

    def drawn(self, drawn: Drawn, size: int, values: FloatArray | None = None) -> Iterator[tuple[IntArray, FloatArray]]:
        """(which draws, their scores), at most `size` at once, in the order of their choices, not of the draws.

        `values` (draws, nodes, units) pairs each draw with indicators measured anew.
        """
        for choice, places in _alike(drawn.choices):
            for start in range(0, len(places), size):
                some = places[start : start + size]
                weighing = None if drawn.weighing is None else drawn.weighing[some]
                redrawn = None if values is None else values[some]
                yield some, self.scores(choice, weighing, redrawn, len(some))

    def told(self, drawn: Drawn, *, respondents: bool) -> Varied:
        """What varied in draws that have been climbed, and which of them were lost as a whole."""
        counts = {choice: len(places) for choice, places in _alike(drawn.choices)}
        lost = [(self.methods.words(choice), why, counts[choice]) for choice, why in self.lost.items()]
        return Varied(self.methods.share, self.methods.factors, tuple(lost), respondents)


def _alike(choices: IntArray) -> Iterator[tuple[Choice, IntArray]]:
    """The draws of each combination of choices."""
    found, of = (
        np.unique(choices, axis=0, return_inverse=True) if choices.size else (choices[:1], np.zeros(len(choices)))
    )
    for place, choice in enumerate(found.tolist()):
        yield tuple(choice), np.flatnonzero(of.reshape(-1) == place)
