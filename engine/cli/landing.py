"""How a round receives respondents, on the command line: who asks, who may begin, what is promised of the sample."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
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


def set_landing(store: Store, round_id: str, args: argparse.Namespace) -> bool:
    """Set what was given and leave the rest; whether anything was. ThuocDoError for what makes no sense."""
    from engine.store.invited import Entry

    given = {
        name: value
        for name, value in (
            ("entry", Entry(args.entry) if args.entry else None),
            ("lead", _line("--lead", args.lead)),
            ("contact", _line("--contact", args.contact)),
            ("keep_contacts", _least("--keep-contacts", args.keep_contacts, 0)),
            ("smallest", _least("--smallest-stratum", args.smallest_stratum, 3)),
        )
        if value is not None
    }
    if given:
        from engine.cli.acting import who
        from engine.rounds import zone
        from engine.store.audit import Entry as Act

        before = store.welcome(round_id)
        told = [", ".join(f"{name}: {each}" for name, each in values.items()) for values in (
            {name: getattr(before, name) for name in given}, given,
        )]  # fmt: skip
        act = Act(zone.now(), who(), "round.landing", f"round/{round_id}", *told)
        with store.acting(act):
            store.set_welcome(round_id, replace(before, **given))  # type: ignore[arg-type]  # as named
    return bool(given)


def check_landing(args: argparse.Namespace) -> None:
    """ThuocDoError for options that make no sense, before anything is done."""
    _line("--lead", args.lead)
    _line("--contact", args.contact)
    _least("--keep-contacts", args.keep_contacts, 0)
    _least("--smallest-stratum", args.smallest_stratum, 3)


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
    if text is None:
        return None
    plain = " ".join(text.split())
    if len(plain) > 200 or any(ord(each) < 32 for each in text):
        raise ThuocDoError(f"{option} is one line of at most 200 characters.")
    return plain


def _least(option: str, number: int | None, least: int) -> int | None:
    if number is not None and not least <= number <= 10_000:
        raise ThuocDoError(f"{option} {number}: give {least} to 10000.")
    return number


DOES = {"landing": _landing}
"""What each part does."""
