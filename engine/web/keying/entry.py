"""Keying papers in: only for whom a one-time link let in, or an account that may; each sees only own entries."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session
from werkzeug.wrappers import Response as Reply

from engine.catalog import Offered
from engine.exchange.form_columns import Columns
from engine.exchange.form_keys import Screen, screen_of
from engine.framework.models import Form
from engine.people.permissions import About, Action, may, needs_second_factor
from engine.problems import ThuocDoError
from engine.rounds.taking import check_taking, respondents_form
from engine.store.nouns import PaperEntry, Round
from engine.web import errors
from engine.web.answering.visit import address, see_other
from engine.web.forms.page_nouns import Mistake
from engine.web.house import house
from engine.web.keying.entry_view import entry_parts
from engine.web.languages import language
from engine.web.staff import compulsory, me
from engine.wording.catalog import mark, say

pages = Blueprint("entry", __name__, url_prefix="/nhap-phieu")

NOT_LET_IN = mark("Không có trang nào ở địa chỉ này. Nếu bạn nhập phiếu, xin dùng đường dẫn được cấp cho bạn.")
NOT_TAKEN = mark("Đợt khảo sát này hiện không nhận phiếu nhập vào.")
BAD_NUMBER = mark("Xin ghi số phiếu, tối đa 40 ký tự.")
TAKEN = mark("Phiếu này đã được nhập vào hệ thống rồi.")
ELSEWHERE = mark("Phiếu này vừa được lưu ở nơi khác. Dưới đây là những gì bạn vừa gõ; xin xem lại rồi lưu.")

LONGEST_NUMBER = 40
MOST_FIELDS = 2_000
OWN = frozenset({"csrf_token", "version"})


@pages.get("/vao/<key>")
def door(key: str) -> str:
    """A button that lets in: opening the address alone, as mail programs do, uses nothing up."""
    return render_template("keying/door.html", key=key)


@pages.post("/vao/<key>")
def enter(key: str) -> Reply:
    """Let a clerk in, once."""
    found = house().store.use_pass(key)
    if found is None:
        raise errors.Shown(404, NOT_LET_IN)
    round_id, clerk = found
    session["clerk"] = {**session.get("clerk", {}), round_id: clerk}
    return see_other(address("entry.papers", round_id=round_id))


def clerk_of(round_id: str) -> str:
    """Who keys in here: whom a link let in, or an account that may; refuses everybody else."""
    clerk = session.get("clerk", {}).get(round_id)
    if isinstance(clerk, str) and clerk:
        return clerk
    person = me()
    if person is None or not may(person, Action.KEY_ANSWERS, About(round_id)):
        raise errors.Shown(404, NOT_LET_IN)
    if needs_second_factor(person, compulsory()):
        raise errors.Shown(403, errors.NOT_ALLOWED)
    return person.name


def _let_in(round_id: str) -> tuple[str, Round, Offered, Form]:
    clerk = clerk_of(round_id)
    round_ = house().round(round_id)
    if round_ is None:
        raise errors.Shown(404, NOT_LET_IN)
    try:
        check_taking(round_, "paper", clerk)
        offered = house().offered_for(round_)
        return clerk, round_, offered, respondents_form(offered.framework)
    except ThuocDoError:
        raise errors.Shown(409, NOT_TAKEN) from None


@pages.get("/<round_id>")
def papers(round_id: str) -> str:
    """The papers that this clerk has keyed in and that are not sent yet, and the way to the next one."""
    clerk, round_, offered, _form = _let_in(round_id)
    return _papers(clerk, round_, offered)


def _papers(clerk: str, round_: Round, offered: Offered, wrong: str = "") -> str:
    own = [entry for entry in house().store.entries(round_.id) if entry.clerk == clerk]
    saved = request.args.get("xong", "")
    kept = saved if any(entry.number == saved for entry in own) else ""
    return render_template(
        "keying/papers.html", round=round_, framework=offered.framework, clerk=clerk, own=own, wrong=wrong, saved=kept
    )


@pages.post("/<round_id>")
def choose(round_id: str) -> Reply | tuple[str, int]:
    """Begin a paper, or go on with it."""
    clerk, round_, offered, _form = _let_in(round_id)
    number = " ".join(request.form.get("number", "").split())
    if not _is_number(number):
        return _papers(clerk, round_, offered, BAD_NUMBER), 422
    if house().store.taken_numbers(round_id, "paper", [number]):
        return _papers(clerk, round_, offered, TAKEN), 422
    return see_other(address("entry.paper", round_id=round_id, number=number))


def _is_number(number: str) -> bool:
    return 0 < len(number) <= LONGEST_NUMBER and number.isprintable() and "/" not in number


@pages.post("/<round_id>/ra")
def leave(round_id: str) -> Reply:
    """Let this browser out again."""
    clerk_of(round_id)
    session["clerk"] = {key: clerk for key, clerk in session.get("clerk", {}).items() if key != round_id}
    return redirect(address("respondent.home"), 303)


def _own_entry(round_id: str, number: str, clerk: str, form: Form) -> PaperEntry:
    if not _is_number(number):
        raise errors.Shown(404, NOT_LET_IN)
    found = house().store.entries(round_id, number)
    new = PaperEntry(round_id, number, clerk, form.id, {}, {}, False)
    return next((entry for entry in found if entry.clerk == clerk), new)


@pages.get("/<round_id>/phieu/<number>")
def paper(round_id: str, number: str) -> str:
    """All of a form on one screen, as far as it was keyed in."""
    clerk, round_, offered, form = _let_in(round_id)
    entry = _own_entry(round_id, number, clerk, form)
    screen = screen_of(Columns(offered.framework, form, offered.vocabulary), entry.typed, language())
    return _shown(round_, offered, form, entry, screen, complain=bool(entry.version))


@pages.post("/<round_id>/phieu/<number>")
def save(round_id: str, number: str) -> str | Reply | tuple[str, int]:
    """Keep all that was typed; where the form does not take it, or more is asked now, the screen comes again."""
    clerk, round_, offered, form = _let_in(round_id)
    before = _own_entry(round_id, number, clerk, form)
    typed = {name: text[:10_000] for name, text in request.form.items() if name not in OWN}
    columns = Columns(offered.framework, form, offered.vocabulary)
    screen = screen_of(columns, typed, language())
    known = {name: text for name, text in typed.items() if name.rpartition(":")[2] in columns.by_id}
    typed = dict(list(known.items())[:MOST_FIELDS])  # also of parts that a slip of the hand has put out of sight
    seen = request.form.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    entry = PaperEntry(round_id, number, clerk, form.id, screen.keyed.answers, typed, screen.is_sound, version)
    try:
        kept = house().store.save_entry(entry)
    except ThuocDoError:
        if house().store.taken_numbers(round_id, "paper", [number]):
            return _papers(clerk, round_, offered, TAKEN), 409
        again = PaperEntry(round_id, number, clerk, form.id, {}, typed, False, before.version)
        return _shown(round_, offered, form, again, screen, complain=True, notice=ELSEWHERE), 409
    if screen.is_sound:
        return see_other(address("entry.papers", round_id=round_id, xong=number))
    after = PaperEntry(round_id, number, clerk, form.id, {}, typed, False, kept)
    shown = _shown(round_, offered, form, after, screen, complain=not screen.is_new)
    return shown if screen.is_new else (shown, 422)


def _shown(
    round_: Round, offered: Offered, form: Form, entry: PaperEntry, screen: Screen, *, complain: bool, notice: str = ""
) -> str:
    columns = Columns(offered.framework, form, offered.vocabulary)
    parts = entry_parts(columns, screen, entry.typed, language(), complain=complain)
    return render_template(
        "keying/paper.html",
        round=round_,
        framework=offered.framework,
        form=form,
        entry=entry,
        parts=parts,
        notice=notice,
        complain=complain,
        mistakes=[
            *(Mistake(say(each.text, language(), **each.values), "") for each in screen.wrong.get("", ()) if complain),
            *(Mistake(text, field.id, field.label) for part in parts for field in part.fields for text in field.wrong),
        ],
    )
