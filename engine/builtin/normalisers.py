"""Normalisers: values in their own units become scores on one scale; `direction: lower` turns the scale round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, TypeAlias

import numpy as np
from pydantic import AfterValidator

from engine.framework.places import did_you_mean
from engine.framework.rule_at import ANY, Misuse, Range, RuleAt, same_ends
from engine.framework.rules import Rule, RuleKind
from engine.framework.told import told
from engine.scoring.arrays import Adjusted, BoolArray, FloatArray, IntArray, Peers
from engine.scoring.panel import PANEL
from engine.scoring.refusal import RefusalError

Ends: TypeAlias = tuple[float, float]


def _rising(given: Ends) -> Ends:
    if given[0] >= given[1]:
        raise told(f"the range goes from {given[0]:g} to {given[1]:g}", "Write the lower end first: [low, high].")
    return given


Ranges: TypeAlias = dict[str, Annotated[Ends, AfterValidator(_rising)]]
Constant: TypeAlias = Literal["error", "missing", "lower", "middle", "upper"]

_SAME = 1e-12
"""A range narrower than this share of its ends is a constant told in floating point."""


def _linear(values: FloatArray, higher: BoolArray, low: FloatArray, high: FloatArray, to: Ends) -> FloatArray:
    """The values from low..high to the scale, turned round for indicators where lower is better."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (values - low) / (high - low)
    turned = higher[:, np.newaxis]
    return np.where(turned, to[0] + (to[1] - to[0]) * share, to[1] - (to[1] - to[0]) * share)


def _range(values: FloatArray, peers: Peers, over: str) -> tuple[FloatArray, FloatArray]:
    """The least and greatest value of each indicator among all members, or among those of each unit's group."""
    if over == "all" or (len(peers.groups) == 1 and bool(peers.member.all())):
        among = values if peers.member.all() else values[..., peers.member]
        return (
            np.fmin.reduce(among, axis=-1, keepdims=True, initial=np.nan),
            np.fmax.reduce(among, axis=-1, keepdims=True, initial=np.nan),
        )
    shape = (*values.shape[:-1], len(peers.groups) + 1)  # the last one stays empty: units without a group
    low, high = np.full(shape, np.nan), np.full(shape, np.nan)
    for position in range(len(peers.groups)):
        among = values[..., peers.member & (peers.group == position)]
        low[..., position] = np.fmin.reduce(among, axis=-1, initial=np.nan)
        high[..., position] = np.fmax.reduce(among, axis=-1, initial=np.nan)
    return low[..., peers.group], high[..., peers.group]


def _pooled_range(values: FloatArray, peers: Peers, over: str) -> tuple[FloatArray, FloatArray]:
    """The range of this edition widened to the figures of the editions before, of the group or of all groups."""
    low, high = _range(values, peers, "all" if over == "panel_all" else "group")
    for before in peers.panel:
        if over == "panel_all":
            low = np.fmin(low, np.fmin.reduce(before.values, axis=-1, keepdims=True, initial=np.nan))
            high = np.fmax(high, np.fmax.reduce(before.values, axis=-1, keepdims=True, initial=np.nan))
            continue
        for position in range(len(peers.groups)):
            mine, theirs = peers.group == position, before.values[:, before.group == position]
            least = np.fmin.reduce(theirs, axis=-1, keepdims=True, initial=np.nan)
            most = np.fmax.reduce(theirs, axis=-1, keepdims=True, initial=np.nan)
            low, high = np.where(mine, np.fmin(low, least), low), np.where(mine, np.fmax(high, most), high)
    return low, high


def alike(values: FloatArray, peers: Peers, rows: IntArray) -> str:
    """Why indicators (rows,) of values (indicators, units) have no range: one value, or one unit that is compared."""
    there = ~np.isnan(values[rows]) & peers.member
    alone = dict.fromkeys(peers.units[unit] for row in there if row.sum() == 1 for unit in np.flatnonzero(row))
    if alone and peers.units and (there.sum(axis=-1) == 1).all():
        return f"nobody is compared with {' and '.join(alone)}, the only one that has a value"
    return "all units that are compared have the same value"


