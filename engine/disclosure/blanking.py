"""A score table without what is kept back, and without what would give it away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine.framework.expressions import parse
from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, FloatArray, IntArray
from engine.scoring.banding import bands_of
from engine.scoring.gather import peers_of
from engine.scoring.gating import Lookup
from engine.scoring.methods import Varied
from engine.scoring.pairs import Contest
from engine.scoring.plan import Plan
from engine.scoring.ranks import ranks_of
from engine.scoring.rounding import as_ranked
from engine.scoring.sureness import Sureness
from engine.scoring.table import ExtraPoints, GateBite, ScoreTable


def blanked(table: ScoreTable, plan: Plan, kept: BoolArray) -> dict[str, Any]:
    """The changed fields of a table that keeps back `kept` (nodes, units)."""

    def without(figures: FloatArray) -> FloatArray:
        return np.where(kept, np.nan, figures)

    score = without(table.score)
    above = _above(plan, kept)
    rank, rank_low, rank_high = _ranks(table, score, kept)
    return {
        "value": without(table.value), "score": score,
        "score_low": np.where(above, np.nan, table.score_low), "score_high": np.where(above, np.nan, table.score_high),
        "before_gates": without(table.before_gates), "coverage": without(table.coverage),
        "rank": rank, "rank_low": rank_low, "rank_high": rank_high,
        "missing": np.where(kept, np.int8(Missing.SUPPRESSED), table.missing),
        "band": _bands(table, score, kept), "scale": _scales(table, plan, score, kept),
        "gates": tuple(bite for bite in table.gates if not _gives_away(table, bite, kept)),
        "extras": tuple(extra for extra in table.extras if not _gives_away(table, extra, kept)),
        "no_credit": None if table.no_credit is None else table.no_credit & ~kept,
        "moved": None if table.moved is None else np.where(kept, 0, table.moved).astype(table.moved.dtype),
        "varied": None if table.varied is None else _varied(table.varied),
        "most": None if table.most is None else without(table.most),
        "sure": None if table.sure is None else _sure(table.sure, kept, above, rank_low, rank_high),
    }  # fmt: skip


def _above(plan: Plan, kept: BoolArray) -> BoolArray:
    """What is kept back, and all that is made of it: their intervals end where drawn figures of the parts did.

    A draw without any of three respondents leaves of a mean the other part alone, to the last digit.
    """
    found = kept.copy()
    for joint in plan.joints:
        found[joint.rows] |= found[joint.children].any(axis=-2)
    return found


def _ranks(table: ScoreTable, score: FloatArray, kept: BoolArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Places among what is shown: a gap in the places would tell between which scores one lies that is kept back."""
    peers = peers_of(table.units, tuple(table.framework.units.groups))
    rows = np.flatnonzero(kept.any(axis=1))
    found = [table.rank.copy(), table.rank_low.copy(), table.rank_high.copy()]
    width = np.array([_width(table, table.nodes[row]) for row in rows])
    ranked = np.where(table.thin[rows] & np.isnan(table.rank[rows]), np.nan, _compared(table, rows, score[rows]))
    rank = ranks_of(ranked, width, peers, table.framework.rank_ties)
    most = np.zeros(rank.shape)
    for group in range(len(peers.groups)):
        among = peers.group == group
        most[:, among] = np.count_nonzero(~np.isnan(rank[:, among]), axis=1)[:, np.newaxis]
    found[0][rows] = rank
    found[1][rows] = np.minimum(np.where(np.isnan(rank), np.nan, table.rank_low[rows]), rank)
    found[2][rows] = np.maximum(np.minimum(np.where(np.isnan(rank), np.nan, table.rank_high[rows]), most), rank)
    return found[0], found[1], found[2]


def _sure(sure: Sureness, kept: BoolArray, above: BoolArray, rank_low: FloatArray, rank_high: FloatArray) -> Sureness:
    """What draws tell of the figures that are shown."""
    return replace(
        sure,
        score_low=np.where(above, np.nan, sure.score_low), score_high=np.where(above, np.nan, sure.score_high),
        rank_low=rank_low, rank_high=rank_high,
        in_top=np.where(kept, np.nan, sure.in_top), failed=np.where(kept, np.nan, sure.failed),
        contests=tuple(contest_among(each, ~kept[0]) for each in sure.contests if (~kept[0])[each.units].any()),
    )  # fmt: skip


