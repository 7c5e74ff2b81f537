"""Shapley values: what each of several players gives to a result, exact for few, from drawn orders for many."""

from __future__ import annotations

from collections.abc import Callable
from math import comb
from typing import TypeAlias

import numpy as np

from engine.scoring.arrays import BoolArray, FloatArray

EXACT = 12
"""Up to so many players all sets of them are looked at; beyond, drawn orders."""

ORDERS = 256
"""So many orders are drawn, half of them the others backwards; each adds up, and so do their means."""

SEED = 20260101
"""The orders are drawn from this seed: the same figures, the same parts."""

CELLS = 4_000_000
"""About so many figures are worked on at once."""

Game: TypeAlias = Callable[[BoolArray], FloatArray]
"""What sets of players (sets, players) come to: (sets, results)."""


def shapley(game: Game, players: int, results: int) -> FloatArray:
    """What each player gives (players, results); they add up to the result of all less that of none.

    A set without a result (NaN) counts as so far between none and all as it has players. (Shapley, 1953, A value for
    n-person games; for drawn orders Castro, Gómez and Tejada, 2009.)
    """
    at_once = max(1, CELLS // max(players * results, 1))
    return _exact(game, players, at_once) if players <= EXACT else _drawn(game, players, at_once)


def _played(game: Game, sets: BoolArray, at_once: int) -> FloatArray:
    """The results of all sets; the first is empty and the last is whole."""
    won = np.concatenate([game(sets[start : start + at_once]) for start in range(0, len(sets), at_once)])
    size = sets.mean(axis=1)[:, np.newaxis]
    none, all_ = won[:1], won[-1:]
    return np.where(np.isnan(won), none + size * (all_ - none), won)


def _exact(game: Game, players: int, at_once: int) -> FloatArray:
    numbers = np.arange(2**players)
    sets = (numbers[:, np.newaxis] >> np.arange(players) & 1).astype(bool)
    won = _played(game, sets, at_once)
    sizes = sets.sum(axis=1)
    weight = np.array([1 / (players * comb(players - 1, size)) for size in range(players)] or [1.0])
    found = np.empty((players, won.shape[1]))
    for player in range(players):
        without = numbers[~sets[:, player]]
        found[player] = weight[sizes[without]] @ (won[without + 2**player] - won[without])
    return found


def _drawn(game: Game, players: int, at_once: int) -> FloatArray:
    random = np.random.default_rng(SEED)
    straight = np.stack([random.permutation(players) for _ in range(ORDERS // 2)])
    found = np.zeros((players, 0))
    for order in np.concatenate([straight, straight[:, ::-1]]):
        sets = np.zeros((players + 1, players), dtype=bool)
        for place, player in enumerate(order):
            sets[place + 1 :, player] = True
        gains = np.diff(_played(game, sets, at_once), axis=0)
        found = found if found.size else np.zeros((players, gains.shape[1]))
        found[order] += gains / ORDERS
    return found
