"""`thuocdo audit`: what staff did in a round, or anywhere, newest first."""

from __future__ import annotations

import argparse

from engine.cli.loading import add_data, data_folder, print_rows


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of which round, and how much."""
    parser.epilog = "example: thuocdo audit hai-long-2026 --json"
    parser.add_argument("round", nargs="?", help="the round (else all there is, accounts included)")
    parser.add_argument("--most", type=int, default=1000, metavar="N", help="the newest N (default 1000)")
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace) -> int:
    """Print the trail."""
    from engine.cli.round_runs import found_round
    from engine.people.acts import about_round
    from engine.store.sqlite import SqliteStore

    store = SqliteStore.open(data_folder(args.data))
    try:
        about = about_round(found_round(store, args.round).id) if args.round else ""
        rows = [
            {
                "at": each.at.isoformat(timespec="seconds"),
                "who": each.who,
                "what": each.what,
                "about": each.about,
                "before": each.before,
                "after": each.after,
                "reason": each.reason,
            }
            for each in store.audit(about, args.most)
        ]
    finally:
        store.close()
    print_rows(rows, args.json)
    return 0
