"""The reference sent to an e-mail address, for who wants that: queued with one write, never waited for."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response as Reply

from engine.framework.models import Form, Framework
from engine.jobs.mail_address import read_address
from engine.reports.mails import confirmation
from engine.store.nouns import Round
from engine.store.outbox import Kind, Mail
from engine.web import errors
from engine.web.answering.visit import address, find_round, own_response, see_other
from engine.web.house import house
from engine.web.languages import language
from engine.web.limits import Tries
from engine.wording.catalog import mark, say

pages = Blueprint("confirming", __name__)

NO_ADDRESS = mark("Xin gõ một địa chỉ thư điện tử, ví dụ ten@congty.vn.")
ENOUGH = mark("Trình duyệt này đã gửi đủ số thư cho phiếu này. Mã biên nhận vẫn ở trên trang này.")
TOO_MANY = mark("Từ mạng này đã có quá nhiều thư. Xin thử lại sau {minutes} phút, hoặc ghi lại mã biên nhận.")

MOST = 3
"""So many mails may be asked for on one browser for one response."""

_ASKED = "mailed"
_TRIES = Tries("confirmation mails", most=20, minutes=60)


@dataclass(frozen=True)
class MailBox:
    """The field for an address as the receipt shows it; `wrong`: what is wrong with what was typed."""

    typed: str = ""
    wrong: str = ""
    is_on_its_way: bool = False
    is_open: bool = True  # whether one more mail may be asked for


def mail_box(round_: Round, form: Form | None, *, typed: str = "", wrong: str = "") -> MailBox | None:
    """The field for an address; None where none is offered."""
    if form is None or not form.confirmation or house().outbox is None:
        return None
    return MailBox(typed, wrong, "thu" in request.args, _asked(round_.id) < MOST or bool(wrong))


def _asked(round_id: str) -> int:
    """How many mails this browser asked for."""
    return int(session.get(_ASKED, {}).get(round_id, 0))


def _title(round_: Round, framework: Framework) -> str:
    """What a round is called; one that is called as its framework is translated with it."""
    named = round_.title not in framework.title.root.values()
    return round_.title if named else framework.title.within(language())


@pages.post("/vong/<round_id>/cam-on")
def confirm(round_id: str) -> Reply | tuple[str | Reply, int]:
    """Queue the reference for an address; nothing of the address is kept with the response or in the browser."""
    from engine.web.answering.respondent import receipt_page  # the page that holds the field

    round_, offered = find_round(round_id)
    form, response, outbox = house().form_for(offered, round_), own_response(round_id), house().outbox
    if response is None or not response.sent or response.reference is None:
        return redirect(address("respondent.landing", round_id=round_id))
    if form is None or not form.confirmation or outbox is None:
        raise errors.Shown(404, errors.NO_CONFIRMATION)
    typed = request.form.get("email", "")[:320]
    to = read_address(typed)
    wrong = "" if to else say(NO_ADDRESS, language())
    if _asked(round_id) >= MOST:
        wrong = say(ENOUGH, language())
    elif to and (minutes := _TRIES.minutes_to_wait()):
        wrong = say(TOO_MANY, language(), minutes=minutes)
    if to is None or wrong:
        return receipt_page(round_id, mail_box(round_, form, typed=typed, wrong=wrong)), 422
    words = confirmation(_title(round_, offered.framework), response.reference, language())
    key = f"confirmation {response.reference} {to}"
    outbox.add([Mail(key, Kind.CONFIRMATION, round_id, to, words.subject, words.text, words.html)])
    _TRIES.failed()
    session[_ASKED] = {**session.get(_ASKED, {}), round_id: _asked(round_id) + 1}
    return see_other(f"{address('respondent.receipt', round_id=round_id)}?thu=1")
