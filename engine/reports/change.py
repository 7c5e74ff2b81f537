"""How a unit's scores changed since the edition before, as its scorecard tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.disclosure.published import PublishedTable
from engine.framework.text import Text
from engine.reports.waterfall import Label, Step, Waterfall, waterfalls
from engine.reports.words import NO_CHANGE
from engine.scoring.change_table import ChangeTable, Why
from engine.wording.catalog import mark

EDGE = 1e-9
"""A part smaller than this share of the scale is that of rounding in the machine, and told as nothing."""


FEWEST_PARTS = 2
"""A change that is all of one part needs no chart."""

BEFORE, NOW = mark("Kỳ trước"), mark("Kỳ này")
BY_METHOD, BY_UNIT = mark("Do cách tính"), mark("Do đơn vị")
BY_OTHERS, BY_DATA = mark("Do đơn vị khác"), mark("Do dữ liệu")


@dataclass(frozen=True)
class ChangeLine:
    """One node: its scores then and now, and the parts of the change; `why` says as a source text why there is none."""

    title: Text
    decimals: int
    before: float | None
    now: float | None
    total: float
    method: float
    own: float
    peers: float
    data: float
    why: str | None


@dataclass(frozen=True)
class Change:
    """The change since the edition called `edition`: of the total, and of each dimension."""

    edition: str
    total: ChangeLine
    dimensions: tuple[ChangeLine, ...]

    @property
    def charts(self) -> tuple[Waterfall, ...]:
        """From the total then to the total now, wide and narrow; () where there are not two parts to draw."""
        line = self.total
        named = ((BY_METHOD, line.method), (BY_UNIT, line.own), (BY_OTHERS, line.peers), (BY_DATA, line.data))
        steps = [Step(Label(words), part) for words, part in named if part]
        if line.before is None or len(steps) < FEWEST_PARTS:
            return ()
        return waterfalls((Label(BEFORE), line.before), steps, Label(NOW), line.decimals)


def change_shown(table: PublishedTable, position: int, nodes: Sequence[tuple[str, Text, int]]) -> Change | None:
    """The change of the unit at a position, for nodes (id, title, decimals), the total first; None: none is known."""
    if table.change is None:
        return None
    unit = table.change.units.index(table.units[position].id)
    total, *dimensions = (_line(table, table.change, unit, *node) for node in nodes)
    return Change(table.change.edition, total, tuple(dimensions))


def changes_shown(table: PublishedTable, units: Sequence[tuple[int, Text]], decimals: int) -> tuple[ChangeLine, ...]:
    """The change of the total of units (position, title); () where none is known."""
    if table.change is None:
        return ()
    column = {unit: place for place, unit in enumerate(table.change.units)}
    index = table.framework.index.id
    return tuple(_line(table, table.change, column[table.units[x].id], index, title, decimals) for x, title in units)


def _line(table: PublishedTable, change: ChangeTable, unit: int, node: str, title: Text, decimals: int) -> ChangeLine:
    cell = change.nodes.index(node), unit
    why = Why(int(change.why[cell]))
    low, high = table.scale.get(node, (0.0, 1.0))
    parts = [0.0 if why else float(part[cell]) for part in (change.method, change.own, change.peers, change.data)]
    method, own, peers, data = (part if abs(part) > EDGE * abs(high - low) else 0.0 for part in parts)
    return ChangeLine(
        title=title, decimals=decimals,
        before=_number(change.before[cell]), now=_number(change.now[cell]),
        total=0.0 if why else float(change.total[cell]),
        method=method, own=own, peers=peers, data=data,
        why=NO_CHANGE[why] if why else None,
    )  # fmt: skip


def _number(value: float) -> float | None:
    return None if value != value else float(value)
