"""Which move an assessment may make, who may order it, and all that stands in its way, at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from engine.appraisal.case import Case
from engine.people.permissions import Action
from engine.store.assessment_nouns import Assessment, Stage, Standing, Turn


class Move(StrEnum):
    """What is done to an assessment."""

    APPROVE = "approve"  # the unit's head locks it and sends it for appraisal
    RETURN = "return"  # an appraiser or the lead body gives it back to the unit
    SEND_BACK = "send_back"  # the first results go to the unit
    ANSWER = "answer"  # the unit has answered them, or its time is over
    HAND_OVER = "hand_over"  # the second appraisal is done
    SETTLE = "settle"  # the council has decided
    REOPEN = "reopen"  # the unit fills in again
    REAPPRAISE = "reappraise"  # it is appraised again


FOLLOWS: Mapping[Move, tuple[tuple[Stage, ...], Stage]] = {
    Move.APPROVE: ((Stage.FILLING,), Stage.APPRAISAL),
    Move.RETURN: ((Stage.APPRAISAL,), Stage.FILLING),
    Move.SEND_BACK: ((Stage.APPRAISAL,), Stage.ANSWERING),
    Move.ANSWER: ((Stage.ANSWERING,), Stage.SECOND_APPRAISAL),
    Move.HAND_OVER: ((Stage.SECOND_APPRAISAL,), Stage.COUNCIL),
    Move.SETTLE: ((Stage.COUNCIL,), Stage.SETTLED),
    Move.REOPEN: (tuple(stage for stage in Stage if stage is not Stage.FILLING), Stage.FILLING),
    Move.REAPPRAISE: (
        (Stage.ANSWERING, Stage.SECOND_APPRAISAL, Stage.COUNCIL, Stage.SETTLED), Stage.APPRAISAL,
    ),
}  # fmt: skip
"""From which stages a move starts, and where it leads; a unit that contests nothing goes past the second appraisal."""

ORDERED_BY: Mapping[Move, tuple[Action, ...]] = {
    Move.APPROVE: (Action.APPROVE, Action.MANAGE_ROUND),
    Move.RETURN: (Action.APPRAISE, Action.MANAGE_ROUND),
    Move.SEND_BACK: (Action.MANAGE_ROUND,),
    Move.ANSWER: (Action.APPROVE, Action.MANAGE_ROUND),
    Move.HAND_OVER: (Action.MANAGE_ROUND,),
    Move.SETTLE: (Action.DECIDE, Action.MANAGE_ROUND),
    Move.REOPEN: (Action.MANAGE_ROUND,),
    Move.REAPPRAISE: (Action.MANAGE_ROUND,),
}
"""Who may order a move: any of these is enough."""

NEEDS_REASON = (Move.RETURN, Move.REOPEN, Move.REAPPRAISE)

VOIDED: Mapping[Move, tuple[Turn, ...]] = {
    Move.RETURN: (Turn.SECOND, Turn.COUNCIL),
    Move.REOPEN: (Turn.SECOND, Turn.COUNCIL),
    Move.REAPPRAISE: (Turn.SECOND, Turn.COUNCIL),
}
"""Whose verdicts, and with them the unit's replies, a move voids; those of the first appraisal stand until their item
is answered otherwise."""


class Why(StrEnum):
    """What stands in the way: pages have their own words for each."""

    NOT_NEXT = "not_next"
    MERGED = "merged"
    REASON = "reason"
    LATE = "late"  # the unit's time is over
    UNANSWERED = "unanswered"
    UNFIT = "unfit"  # a check of the form does not hold
    NO_PROOF = "no_proof"
    NO_VERDICT = "no_verdict"
    NO_SECOND_VERDICT = "no_second_verdict"


@dataclass(frozen=True)
class Hindrance:
    """One thing in the way of a move: at an item, or with "" at the whole."""

    why: Why
    question: str = ""


def hindrances(case: Case, move: Move, reason: str = "", *, is_late: bool = False) -> tuple[Hindrance, ...]:
    """All that stands in the way of a move; `is_late`: it is ordered by the unit, after its last day."""
    froms, _to = FOLLOWS[move]
    found = [Hindrance(Why.MERGED)] if case.assessment.standing is Standing.MERGED else []
    if case.assessment.stage not in froms:
        return (*found, Hindrance(Why.NOT_NEXT))
    if is_late and move in (Move.APPROVE, Move.ANSWER):
        found.append(Hindrance(Why.LATE))
    if move in NEEDS_REASON and not reason.strip():
        found.append(Hindrance(Why.REASON))
    return (*found, *_lacking(case, move))


def _lacking(case: Case, move: Move) -> Iterator[Hindrance]:
    if move is Move.APPROVE:
        yield from _unfinished(case)
    elif move is Move.SEND_BACK:
        yield from (Hindrance(Why.NO_VERDICT, each.id) for each in case.without_verdict(Turn.FIRST, case.claimed))
    elif move is Move.HAND_OVER:
        open_ = case.without_verdict(Turn.SECOND, case.contested)
        yield from (Hindrance(Why.NO_SECOND_VERDICT, each.id) for each in open_)
    elif move is Move.SETTLE:
        yield from (Hindrance(Why.NO_VERDICT, each.id) for each in case.claimed if case.last_verdict(each.id) is None)


def _unfinished(case: Case) -> Iterator[Hindrance]:
    """What a unit has left open: answers that the form insists on, and proof that is neither there nor explained."""
    for each in case.asked:
        if case.form.unanswered == "refuse_to_lock" and each.question.required and not each.is_whole:
            yield Hindrance(Why.UNANSWERED, each.id)
        if each.id in case.failing:
            yield Hindrance(Why.UNFIT, each.id)
        explained = case.item(each.id).explanation.strip()
        if each.needs_proof and each.is_answered and not (case.documents.get(each.id) or explained):
            yield Hindrance(Why.NO_PROOF, each.id)


def next_stage(case: Case, move: Move) -> Stage:
    """Where a move leads; answers that contest nothing go straight to the council."""
    if move is Move.ANSWER and not case.contested:
        return Stage.COUNCIL
    return FOLLOWS[move][1]


def moved(case: Case, move: Move, at: datetime, note: str = "") -> Assessment:
    """The assessment after a move that nothing stands in the way of."""
    return replace(case.assessment, stage=next_stage(case, move), since=at, note=note.strip())


_SENTENCES: Mapping[Why, str] = {
    Why.NOT_NEXT: "{unit} is at the stage {stage}: it cannot {move} from there.",
    Why.MERGED: "{unit} went into {into}: its own assessment goes no further.",
    Why.REASON: "Say why, with --reason.",
    Why.LATE: "The last day of this stage is past; the lead body may give another.",
    Why.UNANSWERED: "{question}: not answered.",
    Why.UNFIT: "{question}: it does not fit with the other answers.",
    Why.NO_PROOF: "{question}: evidence is required; add a document, or explain why there is none.",
    Why.NO_VERDICT: "{question}: nobody has appraised it.",
    Why.NO_SECOND_VERDICT: "{question}: the unit objected or more was asked for, and nobody has appraised it again.",
}


def sentence(case: Case, move: Move, hindrance: Hindrance) -> str:
    """A hindrance for the command line."""
    return _SENTENCES[hindrance.why].format(
        unit=case.assessment.unit, stage=case.assessment.stage, move=move.replace("_", " "),
        question=hindrance.question, into=case.assessment.merged_into,
    )  # fmt: skip
