"""Checks on the checklist: what its rules read is what they need."""

from __future__ import annotations

from collections.abc import Iterator

from engine.hookspecs import PlacedFramework
from engine.problems import Problem

MEND = "Write `from: [date question, question of the highest level, question of the day of the assessment]`."


def freshness_reads_dates(placed: PlacedFramework) -> Iterator[Problem]:
    """`freshness` reads three questions, of which the first and the last are dates."""
    framework = placed.framework
    for node in framework.indicators:
        if node.measure is None or node.measure.rule != "freshness":
            continue
        types = [framework.question[name].type for name in node.source if name in framework.question]
        if len(types) != 3 or types[0] != "date" or types[2] != "date" or types[1] == "date":
            what = "`freshness` needs the date, the highest level, and the day of the assessment."
            yield placed.problem_at(node.id, what, MEND)
