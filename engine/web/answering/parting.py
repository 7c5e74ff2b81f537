"""Where a respondent is let go politely: a quota is full, or the round has closed meanwhile."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as Reply

from engine.questionnaire.quotas import quotas_met
from engine.rounds import zone
from engine.rounds.quotas import first_full
from engine.web.answering.invited import leave_alone
from engine.web.answering.stratum_quota import full_stratum, is_closed_to_holder
from engine.web.answering.visit import Visit, address, find_round, own_response, see_other
from engine.web.house import house

pages = Blueprint("parting", __name__)


@pages.get("/vong/<round_id>/da-du")
def full(round_id: str) -> str | Reply:
    """Thanks, and why nothing more is asked."""
    round_, offered = find_round(round_id)
    response = own_response(round_id)
    if response is None or not response.screened:
        if is_closed_to_holder(round_):  # nothing was begun
            left_alone = leave_alone(round_id, None)
            return render_template(
                "answering/full.html", round=round_, framework=offered.framework, text=None, is_left_alone=left_alone,
                began=False,
            )  # fmt: skip
        return redirect(address("respondent.landing", round_id=round_id))
    form = offered.framework.form[response.form_id]
    quota = next((each for each in form.quotas if each.id == response.screened), None)
    return render_template(
        "answering/full.html",
        round=round_,
        framework=offered.framework,
        text=quota.text if quota else None,
        is_left_alone=leave_alone(round_id, response),
        began=True,
    )


@pages.get("/vong/<round_id>/den-muon")
def late(round_id: str) -> str:
    """What became of a page that came after the round had closed."""
    round_, offered = find_round(round_id)
    return render_template("answering/late.html", round=round_, framework=offered.framework)


def let_go(visit: Visit) -> Reply | None:
    """The way out for who is in a quota that is full; the response is closed for good. None for everybody else."""
    if not visit.round_.life.full:
        return None
    met = quotas_met(visit.offered.framework, visit.form, visit.walked)
    quota = first_full(visit.round_, met, visit.response, zone.today())
    name = quota.id if quota else full_stratum(visit.round_, visit.response)
    if name is None:
        return None
    house().store.screen_out(visit.response.id, name)
    return see_other(address("parting.full", round_id=visit.round_.id))
