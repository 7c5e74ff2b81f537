"""A plan of mending: what to bring to full marks first, which caps it lifts, and the score after each step."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import accumulate

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.aims import BLOCK_BYTES, Aim, aims_of
from engine.scoring.chain import Chain
from engine.scoring.changed_answers import Changed
from engine.scoring.climb import Climb
from engine.scoring.gather import Gathered
from engine.scoring.gating import bites_of
from engine.scoring.other_answers import Change
from engine.scoring.plan import PlannedGate
from engine.scoring.scene import Answered, Scene, lookup_of, raised


@dataclass(frozen=True)
class Mend:
    """An indicator to bring to full marks, or to the most that is known to be reached.

    value     the figure now, NaN where there is none; `target` the one aimed at
    lost      the points that it lacks, of `points` in its part; NaN where nobody answered, since it is not known
    urgency   what it is ordered by, see `urgency_of`; NaN where it is not known what is lost
    alone     the total if nothing else is mended, `lifts` the caps that no longer hold then
    missing   why there is no figure; PRESENT where there is one
    needed    the caps that hold even when all but this one are mended
    in_order  the total once this one and all before it are mended, `lifts_in_order` the caps that go with this step;
              NaN and none for what has to be answered first
    """

    node: str
    value: float
    target: float
    points: float
    lost: float
    urgency: float
    alone: float
    lifts: tuple[str, ...]
    needed: tuple[str, ...] = ()
    missing: Missing = Missing.PRESENT
    in_order: float = math.nan
    lifts_in_order: tuple[str, ...] = ()


@dataclass(frozen=True)
class MendingPlan:
    """What a unit has to mend, the most urgent first, and what it has to answer first.

    `holds` are the gates whose conditions it meets now; `total_then` and `holds_then` tell how it stands when all of
    this is done.
    """

    total: float
    total_then: float
    holds: tuple[str, ...] = ()
    holds_then: tuple[str, ...] = ()
    mends: tuple[Mend, ...] = ()
    unanswered: tuple[Mend, ...] = ()


def urgency_of(*, heaviness: float, weight: float, lost: float, effort: float) -> float:
    """How urgent it is to mend an indicator: heaviness × weight × lost points ÷ effort.

    `heaviness` is that of its class of priority; `weight` that of the part that the indicator belongs to; `lost` are
    the points that it lacks; `effort` is more than 0. Nothing lost is 0. Source: proposal of a checklist of 69 items,
    in which critical ones weigh 3, major 2, normal 1, and a small effort is 1, a medium one 2, a large one 3.
    """
    return heaviness * weight * lost / effort


def mending_plan(chain: Chain, unit: int) -> MendingPlan:
    """The plan of the unit at a position: of indicators that have a priority, those that could have more points.

    Every score is worked out anew by the whole chain, the figures of other units staying as they are. Of equally
    urgent indicators the earlier in the file comes first.
    """
    aims = _to_mend(chain, unit)
    known = [aim for aim in aims if not _is_open(chain, aim.row, unit)]
    unknown = [aim for aim in aims if _is_open(chain, aim.row, unit)]
    in_turn = list(accumulate((aim.done for aim in known), _both))
    now, *found = _outcomes(chain, unit, [Change({}), *in_turn, *(aim.done for aim in known)])
    steps, alone = found[: len(known)], dict(zip((aim.node for aim in known), found[len(known) :], strict=True))
    alone |= {aim.node: _as_it_is(_with(chain, unit, aim.done), unit) for aim in unknown}
    answered = _with(chain, unit, _all(unknown)) if unknown else chain
    others = [_all(other for other in known if other is not aim) for aim in known]
    then, *rest = _outcomes(answered, unit, [_all(known), *others])

    def mend(aim: Aim, lost: float) -> Mend:
        own, urgency = alone[aim.node], _urgency(chain, aim, lost)
        return Mend(aim.node, aim.value, aim.target, _points(chain, aim), lost, urgency, own.total, now.without(own))

    mends = tuple(
        replace(
            mend(aim, _lost(chain, aim)),
            needed=tuple(name for name in now.without(then) if name in without.holds),
            in_order=after.total, lifts_in_order=before.without(after),
        )
        for aim, before, after, without in zip(known, [now, *steps], steps, rest, strict=False)
    )  # fmt: skip
    unanswered = tuple(
        replace(mend(aim, math.nan), missing=Missing(int(chain.found.reasons[aim.row, unit]))) for aim in unknown
    )
    return MendingPlan(now.total, then.total, now.holds, then.holds, mends, unanswered)


def _both(before: Change, own: Change) -> Change:
    return own.and_also(before)


def _all(aims: Iterable[Aim]) -> Change:
    return reduce(_both, (aim.done for aim in aims), Change({}))


def _is_open(chain: Chain, row: int, unit: int) -> bool:
    """Whether nobody answered what an indicator rests on, however that is scored."""
    return bool(chain.found.no_credit[row, unit] or chain.found.reasons[row, unit] != Missing.PRESENT)


def _to_mend(chain: Chain, unit: int) -> list[Aim]:
    """Full marks on each indicator that has a priority and lacks some, the most urgent first.

    Answers change along where they bear on this indicator alone, so that mending it mends no other.
    """
    plan = chain.scene.plan
    priority = {name for name, node in plan.framework.nodes.items() if node.priority is not None}
    readers = Counter(question for leaf in plan.leaves for question in set(leaf.source))
    own = {leaf.row for leaf in plan.leaves if all(readers[question] == 1 for question in leaf.source)}
    answered = {aim.row: aim for aim in aims_of(chain, unit) if aim.kind == "top" and aim.row in own}
    found = []
    for aim in aims_of(chain, unit, of_any_value=True):
        if aim.kind == "top" and aim.node in priority:
            same = answered.get(aim.row)
            found.append(same if same is not None and same.score_then == aim.score_then else aim)
    return sorted(found, key=lambda aim: -_urgency(chain, aim, _lost(chain, aim)))


@dataclass(frozen=True)
class _Outcome:
    """The total of a unit with some figures, and the gates whose conditions it meets."""

    total: float
    holds: tuple[str, ...]

    def without(self, other: _Outcome) -> tuple[str, ...]:
        """What holds here and not there."""
        return tuple(name for name in self.holds if name not in other.holds)


def _outcomes(chain: Chain, unit: int, changes: Sequence[Change]) -> list[_Outcome]:
    """What changes of figures that stand come to, each by itself."""
    size = max(1, BLOCK_BYTES // (8 * max(chain.found.values.size, 1)))
    return [
        outcome
        for start in range(0, len(changes), size)
        for outcome in _of_block(chain, unit, changes[start : start + size])
    ]


def _of_block(chain: Chain, unit: int, block: Sequence[Change]) -> list[_Outcome]:
    values = np.repeat(chain.found.values[np.newaxis], len(block), axis=0)
    no_credit = np.repeat(chain.found.no_credit[np.newaxis], len(block), axis=0)
    for draw, change in enumerate(block):
        for row, value in change.values.items():
            values[draw, row, unit], no_credit[draw, row, unit] = value, False
    answer = Changed.of(chain, unit, [change.answers for change in block]).answer
    climb = chain.again(values, answer, no_credit=no_credit)
    figures = replace(chain.found, values=values, no_credit=no_credit)
    return _told(_scene(chain, answer), climb, figures, unit, len(block))


def _as_it_is(chain: Chain, unit: int) -> _Outcome:
    return _told(chain.scene, chain.point, chain.found, unit, 1)[0]


def _told(scene: Scene, climb: Climb, figures: Gathered, unit: int, draws: int) -> list[_Outcome]:
    """The total of each draw, and the gates whose conditions its scores meet."""
    lookup = lookup_of(scene, climb, figures)
    totals = np.broadcast_to(climb.scores[..., 0, unit], (draws,))
    gates = [each for each in scene.plan.limits if isinstance(each, PlannedGate)]
    meets = {each.gate.id: np.broadcast_to(bites_of(each, lookup)[0][..., unit], (draws,)) for each in gates}
    return [
        _Outcome(float(total), tuple(name for name, met in meets.items() if met[draw]))
        for draw, total in enumerate(totals)
    ]


def _with(chain: Chain, unit: int, change: Change) -> Chain:
    """The chain where figures that are missing now are there: all of it is settled anew."""
    found = chain.found
    values, reasons, no_credit = found.values.copy(), found.reasons.copy(), found.no_credit.copy()
    for row, value in change.values.items():
        values[row, unit], reasons[row, unit], no_credit[row, unit] = value, Missing.PRESENT, False
    answer = Changed.of(chain, unit, [change.answers]).at(0)
    figures = replace(found, values=values, reasons=reasons, no_credit=no_credit)
    scene = _scene(chain, answer).screened_by(figures)
    return Chain(scene, raised(scene, figures, lenient=True), figures)


def _scene(chain: Chain, answer: Answered | None) -> Scene:
    return chain.scene if answer is None else replace(chain.scene, answer=answer)


def _urgency(chain: Chain, aim: Aim, lost: float) -> float:
    framework = chain.scene.plan.framework
    node = framework.nodes[aim.node]
    heaviness = framework.priority[node.priority].weight if node.priority else 1.0
    weight = math.prod(_weights_above(chain, aim.row))
    return urgency_of(heaviness=heaviness, weight=weight, lost=lost, effort=node.effort or 1.0)


def _weights_above(chain: Chain, row: int) -> list[float]:
    """The weights of the parts that an indicator belongs to, the whole index left out."""
    plan, found = chain.scene.plan, []
    above = int(plan.parent[row])
    while above > 0:
        found.append(plan.framework.nodes[plan.nodes[above]].weighs)
        above = int(plan.parent[above])
    return found


def _points(chain: Chain, aim: Aim) -> float:
    return chain.scene.plan.framework.nodes[aim.node].weighs


def _lost(chain: Chain, aim: Aim) -> float:
    """The points of its part that an indicator lacks to its aim; without a score now it lacks all of them."""
    low, high = (float(end[aim.row, 0]) for end in chain.point.ends)
    if not high > low:
        return _points(chain, aim)
    there = low if math.isnan(aim.score) else aim.score
    return _points(chain, aim) * float(np.clip((aim.score_then - there) / (high - low), 0.0, 1.0))
