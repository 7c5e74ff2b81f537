"""A snapshot as the files of a run: answers and outside figures as Parquet, what is no array as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from engine.runs.parquet import Column, columns_of, parquet_of
from engine.runs.plain import Plain, noun_of, plain_of
from engine.scoring.arrays import Snapshot

TREE = "inputs.json"
ANSWERS, OUTSIDE = "snapshot.parquet", "outside.parquet"


def files_of(snapshot: Snapshot) -> dict[str, bytes]:
    """The files by name; a Parquet only for what there is."""
    plain = plain_of(snapshot)
    tables: dict[str, dict[str, Column]] = {ANSWERS: {}, OUTSIDE: {}}
    kinds: dict[str, list[object]] = {}
    for way, array in plain.arrays.items():
        kinds[way] = [array.dtype.str, *array.shape[:-1]]
        table = tables[ANSWERS if way.startswith("records/") else OUTSIDE]
        if array.ndim == 1:
            table[way] = array
        else:
            table.update({f"{way}/{place}": row for place, row in enumerate(array)})
    tree = json.dumps({"tree": plain.tree, "arrays": kinds}, ensure_ascii=False, indent=1, allow_nan=False)
    found = {name: parquet_of(columns) for name, columns in tables.items() if columns}
    return {TREE: tree.encode(), **found}


def snapshot_in(files: Mapping[str, bytes]) -> Snapshot:
    """The snapshot in these files. Raises ValueError, KeyError or TypeError for what is damaged."""
    told = json.loads(files[TREE])
    columns = {name: columns_of(files[name]) for name in (ANSWERS, OUTSIDE) if name in files}
    arrays = {}
    for way, (kind, *lead) in told["arrays"].items():
        table = columns[ANSWERS if way.startswith("records/") else OUTSIDE]
        if lead:
            length = len(next(iter(table.values())))
            rows = [table[f"{way}/{place}"] for place in range(lead[0])]
            arrays[way] = np.array(rows, dtype=kind).reshape(lead[0], length)
        else:
            arrays[way] = table[way].astype(kind)
    return noun_of(Snapshot, Plain(told["tree"], arrays))
