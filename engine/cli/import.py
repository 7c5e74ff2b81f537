"""`thuocdo import`: brings what was written elsewhere into a round, or makes a framework file of it."""
# ruff: noqa: N999  (the command is called so, and its module is found by its name)

from __future__ import annotations

import argparse
from importlib import import_module

from engine.hookspecs import FrameworkImporter

KINDS = {"answers": "paper, telephone or online answers that were keyed into a round's template"}
"""What may be imported into a round; the module of a kind is `engine.cli.import_KIND`. Plugins bring further kinds."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is imported, and what it needs to be told."""
    from engine.cli import import_framework

    parser.epilog = (
        "All mistakes of a file are told at once, by sheet and cell; with one there, nothing is added.\n"
        "example: thuocdo import answers hai-long-2026 phieu.xlsx --origin paper --by 'Lan, Bưu điện'"
    )
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND", parser_class=type(parser))
    for kind, words in KINDS.items():
        import_module(f"engine.cli.import_{kind}").add_arguments(kinds.add_parser(kind, help=words))
    for importer in _importers():
        import_framework.add_arguments(kinds.add_parser(importer.name, help=importer.title), importer)


def run(args: argparse.Namespace) -> int:
    """Hand over to the module of the kind."""
    if args.kind in KINDS:
        return int(import_module(f"engine.cli.import_{args.kind}").run(args))
    return int(import_module("engine.cli.import_framework").run(args))


def _importers() -> tuple[FrameworkImporter, ...]:
    """The layouts that plugins bring; one that is called as a kind of the engine's own has no say."""
    from engine.offers import offers_of
    from engine.plugins import blocked_names, make_plugin_manager

    found = offers_of(make_plugin_manager((), blocked_names())).framework_importers
    return tuple(each for each in found if each.name not in KINDS)
