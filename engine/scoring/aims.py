"""What a unit could reach on each indicator: the best of its group, full marks, the next better value."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pydantic import BaseModel

from engine.framework.missing import Missing
from engine.scoring.arrays import FloatArray, Peers
from engine.scoring.chain import Chain
from engine.scoring.other_answers import MANY, Change, Levels, levels_of
from engine.scoring.plan import Stack
from engine.scoring.refusal import RefusalError

NEAREST = 32
"""Of the values in a group, so many nearest ones above and below are looked at, and the ends."""

BLOCK_BYTES = 8_000_000
"""About how much memory each array of a block takes: small ones stay near, large ones cost more than they do."""

STEP = 0.1
"""Where nobody in the group is better, a step is this share of the range that is used."""

NO_VALUES = frozenset({"to", "points"})
"""Settings whose numbers are scores rather than values."""

FILLABLE = (Missing.DONT_KNOW, Missing.REFUSED, Missing.SKIPPED, Missing.NOT_VERIFIED, Missing.NO_DATA)
"""Reasons of a missing figure that the unit could do something about."""


@dataclass(frozen=True)
class Aim:
    """A value of an indicator that would score better than the one now.

    kind   best: the best of the group has it; top: full marks, or the most that is known to be reached; step: the next
           better one; each is the nearest value that does
    value  the figure now, NaN where there is none; `target` the one aimed at; score and score_then what they come to
    levels  the values that answers can give it; None where it may have any
    """

    node: str
    row: int
    kind: str
    value: float
    target: float
    score: float
    score_then: float
    levels: Levels | None = field(default=None, compare=False, repr=False)

    def change(self, value: float) -> Change:
        """What changes with a value of the indicator."""
        return Change({self.row: value}) if self.levels is None else self.levels.change(value)

    @property
    def done(self) -> Change:
        """What changes where the aim is reached."""
        return self.change(self.target)


def aims_of(chain: Chain, unit: int, *, of_any_value: bool = False) -> tuple[Aim, ...]:
    """The aims of the unit at a position, indicator by indicator; what does not apply to it has none.

    `of_any_value`: as if its figures came from outside, whatever the answers behind them could be.
    """
    return tuple(aim for stack in chain.scene.plan.stacks for aim in _aims(chain, stack, unit, of_any_value))


def _aims(chain: Chain, stack: Stack, unit: int, of_any_value: bool) -> Iterator[Aim]:
    values, peers = chain.found.values[stack.rows], chain.peers_for(stack)
    tried, levels = _candidates(chain, stack, values, peers, unit, of_any_value)
    scores = _scored(stack, values, peers, tried, unit)
    now = chain.point.scores[stack.rows, unit]
    best = _best_of_group(chain, stack, values, peers, unit)
    for place, row in enumerate(stack.rows.tolist()):
        reason = Missing(int(chain.point.missing[row, unit]))
        open_ = chain.found.no_credit[row, unit]
        if (reason is not Missing.PRESENT and reason not in FILLABLE) or chain.point.met[row, unit]:
            continue
        own = math.nan if open_ else float(values[place, unit])
        score = float(now[place])
        floor = -math.inf if math.isnan(score) else score
        slack = 1e-9 * float(np.ptp(chain.point.ends[:, row, 0]))
        found = [
            (float(x), float(s))
            for x, s in zip(tried[:, place], scores[:, place], strict=True)
            if not math.isnan(x + s) and s > floor + slack
        ]
        if not found:
            continue

        def near(pairs: Sequence[tuple[float, float]], wanted: float, own: float = own) -> tuple[float, float]:
            fit = [pair for pair in pairs if abs(pair[1] - wanted) <= slack]  # noqa: B023  used at once
            return min(fit, key=lambda pair: 0.0 if math.isnan(own) else abs(pair[0] - own))

        node = chain.scene.plan.nodes[row]
        kinds = {"top": max(s for _x, s in found), "step": min(s for _x, s in found)}
        if not math.isnan(best[place]):
            limited = levels[place]
            wanted = best[place] if limited is None else limited.beyond(best[place], own)
            reached = [s for x, s in found if x == wanted]
            if reached:
                kinds = {"best": reached[0], **kinds}
        for kind, goal in kinds.items():
            target, then = near(found, goal)
            yield Aim(node, row, kind, own, target, score, then, levels[place])


def _best_of_group(chain: Chain, stack: Stack, values: FloatArray, peers: Peers, unit: int) -> FloatArray:
    """The value (indicators,) of the unit of the group that scores best on each; NaN where nobody has a score."""
    among = peers.member & (peers.group == peers.group[unit])
    scores = np.where(among & ~np.isnan(values), chain.point.scores[stack.rows], -np.inf)
    first = scores.argmax(axis=1)
    best = np.take_along_axis(values, first[:, np.newaxis], axis=1)[:, 0]
    return np.where(np.isfinite(scores.max(axis=1)), best, np.nan)


def _candidates(
    chain: Chain, stack: Stack, values: FloatArray, peers: Peers, unit: int, of_any_value: bool
) -> tuple[FloatArray, list[Levels | None]]:
    """The values (candidates, indicators) that are looked at, NaN where there are fewer; those that answers can give.

    Where answers give few values all of them are looked at.
    """
    among = values[:, peers.member & (peers.group == peers.group[unit])]
    relative = _is_relative(stack, values, peers, unit)
    told = [] if relative or stack.treat else sorted(set(_numbers(stack.normalise.settings)))
    low, high = np.full((2, *values.shape), np.nan)
    if not stack.treat:
        adjusted = stack.normalise(values, stack.higher, peers)
        low, high = (
            np.broadcast_to(np.nan if end is None else end, values.shape) for end in (adjusted.low, adjusted.high)
        )
        as_it_is = adjusted.low is None and np.array_equal(adjusted.values, values, equal_nan=True)
        if adjusted.scale is not None and as_it_is:  # of a rule with ends even 0 may be all that is alike
            told += list(adjusted.scale)
    leaves = {leaf.row: leaf for leaf in chain.scene.plan.leaves}
    found, levels = [], []
    for place, row in enumerate(stack.rows.tolist()):
        own = float(values[place, unit])
        theirs = np.unique(among[place][~np.isnan(among[place])])
        after = int(np.searchsorted(theirs, own)) if not math.isnan(own) else 0
        near = theirs[max(0, after - NEAREST) : after + NEAREST]
        ends = [float(low[place, unit]), float(high[place, unit])]
        mine = {*near.tolist(), *theirs[:1].tolist(), *theirs[-1:].tolist(), *told, *(x for x in ends if x == x)}
        if not relative and not math.isnan(own) and ends[0] < ends[1]:
            step = STEP * (ends[1] - ends[0])
            mine |= {x for x in (own - step, own + step) if ends[0] <= x <= ends[1]}
        told_by = None if of_any_value else levels_of(chain, leaves[row], unit, sorted(mine))
        if told_by is not None:
            few = len(told_by.values) <= MANY
            mine = set(told_by.values.tolist() if few else (told_by.beyond(each, own) for each in mine))
        levels.append(told_by)
        found.append(sorted(mine))
    most = max((len(each) for each in found), default=0)
    filled = [each + [math.nan] * (most - len(each)) for each in found]
    return np.array(filled, dtype=np.float64).reshape(len(found), most).T, levels


def _scored(stack: Stack, values: FloatArray, peers: Peers, tried: FloatArray, unit: int) -> FloatArray:
    """The scores (candidates, indicators) of the unit, each with its own value exchanged and nobody else's."""
    size = max(1, BLOCK_BYTES // (8 * max(values.size, 1)))
    if not tried.size:
        return tried
    if len(tried) > size:
        blocks = (tried[start : start + size] for start in range(0, len(tried), size))
        return np.concatenate([_scored(stack, values, peers, block, unit) for block in blocks])
    draws = np.repeat(values[np.newaxis], len(tried), axis=0)
    draws[:, :, unit] = tried
    try:
        for step in stack.treat:
            draws = step(draws, peers).values
        return np.asarray(stack.normalise(draws, stack.higher, peers).values[:, :, unit])
    except RefusalError:  # a value that the rule does not take, such as one that no step has
        if len(tried) == 1:
            return np.full(tried.shape, np.nan)
        halves = np.array_split(tried, 2)
        return np.concatenate([_scored(stack, values, peers, half, unit) for half in halves])


def _is_relative(stack: Stack, values: FloatArray, peers: Peers, unit: int) -> bool:
    """Whether the unit's value bears on the scores of others, so that numbers of the rule are no values to aim at."""
    others = np.arange(values.shape[1]) != unit
    if not others.any() or np.isnan(values).all():
        return False
    least, most = np.nanmin(values), np.nanmax(values)
    far = (most - least) or 1.0
    draws = np.stack([np.where(others, values, each) for each in (least - far, most + far)])
    try:
        moved = np.asarray(stack.normalise(draws, stack.higher, peers).values)[..., others]
        as_is = np.asarray(stack.normalise(values[np.newaxis], stack.higher, peers).values)[..., others]
    except RefusalError:
        return False
    return not np.array_equal(moved, np.broadcast_to(as_is, moved.shape), equal_nan=True)


def _numbers(settings: object) -> Iterator[float]:
    """The numbers in the settings of a rule that could be values."""
    match settings:
        case bool() | None | str():
            return
        case int() | float():
            yield float(settings)
        case BaseModel():
            yield from _numbers({name: getattr(settings, name) for name in type(settings).model_fields})
        case Mapping():
            given: Mapping[Any, object] = settings
            for name, each in given.items():
                if name not in NO_VALUES:
                    yield from _numbers(each)
        case tuple() | list():
            for each in settings:
                yield from _numbers(each)
