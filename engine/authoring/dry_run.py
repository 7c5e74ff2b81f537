"""A framework answered at random, to see before the fieldwork where its scores can go and what stays empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from random import Random

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Audience, Framework
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.path import walk
from engine.questionnaire.quotas import RoomLeft, quotas_met
from engine.questionnaire.synthetic import Synthesiser
from engine.scoring.arrays import Figures, Snapshot, UnitRow
from engine.scoring.plan import Plan
from engine.scoring.run import score
from engine.scoring.table import ScoreTable
from engine.snapshots import ONE_GROUP, Filled, register_of, snapshot_of

DAY = date(2026, 1, 1)
"""The day on which random answers are given; fixed, so that a seed gives the same table on any day."""

OUTSIDE_ENDS = (0.0, 100.0)
"""Between what outside figures are drawn where their normaliser names no ends."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Spread:
    """One node's scores over the ranked units to which it applies; NaN where none has any. `missing` is a share."""

    node: str
    low: float
    mean: float
    high: float
    missing: float
    reason: str  # why most of the missing ones are missing; "" where none is


def dry_run(
    framework: Framework, plan: Plan, vocabulary: Vocabulary, times: int, seed: int, progress: Progress
) -> tuple[Spread, ...]:
    """Every score's spread when the forms are answered `times` at random, parents before children.

    Respondents rate the register's units. Where only units answer, or there is no register, `times` units are made
    up; each answers once, and outside figures are drawn for each. Raises ThuocDoError where a rule cannot give a
    defensible number.
    """
    rated = any(form.audience is Audience.RESPONDENTS for form in framework.forms)
    units = (register_of(framework) if rated else ()) or made_up(framework, times)
    return tuple(_spreads(score(plan, drawn(framework, plan, vocabulary, units, times, seed, progress))))


def drawn(
    framework: Framework,
    plan: Plan,
    vocabulary: Vocabulary,
    units: tuple[UnitRow, ...],
    times: int,
    seed: int,
    progress: Progress = lambda _done, _all: None,
) -> Snapshot:
    """Random answers of `times` respondents, of each unit about itself, and outside figures; the same for a seed."""
    random = Random(seed)  # noqa: S311  to be repeatable, not secret
    lean = {unit.id: random.random() for unit in units}
    respondents, assessed = [""] * times, [unit.id for unit in units]
    about = [(f, respondents if f.audience is Audience.RESPONDENTS else assessed) for f in framework.forms]
    sent: list[Filled] = []
    done = 0
    for form, whom in about:
        draw, room = Synthesiser(framework, form, vocabulary, DAY), RoomLeft()
        for unit in whom:
            answers = draw.answers(random, lean, unit)
            if room.takes(quotas_met(framework, form, walk(framework, form, answers)) if form.quotas else ()):
                sent.append(Filled(form.id, unit, answers))
            done += 1
            progress(done, sum(len(each) for _form, each in about))
    records = snapshot_of(framework, vocabulary, sent, units).records if sent else None
    figures = _outside(framework, plan, units, random)
    return Snapshot(units, records, {"": figures} if figures.values else {})


def made_up(framework: Framework, times: int) -> tuple[UnitRow, ...]:
    """So many units that are nobody, over all groups."""
    groups = cycle(framework.units.groups or [ONE_GROUP])
    return tuple(UnitRow(f"unit {number}", f"Đơn vị {number}", next(groups)) for number in range(1, times + 1))


def _outside(framework: Framework, plan: Plan, units: tuple[UnitRow, ...], random: Random) -> Figures:
    ends = {int(row): stack.normalise.settings for stack in plan.stacks for row in stack.rows}
    drawn = {}
    for leaf in plan.leaves:
        if framework.nodes[leaf.id].is_outside:
            told = [ends.get(leaf.row, {}).get(key) for key in ("low", "high")]
            low, high = (end if given is None else given for given, end in zip(told, OUTSIDE_ENDS, strict=True))
            drawn[leaf.id] = np.array([random.uniform(low, high) for _ in units])
    return Figures(drawn)


def _spreads(table: ScoreTable) -> Iterator[Spread]:
    ranked = np.array([unit.group is not None for unit in table.units], dtype=bool)
    for row, node in enumerate(table.nodes):
        if node in table.framework.nodes and not table.framework.nodes[node].scored:
            continue
        reasons = table.missing[row, ranked]
        applies = reasons != Missing.NOT_APPLICABLE
        there = table.score[row, ranked][applies]
        gone = np.isnan(there)
        seen = there[~gone]
        counted = np.bincount(reasons[applies][gone]) if gone.any() else np.zeros(1)
        low, mean, high = (seen.min(), seen.mean(), seen.max()) if seen.size else (np.nan, np.nan, np.nan)
        yield Spread(
            node,
            float(low),
            float(mean),
            float(high),
            missing=float(gone.mean()) if gone.size else 1.0,
            reason=Missing(int(counted.argmax())).name.lower() if gone.any() else "",
        )
