"""Figures from outside that a round is scored with, such as points of a survey merged before the council meets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.people.acts import Actor, about_round
from engine.problems import ThuocDoError
from engine.scoring.arrays import Figures, FloatArray, ReasonArray, UnitRow
from engine.store.assessment_nouns import OutsideFigure
from engine.store.contract import Store
from engine.store.nouns import Round, RoundState


class NoReasonError(ThuocDoError):
    """A figure that was there becomes another, and nobody said why."""


def takes_outside(framework: Framework) -> bool:
    """Whether some indicator's figures come from a table."""
    return any(node.is_outside and not node.is_evidence_share for node in framework.indicators)


def put_outside(
    store: Store, round_: Round, cells: Mapping[tuple[str, str], tuple[float | None, Missing]], by: Actor, reason: str
) -> int:
    """Keep these figures, all or none, with their line in the audit trail; how many are new or other than before.

    ThuocDoError for a round that is not set up; NoReasonError where a figure that was there becomes another.
    """
    if round_.state is RoundState.DRAFT:
        raise ThuocDoError(f"The round {round_.id} is a draft: open it first.")
    figures = [
        OutsideFigure(unit, indicator, value, missing, by.who, by.at)
        for (unit, indicator), (value, missing) in cells.items()
    ]
    with store.together():
        before = {(each.unit, each.indicator): (each.value, each.missing) for each in store.outside(round_.id)}
        others = [key for key, cell in cells.items() if key in before and before[key] != cell]
        if others and not reason.strip():
            raise NoReasonError(f"{len(others)} figures that were there become others: say why, with --reason.")
        changed = store.put_outside(round_.id, figures, reason)
        if changed:
            units, indicators = (len({key[place] for key in cells}) for place in (0, 1))
            after = f"{changed} figures ({units} units, {indicators} indicators)"
            store.note(by.entry("round.outside", about_round(round_.id), after=after, reason=reason.strip()))
    return changed


def figures_of(units: Sequence[UnitRow], given: Iterable[OutsideFigure]) -> Figures:
    """The figures as arrays over the units; those of units that are not among them are left out."""
    place = {unit.id: at for at, unit in enumerate(units)}
    values: dict[str, FloatArray] = {}
    reasons: dict[str, ReasonArray] = {}
    for each in given:
        if (at := place.get(each.unit)) is None:
            continue
        row = values.setdefault(each.indicator, np.full(len(units), np.nan))
        why = reasons.setdefault(each.indicator, np.zeros(len(units), dtype=np.int8))
        row[at], why[at] = np.nan if each.value is None else each.value, each.missing
    return Figures(values, reasons)
