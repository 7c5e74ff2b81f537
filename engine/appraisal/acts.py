"""What is done to assessments: each act is one transaction with its step in the history and its line in the audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from engine.appraisal.asked import asked_items, failing_checks, unit_form
from engine.appraisal.case import Case
from engine.appraisal.deadlines import day_of, is_late, lapsed
from engine.appraisal.stages import VOIDED, Hindrance, Move, hindrances, moved, sentence
from engine.catalog import Offered
from engine.people.acts import Actor, about_round
from engine.problems import ThuocDoError
from engine.store.assessment_nouns import (
    Assessment,
    Assignment,
    Deadline,
    Declined,
    Item,
    Said,
    Stage,
    Standing,
    Step,
    StepKind,
    Verdict,
)
from engine.store.contract import Store
from engine.store.nouns import Round, RoundState

TAKES_CLAIMS = (RoundState.OPEN, RoundState.CLOSED)
"""While a round is open, and after its respondents are done: how long units fill in is said by a deadline of theirs."""


class BlockedError(ThuocDoError):
    """A move that something stands in the way of: all of it, at once."""

    def __init__(self, case: Case, move: Move, found: Sequence[Hindrance]) -> None:
        super().__init__("\n".join(sentence(case, move, each) for each in found))
        self.case, self.move, self.found = case, move, tuple(found)


def begin(store: Store, offered: Offered, round_: Round, units: Iterable[str], by: Actor) -> list[Assessment]:
    """Begin the assessments of these units, those that were not; ThuocDoError where the round takes none."""
    form = unit_form(offered.framework)
    if form is None:
        raise ThuocDoError(f"The framework of the round {round_.id} has no form that units fill in.")
    if round_.state not in TAKES_CLAIMS:
        raise ThuocDoError(f"The round {round_.id} is {round_.state}: units assess themselves while it is open.")
    with store.together():
        known = {each.unit for each in store.assessments(round_.id)}
        new = [store.begin_assessment(round_.id, form.id, unit, by.who, by.at) for unit in units if unit not in known]
        if new:
            names = ", ".join(each.unit for each in new)
            store.note(by.entry("assessment.begin", about_assessments(round_.id), after=names))
    return new


def about_assessments(round_id: str, unit: str = "") -> str:
    """How the audit trail names a unit's assessment, or all of a round."""
    return f"{about_round(round_id)}/assessments" + (f"/{unit}" if unit else "")


def cases(store: Store, offered: Offered, round_id: str, unit: str = "") -> Mapping[str, Case]:
    """All assessments of a round, or one, with what decisions are made from; a constant number of queries."""
    one = store.assessment(round_id, unit) if unit else None
    found = ([one] if one else []) if unit else store.assessments(round_id)
    claimed = store.claimed(round_id, unit)
    items: Mapping[str, Mapping[str, Item]] = (
        {unit: store.items(round_id, unit)} if unit else store.items_of_units(round_id)
    )
    verdicts: dict[str, list[Verdict]] = {}
    for verdict in store.verdicts(round_id, unit):
        verdicts.setdefault(verdict.unit, []).append(verdict)
    replies, documents = store.replies(round_id, unit), store.evidence_counts(round_id, unit)
    return {
        each.unit: Case(
            each,
            form := offered.framework.form[each.form_id],
            asked_items(offered.framework, offered.vocabulary, form, claimed.get(each.unit, {})),
            items.get(each.unit, {}),
            tuple(verdicts.get(each.unit, ())),
            {reply.question: reply for reply in replies if reply.unit == each.unit},
            documents.get(each.unit, {}),
            claimed.get(each.unit, {}),
            failing_checks(offered.framework, offered.vocabulary, form, claimed.get(each.unit, {})),
        )
        for each in found
    }


def case_of(store: Store, offered: Offered, round_id: str, unit: str) -> Case:
    """One assessment; ThuocDoError if it was not begun."""
    found = cases(store, offered, round_id, unit).get(unit)
    if found is None:
        raise ThuocDoError(f"The unit {unit} has begun no assessment in the round {round_id}.")
    return found


def make_move(
    store: Store, offered: Offered, round_id: str, unit: str, move: Move, by: Actor, reason: str = "",
    *, by_the_unit: bool = False,
) -> Assessment:  # fmt: skip
    """Move an assessment on or back. BlockedError with all that stands in the way.

    `by_the_unit`: its last day binds who orders it.
    """
    with store.together():
        case = case_of(store, offered, round_id, unit)
        late = by_the_unit and is_late(case.assessment, store.deadlines(round_id), day_of(by.at))
        if found := hindrances(case, move, reason, is_late=late):
            raise BlockedError(case, move, found)
        before, after = case.assessment, moved(case, move, by.at, reason)
        if turns := VOIDED.get(move):
            store.withdraw_verdicts(round_id, unit, turns)
        return _changed(store, before, after, StepKind.STAGE, f"assessment.{move}", by, reason)


