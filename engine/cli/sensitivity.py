"""`thuocdo sensitivity`: which choices of the method results rest on, and what ranks would be without a part."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.draws import add_seed, add_vary_weights, check_level, check_share
from engine.cli.editions import Files, add_files, read_edition
from engine.cli.margins import add_margins, margins_asked
from engine.cli.public import add_public, published_before

if TYPE_CHECKING:
    from engine.scoring.sensitivity import Sensitivity

LISTED = 10
"""So many parts of the index are printed, those first without which ranks change most."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The framework, its inputs, how many runs, and where the indices go."""
    parser.epilog = (
        "Without --public every unit is told of: the table is the lead body's own where respondents were asked.\n"
        "example: thuocdo sensitivity my_index.yaml --values figures.csv --out sensitivity.csv"
    )
    parser.add_argument("file", help="a framework file, or the id of a loaded framework")
    add_files(parser)
    add_margins(parser)
    add_vary_weights(parser)
    parser.add_argument("--by-group", action="store_true", help="the weights below each dimension are a choice apart")
    words = "runs for each choice and two more, a power of 2 (default 1024)"
    parser.add_argument("--blocks", type=int, default=1024, metavar="N", help=words)
    add_seed(parser)
    parser.add_argument("--level", type=float, metavar="L", help="of the intervals; the file's, unless set")
    parser.add_argument("--out", type=Path, metavar="OUT.csv", help="every index: one row an output, input and measure")
    add_public(parser)
    parser.add_argument("--json", action="store_true", help="the same, for programs")


def run(args: argparse.Namespace) -> int:
    """Run the design, and print what ranks rest on; the whole goes to a file or is printed as JSON."""
    from engine.cli.loading import load_one
    from engine.cli.progress import bar
    from engine.disclosure.sensitivity import guarded_sensitivity
    from engine.exchange.scores import must_be_writable
    from engine.exchange.sensitivity import as_json, write_sensitivity
    from engine.scoring.margins import meeting
    from engine.scoring.methods import methods_of
    from engine.scoring.sensitivity import sensitivity

    check_level(args.level)
    check_share(args.vary_weights)
    if args.out:
        must_be_writable(args.out)
    before = published_before(args)
    offered = load_one(args.file)
    methods = methods_of(offered.plan, offered.vocabulary, args.vary_weights)
    snapshot, margins = read_edition(offered, Files.of(args)).snapshot, margins_asked(offered, args)
    if margins is not None:
        snapshot = meeting(offered.framework, snapshot, margins)
    found = sensitivity(
        methods, snapshot,
        basis=args.basis, blocks=args.blocks, seed=args.seed, level=args.level,
        by_group=args.by_group, told=lambda done, of: bar("Running", done, of),
    )  # fmt: skip
    if args.public:
        found = guarded_sensitivity(found, before)
    if args.out:
        write_sensitivity(found, args.out)
    if args.json:
        sys.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        _print(found)
    return 0


def _print(found: Sensitivity) -> None:
    from engine.cli.loading import print_rows

    for name, rows in (("how ranks change by", list(_choices(found))), ("ranks without", list(_parts(found)))):
        sys.stdout.write(f"{name}\n")
        print_rows(rows, as_json=False)
        sys.stdout.write("\n")
    if not found.inputs:
        sys.stderr.write("The file lets nothing vary: give --vary-weights, such as 0.25, or add `robustness` to it.\n")
    elif found.rank_change is not None and found.rank_change.none:
        sys.stderr.write("No choice changes any rank, or more than half of the runs failed.\n")
    if found.failed:
        sys.stderr.write(
            f"{found.failed:.1%} of {found.runs} runs left a unit without a rank; their blocks are left out.\n"
        )


def _choices(found: Sensitivity) -> Iterator[Mapping[str, object]]:
    told = found.rank_change
    if told is None or told.none:
        return
    for position, name in enumerate(found.inputs):
        alone = f"{told.first[position]:.2f} ± {told.first_off[position]:.2f}"
        with_others = f"{told.total[position]:.2f} ± {told.total_off[position]:.2f}"
        yield {"choice": name, "alone": alone, "with the others": with_others}


def _parts(found: Sensitivity) -> Iterator[Mapping[str, object]]:
    from math import isnan

    told = [(x, name) for x, name in zip(found.left_out.tolist(), found.table.nodes, strict=True) if not isnan(x)]
    for change, name in sorted(told, key=lambda each: -each[0])[:LISTED]:
        yield {"part": name, "mean change of rank": f"{change:.2f}"}
