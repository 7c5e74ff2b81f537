"""The lines of a scorecard's table: a node each, those that are kept back together in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.disclosure.published import Together
from engine.framework.missing import Missing
from engine.framework.models import Node
from engine.framework.text import Text
from engine.reports.nouns import Standing
from engine.reports.standing import GroupView


def rows_of(view: GroupView, node: Node, unit: int) -> Iterator[Standing]:
    """The lines below a node for the unit at a position, parents before children."""
    together = {child: each for each in view.table.together if each.unit == unit for child in each.children}
    yield from _below(view, node, unit, together)


def _below(view: GroupView, node: Node, unit: int, together: dict[str, Together]) -> Iterator[Standing]:
    for child in node.children:
        if not view.concerns(child):
            continue
        line = together.get(child.id)
        if line is None:
            yield view.standing(child, unit)
            yield from _below(view, child, unit, together)
        elif child.id == line.children[0]:
            parts = [part for part in node.children if part.id in line.children]
            yield _joined(line, [view.standing(part, unit) for part in parts])
            for part in parts:
                yield from _below(view, part, unit, together)


def _joined(line: Together, parts: list[Standing]) -> Standing:
    """One line for several nodes: their names, and the mean of their scores where it may be told."""
    languages = dict.fromkeys(language for part in parts for language in part.title.root)
    title = Text({language: "; ".join(part.title.within(language) for part in parts) for language in languages})
    missing = Missing.SUPPRESSED if line.score is None else Missing.PRESENT
    return replace(
        parts[0], title=title, code="", joined=len(parts), score=line.score, missing=missing, median=None, best=None,
        is_indicator=False, value_unit=None,
    )  # fmt: skip
