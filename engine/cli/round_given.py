"""What is known of units before they begin, on the command line: put into a round as a whole."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.loading import add_data, load_catalog
from engine.cli.round_runs import found_round

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.exchange.given import ByUnit
    from engine.framework.models import Framework
    from engine.store.contract import Store
    from engine.store.nouns import Round


def add_given(what: Any) -> None:
    """The part `given` of `thuocdo round`."""
    given = what.add_parser("given", help="put in what is known of units before they begin")
    given.description = (
        "Replaces all that is known in the round, or nothing where the file has a mistake. Columns: unit, question, "
        "value and, for lists and what is asked about each row of one, row; or unit and a column for each question."
    )
    given.add_argument("id", help="the round")
    given.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX")
    add_data(given)


def give_file(args: argparse.Namespace, data: Path) -> int:
    """Read the file by what the round pinned, and put it in."""
    from engine.rounds.pinned import pinned
    from engine.store.sqlite import SqliteStore

    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.id)
        offered = pinned(load_catalog(data), round_)
        give_known(store, round_, offered.framework, read_known(args.file, offered))
    finally:
        store.close()
    return 0


def read_known(file: Path, offered: Offered) -> ByUnit:
    """What a file tells. ThuocDoError with every mistake at once."""
    from engine.exchange.given import read_given

    return read_given(file, offered.framework, offered.vocabulary)


def give_known(store: Store, round_: Round, framework: Framework, known: ByUnit) -> None:
    """Put it in, and say in one line how much there is; what is lacking goes to stderr."""
    from engine.rounds.given import give, lacking

    give(store, round_, framework, known)
    answers = sum(map(len, known.values()))
    sys.stdout.write(f"{round_.id}: known beforehand: units: {len(known)}, answers: {answers}\n")
    for sentence in lacking(framework, known):
        sys.stderr.write(f"warning: {sentence}\n")