def minmax(
    values: FloatArray,
    higher: BoolArray,
    peers: Peers,
    *,
    over: Literal["group", "all", "panel", "panel_all", "frozen"] = "group",
    to: Ends = (0.0, 100.0),
    constant: Constant = "error",
    ranges: Ranges = {},  # noqa: B006 (never changed)
    clamp: bool = True,
) -> Adjusted:
    """l + (u − l)·(x − min)/(max − min) over the ranked units of the group, or over all; lower is better: l + u − that.

    Where max = min the setting `constant` decides: an error (the default), missing, or the scale's lower end, middle or
    upper end. Units that are not ranked take no part in the range. With `over: panel` the range is that of the group in
    this edition and in all earlier ones that are handed in (`--earlier`), with `panel_all` that of all groups; a unit
    that is in one of the editions only counts in that one, in the group that it had then. With `over: frozen` the range
    stands in the file: `ranges: {indicator: [min, max]}`, one for each indicator; values outside are clamped and
    marked, unless `clamp: false` lets scores leave the scale. (OECD/JRC Handbook, 2008; PCI puts it on 1 to 10;
    Quảng Ninh's index of 2021 pools three years, as COINr does with `global = TRUE`; DESI freezes the range.)
    """
    if over == "frozen":
        return _frozen(values, higher, peers, to, ranges, clamp=clamp)
    low, high = (_pooled_range if over in PANEL else _range)(values, peers, over)
    flat = np.abs(high - low) <= _SAME * np.maximum(np.abs(high), np.abs(low))
    scores = _linear(values, higher, low, high, to)
    if flat.any():
        # a bootstrap draw may happen to be constant; only the figures themselves are refused
        if constant == "error" and values.ndim == 2:
            rows = np.flatnonzero(np.broadcast_to(flat, values.shape).any(axis=-1) & ~np.isnan(values).all(axis=-1))
            raise RefusalError(
                f"{alike(values, peers, rows)}, so min-max has no range.",
                "Say what it shall give with `constant: missing`, `lower`, `middle` or `upper`.",
                [int(row) for row in rows],
            )
        fill = {"lower": to[0], "middle": (to[0] + to[1]) / 2, "upper": to[1]}.get(constant, np.nan)
        scores = np.where(flat & ~np.isnan(values), fill, scores)
    return Adjusted(scores, low, high, scale=to)


def _frozen(
    values: FloatArray, higher: BoolArray, peers: Peers, to: Ends, ranges: Mapping[str, Ends], *, clamp: bool
) -> Adjusted:
    lacking = [row for row, name in enumerate(peers.indicators) if name not in ranges]
    if lacking or not peers.indicators:
        mend = "Add it to `ranges`: {indicator: [min, max]}."
        raise RefusalError("min-max is frozen without a range.", mend, lacking)
    ends = np.array([ranges[name] for name in peers.indicators])
    low, high = ends[:, :1], ends[:, 1:]
    outside = (values < low) | (values > high)
    inside = np.clip(values, low, high) if clamp else values
    return Adjusted(_linear(inside, higher, low, high, to), low, high, outside if clamp else None, to)


def goalposts(
    values: FloatArray,
    higher: BoolArray,
    _peers: Peers,
    *,
    low: float,
    high: float,
    to: Ends = (0.0, 100.0),
    log: bool = False,
    clamp: bool = True,
) -> Adjusted:
    """l + (u − l)·(x − low)/(high − low) between fixed goalposts, on logarithms with `log`; outside of them clamped.

    Clamped points are marked. With `log` values not above 0 are missing. (UNDP, HDI technical notes.)
    """
    if low >= high or (log and low <= 0):
        raise RefusalError(
            f"goalposts {low:g} to {high:g} make no range{' for logarithms' if log else ''}.",
            "`low` must be below `high`" + (" and above 0." if log else "; use `direction: lower` to turn the scale."),
        )
    touched = (values < low) | (values > high)
    inside = np.clip(values, low, high) if clamp else values
    ends = np.array([low, high])
    if log:
        inside, ends = np.log(np.where(inside > 0, inside, np.nan)), np.log(ends)
    scores = _linear(inside, higher, ends[:1], ends[1:], to)
    return Adjusted(scores, np.array([low]), np.array([high]), touched if clamp else None, to)


