"""`thuocdo user`: accounts of staff from the machine itself; the first administrator is made here."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from engine.cli.loading import add_data, data_folder, print_rows
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.people.acts import Actor
    from engine.store.contract import Store
    from engine.store.staff import Account, Binding

_FAULTS = {
    "name": "An account's name has lower-case letters, digits and . _ - @ only, as in lan.nguyen.",
    "administrator_is_bound": "An administrator keeps the whole house: leave --unit, --group and --round out.",
    "unit_is_missing": "That role is for one unit: say which with --unit.",
    "unit_and_group": "A unit lies in its group already: give --unit or --group, not both.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with which account."""
    parser.epilog = (
        "example: thuocdo user add lan --role administrator\n"
        "example: thuocdo user add hoa --role unit_head --unit so-tai-chinh --link\n"
        "example: thuocdo user role lan lead_body --round hai-long-2026\n"
        "example: thuocdo user reset hoa"
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT", parser_class=type(parser))
    add = _named(what, "add", "an account; its password is asked for, or set by whoever has the link")
    add.add_argument("--full-name", default="", help="the person's name")
    add.add_argument(
        "--agency", default="", metavar="UNIT", help="the unit the person works in, never appraised by them"
    )
    add.add_argument("--role", action="append", default=[], help="a role to begin with; may be repeated")
    _add_bounds(add)
    _add_password(add)
    role = _named(what, "role", "give an account a role, or take it away")
    role.add_argument(
        "role", help="administrator, lead_body, unit_editor, unit_head, appraiser, council, viewer, clerk"
    )
    role.add_argument("--take-away", action="store_true", help="take that role away instead")
    role.add_argument("--reason", default="", help="why, for the audit trail")
    _add_bounds(role)
    email = _named(what, "email", "say where somebody is written to when a last day comes near")
    email.add_argument("address", help='an e-mail address; "" for none')
    disable = _named(what, "disable", "let an account sign in no more; where it is signed in ends")
    disable.add_argument("--undo", action="store_true", help="let it sign in again")
    disable.add_argument("--reason", default="", help="why, for the audit trail")
    reset = _named(what, "reset", "set a new password, or print a link by which its owner sets one")
    reset.add_argument(
        "--second-factor", action="store_true", help="take the second factor away: device and codes lost"
    )
    _add_password(reset)
    sessions = _named(what, "sessions", "where an account is signed in")
    sessions.add_argument("--end", action="store_true", help="sign it out everywhere")
    sessions.add_argument("--json", action="store_true", help="for programs")
    listed = what.add_parser("list", help="every account with its roles")
    add_data(listed)
    listed.add_argument("--json", action="store_true", help="for programs")


def _named(what: Any, name: str, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = what.add_parser(name, help=words)
    parser.add_argument("name", help="the account")
    add_data(parser)
    return parser


def _add_bounds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", default="", help="the role is for this unit alone")
    parser.add_argument("--group", default="", help="the role is for the units of this group alone")
    parser.add_argument("--round", default="", dest="round_id", help="the role is for this round alone")


def _add_password(parser: argparse.ArgumentParser) -> None:
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--link", action="store_true", help="print a link by which the password is set, good for three days"
    )
    way.add_argument("--password-stdin", action="store_true", help="read the password from the first line of input")
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="where pages are served, for the link")


def run(args: argparse.Namespace) -> int:
    """Do it, and say in one line what is so now."""
    from engine.cli.acting import who
    from engine.people.acts import Actor
    from engine.rounds import zone
    from engine.store.sqlite import SqliteStore

    store = SqliteStore.open(data_folder(args.data))
    try:
        return _DOES[args.what](args, store, Actor(who(), zone.now()))
    finally:
        store.close()


def _add(args: argparse.Namespace, store: Store, by: Actor) -> int:
    from engine.people import acts, names
    from engine.store.staff import Account

    name = names.account_name(args.name)
    new = Account(name, args.full_name, args.agency, tuple(_binding(args, role, store) for role in args.role))
    fault = names.fault_of_account(new)
    if fault:
        raise ThuocDoError(_FAULTS[fault])
    if store.account(name):
        raise ThuocDoError(f"There is an account “{name}” already; choose another name.")
    password = None if args.link else _password(args, name)
    acts.add_account(store, by, new)
    sys.stdout.write(f"{name}: added; {_roles(new) or 'no role yet'}\n")
    return _give(args, store, by, name, password)


def _role(args: argparse.Namespace, store: Store, by: Actor) -> int:
    from engine.people import acts, names

    account, binding = _account(store, args.name), _binding(args, args.role, store)
    fault = names.fault_of_binding(binding)
    if fault and not args.take_away:
        raise ThuocDoError(_FAULTS[fault])
    if args.take_away and binding not in account.bindings:
        raise ThuocDoError(f"{account.name} has no such role; it has: {_roles(account) or 'none'}.")
    give, take = ([], [binding]) if args.take_away else ([binding], [])
    acts.change_roles(store, by, account.name, give, take, args.reason)
    sys.stdout.write(f"{account.name}: {_roles(_account(store, account.name)) or 'no role'}\n")
    return 0


