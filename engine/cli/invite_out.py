"""What goes out to a sample on the command line: letters, short messages, reminders."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.loading import add_data
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.cli.invite import Desk
    from engine.exchange.invited import Asking
    from engine.store.invited import Invitation, Welcome


A_FILE = 1000
"""So many letters one file holds at most: a page takes over half a megabyte of memory until its file is written."""


def add_out(what: Any) -> None:
    """The parts `letters`, `sms` and `remind` of `thuocdo invite`."""
    for name, words, out in (
        ("letters", "a PDF with a page for each who has not answered: the code, and a QR picture of it", "PDF"),
        ("sms", "phone,text,parts: a short message for each who has not answered", "CSV"),
        ("remind", "who has not answered, is reached and did not ask for quiet: CSV, or letters as PDF", "FILE"),
    ):
        part = what.add_parser(name, help=words)
        part.add_argument("round", help="the round's id")
        part.add_argument("--out", type=Path, required=name != "remind", metavar=out, help="is replaced if it is there")
        part.add_argument("--address", metavar="URL", help="where respondents find the site (else THUOCDO_ADDRESS)")
        part.add_argument("--only", type=Path, metavar="FILE", help="those in a column `contact` or `code` of a file")
        if name == "sms":
            part.add_argument(
                "--marks", action="store_true", help="keep Vietnamese marks: 70 characters a part instead of 160"
            )
        if name == "remind":
            part.add_argument("--send", action="store_true", help="by e-mail, to those with an address (docs/mail.md)")
            part.add_argument("--again", action="store_true", help="send although that was done today already")
        add_data(part)


def _asking(desk: Desk) -> tuple[Asking, Welcome]:
    """What is said in every letter and message; ThuocDoError where something is not known."""
    from engine.exchange.invited import Asking

    address = desk.args.address or os.environ.get("THUOCDO_ADDRESS", "")
    if not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+(/[A-Za-z0-9._~\-/]*)?", address):
        raise ThuocDoError("Say with --address where respondents find the site, as in https://khaosat.example.vn.")
    welcome = desk.store.welcome(desk.round_.id)
    if not welcome.lead:
        raise ThuocDoError(f"Say first who asks: thuocdo round landing {desk.round_.id} --lead NAME --contact TEXT.")
    return Asking(welcome.lead, desk.round_.title, desk.round_.closes, address), welcome


def _chosen(desk: Desk, choose: Callable[[Sequence[Invitation]], list[Invitation]]) -> list[Invitation]:
    """Those who are to be written to; ThuocDoError where there is nobody."""
    from engine.exchange.samples import complain_of_strangers, read_names
    from engine.rounds import zone
    from engine.rounds.invitations import is_over, named

    if is_over(desk.round_, zone.today()):
        raise ThuocDoError(f"The round {desk.round_.id} takes no more answers: nobody is invited to it.")
    everybody = desk.book.invitations(desk.round_.id)
    if not everybody:
        raise ThuocDoError(f"Nobody is invited to {desk.round_.id}: thuocdo invite import {desk.round_.id} SAMPLE.csv")
    found = choose(everybody)
    if desk.args.only:
        only, strangers = named(everybody, read_names(desk.args.only))
        complain_of_strangers(desk.args.only, strangers)
        codes = {each.code for each in only}
        found = [each for each in found if each.code in codes]
    if not found:
        raise ThuocDoError("There is nobody to write to: all have answered, are not reached, or want no reminders.")
    return found


def _letters(desk: Desk) -> int:
    from engine.rounds.invitations import to_write_to

    asking, welcome = _asking(desk)
    return _print(desk, _chosen(desk, to_write_to), asking, welcome, is_reminder=False)


def _print(desk: Desk, chosen: Sequence[Invitation], asking: Asking, welcome: Welcome, *, is_reminder: bool) -> int:
    from engine.cli.loading import load_catalog
    from engine.cli.progress import bar
    from engine.exchange.scores import must_be_writable
    from engine.exchange.whole_file import put_whole
    from engine.framework.models import Audience
    from engine.reports.letters import Letter, Round, letters_pdf
    from engine.rounds.pinned import pinned
    from engine.store.codes import in_groups

    must_be_writable(desk.args.out)
    framework = pinned(load_catalog(desk.data), desk.round_).framework
    form = next((form for form in framework.forms if form.audience is Audience.RESPONDENTS), None)
    named = desk.round_.title not in framework.title.root.values()  # else it is translated with the framework
    round_ = Round(
        desk.round_.title if named else framework.title, asking.lead, welcome.contact,
        asking.address.rstrip("/").split("://")[1] + "/m", asking.closes, form.minutes if form else None,
        welcome.keep_contacts, is_reminder,
    )  # fmt: skip
    letters = [
        Letter(of.name or of.key, of.address, in_groups(each.code), asking.link(each.code))
        for each in chosen
        if (of := each.contact) is not None
    ]
    stacks = [letters[start : start + A_FILE] for start in range(0, len(letters), A_FILE)]
    for number, stack in enumerate(stacks, start=1):
        out = desk.args.out if len(stacks) == 1 else desk.args.out.with_stem(f"{desk.args.out.stem}-{number}")
        bar("Letters", 0, len(stack))
        put_whole(out, letters_pdf(stack, round_, lambda done, of: bar("Letters", done, of)))
        sys.stdout.write(f"{out}: letters: {len(stack)}\n")
    return 0


def _sms(desk: Desk) -> int:
    from engine.exchange.invited import write_sms
    from engine.exchange.scores import must_be_writable
    from engine.rounds.invitations import to_write_to

    asking, _ = _asking(desk)
    chosen = _chosen(desk, to_write_to)
    must_be_writable(desk.args.out)
    written = write_sms(chosen, asking, desk.args.out, marks=desk.args.marks)
    without = f", without a telephone number: {len(chosen) - written}" if written < len(chosen) else ""
    sys.stdout.write(f"{desk.args.out}: messages: {written}{without}\n")
    return 0


def _remind(desk: Desk) -> int:
    from engine.cli.invite_mail import send_reminders
    from engine.exchange.invited import write_reminders
    from engine.exchange.scores import must_be_writable
    from engine.rounds.invitations import to_remind

    if bool(desk.args.out) == desk.args.send:
        raise ThuocDoError("Say where reminders go: --send by e-mail, or --out FILE, one of the two.")
    asking, welcome = _asking(desk)
    chosen = _chosen(desk, to_remind)
    if desk.args.send:
        return send_reminders(desk, chosen, asking, welcome)
    if desk.args.out.suffix.lower() == ".pdf":
        return _print(desk, chosen, asking, welcome, is_reminder=True)
    must_be_writable(desk.args.out)
    sys.stdout.write(f"{desk.args.out}: reminders: {write_reminders(chosen, asking, desk.args.out)}\n")
    return 0


OUT: dict[str, Callable[[Desk], int]] = {"letters": _letters, "sms": _sms, "remind": _remind}
"""What each part does."""
