"""One unit's score on one node taken apart into lines that add up, beside the mean of its group."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.framework.missing import Missing
from engine.framework.rules import Step
from engine.scoring.arrays import BoolArray, FloatArray
from engine.scoring.contributions import gaps_of, parts_of, places_of
from engine.scoring.gather import peers_of
from engine.scoring.merging import SUCCESSOR, carried_rows, merged_of
from engine.scoring.plan import Joint
from engine.scoring.rounding import rounded
from engine.scoring.shapley import EXACT
from engine.scoring.table import ExtraPoints, GateBite, ScoreTable


@dataclass(frozen=True)
class Part:
    """A child in the score of the node above.

    weight   as the file gives it; 0 where it does not apply to the unit
    share    of the weight that is there, 0 to 1; 0 for a child without a score
    points   what it gives to the score; all points and the base add up to it
    lead     what it gives to the score less the group's mean; NaN without a group to compare with
    mean     the mean score of the group's units on the child
    together  how many children the line is of, where some may not be shown by themselves; else 1
    """

    node: str
    score: float
    weight: float
    share: float
    points: float
    lead: float
    mean: float
    missing: Missing
    together: int = 1


@dataclass(frozen=True)
class Effect:
    """What was done to the joined score: `kind` is rounding, gate, extra or merged, `id` that of the gate or extra.

    `touched` are the positions of all units that it was done to.
    """

    kind: str
    id: str
    points: float
    lead: float
    before: float = math.nan
    after: float = math.nan
    unanswered: bool = False
    touched: tuple[int, ...] = ()


@dataclass(frozen=True)
class Breakdown:
    """A score as lines: base + the points of parts and effects = score; their leads = score − mean.

    way    how the points were told: parts (they are the score), mean (from the mean of the group), full (from full
           marks on each child, where there is no group), figure (an indicator), none (there is no score)
    base   what the points start from: 0, the group's mean before roundings and limits, or the score of an indicator
    peers  how many units of the group the mean is of
    is_drawn  whether the parts come from drawn orders of the children, since they are too many for all sets of them
    """

    node: str
    unit: str
    score: float
    mean: float
    peers: int
    way: str
    base: float
    parts: tuple[Part, ...]
    effects: tuple[Effect, ...]
    times: float = 1.0
    step: Step | None = None
    is_drawn: bool = False

    @property
    def total(self) -> float:
        """What the lines add up to."""
        return self.base + sum(x.points for x in self.parts) + sum(x.points for x in self.effects)

    @property
    def lead(self) -> float:
        """How far the score is above the mean of the group."""
        return self.score - self.mean


@dataclass(frozen=True)
class _Joined:
    """A node of children: their scores and weights (children, units), and the joint they belong to."""

    children: tuple[int, ...]
    scores: FloatArray
    weights: FloatArray
    given: FloatArray
    times: float
    decimals: int | None
    step: Step

    def result(self, table: ScoreTable) -> FloatArray:
        """The joined scores (units,) times `times`, before rounding."""
        more = (peers_of(table.units, tuple(table.framework.units.groups)),) if self.step.rule.compares else ()
        joined: FloatArray = np.asarray(self.step(self.scores[np.newaxis], self.weights[np.newaxis], *more))[0]
        return joined * self.times

    def shares(self) -> FloatArray:
        """Each child's share of the weight that is there (children, units)."""
        present = np.where(np.isnan(self.scores), 0.0, self.weights)
        total = present.sum(axis=0)
        shares: FloatArray = np.divide(present, total, out=np.zeros_like(present), where=total > 0)
        return shares


def _joint_of(table: ScoreTable, row: int) -> tuple[Joint, int] | None:
    joints = table.plan.joints if table.plan else ()
    for joint in joints:
        for place in np.flatnonzero(joint.rows == row).tolist():
            return joint, place
    return None


