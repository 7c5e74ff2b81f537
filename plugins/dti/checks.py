"""Checks on sets of points: an indicator's maximum and the scale of its score say the same."""

from __future__ import annotations

from collections.abc import Iterator

from engine.hookspecs import PlacedFramework
from engine.problems import Problem

WITH_MAXIMUM = frozenset({"fraction", "ratio_points", "checklist_points", "final_points"})


def points_fit_their_scale(placed: PlacedFramework) -> Iterator[Problem]:
    """A points measure gives up to `max`, so a normaliser that names other ends would mis-state every total."""
    for node in placed.framework.indicators:
        if node.measure is None or node.normalise is None or node.measure.rule not in WITH_MAXIMUM:
            continue
        most, ends = node.measure.settings.get("max"), node.normalise.settings.get("to")
        if node.normalise.rule == "none" and ends is not None and most is not None and ends[1] != most:
            what = f"the measure gives up to {most:g} points, but the scale ends at {ends[1]:g}."
            yield placed.problem_at(node.id, what, f"Write `to: [0, {most:g}]`, or mend `max`.")
