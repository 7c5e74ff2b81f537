"""`thuocdo score`: figures or answers in, a table of scores and ranks out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.draws import add_draws, draws_asked, methods_asked, needs_replicates, tell_of_draws
from engine.cli.editions import Files, add_earlier, add_files
from engine.cli.loading import add_data
from engine.cli.margins import add_margins, margins_asked, tell_of_weights
from engine.cli.public import add_public, published_before

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.editions.comparing import Edition
    from engine.runs.canonical import Frozen
    from engine.runs.recipe import Recipe
    from engine.scoring.table import ScoreTable


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """The files, and what is drawn; `scorecard` takes the same."""
    add_files(parser)
    add_earlier(parser)
    add_draws(parser)
    add_margins(parser)


OF_FILES: dict[str, object] = {
    "units": None, "unit_column": "unit", "basis": "", "without_flagged": False, "earlier": [], "replicates": 0,
    "vary": None, "vary_weights": None, "seed": 0, "level": None, "top": None, "strata": None, "margins": None,
    "trim": None,
}  # fmt: skip
"""The options of `add_inputs` that say how files are scored, and what they are where nobody gave them."""


def needs_files(args: argparse.Namespace) -> None:
    """ThuocDoError where a round is named with options that only files have: they would change nothing."""
    from engine.problems import ThuocDoError

    given = [f"--{name.replace('_', '-')}" for name, unset in OF_FILES.items() if getattr(args, name) != unset]
    if given:
        raise ThuocDoError(
            f"{', '.join(given)}: a round is shown as it was scored. Leave {'it' if len(given) == 1 else 'them'} out,"
            " or give --values or --answers."
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The framework, its inputs, and where the table goes."""
    parser.epilog = (
        "example: thuocdo score surveys/hdi_2022.yaml --values hdi_2022.csv --unit-column iso3 --out scores.csv"
    )
    parser.add_argument("file", help="a framework file, or the id of a loaded framework")
    add_inputs(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.csv", help="one row a unit and node")
    parser.add_argument("--keep", action="store_true", help="keep the run in the data folder, and print its code")
    add_public(parser)
    add_data(parser)
    parser.add_argument("--sure", type=Path, metavar="SURE.json", help="what the draws tell besides intervals")


def run(args: argparse.Namespace) -> int:
    """Read everything, score, and write the table whole or not at all.

    The file is the lead body's own and has every figure, unless it is to be published.
    """
    from engine.cli.loading import data_folder, load_one
    from engine.disclosure.gate import guard
    from engine.exchange.scores import must_be_writable, write_scores

    must_be_writable(args.out)
    if args.sure:
        needs_replicates(args, "--sure")
        must_be_writable(args.sure)
    before = published_before(args)
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


def scored(offered: Offered, args: argparse.Namespace) -> tuple[ScoreTable, Recipe, Frozen]:
    """The score table of the inputs that `add_inputs` took, with its recipe and the inputs in canonical order.

    Says on stderr what a reader has to know of it.
    """
    table, recipe, inputs, _ = scored_edition(offered, args)
    return table, recipe, inputs


def scored_edition(
    offered: Offered, args: argparse.Namespace
) -> tuple[ScoreTable, Recipe, Frozen, tuple[Edition, ...]]:
    """The same, and the editions before it."""
    from engine.cli.editions import earlier_editions, read_edition
    from engine.cli.progress import slowly
    from engine.editions.comparing import with_earlier
    from engine.exchange.strata import read_strata
    from engine.runs.canonical import frozen
    from engine.runs.recipe import Options, recipe_of, score_by, weighed_by

    vary, methods = methods_asked(offered, args)
    asked = draws_asked(args, methods)
    edition, before = read_edition(offered, Files.of(args)), earlier_editions(args.earlier)
    options = Options(
        basis=args.basis, replicates=args.replicates, seed=args.seed, asked=asked,
        population=read_strata(args.strata) if args.strata else None, vary=vary, vary_weights=args.vary_weights,
        without_flagged=args.without_flagged, margins=margins_asked(offered, args),
    )  # fmt: skip
    register = [unit.id for unit in offered.framework.units.list]
    inputs = weighed_by(options, offered.framework, frozen(with_earlier(edition, before).snapshot, register))
    telling = slowly("Drawing" if methods else "Drawing respondents")
    table = score_by(options, offered.plan, offered.vocabulary, inputs.snapshot, telling)
    if table.calibrated is not None:
        tell_of_weights(table.calibrated)
    if args.replicates:
        tell_of_draws(table, asked_for_both=args.vary == "both")
    return table, recipe_of(offered.file.text, inputs, options), inputs, before
