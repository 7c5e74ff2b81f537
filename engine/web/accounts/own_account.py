"""One's own account: password, second factor, and the browsers that are signed in."""

from __future__ import annotations

import re

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.wrappers import Response as Reply

from engine.jobs.mail_address import read_address
from engine.people import acts
from engine.people import second_factor as factor
from engine.people.passwords import fault_of, is_password
from engine.people.permissions import Action
from engine.people.tries import of_sign_in
from engine.web import staff
from engine.web.accounts.sign_in import NOT_THE_SAME, WAIT, WRONG_CODE
from engine.web.gate import needs
from engine.web.house import house
from engine.web.staff_words import ROLES, moment
from engine.wording.catalog import mark

pages = Blueprint("own_account", __name__, url_prefix="/tai-khoan")

NO_ADDRESS = mark("Địa chỉ thư này không đúng dạng. Xin ghi như lan.nguyen@nghean.gov.vn.")
NOT_YOURS = mark("Mật khẩu hiện tại không đúng. Xin nhập lại.")


@pages.get("")
@needs(Action.OWN_ACCOUNT)
def page() -> str:
    """What the account is, and what can be changed of it."""
    return _page()


def _page(wrong: str = "", where: str = "", minutes: int = 0) -> str:
    """The page; `where` says beside which field the mistake stands."""
    person, held = staff.myself(), staff.held()
    return staff.staff_page(
        "staff/own_account.html",
        wrong=wrong,
        where=where,
        minutes=minutes,
        roles=ROLES,
        moment=moment,
        codes_left=house().store.recovery_codes_left(person.name),
        sign_ins=house().store.sign_ins(person.name),
        here=held.sign_in.mark if held else "",
    )


@pages.post("/thu-dien-tu")
@needs(Action.OWN_ACCOUNT)
def change_email() -> ResponseReturnValue:
    """Say where one is written to when a last day comes near; empty for nowhere."""
    typed = request.form.get("email", "").strip()[:300]
    address = read_address(typed) if typed else ""
    if address is None:
        return _page(NO_ADDRESS, "email"), 422
    acts.set_email(house().store, staff.actor(), staff.myself().name, address)
    return _back()


@pages.post("/mat-khau")
@needs(Action.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out, this one goes on under a new token."""
    person, given = staff.myself(), request.form
    refused = _not_proven("current")
    if refused:
        return refused
    wrong = fault_of(given.get("password", ""), person.name)
    if not wrong and given.get("password") != given.get("again"):
        wrong = NOT_THE_SAME
    if wrong:
        return _page(wrong, "password"), 422
    acts.set_password(house().store, staff.actor(), person.name, given["password"])
    return staff.sign_in(_back(), person, is_complete=True)


def _not_proven(where: str) -> ResponseReturnValue | None:
    """The page again, if the current password is not right: a browser left open changes nothing by itself."""
    person, tries = staff.myself(), house().tries
    guesser = of_sign_in(request.remote_addr or "", person.name)
    wait = tries.wait(guesser)
    if wait:
        return _page(WAIT, where, wait), 429
    if is_password(request.form.get("current", ""), house().store.secrets(person.name).password):
        return None
    tries.count(guesser)
    return _page(NOT_YOURS, where), 401


@pages.get("/mat-khau")
@pages.get("/thu-dien-tu")
@pages.get("/buoc-hai/tat")
@needs(Action.OWN_ACCOUNT)
def again() -> Reply:
    """Where a page that answered what was posted is opened again, in another language for instance."""
    return _back()


@pages.post("/phien")
@needs(Action.OWN_ACCOUNT)
def end_others() -> Reply:
    """Sign out everywhere else."""
    held = staff.held()
    acts.end_sign_ins(house().store, staff.actor(), staff.myself().name, held.sign_in.mark if held else "")
    return _back()


@pages.post("/phien/<mark_>")
@needs(Action.OWN_ACCOUNT)
def end_one(mark_: str) -> Reply:
    """Sign one browser out."""
    house().store.end_sign_in(staff.myself().name, mark_)
    return _back()


@pages.get("/buoc-hai")
@needs(Action.OWN_ACCOUNT)
def second_factor() -> ResponseReturnValue:
    """A new secret to share with an authenticator; it counts once a code of it came back."""
    return _back() if staff.myself().has_second_factor else _second_factor(factor.make_secret())


@pages.post("/buoc-hai")
@needs(Action.OWN_ACCOUNT)
def share_second_factor() -> ResponseReturnValue:
    """Keep the secret that the authenticator shares now, and show the codes for who loses it, this once."""
    person, secret = staff.myself(), request.form.get("secret", "")
    if person.has_second_factor:
        return _back()
    if not re.fullmatch(r"[A-Z2-7]{32}", secret):
        return redirect(url_for("own_account.second_factor"), 303)
    step = factor.step_of(request.form.get("code", ""), secret, staff.now())
    if step is None:
        return _second_factor(secret, WRONG_CODE), 422
    codes = factor.make_recovery_codes()
    acts.set_second_factor(house().store, staff.actor(), person.name, secret, codes)
    house().store.use_totp_step(person.name, step)
    return staff.staff_page("staff/recovery_codes.html", codes=codes)


def _second_factor(secret: str, wrong: str = "") -> str:
    import segno

    code = segno.make(factor.address_for(secret, staff.myself().name), error="m")
    picture = Markup(code.svg_inline(scale=4, border=4, dark="#16212d", light="#fff", svgclass="qr"))  # noqa: S704 (ours)
    groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    return staff.staff_page("staff/second_factor.html", secret=secret, groups=groups, picture=picture, wrong=wrong)


@pages.post("/buoc-hai/tat")
@needs(Action.OWN_ACCOUNT)
def take_second_factor_away() -> ResponseReturnValue:
    """Do without a second factor again, or begin with another device; the password is asked for."""
    refused = _not_proven("off")
    if refused:
        return refused
    acts.set_second_factor(house().store, staff.actor(), staff.myself().name, "")
    return _back()


def _back() -> Reply:
    return redirect(url_for("own_account.page"), 303)
