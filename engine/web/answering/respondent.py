"""A respondent's way in and out: the open rounds, a round's landing page, the receipt."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Reply

from engine.problems import ThuocDoError
from engine.rounds.results import may_show_results
from engine.store.nouns import RoundState
from engine.web import errors
from engine.web.answering import pace
from engine.web.answering.arriving import Refusal, admitted, arrival, refused_start, settled
from engine.web.answering.confirming import MailBox, mail_box
from engine.web.answering.invited import begun_with_code
from engine.web.answering.resuming import forget_code
from engine.web.answering.sent import seen_until
from engine.web.answering.stratum_quota import is_closed_to_holder
from engine.web.answering.visit import (
    Visit,
    address,
    draft_mark,
    find_round,
    is_idle,
    is_open,
    last_call,
    last_place,
    next_open,
    own_response,
    remember_place,
    step_url,
    takes_drafts,
)
from engine.web.house import house

pages = Blueprint("respondent", __name__)


@pages.get("/")
def home() -> str:
    """The rounds that can be answered or looked at."""
    shown = []
    for round_ in house().rounds():
        if round_.state is RoundState.DRAFT:
            continue
        try:
            offered = house().offered_for(round_)
        except ThuocDoError as broken:  # one round that cannot be served never hides the others
            current_app.logger.error("%s", broken)
            continue
        can_answer = is_open(round_) and house().form_for(offered, round_) is not None
        if can_answer or may_show_results(round_):
            shown.append((round_, offered.framework, can_answer, may_show_results(round_)))
    return render_template("answering/home.html", rounds=shown)


@pages.get("/vong/<round_id>")
def landing(round_id: str) -> str | Reply | tuple[str, int]:
    """Who asks, why, how long it takes; a code in the address is taken, and left out of it at once."""
    if "ma" not in request.args:
        return _landing(round_id)
    find_round(round_id)
    found = admitted(request.args["ma"], round_id)
    if isinstance(found, Refusal):
        return _landing(round_id, found, request.args["ma"]), found.status
    return redirect(address("respondent.landing", round_id=round_id), 303)


def _landing(round_id: str, refusal: Refusal | None = None, typed: str = "") -> str:
    round_, offered = find_round(round_id)
    form, response = house().form_for(offered, round_), settled(round_id)
    until = last_call(round_, response)
    return render_template(
        "answering/round.html",
        arrival=arrival(round_, refusal, typed),
        round=round_,
        framework=offered.framework,
        form=form,
        response=response,
        draft=draft_mark(response) if response is not None else "",
        idle=form is not None and response is not None and is_idle(round_id, form),
        can_answer=is_open(round_) or until is not None,
        last_call=until,
        takes_drafts=takes_drafts(round_),
        has_results=may_show_results(round_),
    )


@pages.post("/vong/<round_id>")
def start(round_id: str) -> Reply | tuple[str, int]:
    """Begin, or go on where the respondent was; after sending, a new form."""
    round_, offered = find_round(round_id)
    form = house().form_for(offered, round_)
    if form is None:
        raise errors.Shown(404, errors.NO_FORM)
    response = settled(round_id)
    until = last_call(round_, response)
    if not is_open(round_) and until is None:
        raise errors.Shown(409, errors.CLOSED)
    if response is None or response.sent:
        refusal = refused_start(round_)
        if refusal is not None:
            return _landing(round_id, refusal, request.form.get("code", "")), refusal.status
        response = own_response(round_id)  # a code that was entered just now may have its own
    if response is not None and response.screened:
        return redirect(address("parting.full", round_id=round_id), 303)
    if response is None or response.sent:
        if is_closed_to_holder(round_):
            return redirect(address("parting.full", round_id=round_id), 303)
        response = house().store.start_response(round_id, form.id)
        begun_with_code(round_id, response.id)
        pace.begin(round_id)
        forget_code(round_id)
        session["at"] = {key: at for key, at in session.get("at", {}).items() if key != round_id}
        session["responses"] = {**session.get("responses", {}), round_id: response.id}
    session.permanent = True  # so that the draft is found again after the browser was closed
    visit = Visit(round_, offered, form, response, until)
    place = last_place(round_id, visit.walked)
    remember_place(round_id)
    if form.flow == "hub":
        return redirect(address("sections.tasks", round_id=round_id), 303)
    if place is not None:
        return redirect(step_url(round_id, place, resumed=True), 303)
    steps = visit.walked.seen
    return redirect(next_open(visit) if response.version or not steps else step_url(round_id, steps[0]), 303)


@pages.get("/vong/<round_id>/cam-on")
def receipt(round_id: str) -> str | Reply:
    """Thanks, with the reference; may be looked at again."""
    return receipt_page(round_id)


def receipt_page(round_id: str, box: MailBox | None = None) -> str | Reply:
    """The receipt; `box` is the field for an address as it was posted, where that could not be taken."""
    round_, offered = find_round(round_id)
    response = settled(round_id)
    if response is None or not response.sent:
        return redirect(url_for("respondent.landing", round_id=round_id))
    form = house().form_for(offered, round_)
    return render_template(
        "answering/done.html",
        round=round_,
        framework=offered.framework,
        form=form,
        until=seen_until(round_id, form),
        mail=box or mail_box(round_, form),
        late="sau" in request.args,
        draft=draft_mark(response),
        reference=response.reference,
        has_results=may_show_results(round_),
    )
