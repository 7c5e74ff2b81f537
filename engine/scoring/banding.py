"""Which band each unit is in: the best of those whose conditions it meets."""

from __future__ import annotations

import numpy as np

from engine.framework.bands import from_best
from engine.framework.expressions import parse
from engine.framework.models import Band, Framework
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Peers
from engine.scoring.breaks import classes_from_best
from engine.scoring.gating import Lookup
from engine.scoring.ranks import ranks_of
from engine.scoring.rounding import snapped


def bands_of(framework: Framework, total: FloatArray, width: float, peers: Peers, lookup: Lookup) -> IntArray:
    """The position (units,) of each unit's band in the file, -1: none.

    `total` (units,) are the scores as they are ranked, `width` that of their scale. Cut-offs and gaps compare after
    snapping to 12 significant digits; places are those of the unit's group, equal scores sharing the best. Of natural
    classes each band takes its own and those above it that a better band's other conditions leave to it.
    """
    found = np.full(total.shape, -1, dtype=np.int64)
    order = from_best(framework.bands)
    natural = [position for position in order if framework.bands[position].natural]
    classes = classes_from_best(total, width, peers, len(natural)) if natural else found
    for position in reversed(order):
        met = _meets(framework.bands[position], total, width, peers, lookup)
        found[met & (classes <= natural.index(position)) if position in natural else met] = position
    found[np.isnan(total)] = -1
    return found


def _meets(band: Band, total: FloatArray, width: float, peers: Peers, lookup: Lookup) -> BoolArray:
    met = ~np.isnan(total)
    if band.start is not None:
        score, start = snapped(total), snapped(np.array(band.start))
        met &= (score >= start) if band.inclusive else (score > start)
    if band.top is not None or band.top_percent is not None:
        place = ranks_of(total[np.newaxis], np.array([width]), peers)[0]
        met &= place <= (np.inf if band.top is None else band.top)
        if band.top_percent is not None:
            met &= snapped(100 * place / _ranked(total, peers)) <= band.top_percent
    if band.behind_best is not None:
        met &= snapped(_best(total, peers) - total) <= band.behind_best
    if band.when is not None:
        met &= np.nan_to_num(np.asarray(parse(band.when).array(lookup.values), dtype=np.float64)) != 0
    return np.asarray(met)


def _ranked(total: FloatArray, peers: Peers) -> FloatArray:
    """How many units of each unit's group have a score; NaN without a group."""
    there = peers.member & ~np.isnan(total)
    counts = np.array([(there & (peers.group == group)).sum() for group in range(len(peers.groups))], dtype=np.float64)
    return np.append(counts, np.nan)[peers.group]


def _best(total: FloatArray, peers: Peers) -> FloatArray:
    """The best score of each unit's group; NaN without a group."""
    among = [np.where(peers.member & (peers.group == group), total, np.nan) for group in range(len(peers.groups))]
    best = np.array([np.fmax.reduce(scores, initial=np.nan) for scores in among], dtype=np.float64)
    return np.append(best, np.nan)[peers.group]
