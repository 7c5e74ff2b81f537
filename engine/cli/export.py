"""`thuocdo export`: the answers that were sent in a round, as a file for other tools."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.loading import add_data, data_folder
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.snapshots import Filled
    from engine.store.contract import Store

FORMATS = ("csv", "parquet", "xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which round, and what becomes of its answers."""
    parser.epilog = (
        "One row a value: respondent,unit,row,question,value,flags,code,stratum,origin,weight.\n"
        "`thuocdo score` and `quality` read it again.\n"
        "Respondents are numbers in an order that tells nothing of when they answered; no times or days are written.\n"
        "example: thuocdo export hai-long-2026 --format xlsx --out answers.xlsx"
    )
    parser.add_argument("round", help="the round's id")
    parser.add_argument("--format", choices=FORMATS, help="else what the name of --out ends with")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="is replaced if it is there")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--late", action="store_true", help="drafts with the pages that came too late, never counted")
    which.add_argument("--screened", action="store_true", help="what was closed for a full quota, never counted")
    add_data(parser)


def _wanted(args: argparse.Namespace, store: Store) -> Sequence[Filled]:
    """The sent responses, or those that never count."""
    if args.late:
        return store.late_responses(args.round)
    return store.screened_responses(args.round) if args.screened else store.sent_responses(args.round)


def run(args: argparse.Namespace) -> int:
    """Write the file whole or not at all, and say how much is in it."""
    from engine.cli.loading import load_catalog
    from engine.cli.round_runs import found_round
    from engine.exchange.answers_files import WRITERS
    from engine.exchange.scores import must_be_writable
    from engine.rounds.pinned import pinned
    from engine.store.sqlite import SqliteStore

    kind = args.format or args.out.suffix.removeprefix(".")
    if kind not in WRITERS:
        raise ThuocDoError(f"`{args.out.name}` does not say what it is to be; give --format {', '.join(FORMATS)}.")
    must_be_writable(args.out)
    data = data_folder(args.data)
    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.round)
        offered, sent = pinned(load_catalog(data), round_), _wanted(args, store)
    finally:
        store.close()
    rows = WRITERS[kind](offered.framework, offered.vocabulary, sent, args.out)
    sys.stdout.write(f"{args.out}: responses: {len(sent)}, rows: {rows}\n")
    return 0
