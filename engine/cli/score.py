"""`thuocdo score`: figures or answers in, a table of scores and ranks out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.draws import add_draws, draws_asked, methods_asked, needs_replicates, tell_of_draws
from engine.cli.loading import add_data

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.runs.canonical import Frozen
    from engine.runs.recipe import Recipe
    from engine.scoring.arrays import Snapshot
    from engine.scoring.table import ScoreTable


def add_files(parser: argparse.ArgumentParser) -> None:
    """The files that scores are made from."""
    parser.add_argument("--values", type=Path, action="append", default=[], metavar="V.csv", help="outside figures")
    parser.add_argument("--answers", type=Path, metavar="A.csv", help="answers of respondents")
    parser.add_argument("--units", type=Path, metavar="U.csv", help="unit,title,group, …")
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
    parser.add_argument("--keep", action="store_true", help="keep the run in the data folder, and print its code")
    parser.add_argument("--public", action="store_true", help="only what may be published: small figures are kept back")
    before = "what was published of this round before; with --public"
    parser.add_argument("--before", type=Path, metavar="EARLIER.csv", help=before)
    add_data(parser)
    parser.add_argument("--sure", type=Path, metavar="SURE.json", help="what the draws tell besides intervals")


def run(args: argparse.Namespace) -> int:
    """Read everything, score, and write the table whole or not at all.

    The file is the lead body's own and has every figure, unless it is to be published.
    """
    from engine.cli.loading import data_folder, load_one
    from engine.disclosure.gate import guard
    from engine.exchange.earlier import read_published
    from engine.exchange.scores import must_be_writable, write_scores
    from engine.problems import ThuocDoError

    must_be_writable(args.out)
    if args.sure:
        needs_replicates(args, "--sure")
        must_be_writable(args.sure)
    if args.before and not args.public:
        raise ThuocDoError("--before guards a publication: add --public, or leave it out.")
    before = read_published(args.before) if args.before else None
    offered = load_one(args.file, args.data)
    table, recipe, inputs = scored(offered, args)
    if args.keep:
        from engine.exchange.keeping import keep

        data = data_folder(args.data)
        is_new = keep(data, offered, table, recipe, inputs)
        sys.stdout.write(f"{recipe.code}: {'kept' if is_new else 'kept already'} in {data / 'runs'}\n")
    shown = guard(table, before) if args.public else table
    if args.sure:
        from engine.exchange.sure import write_sure

        write_sure(shown, args.sure)
    write_scores(shown, args.out)
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
    if not snapshot.units:
        raise ThuocDoError("There is no unit to score: the files name none. Add rows to them.")
    if left_out:
        sys.stderr.write(f"Columns that name no indicator, left out: {', '.join(left_out)}.\n")
    bases = sorted(snapshot.figures)
    if args.basis not in bases and bases and not (args.basis == "" and args.answers):
        named = ", ".join(name or "(none)" for name in bases)
        raise ThuocDoError(f"The values have no basis `{args.basis}`. Give --basis one of: {named}.")
    return snapshot


def scored(offered: Offered, args: argparse.Namespace) -> tuple[ScoreTable, Recipe, Frozen]:
    """The score table of the inputs that `add_inputs` took, with its recipe and the inputs in canonical order.

    Says on stderr what a reader has to know of it.
    """
    from engine.cli.progress import slowly
    from engine.exchange.strata import read_strata
    from engine.runs.canonical import frozen
    from engine.runs.recipe import Options, recipe_of, score_by

    vary, methods = methods_asked(offered, args)
    asked = draws_asked(args, methods)
    inputs = frozen(snapshot_of(offered, args), [unit.id for unit in offered.framework.units.list])
    options = Options(
        basis=args.basis, replicates=args.replicates, seed=args.seed, asked=asked,
        population=read_strata(args.strata) if args.strata else None, vary=vary, vary_weights=args.vary_weights,
    )  # fmt: skip
    telling = slowly("Drawing" if methods else "Drawing respondents")
    table = score_by(options, offered.plan, offered.vocabulary, inputs.snapshot, telling)
    if args.replicates:
        tell_of_draws(table, asked_for_both=args.vary == "both")
    return table, recipe_of(offered.file.text, inputs, options), inputs
