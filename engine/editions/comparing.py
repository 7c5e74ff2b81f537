"""Editions scored one after another, each with those before it, and the change of every score taken apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

import numpy as np

from engine.catalog import Offered
from engine.editions.carrying import carried
from engine.editions.comparable import comparable_of
from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, FloatArray, Snapshot
from engine.scoring.change import change_of
from engine.scoring.change_table import ChangeTable, Why
from engine.scoring.panel import pools_editions
from engine.scoring.run import score
from engine.scoring.table import ScoreTable

Guard: TypeAlias = Callable[[ScoreTable], ScoreTable]
"""A table with what may not be shown kept back."""


@dataclass(frozen=True)
class Edition:
    """One edition: its framework, what was collected, and the basis on which it is scored."""

    offered: Offered
    snapshot: Snapshot
    basis: str = ""

    def as_told_by(self, new: Edition) -> Snapshot:
        """What was collected, in the questions and indicators of a later edition, on the basis of that one."""
        framework, vocabulary = new.offered.framework, new.offered.vocabulary
        comparable = comparable_of(self.offered.framework, framework, vocabulary)
        given = self.snapshot.figures
        if self.basis in given and self.basis != new.basis:
            given = {**given, new.basis: given[self.basis]}
        return carried(replace(self.snapshot, figures=given), framework, vocabulary, comparable, new.basis)


def with_earlier(edition: Edition, before: Sequence[Edition]) -> Edition:
    """The edition with those before it, the latest first, where one of its ranges is taken over several editions."""
    if not before or not pools_editions(edition.offered.plan):
        return edition
    earlier = tuple(each.as_told_by(edition) for each in before)
    return replace(edition, snapshot=replace(edition.snapshot, earlier=earlier))


def change_between(before: Sequence[Edition], now: Edition, new: ScoreTable) -> tuple[ScoreTable, ChangeTable]:
    """The table of the last of the editions before, and the change from it to `new`, the table of `now`.

    `now` is given with its earlier editions. ThuocDoError where this edition's rules refuse the earlier figures.
    """
    last = with_earlier(before[0], before[1:])
    old = score(last.offered.plan, last.snapshot, basis=last.basis)
    framework, vocabulary = now.offered.framework, now.offered.vocabulary
    comparable = comparable_of(last.offered.framework, framework, vocabulary)
    then = replace(last.as_told_by(now), earlier=now.snapshot.earlier)
    change = change_of(old, new, now.offered.plan, then, now.snapshot, comparable)
    return old, replace(change, edition=last.offered.framework.edition)


Shown = TypeVar("Shown", bound=ScoreTable)


def with_change(
    shown: Shown, whole: ScoreTable, before: Sequence[Edition], now: Edition, guard: Guard = lambda table: table
) -> Shown:
    """The table as it is `shown`, with the change of each score since the last of the editions before.

    `whole` has every figure of `now`; `guard` keeps back what may not be shown of the edition before.
    """
    old, change = change_between(before, now, whole)
    return replace(shown, change=kept_back(change, guard(old), shown))


def kept_back(change: ChangeTable, old: ScoreTable, new: ScoreTable) -> ChangeTable:
    """The change without what the tables that are shown keep back, as a figure, or as a part of one.

    Parts of a change are told by other rules than either table, so that together they could tell what is hidden below.
    """
    hidden = _hidden(new, change) | _hidden(old, change)

    def left(figures: FloatArray) -> FloatArray:
        return np.where(hidden, np.nan, figures)

    return replace(
        change,
        before=left(change.before),
        rescored=left(change.rescored),
        now=left(change.now),
        method=left(change.method),
        own=left(change.own),
        peers=left(change.peers),
        data=left(change.data),
        why=np.where(hidden, np.int8(Why.KEPT_BACK), change.why),
    )


def _hidden(table: ScoreTable, change: ChangeTable) -> BoolArray:
    """Where a table keeps something back at or below a node (nodes, units) of the change."""
    hidden = np.zeros(change.why.shape, dtype=bool)
    rows = {node: row for row, node in enumerate(table.nodes)}
    columns = {unit.id: column for column, unit in enumerate(table.units)}
    below = {node.id: [each.id for each in node.walk()] for node in table.framework.index.walk()}
    for row, node in enumerate(change.nodes):
        under = [rows[each] for each in below.get(node, [node]) if each in rows]
        any_ = (table.missing[under] == Missing.SUPPRESSED).any(axis=0)
        for column, unit in enumerate(change.units):
            hidden[row, column] = unit in columns and bool(any_[columns[unit]])
    return hidden