def _joined(table: ScoreTable, row: int) -> _Joined | None:
    found = _joint_of(table, row)
    if found is None:
        return None
    joint, place = found
    children = joint.children[place]
    gone = np.isin(table.missing[children], (Missing.NOT_ASKED, Missing.NOT_APPLICABLE))
    weights = joint.weights[place][:, np.newaxis] * ~gone
    return _Joined(
        tuple(children.tolist()), table.score[children], weights, joint.weights[place], float(joint.times[place]),
        dict(joint.rounding).get(place), joint.aggregate,
    )  # fmt: skip


def peers_on(table: ScoreTable, row: int, unit: int) -> BoolArray:
    """The units (units,) that the unit is compared with: ranked ones of its group that have a score here, it too."""
    root = table.node_row(table.framework.index.id)
    group = table.units[unit].group
    mine = np.array([each.group == group and group is not None for each in table.units], dtype=bool)
    return np.asarray(mine & ~np.isnan(table.rank[root]) & ~np.isnan(table.score[row]))


def breakdown(table: ScoreTable, unit_id: str, node_id: str, among: BoolArray | None = None) -> Breakdown:
    """The unit's score on the node, taken apart. KeyError for an unknown unit or node.

    Every lead is the mean, over the units of the group, of what the part explains of the difference from each. Of the
    group those count that are `among` (units,), all where it is None.
    """
    row, unit = table.node_row(node_id), table.unit_column(unit_id)
    score, joined = float(table.score[row, unit]), _joined(table, row)
    if math.isnan(score):
        parts = _bare(table, joined, unit) if joined else ()
        step, times = (joined.step, joined.times) if joined else (None, 1.0)
        return Breakdown(node_id, unit_id, score, math.nan, 0, "none", math.nan, parts, (), times, step)
    peers = peers_on(table, row, unit) & (True if among is None else among)
    mean = float(table.score[row][peers].mean()) if peers.any() else math.nan
    effects = tuple(_limits(table, node_id, unit, peers))
    count = int(peers.sum())
    if joined is None:
        effects += tuple(_merged(table, row, unit, peers, table.score[row]))
        base = score - sum(effect.points for effect in effects)
        return Breakdown(node_id, unit_id, score, mean, count, "figure", base, (), effects)
    result = joined.result(table)
    if joined.decimals is not None:
        shift = rounded(result, joined.decimals) - result
        lead = float(shift[unit] - shift[peers].mean()) if peers.any() else math.nan
        effects = (Effect("rounding", "", float(shift[unit]), lead), *effects)
        result_shown = result + shift
    else:
        result_shown = result
    effects += tuple(_merged(table, row, unit, peers, table.score[row] - result_shown))
    way, base, points, leads = _points(table, joined, result, unit, peers)
    parts = tuple(
        _part(table, joined, place, unit, peers, float(points[place]), float(leads[place]))
        for place in range(len(joined.children))
    )
    drawn = len(parts) > EXACT and not joined.step.rule.gaps and not joined.step.rule.parts
    return Breakdown(
        node_id, unit_id, score, mean, count, way, base, parts, effects, joined.times, joined.step, drawn
    )  # fmt: skip


def _points(
    table: ScoreTable, joined: _Joined, result: FloatArray, unit: int, peers: BoolArray
) -> tuple[str, float, FloatArray, FloatArray]:
    """(way, base, points (children,), leads (children,)) of the joined score."""
    own, weights = joined.scores[:, unit : unit + 1], joined.weights[:, unit : unit + 1]
    nothing = np.full(len(joined.children), np.nan)
    parts = None if joined.step.rule.compares else parts_of(joined.step, own, weights)
    if joined.step.rule.compares:
        among = peers_of(table.units, tuple(table.framework.units.groups))
        leads = places_of(joined.step, among, joined.scores, joined.weights, peers)
        lead = (leads[:, unit] - (leads[:, peers].mean(axis=1) if peers.any() else 0.0)) * joined.times
        if not peers.any():
            return "mean", float(result[unit] - lead.sum()), lead, nothing
    elif peers.any():
        others = (joined.scores[:, peers], joined.weights[:, peers])
        lead = gaps_of(joined.step, own, weights, *others).mean(axis=1) * joined.times
    else:
        lead = nothing
    if parts is not None:
        return "parts", 0.0, parts[:, 0] * joined.times, lead
    if peers.any():
        return "mean", float(result[peers].mean()), lead, lead
    ends = np.array([max(table.scale[table.nodes[child]]) for child in joined.children])
    best = np.where(np.isnan(own), np.nan, ends[:, np.newaxis])
    points = gaps_of(joined.step, own, weights, best, weights)[:, 0] * joined.times
    return "full", float(result[unit] - points.sum()), points, nothing


