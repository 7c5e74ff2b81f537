"""What may be shown of a score run, and what has been published of it before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

import numpy as np

from engine.framework.models import Publish
from engine.scoring.arrays import BoolArray
from engine.scoring.table import ScoreTable


@dataclass(frozen=True)
class Together:
    """Children of one node that are shown as one line, since each of them is kept back.

    `share` is theirs of the parent's weight, 0 to 1; `score` their weighted mean, None where it cannot be told.
    """

    unit: int
    parent: str
    children: tuple[str, ...]
    share: float
    score: float | None


@dataclass(frozen=True)
class PublishedTable(ScoreTable):
    """Every figure of a run that may be shown; made by `engine.disclosure.gate.guard` and by nothing else.

    Reports take this type, so that scores which did not pass the gate cannot be printed.

    suppressed  (nodes, units) figures that are kept back: all that is left is the reason, `Missing.SUPPRESSED`
    few         (nodes, units) where not even the number of answers is told
    again       (nodes, units) of which other answers were published before: both counts of an option would tell of
                those who came between
    together    lines for children that are kept back, of two at least
    terms       what had to be kept; None where no figure rests on respondents
    beside      by basis the same scores as they were claimed and appraised, which passed the gate too; {} for others
    """

    suppressed: BoolArray = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    few: BoolArray = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    again: BoolArray = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    together: tuple[Together, ...] = ()
    terms: Publish | None = None
    beside: Mapping[str, PublishedTable] = field(default_factory=dict)

    def told_n(self, row: int, column: int) -> int | None:
        """How many answers stand behind a figure; None where that is not told."""
        return None if self.few.size and self.few[row, column] else int(self.n[row, column])

    def tells_answers(self, row: int, column: int) -> bool:
        """Whether it may be told how many gave which answer."""
        return not any(marks.size and marks[row, column] for marks in (self.suppressed, self.few, self.again))


@dataclass(frozen=True)
class Cell:
    """One figure as it was published: None where that is not known; `shown` false where it was kept back."""

    n: int | None
    respondents: int | None
    value: float | None
    score: float | None
    shown: bool


@dataclass(frozen=True)
class Published:
    """All that was published of a round before: by unit and node the cells of each publication.

    Kept by the lead body, since it also tells how many stood behind what was kept back.
    """

    cells: Mapping[tuple[str, str], tuple[Cell, ...]] = field(default_factory=dict)


def differs(table: ScoreTable, before: Published | None) -> BoolArray:
    """The figures (nodes, units) of which other answers were published before."""
    found = np.zeros(table.score.shape, dtype=bool)
    for row, node in enumerate(table.nodes):
        for column, unit in enumerate(table.units):
            n, value = int(table.n[row, column]), float(table.value[row, column])
            now = (n, None if np.isnan(value) else value)
            found[row, column] = any((cell.n, cell.value) != now for cell in _cells(before, unit.id, node))
    return found


def _cells(before: Published | None, unit: str, node: str) -> tuple[Cell, ...]:
    return before.cells.get((unit, node), ()) if before else ()


def remembered(table: ScoreTable, published: PublishedTable, before: Published | None = None) -> Published:
    """What has been published once `published`, made from `table`, has gone out."""
    cells = dict(before.cells) if before else {}
    respondents = table.n if table.backing is None else table.backing.respondents
    for row, node in enumerate(table.nodes):
        for column, unit in enumerate(table.units):
            value, score = float(table.value[row, column]), float(table.score[row, column])
            cell = Cell(
                int(table.n[row, column]),
                int(respondents[row, column]),
                None if np.isnan(value) else value,
                None if np.isnan(score) else score,
                not published.suppressed[row, column],
            )
            if cell.value is not None or cell.score is not None or not cell.shown:
                cells[unit.id, node] = (*cells.get((unit.id, node), ()), cell)
    return Published(cells)


def figures_of(table: ScoreTable) -> dict[str, object]:
    """The fields of a score table by name, as a published one is made from them."""
    return {each.name: getattr(table, each.name) for each in fields(ScoreTable)}
