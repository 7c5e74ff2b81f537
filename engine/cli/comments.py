"""`thuocdo comments`: what respondents wrote, listed apart from their other answers, and what may be told of it."""

from __future__ import annotations

import argparse
import sys

from engine.cli.acting import who
from engine.cli.loading import add_data, data_folder, load_catalog, print_rows
from engine.cli.round_runs import found_round
from engine.problems import ThuocDoError
from engine.rounds import zone

STATES = ("waiting", "kept", "blanked", "hidden")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which round, which comments, and what is decided about them."""
    parser.epilog = (
        "Every comment has a mark of its own; nothing tells which comments one respondent wrote.\n"
        "example: thuocdo comments hai-long-2026 --state waiting\n"
        "example: thuocdo comments hai-long-2026 --keep 1f0c9a3b7d21 --by Hoa\n"
        "example: thuocdo comments hai-long-2026 --blank 1f0c9a3b7d21 --part 'anh Nam' --reason 'a name' --by Hoa"
    )
    parser.add_argument("round", help="the round's id")
    parser.add_argument("--state", choices=STATES, help="only those of which this was decided")
    parser.add_argument("--question", metavar="ID", help="only those that answer this question")
    parser.add_argument("--unit", metavar="ID", help="only those about this unit")
    parser.add_argument("--json", action="store_true", help="for programs")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--keep", nargs="+", default=[], metavar="MARK", help="may be told as they are")
    what.add_argument("--hide", nargs="+", default=[], metavar="MARK", help="are not told (with --reason)")
    what.add_argument("--blank", metavar="MARK", help="may be told without the words of --part (with --reason)")
    parser.add_argument("--part", action="append", default=[], metavar="TEXT", help="words to blank; may be repeated")
    parser.add_argument("--reason", default="", help="why a comment is hidden or blanked")
    parser.add_argument("--by", default="", metavar="NAME", help="who decides")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """List them, or keep what was decided."""
    from engine.rounds.moderating import comments_now, decide
    from engine.rounds.moves import By
    from engine.rounds.pinned import pinned
    from engine.store.nouns import Decision
    from engine.store.sqlite import SqliteStore

    data = data_folder(args.data)
    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.round)
        found = comments_now(store, pinned(load_catalog(data), round_), round_)
        by_mark = {each.mark: each for each in found}
        marks = list(dict.fromkeys([*args.keep, *args.hide, *([args.blank] if args.blank else [])]))
        if unknown := [mark for mark in marks if mark not in by_mark]:
            raise ThuocDoError(f"There is no comment {unknown[0]} in the round {round_.id}.")
        what = Decision.KEPT if args.keep else Decision.HIDDEN if args.hide else Decision.BLANKED
        by = By(who(), zone.now(), args.reason)
        decide(store, round_, [by_mark[mark] for mark in marks], what, by, args.by, args.part)
    finally:
        store.close()
    if marks:
        sys.stdout.write(f"{round_.id}: {len(marks)} {what.value}\n")
        return 0
    shown = [
        each
        for each in found
        if (not args.state or each.state == args.state)
        and (not args.question or each.question == args.question)
        and (not args.unit or each.unit == args.unit)
    ]
    print_rows(
        [
            {"mark": each.mark, "state": each.state, "question": each.question, "option": each.option,
             "unit": each.unit, "text": each.text if args.json else " ".join(each.text.split()), "told": each.told}
            for each in shown
        ],
        args.json,
    )  # fmt: skip
    sys.stderr.write(f"{len(shown)} of {len(found)} comments\n")
    return 0
