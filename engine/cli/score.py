"""`thuocdo score`: figures or answers in, a table of scores and ranks out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.draws import add_draws, draws_asked, methods_asked, needs_replicates, tell_of_draws

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.scoring.arrays import Snapshot
    from engine.scoring.table import ScoreTable


def add_files(parser: argparse.ArgumentParser) -> None:
    """The files that scores are made from."""
    parser.add_argument("--values", type=Path, action="append", default=[], metavar="V.csv", help="outside figures")
    parser.add_argument("--answers", type=Path, metavar="A.csv", help="answers of respondents")
    parser.add_argument("--units", type=Path, metavar="U.csv", help="unit,title,group")
    parser.add_argument("--unit-column", default="unit", metavar="NAME", help="the column of --values that names units")
    parser.add_argument("--basis", default="", metavar="B", help="claimed, appraised or final")
    parser.add_argument("--without-flagged", action="store_true", help="leave out answers with signs of carelessness")


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """The files, and what is drawn; `scorecard` takes the same."""
    add_files(parser)
    add_draws(parser)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The framework, its inputs, and where the table goes."""
    parser.epilog = (
        "example: thuocdo score surveys/hdi_2022.yaml --values hdi_2022.csv --unit-column iso3 --out scores.csv"
    )
    parser.add_argument("file", help="a framework file, or the id of a loaded framework")
    add_inputs(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.csv", help="one row a unit and node")
    parser.add_argument("--sure", type=Path, metavar="SURE.json", help="what the draws tell besides intervals")


def run(args: argparse.Namespace) -> int:
    """Read everything, score, and write the table whole or not at all."""
    from engine.cli.loading import load_one
    from engine.exchange.scores import must_be_writable, write_scores

    must_be_writable(args.out)
    if args.sure:
        needs_replicates(args, "--sure")
        must_be_writable(args.sure)
    table = table_of(load_one(args.file), args)
    if args.sure:
        from engine.exchange.sure import write_sure

        write_sure(table, args.sure)
    write_scores(table, args.out)
    return 0


def snapshot_of(offered: Offered, args: argparse.Namespace) -> Snapshot:
    """What the files of `add_files` hold; lists on stderr which columns were left out."""
    from engine.cli.loading import response_checks
    from engine.cli.quality import unflagged
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
        checks=response_checks() if args.without_flagged else None,
    )
    if args.without_flagged:
        snapshot = unflagged(snapshot)
    if left_out:
        sys.stderr.write(f"Columns that name no indicator, left out: {', '.join(left_out)}.\n")
    bases = sorted(snapshot.figures)
    if args.basis not in bases and bases and not (args.basis == "" and args.answers):
        named = ", ".join(name or "(none)" for name in bases)
        raise ThuocDoError(f"The values have no basis `{args.basis}`. Give --basis one of: {named}.")
    return snapshot


def table_of(offered: Offered, args: argparse.Namespace) -> ScoreTable:
    """The score table of the inputs that `add_inputs` took; says on stderr what a reader has to know of it."""
    from engine.cli.progress import slowly
    from engine.exchange.strata import read_strata
    from engine.scoring.run import score

    methods = methods_asked(offered, args)
    asked = draws_asked(args, methods)
    table = score(
        offered.plan, snapshot_of(offered, args), basis=args.basis, replicates=args.replicates, seed=args.seed,
        asked=asked, population=read_strata(args.strata) if args.strata else None,
        told=slowly("Drawing" if methods else "Drawing respondents"), methods=methods,
        respondents=args.vary != "methods" and (args.vary == "both" or args.vary_weights is None),
    )  # fmt: skip
    if args.replicates:
        tell_of_draws(table, asked_for_both=args.vary == "both")
    return table
