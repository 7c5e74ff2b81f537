"""The options of commands that draw: how often, what, how sure; and what is told of the draws."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.scoring.methods import Methods
    from engine.scoring.sureness import Asked
    from engine.scoring.table import ScoreTable

LONGEST_SEED = 18
"""So many digits a seed has at most: every language reads them back from a kept run as they are."""


MOST_DRAWS = 1_000_000
"""A thousand tell intervals, a hundred thousand the share of rare events."""


def add_draws(parser: argparse.ArgumentParser) -> None:
    """What is drawn, how often, and what is asked of it."""
    parser.add_argument("--replicates", type=int, default=0, metavar="N", help="draws, for intervals")
    what = "what is drawn: respondents where there are answers, unless set; or methods as the file's robustness allows"
    parser.add_argument("--vary", choices=("respondents", "methods", "both"), help=what)
    add_vary_weights(parser)
    add_seed(parser)
    parser.add_argument("--level", type=float, metavar="L", help="of the intervals, such as 0.95 (default 0.9)")
    parser.add_argument("--top", type=int, metavar="K", help="how likely each unit is among the first K of its group")
    parser.add_argument("--strata", type=Path, metavar="S.csv", help="stratum,population: finite populations")


def add_seed(parser: argparse.ArgumentParser, default: int | None = 0) -> None:
    """What draws start from."""
    parser.add_argument("--seed", type=seed, default=default, metavar="S", help="the same seed draws the same")


def seed(given: str) -> int:
    """A seed as a command takes it: a whole number from 0. ArgumentTypeError for another."""
    found = int(given) if given.isascii() and given.isdigit() and len(given) <= LONGEST_SEED else -1
    if found < 0:
        raise argparse.ArgumentTypeError(f"`{given}` is no seed: give a whole number from 0, such as 2026")
    return found


def add_vary_weights(parser: argparse.ArgumentParser) -> None:
    """How far weights vary, where the file says nothing of it or for once otherwise."""
    words = "each weight may be off by this share, such as 0.25, whatever the file says of weights"
    parser.add_argument("--vary-weights", type=float, metavar="SHARE", help=words)


def needs_replicates(args: argparse.Namespace, option: str) -> None:
    """ThuocDoError where an option is given that tells of draws, and there are none."""
    from engine.problems import ThuocDoError

    if args.replicates < 1:
        raise ThuocDoError(f"{option} needs draws: give --replicates, such as --replicates 1000.")


def draws_asked(args: argparse.Namespace, methods: Methods | None) -> Asked | None:
    """What the draws are asked for, None for the usual. ThuocDoError where that makes no sense."""
    from engine.problems import ThuocDoError
    from engine.scoring.sureness import Asked

    check_replicates(args.replicates)
    for option in ("level", "top", "strata", "vary", "vary_weights"):
        if getattr(args, option) is not None:
            needs_replicates(args, f"--{option.replace('_', '-')}")
    check_level(args.level)
    if args.top is not None and args.top < 1:
        raise ThuocDoError("--top counts places from the first: give 1 or more.")
    if args.strata and args.vary == "methods":
        raise ThuocDoError("--strata tells how many could have answered, and --vary methods draws no respondents.")
    given = 0.9 if methods is None else methods.given.level
    asked = Asked(level=given if args.level is None else args.level, top=args.top or 0)
    return None if asked == Asked() else asked


def check_replicates(draws: int) -> None:
    """ThuocDoError for a number of draws that is none, or that no machine would come to the end of."""
    from engine.problems import ThuocDoError

    if not 0 <= draws <= MOST_DRAWS:
        raise ThuocDoError(f"--replicates counts draws: give 0 to {MOST_DRAWS:,}.")


def check_level(level: float | None) -> None:
    """ThuocDoError for a level that is none."""
    from engine.problems import ThuocDoError

    if level is not None and not 0 < level < 1:
        raise ThuocDoError("--level is a share between 0 and 1, such as 0.9.")


def check_share(share: float | None) -> None:
    """ThuocDoError for weights that cannot be off so far."""
    from engine.problems import ThuocDoError

    if share is not None and not 0 < share < 1:
        raise ThuocDoError(
            "--vary-weights is a share between 0 and 1, such as 0.25 for a quarter less to a quarter more."
        )


def methods_asked(offered: Offered, args: argparse.Namespace) -> tuple[str, Methods | None]:
    """What is drawn, and the choices; None where only respondents are. ThuocDoError where nothing may vary."""
    from engine.problems import ThuocDoError
    from engine.scoring.methods import methods_of

    check_share(args.vary_weights)
    if args.vary == "respondents" and args.vary_weights is not None:
        raise ThuocDoError("--vary respondents draws no weights: give --vary both, or leave --vary-weights out.")
    chosen = args.vary or ("respondents" if args.answers and args.vary_weights is None else "methods")
    if args.replicates < 1 or chosen == "respondents":
        return "respondents", None
    found = methods_of(offered.plan, offered.vocabulary, args.vary_weights)
    if not found.any and args.vary is not None:
        raise ThuocDoError(
            f"`{offered.framework.id}` lets nothing vary. Give --vary-weights, such as 0.25, or add `robustness` to it."
        )
    return (chosen, found) if found.any else ("respondents", None)


def tell_of_draws(table: ScoreTable, *, asked_for_both: bool) -> None:
    """On stderr what a reader of the intervals has to know: no draws at all, merged strata, draws that failed."""
    import numpy as np

    if table.sure is None:
        sys.stderr.write(
            "Nothing was drawn, so there are no intervals: that takes answers of two respondents, or choices that may"
            " vary (--vary-weights, or `robustness` in the file).\n"
        )
        return
    if asked_for_both and table.varied is not None and not table.varied.respondents:
        sys.stderr.write("Only methods were drawn: there are no two respondents to draw from.\n")
    if table.varied is not None:
        for choices, why, draws in table.varied.lost:
            sys.stderr.write(f"{draws} of {table.sure.draws} draws have no scores, those of {choices}: {why}\n")
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
