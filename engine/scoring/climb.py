"""Up the tree: values are treated and normalised, scores aggregated, gates applied; leading axes are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.scoring.arrays import Adjusted, BoolArray, FloatArray, IntArray, Peers, ReasonArray, first_draw
from engine.scoring.gating import Lookup, bites_of, points_of
from engine.scoring.merging import Merged, carried_rows, carry_over, merged_of
from engine.scoring.panel import Panel
from engine.scoring.plan import Joint, Plan, PlannedExtra, PlannedGate, Stack
from engine.scoring.refusal import RefusalError
from engine.scoring.rounding import rounded
from engine.scoring.salvage import joined_as_far_as_can_be
from engine.scoring.scales import joined_by, scale_of
from engine.scoring.table import ExtraPoints, GateBite, Moved

_ROUNDING = 1e-9
"""A coverage of 0.6666666666 is two thirds."""

_FAR = 1e150
"""Beyond any value, yet finite, so that conditions can compare it."""


@dataclass
class Climb:
    """The state of one way up: scores (..., nodes, units); coverage, missing, no_credit and withheld (nodes, units).

    The figures themselves settle coverage and missing; replicates then follow them (`settled`). `worst` (..., nodes,
    units) is what a value without credit counts as in gates: the end of the range that gives the lowest score.
    `lenient` figures are those of another method: what a rule refuses has no score, as in a replicate.
    `lost` (..., nodes, units) is what was refused, and all that is made of it.
    `applies` (nodes, units) tells the groups that a node is for, None where all are for all.
    `thin` (nodes, units) are scores that stand on less than `min_coverage`, and are marked.
    `screened` (units,) have too few figures to be compared: their values are not even looked at.
    `merged` are units without figures that others were merged into; on `carried` rows they have the mean of theirs.
    """

    plan: Plan
    peers: Peers
    units: tuple[str, ...]
    scores: FloatArray
    missing: ReasonArray
    coverage: FloatArray
    no_credit: BoolArray
    withheld: BoolArray
    settled: bool = False
    worst: FloatArray | None = None
    before: FloatArray | None = None
    bites: list[GateBite] = field(default_factory=list)
    extras: list[ExtraPoints] = field(default_factory=list)
    applies: BoolArray | None = None
    ends: FloatArray = field(default_factory=lambda: np.empty((2, 0, 1)))
    moved: ReasonArray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int8))
    closed: BoolArray = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    declared: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    met: BoolArray = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    lenient: bool = False
    lost: BoolArray | None = None
    panel: Panel = field(default_factory=dict)
    thin: BoolArray = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    screened: BoolArray = field(default_factory=lambda: np.zeros(1, dtype=bool))
    merged: tuple[Merged, ...] = ()
    carried: frozenset[int] = frozenset()

    def named(self, refusal: RefusalError, rows: list[int]) -> ThuocDoError:
        """A rule's refusal as a sentence that names the nodes."""
        names = ", ".join(self.plan.nodes[row] for row in rows)
        return ThuocDoError(f"{names}: {refusal.what} {refusal.mend}")

    def normalise(self, values: FloatArray, figure: Callable[[str], FloatArray] | None = None) -> None:
        """Indicators' values (..., nodes, units) to scores, alike ones in one call; keeps the ends of their scales."""
        self._look_for_merged(values)
        self.ends = np.full((2, len(self.plan.nodes), 1), np.nan)
        self.declared = np.zeros(len(self.plan.nodes), dtype=bool)
        for place, stack in enumerate(self.plan.stacks):
            given = values[..., stack.rows, :]
            scale: tuple[float, float] | None = None
            names = tuple(self.plan.nodes[row] for row in stack.rows)
            peers = replace(self.peers, indicators=names, higher=stack.higher, figure=figure)
            peers = replace(peers, panel=self.panel.get(place, ()))
            try:
                given = self._treated(stack, given, peers)
                adjusted = stack.normalise(given, stack.higher, peers)
            except RefusalError as refusal:
                raise self._refused(stack, refusal) from refusal
            given, scale = adjusted.values, adjusted.scale
            if adjusted.touched is not None and not self.settled:
                self.moved[stack.rows] |= adjusted.touched * np.int8(Moved.CLAMPED)
            self.declared[stack.rows] = scale is not None
            if scale is None:  # a score on a scale that nobody declared: what was seen, from zero
                seen = given[~np.isnan(given)]
                scale = (min(0.0, seen.min()), max(0.0, seen.max())) if seen.size else (0.0, 1.0)
            if self.no_credit.any():
                given = self._without_credit(stack, adjusted, min(scale))
            met = None if stack.full is None else self._fully_met(stack)
            if met is not None:
                given = np.where(met, max(scale), given)
            self.scores[..., stack.rows, :] = _rounded(given, stack.rounding)
            self.ends[:, stack.rows, 0] = np.array(scale)[:, np.newaxis]
            if not self.settled:
                gone = np.isnan(first_draw(given, 2))
                told = self.missing[stack.rows]
                there = self.screened & (told == Missing.PRESENT)
                told = np.where(gone & (told == Missing.PRESENT), Missing.NO_DATA, told)
                told = np.where(there, Missing.SCREENED, told)
                self.missing[stack.rows] = np.where(gone, told, Missing.PRESENT)
                filled = (self.moved[stack.rows] & Moved.IMPUTED) != 0
                self.coverage[stack.rows] = np.where((gone | filled) & ~there, 0.0, 1.0)
        leaves = np.concatenate([stack.rows for stack in self.plan.stacks])
        self._leave_out(leaves)
        self._carry_over(leaves)

    def _look_for_merged(self, values: FloatArray) -> None:
        there: BoolArray = np.asarray(~np.isnan(first_draw(values, 2)).all(axis=0) | self.no_credit.any(axis=0))
        self.merged = merged_of(self.peers, there)
        self.carried = carried_rows(self.plan.framework) if self.merged else frozenset()

    def _carry_over(self, rows: IntArray) -> None:
        """What merged units have of these nodes is the mean of what those have that were merged into them."""
        if self.merged:
            settled = None if self.settled else (self.missing, self.coverage)
            carry_over(sorted(self.carried.intersection(rows.tolist())), self.merged, self.scores, settled)

    def _refused(self, stack: Stack, refusal: RefusalError) -> ThuocDoError:
        """A refusal with the indicators, and the unit where one is to blame."""
        if len(refusal.at) != 2:
            return self.named(refusal, [int(stack.rows[row]) for row in refusal.rows] or [int(x) for x in stack.rows])
        row, unit = refusal.at
        cause = f"{refusal.what} It is that of {self.units[unit]}."
        return self.named(RefusalError(cause, refusal.mend), [int(stack.rows[row])])

    def _treated(self, stack: Stack, values: FloatArray, peers: Peers) -> FloatArray:
        """The values after all treatments; what does not apply, or is withheld, is never filled in."""
        given = values
        for step in stack.treat:
            adjusted: Adjusted = step(given, peers)
            if adjusted.touched is not None and not self.settled:
                done = np.where(np.isnan(given), Moved.IMPUTED, Moved.TREATED)
                self.moved[stack.rows] |= np.where(adjusted.touched, done, 0).astype(np.int8)
            given = adjusted.values
        gaps = np.isnan(values)
        if stack.treat and gaps.any():
            if not self.settled:
                out = np.isin(self.missing[stack.rows], (Missing.NOT_ASKED, Missing.NOT_APPLICABLE))
                self.closed[stack.rows] = out | self.withheld[stack.rows] | self.no_credit[stack.rows] | self.screened
                self.moved[stack.rows] = np.where(self.closed[stack.rows], 0, self.moved[stack.rows])
            given = np.where(gaps & self.closed[stack.rows], np.nan, given)
        return given

    def _fully_met(self, stack: Stack) -> BoolArray:
        """Where an indicator that does not apply to the unit counts as fully met; not where it is for other groups."""
        if self.settled:  # the figures have made these PRESENT, and a replicate measures nothing here either
            return np.asarray(self.met[stack.rows])
        met = (self.missing[stack.rows] == Missing.NOT_APPLICABLE) & np.asarray(stack.full)[:, np.newaxis]
        met &= ~self.screened
        if self.applies is not None:
            met &= self.applies[stack.rows]
        self.met[stack.rows] = met
        return np.asarray(met)

    def _leave_out(self, rows: IntArray) -> None:
        """What is optional and that no unit of a group has is not applicable there."""
        if self.settled or self.plan.optional.isdisjoint(rows.tolist()):
            return
        for row in self.plan.optional.intersection(rows.tolist()):
            for group in range(len(self.peers.groups)):
                among = self.peers.group == group
                if (self.missing[row, among] != Missing.PRESENT).all():
                    self.missing[row, among] = Missing.NOT_APPLICABLE

    def _without_credit(self, stack: Stack, adjusted: Adjusted, lowest: float) -> FloatArray:
        """The scores with the lowest one where an open question has no credit; keeps what its value counts as."""
        if self.worst is None:
            self.worst = np.full(self.scores.shape, np.nan)
        worst: FloatArray = np.array(lowest)
        if adjusted.low is not None and adjusted.high is not None:
            higher = stack.higher[:, np.newaxis]
            worst = np.where(higher, adjusted.low, adjusted.high)
            worst = np.where(np.isnan(worst), np.where(higher, -_FAR, _FAR), worst)  # nobody has a value
        self.worst[..., stack.rows, :] = worst
        return np.where(self.no_credit[..., stack.rows, :], lowest, adjusted.values)

    def join(self, joint: Joint) -> None:
        """The scores of some dimensions from those of their children."""
        reasons = self.missing[joint.children]
        weights = self._weights(joint, reasons)
        whole = not reasons.any()
        if not whole:
            weights = weights * ~((reasons == Missing.NOT_ASKED) | (reasons == Missing.NOT_APPLICABLE))
        joined = self._aggregated(joint, self.scores[..., joint.children, :], weights) * joint.times[:, np.newaxis]
        joined = _rounded(joined, joint.rounding)
        if not self.settled:
            there = joined if self.lost is None else np.where(self.lost[..., joint.rows, :], 0.0, joined)
            self._settle(joint, there, weights, reasons, whole)
        withheld = self.missing[joint.rows] != Missing.PRESENT
        self.scores[..., joint.rows, :] = np.where(withheld, np.nan, joined) if withheld.any() else joined
        self._leave_out(joint.rows)
        self._carry_over(joint.rows)

    def _weights(self, joint: Joint, reasons: ReasonArray) -> FloatArray:
        """The children's weights (..., parents, children, units); those in the tree vary where the plan says so."""
        given = joint.weights
        if self.plan.weighing is not None:
            in_tree = self.plan.parent[joint.children] == joint.rows[:, np.newaxis]
            given = given * np.where(in_tree, self.plan.weighing[..., joint.children], 1.0)
        return np.broadcast_to(given[..., np.newaxis], (*given.shape[:-2], *reasons.shape))

    def _aggregated(self, joint: Joint, scores: FloatArray, weights: FloatArray) -> FloatArray:
        """The children's scores joined. Refused figures are a mistake; of draws they are lost."""
        if not self.settled and not self.lenient:
            try:
                return joined_by(joint, self.peers, scores, weights)
            except RefusalError as refusal:
                raise self._blamed(joint, refusal) from refusal
        joined, refused = joined_as_far_as_can_be(partial(joined_by, joint, self.peers), scores, weights)
        if refused is None and self.lost is None:
            return joined
        self.lost = np.zeros(self.scores.shape, dtype=bool) if self.lost is None else self.lost
        gone = (self.lost[..., joint.children, :] & (weights > 0)).any(axis=-2)
        self.lost[..., joint.rows, :] = gone if refused is None else gone | refused
        return np.where(self.lost[..., joint.rows, :], np.nan, joined)

    def _blamed(self, joint: Joint, refusal: RefusalError) -> ThuocDoError:
        """A refusal with the child and the unit that caused it."""
        rows = [int(row) for row in joint.rows]
        if len(refusal.at) == 2:
            parent, unit = refusal.at
            so = RefusalError(f"{refusal.what} It is so for {self.units[unit]}.", refusal.mend)
            return self.named(so, rows[parent : parent + 1])
        if len(refusal.at) != 3:
            return self.named(refusal, rows)
        parent, child, unit = refusal.at
        cause = f"{refusal.what} It is that of {self.plan.nodes[joint.children[parent, child]]} for {self.units[unit]}."
        return self.named(RefusalError(cause, refusal.mend), rows[parent : parent + 1])

    def _settle(self, joint: Joint, joined: FloatArray, weights: FloatArray, reasons: ReasonArray, whole: bool) -> None:
        total = weights.sum(axis=-2)
        if whole and not np.isnan(joined).any() and (self.coverage[joint.children] == 1.0).all():
            self.coverage[joint.rows], self.thin[joint.rows] = 1.0, False
            self.missing[joint.rows] = Missing.PRESENT
            return
        there = np.where((reasons == Missing.PRESENT) | self.screened, self.coverage[joint.children], 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            coverage = (weights * there).sum(axis=-2) / total
        counted = np.where(weights > 0, reasons, Missing.PRESENT).max(axis=-2)
        short = coverage < joint.min_coverage[:, np.newaxis] - _ROUNDING
        self.thin[joint.rows] = short & joint.bracket[:, np.newaxis] & (coverage > 0) & ~np.isnan(joined)
        self.thin[joint.rows] &= ~(self.withheld[joint.rows] | self.screened)
        short &= ~self.thin[joint.rows]
        thin = short & ((coverage > 0) | (counted == Missing.PRESENT))  # filled in, all of it, is too little too
        reason = np.where(thin, np.int8(Missing.LOW_COVERAGE), counted)
        reason = np.where(reason == Missing.PRESENT, np.int8(Missing.NO_DATA), reason)  # the rule itself gives none
        reason = np.where(short | np.isnan(joined), reason, Missing.PRESENT)
        reason = np.where(total > 0, reason, Missing.NOT_APPLICABLE)
        reason = np.where(self.withheld[joint.rows], Missing.SKIPPED, reason)
        self.missing[joint.rows] = np.where(self.screened & (total > 0), Missing.SCREENED, reason)
        self.coverage[joint.rows] = coverage

    def gate(self, planned: PlannedGate, lookup: Lookup) -> None:
        """Apply one gate and work out anew what stands above it."""
        bites, unsure, listed = bites_of(planned, lookup)
        for each in self.merged:  # felt in what those have that were merged into it
            bites[..., each.unit] = unsure[each.unit] = listed[each.unit] = False
        before = self.scores[..., planned.row, :].copy()
        after = planned.step(before, bites)
        self.scores[..., planned.row, :] = after
        if not self.settled:
            shown = (bites & (before != after)) | listed
            self.bites += [
                GateBite(planned.gate.id, int(unit), float(before[unit]), float(after[unit]), bool(unsure[unit]))
                for unit in np.flatnonzero(shown & ~np.isnan(before))
            ]
        self._carry_over(np.array([planned.row]))
        for joint in planned.above:
            self.join(joint)

    def grant(self, planned: PlannedExtra, lookup: Lookup) -> None:
        """Add the points of one bonus or penalty and work out anew what stands above."""
        points, unsure = points_of(planned, lookup)
        for each in self.merged:
            points[..., each.unit], unsure[each.unit] = 0.0, False
        before = self.scores[..., planned.row, :].copy()
        after = before + points
        if not planned.extra.beyond_scale:
            low, high = self.scale()[self.plan.nodes[planned.row]]
            after = np.clip(after, np.minimum(low, before), np.maximum(high, before))
        self.scores[..., planned.row, :] = after
        if not self.settled:
            given = np.broadcast_to(points, before.shape)
            name = planned.extra.id
            self.extras += [
                ExtraPoints(name, int(u), float(given[u]), float(before[u]), float(after[u]), bool(unsure[u]))
                for u in np.flatnonzero(((given != 0) | unsure) & ~np.isnan(before))
            ]
        self._carry_over(np.array([planned.row]))
        for joint in planned.above:
            self.join(joint)

    def up(self, values: FloatArray, lookup: Lookup) -> None:
        """The whole way: normalise, aggregate, gates."""
        self.normalise(values, lookup.values)
        for joint in self.plan.joints:
            self.join(joint)
        self.before = self.scores.copy() if self.plan.limits else self.scores
        for planned in self.plan.limits:
            if isinstance(planned, PlannedGate):
                self.gate(planned, lookup)
            else:
                self.grant(planned, lookup)

    def scale(self) -> dict[str, tuple[float, float]]:
        """The ends of each node's scale, by its id."""
        return scale_of(self.plan, self.peers, self.ends)


def _rounded(scores: FloatArray, rounding: tuple[tuple[int, int], ...]) -> FloatArray:
    """The scores (..., nodes, units) with those nodes rounded that the file says are."""
    for place, decimals in rounding:
        scores[..., place, :] = rounded(scores[..., place, :], decimals)
    return scores
