"""From where verdicts are given: an appraiser's seat and the council's, and what may be judged from each now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.appraisal.asked import AskedItem
from engine.appraisal.queues import TURN_AT, bodies_for, may_judge
from engine.people.permissions import Action
from engine.questionnaire.answers import Answers
from engine.store.assessment_nouns import Stage, Standing, Turn, VerdictKind
from engine.web import staff
from engine.web.assessing.here import Here, here_of
from engine.web.house import house


@dataclass(frozen=True)
class Seat:
    """`judging` and `listed` are the views of its pages; `turns`: the turn at each stage; `kinds`: what is said."""

    action: Action
    judging: str
    listed: str
    turns: Mapping[Stage, Turn]
    kinds: tuple[VerdictKind, ...]


APPRAISER = Seat(Action.APPRAISE, "judging.page", "appraiser_desk.unit", TURN_AT, tuple(VerdictKind))
COUNCIL = Seat(
    Action.DECIDE, "council.judge", "council.unit", {Stage.COUNCIL: Turn.COUNCIL},
    (VerdictKind.AGREE, VerdictKind.CHANGE),
)  # fmt: skip


@dataclass(frozen=True)
class Docket:
    """What may be judged of a unit from a seat, in the order of the form, and the turn; no turn: nothing now."""

    seat: Seat
    here: Here
    turn: Turn | None
    items: tuple[AskedItem, ...]

    @property
    def open_items(self) -> tuple[AskedItem, ...]:
        """Those that nobody said anything of in this turn."""
        return tuple(self.here.begun.without_verdict(self.turn, self.items)) if self.turn else ()

    def judges(self, question: str) -> bool:
        """Whether an item may be judged from here now."""
        return any(each.id == question for each in self.items)

    def kinds(self) -> tuple[VerdictKind, ...]:
        """What may be said in this turn: more is asked for in the first alone, since later ones decide."""
        return tuple(each for each in self.seat.kinds if each is not VerdictKind.ASK or self.turn is Turn.FIRST)


def docket_of(seat: Seat, round_id: str, unit_id: str) -> Docket:
    """What somebody has before them; refuses what is not there or was not begun."""
    here = here_of(round_id, unit_id)
    case = here.begun
    turn = seat.turns.get(case.assessment.stage)
    if turn is None or case.assessment.standing is Standing.MERGED:
        return Docket(seat, here, None, ())
    wanted = case.contested if turn is Turn.SECOND else case.claimed
    if seat is APPRAISER:
        me, store = staff.myself().name, house().store
        if any((each.unit, each.account) == (here.unit.id, me) for each in store.declined(here.round_.id)):
            return Docket(seat, here, None, ())
        bodies = bodies_for(me, store.assignments(here.round_.id))
        wanted = tuple(each for each in wanted if may_judge(each, bodies))
    return Docket(seat, here, turn, wanted)


def standing_answers(here: Here) -> Answers:
    """The unit's answers as the last verdicts have them; what nobody judged, or more was asked for, as claimed."""
    last = {each.id: each_said for each in here.begun.asked if (each_said := here.begun.last_verdict(each.id))}
    changed = [each for each in last.values() if each.kind is VerdictKind.CHANGE]
    away = {each.question for each in changed}
    found = {key: answer for key, answer in here.answers.items() if key.question not in away}
    for each in changed:
        found |= each.answers
    return found


def with_answers(here: Here, answers: Answers) -> Here:
    """The same place, where these answers stand in the fields."""
    return replace(here, instead=answers)
