"""Natural breaks: scores parted into so many classes that differ least within, the best partition there is."""

from __future__ import annotations

import numpy as np

from engine.scoring.arrays import FloatArray, IntArray, Peers
from engine.scoring.ranks import ranks_of


def natural_classes(values: FloatArray, counts: IntArray, classes: int) -> IntArray:
    """The class (n,) of each of n different rising values, 0 the lowest; `counts` (n,) units have each of them.

    Of all ways to cut the values into so many runs the one whose squared deviations from their run's mean add up to the
    least, found by going through all of them row by row (time grows with classes · n²). Where two ways are as good, the
    upper classes are the larger. Fewer values than classes make as many classes as there are values.

    Source: W. D. Fisher, On grouping for maximum homogeneity, 1958; as a rule for maps G. F. Jenks, 1977.
    """
    n = len(values)
    classes = min(classes, n)
    if n == 0:
        return np.zeros(0, dtype=np.int64)
    moved = values - np.average(values, weights=counts)  # else squares of large scores drown what they differ by
    weight, first, second = (np.concatenate([[0.0], np.cumsum(counts * moved**power)]) for power in (0, 1, 2))

    def within(start: IntArray, end: int) -> FloatArray:
        """Squared deviations of the values from each of `start` up to, but without, `end`."""
        mean_part = (first[end] - first[start]) ** 2 / (weight[end] - weight[start])
        return np.asarray(np.maximum(second[end] - second[start] - mean_part, 0.0))

    least = np.full((classes + 1, n + 1), np.inf)
    begins = np.zeros((classes + 1, n + 1), dtype=np.int64)
    least[0, 0] = 0.0
    for number in range(1, classes + 1):
        for end in range(number, n + 1):
            starts = np.arange(number - 1, end)
            sums = least[number - 1, starts] + within(starts, end)
            best = int(np.argmin(sums))
            least[number, end], begins[number, end] = sums[best], starts[best]
    found, end = np.empty(n, dtype=np.int64), n
    for number in range(classes, 0, -1):
        start = int(begins[number, end])
        found[start:end] = number - 1
        end = start
    return found


def classes_from_best(total: FloatArray, width: float, peers: Peers, classes: int) -> FloatArray:
    """The natural class (units,) of each score within its group, 0 the best; NaN without a score or a group.

    Scores that tie in the ranking (within 1e-9 of the scale's `width`) are one value, so they are never parted.
    """
    place = ranks_of(total[np.newaxis], np.array([width]), peers)[0]
    found = np.full(total.shape, np.nan)
    for group in range(len(peers.groups)):
        among = np.flatnonzero((peers.group == group) & ~np.isnan(place))
        if not among.size:
            continue
        _, first, which, counts = np.unique(-place[among], return_index=True, return_inverse=True, return_counts=True)
        rising = natural_classes(total[among][first], counts, classes)
        found[among] = (rising.max() - rising)[which]
    return found
