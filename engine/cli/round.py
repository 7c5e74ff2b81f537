"""`thuocdo round`: make a round and list those there are; `round_life` moves it on, `round_runs` scores it."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli import landing
from engine.cli.loading import add_data, data_folder, load_one, print_rows
from engine.cli.round_fieldwork import add_fieldwork, fieldwork, target
from engine.cli.round_given import add_given, give_file, give_known, read_known
from engine.cli.round_life import DOES as LIFE
from engine.cli.round_life import add_life, day, last
from engine.cli.round_quota import add_quota, quota
from engine.cli.round_runs import DOES, add_runs, found_round
from engine.cli.round_sensitivity import add_sensitivity, sensitivity_of_run
from engine.cli.round_template import add_template, write
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.store.contract import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with which round."""
    parser.epilog = (
        "example: thuocdo round create hai-long-2026 --framework my_index.yaml --opens 2026-05-01 --closes 2026-05-31\n"
        "example: thuocdo round open hai-long-2026\n"
        'example: thuocdo round extend hai-long-2026 --closes 2026-06-07T17:00 --reason "the storm"\n'
        "example: thuocdo round given tu-danh-gia-2026 known.xlsx\n"
        "example: thuocdo round score hai-long-2026\n"
        "example: thuocdo round sensitivity hai-long-2026 --vary-weights 0.25\n"
        "example: thuocdo round publish hai-long-2026 --run 7K3M-9QRT-2VXA"
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT", parser_class=type(parser))
    create = what.add_parser("create", help="a draft that pins the framework as it stands now")
    create.add_argument("id", help="its name in addresses: lower-case letters, digits and -")
    create.add_argument("--framework", required=True, help="a framework file, or the id of a loaded framework")
    create.add_argument("--title", help="what pages are headed with (else the framework's title)")
    create.add_argument("--opens", type=day, metavar="DAY", help="the first day that answers are taken: 2026-05-01")
    create.add_argument("--closes", type=last, metavar="DAY", help="the last day: 2026-05-31, or 2026-05-31T17:00")
    create.add_argument("--given", type=Path, metavar="FILE", help="what is known of units, as `round given` takes it")
    create.add_argument("--after", metavar="ROUND", help="the round whose edition came before: for ranges and changes")
    landing.add_options(create)
    add_data(create)
    add_life(what)
    add_quota(what)
    add_fieldwork(what)
    add_given(what)
    landing.add_landing(what)
    add_runs(what)
    add_sensitivity(what)
    add_template(what)
    listed = what.add_parser("list", help="every round with its state and responses")
    add_data(listed)
    listed.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace) -> int:
    """Do it, and say in one line what is so now."""
    from engine.store.sqlite import SqliteStore

    data = data_folder(args.data)
    if args.what == "create":
        return _create(args, data)
    if args.what == "given":
        return give_file(args, data)
    if args.what == "template":
        return write(args, data)
    others = {"quota": quota, "sensitivity": sensitivity_of_run, "fieldwork": fieldwork, "target": target}
    if (does := {**DOES, **LIFE, **landing.DOES, **others}.get(args.what)) is not None:
        return does(args, data)
    store = SqliteStore.open(data)
    try:
        return _list(store, args.json)
    finally:
        store.close()


def _create(args: argparse.Namespace, data: Path) -> int:
    from engine.store.nouns import Life, Round, RoundState
    from engine.store.sqlite import SqliteStore

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", args.id):
        raise ThuocDoError(f"`{args.id}` cannot name a round: use lower-case letters, digits and -, as in survey-2026.")
    if args.opens and args.closes and args.closes.day < args.opens:
        raise ThuocDoError(f"--closes {args.closes.day} is before --opens {args.opens}.")
    landing.check_landing(args)
    offered = load_one(args.framework, data)
    known = read_known(args.given, offered) if args.given else None
    made = Round(
        id=args.id,
        framework_id=offered.framework.id,
        title=args.title or offered.framework.title.within("vi"),
        state=RoundState.DRAFT,
        is_demo=False,
        opens=args.opens,
        closes=args.closes.day if args.closes else None,
        framework_text=offered.file.text,
        framework_sha256=offered.file.sha256,
        earlier=args.after or "",
        life=Life(closes_at=args.closes.at) if args.closes else Life(),
    )
    store = SqliteStore.open(data)
    try:
        if args.after:
            found_round(store, args.after)
        store.create_round(made)
        if known is not None:
            give_known(store, made, offered.framework, known)
        landing.set_landing(store, args.id, args)
    finally:
        store.close()
    sys.stdout.write(f"{args.id}: draft of {offered.framework.id}. Next: thuocdo round open {args.id}\n")
    return 0


def _list(store: Store, as_json: bool) -> int:
    rows = []
    for round_ in store.rounds():
        counts = store.response_counts(round_.id)
        rows.append(
            {
                "id": round_.id,
                "framework": round_.framework_id,
                "state": round_.state,
                "opens": round_.opens or "",
                "closes": round_.closes or "",
                "started": counts["started"],
                "sent": counts["sent"],
                "title": round_.title,
            }
        )
    print_rows(rows, as_json)
    return 0
