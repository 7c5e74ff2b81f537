"""A snapshot in canonical order, with its hashes: the order in which rows came in says nothing and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, Column, Figures, FloatArray, IntArray, Records, Snapshot, UnitRow

Bytes = NDArray[np.uint8]

_BLOCK = 20_000
"""So many records are looked at together: memory stays bounded however many there are."""


@dataclass(frozen=True)
class Frozen:
    """A snapshot in canonical order; SHA-256 over its logical rows, of answers, outside figures and units apart."""

    snapshot: Snapshot
    answers: str
    outside: str
    units: str


def frozen(snapshot: Snapshot, register: Sequence[str] = ()) -> Frozen:
    """The same snapshot however its rows lay: the same numbers to the last bit, the same hashes.

    Units stand as in the `register`, then by id. Respondents stand by the hash of what they said, which tells
    nothing of who came when; those who said the same can stand in for one another. What was asked of nobody, and
    records in which nothing was asked, are no rows. Signs of careless answers are kept and not hashed: no score reads
    them, and results without the flagged are results of other answers. Earlier editions are
    outside figures, as rows or as answers.
    """
    place = {unit: position for position, unit in enumerate(register)}
    order = sorted(
        range(len(snapshot.units)),
        key=lambda each: (place.get(snapshot.units[each].id, len(place)), snapshot.units[each].id),
    )
    units = tuple(snapshot.units[each] for each in order)
    moved = np.empty(len(order) + 1, dtype=np.int64)
    moved[order], moved[-1] = np.arange(len(order)), -1
    figures = {basis: _ordered_figures(given, order) for basis, given in sorted(snapshot.figures.items())}
    records, answers = None, ""
    if snapshot.records is not None:
        records, answers = _ordered_records(replace(snapshot.records, unit=moved[snapshot.records.unit]), units)
    earlier = [frozen(each, register) for each in snapshot.earlier]
    before = [f"{each.answers} {each.outside} {each.units}" for each in earlier]
    outside = _hash_of(figures, units)
    return Frozen(
        replace(snapshot, units=units, records=records, figures=figures, earlier=tuple(x.snapshot for x in earlier)),
        answers=answers,
        outside=_hashed([outside, *before]) if before else outside,
        units=_hashed([json.dumps(asdict(unit), ensure_ascii=False, sort_keys=True, default=str) for unit in units]),
    )


def _hashed(rows: Sequence[str]) -> str:
    return sha256("\n".join(rows).encode()).hexdigest() if rows else ""


def _ordered_figures(given: Figures, order: Sequence[int]) -> Figures:
    return replace(
        given,
        values={name: given.values[name][order] for name in sorted(given.values)},
        reasons={name: given.reasons[name][order] for name in sorted(given.reasons)},
    )


def _hash_of(figures: Mapping[str, Figures], units: Sequence[UnitRow]) -> str:
    """The rows (basis, indicator, unit, value or reason) that say something."""
    rows = []
    for basis, given in figures.items():
        for indicator, values in given.values.items():
            reasons = given.reasons.get(indicator, np.zeros(len(values), dtype=np.int8))
            for unit, value, reason in zip(units, values.tolist(), reasons.tolist(), strict=True):
                if reason or value == value:
                    rows.append(json.dumps([basis, indicator, unit.id, None if reason else value + 0.0, reason]))
    return _hashed(sorted(rows))


def _ordered_records(records: Records, units: Sequence[UnitRow]) -> tuple[Records, str]:
    """The records in canonical order, and the hash over them."""
    columns = {name: column for name, column in sorted(records.columns.items()) if _is_asked(column).any()}
    kept = np.zeros(len(records.unit), dtype=np.bool_)
    for column in columns.values():
        kept |= _is_asked(column)
    rows = np.flatnonzero(kept)
    rows = rows[np.lexsort((records.unit[rows], records.respondent[rows]))]  # stable: passes stay in their order
    said = list(_digests(columns, rows))
    about = [unit.id.encode() for unit in units] + [b""]
    starts = np.flatnonzero(np.diff(records.respondent[rows], prepend=-1 if len(rows) else 0))
    ends = [*starts[1:].tolist(), len(rows)][: len(starts)]
    people = []
    for start, end in zip(starts.tolist(), ends, strict=True):
        first = rows[start]
        design = f"{records.strata[records.stratum[first]]}\0{float(records.weight[first])!r}\0".encode()
        if records.design is not None:
            design += f"{float(records.design[first])!r}\0".encode()
        passes = (about[records.unit[rows[each]]] + b"\0" + said[each] for each in range(start, end))
        if records.cluster is not None:
            design += f"{records.clusters[records.cluster[first]]}\0".encode()
        people.append((sha256(design + b"".join(passes)).digest(), start, end))
    people.sort()
    order = np.concatenate([rows[start:end] for _, start, end in people] or [rows])
    sizes = [end - start for _, start, end in people]
    strata, stratum = _named(records.strata, records.stratum[order])
    clusters, cluster = ((), None) if records.cluster is None else _named(records.clusters, records.cluster[order])
    found = replace(
        records,
        unit=records.unit[order],
        respondent=np.repeat(np.arange(len(people), dtype=np.int64), sizes),
        weight=records.weight[order],
        stratum=stratum,
        columns={name: _column(column, order) for name, column in sorted(records.columns.items())},
        strata=strata,
        flags={name: raised[order] for name, raised in sorted(records.flags.items())},
        design=None if records.design is None else records.design[order],
        cluster=cluster,
        clusters=clusters,
    )
    return found, sha256(_header(columns) + b"".join(digest for digest, _, _ in people)).hexdigest()


def _is_asked(column: Column) -> BoolArray:
    return np.asarray(column.reasons != Missing.NOT_ASKED)


def _named(names: tuple[str, ...], given: IntArray) -> tuple[tuple[str, ...], IntArray]:
    """The strata or clusters that somebody is of, by name, and the records' positions among them."""
    used = sorted({names[each] for each in np.unique(given)}) or [""]
    place = {name: position for position, name in enumerate(used)}
    moved = np.array([place.get(name, -1) for name in names], dtype=np.int64)
    return tuple(used), moved[given]