def _part(
    table: ScoreTable, joined: _Joined, place: int, unit: int, peers: BoolArray, points: float, lead: float
) -> Part:
    among = joined.scores[place, peers]
    among = among[~np.isnan(among)]
    child = joined.children[place]
    return Part(
        node=table.nodes[child],
        score=float(joined.scores[place, unit]),
        weight=float(joined.weights[place, unit]),
        share=float(joined.shares()[place, unit]),
        points=points,
        lead=lead,
        mean=float(among.mean()) if among.size else math.nan,
        missing=Missing(int(table.missing[child, unit])),
    )


def _bare(table: ScoreTable, joined: _Joined, unit: int) -> tuple[Part, ...]:
    """The children of a score that is not there: what they are, and why what is missing is."""
    nobody = np.zeros(len(table.units), dtype=bool)
    places = range(len(joined.children))
    return tuple(_part(table, joined, place, unit, nobody, math.nan, math.nan) for place in places)


def _merged(table: ScoreTable, row: int, unit: int, peers: BoolArray, apart: FloatArray) -> Iterator[Effect]:
    """What the mean of those merged into a unit is `apart` (units,) from what its own parts would come to."""
    if not any(name == SUCCESSOR for each in table.units for name, _ in each.labels):
        return
    leaves = [table.node_row(leaf.id) for leaf in table.framework.indicators]
    has_figures: BoolArray = np.asarray(~np.isnan(table.value[leaves]).all(axis=0))
    merged = merged_of(peers_of(table.units, tuple(table.framework.units.groups)), has_figures)
    if not merged or row not in carried_rows(table.framework):
        return
    points = np.zeros(len(table.units))
    for each in merged:
        points[each.unit] = apart[each.unit]
    if unit in {each.unit for each in merged} or points[peers].any():
        lead = float(points[unit] - points[peers].mean()) if peers.any() else math.nan
        yield Effect("merged", "", float(points[unit]), lead)


def _limits(table: ScoreTable, node_id: str, unit: int, peers: BoolArray) -> Iterator[Effect]:
    """The gates and extra points of a node that touched the unit or one that it is compared with."""
    done: dict[tuple[str, str], FloatArray] = {}
    told: dict[tuple[str, str], tuple[float, float, bool]] = {}
    on: dict[tuple[str, str], str] = {("gate", gate.id): gate.on for gate in table.framework.gates}
    on |= {("extra", extra.id): extra.on for extra in table.framework.extras}
    limits: list[tuple[str, str, GateBite | ExtraPoints]] = [("gate", bite.gate, bite) for bite in table.gates]
    limits += [("extra", extra.extra, extra) for extra in table.extras]
    for kind, name, each in limits:
        if on.get((kind, name)) != node_id:
            continue
        points = done.setdefault((kind, name), np.zeros(len(table.units)))
        points[each.unit] = each.after - each.before
        if each.unit == unit:
            told[kind, name] = (each.before, each.after, each.unanswered)
    for kind, name in done:
        points = done[kind, name]
        lead = float(points[unit] - points[peers].mean()) if peers.any() else math.nan
        before, after, unanswered = told.get((kind, name), (math.nan, math.nan, False))
        touched = tuple(each.unit for found, id_, each in limits if (found, id_) == (kind, name))
        yield Effect(kind, name, float(points[unit]), lead, before, after, unanswered, touched)
