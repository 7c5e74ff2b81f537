"""`thuocdo mail`: whether mail goes out, what waits, and who could not be reached."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine.cli.loading import add_data, data_folder, print_rows
from engine.problems import ThuocDoError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with mail."""
    parser.epilog = (
        "Mail goes out when THUOCDO_SMTP is set for `thuocdo serve`; see docs/mail.md.\n"
        "example: thuocdo mail test --to you@example.vn\n"
        "example: thuocdo mail status --data /var/lib/thuocdo"
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT", parser_class=type(parser))
    test = what.add_parser("test", help="send one mail at once and say how it went")
    test.add_argument("--to", required=True, metavar="ADDRESS", help="who gets it")
    status = what.add_parser("status", help="how many mails wait, went and were given up, with the reasons")
    status.add_argument("--clear", action="store_true", help="after that forget confirmations that were given up")
    bounces = what.add_parser("bounces", help="the contacts of a round whose addresses were refused, with the reasons")
    bounces.add_argument("round", help="the round's id")
    bounces.add_argument("--clear", action="store_true", help="forget them after telling them")
    bounces.add_argument(
        "--mark", action="store_true", help="note them in the sample as not reached, and forget them here"
    )
    drop = what.add_parser("drop", help="take back what waits for a round")
    drop.add_argument("round", help="the round's id")
    for part in (status, bounces):
        part.add_argument("--json", action="store_true", help="for programs")
    for part in (status, bounces, drop):
        add_data(part)


def run(args: argparse.Namespace) -> int:
    """Do it, and say how it is."""
    return {"test": _test, "status": _status, "bounces": _bounces, "drop": _drop}[args.what](args)


def _test(args: argparse.Namespace) -> int:
    from engine.jobs.mail_address import read_address
    from engine.jobs.smtp import Letter, must_have_smtp, send_now
    from engine.reports.mails import trial

    smtp, address = must_have_smtp(), read_address(args.to)
    if address is None:
        raise ThuocDoError(f"{args.to!r} is no e-mail address.")
    words = trial()
    send_now(smtp, Letter(secrets.token_hex(16), address, words.subject, words.text, words.html))
    sys.stdout.write(f"{address}: the mail was taken by {smtp.host}.\n")
    return 0


def _status(args: argparse.Namespace) -> int:
    from engine.jobs.pulse import is_alive
    from engine.jobs.smtp import read_smtp
    from engine.store.outbox import Kind, Outbox

    data = data_folder(args.data)
    outbox, smtp = Outbox(data), read_smtp(os.environ)
    rows: list[dict[str, object]] = [
        {"round": each.round_id, "mail": each.kind, "state": each.state, "mails": each.mails, "reason": each.reason}
        for each in outbox.counts()
    ]
    if not args.json:
        _tell_settings(data, str(smtp) if smtp else "", is_alive(data, time.time()), bool(rows))
    if rows or args.json:
        print_rows(rows, args.json)
    if args.clear:
        outbox.forget_given_up(kind=Kind.CONFIRMATION)
    return 0


def _tell_settings(data: Path, smtp: str, is_alive: bool, any_mail: bool) -> None:
    worker = "" if is_alive else f" No worker takes it there: thuocdo serve --data {data}"
    known = f"Mail goes out as {smtp}." if smtp else "Here THUOCDO_SMTP is not set; the server may have its own."
    sys.stdout.write(f"{known}{worker}\n" + ("" if any_mail else "No mail was ever queued.\n"))


def _bounces(args: argparse.Namespace) -> int:
    from engine.store.outbox import Kind, Outbox

    outbox = Outbox(data_folder(args.data))
    found = [each for each in outbox.given_up() if (each.round_id, each.kind) == (args.round, Kind.REMINDER)]
    rows: list[dict[str, object]] = [
        {"contact": each.about, "address": each.address, "reason": each.reason} for each in found
    ]
    if rows or args.json:
        print_rows(rows, args.json)
    else:
        sys.stdout.write(f"{args.round}: no address was refused.\n")
    if args.mark and found:
        _mark(args, [each.about for each in found])
    if args.mark or args.clear:
        outbox.forget_given_up(args.round, Kind.REMINDER)
    return 0


def _mark(args: argparse.Namespace, contacts: Sequence[str]) -> None:
    """Note contacts as not reached, in the trail too; who is in the sample no more is let be."""
    from engine.cli.invite import Desk, entry_of
    from engine.cli.round_runs import found_round
    from engine.rounds.invitations import named
    from engine.store.invitations import InvitationBook
    from engine.store.sqlite import SqliteStore

    data = data_folder(args.data)
    store = SqliteStore.open(data)
    try:
        desk = Desk(args, data, store, InvitationBook(data), found_round(store, args.round))
        found, _ = named(desk.book.invitations(args.round), contacts)
        desk.book.mark_bounced(each.code for each in found)
        store.note(replace(entry_of(desk, "bounced"), after=str(len(found))))
    finally:
        store.close()


def _drop(args: argparse.Namespace) -> int:
    from engine.store.outbox import Outbox

    gone = Outbox(data_folder(args.data)).drop(args.round)
    sys.stdout.write(f"{args.round}: mails taken back: {gone}\n")
    return 0