def _varied(varied: Varied) -> Varied:
    """Why a choice gives no scores is said of units and figures: it is left out, how many draws were lost is told."""
    return replace(varied, lost=tuple((choices, "", draws) for choices, _, draws in varied.lost))


def contest_among(contest: Contest, shown: BoolArray) -> Contest:
    """The contest of those whose total is shown."""
    stays = shown[contest.units]
    place = np.cumsum(stays) - 1  # of those that stay, counted anew
    runs: list[tuple[int, int]] = []
    for first, last in contest.runs:
        if stays[first : last + 1].any():
            ends = (int(place[first]) + int(not stays[first]), int(place[last]))
            if not any(low <= ends[0] and ends[1] <= high for low, high in runs):
                runs = [each for each in runs if not (ends[0] <= each[0] and each[1] <= ends[1])] + [ends]
    return Contest(contest.units[stays], contest.beats[np.ix_(stays, stays)], tuple(runs))


def _width(table: ScoreTable, node: str) -> float:
    low, high = table.scale[node]
    return abs(high - low)


def _compared(table: ScoreTable, rows: IntArray, scores: FloatArray) -> FloatArray:
    """Scores as they are ranked, where a publisher ranks rounded ones."""
    found = scores.copy()
    for place, row in enumerate(rows):
        found[place] = as_ranked(table.framework.results[table.nodes[row]], found[place])
    return found


def _bands(table: ScoreTable, score: FloatArray, kept: BoolArray) -> IntArray:
    """No band where there is no total; bands by place count the totals that are shown."""
    band = np.where(kept, -1, table.band)
    by_place = any({"top", "top_percent", "behind_best", "natural"} & set(band.asks) for band in table.framework.bands)
    if not (kept[0].any() and by_place):
        return band
    leaves = {node.id for node in table.framework.indicators}

    def value_of(name: str) -> FloatArray:
        row = table.node_row(name)
        return np.asarray((table.value if name in leaves else table.score)[row])

    def reason_of(name: str) -> Any:
        return table.missing[table.node_row(name)]

    peers = peers_of(table.units, tuple(table.framework.units.groups))
    total = _compared(table, np.array([0]), score[:1])[0]
    total = np.where(table.thin[0] & np.isnan(table.rank[0]), np.nan, total)
    width = _width(table, table.nodes[0])
    band[0] = bands_of(table.framework, total, width, peers, Lookup(value_of, reason_of))
    return band


def _scales(table: ScoreTable, plan: Plan, score: FloatArray, kept: BoolArray) -> dict[str, tuple[float, float]]:
    """A scale that ends where scores ended must not end at one that is kept back; dimensions above follow."""
    ends = np.array([table.scale[node] for node in table.nodes]).T[..., np.newaxis]
    changed = np.zeros(len(table.nodes), dtype=bool)
    for node in table.seen_scales:
        row = table.node_row(node)
        if kept[row].any():
            seen = score[row][~np.isnan(score[row])]
            ends[:, row, 0] = (min(0.0, seen.min()), max(0.0, seen.max())) if seen.size else (0.0, 1.0)
            changed[row] = True
    for joint in plan.joints:
        for place, row in enumerate(joint.rows):
            if changed[joint.children[place]].any() and not joint.aggregate.rule.compares:
                weights = joint.weights[place][:, np.newaxis]
                made = joint.aggregate(ends[:, joint.children[place], :], weights)
                ends[:, row, :] = made * joint.times[place]
                changed[row] = True
    return {node: (float(ends[0, row, 0]), float(ends[1, row, 0])) for row, node in enumerate(table.nodes)}


def _gives_away(table: ScoreTable, told: GateBite | ExtraPoints, kept: BoolArray) -> bool:
    """Whether what a gate or an extra did is about a figure that is kept back, or was caused by one."""
    framework = table.framework
    if isinstance(told, GateBite):
        gate = next(each for each in framework.gates if each.id == told.gate)
        names, on = parse(gate.when).names, gate.on
    else:
        extra = next(each for each in framework.extras if each.id == told.extra)
        names, on = parse(extra.points).names, extra.on
    rows = [table.node_row(name) for name in (on, *names) if name in framework.results]
    return bool(kept[rows, told.unit].any())
