"""`thuocdo freeze`: the ranges of one edition as lines of YAML for the next one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.cli.editions import Files, add_earlier, add_files, earlier_editions, read_edition
from engine.cli.margins import add_margins, margins_asked

if TYPE_CHECKING:
    from engine.editions.freezing import FrozenRule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The framework and the figures whose ranges are kept."""
    parser.epilog = (
        "The block takes the place of the node's `normalise`: scores of later editions are then on the ranges of this\n"
        "one, and nobody's figures move those of others.\n"
        "example: thuocdo freeze my_index.yaml --values 2025.csv"
    )
    parser.add_argument("file", help="a framework file, or the id of a loaded framework")
    add_files(parser)
    add_earlier(parser)
    add_margins(parser)


def run(args: argparse.Namespace) -> int:
    """Print a block for each node that sets a min-max over units; what cannot be frozen is told on stderr."""
    from engine.cli.loading import load_one
    from engine.editions.comparing import with_earlier
    from engine.editions.freezing import frozen_rules
    from engine.problems import ThuocDoError
    from engine.scoring.margins import meeting

    offered = load_one(args.file)
    edition, margins = read_edition(offered, Files.of(args)), margins_asked(offered, args)
    if margins is not None:
        edition = replace(edition, snapshot=meeting(offered.framework, edition.snapshot, margins))
    rules = frozen_rules(with_earlier(edition, earlier_editions(args.earlier)))
    if not rules:
        raise ThuocDoError(f"{args.file} takes no range from its units: there is nothing to freeze.")
    for rule in rules:
        sys.stdout.write("".join(f"{line}\n" for line in _block(rule)))
        for note in _notes(rule):
            sys.stderr.write(f"{rule.node}: {note}\n")
    return 0


def _block(rule: FrozenRule) -> Iterator[str]:
    yield f"# node {rule.node}"
    yield "normalise:"
    yield "  rule: minmax"
    yield "  over: frozen"
    yield f"  to: [{_number(rule.to[0])}, {_number(rule.to[1])}]"
    if not rule.clamp:
        yield "  clamp: false"
    yield "  ranges:"
    for name, (low, high) in rule.ranges.items():
        yield f"    {name}: [{_number(low)}, {_number(high)}]"
    for name, value in rule.constant.items():
        yield f"    # {name}: [?, ?]  all units have {_number(value)}"
    for name in rule.empty:
        yield f"    # {name}: [?, ?]  no unit has a value"


def _notes(rule: FrozenRule) -> Iterator[str]:
    if rule.grouped:
        yield "the ranges were those of each group; frozen they are those of all groups together."
    if lacking := [*rule.constant, *rule.empty]:
        yield f"give {', '.join(lacking)} a range of your own: the figures make none."


def _number(value: float) -> str:
    """A number as YAML reads it back: every digit, without an exponent."""
    import numpy as np

    return np.format_float_positional(value, trim="-")
