"""What was claimed, appraised and found in the end beside one another, where the scores of a round stand on bases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.appraisal.bases import Basis
from engine.disclosure.published import PublishedTable
from engine.framework.models import Framework
from engine.framework.text import Text
from engine.scoring.standings import standings_of
from engine.wording.catalog import mark

TITLES: Mapping[str, str] = {
    Basis.CLAIMED: mark("Tự đánh giá"),
    Basis.APPRAISED: mark("Thẩm định"),
    Basis.FINAL: mark("Kết quả cuối"),
}


@dataclass(frozen=True)
class BasisLine:
    """The scores of a unit on one node by basis, the last of them the one that counts; None where there is none.

    `state` is that of an indicator by these scores, where the framework names states; `more`: figures from outside are
    in the last score, which no unit claims, so that how far they are apart would tell nothing.
    """

    id: str
    code: str
    title: Text
    depth: int
    is_indicator: bool
    decimals: int
    scores: tuple[float | None, ...]
    state: Text | None = None
    more: bool = False

    @property
    def gap(self) -> float | None:
        """How far the score that counts lies above the first, the claim; below: under 0."""
        first, last = self.scores[0], self.scores[-1]
        return None if first is None or last is None or self.more else last - first


def resting_on_outside(framework: Framework) -> frozenset[str]:
    """The nodes in whose final score figures from outside are, such as points of a survey."""
    brought = {node.id for node in framework.indicators if node.is_outside and not node.is_evidence_share}
    return frozenset(node.id for node in framework.index.walk() if any(x.id in brought for x in node.walk()))


def titles_of(table: PublishedTable) -> tuple[str, ...]:
    """What the bases are called, as source texts, the one that counts last; () where there are no others."""
    return tuple(TITLES[basis] for basis in (*table.beside, table.basis)) if table.beside else ()


def basis_lines(
    table: PublishedTable, wanted: Sequence[tuple[str, int, Text, int, int]], named: Mapping[str, tuple[str, bool]]
) -> tuple[BasisLine, ...]:
    """A line for each (node, position of the unit, title, depth, decimals); `named` has code and kind of each node."""
    if not table.beside:
        return ()
    tables = [*table.beside.values(), table]
    states = standings_of({each.basis: each for each in tables}).state
    outside, found = resting_on_outside(table.framework), []
    for node, unit, title, depth, decimals in wanted:
        code, is_indicator = named[node]
        at = int(states[table.node_row(node), unit])
        found.append(
            BasisLine(
                node, code, title, depth, is_indicator, decimals,
                tuple(_score(each, node, table.units[unit].id) for each in tables),
                table.framework.states[at].label if is_indicator and at >= 0 and node not in outside else None,
                node in outside,
            )
        )  # fmt: skip
    return tuple(found)


def total_lines(
    tables: Sequence[PublishedTable], units: Sequence[tuple[str, Text]], decimals: int
) -> tuple[BasisLine, ...]:
    """The total of each unit (id, title) on all bases, of which the last one counts; () where there is one."""
    if len(tables) < 2:
        return ()
    root = tables[0].framework.index.id
    more = root in resting_on_outside(tables[0].framework)
    return tuple(
        BasisLine(
            unit, "", title, 0, False, decimals, tuple(_score(each, root, unit) for each in tables), more=more
        )
        for unit, title in units
    )


def _score(table: PublishedTable, node: str, unit: str) -> float | None:
    at = next((place for place, each in enumerate(table.units) if each.id == unit), None)
    score = np.nan if at is None else table.score[table.node_row(node), at]
    return None if np.isnan(score) else float(score)
