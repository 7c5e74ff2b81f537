"""The options that weigh answers by what is known of the population; and what is told of the weights."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.editions.comparing import Edition
    from engine.scoring.margins import Calibrated, Margins


def add_margins(parser: argparse.ArgumentParser, prefix: str = "", which: str = "") -> None:
    """What the weights of answers are to meet, and how far they may go."""
    words = "margin,category,population: what is known of the population; weights of answers are made to meet it"
    parser.add_argument(f"--{prefix}margins", type=Path, metavar="M.csv", help=words + which)
    words = f"no weight is below LOW or above HIGH times the mean weight, such as 0.3,3; needs --{prefix}margins"
    parser.add_argument(f"--{prefix}trim", metavar="LOW,HIGH", help=words)


def margins_asked(offered: Offered, args: argparse.Namespace, prefix: str = "") -> Margins | None:
    """The margins of a file within the limits given, or none. ThuocDoError where that makes no sense."""
    at = prefix.replace("-", "_")
    names = tuple(f"--{prefix}{name}" for name in ("margins", "trim", "answers"))
    has_answers = bool(getattr(args, f"{at}answers", True))
    path, limits = getattr(args, f"{at}margins"), getattr(args, f"{at}trim")
    return margins_of(offered, path, limits, has_answers=has_answers, names=names)


def margins_of(
    offered: Offered, path: Path | None, limits: str | None, *, has_answers: bool, names: tuple[str, ...]
) -> Margins | None:
    """The same of a path; `names` are how the command calls the margins, their limits and the answers."""
    from engine.exchange.margins import read_margins
    from engine.problems import ThuocDoError

    margins, trim, answers = names
    if path is None:
        if limits is not None:
            raise ThuocDoError(f"{trim} limits the weights that {margins} make: give {margins} too.")
        return None
    if not has_answers:
        raise ThuocDoError(f"{margins} weigh answers of respondents: give {answers} too.")
    return read_margins(path, offered.framework, offered.vocabulary, _limits(limits))


def weighed(edition: Edition, margins: Margins | None) -> Edition:
    """The edition whose weights meet the margins, however the rows of its files are ordered; says so on stderr."""
    from dataclasses import replace

    from engine.runs.canonical import frozen
    from engine.scoring.margins import calibrated_of, meeting

    if margins is None:
        return edition
    framework = edition.offered.framework
    in_order = frozen(edition.snapshot, [unit.id for unit in framework.units.list]).snapshot
    snapshot = meeting(framework, in_order, margins)
    assert snapshot.records is not None
    tell_of_weights(calibrated_of(framework, snapshot.records, margins))
    return replace(edition, snapshot=snapshot)


def _limits(given: str | None) -> tuple[float, float | None]:
    """The least and the most of `0.3,3`; either may be left out."""
    from engine.problems import ThuocDoError

    if given is None:
        return 0.0, None
    low, comma, high = given.partition(",")
    try:
        least, most = float(low or 0), float(high) if high else None
    except ValueError:
        comma = ""
        least, most = 0.0, None
    if not comma or not 0 <= least < 1 or not (most is None or 1 < most < float("inf")) or (not low and not high):
        raise ThuocDoError(
            f"--trim {given}: give the least and the most that a weight may be, in multiples of the mean weight, one"
            " below 1 and one above, such as 0.3,3 (or ,3 for no least one)."
        )
    return least, most


def tell_of_weights(told: Calibrated) -> None:
    """On stderr what the margins did to the weights."""
    trimmed = f" {told.trimmed} are at a limit of --trim." if told.trimmed else ""
    sys.stderr.write(
        f"Weights meet {', '.join(told.margins)}: factors from {told.factor_low:.3g} to {told.factor_high:.3g} of their"
        f" mean, design effect of weighting {told.deff:.3g}: {told.respondents} respondents count as"
        f" {told.respondents / told.deff:.0f}.{trimmed}\n"
    )
