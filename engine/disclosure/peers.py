"""What else the units of one indicator keep back, where scores are relative: a range tells who stands at its ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.disclosure.sensitive import SAME, Scene
from engine.framework.rules import Step
from engine.scoring.arrays import BoolArray, FloatArray
from engine.scoring.gather import peers_of
from engine.scoring.plan import Plan

BY_MOMENTS = 3
"""A mean and a deviation are two equations: three unknown values cannot be told from them."""

BY_PLACE = 2
"""Of two that are kept back nobody can tell which one stands at an end, or in which of two places."""


@dataclass(frozen=True)
class Compared:
    """An indicator whose scores depend on the units that it is compared with.

    among    the sets of units that are compared with each other
    ends     only the worst and the best value can be told
    named    a unit to which all others are compared, None where there is none
    """

    row: int
    among: tuple[BoolArray, ...]
    ends: bool
    named: int | None = None


def compared_of(plan: Plan, scene: Scene) -> tuple[Compared, ...]:
    """The indicators whose scores are relative."""
    units = scene.table.units
    peers = peers_of(units, tuple(plan.framework.units.groups))
    member = peers.member & ~scene.table.screened  # one that takes no part in a range hides nobody in it
    position = {unit.id: column for column, unit in enumerate(units)}
    found = []
    for stack in plan.stacks:
        steps = [step for step in (*stack.treat, stack.normalise) if _over(step)]
        if not steps:
            continue
        over = {_over(step) for step in steps}
        groups = [member & (peers.group == group) for group in range(len(peers.groups))]
        among = tuple(groups) if over == {"group"} else (member,)
        ends = len(steps) == 1 and steps[0].rule.looks == "ends"
        named = position.get(str(stack.normalise.settings.get("unit", "")))
        found += [Compared(int(row), among, ends, named) for row in stack.rows]
    return tuple(found)


def _over(step: Step) -> str:
    """Whom a rule compares a unit with; "" where it does not compare."""
    over = str(step.settings.get("over", "all"))
    return "" if step.rule.looks == "itself" or over == "frozen" else over


def joined(compared: Compared, scene: Scene, kept: BoolArray) -> Iterator[int]:
    """The units (positions) that must keep this indicator back too, where `kept` (units,) already do."""
    row = compared.row
    for among in compared.among:
        mine = kept & among & scene.personal[row]
        free = np.flatnonzero(among & ~kept & scene.there[row] & ~scene.public[row])
        if not mine.any() or not free.size:
            continue
        short = _needed(compared, scene.table.score[row], mine, among & ~kept) - int(mine.sum())
        order = sorted(free.tolist(), key=lambda unit: (scene.behind[row, unit], unit))
        yield from order[: max(short, 0)]


def _needed(compared: Compared, scores: FloatArray, mine: BoolArray, shown: BoolArray) -> int:
    """How many must be kept back together."""
    if compared.named is not None and mine[compared.named]:
        return len(mine)
    if not compared.ends:
        return BY_MOMENTS
    own, others = scores[mine], scores[shown & ~np.isnan(scores)]
    own = own[~np.isnan(own)]
    if not own.size or not others.size:
        return BY_PLACE
    at_an_end = own.min() < others.min() - SAME or own.max() > others.max() + SAME
    return BY_PLACE if at_an_end else 0
