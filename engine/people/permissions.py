"""The one table of who may do what: an action that a role's row does not name is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.store.staff import Account, Binding, Role


class Action(StrEnum):
    """What a page or a command does. Pages for everybody declare PUBLIC, those about one's own account OWN_ACCOUNT."""

    PUBLIC = "public"
    OWN_ACCOUNT = "own_account"
    MANAGE_PEOPLE = "manage_people"
    READ_AUDIT = "read_audit"
    SEE_ROUND = "see_round"  # the desk: which rounds there are, where each stands
    MANAGE_ROUND = "manage_round"  # open, close, extend, set up
    INVITE = "invite"
    SEE_FIELDWORK = "see_fieldwork"
    SEE_OVERVIEW = "see_overview"  # the scores of all units at once, published or not; no single answer
    SCORE = "score"
    PUBLISH = "publish"
    MODERATE = "moderate"  # read open comments, decide what may be quoted
    KEY_ANSWERS = "key_answers"  # paper and telephone answers
    SETTLE = "settle"  # whose entry of a paper is right: its two clerks see only their own
    SEE_EMBARGOED = "see_embargoed"  # a unit's own results before they are published
    FILL_IN = "fill_in"  # a unit's self-assessment
    READ_EVIDENCE = "read_evidence"  # the documents that a unit shows for what it claims
    ERASE_EVIDENCE = "erase_evidence"  # a file that should never have been sent
    APPROVE = "approve"  # lock it and send it for appraisal
    APPRAISE = "appraise"
    DECIDE = "decide"  # the council's word on appraised results
    SEE_PLAN = "see_plan"  # what a unit lost, and what it does about it
    MEND = "mend"  # say who mends it until when, and that it is done
    ACCEPT_RISK = "accept_risk"  # live with it until a day
    VERIFY_MENDED = "verify_mended"  # look whether it is so


class Reach(StrEnum):
    """How far a permission goes."""

    BOUND = "bound"  # over what the role is bound to
    OTHERS = "others"  # over its units, one by one, save the agency that the person works in


_ALL = Reach.BOUND

PERMISSIONS: Mapping[Action, Mapping[Role, Reach]] = {
    Action.MANAGE_PEOPLE: {Role.ADMINISTRATOR: _ALL},
    Action.READ_AUDIT: {Role.ADMINISTRATOR: _ALL, Role.LEAD_BODY: _ALL},
    Action.SEE_ROUND: dict.fromkeys(Role, _ALL),
    Action.MANAGE_ROUND: {Role.ADMINISTRATOR: _ALL, Role.LEAD_BODY: _ALL},
    Action.INVITE: {Role.LEAD_BODY: _ALL},
    Action.SEE_FIELDWORK: {Role.LEAD_BODY: _ALL, Role.COUNCIL: _ALL, Role.VIEWER: _ALL},
    Action.SEE_OVERVIEW: {Role.LEAD_BODY: _ALL, Role.COUNCIL: _ALL},
    Action.SCORE: {Role.LEAD_BODY: _ALL},
    Action.PUBLISH: {Role.LEAD_BODY: _ALL},
    Action.MODERATE: {Role.LEAD_BODY: _ALL},
    Action.KEY_ANSWERS: {Role.LEAD_BODY: _ALL, Role.CLERK: _ALL},
    Action.SETTLE: {Role.LEAD_BODY: _ALL},
    Action.SEE_EMBARGOED: {
        Role.LEAD_BODY: _ALL, Role.COUNCIL: _ALL, Role.UNIT_HEAD: _ALL, Role.UNIT_EDITOR: _ALL,
    },
    Action.FILL_IN: {Role.UNIT_EDITOR: _ALL, Role.UNIT_HEAD: _ALL},
    Action.READ_EVIDENCE: {
        Role.LEAD_BODY: _ALL, Role.UNIT_EDITOR: _ALL, Role.UNIT_HEAD: _ALL, Role.APPRAISER: Reach.OTHERS,
        Role.COUNCIL: Reach.OTHERS,
    },
    Action.ERASE_EVIDENCE: {Role.LEAD_BODY: _ALL, Role.UNIT_HEAD: _ALL},
    Action.APPROVE: {Role.UNIT_HEAD: _ALL},
    Action.APPRAISE: {Role.APPRAISER: Reach.OTHERS},
    Action.DECIDE: {Role.COUNCIL: Reach.OTHERS},
    Action.SEE_PLAN: {
        Role.LEAD_BODY: _ALL, Role.UNIT_EDITOR: _ALL, Role.UNIT_HEAD: _ALL, Role.APPRAISER: Reach.OTHERS,
        Role.COUNCIL: Reach.OTHERS,
    },
    Action.MEND: {Role.UNIT_EDITOR: _ALL, Role.UNIT_HEAD: _ALL},
    Action.ACCEPT_RISK: {Role.UNIT_HEAD: _ALL},
    Action.VERIFY_MENDED: {Role.LEAD_BODY: Reach.OTHERS, Role.APPRAISER: Reach.OTHERS},
}  # fmt: skip
"""Action × role → how far. An administrator keeps the house and sees no more of answers than the lead body allows."""


@dataclass(frozen=True)
class About:
    """What an action is about; None where it is about no one round, unit or group."""

    round_id: str | None = None
    unit: str | None = None
    group: str | None = None


NOTHING = About()


def may(person: Account | None, action: Action, about: About = NOTHING) -> bool:
    """Whether somebody (None: nobody who is signed in) may do this to that; no is the answer to all that is not said.

    A role bound to a round, unit or group is good for that alone: not for what is about no one of them.
    """
    return _decided(person, action, about, loosely=False)


def may_somewhere(person: Account | None, action: Action, about: About = NOTHING) -> bool:
    """Whether there is anything, within what is said, to which somebody may do this: lists show only that."""
    return _decided(person, action, about, loosely=True)


def _decided(person: Account | None, action: Action, about: About, *, loosely: bool) -> bool:
    if action is Action.PUBLIC:
        return True
    if person is None or person.is_disabled:
        return False
    if action is Action.OWN_ACCOUNT:
        return True
    return any(_allows(person, binding, action, about, loosely) for binding in person.bindings)


def _allows(person: Account, binding: Binding, action: Action, about: About, loosely: bool) -> bool:
    reach = PERMISSIONS.get(action, {}).get(binding.role)
    if reach is None or not _covers(binding, about, loosely):
        return False
    if reach is Reach.OTHERS:
        return loosely if about.unit is None else about.unit not in own_units(person)
    return True


def _covers(binding: Binding, about: About, loosely: bool) -> bool:
    pairs = ((binding.round_id, about.round_id), (binding.unit, about.unit), (binding.group, about.group))
    return all(not bound or bound == said or (loosely and said is None) for bound, said in pairs)


def own_units(person: Account) -> frozenset[str]:
    """The units that somebody belongs to: the agency, and those whose self-assessment the person has a hand in."""
    bound = {each.unit for each in person.bindings if each.role in (Role.UNIT_EDITOR, Role.UNIT_HEAD)}
    return frozenset(bound | {person.agency}) - {""}


def roles_of(person: Account) -> frozenset[Role]:
    """The roles that somebody has anywhere."""
    return frozenset(each.role for each in person.bindings)


def needs_second_factor(person: Account, compulsory: Iterable[Role]) -> bool:
    """Whether somebody has to set up a second factor before anything else."""
    return not person.has_second_factor and not roles_of(person).isdisjoint(compulsory)