def lapse(store: Store, offered: Offered, round_id: str, by: Actor) -> list[Assessment]:
    """Send on the assessments whose unit was to answer until yesterday, as they are."""
    past = lapsed(store.assessments(round_id), store.deadlines(round_id), day_of(by.at))
    return [make_move(store, offered, round_id, each.unit, Move.ANSWER, by, "deadline") for each in past]


def set_standing(
    store: Store, round_id: str, unit: str, standing: Standing, by: Actor, reason: str, into: str = ""
) -> Assessment:
    """Take a unit out of the ranks, or as merged out of the round, or back; ThuocDoError without a reason."""
    if not reason.strip():
        raise ThuocDoError(f"Say why {unit} is {standing.replace('_', ' ')}.")
    if (standing is Standing.MERGED) != bool(into) or into == unit:
        raise ThuocDoError("A merged unit names the other unit that it went into.")
    with store.together():
        before = store.assessment(round_id, unit)
        if before is None:
            raise ThuocDoError(f"The unit {unit} has begun no assessment in the round {round_id}.")
        after = replace(before, standing=standing, merged_into=into, note=reason.strip())
        kind = StepKind.MERGED if Standing.MERGED in (standing, before.standing) else StepKind.RANKED
        return _changed(store, before, after, kind, f"assessment.{standing}", by, reason)


def set_deadline(store: Store, deadline: Deadline, by: Actor, reason: str = "") -> None:
    """Give a stage a last day; another one than before needs a reason, and none lies behind."""
    if deadline.last_day < day_of(by.at):
        raise ThuocDoError(f"The last day {deadline.last_day} is past; give a later one.")
    with store.together():
        known = {(each.stage, each.unit): each.last_day for each in store.deadlines(deadline.round_id)}
        before = known.get((deadline.stage, deadline.unit))
        if before == deadline.last_day:
            return
        if before is not None and not reason.strip():
            raise ThuocDoError(f"The last day was {before}: say why it is another.")
        store.set_deadline(deadline, by.who, by.at, reason)
        about = about_assessments(deadline.round_id, deadline.unit)
        was, now = (f"{deadline.stage} {day}" if day else "" for day in (before, deadline.last_day))
        store.note(by.entry("assessment.deadline", about, was, now, reason))


def set_assignment(store: Store, assignment: Assignment, by: Actor, *, is_taken_back: bool = False) -> None:
    """Let somebody appraise for a body, or take that back."""
    with store.together():
        if is_taken_back != (assignment in store.assignments(assignment.round_id)):
            return
        if is_taken_back:
            store.unassign(assignment)
        else:
            store.assign(assignment)
        what = "assessment.unassign" if is_taken_back else "assessment.assign"
        said = f"{assignment.account}: {assignment.body or 'every body'}"
        store.note(by.entry(what, about_assessments(assignment.round_id), after=said))


def decline(store: Store, round_id: str, unit: str, by: Actor, reason: str) -> None:
    """Note that who asks does not appraise a unit; ThuocDoError without a reason."""
    if not reason.strip():
        raise ThuocDoError("Say why you do not appraise this unit.")
    with store.together():
        if any((each.unit, each.account) == (unit, by.who) for each in store.declined(round_id)):
            return
        store.decline(Declined(round_id, unit, by.who, reason.strip(), by.at))
        store.note(by.entry("assessment.decline", about_assessments(round_id, unit), after=by.who, reason=reason))


def _changed(
    store: Store, before: Assessment, after: Assessment, kind: StepKind, what: str, by: Actor, reason: str
) -> Assessment:
    had, has = (Said(words=_words(each)) for each in (before, after))
    step = Step(before.round_id, before.unit, "", kind, by.who, by.at, had, has, reason.strip())
    made = store.move_assessment(before, after, step)
    about = about_assessments(before.round_id, before.unit)
    store.note(by.entry(what, about, _line(before), _line(after), reason.strip()))
    return made


def _words(assessment: Assessment) -> Mapping[str, str]:
    words = {"stage": assessment.stage.value, "standing": assessment.standing.value, "into": assessment.merged_into}
    return {name: word for name, word in words.items() if word and word != Standing.RANKED}


def _line(assessment: Assessment) -> str:
    return " ".join(_words(assessment).values())


class Closed(StrEnum):
    """Why nothing may be written into an assessment."""

    STAGE = "stage"  # it is somebody else's turn
    MERGED = "merged"
    ROUND = "round"  # the round is not going on
    LATE = "late"


def closed_to_unit(
    round_: Round, assessment: Assessment, deadlines: Iterable[Deadline], at: datetime, stage: Stage = Stage.FILLING
) -> Closed | None:
    """Why the unit may write nothing at a stage of its own, filling or answering; None where it may."""
    if assessment.standing is Standing.MERGED:
        return Closed.MERGED
    if assessment.stage is not stage:
        return Closed.STAGE
    if round_.state not in TAKES_CLAIMS:
        return Closed.ROUND
    return Closed.LATE if is_late(assessment, deadlines, day_of(at)) else None
