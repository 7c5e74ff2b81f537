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
    from engine.scoring.sureness import Asked
    from engine.scoring.table import ScoreTable


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """The files that scores are made from; `scorecard` takes the same ones."""
    parser.add_argument("--values", type=Path, action="append", default=[], metavar="V.csv", help="outside figures")
    parser.add_argument("--answers", type=Path, metavar="A.csv", help="answers of respondents")
    parser.add_argument("--units", type=Path, metavar="U.csv", help="unit,title,group, …")
    parser.add_argument("--unit-column", default="unit", metavar="NAME", help="the column of --values that names units")
    parser.add_argument("--basis", default="", metavar="B", help="claimed, appraised or final")
    parser.add_argument("--without-flagged", action="store_true", help="leave out answers with signs of carelessness")
    parser.add_argument("--replicates", type=int, default=0, metavar="N", help="draws of respondents, for intervals")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="the same seed draws the same")
    parser.add_argument("--level", type=float, metavar="L", help="of the intervals, such as 0.95 (default 0.9)")
    parser.add_argument("--top", type=int, metavar="K", help="how likely each unit is among the first K of its group")
    parser.add_argument("--strata", type=Path, metavar="S.csv", help="stratum,population: finite populations")


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
        _needs_replicates(args, "--sure")
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


def _needs_replicates(args: argparse.Namespace, option: str) -> None:
    from engine.problems import ThuocDoError

    if args.replicates < 1:
        raise ThuocDoError(f"{option} needs draws of respondents: give --replicates, such as --replicates 1000.")


def _asked(args: argparse.Namespace) -> Asked | None:
    """What the draws are asked for, None for the usual. ThuocDoError where that makes no sense."""
    from engine.problems import ThuocDoError
    from engine.scoring.sureness import Asked

    if args.replicates < 0:
        raise ThuocDoError("--replicates counts draws: give 0 or more.")
    for option in ("level", "top", "strata"):
        if getattr(args, option) is not None:
            _needs_replicates(args, f"--{option}")
    if args.level is not None and not 0 < args.level < 1:
        raise ThuocDoError("--level is a share between 0 and 1, such as 0.9.")
    if args.top is not None and args.top < 1:
        raise ThuocDoError("--top counts places from the first: give 1 or more.")
    asked = Asked(level=Asked.level if args.level is None else args.level, top=args.top or 0)
    return None if asked == Asked() else asked


def scored(offered: Offered, args: argparse.Namespace) -> tuple[ScoreTable, Recipe, Frozen]:
    """The score table of the inputs that `add_inputs` took, with its recipe and the inputs in canonical order.

    Lists on stderr which columns were left out.
    """
    from engine.cli.loading import response_checks
    from engine.cli.progress import slowly
    from engine.cli.quality import unflagged
    from engine.exchange.inputs import read_snapshot
    from engine.exchange.strata import read_strata
    from engine.problems import ThuocDoError
    from engine.runs.canonical import frozen
    from engine.runs.recipe import Options, recipe_of
    from engine.scoring.run import score

    asked = _asked(args)
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
    inputs = frozen(snapshot, [unit.id for unit in offered.framework.units.list])
    options = Options(
        basis=args.basis, replicates=args.replicates, seed=args.seed, asked=asked,
        population=read_strata(args.strata) if args.strata else None,
    )  # fmt: skip
    table = score(offered.plan, inputs.snapshot, **vars(options), told=slowly("Drawing respondents"))
    if args.replicates:
        _tell_of_draws(table)
    return table, recipe_of(offered.file.text, inputs, options), inputs


def _tell_of_draws(table: ScoreTable) -> None:
    """On stderr what a reader of the intervals has to know: no draws at all, merged strata, draws that failed."""
    import numpy as np

    if table.sure is None:
        sys.stderr.write("Nothing was drawn, so there are no intervals: that takes answers of two respondents.\n")
        return
    if table.merged_strata:
        names = ", ".join(f"`{name}`" for name in table.merged_strata)
        sys.stderr.write(f"Strata merged, as one respondent alone tells of no spread: {names}.\n")
    failed = np.nan_to_num(table.sure.failed)
    if failed.any():
        row, column = np.unravel_index(int(failed.argmax()), failed.shape)
        sys.stderr.write(
            f"In some draws {int((failed > 0).sum())} of {failed.size} scores could not be told, most often"
            f" {table.nodes[row]} of {table.units[column].id}: in {failed[row, column]:.1%} of {table.sure.draws}."
            " Their intervals are from the other draws; --sure lists them all.\n"
        )
