"""The gate: from a score table to what may be shown of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.disclosure.blanking import blanked
from engine.disclosure.bounds import Equation
from engine.disclosure.peers import compared_of, joined
from engine.disclosure.published import Published, PublishedTable, Together, differs, figures_of
from engine.disclosure.sensitive import SAME, Scene
from engine.disclosure.siblings import Own, Tree
from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray
from engine.scoring.plan import Plan
from engine.scoring.table import ScoreTable


def guard(table: ScoreTable, before: Published | None = None, by_few: BoolArray | None = None) -> PublishedTable:
    """What may be shown of a score table, given what was published of the same round before.

    A figure with fewer respondents behind it than `publish.min_respondents`, one that a few of them dominate, and one
    that together with an earlier publication tells about fewer than so many, is kept back. So is the next smallest
    figure beside it, and what else is needed, until each score that is kept back could lie in at least a tenth of its
    scale. Ranks, medians and bests are made of what is shown. Frameworks without respondents have nothing to keep back.
    `by_few` (units,) marks those of which too few respondents set this table apart from an earlier publication: all
    that changed of them is kept back.

    Raises ValueError for a table that `score` did not make, since nothing tells how its figures hang together.
    """
    terms = table.framework.terms
    if isinstance(table, PublishedTable) and before is None and by_few is None:
        return table
    if terms is None:
        nothing = np.zeros(table.score.shape, dtype=bool)
        return PublishedTable(**_without_plan(table), suppressed=nothing, few=nothing)
    if table.plan is None:
        raise ValueError("a table without its plan cannot be guarded: let `score` make it")
    scene = Scene(table, terms, before, by_few)
    kept = _kept(scene, table.plan)
    few = (scene.few | kept) & scene.personal
    together = tuple(_together(scene, Tree.of(table.plan), kept)) if kept.any() else ()
    figures = _without_plan(table) | (blanked(table, table.plan, kept) if kept.any() else {})
    figures["n"] = np.where(few, 0, table.n)
    again = differs(table, before)
    return PublishedTable(**figures, suppressed=kept, few=few, again=again, together=together, terms=terms)


def _without_plan(table: ScoreTable) -> dict[str, Any]:
    """The fields of a table without what only the gate needs."""
    return {**figures_of(table), "plan": None, "backing": None}


def _kept(scene: Scene, plan: Plan) -> BoolArray:
    """All that is kept back (nodes, units): each unit's own, and what relative scores ask of others, until it stays."""
    kept = scene.sensitive.copy()
    if not kept.any():
        return kept
    tree, compared = Tree.of(plan), compared_of(plan, scene)
    units = set(np.flatnonzero(kept.any(axis=0)).tolist())
    while units:
        for unit in sorted(units):
            kept[:, unit] = Own(scene, tree, unit).joined(kept[:, unit])
        units = set()
        for each in compared:
            for unit in joined(each, scene, kept[each.row]):
                kept[each.row, unit] = True
                units.add(unit)
    return kept


def _together(scene: Scene, tree: Tree, kept: BoolArray) -> Iterator[Together]:
    """One line for the children of a node that are kept back, where there are two or more."""
    is_there = scene.table.missing == Missing.PRESENT
    for unit in np.flatnonzero(kept.any(axis=0)).tolist():
        for equation in tree.equations:
            weighing = [
                child
                for child in equation.children
                if equation.weight(child) > 0 and (is_there[child, unit] or scene.table.thin[child, unit])
            ]
            hidden = [child for child in weighing if kept[child, unit]]
            if len(hidden) < 2:
                continue
            weights = np.array([equation.weight(child) for child in hidden])
            whole = sum(equation.weight(child) for child in weighing)
            told = not kept[equation.parent, unit] and _adds_up(scene.table, equation, unit)
            score = float((weights * scene.table.score[hidden, unit]).sum() / weights.sum())
            nodes = tuple(scene.table.nodes[child] for child in hidden)
            parent = scene.table.nodes[equation.parent]
            yield Together(unit, parent, nodes, float(weights.sum() / whole), score if told else None)


def _adds_up(table: ScoreTable, equation: Equation, unit: int) -> bool:
    """Whether the parent's score tells what its children have together: no gate, rounding or other rule between."""
    children = list(equation.children)
    if equation.rounding or not equation.is_linear:
        return False
    made = equation.made(table.score[children, unit][:, np.newaxis], table.missing[children, unit])
    return made is not None and abs(float(made[0]) - float(table.score[equation.parent, unit])) <= SAME
