"""Ranks within groups, for all nodes and replicates at once: 1, 2, 2, 4 unless the framework says otherwise."""

from __future__ import annotations

import numpy as np

from engine.scoring.arrays import FloatArray, Peers

TIE = 1e-9
"""Scores tie within this share of the scale's width of the first of their run."""


def _ranked(scores: FloatArray, slack: FloatArray, ties: str) -> FloatArray:
    """Ranks of (rows, units), the highest score first; NaN stays NaN. `slack` (rows, 1) is the width of a tie."""
    order = np.argsort(-scores, axis=-1)
    falling = np.take_along_axis(scores, order, axis=-1)
    place = np.arange(scores.shape[-1])
    opens = np.ones(falling.shape, dtype=bool)
    opens[:, 1:] = falling[:, :-1] - falling[:, 1:] > slack
    while True:
        first = np.maximum.accumulate(np.where(opens, place, 0), axis=-1)
        late = np.take_along_axis(falling, first, axis=-1) - falling > slack
        if not late.any():
            break
        # a chain of near ties that grew longer than a tie may be: its first stray opens a run of its own
        opens |= late & ~np.pad(late, ((0, 0), (1, 0)))[:, :-1]
    shared = first + 1.0
    if ties == "dense":
        shared = np.cumsum(opens, axis=-1).astype(np.float64)
    elif ties == "highest":
        closes = np.pad(opens[:, 1:], ((0, 0), (0, 1)), constant_values=True)
        closes[:, :-1] |= np.isnan(falling[:, 1:])
        shared = np.minimum.accumulate(np.where(closes, place, place.size)[:, ::-1], axis=-1)[:, ::-1] + 1.0
    ranks = np.empty_like(scores)
    np.put_along_axis(ranks, order, np.where(np.isnan(falling), np.nan, shared), axis=-1)
    return ranks


def ranks_of(scores: FloatArray, width: FloatArray, peers: Peers, ties: str = "lowest") -> FloatArray:
    """Ranks of scores (..., nodes, units) within each group; `width` (nodes,) of each node's scale.

    Of equal scores each has the `lowest` place that they take (1, 2, 2, 4), the `highest` (1, 3, 3, 4), or the places
    are counted without gaps, `dense` (1, 2, 2, 3). Units that are not members of the comparison, and missing scores,
    have no rank (NaN).
    """
    if not scores.size:
        return np.full(scores.shape, np.nan)
    flat = scores.reshape(-1, scores.shape[-1])
    slack = np.broadcast_to(TIE * width, scores.shape[:-1]).reshape(-1, 1)
    ranks = np.full(flat.shape, np.nan)
    for position in range(len(peers.groups)):
        among = peers.member & (peers.group == position)
        if among.any():
            ranks[:, among] = _ranked(flat[:, among], slack, ties)
    return ranks.reshape(scores.shape)
