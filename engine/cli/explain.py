"""`thuocdo explain`: why a unit's score is what it is, down to the file's lines, and what would move it."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from engine.cli.loading import add_data, data_folder, load_one
from engine.cli.public import add_public, before_of_files, published_before
from engine.cli.score import add_inputs, needs_files, scored
from engine.framework.places import did_you_mean
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.disclosure.explaining import Lift
    from engine.disclosure.published import PublishedTable
    from engine.scoring.chain import Chain

MOST_MOVES = 15


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is explained, from which scores."""
    parser.epilog = (
        "example: thuocdo explain surveys/hdi_2022.yaml --values hdi_2022.csv --unit-column iso3 --unit VNM\n"
        "example: thuocdo explain demo-my-index --unit so-mau-1 --node clarity --json"
    )
    parser.add_argument("file", metavar="FILE|ROUND", help="a framework (with --values or --answers), or a round's id")
    add_inputs(parser)
    add_data(parser)
    parser.add_argument("--unit", required=True, metavar="ID", help="whose score is explained")
    parser.add_argument("--node", metavar="ID", help="where to begin (default: the whole index)")
    parser.add_argument("--moves", action="store_true", help="also what would move it, and the way to the next band")
    add_public(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace) -> int:
    """Score, explain, print."""
    from engine.disclosure.explaining import explain_shown
    from engine.framework.source_lines import source_lines
    from engine.scoring.explanation import explain

    offered, shown, chain = _loaded(args)
    framework, table = offered.framework, shown if args.public else chain.table
    node_id = args.node or framework.index.id
    ids = [unit.id for unit in table.units]
    if args.unit not in ids:
        raise ThuocDoError(f"There is no unit `{args.unit}` here. {did_you_mean(args.unit, ids)}".strip())
    if node_id not in framework.results:
        mend = did_you_mean(node_id, framework.results)
        raise ThuocDoError(f"The framework `{framework.id}` has no node `{node_id}`. {mend}".strip())
    explained = (
        explain_shown(chain, shown, args.unit, node_id) if args.public
        else explain(chain, table, args.unit, node_id)
    )  # fmt: skip
    sources = source_lines(offered.file, offered.vocabulary.frameworks)
    lift = _lift(args, shown, chain, node_id) if args.moves else None
    if args.json:
        from engine.exchange.explained import explained_values, moves_values, way_values

        told = {
            "framework": framework.id, "edition": framework.edition, "file": offered.file.sha256, "unit": args.unit,
            "group": table.units[table.unit_column(args.unit)].group,
            "explained": explained_values(explained, framework, sources),
        }  # fmt: skip
        if lift is not None:
            told |= {"moves": moves_values(lift.moves), "next_band": way_values(lift.way, framework)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
        return 0
    from engine.cli.explained_text import explained_text, moves_text

    sys.stdout.write(f"{framework.id} {framework.edition}, {args.unit}\n")
    sys.stdout.write(explained_text(explained, table, sources))
    if lift is not None:
        sys.stdout.write("\n" + moves_text(lift.moves, lift.way, table, node_id, MOST_MOVES))
    return 0


def _lift(args: argparse.Namespace, shown: PublishedTable, chain: Chain, node_id: str) -> Lift:
    """What would lift the score of a node; of what may be published, that of the whole index."""
    from engine.disclosure.explaining import Lift, lift_shown
    from engine.scoring.aims import aims_of
    from engine.scoring.moves import moves_of
    from engine.scoring.next_band import way_up

    table, root = chain.table, chain.table.framework.index.id
    if args.public:
        if node_id != root:
            raise ThuocDoError(f"--moves with --public tells of the whole index: leave out --node, or name `{root}`.")
        return lift_shown(chain, shown, args.unit)
    unit = table.unit_column(args.unit)
    aims = aims_of(chain, unit)
    way = way_up(chain, unit, int(table.band[0, unit]), table.framework.efforts, aims=aims)
    return Lift(moves_of(chain, unit, table.node_row(node_id), aims=aims), way)


def _loaded(args: argparse.Namespace) -> tuple[Offered, PublishedTable, Chain]:
    """Framework, what may be shown, and what it came from: of files where files are given, else of a round."""
    if args.values or args.answers:
        from engine.disclosure.gate import guard
        from engine.scoring.chain import chain_of

        offered = load_one(args.file, args.data)
        before = published_before(args)
        whole, _, inputs = scored(offered, args)
        return offered, guard(whole, before), chain_of(offered.plan, inputs.snapshot, args.basis)
    from engine.jobs.printing import Printer

    needs_files(args)
    before_of_files(args)
    found = Printer(data_folder(args.data)).explained(args.file)
    return found.offered, found.table, found.chain
