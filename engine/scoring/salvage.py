"""Scores joined as far as a rule can: where it refuses, that unit has no score in that draw, and it is told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.scoring.arrays import BoolArray, FloatArray
from engine.scoring.refusal import RefusalError


def joined_as_far_as_can_be(
    join: Callable[[FloatArray, FloatArray], FloatArray], scores: FloatArray, weights: FloatArray
) -> tuple[FloatArray, BoolArray | None]:
    """The joined scores (..., parents, units) from (..., parents, children, units), and where the rule refused.

    A refusal that tells its cells loses only them; of one that does not, whole draws are lost.
    """
    try:
        return join(scores, weights), None
    except RefusalError as refusal:
        cells = refusal.cells
    if cells is not None and cells.shape == scores.shape:
        refused = np.asarray(cells.any(axis=-2))
        try:
            joined = join(np.where(refused[..., np.newaxis, :], np.nan, scores), weights)
            return np.where(refused, np.nan, joined), refused
        except RefusalError:
            pass
    return _draw_by_draw(join, scores, weights)


def _draw_by_draw(
    join: Callable[[FloatArray, FloatArray], FloatArray], scores: FloatArray, weights: FloatArray
) -> tuple[FloatArray, BoolArray]:
    draws = scores.reshape(-1, *scores.shape[-3:])
    lead = np.broadcast_to(weights, (*scores.shape[:-3], *weights.shape[-3:])).reshape(-1, *weights.shape[-3:])
    joined = np.full((len(draws), draws.shape[1], draws.shape[-1]), np.nan)
    refused = np.zeros(joined.shape, dtype=bool)
    for place, (draw, weighed) in enumerate(zip(draws, lead, strict=True)):
        try:
            joined[place] = join(draw, weighed)
        except RefusalError:
            refused[place] = True
    shape = (*scores.shape[:-2], scores.shape[-1])
    return joined.reshape(shape), refused.reshape(shape)
