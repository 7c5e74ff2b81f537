"""How sure scores and ranks are, from draws of scores that come block by block, wherever they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields

import numpy as np

from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Peers
from engine.scoring.pairs import Contest, Wins, contest_of
from engine.scoring.ranks import TIE
from engine.scoring.tails import Tails, holding

KEPT_BYTES = 256_000_000
"""How much memory what is kept of all draws may take at once."""


@dataclass(frozen=True)
class Asked:
    """What is asked of the draws: intervals of which level, and whether a unit is among the `top` so many (0: not)."""

    level: float = 0.9
    top: int = 0


@dataclass(frozen=True)
class Published:
    """The figures that draws are about: score and rank (nodes, units), the width (nodes,) of each node's scale."""

    score: FloatArray
    rank: FloatArray
    width: FloatArray
    peers: Peers
    ties: str = "lowest"

    def of(self, nodes: slice) -> Published:
        """The same of some nodes."""
        return Published(self.score[nodes], self.rank[nodes], self.width[nodes], self.peers, self.ties)

    @property
    def groups(self) -> tuple[IntArray, ...]:
        """The positions of the units that are compared with each other, group by group; those of none are in none."""
        found = (np.flatnonzero(self.peers.member & (self.peers.group == g)) for g in range(len(self.peers.groups)))
        return tuple(among for among in found if len(among))


@dataclass(frozen=True)
class Sureness:
    """What draws tell of published scores and ranks; arrays are (nodes, units), NaN where nothing is published.

    score_low, score_high  the percentile interval of the draws that gave a score, widened to hold the published one
    rank_low, rank_high    which ranks cannot be ruled out, by pairs; `Wins.ranks` tells the rule
    in_top                 share of all draws in which fewer than `asked.top` units of the group were better; a failed
                           draw counts as not among them; NaN where no `top` was asked or the unit has no rank
    failed                 share of all draws that gave no score where one is published
    contests               of the first node (the root), group by group: who beats whom, and who cannot be told apart
    """

    asked: Asked
    draws: int
    score_low: FloatArray
    score_high: FloatArray
    rank_low: FloatArray
    rank_high: FloatArray
    in_top: FloatArray
    failed: FloatArray
    contests: tuple[Contest, ...]


class Draws:
    """Takes up draws of the scores of some nodes and keeps only what `Sureness` needs of them.

    What is kept does not grow with what has been added: `bytes_of` for each node.
    """

    def __init__(self, published: Published, draws: int, asked: Asked) -> None:
        self._published, self._draws, self._asked = published, draws, asked
        self._added = 0
        self._tails = Tails(published.score.shape, draws, asked.level)
        self._in_top = np.zeros(published.score.shape, dtype=np.int64)
        self._ranked = ~np.isnan(published.rank)
        self._groups = published.groups
        self._slack = TIE * published.width
        self._wins = [Wins(len(published.score), len(among), draws) for among in self._groups]

    @staticmethod
    def bytes_of(published: Published, draws: int, asked: Asked) -> int:
        """How much memory the draws of one node take."""
        cells = published.score.shape[1] * Tails.bytes_of(draws, asked.level)
        pairs = sum(Wins.bytes_of(len(among), draws) for among in published.groups)
        return int(cells + pairs)

    def add(self, scores: FloatArray) -> None:
        """Take up a block of draws (draws, nodes, units); NaN is a draw that failed."""
        self._added += len(scores)
        if self._added > self._draws:
            raise ValueError(f"{self._added} draws were added, and only {self._draws} were told.")
        there = np.where(np.isnan(self._published.score), np.nan, scores)
        self._tails.add(there)
        for wins, among in zip(self._wins, self._groups, strict=True):
            compared = np.where(self._ranked[:, among], there[..., among], np.nan)
            wins.add(compared, self._slack)
            if self._asked.top:
                self._in_top[:, among] += _among_top(compared, self._asked.top, self._slack)

    def sureness(self) -> Sureness:
        """What the draws added so far tell."""
        point, draws = self._published, max(self._added, 1)
        low, high = holding(point.score, *self._tails.interval())
        rank_low, rank_high, in_top = np.full((3, *point.score.shape), np.nan)
        for wins, among in zip(self._wins, self._groups, strict=True) if self._added else ():
            found = wins.ranks(point.rank[:, among], point.ties, self._asked.level)
            rank_low[:, among], rank_high[:, among] = holding(point.rank[:, among], *found)
        if self._asked.top and self._added:
            in_top = np.where(self._ranked, self._in_top / draws, np.nan)
        failed = np.where(np.isnan(point.score), np.nan, 1 - self._tails.count / draws)
        return Sureness(
            self._asked, self._added, low, high, rank_low, rank_high, in_top, failed,
            tuple(
                contest_of(wins, among, point.score[0, among], self._ranked[0, among], self._asked.level)
                for wins, among in zip(self._wins, self._groups, strict=True)
                if self._ranked[:1, among].any()
            ),
        )  # fmt: skip


def _among_top(scores: FloatArray, top: int, slack: FloatArray) -> IntArray:
    """In how many of the draws (draws, nodes, units) fewer than `top` units are better: (nodes, units)."""
    if top >= scores.shape[-1]:
        return np.asarray((~np.isnan(scores)).sum(axis=0))
    falling = np.where(np.isnan(scores), np.inf, -scores)
    last = np.partition(falling, top - 1, axis=-1)[..., top - 1 : top]
    among: BoolArray = (falling <= last + slack[:, np.newaxis]) & ~np.isnan(scores)
    return np.asarray(among.sum(axis=0))


def how_sure(
    published: Published,
    redraw: Callable[[], Iterable[FloatArray]],
    draws: int,
    asked: Asked,
    kept_bytes: int = KEPT_BYTES,
    told: Callable[[int, int], None] | None = None,
) -> Sureness:
    """The sureness of published figures from `draws` draws of the scores of all nodes (draws, nodes, units), in blocks.

    `redraw` gives the same draws from the start each time: where what is kept of all nodes would outgrow
    `kept_bytes`, the nodes are taken in several rounds. More time, never more memory. `told` hears of progress.
    """
    rows = max(1, kept_bytes // (2 * Draws.bytes_of(published, draws, asked)))
    starts = range(0, max(len(published.score), 1), rows)
    parts, done = [], 0
    for start in starts:
        some = slice(start, start + rows)
        kept = Draws(published.of(some), draws, asked)
        for block in redraw():
            kept.add(block[:, some])
            done += len(block)
            if told is not None:
                told(done, draws * len(starts))
        parts.append(kept.sureness())
    return _joined(parts)


def _joined(parts: list[Sureness]) -> Sureness:
    first = parts[0]
    arrays = [each.name for each in fields(Sureness) if isinstance(getattr(first, each.name), np.ndarray)]
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in arrays}
    return Sureness(asked=first.asked, draws=first.draws, contests=first.contests, **joined)
