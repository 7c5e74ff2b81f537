"""`thuocdo import`: brings what was written elsewhere into a round."""
# ruff: noqa: N999  (the command is called so, and its module is found by its name)

from __future__ import annotations

import argparse
from importlib import import_module

KINDS = {"answers": "paper, telephone or online answers that were keyed into a round's template"}
"""What may be imported; the module of a kind is `engine.cli.import_KIND`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is imported, and what it needs to be told."""
    parser.epilog = (
        "All mistakes of a file are told at once, by sheet and cell; with one there, nothing is added.\n"
        "example: thuocdo import answers hai-long-2026 phieu.xlsx --origin paper --by 'Lan, Bưu điện'"
    )
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND", parser_class=type(parser))
    for kind, words in KINDS.items():
        import_module(f"engine.cli.import_{kind}").add_arguments(kinds.add_parser(kind, help=words))


def run(args: argparse.Namespace) -> int:
    """Hand over to the module of the kind."""
    return int(import_module(f"engine.cli.import_{args.kind}").run(args))
