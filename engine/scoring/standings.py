"""The bases of one assessment side by side: what was claimed, what was appraised, what is final, and what that says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.framework.expressions import parse
from engine.framework.models import State
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, UnitRow
from engine.scoring.rounding import snapped
from engine.scoring.table import ScoreTable

BASES = ("claimed", "appraised", "final")
"""In the order in which they come about; any others stand after them."""


@dataclass(frozen=True)
class Standings:
    """Scores by basis (nodes, units), NaN where there is none; arrays are of the same nodes and units.

    most   the most points that a node can have with what applies to the unit, NaN where nobody said
    state  position in the framework's `states` of each indicator, -1: none, or no indicator
    """

    nodes: tuple[str, ...]
    units: tuple[UnitRow, ...]
    scores: Mapping[str, FloatArray]
    most: FloatArray
    state: IntArray

    def percent(self, basis: str) -> FloatArray:
        """100 · points / most (nodes, units), unrounded."""
        share = np.full(self.most.shape, np.nan)
        np.divide(100.0 * self.scores[basis], self.most, out=share, where=self.most > 0)
        return share


def standings_of(tables: Mapping[str, ScoreTable]) -> Standings:
    """The tables of one snapshot on several bases side by side; their nodes and units are the same."""
    order = [*(basis for basis in BASES if basis in tables), *(basis for basis in tables if basis not in BASES)]
    first = tables[order[0]]
    scores = {basis: tables[basis].score for basis in order}
    most = _most(first)
    indicators = np.array([node in {leaf.id for leaf in first.framework.indicators} for node in first.nodes])
    state = _states(first.framework.states, {**scores, "most": most})
    return Standings(first.nodes, first.units, scores, most, np.where(indicators[:, np.newaxis], state, -1))


def _most(table: ScoreTable) -> FloatArray:
    """A sum's own most; of an indicator with a declared scale its upper end."""
    most = np.full(table.score.shape, np.nan) if table.most is None else table.most.copy()
    for leaf in table.framework.indicators:
        if leaf.scored and leaf.id not in table.seen_scales:
            most[table.node_row(leaf.id)] = max(table.scale[leaf.id])
    return most


def state_of(states: Sequence[State], standings: Mapping[str, float | None]) -> State | None:
    """The state of one indicator by its points on the bases that are there, and the `most` it can have."""
    alone = {name: np.array([np.nan if points is None else points]) for name, points in standings.items()}
    place = int(_states(states, {"most": np.array([np.nan])} | alone)[0])
    return states[place] if place >= 0 else None


def _states(states: Sequence[State], standings: Mapping[str, FloatArray]) -> IntArray:
    """The first state whose condition holds; none where there is no score on any basis.

    Points compare after snapping to 12 significant digits; a condition over what is not there does not hold.
    """
    given = {name: snapped(values) for name, values in standings.items()}
    shape = given["most"].shape
    there: BoolArray = ~np.all([np.isnan(values) for name, values in given.items() if name != "most"], axis=0)
    nothing = np.full(shape, np.nan)
    found = np.full(shape, -1, dtype=np.int64)
    for position in reversed(range(len(states))):
        when = states[position].when
        holds = np.ones(shape) if when is None else parse(when).array(lambda name: given.get(name, nothing))
        found[there & (np.nan_to_num(np.asarray(holds, dtype=np.float64)) != 0)] = position
    return found
