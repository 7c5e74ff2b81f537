"""What would move a score: each indicator by itself brought to an aim, through the whole chain, others unchanged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.scoring.aims import BLOCK_BYTES, Aim, aims_of
from engine.scoring.arrays import BoolArray, FloatArray
from engine.scoring.chain import Chain
from engine.scoring.changed_answers import Changed
from engine.scoring.climb import Climb
from engine.scoring.other_answers import Change


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
    """The same chain with other figures of one unit: what a node scores and where it ranks.

    bands are those of the unit, `beside` (draws,) one more score of each draw; empty where nobody asked for them.
    """

    totals: FloatArray
    ranks: FloatArray
    bands: tuple[int, ...] = ()
    beside: FloatArray = field(default_factory=lambda: np.empty(0))


def draws_of(
    chain: Chain, unit: int, node_row: int, changes: Sequence[Change], *, bands: bool = False,
    beside: Sequence[int] = (),
) -> Draws:  # fmt: skip
    """Each change through the whole chain: ranges, treatments, gates and what asks for answers are worked out anew.

    The figures of the others stay as they are. Changes are one more leading axis, block by block. `beside` names a row
    for each change, of which the score is told too.
    """
    totals, ranks, found, scores = [], [], [], []
    rows = np.array(beside, dtype=np.int64)
    start = 0
    for climb, values, answers in _climbs(chain, unit, changes):
        totals.append(climb.scores[:, node_row, unit].copy())  # a view would keep the whole block
        ranks.append(chain.ranks(climb.scores, node_row)[:, unit])
        if len(rows):
            scores.append(climb.scores[np.arange(len(values)), rows[start : start + len(values)], unit])
            start += len(values)
        if bands:
            found += [int(chain.bands(climb, values, draw, answers.at(draw))[unit]) for draw in range(len(values))]
    nothing = np.empty(0)
    joined = (np.concatenate([nothing, *each]) for each in (totals, ranks, scores))
    total, rank, own = joined
    return Draws(total, rank, tuple(found), own)


def _climbs(chain: Chain, unit: int, changes: Sequence[Change]) -> Iterator[tuple[Climb, FloatArray, Changed]]:
    size = max(1, BLOCK_BYTES // (8 * max(chain.found.values.size, 1)))
    for start in range(0, len(changes), size):
        block = changes[start : start + size]
        values: FloatArray = np.repeat(chain.found.values[np.newaxis], len(block), axis=0)
        no_credit: BoolArray = np.repeat(chain.found.no_credit[np.newaxis], len(block), axis=0)
        for draw, change in enumerate(block):
            for row, value in change.values.items():
                values[draw, row, unit], no_credit[draw, row, unit] = value, False
        answers = Changed.of(chain, unit, [change.answers for change in block])
        yield chain.again(values, answers.answer, no_credit=no_credit), values, answers


def moves_of(
    chain: Chain, unit: int, node_row: int = 0, *, rows: Collection[int] | None = None,
    aims: Sequence[Aim] | None = None,
) -> tuple[Move, ...]:  # fmt: skip
    """What each aim alone would do to a node, the largest gain first; equal gains in the order of the file.

    Of the indicators those in `rows`, all where it is None; `aims` are those of the unit, worked out before.
    """
    plan, missing = chain.scene.plan, chain.point.missing
    below = _below(chain, node_row)
    known = aims_of(chain, unit) if aims is None else aims
    aims = [aim for aim in known if aim.row in below and (rows is None or aim.row in rows)]
    there = [aim for aim in aims if missing[aim.row, unit] == Missing.PRESENT]
    total = float(chain.point.scores[node_row, unit])
    rank = float(chain.ranks(chain.point.scores, node_row)[unit])
    drawn = draws_of(chain, unit, node_row, [aim.done for aim in there])
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
    for row, value in aim.done.values.items():
        values[row, unit], reasons[row, unit] = value, Missing.PRESENT
    try:
        climb = chain.anew(values, reasons, Changed.of(chain, unit, [aim.done.answers]).at(0))
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
