"""The life of a round on the command line: open, close, reopen, extend, embargo, withdraw; all in the audit trail."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.loading import add_data
from engine.cli.round_runs import found_round

if TYPE_CHECKING:
    from engine.rounds.moves import By, LastDay
    from engine.store.contract import Store
    from engine.store.nouns import Round


def add_life(what: Any) -> None:
    """The parts of `thuocdo round` that move a round on."""
    for name, words in (
        ("open", "take answers"),
        ("close", "take no more answers; drafts may still be sent for a while"),
        ("reopen", "take answers again"),
        ("extend", "give another last day"),
        ("embargo", "show a kept run to the units, and to nobody else, until a day"),
        ("withdraw", "take back what is published or shown to units"),
    ):
        part = what.add_parser(name, help=words)
        part.add_argument("id", help="the round")
        if name == "close":
            part.add_argument("--grace", type=_hours, metavar="HOURS", help="how long drafts may be sent (default 24)")
        if name == "embargo":
            part.add_argument("--run", metavar="CODE", help="which run (else the newest, if no answer came after it)")
            part.add_argument("--until", type=day, required=True, metavar="DAY", help="the last day of the embargo")
            part.add_argument("--links", type=Path, metavar="FILE", help="write each unit's secret link as CSV")
            part.add_argument("--site", default="", metavar="ADDRESS", help="what links begin with: https://…")
        if name in ("reopen", "extend"):
            part.add_argument(
                "--closes",
                type=last,
                required=name == "extend",
                metavar="DAY",
                help="the last day: 2026-05-31, or 2026-05-31T17:00",
            )
        part.add_argument("--reason", default="", help="why; it stands in the audit trail")
        add_data(part)


def day(given: str) -> date:
    """A day of the command line."""
    try:
        return _near(date.fromisoformat(given))
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{given}` is no day: write 2026-05-01") from None


def _near(given: date) -> date:
    """A day that is no slip of the hand."""
    from engine.rounds.clock import LAST_YEAR

    if given.year >= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"`{given}` is too far away: give a day before the year {LAST_YEAR}")
    return given


def last(given: str) -> LastDay:
    """A last day of the command line, to its end or to a time of day."""
    from engine.rounds.moves import LastDay

    try:
        if "T" not in given:
            return LastDay(_near(date.fromisoformat(given)), None)
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{given}` is no day: write 2026-05-01, or 2026-05-01T17:00") from None
    if moment.tzinfo is not None:
        raise argparse.ArgumentTypeError(f"`{given}` names a zone: days and times are those of the rounds") from None
    return LastDay(_near(moment.date()), moment.time().replace(second=0, microsecond=0))


def _hours(given: str) -> int:
    if not given.isdigit() or int(given) > 720:
        raise argparse.ArgumentTypeError(f"`{given}` is no number of hours from 0 to 720")
    return int(given)


def _moved(args: argparse.Namespace, data: Path, step: Callable[[Store, Round, By], Round]) -> Round:
    """Move a round by a step, noted, and say how it stands."""
    from engine.cli.acting import who
    from engine.rounds import zone
    from engine.rounds.life import standing
    from engine.rounds.moves import By
    from engine.store.sqlite import SqliteStore

    store = SqliteStore.open(data)
    try:
        after = step(store, found_round(store, args.id), By(who(), zone.now(), args.reason))
        counts = store.response_counts(args.id)
    finally:
        store.close()
    sys.stdout.write(f"{args.id}: {standing(after)}; responses: {counts['sent']} sent, {counts['started']} started\n")
    return after


def _open(args: argparse.Namespace, data: Path) -> int:
    from engine.rounds.moves import open_round

    def opened(store: Store, round_: Round, by: By) -> Round:
        after, told = open_round(store, round_, by), store.welcome(round_.id)
        if not (told.lead and told.contact):
            names = " ".join(f"--{name} NAME" for name in ("lead", "contact") if not getattr(told, name))
            how = f"`thuocdo round landing {after.id} {names}`"
            sys.stderr.write(f"The page of {after.id} does not say who asks and who helps: {how}.\n")
        return after

    _moved(args, data, opened)
    return 0


def _close(args: argparse.Namespace, data: Path) -> int:
    from engine.rounds import zone
    from engine.rounds.clock import drafts_until
    from engine.rounds.moves import close_round

    after = _moved(args, data, lambda store, round_, by: close_round(store, round_, by, args.grace))
    until = drafts_until(after, zone.now())
    if until is not None and until > zone.now():
        sys.stdout.write(f"Drafts that were begun may be sent until {until:%Y-%m-%d %H:%M}.\n")
    return 0


def _reopen(args: argparse.Namespace, data: Path) -> int:
    from engine.rounds.moves import reopen_round

    _moved(args, data, lambda store, round_, by: reopen_round(store, round_, by, args.closes))
    return 0


def _extend(args: argparse.Namespace, data: Path) -> int:
    from engine.rounds.moves import extend_round

    _moved(args, data, lambda store, round_, by: extend_round(store, round_, by, args.closes))
    return 0


def _embargo(args: argparse.Namespace, data: Path) -> int:
    from engine.rounds.moves import embargo
    from engine.runs.codes import read_code

    code = read_code(args.run) if args.run else None
    after = _moved(args, data, lambda store, round_, by: embargo(store, data, round_, by, args.until, code))
    if args.links is not None:
        _write_links(after, data, args.links, args.site)
    return 0


def _write_links(round_: Round, data: Path, out: Path, site: str) -> None:
    """Each unit's secret link to its own scorecard, as CSV; readable by its owner alone."""
    import csv

    from engine.cli.loading import load_catalog
    from engine.exchange.whole_file import written_whole
    from engine.rounds.pinned import pinned
    from engine.web.embargo import link_of
    from engine.web.security import secret_key

    framework = pinned(load_catalog(data), round_).framework
    key = secret_key(data)
    with written_whole(out) as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("unit", "title", "link"))
        for unit in framework.units.list:
            rows.writerow((unit.id, unit.title.within("vi"), site.rstrip("/") + link_of(key, round_, unit.id)))
    if out.is_file():
        out.chmod(0o600)
    sys.stdout.write(f"{out}: {len(framework.units.list)} secret links; give each unit its own.\n")


def _withdraw(args: argparse.Namespace, data: Path) -> int:
    from engine.rounds.moves import withdraw

    _moved(args, data, withdraw)
    return 0


DOES: dict[str, Callable[[argparse.Namespace, Path], int]] = {
    "open": _open,
    "close": _close,
    "reopen": _reopen,
    "extend": _extend,
    "embargo": _embargo,
    "withdraw": _withdraw,
}
"""What each part does."""
