"""Signing in through another service: away to it, and back with who somebody is."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as Reply

from engine.hookspecs import SignInProvider
from engine.people.names import account_name
from engine.people.permissions import Action
from engine.people.tokens import SECOND_STEP
from engine.problems import MachineError, ThuocDoError
from engine.web import errors
from engine.web.accounts.kept import Kept
from engine.web.accounts.sign_in import let_in, page_with
from engine.web.gate import needs
from engine.web.house import house
from engine.web.paths import own_path
from engine.wording.catalog import mark

_PATH = "/dang-nhap/qua"
pages = Blueprint("elsewhere", __name__, url_prefix=_PATH)

COOKIE = "thuocdo-away"
NOT_REACHED = mark("Chưa kết nối được với dịch vụ đăng nhập. Xin thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu.")
NOT_PROVEN = mark("Dịch vụ đăng nhập chưa xác nhận được bạn là ai. Xin thử lại.")
NO_ACCOUNT = mark("Ở đây chưa có tài khoản nào mang tên mà dịch vụ đăng nhập cho biết. Xin hỏi người quản trị.")


@pages.get("/<provider>")
@needs(Action.PUBLIC)
def away(provider: str) -> ResponseReturnValue:
    """Send the browser to the service; what it has to bring back is sealed in a cookie of its own."""
    found, where = _provider(provider), own_path(request.args.get("tiep", ""))
    try:
        departure = found.depart(_callback(found))
    except (MachineError, ThuocDoError, TypeError, KeyError, ValueError) as failed:
        current_app.logger.error("signing in through %s failed", found.name, exc_info=failed)
        return page_with(where, wrong=NOT_REACHED), 503
    reply = redirect(departure.address, 303)
    sealed = _seal().dumps([found.name, where, dict(departure.kept)])
    seconds = int(SECOND_STEP.total_seconds())
    reply.set_cookie(
        COOKIE,
        sealed,
        max_age=seconds,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
        path=_PATH,
    )
    return reply


@pages.get("/<provider>/ve")
@needs(Action.PUBLIC)
def back(provider: str) -> ResponseReturnValue:
    """Let in whoever the service proves, if there is an account of that name; a second factor is asked for after it."""
    found = _provider(provider)
    try:
        name, where, kept = _seal().loads(request.cookies.get(COOKIE, ""), int(SECOND_STEP.total_seconds()))
    except BadData:
        return _refused("", NOT_PROVEN, 401)
    if name != found.name:
        return _refused("", NOT_PROVEN, 401)
    try:
        proven = found.arrive(_callback(found), request.url, kept)
    except ThuocDoError as refused:
        current_app.logger.warning("%s", refused)
        return _refused(where, NOT_PROVEN, 401)
    except MachineError as failed:
        current_app.logger.error("%s", failed)
        return _refused(where, NOT_REACHED, 503)
    account = house().store.account(account_name(proven))
    if account is None or account.is_disabled:
        return _refused(where, NO_ACCOUNT, 403)
    return _forget(let_in(account, where, Kept()))


def _refused(where: str, wrong: str, code: int) -> Reply:
    return _forget(current_app.make_response((page_with(where, wrong=wrong), code)))


def _forget(reply: Reply) -> Reply:
    """What was sealed counts once."""
    reply.delete_cookie(COOKIE, path=_PATH, httponly=True, samesite="Lax", secure=request.is_secure)
    return reply


def _callback(found: SignInProvider) -> str:
    return url_for("elsewhere.back", provider=found.name, _external=True)


def _provider(name: str) -> SignInProvider:
    found = next((each for each in house().catalog.sign_in_providers if each.name == name), None)
    if found is None:
        raise errors.Shown(404, errors.NOT_FOUND)
    return found


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="sign-in-elsewhere")
