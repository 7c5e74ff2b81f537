"""`thuocdo plugins`: every plugin with its source."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.plugins import Source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and in which form."""
    from engine.cli.loading import add_data

    parser.epilog = "block one by name: THUOCDO_BLOCK=pci_2006 thuocdo plugins\nexample: thuocdo plugins"
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace) -> int:
    """One row a plugin on stdout; what is wrong with those that are left out, on stderr, for each."""
    from engine.cli.loading import data_folder, print_rows, warn
    from engine.offers import offers_of
    from engine.plugins import blocked_names, make_plugin_manager, surveys_folders

    plugins = make_plugin_manager(surveys_folders(data_folder(args.data)), blocked_names())
    offers = offers_of(plugins)
    problems = (*plugins.problems, *offers.problems)
    silent = {problem.where.removeprefix("plugin ") for problem in offers.problems}
    rows = [
        {"name": source.name, "state": _state(source, silent), "source": source.origin} for source in plugins.sources
    ]
    print_rows(rows, args.json)
    warn(problems)
    return 0


def _state(source: Source, silent: Collection[str]) -> str:
    if source.blocked:
        return "blocked"
    return "left out" if source.left_out or source.name in silent else "active"
