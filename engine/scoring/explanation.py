"""Why a unit's score is what it is: its lines, the way of each figure, the answers behind it, down to the leaves."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray
from engine.scoring.breakdown import Breakdown, Part, breakdown
from engine.scoring.chain import Chain
from engine.scoring.given_answers import Answers, answers_of
from engine.scoring.table import ScoreTable
from engine.scoring.tracing import Trace, trace_of


@dataclass(frozen=True)
class Explained:
    """A node as one unit has it, and all that is below it.

    effective  its share of the weight of the node that the explanation begins with, over what is there
    rank, of   the place in the group and how many have one; NaN and 0 where there is none
    trace      the way of an indicator's figure; None for a node of children
    """

    node: str
    unit: str
    lines: Breakdown
    missing: Missing
    n: int
    coverage: float
    effective: float
    rank: float
    of: int
    trace: Trace | None = None
    answers: tuple[Answers, ...] = ()
    children: tuple[Explained, ...] = ()

    @property
    def score(self) -> float:
        """The score; NaN where there is none, and then `missing` says why."""
        return self.lines.score

    def walk(self) -> Iterator[Explained]:
        """This node and all below it, parents before children."""
        yield self
        for child in self.children:
            yield from child.walk()


def explain(
    chain: Chain,
    table: ScoreTable,
    unit_id: str,
    node_id: str,
    *,
    levels: int | None = None,
    among: Callable[[int], BoolArray] | None = None,
) -> Explained:
    """Explain a unit's score on a node, and so many `levels` below it; all of them, if None.

    `table` is what was scored of the same snapshot; `among` tells by row with which units (units,) others may be
    compared. KeyError for an unknown unit or node.
    """
    return _explained(chain, table, unit_id, node_id, 1.0, math.inf if levels is None else levels, among)


def _explained(
    chain: Chain,
    table: ScoreTable,
    unit_id: str,
    node_id: str,
    effective: float,
    levels: float,
    among: Callable[[int], BoolArray] | None,
) -> Explained:
    row, unit = table.node_row(node_id), table.unit_column(unit_id)
    lines = breakdown(table, unit_id, node_id, among(row) if among else None)
    leaf = next((each for each in chain.scene.plan.leaves if each.row == row), None)
    mine = [place for place, each in enumerate(table.units) if each.group == table.units[unit].group]
    ranks = table.rank[row, mine]
    shown = [part for part in lines.parts if part.missing is not Missing.NOT_APPLICABLE] if levels > 0 else []
    return Explained(
        node=node_id,
        unit=unit_id,
        lines=lines,
        missing=Missing(int(table.missing[row, unit])),
        n=int(table.n[row, unit]),
        coverage=float(table.coverage[row, unit]),
        effective=effective,
        rank=float(table.rank[row, unit]),
        of=int((ranks == ranks).sum()),
        trace=trace_of(chain, leaf, unit) if leaf else None,
        answers=answers_of(table.framework, chain.scene.seen, leaf, unit) if leaf else (),
        children=tuple(
            _explained(chain, table, unit_id, part.node, effective * part.share, levels - 1, among) for part in shown
        ),
    )


def withheld(given: Explained, hidden: Collection[str]) -> Explained:
    """The explanation without the nodes that may not be shown for this unit; their lines are told as one.

    A line is of at least two nodes: where only one is hidden, the one that gives least joins it. What lies below a
    hidden node goes with it. Every outlet shows what this gives, so that there is one place to look at.
    """
    if given.node in hidden:
        return _blank(given)
    parts, gone = _merged(given.lines.parts, hidden)
    children = tuple(withheld(child, hidden) for child in given.children if child.node not in gone)
    return replace(given, lines=replace(given.lines, parts=parts), children=children)


def _merged(parts: tuple[Part, ...], hidden: Collection[str]) -> tuple[tuple[Part, ...], frozenset[str]]:
    """The parts with the hidden ones as one, and which those are."""
    secret = [part for part in parts if part.node in hidden]
    if not secret:
        return parts, frozenset()
    if len(secret) == 1:
        open_ = [part for part in parts if part.node not in hidden and part.share > 0]
        secret += sorted(open_, key=lambda part: abs(part.points))[:1]
    names = frozenset(part.node for part in secret)
    nothing = math.nan
    one = Part(
        node="", score=nothing, weight=sum(x.weight for x in secret), share=sum(x.share for x in secret),
        points=sum(x.points for x in secret), lead=sum(x.lead for x in secret), mean=nothing,
        missing=Missing.SUPPRESSED, together=len(secret),
    )  # fmt: skip
    return (*(part for part in parts if part.node not in names), one), names


def _blank(given: Explained) -> Explained:
    nothing = math.nan
    lines = Breakdown(given.node, given.unit, nothing, nothing, 0, "none", nothing, (), ())
    return replace(
        given, lines=lines, missing=Missing.SUPPRESSED, n=0, coverage=nothing, rank=nothing, of=0,
        trace=None, answers=(), children=(),
    )  # fmt: skip
