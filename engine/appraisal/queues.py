"""What an appraiser has to do: the items of the bodies that the appraiser is assigned to, never of the own agency."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from engine.appraisal.asked import AskedItem
from engine.appraisal.case import Case
from engine.store.assessment_nouns import Assignment, Declined, Stage, Standing, Turn


@dataclass(frozen=True)
class Task:
    """An assessment at a stage of appraisal: which of its items somebody is to judge, and which were judged."""

    unit: str
    turn: Turn
    to_judge: tuple[AskedItem, ...]
    done: tuple[AskedItem, ...]


TURN_AT = {Stage.APPRAISAL: Turn.FIRST, Stage.SECOND_APPRAISAL: Turn.SECOND}
"""Which appraisal goes on at a stage."""


def bodies_for(account: str, assignments: Iterable[Assignment]) -> frozenset[str] | None:
    """The bodies that somebody appraises for; None for every one.

    In a round in which nobody was assigned anything, every appraiser appraises all.
    """
    known = list(assignments)
    own = frozenset(each.body for each in known if each.account == account)
    return None if not known or "" in own else own


def may_judge(item: AskedItem, bodies: frozenset[str] | None) -> bool:
    """Whether an item is one of these bodies'; what no body looks after belongs to who appraises for every one."""
    return bodies is None or not bodies.isdisjoint(item.bodies)


def queue(
    cases: Iterable[Case],
    account: str,
    assignments: Sequence[Assignment],
    declined: Iterable[Declined],
    own_units: Collection[str],
) -> list[Task]:
    """The assessments that somebody has to appraise, and what of each; those of the own agency never."""
    bodies = bodies_for(account, assignments)
    refused = {each.unit for each in declined if each.account == account} | set(own_units)
    found = []
    for case in cases:
        turn = TURN_AT.get(case.assessment.stage)
        here = case.assessment
        if turn is None or here.unit in refused or here.standing is Standing.MERGED:
            continue
        wanted = case.claimed if turn is Turn.FIRST else case.contested
        own = [each for each in wanted if may_judge(each, bodies)]
        if own:
            open_ = case.without_verdict(turn, own)
            waits = {each.id for each in open_}  # comparing whole questions takes its time
            done = tuple(each for each in own if each.id not in waits)
            found.append(Task(here.unit, turn, tuple(open_), done))
    return found
