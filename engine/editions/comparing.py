"""Editions scored one after another, each with those before it, and the change of every score taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.catalog import Offered
from engine.editions.carrying import carried
from engine.editions.comparable import comparable_of
from engine.scoring.arrays import Snapshot
from engine.scoring.change import ChangeTable, change_of
from engine.scoring.panel import pools_editions
from engine.scoring.run import score
from engine.scoring.table import ScoreTable


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
    if not before or not any(pools_editions(stack) for stack in edition.offered.plan.stacks):
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
    return old, change_of(old, new, now.offered.plan, then, now.snapshot, comparable)
