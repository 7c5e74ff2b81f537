"""`thuocdo score`: figures or answers in, a table of scores and ranks out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.loading import add_data

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.runs.canonical import Frozen
    from engine.runs.recipe import Recipe
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
    parser.add_argument("--keep", action="store_true", help="keep the run in the data folder, and print its code")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Read everything, score, and write the table whole or not at all."""
    from engine.cli.loading import data_folder, load_one
    from engine.exchange.scores import must_be_writable, write_scores

    must_be_writable(args.out)
    offered = load_one(args.file, args.data)
    table, recipe, inputs = scored(offered, args)
    if args.keep:
        from engine.exchange.keeping import keep

        data = data_folder(args.data)
        is_new = keep(data, offered, table, recipe, inputs)
        sys.stdout.write(f"{recipe.code}: {'kept' if is_new else 'kept already'} in {data / 'runs'}\n")
    write_scores(table, args.out)
    return 0


def scored(offered: Offered, args: argparse.Namespace) -> tuple[ScoreTable, Recipe, Frozen]:
    """The score table of the inputs that `add_inputs` took, with its recipe and the inputs in canonical order.

    Lists on stderr which columns were left out.
    """
    from engine.exchange.inputs import read_snapshot
    from engine.problems import ThuocDoError
    from engine.runs.canonical import frozen
    from engine.runs.recipe import Options, recipe_of
    from engine.scoring.run import score

    if args.replicates < 0:
        raise ThuocDoError("--replicates counts draws: give 0 or more.")
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
    inputs = frozen(snapshot, [unit.id for unit in offered.framework.units.list])
    options = Options(basis=args.basis, replicates=args.replicates, seed=args.seed)
    recipe = recipe_of(offered.file.text, inputs, options)
    return score(offered.plan, inputs.snapshot, **vars(options)), recipe, inputs
