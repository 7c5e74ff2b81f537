"""Claimed, appraised and final side by side for one unit: each node's points, the gap, and whose word it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint

from engine.appraisal.bases import Basis, answers_on
from engine.appraisal.points import Points, points_of
from engine.framework.models import Node, State
from engine.people.permissions import Action
from engine.reports.bases import TITLES, resting_on_outside
from engine.rounds.outside import takes_outside
from engine.scoring.standings import state_of
from engine.store.assessment_nouns import Stage, Verdict
from engine.web import staff
from engine.web.assessing import unit_words
from engine.web.assessing.here import Here, here_of
from engine.web.assessing.item_words import SHOWN_FROM, seen_verdicts
from engine.web.gate import needs
from engine.web.house import house
from engine.web.staff_words import moment

pages = Blueprint("side_by_side", __name__, url_prefix="/don-vi/<round_id>/<unit:unit_id>/ket-qua")

SEEN_FROM: Mapping[Basis, frozenset[Stage]] = {
    Basis.CLAIMED: frozenset(Stage),
    Basis.APPRAISED: frozenset(Stage) - {Stage.FILLING, Stage.APPRAISAL},
    Basis.FINAL: frozenset({Stage.SETTLED}),
}
"""At which stages a unit sees a basis."""


@dataclass(frozen=True)
class Line:
    """A node with its points on each basis that is seen, the gap between the last and the claim, and what was said.

    `state` is that of an indicator by these points, where the framework names states and somebody has appraised it.
    """

    node: Node
    level: int
    points: tuple[Points, ...]
    gap: float | None
    said: tuple[Verdict, ...]
    state: State | None = None


@pages.get("")
@needs(Action.FILL_IN)
def page(round_id: str, unit_id: str) -> str:
    """The whole tree, as far as the unit may see it now."""
    here = here_of(round_id, unit_id)
    seen = [basis for basis in Basis if here.assessment.stage in SEEN_FROM[basis]]
    return staff.staff_page(
        "assessing/side_by_side.html",
        here=here,
        bases=[(basis, TITLES[basis]) for basis in seen],
        lines=_lines(here, seen),
        words=unit_words,
        moment=moment,
    )


def _lines(here: Here, bases: list[Basis]) -> list[Line]:
    case, whole = here.begun, here.framework
    shown = [each for each in case.verdicts if case.assessment.stage in SHOWN_FROM[each.turn]]
    outside = house().store.outside(here.round_.id) if Basis.FINAL in bases and takes_outside(whole) else ()
    brought = resting_on_outside(whole)
    tables = [
        points_of(
            here.offered,
            here.form.id,
            here.unit.id,
            answers_on(whole, here.answers, shown, basis),
            outside if basis is Basis.FINAL else (),
        )
        for basis in bases
    ]
    found: list[Line] = []

    def add(node: Node, level: int) -> None:
        points = tuple(table[node.id] for table in tables)
        first, last = points[0].score, points[-1].score
        is_told = len(points) > 1 and not (outside and node.id in brought)  # no unit claims what comes from outside
        gap = last - first if is_told and first is not None and last is not None else None
        said = [each for name in node.source for each in seen_verdicts(case, name)] if node.is_indicator else []
        state = None
        if node.is_indicator and node.scored and len(points) > 1:
            given = {basis.value: each.score for basis, each in zip(bases, points, strict=True)}
            state = state_of(whole.states, {**given, "most": points[0].most})
        found.append(Line(node, level, points, gap, tuple(each for each in said if each.kind != "agree"), state))
        for child in node.children:
            add(child, level + 1)

    add(whole.index, 0)
    return found
