"""`thuocdo assess figures`: figures that no unit answers, such as points of a survey, into a round and out again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.loading import add_data
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.people.acts import Actor
    from engine.store.contract import Store
    from engine.store.nouns import Round


def add_parts(what: Any) -> None:
    """The part of the command."""
    part = what.add_parser("figures", help="take figures from outside, such as survey points, for the final scores")
    part.add_argument("id", help="the round")
    part.add_argument(
        "file", nargs="?", type=Path, help="CSV or XLSX: `unit,indicator,value`, or a column for each indicator"
    )
    part.add_argument("--out", type=Path, metavar="FILE.xlsx", help="write those there are, to be filled in")
    part.add_argument("--reason", default="", help="why figures that were there become others")
    add_data(part)


def figures(args: argparse.Namespace, store: Store, offered: Offered, round_: Round, by: Actor) -> int:
    """Keep the figures of the file, all of them or none; say how many units have which."""
    from engine.exchange.outside import from_outside, outside_book, read_outside, stop_at_wrong
    from engine.exchange.whole_file import put_whole
    from engine.rounds.outside import put_outside

    nodes = from_outside(offered.framework)
    if not nodes:
        raise ThuocDoError(f"No indicator of {offered.framework.id} has `from: outside`: units answer them all.")
    if args.file is not None:
        brought = read_outside(args.file, offered.framework)
        stop_at_wrong(args.file, brought)
        changed = put_outside(store, round_, brought.cells, by, args.reason)
        sys.stdout.write(f"{round_.id}: {changed} of {len(brought.cells)} figures are new or other than before\n")
    known = store.outside(round_.id)
    units = len(offered.framework.units.list)
    for node in nodes:
        there = sum(each.indicator == node.id and each.value is not None for each in known)
        sys.stdout.write(f"{node.code or node.id}: {there} of {units} units\n")
    if args.out is not None:
        cells = {(each.unit, each.indicator): (each.value, each.missing) for each in known}
        put_whole(args.out, outside_book(offered.framework, cells, offered.framework.languages[0]))
        sys.stdout.write(f"Wrote {args.out}. Taken in by: thuocdo assess figures {round_.id} {args.out}\n")
    return 0
