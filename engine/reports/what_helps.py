"""The page on what would lift a unit's score most, and the cheapest way to the next band."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from engine.disclosure.explaining import Lift
from engine.disclosure.published import PublishedTable
from engine.framework.models import Band, Framework
from engine.framework.text import Text
from engine.reports.explained import number
from engine.reports.nouns import About, Standing
from engine.reports.standing import GroupView, group_title, unit_title
from engine.scoring.moves import Move
from engine.scoring.next_band import Stage, WayUp

MOST_ROWS = 12
KINDS = ("step", "best", "top")
LEAST = 1e-9


@dataclass(frozen=True)
class Reach:
    """An aim of an indicator: the value to reach, the points and the rank that it would bring."""

    target: float
    gain: float
    rank: int | None


@dataclass(frozen=True)
class Row:
    """An indicator with its aims: the next better value, the best of the group, full marks."""

    id: str
    title: Text
    value: float | None
    decimals: int
    unit: Text | None
    reaches: tuple[Reach | None, ...]


@dataclass(frozen=True)
class Leg:
    """A stage of the way to the next band."""

    id: str
    title: Text
    value: float | None
    target: float
    decimals: int
    unit: Text | None
    percent: float


@dataclass(frozen=True)
class WhatHelps:
    """What would lift a score; `others` indicators would do less than those in `rows`, or nothing alone."""

    framework: Framework
    about: About
    unit_id: str
    unit_title: Text
    group: Text | None
    total: Standing
    rows: tuple[Row, ...]
    others: int
    way: WayUp
    band: Band | None
    legs: tuple[Leg, ...]
    rank_then: int | None


def what_helps(table: PublishedTable, about: About, unit_id: str, lift: Lift) -> WhatHelps:
    """The page, from the moves on the whole index."""
    moves, way = lift.moves, lift.way
    framework, unit = table.framework, table.unit_column(unit_id)
    by_node: dict[str, dict[str, Move]] = {}
    for move in moves:
        by_node.setdefault(move.aim.node, {})[move.aim.kind] = move
    known = [node for node, kinds in by_node.items() if any(_helps(move) for move in kinds.values())]
    return WhatHelps(
        framework=framework, about=about, unit_id=unit_id, unit_title=unit_title(table, unit),
        group=group_title(table, table.units[unit].group),
        total=GroupView(table, table.units[unit].group).standing(framework.index, unit),
        rows=tuple(_row(framework, node, by_node[node]) for node in known[:MOST_ROWS]),
        others=len(by_node) - min(len(known), MOST_ROWS),
        way=way, band=framework.bands[way.band] if way.band >= 0 else None,
        legs=tuple(_leg(framework, stage) for stage in way.stages), rank_then=_place(way.rank_then),
    )  # fmt: skip


def _helps(move: Move) -> bool:
    return not math.isnan(move.total_then) and not abs(move.gain) <= LEAST


def _place(rank: float) -> int | None:
    return None if math.isnan(rank) else round(rank)


def _row(framework: Framework, node_id: str, kinds: Mapping[str, Move]) -> Row:
    node = framework.nodes[node_id]
    first = next(iter(kinds.values()))
    found = [kinds.get(kind) for kind in KINDS]
    return Row(
        node_id, node.title, number(first.aim.value), 2 if node.decimals is None else node.decimals, node.unit,
        tuple(
            None if move is None or not _helps(move) else Reach(move.aim.target, _gain(move), _place(move.rank_then))
            for move in found
        ),
    )  # fmt: skip


def _gain(move: Move) -> float:
    """The points won; of a unit without a score now, all that it would have."""
    return move.total_then if math.isnan(move.total) else move.gain


def _leg(framework: Framework, stage: Stage) -> Leg:
    node = framework.nodes[stage.node]
    decimals = 2 if node.decimals is None else node.decimals
    return Leg(
        stage.node, node.title, number(stage.value), stage.target, decimals, node.unit, 100 * stage.share
    )  # fmt: skip
