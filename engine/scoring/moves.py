"""What would move a score: each indicator by itself brought to an aim, through the whole chain, others unchanged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.scoring.aims import BLOCK_BYTES, Aim, aims_of
from engine.scoring.arrays import BoolArray, FloatArray
from engine.scoring.chain import Chain
from engine.scoring.climb import Climb


@dataclass(frozen=True)
class Move:
    """An indicator brought to an aim, and what the score of a node and its rank would be then; NaN: none."""

    aim: Aim
    total: float
    total_then: float
    rank: float
    rank_then: float

    @property
    def gain(self) -> float:
        """The points that the node would gain."""
        return self.total_then - self.total


@dataclass(frozen=True)
class Draws:
    """The same chain with other figures of one unit: what a node scores and where it ranks, and the unit's band."""

    totals: FloatArray
    ranks: FloatArray
    bands: tuple[int, ...] = ()


Change = Mapping[int, float]
"""Other figures of one unit: by row of the indicator."""


def draws_of(chain: Chain, unit: int, node_row: int, changes: Sequence[Change], *, bands: bool = False) -> Draws:
    """Each set of changes through the whole chain: ranges, treatments and gates are worked out anew.

    The figures of the others stay as they are. Changes are one more leading axis, block by block.
    """
    totals, ranks, found = [], [], []
    for climb, values in _climbs(chain, unit, changes):
        totals.append(climb.scores[:, node_row, unit].copy())  # a view would keep the whole block
        ranks.append(chain.ranks(climb.scores, node_row)[:, unit])
        if bands:
            found += [int(chain.bands(climb, values, draw)[unit]) for draw in range(len(values))]
    nothing = np.empty(0)
    return Draws(np.concatenate([nothing, *totals]), np.concatenate([nothing, *ranks]), tuple(found))


def _climbs(chain: Chain, unit: int, changes: Sequence[Change]) -> Iterator[tuple[Climb, FloatArray]]:
    size = max(1, BLOCK_BYTES // (8 * max(chain.found.values.size, 1)))
    for start in range(0, len(changes), size):
        block = changes[start : start + size]
        values: FloatArray = np.repeat(chain.found.values[np.newaxis], len(block), axis=0)
        no_credit: BoolArray = np.repeat(chain.found.no_credit[np.newaxis], len(block), axis=0)
        for draw, change in enumerate(block):
            for row, value in change.items():
                values[draw, row, unit], no_credit[draw, row, unit] = value, False
        yield chain.again(values, no_credit=no_credit), values


def moves_of(
    chain: Chain, unit: int, node_row: int = 0, *, rows: Collection[int] | None = None
) -> tuple[Move, ...]:
    """What each aim alone would do to a node, the largest gain first; equal gains in the order of the file.

    Of the indicators those in `rows`, all where it is None.
    """
    plan, missing = chain.scene.plan, chain.point.missing
    below = _below(chain, node_row)
    aims = [aim for aim in aims_of(chain, unit) if aim.row in below and (rows is None or aim.row in rows)]
    there = [aim for aim in aims if missing[aim.row, unit] == Missing.PRESENT]
    total = float(chain.point.scores[node_row, unit])
    rank = float(chain.ranks(chain.point.scores, node_row)[unit])
    drawn = draws_of(chain, unit, node_row, [{aim.row: aim.target} for aim in there])
    found = [
        Move(aim, total, float(then), rank, float(place))
        for aim, then, place in zip(there, drawn.totals, drawn.ranks, strict=True)
    ]
    found += [_filled(chain, unit, node_row, aim, total, rank) for aim in aims if missing[aim.row, unit]]
    order = {aim: place for place, aim in enumerate(aims)}
    place_of = {node: place for place, node in enumerate(plan.nodes)}
    return tuple(sorted(found, key=lambda x: (-np.nan_to_num(x.gain), place_of[x.aim.node], order[x.aim])))


def _filled(chain: Chain, unit: int, node_row: int, aim: Aim, total: float, rank: float) -> Move:
    """A figure that is missing now: coverage changes with it, so the whole chain is settled anew."""
    values, reasons = chain.found.values.copy(), chain.found.reasons.copy()
    values[aim.row, unit], reasons[aim.row, unit] = aim.target, Missing.PRESENT
    try:
        climb = chain.anew(values, reasons)
    except ThuocDoError:
        return Move(aim, total, np.nan, rank, np.nan)
    then = float(climb.scores[node_row, unit])
    return Move(aim, total, then, rank, float(chain.ranks(climb.scores, node_row)[unit]))


def _below(chain: Chain, node_row: int) -> frozenset[int]:
    """The rows that a node is made of, itself included."""
    rows = {node_row}
    for joint in reversed(chain.scene.plan.joints):
        for row, children in zip(joint.rows.tolist(), joint.children.tolist(), strict=True):
            if row in rows:
                rows.update(children)
    return frozenset(rows)
