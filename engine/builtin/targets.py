"""Normalisers by distance: to a target, to a unit that is the yardstick, to the best, or as a share of the maximum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from engine.builtin.normalisers import Ends
from engine.builtin.relative import comparisons
from engine.framework.places import did_you_mean
from engine.framework.rule_at import ANY, Misuse, Range, RuleAt, ends_of_scale
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import Adjusted, BoolArray, FloatArray, Peers
from engine.scoring.refusal import RefusalError


def _turned(values: FloatArray, higher: BoolArray) -> FloatArray:
    return np.where(higher[:, np.newaxis], values, -values)


def _of_way(
    values: FloatArray, higher: BoolArray, peers: Peers, goal: FloatArray, start: float | None, over: str
) -> FloatArray:
    """The share of the way from `start` (the worst of the peers, if None) to the goal (..., indicators, 1)."""
    turned, aim = _turned(values, higher), _turned(goal, higher)
    share = np.full(values.shape, np.nan)
    for among in comparisons(peers, over):
        own = turned[..., among]
        worst = np.fmin.reduce(own, axis=-1, keepdims=True, initial=np.nan)
        begin = worst if start is None else _turned(np.full(worst.shape, start), higher)
        way = aim - begin
        bad = ~(way > 0) & ~np.isnan(own).all(axis=-1, keepdims=True)
        if bad.any() and values.ndim == 2:
            raise RefusalError(
                "the goal is missing or no better than where the way to it starts, so there is no distance.",
                "Set a goal beyond `start`, or another reference.",
                [int(row) for row in np.flatnonzero(bad[..., 0])],
            )
        with np.errstate(divide="ignore", invalid="ignore"):
            share[..., among] = np.where(way > 0, (own - begin) / way, np.nan)
    return share


def _scored(share: FloatArray, to: Ends, *, cap: bool) -> Adjusted:
    outside = (share < 0) | (share > 1)
    scores = to[0] + (to[1] - to[0]) * (np.clip(share, 0, 1) if cap else share)
    return Adjusted(scores, touched=outside if cap else None, scale=to)


def target(
    values: FloatArray,
    higher: BoolArray,
    peers: Peers,
    *,
    at: float,
    start: float | None = None,
    over: Literal["group", "all"] = "group",
    cap: bool = True,
    to: Ends = (0.0, 100.0),
) -> Adjusted:
    """Share of the way to the target: l + (u − l)·(x − start)/(at − start); `start` is the worst peer unless given.

    Values beyond the target count as reached and are marked; with `cap: false` they count for more. A target that is no
    better than the start is an error. (COINr, `n_dist2targ`; OECD/JRC Handbook, 2008.)
    """
    goal = np.full((values.shape[-2], 1), at)
    return _scored(_of_way(values, higher, peers, goal, start, over), to, cap=cap)


def reference(
    values: FloatArray,
    higher: BoolArray,
    peers: Peers,
    *,
    unit: str,
    start: float | None = None,
    over: Literal["group", "all"] = "all",
    cap: bool = False,
    to: Ends = (0.0, 100.0),
) -> Adjusted:
    """Nearness to one unit: l + (u − l)·(1 − (ref − x)/(ref − start)); `start` is the worst peer unless given.

    The reference unit has u; better ones have more, unless `cap: true`. A reference that has no value, or is the worst
    itself, is an error. (COINr, `n_dist2ref`.)
    """
    if unit not in peers.units:
        raise RefusalError(f"the reference unit `{unit}` is not among the units.", "Name one of the units.")
    goal = values[..., [peers.units.index(unit)]]
    if values.ndim == 2 and (gone := np.isnan(goal).any(axis=-1) & ~np.isnan(values).all(axis=-1)).any():
        rows = [int(row) for row in np.flatnonzero(gone)]
        raise RefusalError(f"the reference unit `{unit}` has no value.", "Name a unit that has one.", rows)
    return _scored(_of_way(values, higher, peers, goal, start, over), to, cap=cap)


def best(
    values: FloatArray,
    higher: BoolArray,
    peers: Peers,
    *,
    start: float,
    over: Literal["group", "all"] = "group",
    to: Ends = (0.0, 100.0),
) -> Adjusted:
    """Nearness to the best peer from a fixed `start`: l + (u − l)·(x − start)/(best − start).

    From the worst peer it would be min-max. Values worse than `start` are clamped and marked; a best that is no better
    than `start` is an error. (COINr, `n_dist2max`.)
    """
    turned = _turned(values, higher)
    share = np.full(values.shape, np.nan)
    for among in comparisons(peers, over):
        top = np.fmax.reduce(turned[..., among], axis=-1, keepdims=True, initial=np.nan)
        own_peers = Peers(among, np.where(among, 0, -1), ("",))
        goal = _turned(top, higher)
        share[..., among] = _of_way(values, higher, own_peers, goal, start, "all")[..., among]
    return _scored(share, to, cap=True)


def share_of_max(
    values: FloatArray,
    higher: BoolArray,
    peers: Peers,
    *,
    over: Literal["group", "all"] = "group",
    to: Ends = (0.0, 100.0),
) -> Adjusted:
    """Share of the peers' maximum: l + (u − l)·x/max.

    It has a meaning only for values from 0 upwards of which more is better: a negative value, `direction: lower` and a
    maximum of 0 are errors. (COINr, `n_fracmax`, which gives 3 for the pair −3, −1.)
    """
    if not higher.all():
        raise RefusalError(
            "a share of the maximum has no meaning where lower is better.",
            "Use min-max, or goalposts.",
            [int(row) for row in np.flatnonzero(~higher)],
        )
    share = np.full(values.shape, np.nan)
    for among in comparisons(peers, over):
        own = values[..., among]
        most = np.fmax.reduce(own, axis=-1, keepdims=True, initial=np.nan)
        below = np.argwhere((values < 0) & among)
        if below.size and values.ndim == 2:
            what = "a share of the maximum meets a value below 0."
            raise RefusalError(what, "Use min-max, or goalposts.", at=below[0])
        bad = ((own < 0).any(axis=-1, keepdims=True) | (most <= 0)) & ~np.isnan(most)
        if bad.any() and values.ndim == 2:
            raise RefusalError(
                "a share of the maximum needs a value above 0.",
                "Use min-max, or goalposts.",
                [int(row) for row in np.flatnonzero(bad[..., 0])],
            )
        share[..., among] = np.where(bad, np.nan, own / np.where(most > 0, most, np.nan))
    return Adjusted(to[0] + (to[1] - to[0]) * share, scale=to)


def _capped_ends(_values: Range, *, to: Ends, cap: bool, **_settings: object) -> Range:
    return (min(to), max(to)) if cap else ANY


def _lies_ahead(at: RuleAt) -> Iterator[Misuse]:
    start, aim = at.settings["start"], at.settings["at"]
    for leaf in at.indicators if start is not None else ():
        if aim <= start if leaf.direction != "lower" else aim >= start:
            what = f"the target {aim:g} of `{leaf.id}` is no better than the start {start:g}."
            yield Misuse(what, "Exchange them, or change `direction`.", ("at",))


def _is_a_unit(at: RuleAt) -> Iterator[Misuse]:
    unit, known = at.settings["unit"], at.framework.unit
    if known and unit not in known:
        what = f"the unit `{unit}` is not known."
        yield Misuse(what, did_you_mean(unit, known) or "Name a unit of the register.", ("unit",))


def _more_is_better(at: RuleAt) -> Iterator[Misuse]:
    for leaf in at.indicators:
        if leaf.direction == "lower":
            what = f"a share of the maximum has no meaning for `{leaf.id}`, where lower is better."
            yield Misuse(what, "Use `minmax` or `goalposts`.")


RULES = (
    Rule("target", RuleKind.NORMALISE, target, ends=_capped_ends, checks=_lies_ahead, looks="ends"),
    Rule("reference", RuleKind.NORMALISE, reference, ends=_capped_ends, checks=_is_a_unit, looks="ends"),
    Rule("best", RuleKind.NORMALISE, best, ends=ends_of_scale, looks="ends"),
    Rule("share_of_max", RuleKind.NORMALISE, share_of_max, ends=ends_of_scale, checks=_more_is_better, looks="ends"),
)