def _email(args: argparse.Namespace, store: Store, by: Actor) -> int:
    from engine.jobs.mail_address import read_address
    from engine.people import acts

    account = _account(store, args.name)
    address = read_address(args.address) if args.address else ""
    if address is None:
        raise ThuocDoError(f"`{args.address}` is no e-mail address.")
    acts.set_email(store, by, account.name, address)
    sys.stdout.write(f"{account.name}: {'written to at ' + address if address else 'not written to'}\n")
    return 0


def _disable(args: argparse.Namespace, store: Store, by: Actor) -> int:
    from engine.people import acts

    account = _account(store, args.name)
    acts.set_disabled(store, by, account.name, not args.undo, args.reason)
    sys.stdout.write(f"{account.name}: {'may sign in' if args.undo else 'may sign in no more'}\n")
    return 0


def _reset(args: argparse.Namespace, store: Store, by: Actor) -> int:
    from engine.people import acts

    account = _account(store, args.name)
    if args.second_factor:
        acts.set_second_factor(store, by, account.name, "")
        sys.stdout.write(f"{account.name}: the password alone lets in, until a second factor is set up again\n")
        return 0
    return _give(args, store, by, account.name, _password(args, account.name) if args.password_stdin else None)


def _sessions(args: argparse.Namespace, store: Store, by: Actor) -> int:
    from engine.people import acts

    account = _account(store, args.name)
    if args.end:
        ended = acts.end_sign_ins(store, by, account.name)
        sys.stdout.write(f"{account.name}: {ended} sign-in(s) ended\n")
        return 0
    rows = [
        {"device": each.device or "unknown", "begun": each.begun.isoformat(), "seen": each.seen.isoformat()}
        for each in store.sign_ins(account.name)
    ]
    print_rows(rows, args.json)
    return 0


def _list(args: argparse.Namespace, store: Store, _by: Actor) -> int:
    rows = [
        {
            "name": each.name,
            "full_name": each.full_name,
            "agency": each.agency,
            "email": each.email,
            "state": _state(each),
            "roles": _roles(each),
        }
        for each in store.accounts()
    ]
    print_rows(rows, args.json)
    return 0


_DOES: Mapping[str, Callable[[argparse.Namespace, Store, Actor], int]] = {
    "add": _add, "role": _role, "email": _email, "disable": _disable, "reset": _reset, "sessions": _sessions,
    "list": _list,
}  # fmt: skip


def _account(store: Store, given: str) -> Account:
    from engine.people.names import account_name

    found = store.account(account_name(given))
    if found is None:
        raise ThuocDoError(f"There is no account `{given}`; `thuocdo user list` shows those there are.")
    return found


def _binding(args: argparse.Namespace, named: str, store: Store) -> Binding:
    from engine.store.staff import Binding, Role

    role = named.replace("-", "_")
    if role not in set(Role):
        raise ThuocDoError(f"There is no role `{named}`; roles are: {', '.join(Role)}.")
    if args.round_id and store.round(args.round_id) is None:
        raise ThuocDoError(f"There is no round `{args.round_id}`; `thuocdo round list` shows those there are.")
    return Binding(Role(role), args.unit, args.group, args.round_id)


def _roles(account: Account) -> str:
    from engine.people.names import in_words

    return "; ".join(map(in_words, account.bindings))


def _state(account: Account) -> str:
    if account.is_disabled:
        return "disabled"
    return "active" if account.has_password else "no password"


def _password(args: argparse.Namespace, name: str) -> str:
    """A password that is good enough: the first line of input, else as typed twice on the terminal."""
    from engine.people.passwords import fault_of
    from engine.wording.catalog import say

    if args.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = getpass.getpass(f"Password for {name} (at least 12 characters): ")
        if password != getpass.getpass("The same again: "):
            raise ThuocDoError("The two passwords are not the same; nothing was changed. Try again.")
    else:
        raise ThuocDoError("There is no terminal to ask for a password: give --link or --password-stdin.")
    fault = fault_of(password, name)
    if fault:
        raise ThuocDoError(say(fault, "en"))
    return password


def _give(args: argparse.Namespace, store: Store, by: Actor, name: str, password: str | None) -> int:
    """Set the password, or print the link by which it is set."""
    from engine.people import acts

    if password is None:
        token = acts.make_link(store, by, name)
        sys.stdout.write(f"{args.address.rstrip('/')}/mat-khau/{token}\n")
        sys.stdout.write("Hand this link to its owner by a safe way: it sets the password once, within three days.\n")
        return 0
    acts.set_password(store, by, name, password)
    sys.stdout.write(f"{name}: the password is set\n")
    return 0
