"""A snapshot that was scored, to be scored again with other figures: what changes of scores are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, FloatArray, Peers, ReasonArray, Snapshot
from engine.scoring.climb import Climb
from engine.scoring.gather import Gathered
from engine.scoring.plan import Plan, Stack
from engine.scoring.scene import Answered, Scene, lookup_of, raised, scene_of


@dataclass(frozen=True)
class Chain:
    """A snapshot that was scored, with all that is needed to score it again with other figures."""

    scene: Scene
    point: Climb
    found: Gathered

    def again(self, values: FloatArray, answer: Answered | None = None) -> Climb:
        """The scores of other figures (draws, nodes, units), and other own answers; what is missing stays missing."""
        scene = replace(self.scene, answer=answer or self.scene.answer)
        return raised(scene, replace(self.found, values=values), self.point)

    def peers_for(self, stack: Stack) -> Peers:
        """Who is compared with whom, as the rules of these indicators are told it."""
        names = tuple(self.scene.plan.nodes[row] for row in stack.rows)
        figure = lookup_of(self.scene, self.point, self.found).values
        return replace(self.scene.peers, indicators=names, higher=stack.higher, figure=figure)

    def answer(self, question: str) -> tuple[FloatArray, ReasonArray]:
        """The units' own answers to a question (units,), and why there is none."""
        lookup = lookup_of(self.scene, self.point, self.found)
        return lookup.values(question), lookup.reasons(question)

    def without(self, rows: BoolArray, questions: frozenset[str]) -> Chain:
        """The same figures scored as if indicators (nodes,) and questions had not been asked."""
        gone = rows[:, np.newaxis]
        never = np.int8(Missing.NOT_ASKED)
        found = replace(
            self.found,
            values=np.where(gone, np.nan, self.found.values),
            n=np.where(gone, 0, self.found.n),
            reasons=np.where(gone, never, self.found.reasons),
            no_credit=self.found.no_credit & ~gone,
        )

        def answer(question: str) -> tuple[FloatArray, ReasonArray]:
            if question not in questions:
                return self.answer(question)
            units = len(self.scene.snapshot.units)
            return np.full(units, np.nan), np.full(units, never)

        scene = replace(self.scene, answer=answer).screened_by(found)
        return Chain(scene, raised(scene, found), found)


def chain_of(plan: Plan, snapshot: Snapshot, basis: str = "") -> Chain:
    """Score a snapshot so that it can be taken apart; `score` is the table of the same figures."""
    scene, found = scene_of(plan, snapshot, basis)
    return Chain(scene, raised(scene, found), found)
