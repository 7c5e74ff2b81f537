"""The cheapest way to the next band: which indicators to bring how far, checked through the whole chain."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.framework.bands import from_best
from engine.framework.missing import Missing
from engine.scoring.aims import Aim, aims_of
from engine.scoring.chain import Chain
from engine.scoring.moves import Change, draws_of

PARTS = 16
ROUNDS = 5
"""The last leg is cut in so many parts, and the part that is needed in so many again, so often: to a millionth."""

PROBES = 16
SEED = 20260101
"""Whether gains add up is tried with so many ways on which each leg is gone in part, drawn from this seed."""


@dataclass(frozen=True)
class Stage:
    """An indicator brought from a value to another; `share` of the way to its aim; effort as declared."""

    node: str
    value: float
    target: float
    share: float
    effort: float


@dataclass(frozen=True)
class WayUp:
    """The way of a unit to the next band.

    state     best: it is in the best band already; none: no way leads there; found: by search; exact: and no other way
              costs less; withheld: it may not be shown; no_score: there is no score to begin with; no_bands: there are
              no bands
    band      position of the next band in the file, -1 where there is none
    reachable  the score with every indicator at its aim
    """

    state: str
    band: int = -1
    stages: tuple[Stage, ...] = ()
    total: float = math.nan
    total_then: float = math.nan
    rank_then: float = math.nan
    reachable: float = math.nan

    @property
    def effort(self) -> float:
        """What the stages cost together."""
        return sum(stage.effort for stage in self.stages)


@dataclass(frozen=True)
class _Leg:
    """A move that may be part of the way, from where the unit is to an aim."""

    aim: Aim
    effort: float

    def value(self, share: float) -> float:
        if share >= 1 or math.isnan(self.aim.value):
            return self.aim.target
        return self.aim.value + share * (self.aim.target - self.aim.value)


@dataclass(frozen=True)
class _Search:
    """A chain, the unit, and the places of the bands that would do."""

    chain: Chain
    unit: int
    wanted: frozenset[int]

    def reached(self, ways: Sequence[Mapping[_Leg, float]]) -> list[bool]:
        """Which of the ways lead to the band."""
        changes: list[Change] = [{leg.aim.row: leg.value(share) for leg, share in way.items()} for way in ways]
        return [band in self.wanted for band in draws_of(self.chain, self.unit, 0, changes, bands=True).bands]

    def totals(self, changes: Sequence[Change]) -> list[float]:
        return [float(x) for x in draws_of(self.chain, self.unit, 0, changes).totals]


def way_up(
    chain: Chain,
    unit: int,
    band: int,
    efforts: Mapping[str, float] | None = None,
    *,
    rows: Collection[int] | None = None,
) -> WayUp:
    """The cheapest way from the band that the unit is in now (-1: none) to the next better one.

    What it costs to lift an indicator by the whole width of its scale stands in `efforts`, 1 where nothing does; a
    part of the width costs that part. Where every rule adds up and no gate, bonus or rounding stands in between, the
    indicators with the largest gain for their effort make the cheapest way (`exact`). Else the same order is searched,
    what is not needed is left out again, and the result is checked (`found`): a cheaper way may exist. Only indicators
    in `rows` are on it, where that is not None.
    """
    framework = chain.scene.plan.framework
    order = from_best(framework.bands)
    total = float(chain.point.scores[0, unit])
    if not order:
        return WayUp("no_bands")
    if math.isnan(total):
        return WayUp("no_score")
    place = order.index(band) if band in order else len(order)
    if place == 0:
        return WayUp("best", total=total)
    target = order[place - 1]
    search = _Search(chain, unit, frozenset(order[:place]))
    legs = [leg for leg in _legs(chain, unit, efforts or {}) if rows is None or leg.aim.row in rows]
    whole = dict.fromkeys(legs, 1.0)
    reachable = search.totals([{leg.aim.row: leg.aim.target for leg in legs}])[0]
    if not legs or not search.reached([whole])[0]:
        return WayUp("none", target, total=total, reachable=reachable)
    alone = search.totals([{leg.aim.row: leg.aim.target} for leg in legs])
    worth = {leg: (then - total) / leg.effort for leg, then in zip(legs, alone, strict=True)}
    rising = sorted(legs, key=lambda leg: -np.nan_to_num(worth[leg]))
    exact = _adds_up(search, legs, total, alone)
    way = _cut(search, _pruned(search, _shortest(search, rising), worth, exact=exact), rising)
    drawn = draws_of(chain, unit, 0, [{leg.aim.row: leg.value(share) for leg, share in way.items()}])
    return WayUp(
        "exact" if exact else "found", target,
        tuple(
            Stage(leg.aim.node, leg.aim.value, leg.value(way[leg]), way[leg], leg.effort * way[leg])
            for leg in rising if leg in way
        ),
        total, float(drawn.totals[0]), float(drawn.ranks[0]), reachable,
    )  # fmt: skip


def _legs(chain: Chain, unit: int, efforts: Mapping[str, float]) -> list[_Leg]:
    """The furthest aim of each indicator that has a figure or earns nothing for want of one."""
    legs = []
    for aim in aims_of(chain, unit):
        if aim.kind != "top" or chain.point.missing[aim.row, unit] != Missing.PRESENT:
            continue
        low, high = chain.point.ends[:, aim.row, 0]
        share = (aim.score_then - aim.score) / (abs(high - low) or 1.0)
        legs.append(_Leg(aim, share * efforts.get(aim.node, 1.0)))
    return legs


def _shortest(search: _Search, rising: Sequence[_Leg]) -> dict[_Leg, float]:
    """The first so many of the legs that lead to the band; all ways of this kind are looked at in one go."""
    ways = [dict.fromkeys(rising[: place + 1], 1.0) for place in range(len(rising))]
    return next(way for way, there in zip(ways, search.reached(ways), strict=True) if there)


def _pruned(search: _Search, way: dict[_Leg, float], worth: Mapping[_Leg, float], *, exact: bool) -> dict[_Leg, float]:
    """The way without legs that it does not need, the dearest left out first."""
    if exact:
        return way
    for out in sorted(way, key=lambda leg: (-leg.effort, worth[leg])):
        fewer = {leg: share for leg, share in way.items() if leg is not out}
        if fewer and search.reached([fewer])[0]:
            way = fewer
    return way


def _cut(search: _Search, way: dict[_Leg, float], rising: Sequence[_Leg]) -> dict[_Leg, float]:
    """The way with its least rewarding leg cut to the part that is needed."""
    last = next((leg for leg in reversed(rising) if leg in way and not math.isnan(leg.aim.value)), None)
    if last is None:
        return way
    low, high = 0.0, 1.0
    for _ in range(ROUNDS):
        shares = np.linspace(low, high, PARTS + 1)[1:]
        there = search.reached([{**way, last: float(share)} for share in shares])
        first = there.index(True) if True in there else PARTS - 1
        low, high = (float(shares[first - 1]) if first else low), float(shares[first])
    return {**way, last: high}


def _adds_up(search: _Search, legs: Sequence[_Leg], total: float, alone: Sequence[float]) -> bool:
    """Whether gains add up along every leg, so that the best gains for their effort make the cheapest way."""
    plan = search.chain.scene.plan
    linear = all(joint.aggregate.rule.linear for joint in plan.joints)
    rounds = any(joint.rounding for joint in plan.joints) or any(stack.rounding for stack in plan.stacks)
    by_score = all(plan.framework.bands[place].asks == ("from",) for place in search.wanted)
    if plan.limits or rounds or not linear or not by_score:
        return False
    shares = np.vstack([np.ones(len(legs)), np.random.default_rng(SEED).random((PROBES, len(legs)))])
    shares[:, [math.isnan(leg.aim.value) for leg in legs]] = 1.0
    changes: list[Change] = [
        {leg.aim.row: leg.value(share) for leg, share in zip(legs, row, strict=True)} for row in shares.tolist()
    ]
    wanted = total + shares @ (np.array(alone) - total)
    width = float(search.chain.widths[0]) or 1.0
    return bool(np.allclose(search.totals(changes), wanted, rtol=0, atol=1e-9 * width))
