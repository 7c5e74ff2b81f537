"""`thuocdo estimates`: each indicator's value for each unit with its standard error, interval, n and design effect."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from engine.cli.margins import add_margins, margins_asked, tell_of_weights
from engine.cli.public import add_public, published_before


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The framework, the answers, the strata they were drawn from, and where the table goes."""
    parser.epilog = (
        "Without --public every figure is in the table, those of single respondents too: it is the lead body's own.\n"
        "example: thuocdo estimates surveys/my_survey.yaml --answers answers.csv --out estimates.csv"
    )
    parser.add_argument("file", help="a framework file, or the id of a loaded framework")
    parser.add_argument("--answers", type=Path, required=True, metavar="A.csv", help="answers of respondents")
    parser.add_argument("--units", type=Path, metavar="U.csv", help="unit,title,group")
    parser.add_argument("--strata", type=Path, metavar="S.csv", help="stratum,population: how many could be drawn")
    parser.add_argument("--level", type=float, default=0.9, metavar="L", help="of the intervals (default 0.9)")
    words = "the interval of shares (default wilson)"
    parser.add_argument("--shares", choices=("wilson", "beta", "logit"), default="wilson", help=words)
    words = "how errors are found (default taylor); of quantiles by Woodruff either way"
    parser.add_argument("--errors", choices=("taylor", "jackknife"), default="taylor", help=words)
    parser.add_argument("--out", type=Path, metavar="OUT.csv", help="one row a unit and indicator")
    add_margins(parser)
    add_public(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Read everything, estimate, and write or print the table."""
    from engine.cli.loading import load_one, print_rows
    from engine.disclosure.asides import guarded_estimates
    from engine.disclosure.gate import guard
    from engine.exchange.estimates import estimate_rows, write_estimates
    from engine.exchange.inputs import read_snapshot
    from engine.exchange.scores import must_be_writable
    from engine.exchange.strata import read_strata
    from engine.problems import ThuocDoError
    from engine.scoring.estimates import estimates_of
    from engine.scoring.margins import calibrated_of, meeting
    from engine.scoring.run import score

    if not 0.5 <= args.level < 1:
        raise ThuocDoError("--level is a share from 0.5 to below 1, such as 0.9 or 0.95.")
    if args.out:
        must_be_writable(args.out)
    before = published_before(args)
    offered = load_one(args.file)
    snapshot, _ = read_snapshot(offered.framework, offered.vocabulary, answers=args.answers, units=args.units)
    population = read_strata(args.strata) if args.strata else {}
    margins = margins_asked(offered, args)
    if margins is not None:
        snapshot = meeting(offered.framework, snapshot, margins)
        assert snapshot.records is not None
        tell_of_weights(calibrated_of(offered.framework, snapshot.records, margins))
    found = estimates_of(
        offered.plan, snapshot, population=population, margins=margins, level=args.level, shares=args.shares,
        errors=args.errors,
    )  # fmt: skip
    if args.public:
        found = guarded_estimates(found, guard(score(offered.plan, snapshot), before))
    if found.merged_strata:
        names = ", ".join(name or "(none)" for name in found.merged_strata)
        sys.stderr.write(f"Strata with a single respondent, merged: {names}.\n")
    if args.out:
        write_estimates(found, args.out)
    if args.json:
        whole = {
            "level": found.level,
            "merged_strata": list(found.merged_strata),
            "estimates": [dict(row) for row in estimate_rows(found)],
        }
        sys.stdout.write(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
    elif not args.out:
        print_rows(({name: _short(each) for name, each in row.items()} for row in estimate_rows(found)), as_json=False)
    return 0


def _short(given: object) -> str:
    """A figure as a person reads it in a table."""
    return f"{given:.6g}" if isinstance(given, float) else "" if given is None else str(given)
