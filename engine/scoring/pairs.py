"""Who beats whom in how many draws, what ranks that leaves open, and who cannot be told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.scoring.arrays import BoolArray, FloatArray, IntArray
from engine.scoring.tails import ends_of


class Wins:
    """In how many draws each unit of a group beats each other one, node by node."""

    def __init__(self, nodes: int, units: int, draws: int) -> None:
        self._wins = np.zeros((nodes, units, units), dtype=_small(draws))
        self._both: NDArray[Any] | None = None  # made when the first draw fails
        self._draws = 0

    @staticmethod
    def bytes_of(units: int, draws: int) -> int:
        """How much memory one node takes, where draws fail too."""
        return 2 * units * units * int(_small(draws).itemsize)

    def add(self, scores: FloatArray, slack: FloatArray) -> None:
        """Take up draws (draws, nodes, units); scores within `slack` (nodes,) tie, NaN meets nobody."""
        by_node = np.ascontiguousarray(scores.transpose(1, 2, 0))  # draws last: sums run along memory
        for unit in range(by_node.shape[1]):
            mine = by_node[:, unit : unit + 1] - slack[:, np.newaxis, np.newaxis]
            self._wins[:, unit] += (mine > by_node).sum(axis=-1).astype(self._wins.dtype)
        gone = np.isnan(by_node)
        if self._both is None and gone.any():
            self._both = np.full(self._wins.shape, self._draws, dtype=self._wins.dtype)
        if self._both is not None:
            there = (~gone).astype(np.float32)
            self._both += np.matmul(there, there.transpose(0, 2, 1)).astype(self._both.dtype)
        self._draws += len(scores)

    def surely_better(self, node: int, level: float) -> BoolArray:
        """(units, units): the row's unit beats the column's in at least (1 + level) / 2 of all draws.

        That is where the interval of their difference lies above 0. A draw in which either failed speaks for nobody.
        """
        return np.asarray((self._wins[node] >= self._needed(level)) & (self._draws > 0))

    def surely_not_worse(self, node: int, level: float) -> BoolArray:
        """(units, units): the row's unit beats the column's, or ties with it, in at least (1 + level) / 2 of all."""
        both = self._draws if self._both is None else self._both[node].astype(np.int64)
        return np.asarray(both - self._wins[node].T.astype(np.int64) >= self._needed(level))

    def _needed(self, level: float) -> float:
        return ends_of(level)[1] * self._draws - 1e-9

    def beats(self, node: int) -> FloatArray:
        """(units, units) the share of draws in which the row's unit beats the column's; ties and failed draws half."""
        wins = self._wins[node].astype(np.float64)
        return np.asarray((wins + (self._draws - wins - wins.T) / 2) / max(self._draws, 1))

    def ranks(self, rank: FloatArray, ties: str, level: float) -> tuple[FloatArray, FloatArray]:
        """The lowest and highest rank (nodes, units) that the draws leave open; `rank` the published ones.

        From 1 + the number of units that are surely better, to 1 + the number that are not surely no better (n less the
        surely worse, where scores do not tie): percentile intervals of the differences of the exact scores, pair by
        pair. The percentiles of drawn ranks are not used: a draw shuffles once more what the sample has shuffled
        already, and of units that are nearly alike their 90 % intervals hold the true rank of 83 % (5 units) down to
        70 % (30 units). Pairs hold it for 89 % to 92 % of the same units, and for more wherever units differ: what is
        ruled out wrongly is, over all units, at most the 5 % of pairs on each side. Sets that hold every single unit's
        rank (Mogstad, Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91) take one critical value for all
        pairs of the unit; at 90 % they hold 96 % to 100 % and are up to half as wide again. The figures are from
        simulated means of 10 and of 40 answers; tests/scoring/test_coverage.py does it through the whole chain.
        """
        found = [self._open_ranks(node, rank[node], ties, level) for node in range(len(rank))]
        low, high = np.array(found).reshape(-1, 2, rank.shape[1]).transpose(1, 0, 2)
        return low, high

    def _open_ranks(self, node: int, rank: FloatArray, ties: str, level: float) -> tuple[FloatArray, FloatArray]:
        open_ = ~np.isnan(rank)
        rivals = open_[:, np.newaxis] & open_ & ~np.eye(len(rank), dtype=bool)
        better, not_worse = self.surely_better(node, level) & rivals, self.surely_not_worse(node, level)
        maybe_worse = ~not_worse & rivals  # the row's unit than the column's
        low, high = 1.0 + better.sum(axis=0), 1.0 + maybe_worse.sum(axis=1)
        if ties == "highest":  # the last of the places that equal ones take
            others = rivals.sum(axis=1)
            low, high = 1.0 + others - maybe_worse.sum(axis=0), 1.0 + others - better.sum(axis=1)
        elif ties == "dense":  # equal ones take one place
            low = 1.0 + _places(better.T, ~(better | better.T), rank)
            high = 1.0 + _places(maybe_worse, not_worse & not_worse.T, rank)
        return np.where(open_, low, np.nan), np.where(open_, high, np.nan)


def _small(draws: int) -> np.dtype[Any]:
    return np.dtype(np.uint16 if draws < 2**16 else np.uint32)


def _places(above: BoolArray, alike: BoolArray, rank: FloatArray) -> IntArray:
    """How many places the units above each one (units, units) take, if those `alike` (units, units) share theirs."""
    order = np.argsort(rank, kind="stable")
    shared = np.tril(alike[np.ix_(order, order)], -1)
    return np.array(
        [len(who) - shared[np.ix_(who, who)].any(axis=1).sum() for who in map(np.flatnonzero, above[:, order])]
    )


@dataclass(frozen=True)
class Contest:
    """The ranked units of one group, best first.

    units  (n,)    their positions in the table
    beats  (n, n)  the share of draws in which the row's unit beats the column's; ties and failed draws count half
    runs           neighbours in rank order of whom no two can be told apart: the first and the last place, counted from
                   0, of every run that could not be longer. Two runs may overlap: a like b and b like c does not make
                   a like c. Every unit is in one; a unit that can be told from both neighbours is a run of its own.
    """

    units: IntArray
    beats: FloatArray
    runs: tuple[tuple[int, int], ...]


def contest_of(wins: Wins, among: IntArray, score: FloatArray, ranked: BoolArray, level: float) -> Contest:
    """The contest of a group's units (`among`) by their score (units,) in the first node.

    Two units cannot be told apart where neither is `surely_better`: the interval of their difference holds 0.
    """
    order = np.flatnonzero(ranked)
    order = order[np.argsort(-score[order], kind="stable")]
    better = wins.surely_better(0, level)[np.ix_(order, order)]
    return Contest(among[order], wins.beats(0)[np.ix_(order, order)], _runs(better | better.T))


def _runs(apart: BoolArray) -> tuple[tuple[int, int], ...]:
    """The maximal runs of places in (n, n) of which no two are apart."""
    n = len(apart)
    below = np.triu(apart, 1)
    first = np.where(below.any(axis=1), below.argmax(axis=1), n)
    reach = np.minimum.accumulate(first[::-1])[::-1]
    return tuple((at, int(end) - 1) for at, end in enumerate(reach) if at == 0 or end > reach[at - 1])
