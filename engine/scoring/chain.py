"""A snapshot that was scored, to be scored again with other figures: what scores, and changes of them, are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.framework.expressions import parse
from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Peers, ReasonArray, Snapshot
from engine.scoring.banding import bands_of
from engine.scoring.climb import Climb
from engine.scoring.gather import Gathered
from engine.scoring.plan import Plan, PlannedGate, Stack
from engine.scoring.ranks import ranks_of
from engine.scoring.rounding import as_ranked
from engine.scoring.run import score
from engine.scoring.scene import Answered, Scene, lookup_of, raised, scene_of
from engine.scoring.table import ScoreTable


@dataclass(frozen=True)
class Chain:
    """A snapshot that was scored, with all that is needed to score it again with other figures."""

    scene: Scene
    point: Climb
    found: Gathered

    def again(self, values: FloatArray, answer: Answered | None = None, no_credit: BoolArray | None = None) -> Climb:
        """The scores of other figures (draws, nodes, units), and other own answers; what is missing stays missing.

        `no_credit` (draws, nodes, units) tells where an open question has no credit, if that is not as it was.
        """
        scene = replace(self.scene, answer=answer or self.scene.answer)
        open_ends = self.found.no_credit if no_credit is None else no_credit
        return raised(scene, replace(self.found, values=values, no_credit=open_ends), self.point)

    def anew(self, values: FloatArray, reasons: ReasonArray, answer: Answered | None = None) -> Climb:
        """The scores of other figures (nodes, units), where what was missing may be there, and other own answers."""
        scene = replace(self.scene, answer=answer or self.scene.answer)
        return raised(scene, replace(self.found, values=values, reasons=reasons))

    def peers_for(self, stack: Stack) -> Peers:
        """Who is compared with whom, as the rules of these indicators are told it."""
        names = tuple(self.scene.plan.nodes[row] for row in stack.rows)
        figure = lookup_of(self.scene, self.point, self.found).values
        place = next((place for place, each in enumerate(self.scene.plan.stacks) if each is stack), -1)
        panel = self.scene.panel.get(place, ())
        return replace(self.scene.peers, indicators=names, higher=stack.higher, figure=figure, panel=panel)

    @cached_property
    def table(self) -> ScoreTable:
        """The scores, without intervals."""
        return score(self.scene.plan, self.scene.snapshot, basis=self.scene.basis)

    @cached_property
    def widths(self) -> FloatArray:
        """How wide the scale of each node is (nodes,)."""
        return np.array([abs(high - low) for low, high in self.point.scale().values()])

    def ranks(self, scores: FloatArray, row: int) -> FloatArray:
        """The ranks (..., units) on one node, of scores (..., nodes, units)."""
        framework, width = self.scene.plan.framework, self.widths[row : row + 1]
        one = as_ranked(tuple(framework.results.values())[row], scores[..., row, :])
        return ranks_of(one[..., np.newaxis, :], width, self.scene.peers, framework.rank_ties)[..., 0, :]

    def bands(self, climb: Climb, values: FloatArray, draw: int, answer: Answered | None = None) -> IntArray:
        """The band (units,) of each unit in one draw of other figures, and other own answers."""
        one = replace(climb, scores=climb.scores[draw], worst=None if climb.worst is None else climb.worst[draw])
        found = replace(self.found, values=values[draw], no_credit=climb.no_credit[draw])
        framework = self.scene.plan.framework
        total = as_ranked(framework.index, one.scores[0])
        lookup = lookup_of(replace(self.scene, answer=answer or self.scene.answer), one, found)
        return bands_of(framework, total, float(self.widths[0]), self.scene.peers, lookup)

    @cached_property
    def questions(self) -> frozenset[str]:
        """The questions whose answers are asked for beside the figures: by gates, extra points, bands and rules."""
        plan, framework = self.scene.plan, self.scene.plan.framework
        limits = [each.when if isinstance(each, PlannedGate) else each.points for each in plan.limits]
        conditions = [parse(band.when) for band in framework.bands if band.when]
        steps = [step for stack in plan.stacks for step in (*stack.treat, stack.normalise)]
        named = [str(each) for step in steps for each in step.settings.values() if isinstance(each, str)]
        return frozenset(name for each in (*limits, *conditions) for name in each.names) | frozenset(named)

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
