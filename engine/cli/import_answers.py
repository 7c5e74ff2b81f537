"""`thuocdo import answers`: forms keyed into a round's template become sent responses, all of them or none."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.cli.acting import who
from engine.cli.loading import add_data, data_folder, load_catalog, warn
from engine.cli.round_runs import found_round
from engine.rounds import zone


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which round, which file, how it came and who keyed it in."""
    parser.add_argument("round", help="the round's id")
    parser.add_argument("file", type=Path, help="FILE.xlsx or FILE.csv in the layout of `thuocdo round template`")
    parser.add_argument("--origin", required=True, choices=("paper", "phone", "online"), help="how the answers came")
    parser.add_argument("--by", required=True, metavar="NAME", help="who keyed them in, or answers for it")
    parser.add_argument("--lang", choices=("vi", "en"), help="how figures are written (else as the file says, else vi)")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Add them, and say how many; what is odd but taken is listed on stderr."""
    from engine.cli.progress import bar
    from engine.exchange.form_taking import Taking, take_file
    from engine.rounds.pinned import pinned
    from engine.store.sqlite import SqliteStore

    data = data_folder(args.data)
    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.round)
        catalog = load_catalog(data)
        taken = take_file(
            store,
            round_,
            pinned(catalog, round_),
            catalog.response_checks,
            args.file,
            Taking(args.origin, args.by, who(), zone.now(), args.lang),
            lambda done, of: bar("Checking", done, of) if done % 50 == 0 else None,
        )
        origins = store.origins(round_.id)
    finally:
        store.close()
    bar("Checking", 1, 1)
    warn(taken.warnings)
    odd = f", {len(taken.warnings)} to look at (above)" if taken.warnings else ""
    told = ", ".join(f"{count} {origin}" for origin, count in origins.items())
    sys.stdout.write(f"{round_.id}: {taken.responses} responses added{odd}. Sent now: {told}\n")
    return 0
