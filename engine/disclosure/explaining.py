"""What may be shown of an explanation: nothing that the gate keeps back, and nothing that would give it away."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from engine.disclosure.published import PublishedTable
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.scoring.aims import aims_of
from engine.scoring.arrays import BoolArray
from engine.scoring.breakdown import Breakdown, Effect, Part
from engine.scoring.chain import Chain
from engine.scoring.explanation import Explained, explain, withheld
from engine.scoring.mending import MendingPlan, mending_plan
from engine.scoring.moves import Move, moves_of
from engine.scoring.next_band import WayUp, way_up
from engine.scoring.plan import Plan


def explain_shown(
    chain: Chain, shown: PublishedTable, unit_id: str, node_id: str, *, levels: int | None = None
) -> Explained:
    """The explanation of a unit's node and what is below it, as far as it may be shown.

    The group's means are of units that show the node and all its children. Children that are kept back are one line.
    Where a range or a treatment could rest on a figure that is kept back, it is not told.
    """
    among = partial(_open_units, chain.scene.plan, shown)
    found = explain(chain, chain.table, unit_id, node_id, levels=levels, among=among)
    guarded = any(marks.any() for marks in (shown.suppressed, shown.few, shown.again))
    return _shown(found, shown) if guarded else found


def lines_shown(chain: Chain, shown: PublishedTable, unit_id: str, node_id: str) -> Breakdown:
    """The lines of one score alone, as `explain_shown` tells them."""
    return explain_shown(chain, shown, unit_id, node_id, levels=0).lines


@dataclass(frozen=True)
class Lift:
    """What may be shown of what would lift a score; `is_withheld`: nothing, since the unit keeps figures back."""

    moves: tuple[Move, ...]
    way: WayUp
    is_withheld: bool = False


def lift_shown(chain: Chain, shown: PublishedTable, unit_id: str) -> Lift:
    """What would lift a unit's total: told of indicators that every unit shows, to units that show all of theirs.

    What another figure would give tells about those that are joined with it, and the best of a group is a unit's own.
    """
    unit = shown.unit_column(unit_id)
    if shown.suppressed[:, unit].any():
        return Lift((), WayUp("withheld"), is_withheld=True)
    rows = frozenset(np.flatnonzero(~shown.suppressed.any(axis=1)).tolist())
    aims = aims_of(chain, unit)
    moves = moves_of(chain, unit, rows=rows, aims=aims)
    band, efforts = int(shown.band[0, unit]), shown.framework.efforts
    if not shown.suppressed[0].any():
        return Lift(moves, way_up(chain, unit, band, efforts, rows=rows, aims=aims))
    nowhere = math.nan  # a place among totals that are kept back would tell where these lie
    is_told = not _by_place(shown.framework)
    way = way_up(chain, unit, band, efforts, rows=rows, aims=aims) if is_told else WayUp("withheld")
    placeless = tuple(replace(move, rank_then=nowhere) for move in moves)
    return Lift(placeless, replace(way, rank_then=nowhere))


def plan_shown(chain: Chain, shown: PublishedTable, unit_id: str) -> MendingPlan | None:
    """What a unit has to mend; None where anything is kept back, it has no figure, or no priorities are set.

    What another figure would give tells about those that are joined or compared with it.
    """
    unit = shown.unit_column(unit_id)
    leaves = [leaf.row for leaf in chain.scene.plan.leaves]
    has_figures = (chain.found.reasons[leaves, unit] == Missing.PRESENT) | chain.found.no_credit[leaves, unit]
    has_priorities = any(node.priority is not None for node in shown.framework.indicators)
    if not has_priorities or not has_figures.any() or shown.suppressed.any():
        return None
    return mending_plan(chain, unit)


def _by_place(framework: Framework) -> bool:
    return any(not {"top", "top_percent", "behind_best"}.isdisjoint(band.asks) for band in framework.bands)


def _open_units(plan: Plan, shown: PublishedTable, row: int) -> BoolArray:
    """The units (units,) that show a node, all its children, and their total."""
    rows = [0, row]
    for joint in plan.joints:
        for place in np.flatnonzero(joint.rows == row):
            rows += joint.children[place].tolist()
    return np.asarray(~shown.suppressed[rows].any(axis=0))


def _shown(found: Explained, shown: PublishedTable) -> Explained:
    row, unit = shown.node_row(found.node), shown.unit_column(found.unit)
    if shown.suppressed[row, unit]:
        return replace(withheld(found, {found.node}), missing=Missing.SUPPRESSED)
    hidden = {part.node for part in found.lines.parts if shown.suppressed[shown.node_row(part.node), unit]}
    lines = _leadless(found.lines) if _bites_kept_back(found, shown) else found.lines
    if hidden:
        rule = lines.step.rule if lines.step else None
        adds_up = rule is not None and rule.parts is not None and not rule.compares
        lines = _with_effects(lines, hidden) if adds_up else _pointless(lines)
    told = withheld(replace(found, lines=lines, children=()), hidden)
    trace = found.trace
    if trace is not None and shown.suppressed[row].any():
        trace = replace(trace, low=math.nan, high=math.nan, among=0, treated=())
    ranks = shown.rank[row, [place for place, each in enumerate(shown.units) if each.group == shown.units[unit].group]]
    gone = hidden | ({part.node for part in found.lines.parts} - {part.node for part in told.lines.parts})
    return replace(
        told,
        n=shown.told_n(row, unit) or 0,
        rank=float(shown.rank[row, unit]),
        of=int((ranks == ranks).sum()),
        trace=trace,
        answers=found.answers if shown.tells_answers(row, unit) else (),
        children=tuple(_shown(child, shown) for child in found.children if child.node not in gone),
    )


def _bites_kept_back(found: Explained, shown: PublishedTable) -> bool:
    """Whether a gate or bonus on the node touched somebody, and the gate does not tell of it."""
    told = {("gate", bite.gate, bite.unit) for bite in shown.gates}
    told |= {("extra", extra.extra, extra.unit) for extra in shown.extras}
    limits = [effect for effect in found.lines.effects if effect.kind not in ("rounding", "merged")]
    return any((effect.kind, effect.id, unit) not in told for effect in limits for unit in effect.touched)


def _leadless(lines: Breakdown) -> Breakdown:
    """Without the comparison with the group."""
    return replace(
        lines, mean=math.nan, peers=0,
        parts=tuple(replace(part, lead=math.nan, mean=math.nan) for part in lines.parts),
        effects=tuple(replace(effect, lead=math.nan) for effect in lines.effects),
    )  # fmt: skip


def _pointless(lines: Breakdown) -> Breakdown:
    """Without what each child gives: where these depend on each other, one would tell about another."""
    bare = _leadless(lines)
    return replace(
        bare, base=math.nan, way="none",
        parts=tuple(replace(part, points=math.nan) for part in bare.parts),
        effects=(),
    )  # fmt: skip


def _with_effects(lines: Breakdown, hidden: set[str]) -> Breakdown:
    """What was done to the joined score goes into the line of what is kept back: before it, it would tell the rest."""
    if not lines.effects:
        return lines
    first = next(part for part in lines.parts if part.node in hidden)

    def grown(part: Part, effects: tuple[Effect, ...]) -> Part:
        points, lead = (sum(getattr(effect, name) for effect in effects) for name in ("points", "lead"))
        return replace(part, points=part.points + points, lead=part.lead + lead)

    parts = tuple(grown(part, lines.effects) if part is first else part for part in lines.parts)
    return replace(lines, parts=parts, effects=())