def _column(column: Column, order: IntArray) -> Column:
    return replace(
        column,
        values=column.values[order],
        codes=column.codes[order],
        reasons=column.reasons[order],
        picks=None if column.picks is None else column.picks[:, order],
        places=None if column.places is None else column.places[:, order],
        parts={name: part[order] for name, part in sorted(column.parts.items())},
    )


def _header(columns: Mapping[str, Column]) -> bytes:
    """What the columns are, where they say something."""
    told = [
        [name, column.options, _told(column.picks), _told(column.places), [*_told_parts(column)]]
        for name, column in columns.items()
    ]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).digest()


def _told(cells: BoolArray | IntArray | None) -> bool:
    return cells is not None and bool(cells.any())


def _told_parts(column: Column) -> dict[str, FloatArray]:
    return {name: part for name, part in sorted(column.parts.items()) if not np.isnan(part).all()}


def _digests(columns: Mapping[str, Column], rows: IntArray) -> Iterator[bytes]:
    """A hash of each record: all its cells."""
    head = _header(columns)
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        cells = np.concatenate([part for column in columns.values() for part in _cells(column, block)], axis=1)
        for row in cells:
            yield sha256(head + row.tobytes()).digest()


def _cells(column: Column, rows: IntArray) -> Iterator[Bytes]:
    """The cells of one column as bytes (rows, width), the same on every machine."""
    yield _bytes(column.reasons[rows], "<i1")
    yield _bytes(column.codes[rows], "<i8")
    yield _bytes(_plain(column.values[rows]), "<f8")
    for several, kind in ((column.picks, "<u1"), (column.places, "<i8")):
        if several is not None and _told(several):
            yield _bytes(several[:, rows].T, kind)
    for part in _told_parts(column).values():
        yield _bytes(_plain(part[rows]), "<f8")


def _plain(values: FloatArray) -> FloatArray:
    """One bit pattern for not a number, one for zero."""
    return np.where(np.isnan(values), np.nan, values + 0.0)


def _bytes(cells: NDArray[np.generic], kind: str) -> Bytes:
    return np.ascontiguousarray(cells.astype(kind)).view(np.uint8).reshape(len(cells), -1)
