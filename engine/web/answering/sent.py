"""One's own answers after sending: for a while, on the browser that sent them, which alone knows when that was."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, session
from werkzeug.wrappers import Response as Reply

from engine.framework.models import Form
from engine.jobs.queue import PdfState
from engine.reports.nouns import About
from engine.reports.own_answers import OwnAnswers, OwnPage, OwnRow
from engine.reports.render import own_answers_html
from engine.rounds import zone
from engine.web import errors
from engine.web.answering.visit import Visit, address, find_round, own_response, see_other
from engine.web.forms.given import GivenPage, given_pages
from engine.web.house import house
from engine.web.languages import language
from engine.wording.catalog import mark

pages = Blueprint("sent", __name__)

NO_LONGER = mark(
    "Các câu trả lời chỉ xem lại được một lúc sau khi gửi, trên chính trình duyệt đã gửi. Mã biên nhận vẫn còn."
)


def remember(round_id: str) -> None:
    """Note in the browser's own cookie, and nowhere else, when it has sent."""
    session["sent"] = {**session.get("sent", {}), round_id: int(zone.now().timestamp())}


def seen_until(round_id: str, form: Form | None) -> datetime | None:
    """Until when this browser may look at what it sent; None if it may not."""
    at = session.get("sent", {}).get(round_id)
    if at is None or form is None:
        return None
    until = datetime.fromtimestamp(at, zone.ZONE) + timedelta(minutes=form.view_sent)
    return until if zone.now() < until else None


def _sent(round_id: str) -> tuple[Visit, datetime] | Reply:
    """What this browser has sent and may still look at; where to go instead."""
    round_, offered = find_round(round_id)
    form, response = house().form_for(offered, round_), own_response(round_id)
    if form is None or response is None or not response.sent:
        return redirect(address("respondent.landing", round_id=round_id))
    until = seen_until(round_id, form)
    if until is None:
        raise errors.Shown(403, NO_LONGER)
    return Visit(round_, offered, form, response), until


def _given(visit: Visit) -> tuple[GivenPage, ...]:
    return given_pages(visit.offered.framework, visit.form, visit.walked, (), house().catalog.vocabulary, language())


@pages.get("/vong/<round_id>/da-gui")
def answers(round_id: str) -> str | Reply:
    """What was sent, to read and to print."""
    found = _sent(round_id)
    if isinstance(found, Reply):
        return found
    visit, until = found
    return render_template(
        "answering/sent.html", pages=_given(visit), until=until, reference=visit.response.reference, **visit.head
    )


@pages.get("/vong/<round_id>/da-gui.pdf")
def pdf(round_id: str) -> str | Reply | tuple[str, int]:
    """The same as a PDF, once it is printed; it is gone from here when it was given out."""
    found = _sent(round_id)
    if isinstance(found, Reply):
        return found
    visit, _ = found
    token, own = str(session.get("own_pdf", {}).get(round_id, "")), house().own_pdfs
    state = own.state(token)
    if state is None or (state.failed and "lai" in request.args):
        token = own.request(own_answers_html(_own(visit), language()))
        session["own_pdf"] = {**session.get("own_pdf", {}), round_id: token}
        state = own.state(token)
    if state is not None and state.ready is not None and "cho" not in request.args:
        printed = own.passing.take(token)
        if printed is not None:
            name = f"cau-tra-loi-{visit.response.reference}.pdf"
            reply = send_file(BytesIO(printed), "application/pdf", as_attachment=True, download_name=name)
            reply.headers["Cache-Control"] = "no-store"
            return reply
    file = address("sent.pdf", round_id=round_id)
    page = render_template(
        "waiting.html",
        state=state or PdfState(None, 0, None),
        is_own=True,
        of_results=False,
        file=file,
        again=f"{file}?cho=1",
        retry=f"{file}?lai=1&cho=1",
        back=address("sent.answers", round_id=round_id),
        **visit.head,
    )
    return page, 503 if state is not None and state.failed else 202


def _own(visit: Visit) -> OwnAnswers:
    round_ = visit.round_
    about = About(round_.id, round_.title, round_.is_demo, 0, round_.framework_sha256[:8])
    told = [
        OwnPage(
            f"{page.unit}: {page.title}" if page.unit and page.unit not in page.title else page.title,
            tuple(OwnRow(row.question, row.answer) for row in page.answers),
        )
        for page in _given(visit)
    ]
    return OwnAnswers(visit.offered.framework, about, visit.form, visit.response.reference or "", told)


@pages.post("/vong/<round_id>/da-gui")
def forget(round_id: str) -> Reply:
    """Show them no longer: for who shares the device."""
    house().own_pdfs.passing.forget(str(session.get("own_pdf", {}).get(round_id, "")))
    for name in ("sent", "own_pdf"):
        session[name] = {key: at for key, at in session.get(name, {}).items() if key != round_id}
    return see_other(address("respondent.receipt", round_id=round_id))
