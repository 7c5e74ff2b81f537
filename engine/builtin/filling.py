"""Treatments before all others: figures taken per head of something, and gaps filled, in words that say with what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Literal, TypeAlias

import numpy as np
from pydantic import Field

from engine.builtin.relative import comparisons
from engine.framework.models import Audience
from engine.framework.places import did_you_mean
from engine.framework.rule_at import Misuse, Range, RuleAt
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import Adjusted, BoolArray, FloatArray, Peers
from engine.scoring.refusal import RefusalError

Filling: TypeAlias = Literal["group_mean", "group_median", "mean", "median", "worst", "zero"]


def denominate(values: FloatArray, peers: Peers, *, by: str, per: Annotated[float, Field(gt=0)] = 1.0) -> Adjusted:
    """per · x / d, d the value of the indicator `by`, or the unit's own answer to a question: 10,000 · firms / people.

    Where d is missing, 0 or below, the result is missing, never zero. (COINr, `Denominate`.)
    """
    if peers.figure is None:
        raise RefusalError(f"there is nothing to take `{by}` from.", "Name an indicator or a unit's own question.")
    under = np.asarray(peers.figure(by), dtype=np.float64)[..., np.newaxis, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        return Adjusted(np.where(under > 0, per * values / under, np.nan))


def impute(values: FloatArray, peers: Peers, *, by: tuple[Filling, ...], among: str | None = None) -> Adjusted:
    """A gap is filled by the first of the chain `by` that there is, as `[group_mean, mean]`; else it stays missing.

    Means and medians are those of ranked units that have a figure, in the group or in all groups; `among` names a
    column of the file of units, or one of their `labels`, that makes other groups, such as a region. `worst` is the
    worst of all of them, `zero` is 0: both make a gap look like a bad result, so they have to be named. What does not
    apply, and what was not asked, is never filled; filled points are marked and count as missing for coverage. (COINr,
    `i_mean_grp`, which gives up where a whole group is missing.)
    """
    groups = tuple(_groups(peers, among))
    filled = values.copy()
    for word in by:
        gap = np.isnan(filled) & peers.member
        if gap.any():
            filled = np.where(gap, _filling(word, values, peers, groups), filled)
    return Adjusted(filled, touched=np.isnan(values) & ~np.isnan(filled))


def carry_forward(
    values: FloatArray,
    peers: Peers,
    *,
    earlier: Annotated[tuple[str, ...], Field(min_length=1)],
    later: tuple[str, ...] = (),
) -> Adjusted:
    """A gap is filled by the last figure of an earlier round: of `earlier: [x_2024, x_2023]` the first that there is.

    These are indicators that hold what the rounds before gave, the nearest first, so that their number is how old a
    figure may be. With `later`, the rounds after, likewise, a gap lies on the straight line between the nearest two:
    a + (b − a)·i/(i + j), i and j rounds away. Filled points are marked and count as missing for coverage. (COINr,
    `impute_panel`; WIPO marks old data.)
    """
    if peers.figure is None:
        raise RefusalError("there are no earlier rounds to take figures from.", "Name indicators that hold them.")
    before, i = _nearest(earlier, values, peers.figure)
    after, j = _nearest(later, values, peers.figure)
    with np.errstate(invalid="ignore"):
        between = before + (after - before) * i / (i + j)
    found = np.where(np.isnan(between), before, between)
    filled = np.where(np.isnan(values), found, values)
    return Adjusted(filled, touched=np.isnan(values) & ~np.isnan(filled))


def _nearest(
    rounds: tuple[str, ...], values: FloatArray, figure: Callable[[str], FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """The first figure of the rounds that there is, and how many rounds away; NaN where there is none."""
    found, away = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
    for place, name in enumerate(rounds, start=1):
        given = np.broadcast_to(np.asarray(figure(name), dtype=np.float64)[..., np.newaxis, :], values.shape)
        fresh = np.isnan(found) & ~np.isnan(given)
        found, away = np.where(fresh, given, found), np.where(fresh, place, away)
    return found, away


def _groups(peers: Peers, among: str | None) -> Iterator[BoolArray]:
    """Which units (units,) are of one group, group by group; a unit without the word is of none."""
    if among is None:
        yield from comparisons(peers, "group")
        return
    if among not in peers.labels:
        known = ", ".join(f"`{name}`" for name in peers.labels) or "none"
        mend = f"Give it as a column of the file of units (`--units`), or under `labels` of each unit; there: {known}."
        raise RefusalError(f"units have no `{among}` to be grouped by.", mend)
    words = np.array(peers.labels[among], dtype=object)
    for word in dict.fromkeys(peers.labels[among]):
        if word:
            yield peers.member & (words == word)


def _filling(word: str, values: FloatArray, peers: Peers, groups: Sequence[BoolArray]) -> FloatArray:
    if word == "zero":
        return np.zeros(values.shape)
    if word == "worst":
        low, high = _of(values, peers.member, np.fmin.reduce), _of(values, peers.member, np.fmax.reduce)
        higher = np.ones(values.shape[-2], dtype=bool) if peers.higher is None else peers.higher
        return np.broadcast_to(np.where(higher[:, np.newaxis], low, high), values.shape)
    statistic = _mean if word.endswith("mean") else _median
    if not word.startswith("group"):
        return np.broadcast_to(statistic(values[..., peers.member]), values.shape)
    found = np.full(values.shape, np.nan)
    for among in groups:
        found[..., among] = statistic(values[..., among])
    return found


def _of(values: FloatArray, among: BoolArray, extreme: Callable[..., FloatArray]) -> FloatArray:
    return np.asarray(extreme(values[..., among], axis=-1, keepdims=True, initial=np.nan))


def _mean(own: FloatArray) -> FloatArray:
    there = ~np.isnan(own)
    n = there.sum(axis=-1, keepdims=True)
    total = np.where(there, own, 0.0).sum(axis=-1, keepdims=True)
    return np.asarray(np.where(n > 0, total / np.maximum(n, 1), np.nan))


def _median(own: FloatArray) -> FloatArray:
    ordered = np.sort(own, axis=-1)
    n = (~np.isnan(own)).sum(axis=-1, keepdims=True)
    if not own.shape[-1]:
        return np.full(n.shape, np.nan)
    lower = np.take_along_axis(ordered, np.maximum(n - 1, 0) // 2, axis=-1)
    upper = np.take_along_axis(ordered, np.minimum(n // 2, own.shape[-1] - 1), axis=-1)
    return np.asarray(np.where(n > 0, (lower + upper) / 2, np.nan))


def _filled_ends(values: Range, *, by: tuple[Filling, ...], among: str | None) -> Range:  # noqa: ARG001
    return (min(values[0], 0.0), max(values[1], 0.0)) if "zero" in by else values


def _has_rounds(at: RuleAt) -> Iterator[Misuse]:
    own = {leaf.id for leaf in at.indicators}
    known = [node.id for node in at.framework.indicators if node.id not in own]
    for key in ("earlier", "later"):
        for place, name in enumerate(at.settings[key]):
            if name not in known:
                what = f"`{name}` cannot fill itself." if name in own else f"there is no indicator `{name}`."
                mend = did_you_mean(name, known) or "Name an indicator that holds another round's figures."
                yield Misuse(what, mend, (key, place))


def _has_denominator(at: RuleAt) -> Iterator[Misuse]:
    """What figures are divided by has to be an indicator, or a question that a unit answers about itself."""
    framework, by = at.framework, at.settings["by"]
    own = [name for form in framework.forms if form.audience is not Audience.RESPONDENTS for name in form.question]
    known = [*(node.id for node in framework.indicators), *own]
    if by not in known:
        mend = did_you_mean(by, known) or "Name an indicator, or a question that units answer about themselves."
        yield Misuse(f"there is no `{by}` to divide by.", mend, ("by",))


RULES = (
    Rule("denominate", RuleKind.TREAT, denominate, checks=_has_denominator, looks="itself"),
    Rule("impute", RuleKind.TREAT, impute, ends=_filled_ends),
    Rule("carry_forward", RuleKind.TREAT, carry_forward, checks=_has_rounds, looks="itself"),
)
