"""Accounts, as an administrator keeps them: who there is, what each may do, who is let in."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Reply

from engine.jobs.mail_address import read_address
from engine.people import acts
from engine.people.names import account_name, fault_of_account, fault_of_binding
from engine.people.permissions import Action
from engine.problems import ThuocDoError
from engine.store.staff import Account, Binding, Role
from engine.web import errors, staff, staff_words
from engine.web.accounts.own_account import NO_ADDRESS
from engine.web.gate import needs
from engine.web.house import house
from engine.web.staff_words import FAULTS, ROLES
from engine.wording.catalog import mark

pages = Blueprint("people_pages", __name__, url_prefix="/quan-tri/tai-khoan")

NO_ACCOUNT = mark("Không có tài khoản nào ở địa chỉ này.")
TAKEN = mark("Tên đăng nhập này đã có người dùng. Xin chọn tên khác.")
LAST = mark("Đây là người quản trị duy nhất còn vào được hệ thống. Xin giao vai trò này cho người khác trước.")
NO_ROLE = mark("Xin chọn một vai trò.")
UNKNOWN_ROUND = mark("Không có đợt nào mang mã “{given}”.")
UNKNOWN_UNIT = mark("Không bộ chỉ số nào có đơn vị mang mã “{given}”.")
UNKNOWN_GROUP = mark("Không bộ chỉ số nào có nhóm mang mã “{given}”.")


@pages.get("")
@needs(Action.MANAGE_PEOPLE)
def everybody() -> str:
    """Every account with its roles, and a form for one more."""
    return _everybody({})


def _everybody(typed: Mapping[str, str], wrong: str = "", about: str = "") -> str:
    return staff.staff_page(
        "staff/people.html",
        accounts=house().store.accounts(),
        roles=ROLES,
        rounds=house().rounds(),
        typed=typed,
        wrong=wrong,
        about=about,
    )


@pages.post("")
@needs(Action.MANAGE_PEOPLE)
def add() -> ResponseReturnValue:
    """Make an account, and show the link by which its owner sets a password."""
    typed = {name: value.strip()[:200] for name, value in request.form.items()}
    binding, wrong, about = _asked(typed)
    if wrong or binding is None:
        return _everybody(typed, wrong or NO_ROLE, about), 422
    name = account_name(typed.get("name", ""))
    new = Account(name, typed.get("full_name", ""), typed.get("agency", ""), (binding,))
    fault = fault_of_account(new)
    if fault:
        return _everybody(typed, FAULTS[fault]), 422
    if new.agency and new.agency not in _units():
        return _everybody(typed, UNKNOWN_UNIT, new.agency), 422
    try:
        acts.add_account(house().store, staff.actor(), new)
    except ThuocDoError:
        return _everybody(typed, TAKEN), 422
    return _with_link(name)


@pages.get("/<name>")
@needs(Action.MANAGE_PEOPLE)
def one(name: str) -> str:
    """One account: its roles, its sign-ins, and what can be done about it."""
    return _one(_found(name))


def _one(account: Account, wrong: str = "", about: str = "", link: str = "") -> str:
    return staff.staff_page(
        "staff/person.html",
        account=account,
        roles=ROLES,
        rounds=house().rounds(),
        sign_ins=house().store.sign_ins(account.name),
        words=staff_words,
        trail=house().store.audit(acts.about_account(account.name), 50),
        wrong=wrong,
        about=about,
        link=link,
        field="email" if wrong == NO_ADDRESS else "role",
    )


@pages.post("/<name>/vai-tro")
@needs(Action.MANAGE_PEOPLE)
def give_role(name: str) -> ResponseReturnValue:
    """Give one more role."""
    account = _found(name)
    binding, wrong, about = _asked({key: value.strip()[:200] for key, value in request.form.items()})
    if wrong or binding is None:
        return _one(account, wrong or NO_ROLE, about), 422
    acts.change_roles(house().store, staff.actor(), name, give=[binding], reason=_reason())
    return _back(name)


@pages.post("/<name>/bo-vai-tro")
@needs(Action.MANAGE_PEOPLE)
def take_role(name: str) -> ResponseReturnValue:
    """Take a role away: the one whose place in the account's list is posted with its words."""
    account, given = _found(name), request.form.getlist("binding")
    taken = [each for each in account.bindings if [each.role, each.unit, each.group, each.round_id] == given]
    try:
        with acts.leaving_an_administrator(house().store, name):
            acts.change_roles(house().store, staff.actor(), name, take=taken, reason=_reason())
    except acts.LastAdministratorError:
        return _one(account, LAST), 422
    return _back(name)


