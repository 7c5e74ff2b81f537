"""The way of one unit's figure on one indicator to its score: every step with what went in and came out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.framework.rules import Step
from engine.scoring.arrays import FloatArray
from engine.scoring.chain import Chain
from engine.scoring.plan import Leaf, Stack
from engine.scoring.table import Moved


@dataclass(frozen=True)
class Treated:
    """A treatment with the figure before and after it; NaN where there was none."""

    step: Step
    before: float
    after: float


@dataclass(frozen=True)
class Trace:
    """An indicator's figure on its way to a score.

    value      as it was measured or given; NaN where there is none
    low, high  the ends of the range used, in the figure's own unit; NaN where the rule uses none
    over       what the range is taken over: group, all, frozen, or "" for ends that the file gives
    among      how many units the range is of, 0 where it is of none
    score      what the normaliser made of the figure, before roundings and limits
    met        does not apply to the unit, and counts as fully met
    """

    value: float
    measure: Step | None
    source: tuple[str, ...]
    treated: tuple[Treated, ...]
    normalise: Step | None
    higher: bool
    low: float
    high: float
    over: str
    among: int
    score: float
    moved: Moved
    no_credit: bool
    met: bool


def trace_of(chain: Chain, leaf: Leaf, unit: int) -> Trace:
    """The way of the figure of the unit at a position."""
    value = float(chain.found.values[leaf.row, unit])
    for stack in chain.scene.plan.stacks:
        for place in np.flatnonzero(stack.rows == leaf.row).tolist():
            return _traced(chain, leaf, stack, place, unit, value)
    nothing = math.nan
    return Trace(
        value, leaf.measure, leaf.source, (), None, True, nothing, nothing, "", 0, nothing, Moved(0), False, False
    )  # fmt: skip


def _traced(chain: Chain, leaf: Leaf, stack: Stack, place: int, unit: int, value: float) -> Trace:
    peers, point = chain.peers_for(stack), chain.point
    measured: FloatArray = chain.found.values[stack.rows]
    given, treated = measured, []
    for step in stack.treat:
        after: FloatArray = step(given, peers).values
        after = np.where(np.isnan(measured) & point.closed[stack.rows], np.nan, after)
        treated.append(Treated(step, float(given[place, unit]), float(after[place, unit])))
        given = after
    adjusted = stack.normalise(given, stack.higher, peers)
    low, high = (
        math.nan if end is None else float(np.broadcast_to(end, given.shape)[place, unit])
        for end in (adjusted.low, adjusted.high)
    )
    over = str(stack.normalise.settings.get("over", ""))
    there = peers.member & ~np.isnan(given[place])
    if over == "group":
        there &= peers.group == peers.group[unit]
    return Trace(
        value=value,
        measure=leaf.measure,
        source=leaf.source,
        treated=tuple(each for each in treated if not _same(each.before, each.after)),
        normalise=stack.normalise,
        higher=bool(stack.higher[place]),
        low=low,
        high=high,
        over=over,
        among=int(there.sum()) if over in ("group", "all") else 0,
        score=float(adjusted.values[place, unit]),
        moved=Moved(int(point.moved[leaf.row, unit])),
        no_credit=bool(chain.found.no_credit[leaf.row, unit]),
        met=bool(point.met[leaf.row, unit]),
    )


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))
