"""`thuocdo frameworks`: what is loaded, and what could not be."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and in which form."""
    from engine.cli.loading import add_data

    parser.epilog = "example: thuocdo frameworks --json"
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace) -> int:
    """One row a framework on stdout; problems on stderr."""
    from engine.cli.loading import data_folder, load_catalog, print_rows, warn

    catalog = load_catalog(data_folder(args.data))
    rows = [
        {
            "id": offered.framework.id,
            "edition": offered.framework.edition,
            "status": offered.framework.status,
            "title": offered.framework.title.within("en"),
            "plugin": offered.plugin,
            "sha256": offered.file.sha256[:12],
        }
        for offered in catalog.offered.values()
    ]
    print_rows(rows, args.json)
    warn(catalog.problems)
    return 0
