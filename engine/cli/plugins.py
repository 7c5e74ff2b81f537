"""`thuocdo plugins`: every plugin with its source."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and in which form."""
    from engine.cli.loading import add_data

    parser.epilog = "block one by name: THUOCDO_BLOCK=pci_2006 thuocdo plugins\nexample: thuocdo plugins"
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace) -> int:
    """One row a plugin on stdout; those that could not be loaded on stderr."""
    from engine.cli.loading import data_folder, print_rows, warn
    from engine.plugins import blocked_names, make_plugin_manager, surveys_folders

    plugins = make_plugin_manager(surveys_folders(data_folder(args.data)), blocked_names())
    rows = [
        {"name": source.name, "state": "blocked" if source.blocked else "active", "source": source.origin}
        for source in plugins.sources
    ]
    print_rows(rows, args.json)
    warn(plugins.problems)
    return 0
