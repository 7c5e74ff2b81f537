"""The way in with a code: from a letter or a message, by a QR picture, or typed; and asking not to be reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, session
from werkzeug.wrappers import Response as Reply

from engine.rounds import zone
from engine.rounds.invitations import deleted_from, entry_of, is_over
from engine.store.codes import read_code
from engine.store.invited import Entry, Invitation, Welcome
from engine.store.nouns import Response, Round, RoundState
from engine.web.answering.invited import WRONG_CODES, begun_with_code, book, held, settle, take
from engine.web.answering.visit import address, find_round, own_response, see_other
from engine.web.house import house
from engine.web.languages import language
from engine.wording.catalog import mark, say

pages = Blueprint("arriving", __name__)

NO_CODE = mark("Xin nhập mã mời: 8 ký tự trong thư hoặc tin nhắn mời bạn.")
NOT_A_CODE = mark("Mã này không đúng. Mã mời có 8 ký tự, ví dụ AB3D E5FG; không có các chữ I, O, Q, Z và các số 0, 1.")
UNKNOWN = mark("Không có lời mời nào mang mã này. Xin xem lại từng ký tự trong thư hoặc tin nhắn.")
OTHER_ROUND = mark("Mã này thuộc một đợt khảo sát khác. Xin vào đúng địa chỉ ghi trong thư hoặc tin nhắn.")
USED = mark("Mã này đã được dùng để gửi một phiếu. Nếu đó là bạn: cảm ơn bạn, bạn không cần làm gì thêm.")
USED_NOT_ME = mark("Nếu không phải bạn gửi phiếu đó, xin báo cho cơ quan chủ trì: {contact}")
NOT_YET = mark("Mã đúng, nhưng đợt khảo sát chưa bắt đầu nhận trả lời. Xin quay lại sau.")
TOO_MANY = mark("Đã có nhiều lần nhập mã không đúng từ địa chỉ mạng này. Xin thử lại sau {minutes} phút.")


@dataclass(frozen=True)
class Refusal:
    """Why a code lets nobody in, in the visitor's language, with the status of the page that says so."""

    status: int
    text: str


@dataclass(frozen=True)
class Arrival:
    """What a landing page tells of who asks and what is promised, and what it asks for."""

    welcome: Welcome
    entry: Entry
    invitation: Invitation | None  # whose code this browser holds
    has_sample: bool
    days_left: int | None
    contacts_until: date | None
    complaint: str = ""
    typed: str = ""

    @property
    def asks_code(self) -> bool:
        """Whether a form is begun with a code that this browser does not hold yet."""
        return self.entry is not Entry.OPEN and (self.invitation is None or self.invitation.is_used)


def arrival(round_: Round, refusal: Refusal | None = None, typed: str = "") -> Arrival:
    """What the landing page of a round tells this visitor."""
    welcome = house().store.welcome(round_.id)
    until = deleted_from(round_, welcome)
    if until is None and round_.closes is not None:
        until = round_.closes + timedelta(days=welcome.keep_contacts)
    return Arrival(
        welcome,
        entry_of(welcome),
        held(round_.id),
        entry_of(welcome) is not Entry.OPEN or not book().is_empty(round_.id),
        None if round_.closes is None or is_over(round_, zone.today()) else (round_.closes - zone.today()).days,
        until,
        refusal.text if refusal else "",
        typed[:40],
    )


@pages.get("/m")
def ask() -> str:
    """Where a code is typed."""
    return _asked()


@pages.post("/m")
def enter() -> Reply | tuple[str, int]:
    """Take a typed code."""
    return _entered(request.form.get("code", ""))


@pages.get("/m/<code>")
def by_link(code: str) -> Reply | tuple[str, int]:
    """Take the code of a link or a QR picture, and lead on at once: the address with the code is left behind."""
    return _entered(code)


@pages.post("/vong/<round_id>/nhac")
def remind(round_id: str) -> Reply:
    """Send no reminders to who holds this code, or send them again."""
    find_round(round_id)
    invitation = held(round_id)
    if invitation is not None:
        book().silence(invitation.code, is_quiet=request.form.get("quiet") == "1")
    return see_other(address("respondent.landing", round_id=round_id))


def _entered(typed: str) -> Reply | tuple[str, int]:
    found = admitted(typed)
    if isinstance(found, Refusal):
        return _asked(found, typed), found.status
    return redirect(address("respondent.landing", round_id=found.round_id), 303)


def _asked(refusal: Refusal | None = None, typed: str = "") -> str:
    return render_template(
        "answering/invitation_code.html", complaint=refusal.text if refusal else "", typed=typed[:40]
    )


def admitted(typed: str, round_id: str = "") -> Invitation | Refusal:
    """Let in who has a code that is not used, of this round if one is named; this browser holds it from now on."""
    if not typed.strip():
        return Refusal(422, say(NO_CODE, language()))
    if minutes := WRONG_CODES.minutes_to_wait():
        return Refusal(429, say(TOO_MANY, language(), minutes=minutes))
    code = read_code(typed)
    invitation = book().invitation(code) if code else None
    round_ = house().round(invitation.round_id) if invitation else None
    if invitation is None or round_ is None:
        WRONG_CODES.failed()
        return Refusal(422, say(UNKNOWN if code else NOT_A_CODE, language()))
    if round_id and invitation.round_id != round_id:
        return Refusal(422, say(OTHER_ROUND, language()))
    if invitation.is_used:
        return used(round_)
    take(invitation)
    if round_.state is RoundState.DRAFT:
        return Refusal(409, say(NOT_YET, language()))
    return invitation


def used(round_: Round) -> Refusal:
    """That a code was used, and whom to tell if that was somebody else."""
    contact = house().store.welcome(round_.id).contact
    not_me = f" {say(USED_NOT_ME, language(), contact=contact)}" if contact else ""
    return Refusal(409, say(USED, language()) + not_me)


def refused_start(round_: Round) -> Refusal | None:
    """Why this visitor may not begin a new form of a round, if so; a code that was posted along is taken."""
    entry = entry_of(house().store.welcome(round_.id))
    if entry is Entry.OPEN:
        return None
    typed = request.form.get("code", "")
    if typed.strip():
        found = admitted(typed, round_.id)
        return found if isinstance(found, Refusal) else None
    if entry is Entry.BOTH:
        return None
    invitation = held(round_.id)
    if invitation is None:
        return Refusal(422, say(NO_CODE, language()))
    return used(round_) if invitation.is_used else None


def settled(round_id: str) -> Response | None:
    """This browser's response in a round; the code of one that was sent is marked, if it was not yet."""
    response = own_response(round_id)
    settle(round_id, response)
    return response


def kept_with(round_: Round, response: Response) -> Refusal | None:
    """Take a code that is typed at the end for the form that this browser has; why not, if so."""
    found = admitted(request.form.get("code", ""), round_.id)
    if isinstance(found, Refusal):
        return found
    session["responses"] = {**session.get("responses", {}), round_.id: response.id}
    begun_with_code(round_.id, response.id)
    return None


def asks_at_the_end(round_: Round) -> bool:
    """Whether who sends is asked for a code: who went on with a form on another device than the one that holds it."""
    return entry_of(house().store.welcome(round_.id)) is Entry.CODE and held(round_.id) is None
