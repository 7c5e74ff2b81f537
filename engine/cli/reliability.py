"""`thuocdo reliability`: whether the items of a scale hang together, and whether claims and appraisals agree."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.draws import check_level

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.scoring.agreement import Agreement, Gap
    from engine.scoring.intraclass import Intraclass
    from engine.scoring.items import Items
    from engine.scoring.reliability import Reliability


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Answers for the items of a scale, or figures on two bases for claims and appraisals."""
    parser.epilog = (
        "example: thuocdo reliability surveys/my_survey.yaml --answers answers.csv\n"
        "example: thuocdo reliability surveys/my_points.yaml --values claimed.csv --values appraised.csv"
    )
    parser.add_argument("file", help="a framework file, or the id of a loaded framework")
    parser.add_argument("--answers", type=Path, metavar="A.csv", help="answers of respondents")
    parser.add_argument(
        "--values", type=Path, action="append", default=[], metavar="V.csv", help="figures with a basis"
    )
    parser.add_argument("--units", type=Path, metavar="U.csv", help="unit,title,group")
    parser.add_argument("--unit-column", default="unit", metavar="NAME", help="the column of --values that names units")
    words = "these questions instead of those of `reliability`, or of the dimensions; - is reversed"
    parser.add_argument("--items", metavar="a,b,-c", help=words)
    parser.add_argument(
        "--missing", choices=("complete", "pairwise"), default="complete", help="which answer sheets count (complete)"
    )
    parser.add_argument(
        "--weights", choices=("linear", "quadratic"), default="quadratic", help="of kappa (default quadratic)"
    )
    bases = "who assessed (default claimed,appraised): kappa and gaps of the first two, ICC of all"
    parser.add_argument("--bases", default="claimed,appraised", metavar="A,B,…", help=bases)
    parser.add_argument("--level", type=float, default=0.9, metavar="L", help="of the intervals of ICC (default 0.9)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Work out what the files allow, and print it."""
    from engine.cli.loading import load_one
    from engine.problems import ThuocDoError

    check_level(args.level)
    if not args.answers and not args.values:
        raise ThuocDoError("There is nothing to look at: give --answers, or --values with two bases.")
    offered = load_one(args.file)
    scales = _scales(offered, args) if args.answers else []
    agreed, within, gaps = _agreement(offered, args) if args.values else ((), (), ())
    if args.json:
        whole = {
            "scales": [{"items": items.name, **asdict(found)} for items, found in scales],
            "agreement": [asdict(one) for one in agreed],
            "intraclass": [asdict(one) for one in within],
            "gaps": [asdict(gap) for gap in gaps],
        }
        sys.stdout.write(json.dumps(_without_nan(whole), ensure_ascii=False, indent=2) + "\n")
        return 0
    for items, found in scales:
        _print_scale(items, found)
    if args.values:
        _print_agreement(agreed, within, gaps)
    return 0


def _scales(offered: Offered, args: argparse.Namespace) -> list[tuple[Items, Reliability]]:
    from engine.exchange.inputs import read_snapshot
    from engine.problems import ThuocDoError
    from engine.scoring.items import answers_to, declared_items, items_of, named_items
    from engine.scoring.reliability import reliability_of

    snapshot, _ = read_snapshot(offered.framework, offered.vocabulary, answers=args.answers, units=args.units)
    if args.items:
        sets: Sequence[Items] = [named_items(offered.framework, [name.strip() for name in args.items.split(",")])]
    else:
        sets = declared_items(offered.framework) or items_of(offered.plan)
    if not sets:
        mend = "Name questions with --items a,b,c, or in `reliability` of the file."
        raise ThuocDoError(f"No dimension has two indicators on one scale. {mend}")
    assert snapshot.records is not None
    return [
        (items, reliability_of(items.questions, answers_to(items, snapshot.records), args.missing)) for items in sets
    ]


def _agreement(
    offered: Offered, args: argparse.Namespace
) -> tuple[Sequence[Agreement], Sequence[Intraclass], Sequence[Gap]]:
    from engine.exchange.inputs import read_snapshot
    from engine.problems import ThuocDoError
    from engine.scoring.agreement import agreements_of, gaps_of
    from engine.scoring.intraclass import intraclass_of
    from engine.scoring.run import score

    snapshot, left_out = read_snapshot(
        offered.framework, offered.vocabulary, values=args.values, units=args.units, unit_column=args.unit_column
    )
    if left_out:
        sys.stderr.write(f"Columns that name no indicator, left out: {', '.join(left_out)}.\n")
    bases = [name.strip() for name in args.bases.split(",")]
    if len(bases) < 2 or len(set(bases)) < len(bases) or not set(bases) <= snapshot.figures.keys():
        there = ", ".join(sorted(name or "(none)" for name in snapshot.figures))
        what = "Two bases or more are compared, such as --bases claimed,appraised."
        raise ThuocDoError(f"{what} The values have: {there}.")
    tables = [score(offered.plan, snapshot, basis=basis) for basis in bases]
    one, other = tables[:2]
    return agreements_of(one, other, args.weights), intraclass_of(tables, args.level), gaps_of(one, other)


def _print_scale(items: Items, found: Reliability) -> None:
    from engine.cli.loading import print_rows

    sys.stdout.write(
        f"{items.name}: alpha {_short(found.alpha)} ({found.missing} cases, {found.rows} answer sheets),"
        f" standardised {_short(found.standardised)}, lambda6 {_short(found.lambda6)},"
        f" mean correlation {_short(found.mean_r)}\n"
    )
    turned = dict(zip(items.questions, items.reversed, strict=True))
    print_rows(
        (
            {
                "item": fit.item + (" (reversed)" if turned[fit.item] else ""),
                "n": fit.n,
                "mean": _short(fit.mean),
                "sd": _short(fit.sd),
                "with the rest": _short(fit.item_rest),
                "alpha without": _short(fit.alpha_without),
            }
            for fit in found.items
        ),
        as_json=False,
    )
    sys.stdout.write("".join(f"{remark}\n" for remark in found.remarks) + "\n")


def _print_agreement(agreed: Sequence[Agreement], within: Sequence[Intraclass], gaps: Sequence[Gap]) -> None:
    from engine.cli.loading import print_rows

    print_rows(
        (
            {
                "over": one.over,
                "n": one.n,
                "exact": _short(one.exact),
                "kappa": _short(one.kappa),
                "lowered": one.lowered,
                "raised": one.raised,
                "mean gap": _short(one.mean_gap),
                "remark": one.remark,
            }
            for one in agreed
        ),
        as_json=False,
    )
    sys.stdout.write("\n")
    print_rows(
        (
            {
                "over": one.over,
                "n": one.n,
                "k": one.k,
                **{name: _between(each, one.low[name], one.high[name]) for name, each in one.forms.items()},
                "remark": one.remark,
            }
            for one in within
        ),
        as_json=False,
    )
    sys.stdout.write("\n")
    apart = [gap for gap in gaps if gap.gap]
    print_rows(({name: _short(each) for name, each in asdict(gap).items()} for gap in apart), as_json=False)


def _between(form: float, low: float, high: float) -> str:
    """A form with its interval, at two digits."""
    if math.isnan(form):
        return "–"
    ends = "" if math.isnan(low + high) else f" ({low + 0.0:.2f} to {high + 0.0:.2f})"
    return f"{form + 0.0:.2f}{ends}"


def _short(given: object) -> str:
    """A figure as a person reads it; a dash where there is none."""
    if not isinstance(given, float):
        return str(given)
    return "–" if math.isnan(given) else f"{round(given, 3) + 0.0:g}"


def _without_nan(given: Any) -> Any:
    """The same with null where there is no figure: NaN is no JSON."""
    if isinstance(given, Mapping):
        return {name: _without_nan(each) for name, each in given.items()}
    if isinstance(given, list | tuple):
        return [_without_nan(each) for each in given]
    return None if isinstance(given, float) and math.isnan(given) else given
