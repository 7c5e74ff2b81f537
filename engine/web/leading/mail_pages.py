"""Mail of a round: what waits, went or came back; and trying again, taking back, noting who was not reached."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.jobs.pulse import is_alive
from engine.jobs.smtp import read_smtp
from engine.people.permissions import Action
from engine.problems import ThuocDoError
from engine.rounds import zone
from engine.rounds.forgetting import trail_of
from engine.rounds.invitations import named
from engine.rounds.small_counts import K, Told, alone
from engine.store.audit import Entry
from engine.store.outbox import Kind, Outbox
from engine.web import staff
from engine.web.answering.invited import book
from engine.web.gate import needs
from engine.web.house import house
from engine.web.leading.moves import found_round
from engine.wording.catalog import mark

pages = Blueprint("mail_pages", __name__, url_prefix="/quan-tri/vong/<round_id>/thu-dien-tu")

KINDS: Mapping[str, str] = {
    Kind.REMINDER: mark("Thư nhắc"),
    Kind.DEADLINE: mark("Thư nhắc hạn cho cán bộ"),
    Kind.CONFIRMATION: mark("Thư gửi mã biên nhận"),
}
MAIL_STATES: Mapping[str, str] = {
    "waiting": mark("đang chờ gửi"),
    "tried": mark("chưa gửi được, sẽ thử lại"),
    "given up": mark("không gửi được"),
    "sent": mark("đã gửi"),
}
DONE: Mapping[str, str] = {
    "thu-lai": mark("Các thư chưa gửi được sẽ được thử lại ngay."),
    "rut-lai": mark("Đã rút lại các thư nhắc đang chờ."),
    "ghi-lai": mark("Đã ghi vào mẫu là không liên hệ được; các đợt nhắc sau sẽ bỏ qua họ."),
}


@dataclass(frozen=True)
class Row:
    """How many mails of a kind are in a state, and what the server said."""

    kind: str
    state: str
    mails: Told
    reason: str


@pages.get("")
@needs(Action.INVITE)
def mail(round_id: str) -> str:
    """How mail of the round goes. Of mails that respondents asked for, few are told as few."""
    round_ = found_round(round_id)
    outbox = Outbox(house().data)
    rows = [
        Row(each.kind, each.state, (alone if each.kind is Kind.CONFIRMATION else Told)(each.mails), each.reason)
        for each in outbox.counts()
        if each.round_id == round_.id
    ]
    return staff.staff_page(
        "staff/mail.html",
        round=round_,
        rows=rows,
        unreached=_unreached(outbox, round_.id),
        waits=any(row.state in ("waiting", "tried") and row.kind == Kind.REMINDER for row in rows),
        tried=any(row.state == "tried" for row in rows),
        server=_server(),
        is_alive=is_alive(house().data, time.time()),
        kinds=KINDS,
        states=MAIL_STATES,
        k=K,
        done=DONE.get(request.args.get("xong", "")),
    )


@pages.post("/<any('thu-lai', 'rut-lai', 'ghi-lai'):act>")
@needs(Action.INVITE)
def do(round_id: str, act: str) -> ResponseReturnValue:
    """Do it; a second click finds nothing left to do."""
    round_ = found_round(round_id)
    what, does = _DOES[act]
    count = does(Outbox(house().data), round_.id)
    if count:
        entry = Entry(zone.now(), staff.myself().name, what, trail_of(round_.id), after=str(count))
        house().store.note(entry)
    return redirect(url_for("mail_pages.mail", round_id=round_.id, xong=act), 303)


def _server() -> str:
    """What mail goes out by; "" where nothing is set, or it is set wrongly."""
    try:
        return str(read_smtp(os.environ) or "")
    except ThuocDoError:
        return ""


def _unreached(outbox: Outbox, round_id: str) -> Sequence[tuple[str, str, str]]:
    """Contacts whose addresses were refused: as the sample names them, the address, and why."""
    return [
        (each.about, each.address, each.reason)
        for each in outbox.given_up()
        if (each.round_id, each.kind) == (round_id, Kind.REMINDER)
    ]


def _note_unreached(outbox: Outbox, round_id: str) -> int:
    found, _ = named(book().invitations(round_id), [about for about, _, _ in _unreached(outbox, round_id)])
    book().mark_bounced(each.code for each in found)
    outbox.forget_given_up(round_id, Kind.REMINDER)
    return len(found)


_DOES: Mapping[str, tuple[str, Callable[[Outbox, str], int]]] = {
    "thu-lai": ("mail.retry", Outbox.retry),
    "rut-lai": ("mail.take_back", Outbox.take_back_reminders),
    "ghi-lai": ("invitations.bounced", _note_unreached),
}
"""What each button does, by its address: the act of the audit trail, and the doing, which says for how many."""
