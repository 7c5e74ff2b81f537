"""The change of every score as CSV: one row a unit and node, full precision; the parts add up to the change."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path

from engine.exchange.whole_file import written_whole
from engine.scoring.change_table import ChangeTable, Why

COLUMNS = ("unit", "node", "before", "rescored", "now", "change", "method", "own", "peers", "data", "no_change")


def change_rows(change: ChangeTable, unit: str | None = None) -> Iterator[tuple[str, ...]]:
    """The rows in the order of the units, or of one unit; `no_change` says why none is shown."""
    arrays = (
        change.before, change.rescored, change.now, change.total,
        change.method, change.own, change.peers, change.data,
    )  # fmt: skip
    for column, name in enumerate(change.units):
        for row, node in enumerate(change.nodes if unit in (None, name) else ()):
            figures = (float(each[row, column]) for each in arrays)
            why = Why(int(change.why[row, column]))
            told = ("" if math.isnan(figure) else repr(figure) for figure in figures)
            yield (name, node, *told, why.name.lower() if why else "")


def write_changes(change: ChangeTable, path: Path, unit: str | None = None) -> None:
    """Write the table whole or not at all. OSError if it cannot be written."""
    with written_whole(path) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(change_rows(change, unit))
