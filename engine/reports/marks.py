"""Counted parts: which of them each unit has, and how many units have how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from engine.disclosure.published import PublishedTable
from engine.framework.missing import Missing
from engine.framework.models import Reported
from engine.framework.rules import Step
from engine.reports.rollup_nouns import Mark, MarkRow, MarkTable, Part, PartCell, Tally
from engine.reports.standing import decimals_of_score, unit_title
from engine.scoring.arrays import BoolArray
from engine.scoring.plan import Plan


def mark_tables(table: PublishedTable, plan: Plan, units: Sequence[int]) -> tuple[MarkTable, ...]:
    """What is reported beside the tree by rules that count; what counts the same parts stands in one table.

    Only parts of weight 1 are counted as so many.
    """
    steps = {plan.nodes[row]: joint.aggregate for joint in plan.joints for row in joint.rows.tolist()}
    together: dict[tuple[str, ...], list[tuple[Reported, Step]]] = {}
    for each in table.framework.reported:
        step = steps.get(each.id)
        if step is not None and step.rule.passes is not None and set(each.of.values()) == {1.0}:
            together.setdefault(tuple(each.of), []).append((each, step))
    return tuple(_table(table, parts, marks, units) for parts, marks in together.items() if units)


def _table(
    table: PublishedTable, parts: Sequence[str], marks: Sequence[tuple[Reported, Step]], units: Sequence[int]
) -> MarkTable:
    rows = [table.node_row(part) for part in parts]
    passed = [_passed(table, rows, step) for _, step in marks]
    found = tuple(
        MarkRow(
            table.units[unit].id, unit_title(table, unit),
            tuple(_cell(table, row, unit, (each[place, unit] for each in passed)) for place, row in enumerate(rows)),
            tuple(_count(table, each, unit) for each, _ in marks),
        )
        for unit in units
    )  # fmt: skip
    return MarkTable(
        parts=tuple(_part(table, part) for part in parts),
        marks=tuple(Mark(each.title, each.note, len(parts)) for each, _ in marks),
        rows=found,
        tallies=tuple(
            Tally(count, tuple(sum(row.counts[place] == count for row in found) for place in range(len(marks))))
            for count in range(len(parts), -1, -1)
        ),
    )


def _passed(table: PublishedTable, rows: Sequence[int], step: Step) -> BoolArray:
    """Which parts (parts, units) reach the mark."""
    assert step.rule.passes is not None, "it counts"
    return np.asarray(step.rule.passes(table.score[list(rows)], **step.settings))


def _cell(table: PublishedTable, row: int, unit: int, met: Iterable[bool]) -> PartCell:
    score = float(table.score[row, unit])
    return PartCell(
        None if np.isnan(score) else score, Missing(int(table.missing[row, unit])), sum(bool(each) for each in met)
    )


def _count(table: PublishedTable, reported: Reported, unit: int) -> int | None:
    count = float(table.score[table.node_row(reported.id), unit])
    return None if np.isnan(count) else round(count)


def _part(table: PublishedTable, part: str) -> Part:
    node = table.framework.nodes[part]
    scale = table.scale.get(part) or (0.0, 100.0)
    return Part(node.code or "", node.title, 1 if scale[1] - scale[0] > 1 else decimals_of_score(node, scale))