def scale(
    values: FloatArray, higher: BoolArray, _peers: Peers, *, low: float, high: float, to: Ends = (0.0, 100.0)
) -> Adjusted:
    """From one fixed scale to another: l + (u − l)·(x − low)/(high − low); a reversed item gives l + u − that.

    The ends are those of the scale, never of the data; values beyond them leave the scale. (Likert, 1932; R psych,
    `reverse.code`.)
    """
    if low >= high:
        raise RefusalError(f"scale {low:g} to {high:g} is empty.", "`low` must be below `high`.")
    scores = _linear(values, higher, np.array([low]), np.array([high]), to)
    return Adjusted(scores, np.array([low]), np.array([high]), scale=to)


def none(values: FloatArray, _higher: BoolArray, _peers: Peers, *, to: Ends | None = None) -> Adjusted:
    """The value is the score already; `to` names the ends of the scale that it is on.

    (EGDI: its three components are on 0 to 1 when they come.)
    """
    return Adjusted(values, scale=to)


def _minmax_ends(_values: Range, *, over: str, to: Ends, clamp: bool, **_settings: object) -> Range:
    return (min(to), max(to)) if over != "frozen" or clamp else ANY


def _goalposts_ends(_values: Range, *, to: Ends, clamp: bool, **_settings: object) -> Range:
    return (min(to), max(to)) if clamp else ANY


def _scale_ends(values: Range, *, low: float, high: float, to: Ends) -> Range:
    return (min(to), max(to)) if low <= values[0] and values[1] <= high else ANY


def _has_ranges(at: RuleAt) -> Iterator[Misuse]:
    """Ranges of indicators that there are, given where they are used, and then for each."""
    ranges, frozen = at.settings["ranges"], at.settings["over"] == "frozen"
    for name in ranges:
        if name not in at.below:
            what, mend = f"`{name}` is no indicator here.", did_you_mean(name, at.below)
            yield Misuse(what, mend, ("ranges", name), key=True)
    if ranges and not frozen:
        what = "`ranges` are given, but the range is taken from the units."
        yield Misuse(what, "Add `over: frozen`, or remove `ranges`.", ("ranges",), key=True)
    for leaf in at.indicators if frozen else ():
        if leaf.id not in ranges:
            what = f"min-max is frozen, but `{leaf.id}` has no range."
            yield Misuse(what, f"Add `{leaf.id}: [min, max]` to `ranges`.")


def _has_width(at: RuleAt) -> Iterator[Misuse]:
    low, high = at.settings["low"], at.settings["high"]
    if low >= high:
        what = f"`low` {low:g} is not below `high` {high:g}: a target below the minimum."
        yield Misuse(what, "Exchange them; say `direction: lower` where less is better.")
    elif at.settings.get("log") and low <= 0:
        yield Misuse(f"`log` needs goalposts above 0, not {low:g}.", "Raise `low`, or leave out `log`.")


RULES = (
    Rule("minmax", RuleKind.NORMALISE, minmax, ends=_minmax_ends, checks=_has_ranges, looks="ends"),
    Rule("goalposts", RuleKind.NORMALISE, goalposts, ends=_goalposts_ends, checks=_has_width, looks="itself"),
    Rule("scale", RuleKind.NORMALISE, scale, ends=_scale_ends, checks=_has_width, looks="itself"),
    Rule("none", RuleKind.NORMALISE, none, ends=same_ends, turns=False, looks="itself"),
)
