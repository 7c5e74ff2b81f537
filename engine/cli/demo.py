"""`thuocdo demo`: labelled synthetic rounds of every bundled framework, then serve them."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from engine.cli.loading import add_data, data_folder
from engine.cli.serve import add_address


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """As `serve`, and whether to serve at all."""
    parser.epilog = "example: thuocdo demo --port 8000"
    add_data(parser)
    add_address(parser)
    parser.add_argument("--no-serve", action="store_true", help="only make the rounds")


def run(args: argparse.Namespace) -> int:
    """Make the rounds that are not there yet, then serve."""
    from engine.cli.serve import serve

    data = data_folder(args.data)
    make(data)
    return 0 if args.no_serve else serve(data, args.host, args.port, args.workers)


def make(data: Path) -> None:
    """Make the demo rounds, with a progress bar."""
    from engine.cli.loading import load_catalog, warn
    from engine.cli.progress import bar
    from engine.rounds.demo import make_demo_rounds
    from engine.store.sqlite import SqliteStore

    catalog = load_catalog(data)
    warn(catalog.problems)
    sys.stderr.write("Making demo rounds with synthetic answers …\n")
    store = SqliteStore.open(data)
    try:
        make_demo_rounds(store, catalog, date.today(), bar)  # noqa: DTZ011  a demo opens on the day it is made
    finally:
        store.close()
