"""Which records are of responses that show signs of careless answers, and the snapshot without them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from engine.scoring.arrays import BoolArray, IntArray, Records, Snapshot
from engine.scoring.gather import picked


def flagged_records(records: Records, names: Collection[str] | None = None) -> BoolArray:
    """The records (records,) of responses with one of the flags; of any, where none are named."""
    found = np.zeros(len(records.unit), dtype=bool)
    for name, raised in records.flags.items():
        if names is None or name in names:
            found |= raised
    return found


def without_flagged(snapshot: Snapshot, names: Collection[str] | None = None) -> Snapshot:
    """The snapshot without responses that raise one of the flags; the snapshot itself keeps them."""
    if snapshot.records is None:
        return snapshot
    records, order = snapshot.records, np.flatnonzero(~flagged_records(snapshot.records, names))
    kept = replace(
        records,
        unit=records.unit[order],
        respondent=records.respondent[order],
        weight=records.weight[order],
        stratum=records.stratum[order],
        columns={name: picked(column, order) for name, column in records.columns.items()},
        flags={name: raised[order] for name, raised in records.flags.items()},
        design=None if records.design is None else records.design[order],
        cluster=None if records.cluster is None else records.cluster[order],
    )
    return replace(snapshot, records=kept)


def left_out(snapshot: Snapshot) -> IntArray:
    """How many respondents (units,) with a flag rated each unit."""
    records, units = snapshot.records, range(len(snapshot.units))
    if records is None:
        return np.zeros(len(units), dtype=np.int64)
    marks = flagged_records(records)
    return np.array([people(records, marks & (records.unit == unit)) for unit in units], dtype=np.int64)


def people(records: Records, marks: BoolArray) -> int:
    """How many respondents the marked records (records,) are of."""
    return len(np.unique(records.respondent[marks]))