@pages.post("/<name>/thu-dien-tu")
@needs(Action.MANAGE_PEOPLE)
def change_email(name: str) -> ResponseReturnValue:
    """Say where somebody is written to when a last day comes near; empty for nowhere."""
    account, typed = _found(name), request.form.get("email", "").strip()[:300]
    address = read_address(typed) if typed else ""
    if address is None:
        return _one(account, NO_ADDRESS), 422
    acts.set_email(house().store, staff.actor(), name, address)
    return _back(name)


@pages.post("/<name>/khoa")
@needs(Action.MANAGE_PEOPLE)
def shut_out(name: str) -> ResponseReturnValue:
    """Shut an account out, or let it in again."""
    account, shut = _found(name), request.form.get("shut") == "1"
    try:
        with acts.leaving_an_administrator(house().store, name):
            acts.set_disabled(house().store, staff.actor(), name, shut, _reason())
    except acts.LastAdministratorError:
        return _one(account, LAST), 422
    return _back(name)


@pages.get("/<name>/<any('vai-tro', 'bo-vai-tro', 'khoa', 'lien-ket', 'thu-dien-tu'):_part>")
@needs(Action.MANAGE_PEOPLE)
def again(name: str, _part: str) -> Reply:
    """Where a page that answered what was posted is opened again, in another language for instance."""
    return _back(name)


@pages.post("/<name>/lien-ket")
@needs(Action.MANAGE_PEOPLE)
def link(name: str) -> ResponseReturnValue:
    """A new link to set a password, shown this once."""
    return _with_link(_found(name).name)


@pages.post("/<name>/buoc-hai")
@needs(Action.MANAGE_PEOPLE)
def take_second_factor_away(name: str) -> Reply:
    """Let somebody in who has lost device and codes: the password alone, until a second factor is set up again."""
    acts.set_second_factor(house().store, staff.actor(), _found(name).name, "")
    return _back(name)


@pages.post("/<name>/phien")
@needs(Action.MANAGE_PEOPLE)
def end_all(name: str) -> Reply:
    """Sign an account out everywhere."""
    acts.end_sign_ins(house().store, staff.actor(), _found(name).name)
    return _back(name)


def _with_link(name: str) -> str:
    token = acts.make_link(house().store, staff.actor(), name)
    return _one(_found(name), link=url_for("sign_in.by_link", token=token, _external=True))


def _asked(typed: Mapping[str, str]) -> tuple[Binding | None, str, str]:
    """The role that a form asks for, or what is wrong with it and about what."""
    unit, group, round_id = (typed.get(name, "") for name in ("unit", "group", "round_id"))
    if typed.get("role") not in set(Role):
        return None, NO_ROLE, ""
    binding = Binding(Role(typed["role"]), unit, group, round_id)
    fault = fault_of_binding(binding)
    if fault:
        return None, FAULTS[fault], ""
    if round_id and house().round(round_id) is None:
        return None, UNKNOWN_ROUND, round_id
    if unit and unit not in _units(round_id):
        return None, UNKNOWN_UNIT, unit
    if group and group not in _groups(round_id):
        return None, UNKNOWN_GROUP, group
    return binding, "", ""


def _units(round_id: str = "") -> set[str]:
    return {unit for framework in staff.frameworks_of(round_id) for unit in framework.unit}


def _groups(round_id: str = "") -> set[str]:
    return {group for framework in staff.frameworks_of(round_id) for group in framework.units.groups}


def _found(name: str) -> Account:
    account = house().store.account(name)
    if account is None:
        raise errors.Shown(404, NO_ACCOUNT)
    return account


def _reason() -> str:
    return request.form.get("reason", "").strip()[:500]


def _back(name: str) -> Reply:
    return redirect(url_for("people_pages.one", name=name), 303)
