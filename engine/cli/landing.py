"""How a round receives respondents, on the command line: who asks, who may begin, what is promised of the sample."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.loading import add_data
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.store.contract import Store


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that `round create` and `round landing` share."""
    parser.add_argument("--entry", choices=("code", "open", "both"), help="who may begin: who holds a code, or anyone")
    parser.add_argument("--lead", metavar="NAME", help="the body that asks, as its letters name it")
    parser.add_argument("--contact", metavar="TEXT", help="whom respondents may ask: a telephone number, an address")
    parser.add_argument("--keep-contacts", type=int, metavar="DAYS", help="days after the close (90 unless given)")
    parser.add_argument(
        "--smallest-stratum", type=int, metavar="N", help="used codes before a response tells its stratum (10)"
    )


def add_landing(what: Any) -> None:
    """The part `landing` of `thuocdo round`."""
    landing = what.add_parser("landing", help="who asks, who may begin, how long contacts are kept; says how it is now")
    landing.add_argument("id", help="the round")
    add_options(landing)
    add_data(landing)


def set_landing(store: Store, round_id: str, args: argparse.Namespace) -> None:
    """Set what was given and leave the rest. ThuocDoError for what makes no sense."""
    from engine.cli.acting import who
    from engine.rounds import zone
    from engine.rounds.receiving import CODES, DAYS, Change, receive
    from engine.store.invited import Entry

    change = Change(
        Entry(args.entry) if args.entry else None,
        _line("--lead", args.lead),
        _line("--contact", args.contact),
        _within("--keep-contacts", args.keep_contacts, DAYS),
        _within("--smallest-stratum", args.smallest_stratum, CODES),
    )
    receive(store, round_id, change, who(), zone.now())


def check_landing(args: argparse.Namespace) -> None:
    """ThuocDoError for options that make no sense, before anything is done."""
    from engine.rounds.receiving import CODES, DAYS

    _line("--lead", args.lead)
    _line("--contact", args.contact)
    _within("--keep-contacts", args.keep_contacts, DAYS)
    _within("--smallest-stratum", args.smallest_stratum, CODES)


def _landing(args: argparse.Namespace, data: Path) -> int:
    from engine.cli.round_runs import found_round
    from engine.rounds.invitations import entry_of
    from engine.store.sqlite import SqliteStore

    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.id)
        set_landing(store, round_.id, args)
        now = store.welcome(round_.id)
    finally:
        store.close()
    sys.stdout.write(
        f"{round_.id}: entry {entry_of(now)}; lead: {now.lead or '(not said)'}; contact: {now.contact or '(not said)'};"
        f" contacts are deleted {now.keep_contacts} days after the close"
        f"{f' (were deleted on {now.deleted_on})' if now.deleted_on else ''};"
        f" strata are told from {now.smallest} used codes on\n"
    )
    return 0


def _line(option: str, text: str | None) -> str | None:
    from engine.rounds.receiving import LINE, one_line

    plain = None if text is None else one_line(text)
    if plain is None and text is not None:
        raise ThuocDoError(f"{option} is one line of at most {LINE} characters.")
    return plain


def _within(option: str, number: int | None, bounds: tuple[int, int]) -> int | None:
    if number is not None and not bounds[0] <= number <= bounds[1]:
        raise ThuocDoError(f"{option} {number}: give {bounds[0]} to {bounds[1]}.")
    return number


DOES = {"landing": _landing}
"""What each part does."""
