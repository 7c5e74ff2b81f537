"""`thuocdo score`: figures or answers in, a table of scores and ranks out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.scoring.arrays import Snapshot
    from engine.scoring.table import ScoreTable


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """The files that scores are made from; `scorecard` takes the same ones."""
    parser.add_argument("--values", type=Path, action="append", default=[], metavar="V.csv", help="outside figures")
    parser.add_argument("--answers", type=Path, metavar="A.csv", help="answers of respondents")
    parser.add_argument("--units", type=Path, metavar="U.csv", help="unit,title,group")
    parser.add_argument("--unit-column", default="unit", metavar="NAME", help="the column of --values that names units")
    parser.add_argument("--basis", default="", metavar="B", help="claimed, appraised or final")
    parser.add_argument("--replicates", type=int, default=0, metavar="N", help="bootstrap draws for 90 %% intervals")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="the same seed draws the same")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The framework, its inputs, and where the table goes."""
    parser.epilog = (
        "example: thuocdo score surveys/hdi_2022.yaml --values hdi_2022.csv --unit-column iso3 --out scores.csv"
    )
    parser.add_argument("file", help="a framework file, or the id of a loaded framework")
    add_inputs(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.csv", help="one row a unit and node")


def run(args: argparse.Namespace) -> int:
    """Read everything, score, and write the table whole or not at all."""
    from engine.cli.loading import load_one
    from engine.exchange.scores import must_be_writable, write_scores

    must_be_writable(args.out)
    table = table_of(load_one(args.file), args)
    write_scores(table, args.out)
    return 0


def table_of(offered: Offered, args: argparse.Namespace) -> ScoreTable:
    """The score table of the inputs that `add_inputs` took; lists on stderr which columns were left out."""
    from engine.problems import ThuocDoError
    from engine.scoring.run import score

    if args.replicates < 0:
        raise ThuocDoError("--replicates counts draws: give 0 or more.")
    snapshot = snapshot_of(offered, args)
    return score(offered.plan, snapshot, basis=args.basis, replicates=args.replicates, seed=args.seed)


def snapshot_of(offered: Offered, args: argparse.Namespace) -> Snapshot:
    """What the files hold that `add_inputs` took; lists on stderr which columns were left out."""
    from engine.exchange.inputs import read_snapshot
    from engine.problems import ThuocDoError

    if not args.values and not args.answers:
        raise ThuocDoError("There is nothing to score: give --values or --answers.")
    snapshot, left_out = read_snapshot(
        offered.framework,
        offered.vocabulary,
        values=args.values,
        answers=args.answers,
        units=args.units,
        unit_column=args.unit_column,
    )
    if left_out:
        sys.stderr.write(f"Columns that name no indicator, left out: {', '.join(left_out)}.\n")
    bases = sorted(snapshot.figures)
    if args.basis not in bases and bases and not (args.basis == "" and args.answers):
        named = ", ".join(name or "(none)" for name in bases)
        raise ThuocDoError(f"The values have no basis `{args.basis}`. Give --basis one of: {named}.")
    return snapshot
