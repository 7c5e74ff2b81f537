"""Rounding as numbers are published: to 12 significant digits first, then half away from zero."""

from __future__ import annotations

import numpy as np

from engine.framework.models import Node, Reported
from engine.scoring.arrays import FloatArray

SIGNIFICANT = 12

_SMALLEST = 1e-290
"""Below it the digits cannot be moved before the point; no figure of anybody's is so small."""


def snapped(values: FloatArray) -> FloatArray:
    """The values to 12 significant digits, so that 79.99999999999999 meets a band that starts at 80."""
    size = np.abs(values)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        power = np.floor(np.log10(size))
        factor = 10.0 ** (SIGNIFICANT - 1 - power)
        result = np.round(values * factor) / factor
    return np.where(np.isfinite(values) & (size > _SMALLEST), result, values)


def rounded(values: FloatArray, decimals: int) -> FloatArray:
    """The snapped values rounded to `decimals`, halves away from zero."""
    factor = 10.0**decimals
    return np.copysign(np.floor(snapped(np.abs(snapped(values)) * factor) + 0.5) / factor, values)


def as_ranked(node: Node | Reported, scores: FloatArray) -> FloatArray:
    """The scores (..., units) of one node as they are ranked: exact, or as its publisher rounds them first."""
    return scores if node.rank_on == "exact" else rounded(scores, int(node.rank_on))
