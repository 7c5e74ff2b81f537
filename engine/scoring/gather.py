"""From a snapshot to the figures of every indicator: (..., indicators of the plan, units)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import EVIDENCE_SHARE
from engine.problems import ThuocDoError
from engine.scoring.arrays import (
    BoolArray,
    Column,
    FloatArray,
    IntArray,
    Measured,
    Peers,
    Ratings,
    ReasonArray,
    Records,
    Snapshot,
    UnitRow,
)
from engine.scoring.plan import Leaf, Plan
from engine.scoring.refusal import RefusalError
from engine.scoring.unanswered import any_open, duties_of, owing, without


@dataclass(frozen=True)
class Rated:
    """The records about units, sorted by unit: starts (units + 1,), one column a question, design weights."""

    starts: IntArray
    columns: dict[str, Column]
    weight: FloatArray
    respondent: IntArray
    stratum: IntArray

    def ratings(self, question: str, weights: FloatArray) -> Ratings:
        """The answers to one question as a measure sees them; a question nobody met was not asked."""
        column = self.columns.get(question)
        if column is None:
            size = len(self.weight)
            column = Column(
                values=np.full(size, np.nan),
                codes=np.full(size, -1),
                reasons=np.full(size, Missing.NOT_ASKED, dtype=np.int8),
            )
        return Ratings(self.starts, column, weights)


def picked(column: Column, order: IntArray) -> Column:
    """A column of the records in `order` alone."""
    return Column(
        values=column.values[order],
        codes=column.codes[order],
        reasons=column.reasons[order],
        options=column.options,
        picks=None if column.picks is None else column.picks[:, order],
        places=None if column.places is None else column.places[:, order],
        parts={name: part[order] for name, part in column.parts.items()},
    )


def rated(records: Records, units: int) -> Rated:
    """The records about one of the units, sorted by unit; those about the respondent are left aside."""
    about = np.flatnonzero(records.unit >= 0)
    order = about[np.argsort(records.unit[about], kind="stable")]
    return Rated(
        starts=np.searchsorted(records.unit[order], np.arange(units + 1)),
        columns={name: picked(column, order) for name, column in records.columns.items()},
        weight=records.weight[order],
        respondent=records.respondent[order],
        stratum=records.stratum[order],
    )


def peers_of(units: tuple[UnitRow, ...], declared: tuple[str, ...] = ()) -> Peers:
    """Who is compared with whom: units without a group are members of no comparison."""
    groups = tuple(dict.fromkeys([*declared, *(unit.group for unit in units if unit.group is not None)]))
    place = {group: position for position, group in enumerate(groups)}
    group = np.array([-1 if unit.group is None else place[unit.group] for unit in units], dtype=np.int64)
    own = [dict(unit.labels) for unit in units]
    names = dict.fromkeys(name for labels in own for name in labels)
    return Peers(
        member=group >= 0,
        group=group,
        groups=groups,
        units=tuple(unit.id for unit in units),
        labels={name: tuple(labels.get(name, "") for labels in own) for name in names},
    )


def applies_of(plan: Plan, peers: Peers) -> BoolArray | None:
    """Which node applies to which unit (nodes, units), by `applies_to` of the node and all above; None: all to all."""
    nodes = plan.framework.nodes
    if not any(node.applies_to for node in nodes.values()):
        return None
    applies = np.ones((len(plan.nodes), len(peers.group)), dtype=bool)
    names = np.array([*peers.groups, ""], dtype=object)[peers.group]
    for row, node in enumerate(nodes.values()):
        if plan.parent[row] >= 0:
            applies[row] = applies[plan.parent[row]]
        if node.applies_to:
            applies[row] &= np.isin(names, node.applies_to)
    return applies


def has_figures(leaf: Leaf, snapshot: Snapshot, basis: str) -> bool:
    """Whether an indicator has outside or assessed figures on this basis, which go before any answers."""
    figures = snapshot.figures.get(basis)
    return figures is not None and leaf.id in figures.values


def _figure(leaf: Leaf, snapshot: Snapshot, basis: str) -> Measured | None:
    """An indicator's outside or assessed figures on this basis, if there are any."""
    figures = snapshot.figures.get(basis)
    if figures is None or leaf.id not in figures.values:
        return None
    values = figures.values[leaf.id]
    told = figures.reasons.get(leaf.id, np.zeros(len(values), dtype=np.int8))
    reasons = np.where(np.isnan(values), np.where(told == Missing.PRESENT, Missing.NO_DATA, told), Missing.PRESENT)
    return Measured(values, np.zeros(len(values), dtype=np.int64), reasons.astype(np.int8))


