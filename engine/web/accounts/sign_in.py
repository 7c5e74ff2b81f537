"""Signing in and out, and setting a password by a link."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Reply

from engine.people import acts
from engine.people.passwords import fault_of
from engine.people.permissions import Action
from engine.people.signing_in import proven, second_factor_fits
from engine.people.tokens import hash_token
from engine.people.tries import of_sign_in
from engine.store.staff import Account
from engine.web import errors, staff
from engine.web.accounts.kept import Kept, carried
from engine.web.gate import needs
from engine.web.house import house
from engine.web.paths import own_path
from engine.wording.catalog import mark

pages = Blueprint("sign_in", __name__)

WRONG = mark("Tên đăng nhập hoặc mật khẩu không đúng. Xin thử lại.")
WRONG_CODE = mark("Mã này không đúng, đã được dùng hoặc đã hết hạn. Xin nhập mã mới.")
WAIT = mark("Đã thử sai quá nhiều lần. Xin chờ {minutes} phút rồi thử lại.")
OLD_LINK = mark("Liên kết này đã được dùng hoặc đã quá hạn. Xin nhờ người quản trị gửi liên kết mới.")
NOT_THE_SAME = mark("Hai lần nhập mật khẩu chưa giống nhau. Xin nhập lại.")


@pages.get("/dang-nhap")
@needs(Action.PUBLIC)
def page() -> ResponseReturnValue:
    """Name and password; who is signed in goes on."""
    where = own_path(request.args.get("tiep", ""))
    return _onward(where) if staff.me() else page_with(where)


@pages.post("/dang-nhap")
@needs(Action.PUBLIC)
def enter() -> ResponseReturnValue:
    """Sign in, or say that it was not right: the same words, and the same time, whatever was wrong."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    where, tries = own_path(request.form.get("tiep", "")), house().tries
    guesser = of_sign_in(request.remote_addr or "", name.strip().lower())
    wait = tries.wait(guesser)
    if wait:
        return page_with(where, name, WAIT, wait, carried()), 429
    account = proven(house().store, name, password)
    if account is None:
        tries.count(guesser)
        return page_with(where, name, WRONG, kept=carried()), 401
    return let_in(account, where, carried())


def let_in(account: Account, where: str, kept: Kept) -> Reply:
    """Where a person whose password was right goes: to the second factor, if there is one."""
    if not account.has_second_factor:
        return staff.sign_in(_onward(where, kept), account, is_complete=True)
    if kept.fields:
        return staff.sign_in(make_response(_second(where, kept=kept)), account, is_complete=False)
    return staff.sign_in(redirect(url_for("sign_in.second_page", tiep=where or None), 303), account, is_complete=False)


def _onward(where: str, kept: Kept | None = None) -> Reply:
    """On to the page that was wanted, or to what was posted in vain."""
    if kept and kept.fields:
        return make_response(render_template("staff/send_again.html", kept=kept))
    return redirect(where or url_for("desk.rounds"), 303)


def page_with(where: str, name: str = "", wrong: str = "", minutes: int = 0, kept: Kept | None = None) -> str:
    """The sign-in page, with what it leads to, what was wrong, and what was posted in vain."""
    return render_template(
        "staff/sign_in.html",
        where=where,
        name=name[:64],
        wrong=wrong,
        minutes=minutes,
        kept=kept or Kept(),
        providers=house().catalog.sign_in_providers,
    )


@pages.get("/dang-nhap/buoc-hai")
@needs(Action.PUBLIC)
def second_page() -> ResponseReturnValue:
    """The code of the authenticator, for who has just given the right password."""
    where = own_path(request.args.get("tiep", ""))
    if staff.me():
        return _onward(where)
    return _second(where) if staff.held() else redirect(url_for("sign_in.page"), 303)


@pages.post("/dang-nhap/buoc-hai")
@needs(Action.PUBLIC)
def second() -> ResponseReturnValue:
    """Complete the sign-in by a code, each good for once."""
    where, half = own_path(request.form.get("tiep", "")), staff.held()
    if half is None:
        return redirect(url_for("sign_in.page"), 303)
    if half.sign_in.is_complete:
        return _onward(where)
    name, tries = half.account.name, house().tries
    guesser = of_sign_in(request.remote_addr or "", f"{name}\n2")
    wait = tries.wait(guesser)
    if wait:
        return _second(where, WAIT, wait, carried()), 429
    if not second_factor_fits(house().store, name, request.form.get("code", "")[:40], staff.now()):
        tries.count(guesser)
        return _second(where, WRONG_CODE, kept=carried()), 401
    return staff.sign_in(_onward(where, carried()), half.account, is_complete=True)


def _second(where: str, wrong: str = "", minutes: int = 0, kept: Kept | None = None) -> str:
    return render_template("staff/second_step.html", where=where, wrong=wrong, minutes=minutes, kept=kept or Kept())


@pages.post("/dang-xuat")
@needs(Action.PUBLIC)
def leave() -> Reply:
    """Sign this browser out."""
    return staff.sign_out(redirect(url_for("sign_in.page"), 303))


@pages.get("/mat-khau/<token>")
@needs(Action.PUBLIC)
def by_link(token: str) -> str:
    """Choose a password; looking at the page uses nothing up."""
    return render_template("staff/by_link.html", name=_named_by(token), wrong="")


@pages.post("/mat-khau/<token>")
@needs(Action.PUBLIC)
def set_by_link(token: str) -> ResponseReturnValue:
    """Set the password; the link is used up, and every sign-in of the account ends."""
    name, password = _named_by(token), request.form.get("password", "")
    wrong = fault_of(password, name) or ("" if password == request.form.get("again") else NOT_THE_SAME)
    if wrong:
        return render_template("staff/by_link.html", name=name, wrong=wrong), 422
    if acts.set_password_by_link(house().store, staff.now(), token, password) is None:
        raise errors.Shown(404, OLD_LINK)
    return staff.sign_out(redirect(url_for("sign_in.page"), 303))


def _named_by(token: str) -> str:
    name = house().store.reset_link(hash_token(token), staff.now())
    if name is None:
        raise errors.Shown(404, OLD_LINK)
    return name
