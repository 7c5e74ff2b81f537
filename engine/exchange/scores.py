"""A score table as CSV: one row a unit and node, full precision; what may be shown of it, where it passed the gate."""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TextIO

import numpy as np

from engine.disclosure.published import PublishedTable
from engine.exchange.whole_file import written_whole
from engine.framework.missing import Missing
from engine.problems import MachineError
from engine.scoring.arrays import FloatArray
from engine.scoring.table import ScoreTable

COLUMNS = (
    "group", "unit", "node", "basis", "value", "score", "score_low", "score_high", "score_before_gates",
    "rank", "rank_low", "rank_high", "band", "n", "coverage", "missing",
)  # fmt: skip


def _texts(figures: FloatArray, *, whole: bool = False) -> list[list[str]]:
    """Each figure in the shortest way that reads back as the same number; empty where there is none."""
    return [["" if math.isnan(x) else str(int(x)) if whole else repr(x) for x in row] for row in figures.tolist()]


def score_rows(table: ScoreTable) -> Iterator[tuple[str, ...]]:
    """The rows of a table in the order of its units, parents before children."""
    bands = [band.id for band in table.framework.bands]
    columns = [
        _texts(table.value), _texts(table.score), _texts(table.score_low), _texts(table.score_high),
        _texts(table.before_gates), _texts(table.rank, whole=True), _texts(table.rank_low, whole=True),
        _texts(table.rank_high, whole=True),
    ]  # fmt: skip
    coverage = _texts(table.coverage)
    # a figure from outside rests on no answers: nothing is counted, which is not the same as nobody
    untold = (table.n == 0) & ((table.missing == Missing.PRESENT) | table.thin)
    if isinstance(table, PublishedTable):
        untold |= table.few
    n = _texts(np.where(untold, np.nan, table.n), whole=True)
    for column, unit in enumerate(table.units):
        for row, node in enumerate(table.nodes):
            band = int(table.band[row, column])
            reason = Missing(int(table.missing[row, column]))
            if table.no_credit is not None and table.no_credit[row, column]:
                reason = Missing.SKIPPED  # the lowest score for want of an answer: never a silent zero
            yield (
                unit.group or "",
                unit.id,
                node,
                table.basis,
                *(texts[row][column] for texts in columns),
                bands[band] if band >= 0 else "",
                n[row][column],
                coverage[row][column],
                reason.name.lower() if reason else "",
            )


def must_be_writable(path: Path) -> None:
    """Say before any work is done that a table cannot be written there. MachineError with the mend."""
    if path.is_dir():
        raise MachineError(f"{path} is a folder. Name a file in it, such as {path / 'scores.csv'}.")
    if not path.parent.is_dir():
        raise MachineError(f"There is no folder {path.parent}. Make it first, or name another one.")
    if not os.access(path.parent, os.W_OK):
        raise MachineError(f"{path.parent} cannot be written to. Name another folder.")


def scores_csv(table: ScoreTable) -> str:
    """The table as the text of a CSV file."""
    out = StringIO()
    _write(table, out)
    return out.getvalue()


def write_scores(table: ScoreTable, path: Path) -> None:
    """Write the table whole or not at all. OSError if it cannot be written."""
    with written_whole(path) as out:
        _write(table, out)


def _write(table: ScoreTable, out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(score_rows(table))
