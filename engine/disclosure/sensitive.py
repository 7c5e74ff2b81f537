"""Which figures are sensitive by themselves: too few respondents, dominated by some, or too near to an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.disclosure.published import Cell, Published
from engine.framework.missing import Missing
from engine.framework.models import Publish
from engine.scoring.arrays import BoolArray, IntArray
from engine.scoring.table import ScoreTable

SAME = 1e-9
"""Figures this near to each other are the same; dominance is compared with this tolerance too."""


@dataclass(frozen=True)
class Scene:
    """A score table with what its gate asks of it all the time; every array is (nodes, units).

    there     a value or a score stands there
    personal  it rests on what respondents answered
    behind    respondents that stand behind it
    public    everybody knows it, or can know it: kept back, it would hide nothing

    Of the units (units,) in `by_few` only a few respondents set this table apart from an earlier one.
    """

    table: ScoreTable
    terms: Publish
    before: Published | None = None
    by_few: BoolArray | None = None

    @cached_property
    def there(self) -> BoolArray:
        """Where there is anything to be kept back."""
        told = (self.table.missing == Missing.PRESENT) | self.table.thin
        return np.asarray(told | ~np.isnan(self.table.value))

    @cached_property
    def behind(self) -> IntArray:
        """How many respondents stand behind each figure; where that was not counted, how many answers."""
        return self.table.n if self.table.backing is None else self.table.backing.respondents

    @cached_property
    def personal(self) -> BoolArray:
        """A figure of a node that asks respondents is none of theirs where a table from outside gave it."""
        rests = np.array([node in self.table.framework.of_respondents for node in self.table.nodes])
        return np.asarray(rests[:, np.newaxis] & (self.table.n > 0))

    @cached_property
    def public(self) -> BoolArray:
        """Not personal at all, or published before and the same since."""
        return ~self.personal | self._unchanged

    @cached_property
    def few(self) -> BoolArray:
        """Where so few respondents stand behind a figure that their number is not told either."""
        return np.asarray(self.personal & (self.behind < self.terms.min_respondents))

    @cached_property
    def _unchanged(self) -> BoolArray:
        found = np.zeros(self.there.shape, dtype=bool)
        for (row, column), cells in self._earlier.items():
            now = self._now(row, column)
            found[row, column] = any(cell.shown and _is_same(cell, now) for cell in cells)
        return found

    @cached_property
    def _earlier(self) -> dict[tuple[int, int], tuple[Cell, ...]]:
        if self.before is None:
            return {}
        rows = {node: row for row, node in enumerate(self.table.nodes)}
        columns = {unit.id: column for column, unit in enumerate(self.table.units)}
        return {
            (rows[node], columns[unit]): cells
            for (unit, node), cells in self.before.cells.items()
            if node in rows and unit in columns
        }

    def _now(self, row: int, column: int) -> Cell:
        value, score = self.table.value[row, column], self.table.score[row, column]
        return Cell(
            int(self.table.n[row, column]), int(self.behind[row, column]),
            None if np.isnan(value) else float(value), None if np.isnan(score) else float(score), True,
        )  # fmt: skip

    @cached_property
    def sensitive(self) -> BoolArray:
        """The figures that may not be shown, whatever else is."""
        found = self.few.copy()
        if self.table.backing is not None:
            with np.errstate(invalid="ignore"):
                found |= self.personal & (self.table.backing.largest > self.terms.dominance.share + SAME)
        for (row, column), cells in self._earlier.items():
            if self.personal[row, column]:
                now = self._now(row, column)
                found[row, column] |= any(_tells(cell, now, self.terms.min_respondents) for cell in cells)
        if self.by_few is not None:
            found |= self.personal & self.by_few & ~self._unchanged
        return np.asarray(found & self.there)


def _is_same(cell: Cell, now: Cell) -> bool:
    """Whether a figure stayed as it was: of an indicator its value, else its score."""
    was, is_now = (cell.score, now.score) if now.value is None else (cell.value, now.value)
    return cell.n == now.n and was is not None and is_now is not None and abs(was - is_now) <= SAME * max(1, abs(was))


def _tells(cell: Cell, now: Cell, least: int) -> bool:
    """Whether an earlier figure and this one together tell about fewer than so many respondents.

    What was kept back stays so until that many more stand behind it: else the old one could be worked out from the new.
    An indicator whose n stayed and whose value did not is made of other answers than before.
    """
    moved = [
        abs(after - was)
        for was, after in ((cell.n, now.n), (cell.respondents, now.respondents))
        if was is not None and after is not None
    ]
    if not cell.shown:
        return not moved or min(moved) < least
    if any(0 < change < least for change in moved):
        return True
    return now.value is not None and not any(moved) and not _is_same(cell, now)
