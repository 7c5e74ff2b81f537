"""Two snapshots over the units of either, so that their figures stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import Figures, Snapshot, UnitRow


def side_by_side(before: Snapshot, now: Snapshot) -> tuple[Snapshot, Snapshot]:
    """Both with the units of `now`, and after them those that are gone; one that a snapshot lacks is in no group there.

    Units are the same by id.
    """
    known = {unit.id for unit in now.units}
    names = [unit.id for unit in (*now.units, *(unit for unit in before.units if unit.id not in known))]
    return over(before, names), over(now, names)


def over(snapshot: Snapshot, names: Sequence[str]) -> Snapshot:
    """A snapshot with units in this order; all of its own have to be among them."""
    had = {unit.id: column for column, unit in enumerate(snapshot.units)}
    place = {name: column for column, name in enumerate(names)}
    units = tuple(snapshot.units[had[name]] if name in had else UnitRow(name, name, None) for name in names)
    source = np.array([had.get(name, -1) for name in names], dtype=np.int64)
    figures = {
        basis: Figures(
            {name: np.append(values, np.nan)[source] for name, values in given.values.items()},
            {name: np.append(told, np.int8(Missing.PRESENT))[source] for name, told in given.reasons.items()},
        )
        for basis, given in snapshot.figures.items()
    }
    records = snapshot.records
    if records is not None:
        moved = np.array([*(place[unit.id] for unit in snapshot.units), -1], dtype=np.int64)
        records = replace(records, unit=moved[records.unit])
    return replace(snapshot, units=units, records=records, figures=figures)
