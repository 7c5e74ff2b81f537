"""Where one unit stands in one node of the index, beside its group."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.disclosure.published import PublishedTable
from engine.framework.missing import Missing
from engine.framework.models import Node, Reported
from engine.framework.text import Text
from engine.reports.nouns import HowSure, Standing
from engine.reports.words import MISSING, MOVED, NO_GROUP
from engine.scoring.arrays import BoolArray, FloatArray
from engine.scoring.sureness import Asked


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else round(float(value))


def decimals_of_score(node: Node | Reported, scale: tuple[float, float]) -> int:
    """How many decimals a score is printed with: the publisher's, else by the width of its scale."""
    if isinstance(node.rank_on, int):
        return node.rank_on
    return 3 if scale[1] - scale[0] <= 1 else 2


def group_title(table: PublishedTable, group: str | None) -> Text | None:
    """The words for a group; its id where the register names it nowhere."""
    if group is None:
        return None
    known = table.framework.units.groups.get(group)
    return known if known is not None else Text({"": group})


def unit_title(table: PublishedTable, position: int) -> Text:
    """The name of the unit at a position, in every language that the register has it in."""
    unit = table.units[position]
    listed = table.framework.unit.get(unit.id)
    is_same = listed is not None and unit.title in listed.title.root.values()  # a file of units may name it anew
    return listed.title if listed is not None and is_same else Text({"": unit.title})


def why_unranked(table: PublishedTable, position: int) -> str | None:
    """Why the unit at a position has no rank, as a source text; None where it has one."""
    row = table.node_row(table.framework.index.id)
    if table.units[position].group is None:
        return NO_GROUP
    if not math.isnan(table.rank[row, position]):
        return None
    return MISSING[Missing(int(table.missing[row, position])) or Missing.NO_DATA]


@dataclass(frozen=True)
class GroupView:
    """A table seen from one group: its ranked units are the peers of medians, bests and "of n"."""

    table: PublishedTable
    group: str | None

    @cached_property
    def peers(self) -> BoolArray:
        """(units,) the group's units that are ranked on the whole index."""
        ranked = ~np.isnan(self.table.rank[self.table.node_row(self.table.framework.index.id)])
        mine = np.array([unit.group == self.group for unit in self.table.units], dtype=np.bool_)
        peers: BoolArray = ranked & mine
        return peers

    @cached_property
    def depth(self) -> dict[str, int]:
        """How deep each node lies; the index itself is 0."""
        depths = {self.table.framework.index.id: 0}
        for node in self.table.framework.index.walk():
            depths.update({child.id: depths[node.id] + 1 for child in node.children})
        return depths

    @property
    def sampled(self) -> frozenset[str]:
        """The nodes that rest, at least in part, on what respondents answered about the units."""
        return self.table.framework.of_respondents

    @property
    def has_answers(self) -> bool:
        """Whether a number of answers stands behind the figures, so that it has to be shown."""
        answered = self.table.n > 0
        if self.table.few.size:
            answered |= self.table.few  # there are some, and how many is not told
        return any(bool(answered[self.table.node_row(node)].any()) for node in self.sampled)

    @property
    def how_sure(self) -> HowSure:
        """How often respondents or methods were drawn, 0 for never, and what was asked of the draws."""
        asked = Asked() if self.table.sure is None else self.table.sure.asked
        drawn = self.has_answers or self.table.varied is not None
        return HowSure(self.table.replicates if drawn else 0, 100 * asked.level, asked.top)

    def concerns(self, node: Node) -> bool:
        """Whether the node is part of this group's index."""
        return not node.applies_to or self.group in node.applies_to

    def dimensions(self) -> tuple[Node, ...]:
        """The first level of the index, as far as it is scored and concerns the group."""
        return tuple(node for node in self.table.framework.index.children if node.scored and self.concerns(node))

    def below(self, node: Node) -> tuple[Node, ...]:
        """All nodes under one node that concern the group, parents before children."""
        found: list[Node] = []
        for child in node.children:
            if self.concerns(child):
                found += [child, *self.below(child)]
        return tuple(found)

    def _varies(self, row: int) -> bool:
        """Whether any method that was drawn gives some unit another score in this node."""
        table = self.table
        return table.varied is not None and bool((table.score_low[row] < table.score_high[row]).any())

    def standing(self, node: Node | Reported, unit: int) -> Standing:
        """The unit at a position of the table, in this node."""
        table, row = self.table, self.table.node_row(node.id)
        drawn = node.id in self.sampled or self._varies(row)
        score_low, score_high, rank_low, rank_high = (
            float(ends[row, unit]) if drawn else math.nan
            for ends in (table.score_low, table.score_high, table.rank_low, table.rank_high)
        )
        scores: FloatArray = table.score[row][self.peers]
        scores = scores[~np.isnan(scores)]
        band = int(table.band[row, unit])
        ranks = table.rank[row][self.peers]
        scale = table.scale.get(node.id) or (float(scores.min(initial=0)), float(scores.max(initial=1)))
        return Standing(
            id=node.id, code=node.code or "", title=node.title,
            depth=self.depth.get(node.id, 1), is_indicator=isinstance(node, Node) and node.is_indicator,
            is_sampled=node.id in self.sampled,
            value=_number(table.value[row, unit]),
            value_decimals=2 if node.decimals is None else node.decimals,
            value_unit=node.unit if isinstance(node, Node) else None,
            n=table.told_n(row, unit),
            score=_number(table.score[row, unit]), score_decimals=decimals_of_score(node, scale),
            score_low=_number(score_low), score_high=_number(score_high),
            rank=_whole(table.rank[row, unit]),
            rank_low=_whole(rank_low), rank_high=_whole(rank_high),
            of=int(np.count_nonzero(~np.isnan(ranks))),
            median=float(np.median(scores)) if scores.size else None,
            best=float(scores.max()) if scores.size else None,
            scale=scale, coverage=_number(table.coverage[row, unit]),
            missing=Missing(int(table.missing[row, unit])),
            band=table.framework.bands[band].label if band >= 0 else None,
            in_top=_number(table.sure.in_top[row, unit]) if drawn and table.sure is not None else None,
            most=None if table.most is None else _number(table.most[row, unit]),
            moved=() if table.moved is None else tuple(MOVED[x] for x in MOVED if table.moved[row, unit] & x),
        )  # fmt: skip
