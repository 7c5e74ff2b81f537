"""One's own answers after sending: for a while, on the browser that sent them, which alone knows when that was."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, redirect, render_template, session
from werkzeug.wrappers import Response as Reply

from engine.framework.models import Form
from engine.web import errors
from engine.web.given import given_pages
from engine.web.house import house
from engine.web.languages import language
from engine.web.visit import ZONE, Visit, address, find_round, own_response, see_other
from engine.wording.catalog import mark

pages = Blueprint("sent", __name__)

NO_LONGER = mark(
    "Các câu trả lời chỉ xem lại được một lúc sau khi gửi, trên chính trình duyệt đã gửi. Mã biên nhận vẫn còn."
)


def remember(round_id: str) -> None:
    """Note in the browser's own cookie, and nowhere else, when it has sent."""
    session["sent"] = {**session.get("sent", {}), round_id: int(datetime.now(ZONE).timestamp())}


def seen_until(round_id: str, form: Form | None) -> datetime | None:
    """Until when this browser may look at what it sent; None if it may not."""
    at = session.get("sent", {}).get(round_id)
    if at is None or form is None:
        return None
    until = datetime.fromtimestamp(at, ZONE) + timedelta(minutes=form.view_sent)
    return until if datetime.now(ZONE) < until else None


@pages.get("/vong/<round_id>/da-gui")
def answers(round_id: str) -> str | Reply:
    """What was sent, to read and to print."""
    round_, offered = find_round(round_id)
    form, response = house().form_for(offered, round_), own_response(round_id)
    if form is None or response is None or not response.sent:
        return redirect(address("respondent.landing", round_id=round_id))
    until = seen_until(round_id, form)
    if until is None:
        raise errors.Shown(403, NO_LONGER)
    visit = Visit(round_, offered, form, response)
    given = given_pages(offered.framework, form, visit.walked, (), house().catalog.vocabulary, language())
    return render_template("sent.html", pages=given, until=until, reference=response.reference, **visit.head)


@pages.post("/vong/<round_id>/da-gui")
def forget(round_id: str) -> Reply:
    """Show them no longer: for who shares the device."""
    session["sent"] = {key: at for key, at in session.get("sent", {}).items() if key != round_id}
    return see_other(address("respondent.receipt", round_id=round_id))
