"""`thuocdo invite`: import a sample, count who answered, delete contacts; what goes out is in `invite_out`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.invite_out import OUT, add_out
from engine.cli.loading import add_data, data_folder, print_rows
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.store.audit import Entry
    from engine.store.contract import Store
    from engine.store.invitations import InvitationBook
    from engine.store.nouns import Round


@dataclass(frozen=True)
class Desk:
    """What every part works on."""

    args: argparse.Namespace
    data: Path
    store: Store
    book: InvitationBook
    round_: Round


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with which round's sample."""
    parser.epilog = (
        "A sample is CSV or XLSX: contact[,name][,phone][,email][,address][,stratum][,units], units apart by ;.\n"
        "No command tells when a code was used, or joins a code to answers: that is kept nowhere.\n"
        "example: thuocdo invite import hai-long-2026 sample.xlsx\n"
        "example: thuocdo invite letters hai-long-2026 --address https://khaosat.example.vn --out letters.pdf\n"
        "example: thuocdo invite remind hai-long-2026 --address https://khaosat.example.vn --out reminders.csv\n"
        "example: thuocdo invite remind hai-long-2026 --address https://khaosat.example.vn --send"
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT", parser_class=type(parser))
    taken = _part(what, "import", "add who is not invited yet, each under a code of its own")
    taken.add_argument("file", type=Path, help="the sample, CSV or XLSX")
    add_out(what)
    bounced = _part(what, "bounced", "note whose letters came back: they get no more")
    bounced.add_argument("file", type=Path, help="CSV or XLSX with a column `contact` or `code`")
    counts = _part(what, "counts", "how many were invited and how many codes are used, by stratum")
    counts.add_argument("--json", action="store_true", help="for programs")
    forget = _part(what, "forget", "delete the contacts of a closed round when their days are over")
    forget.add_argument("--now", action="store_true", help="delete them before that")


def _part(what: Any, name: str, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = what.add_parser(name, help=words)
    parser.add_argument("round", help="the round's id")
    add_data(parser)
    return parser


def run(args: argparse.Namespace) -> int:
    """Do it, and say in one line what is so now."""
    from engine.cli.round_runs import found_round
    from engine.store.invitations import InvitationBook
    from engine.store.sqlite import SqliteStore

    data = data_folder(args.data)
    store = SqliteStore.open(data)
    try:
        desk = Desk(args, data, store, InvitationBook(data), found_round(store, args.round))
        return DOES[args.what](desk)
    finally:
        store.close()


def _import(desk: Desk) -> int:
    from dataclasses import replace

    from engine.cli.loading import load_catalog
    from engine.exchange.samples import read_sample
    from engine.rounds.invitations import check_may_invite, new_invitations
    from engine.rounds.pinned import pinned
    from engine.store.codes import make_code
    from engine.store.invited import Entry

    round_, book, store = desk.round_, desk.book, desk.store
    check_may_invite(round_)
    sample = read_sample(desk.args.file, pinned(load_catalog(desk.data), round_).framework)
    made = new_invitations(round_.id, sample, book.invitations(round_.id), make_code)
    if made:
        book.add(made)
        store.note(replace(entry_of(desk, "import"), after=str(len(made))))
    known = len(sample) - len(made)
    welcome, chosen = store.welcome(round_.id), ""
    if made and welcome.entry is None:
        store.set_welcome(round_.id, replace(welcome, entry=Entry.CODE))
        chosen = "; from now on a form is begun with a code (`thuocdo round landing` changes that)"
    already = f", already invited and left as they are: {known}" if known else ""
    sys.stdout.write(f"{round_.id}: invited anew: {len(made)}{already}{chosen}\n")
    return 0


def _bounced(desk: Desk) -> int:
    from dataclasses import replace

    from engine.exchange.samples import complain_of_strangers, read_names
    from engine.rounds.invitations import named

    found, strangers = named(desk.book.invitations(desk.round_.id), read_names(desk.args.file))
    complain_of_strangers(desk.args.file, strangers)
    desk.book.mark_bounced(each.code for each in found)
    desk.store.note(replace(entry_of(desk, "bounced"), after=str(len(found))))
    sys.stdout.write(f"{desk.round_.id}: not reached: {len(found)}\n")
    return 0


def _counts(desk: Desk) -> int:
    from engine.rounds.invitations import told_use

    uses = desk.book.use_of(desk.round_.id)
    rows: list[dict[str, object]] = [
        {"stratum": each.stratum, "invited": each.invited, "used": each.used}
        for each in told_use(uses, desk.store.welcome(desk.round_.id).smallest)
    ]
    if len(rows) > 1:
        total = {"invited": sum(each.invited for each in uses), "used": sum(each.used for each in uses)}
        rows.append({"stratum": "(all)", **total})
    print_rows(rows, desk.args.json)
    return 0


def _forget(desk: Desk) -> int:
    from engine.rounds import zone
    from engine.rounds.forgetting import forget, note_close
    from engine.rounds.invitations import deleted_from
    from engine.store.nouns import RoundState

    round_, day = desk.round_, zone.today()
    if round_.state in (RoundState.DRAFT, RoundState.OPEN):
        raise ThuocDoError(f"The round {round_.id} is {round_.state}: contacts are deleted after it is closed.")
    note_close(desk.store, round_, day)
    due = deleted_from(round_, desk.store.welcome(round_.id))
    if not desk.args.now and due is not None and day < due:
        raise ThuocDoError(f"The contacts of {round_.id} are kept until {due}; give --now to delete them before that.")
    gone = forget(desk.store, desk.book, round_, day, entry_of(desk, "forget"))
    sys.stdout.write(f"{round_.id}: contacts deleted: {gone}\n")
    return 0


def entry_of(desk: Desk, what: str) -> Entry:
    """An entry of the audit trail: who calls this command does something with the sample."""
    from engine.cli.acting import who
    from engine.rounds import zone
    from engine.rounds.forgetting import trail_of
    from engine.store.audit import Entry

    return Entry(zone.now(), who(), f"invitations.{what}", trail_of(desk.round_.id))


DOES: dict[str, Callable[[Desk], int]] = {
    "import": _import, "bounced": _bounced, "counts": _counts, "forget": _forget, **OUT,
}  # fmt: skip
"""What each part does."""
