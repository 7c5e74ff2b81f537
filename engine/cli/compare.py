"""`thuocdo compare`: how every score changed between two editions, and why."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.editions import Files, add_earlier, add_files
from engine.cli.margins import add_margins, margins_asked, weighed
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.scoring.change_table import ChangeTable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Two editions with their files, and where the table goes."""
    parser.epilog = (
        "now - before = method + own + peers + data, exactly:\n"
        "method: other rules, weights and components; own: the unit's own new figures;\n"
        "peers: those of the others, which move ranges; data: units and figures that came or went\n"
        "there is no --strata: populations of strata widen or narrow intervals, and a change is told without any\n"
        "example: thuocdo compare old.yaml new.yaml --old-values 2024.csv --values 2025.csv --out change.csv"
    )
    parser.add_argument("old", help="the path or id of the earlier edition")
    parser.add_argument("new", help="the path or id of this edition")
    for prefix, which in (("old-", "of the earlier edition"), ("", "of this edition")):
        add_files(parser, prefix, which)
        add_margins(parser, prefix, f", {which}")
    add_earlier(parser)
    parser.add_argument("--unit", metavar="ID", help="only this unit")
    parser.add_argument("--out", type=Path, metavar="OUT.csv", help="one row a unit and node")
    parser.add_argument("--json", action="store_true", help="the rows for programs, on stdout")


def run(args: argparse.Namespace) -> int:
    """Score both, take every change apart, and write the table whole or not at all."""
    from engine.cli.loading import load_one
    from engine.exchange.changes import write_changes
    from engine.exchange.scores import must_be_writable

    if args.out is None and not args.json and args.unit is None:
        raise ThuocDoError("Say where the table goes: --out FILE, or --json; or name one unit with --unit.")
    if args.out is not None:
        must_be_writable(args.out)
    change = _compared(args, load_one(args.old), load_one(args.new))
    if args.unit is not None and args.unit not in change.units:
        from engine.framework.places import did_you_mean

        raise ThuocDoError(f"There is no unit `{args.unit}` in this edition. {did_you_mean(args.unit, change.units)}")
    if args.out is not None:
        write_changes(change, args.out, args.unit)
    if args.json or args.out is None:
        _print(change, args)
    return 0


def _compared(args: argparse.Namespace, old: Offered, new: Offered) -> ChangeTable:
    from engine.cli.editions import earlier_editions, read_edition
    from engine.editions.comparing import change_between, with_earlier
    from engine.scoring.run import score

    last = weighed(read_edition(old, Files.of(args, "old_")), margins_asked(old, args, "old-"))
    before = (last, *earlier_editions(args.earlier))
    now = with_earlier(weighed(read_edition(new, Files.of(args)), margins_asked(new, args)), before)
    return change_between(before, now, score(new.plan, now.snapshot, basis=now.basis))[1]


def _print(change: ChangeTable, args: argparse.Namespace) -> None:
    from engine.cli.loading import print_rows
    from engine.exchange.changes import COLUMNS, change_rows

    if args.json:
        import json

        rows = [dict(zip(COLUMNS, row, strict=True)) for row in change_rows(change, args.unit)]
        figures = COLUMNS[2:-1]
        told = [{**row, **{name: float(row[name]) if row[name] else None for name in figures}} for row in rows]
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return
    print_rows((_short(row) for row in change_rows(change, args.unit)), as_json=False)


def _short(row: tuple[str, ...]) -> dict[str, str]:
    """A row for people: figures at four digits after the point."""
    from engine.exchange.changes import COLUMNS

    told = dict(zip(COLUMNS, row, strict=True))
    del told["unit"]
    return {name: f"{float(text):.4f}" if name in COLUMNS[2:-1] and text else text for name, text in told.items()}
