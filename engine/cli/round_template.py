"""`thuocdo round template`: the file in which a round's paper forms are keyed in."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from engine.cli.loading import add_data, load_catalog
from engine.cli.round_runs import found_round
from engine.problems import ThuocDoError


def add_template(what: Any) -> None:
    """The part `template` of `thuocdo round`."""
    template = what.add_parser("template", help="a file to key paper or telephone answers into, for `thuocdo import`")
    template.add_argument("id", help="the round")
    template.add_argument("--out", type=Path, required=True, metavar="FILE", help="FILE.xlsx (with lists) or FILE.csv")
    template.add_argument("--lang", choices=("vi", "en"), default="vi", help="of its words, and of figures in it")
    add_data(template)


def write(args: argparse.Namespace, data: Path) -> int:
    """Write it, and say what comes next."""
    from engine.exchange.form_columns import Columns
    from engine.exchange.form_template import write_template
    from engine.rounds.pinned import pinned
    from engine.rounds.taking import respondents_form
    from engine.store.sqlite import SqliteStore

    if args.out.suffix.lower() not in (".xlsx", ".csv"):
        raise ThuocDoError(f"`{args.out.name}` does not say what it is to be; end it with .xlsx or .csv.")
    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.id)
        offered = pinned(load_catalog(data), round_)
    finally:
        store.close()
    columns = Columns(offered.framework, respondents_form(offered.framework), offered.vocabulary)
    write_template(columns, round_.id, args.out, args.lang)
    sys.stdout.write(
        f"{args.out}: template for {round_.id}. Next: thuocdo import answers {round_.id} {args.out} "
        "--origin paper --by NAME\n"
    )
    return 0
