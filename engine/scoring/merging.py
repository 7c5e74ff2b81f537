"""Units that others were merged into: without figures of their own they have the mean of what those others have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Peers, ReasonArray

SUCCESSOR = "successor"
"""Under this name a unit's labels say which unit it was merged into."""


@dataclass(frozen=True)
class Merged:
    """A unit by its position, and those that were merged into it."""

    unit: int
    of: IntArray


def merged_of(peers: Peers, has_figures: BoolArray) -> tuple[Merged, ...]:
    """The units without figures (`has_figures` (units,)) that others were merged into, those that go on first."""
    into = peers.labels.get(SUCCESSOR)
    if into is None:
        return ()
    before: dict[str, list[int]] = {}
    for place, name in enumerate(into):
        if name:
            before.setdefault(name, []).append(place)
    found = {
        unit: np.array(before[name])
        for unit, name in enumerate(peers.units)
        if name in before and not has_figures[unit]
    }
    order = _earliest_first(found)
    return tuple(Merged(unit, found[unit]) for unit in order)


def _earliest_first(found: dict[int, IntArray]) -> Sequence[int]:
    """The units so that whoever was merged on comes after what it was itself merged of."""
    order: list[int] = []

    def visit(unit: int, on_the_way: frozenset[int]) -> None:
        if unit in order or unit in on_the_way:
            return
        for each in found[unit].tolist():
            if each in found:
                visit(each, on_the_way | {unit})
        order.append(unit)

    for unit in found:
        visit(unit, frozenset())
    return order


def carried_rows(framework: Framework) -> frozenset[int]:
    """The rows of the nodes at and below those at which the mean is taken: the main indices, unless the file says."""
    at = framework.units.merged_at or tuple(child.id for child in framework.index.children)
    rows = {node: row for row, node in enumerate(framework.results)}
    return frozenset(rows[below.id] for name in at for below in framework.nodes[name].walk())


def carry_over(
    rows: Sequence[int],
    merged: Sequence[Merged],
    scores: FloatArray,
    settled: tuple[ReasonArray, FloatArray] | None,
) -> None:
    """Give merged units the mean of the scores (..., nodes, units) that theirs have on these rows, in place.

    What did not apply to one of them is left out of the mean; what one of them lacks, the merged unit lacks too, with
    the weightiest reason. `settled` are missing and coverage (nodes, units), where these are still to be told.
    """
    for row in rows:
        for each in merged:
            theirs = scores[..., row, each.of]
            if settled is not None:
                missing, coverage = settled
                reasons = missing[row, each.of]
                due = ~np.isin(reasons, (Missing.NOT_ASKED, Missing.NOT_APPLICABLE))
                missing[row, each.unit] = reasons[due].max() if due.any() else reasons.max()
                coverage[row, each.unit] = coverage[row, each.of][due].mean() if due.any() else np.nan
                scores[..., row, each.unit] = theirs[..., due].mean(axis=-1) if due.any() else np.nan
            else:
                there = ~np.isnan(theirs)
                count = there.sum(axis=-1)
                total = np.where(there, theirs, 0.0).sum(axis=-1)
                scores[..., row, each.unit] = np.where(count > 0, total / np.maximum(count, 1), np.nan)
