"""Checks of bands: that they stand in order, and that each of them can be reached."""

from __future__ import annotations

import math
from itertools import pairwise

from engine.framework.bands import LIMITS, best_first, from_best, limit_of
from engine.framework.composer import Way
from engine.framework.models import Band, Framework
from engine.framework.places import Places
from engine.framework.rule_at import Range


def check_bands(framework: Framework, places: Places) -> None:
    """Note what the bands alone can tell."""
    _cut_offs(framework, places)
    _places_and_gaps(framework, places)
    _natural(framework, places)
    order = from_best(framework.bands)
    for position, band in enumerate(framework.bands):
        if not band.inclusive and band.start is None:
            what = "`inclusive` says whether the score at `from` belongs to the band, and there is no `from`."
            places.add(("bands", position, "inclusive"), what, "Add `from`, or remove `inclusive`.", key=True)
        if not band.asks and position != order[-1]:
            what = "the band asks for nothing, so it takes every unit and the bands after it are never reached."
            places.add(("bands", position), what, "Add `from: …`, or let it be the lowest band.")


def _cut_offs(framework: Framework, places: Places) -> None:
    """Cut-offs fall or rise; two alike need something else by which the better band is told apart."""
    given = [(position, band) for position, band in enumerate(framework.bands) if band.start is not None]
    falling = best_first([band for _, band in given])
    for (_, one), (position, other) in pairwise(given):
        before, start = one.start or 0.0, other.start or 0.0
        at: Way = ("bands", position, "from")
        if start == before:
            better, worse = (one, other) if falling else (other, one)
            if not _is_narrower(better, worse):
                what = f"the band begins at {start:g} like the one before it, so one of them is never reached."
                places.add(at, what, "Change one of the two.")
        elif (start > before) is falling:
            order = "highest to the lowest" if falling else "lowest to the highest"
            what = f"the band begins at {start:g}, out of order after {before:g}."
            places.add(at, what, f"List the bands from the {order}.")


def _is_narrower(better: Band, worse: Band) -> bool:
    """Whether a better band with the same cut-off leaves something to the worse one."""
    return len(better.asks) > 1 or (worse.inclusive and not better.inclusive)


def _natural(framework: Framework, places: Places) -> None:
    """One class parts nothing, and below the lowest of them there is nobody left."""
    order = from_best(framework.bands)
    natural = [position for position in order if framework.bands[position].natural]
    if len(natural) == 1:
        what = "this is the only band of natural breaks, and one class takes every unit."
        places.add(("bands", natural[0], "natural"), what, "Let two bands or more be `natural: true`.", key=True)
        return
    if not natural or framework.bands[natural[-1]].asks != ("natural",):
        return
    for position in order[order.index(natural[-1]) + 1 :]:
        lowest = framework.bands[natural[-1]].id
        what = f"the natural classes down to `{lowest}` take every unit, so it is never reached."
        places.add(("bands", position), what, "Remove it, or make it `natural: true` too.")


def _places_and_gaps(framework: Framework, places: Places) -> None:
    is_best_first = best_first(framework.bands)
    for key in LIMITS.keys() - {"from"}:
        given = [(p, limit) for p, b in enumerate(framework.bands) if (limit := limit_of(b, key)) is not None]
        for (_, before), (position, limit) in pairwise(given):
            if limit == before or (limit > before) is not is_best_first:
                way = "rises" if is_best_first else "falls"
                what = f"`{key}` {limit:g} is out of order after {before:g}, so one of the two bands is never reached."
                places.add(("bands", position, key), what, f"From the first band to the last `{key}` {way}.")


def check_bands_reached(framework: Framework, places: Places, ends: Range) -> None:
    """Bands are for the root's score, which lies between the ends: each can be reached, no score is below them all."""
    low, high = ends
    for position, band in enumerate(framework.bands):
        at: Way = ("bands", position, "from")
        if band.start is None:
            continue
        if band.start > high or (band.start == high and not band.inclusive):
            begins = f"{'at' if band.inclusive else 'above'} {band.start:g}"
            what = f"the band begins {begins}, but the score is at most {high:g}."
            places.add(at, what, "Let it begin within the scores, or remove it.")
    whole = [(band.start, band) for band in framework.bands if band.start is not None and len(band.asks) == 1]
    bottom = max((start for start, band in whole if start < low or (start == low and band.inclusive)), default=None)
    for position, band in enumerate(framework.bands):
        if bottom is not None and band.start is not None and band.start < bottom:
            what = f"the band ends at {bottom:g}, where the scores begin, so it is never reached."
            places.add(("bands", position, "from"), what, "Let the bands begin within the scores, or remove it.")
    takes_the_rest = any(band.asks in ((), ("natural",)) for band in framework.bands)
    if whole and bottom is None and not takes_the_rest and math.isfinite(low):
        lowest = min(start for start, _ in whole)
        where = next(p for p, band in enumerate(framework.bands) if band.start == lowest)
        what = f"scores from {low:g} to {lowest:g} have no band."
        places.warn(("bands", where, "from"), what, f"Let the lowest band begin at {low:g}.")
