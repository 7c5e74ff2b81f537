"""Going on with a draft on another device, by a code that asks for no name and no address."""

from __future__ import annotations

import hashlib
import hmac

from flask import Blueprint, current_app, redirect, render_template, request, session
from werkzeug.wrappers import Response as Reply

from engine.store.codes import make_code, read_code
from engine.store.nouns import Response
from engine.web import errors
from engine.web.answering.visit import (
    Visit,
    address,
    code_held,
    find_round,
    last_place,
    next_open,
    own_response,
    see_other,
    step_url,
    takes_drafts,
    visit_of,
)
from engine.web.forms.page_nouns import Mistake
from engine.web.house import house
from engine.web.languages import language
from engine.web.limits import Tries
from engine.wording.catalog import mark, say

pages = Blueprint("resuming", __name__)

NO_CODE = mark("Mã làm tiếp gồm 8 chữ cái và chữ số. Xin xem lại mã đã ghi.")
NOT_FOUND = mark("Không có phiếu đang làm nào với mã này. Có thể mã bị gõ nhầm, hoặc phiếu đã được gửi.")
TOO_MANY = mark("Đã gõ sai mã nhiều lần. Xin thử lại sau {minutes} phút.")

LOST_DRAFT = mark(
    "Trình duyệt này không còn giữ phiếu của bạn: cookie đã bị xóa hoặc bị tắt, nên trang vừa gửi chưa được lưu. "
    "Các trang lưu trước đó vẫn còn: nếu bạn đã lấy mã làm tiếp, xin gõ mã để mở lại phiếu; nếu chưa, xin bắt đầu lại."
)

FIELD = "f-code"
_TRIES = Tries("resume")
_MOST_COLLISIONS = 20


def give_code(visit: Visit) -> str:
    """The code of the visit's draft, kept in this browser's cookie; the store gets its hash.

    The same draft gets the same code whenever it is asked for, so that two tabs cannot make each other's void.
    """
    response_id, round_id = visit.response.id, visit.round_.id
    for number in range(_MOST_COLLISIONS):
        code = _code_of(response_id, number)
        if house().store.keep_resume_code(response_id, _hash_of(code)):
            session["codes"] = {**session.get("codes", {}), round_id: code}
            session.permanent = True
            return code
    raise errors.Shown(503, errors.MACHINE)


def _code_of(response_id: str, number: int) -> str:
    """The code of a draft: drawn by a secret that the database does not hold, so that it need not be kept."""
    drawn = iter(_keyed(f"code {number} {response_id}"))
    return make_code(lambda signs: signs[next(drawn) % len(signs)])


def _hash_of(code: str) -> str:
    """What the store keeps of a code; without the application's secret, trying all codes finds none."""
    return _keyed(f"hash {code}").hex()


def _keyed(text: str) -> bytes:
    return hmac.digest(str(current_app.secret_key).encode(), f"resume {text}".encode(), hashlib.sha256)


@pages.post("/vong/<round_id>/ma-lam-tiep")
def make(round_id: str) -> Reply:
    """Give the draft its code, and show it."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    give_code(visit)
    return see_other(address("resuming.code", round_id=round_id))


@pages.get("/vong/<round_id>/ma-lam-tiep")
def code(round_id: str) -> str | Reply:
    """The code of this browser's draft, and what to do with it."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    return render_template("answering/code.html", onward=_onward(visit), **visit.head)


def _onward(visit: Visit) -> str:
    """Where the respondent was, else where a question is open."""
    if visit.form.flow == "hub":
        return address("sections.tasks", round_id=visit.round_.id)
    place = last_place(visit.round_.id, visit.walked)
    return step_url(visit.round_.id, place) if place else next_open(visit)


@pages.get("/vong/<round_id>/lam-tiep")
def ask(round_id: str) -> str | Reply:
    """Where a code is typed."""
    return _asked(round_id)


@pages.post("/vong/<round_id>/lam-tiep")
def take_up(round_id: str) -> str | Reply | tuple[str | Reply, int]:
    """Take up the draft of a code in this browser; a draft that is there already is given a code before."""
    round_, offered = find_round(round_id)
    form = house().form_for(offered, round_)
    if form is None:
        raise errors.Shown(404, errors.NO_FORM)
    if not takes_drafts(round_):
        raise errors.Shown(409, errors.CLOSED)
    typed = request.form.get("code", "")
    if wait := _TRIES.minutes_to_wait():
        return _asked(round_id, typed, say(TOO_MANY, language(), minutes=wait)), 429
    if not (given := read_code(typed)):
        return _asked(round_id, typed, say(NO_CODE, language())), 422
    draft = house().store.draft_by_code(round_id, _hash_of(given))
    if draft is None:
        _TRIES.failed()
        return _asked(round_id, typed, say(NOT_FOUND, language())), 422
    here = own_response(round_id)
    if _would_leave(here, draft) and "leave" not in request.form:
        assert here is not None
        give_code(Visit(round_, offered, form, here))
        return _asked(round_id, given, leaves=code_held(round_id)), 409
    response = house().store.response(draft)
    if response is None:  # taken away between two queries
        return _asked(round_id, typed, say(NOT_FOUND, language())), 422
    _hold(round_id, response, given, is_new=here is None or here.id != draft)
    visit = Visit(round_, offered, form, response)
    if form.flow == "hub":
        return see_other(address("sections.tasks", round_id=round_id))
    return see_other(_onward(visit))


def _would_leave(here: Response | None, draft: str) -> bool:
    """Whether this browser fills in another form that holds answers."""
    return here is not None and not here.sent and here.id != draft and bool(here.answers)


def _hold(round_id: str, response: Response, given: str, *, is_new: bool) -> None:
    """Make a draft this browser's own; what it knew of another one goes."""
    if is_new:
        for name in ("at", "begun", "sent"):
            session[name] = {key: kept for key, kept in session.get(name, {}).items() if key != round_id}
    session["responses"] = {**session.get("responses", {}), round_id: response.id}
    session["codes"] = {**session.get("codes", {}), round_id: given}
    session.permanent = True


def forget_code(round_id: str) -> None:
    """The draft is sent, or another one begun: its code leads nowhere any more."""
    if round_id in session.get("codes", {}):
        session["codes"] = {key: kept for key, kept in session["codes"].items() if key != round_id}


def _asked(round_id: str, typed: str = "", wrong: str = "", leaves: str = "") -> str | Reply:
    round_, offered = find_round(round_id)
    form = house().form_for(offered, round_)
    if form is None or not takes_drafts(round_):
        return redirect(address("respondent.landing", round_id=round_id))
    return render_template(
        "answering/resume.html",
        round=round_,
        framework=offered.framework,
        typed=typed[:40],
        wrong=wrong,
        mistakes=[Mistake(wrong, FIELD)] if wrong else [],
        leaves=leaves,
        lost=LOST_DRAFT if "mat" in request.args else "",
    )