def _nothing(units: int, leaf: Leaf) -> Measured:
    """No figures: owed by a table, but nobody owes the share of points that documents prove where there are none."""
    why = Missing.NOT_ASKED if leaf.source == (EVIDENCE_SHARE,) else Missing.NO_DATA
    return Measured(np.full(units, np.nan), np.zeros(units, dtype=np.int64), np.full(units, why, dtype=np.int8))


@dataclass(frozen=True)
class Gathered:
    """What indicators are measured at: values (..., nodes, units); n, reasons, no_credit, withheld (nodes, units).

    no_credit  an open question of a form with `unanswered: zero`: no value, but the lowest score
    withheld   an open question of a form that refuses to lock: neither this nor what stands above has a score
    """

    values: FloatArray
    n: IntArray
    reasons: ReasonArray
    no_credit: BoolArray
    withheld: BoolArray


def _answers(leaf: Leaf, seen: Rated, weights: FloatArray) -> Measured | None:
    """An indicator's values from the answers; too few of them give none."""
    if leaf.measure is None:
        return None
    try:
        found: Measured = leaf.measure(*(seen.ratings(question, weights) for question in leaf.source))
    except RefusalError as refusal:
        raise ThuocDoError(f"{leaf.id}: {refusal.what} {refusal.mend}") from refusal
    thin = (found.n < leaf.min_n) & (found.n > 0)
    return Measured(
        np.where(thin, np.nan, found.values), found.n, np.where(thin, np.int8(Missing.TOO_FEW), found.reasons)
    )


def measured(
    plan: Plan,
    snapshot: Snapshot,
    basis: str,
    seen: Rated | None,
    weights: FloatArray | None,
    applies: BoolArray | None = None,
) -> Gathered:
    """The indicators measured, where they apply; dimensions are left empty.

    `weights` (..., records) may carry replicates: whatever does not rest on records is the same in each of them.
    """
    shape = (len(plan.nodes), len(snapshot.units))
    lead = () if weights is None else weights.shape[:-1]
    values = np.full((*lead, *shape), np.nan)
    n = np.zeros(shape, dtype=np.int64)
    reasons = np.zeros(shape, dtype=np.int8)
    no_credit, withheld = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    duties = duties_of(plan.framework)
    for leaf in plan.leaves:
        found = _figure(leaf, snapshot, basis)
        if found is None and seen is not None and weights is not None:
            found = _answers(leaf, seen, weights)
            if found is not None and (owed := duties.zero.intersection(leaf.source)):
                no_credit[leaf.row] = owing(leaf, found, any_open(owed, seen.columns, seen.starts))
                found = without(found, no_credit[leaf.row])
            for questions, required in duties.locked if found is not None else ():
                if not questions.isdisjoint(leaf.source):
                    withheld[leaf.row] |= any_open(required, seen.columns, seen.starts)
        found = found or _nothing(shape[1], leaf)
        if withheld[leaf.row].any():
            found = without(found, withheld[leaf.row])
        values[..., leaf.row, :] = found.values
        n[leaf.row] = found.n
        reasons[leaf.row] = found.reasons
    if applies is not None:
        values = np.where(applies, values, np.nan)
        n, reasons = np.where(applies, n, 0), np.where(applies, reasons, np.int8(Missing.NOT_APPLICABLE))
        no_credit, withheld = no_credit & applies, withheld & applies
    for joint in plan.joints:  # from the lowest dimensions up
        withheld[joint.rows] |= withheld[joint.children].any(axis=-2)
    return Gathered(values, n, reasons, no_credit, withheld)
