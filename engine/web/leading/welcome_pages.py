"""What respondents are told before they begin, and who may begin: said on a page as by command."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.people.permissions import Action
from engine.rounds import zone
from engine.rounds.invitations import entry_of
from engine.rounds.receiving import DAYS, LINE, Change, one_line, receive
from engine.store.invited import Entry, Welcome
from engine.store.nouns import Round
from engine.web import staff
from engine.web.forms.page_nouns import Mistake
from engine.web.gate import needs
from engine.web.house import house
from engine.web.languages import language
from engine.web.leading.move_words import MEANWHILE
from engine.web.leading.moves import found_round
from engine.wording.catalog import mark, say

pages = Blueprint("welcome_pages", __name__, url_prefix="/quan-tri/vong/<round_id>/loi-ngo")

NO_LINE = mark("Xin ghi một dòng, nhiều nhất {most} ký tự.")
NO_DAYS = mark("Xin ghi một số từ {low} đến {high}.")
NAMES: Mapping[str, str] = {
    "lead": mark("Cơ quan hỏi ý kiến"),
    "contact": mark("Liên hệ khi cần hỏi"),
    "keep_contacts": mark("Giữ danh bạ bao nhiêu ngày sau khi đóng đợt"),
}
ENTRIES: Mapping[Entry, str] = {
    Entry.OPEN: mark("Ai cũng làm được phiếu"),
    Entry.CODE: mark("Chỉ ai có mã trong thư mời"),
    Entry.BOTH: mark("Ai cũng làm được, có mã thì nhập mã"),
}


@pages.get("")
@needs(Action.MANAGE_ROUND)
def page(round_id: str) -> str:
    """What is said now."""
    return _shown(found_round(round_id))


@pages.post("")
@needs(Action.MANAGE_ROUND)
def change(round_id: str) -> ResponseReturnValue:
    """Say it otherwise; every mistake at once, and nobody's change overwritten."""
    round_ = found_round(round_id)
    before, wrong = house().store.welcome(round_.id), dict[str, str]()
    lines = {name: one_line(request.form.get(name, getattr(before, name))) for name in ("lead", "contact")}
    wrong |= {name: say(NO_LINE, language(), most=LINE) for name, text in lines.items() if text is None}
    days = request.form.get("keep_contacts", str(before.keep_contacts)).strip()
    if not (days.isascii() and days.isdigit() and len(days) < 6 and DAYS[0] <= int(days) <= DAYS[1]):
        wrong["keep_contacts"] = say(NO_DAYS, language(), low=DAYS[0], high=DAYS[1])
    if wrong:
        return _shown(round_, wrong), 422
    entry = next((each for each in Entry if each == request.form.get("entry")), None)
    told = Change(entry if entry != entry_of(before) else None, lines["lead"], lines["contact"], int(days))
    if told.on(before) and request.form.get("seen") != _stamp(before):
        return _shown(round_, notice=MEANWHILE), 409
    receive(house().store, round_.id, told, staff.myself().name, zone.now())
    return redirect(url_for("welcome_pages.page", round_id=round_.id, xong=1), 303)


def _stamp(welcome: Welcome) -> str:
    """What tells what is said from what was said before."""
    return sha256(repr(welcome).encode()).hexdigest()[:16]


def _shown(round_: Round, wrong: Mapping[str, str] | None = None, notice: str = "") -> str:
    now = house().store.welcome(round_.id)
    return staff.staff_page(
        "staff/welcome.html",
        round=round_,
        now=now,
        entry=entry_of(now),
        entries=ENTRIES,
        typed=request.form if wrong or notice else {},
        wrong=wrong or {},
        mistakes=[Mistake(text, name, say(NAMES[name], language())) for name, text in (wrong or {}).items()],
        notice=notice,
        stamp=_stamp(now),
        names=NAMES,
        most=LINE,
        done="xong" in request.args,
    )
