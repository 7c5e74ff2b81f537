"""Whether the stratum of a code takes no more answers: asked when a form is begun, before anything is kept."""

from __future__ import annotations

from engine.rounds import zone
from engine.rounds.clock import is_full_for
from engine.rounds.stratum_quotas import STRATUM, quota_of, stratum_limits
from engine.store.nouns import Response, Round
from engine.web.answering.invited import book, held
from engine.web.house import house


def is_closed_to_holder(round_: Round) -> bool:
    """Whether the stratum of the code that this browser holds is full; that it is, is noted with the day."""
    limits = stratum_limits(round_) if round_.life.most else {}
    invitation = held(round_.id) if limits else None
    if invitation is None or invitation.stratum not in limits:
        return False
    if book().used_in(round_.id, invitation.stratum) < limits[invitation.stratum]:
        return False
    if (quota := quota_of(invitation.stratum)) not in round_.life.full:
        house().store.note_full(round_.id, quota, zone.today())
    return True


def full_stratum(round_: Round, response: Response) -> str | None:
    """The quota of the holder's stratum if a form that was begun may be sent no more; None where it may."""
    if not any(quota.startswith(STRATUM) for quota in round_.life.full):
        return None
    invitation = held(round_.id)
    quota = quota_of(invitation.stratum) if invitation else ""
    return quota if is_full_for(round_, quota, response, zone.today()) else None
