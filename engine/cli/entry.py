"""`thuocdo entry`: papers that two clerks key in, compared question by question, settled and sent."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.cli.acting import who
from engine.cli.loading import add_data, data_folder, load_catalog, print_rows
from engine.cli.round_runs import found_round
from engine.problems import ThuocDoError
from engine.rounds import zone

if TYPE_CHECKING:
    from engine.questionnaire.answers import Answer
    from engine.store.contract import Store
    from engine.store.nouns import Round


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the papers of which round."""
    parser.epilog = (
        "example: thuocdo entry open hai-long-2026 --by Lan\n"
        "example: thuocdo entry compare hai-long-2026\n"
        "example: thuocdo entry send hai-long-2026 17 --take days@so-y-te=Lan --take guidance@so-y-te=Minh"
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT", parser_class=type(parser))
    opened = what.add_parser("open", help="a link that lets one clerk key in, once, from one browser")
    opened.add_argument("round", help="the round's id")
    opened.add_argument("--by", required=True, metavar="CLERK", help="whom the link is for")
    add_data(opened)
    compare = what.add_parser("compare", help="each paper with the questions in which its clerks differ")
    compare.add_argument("round", help="the round's id")
    compare.add_argument("--json", action="store_true", help="for programs")
    add_data(compare)
    send = what.add_parser(
        "send", help="send the papers whose clerks agree, or one paper whose differences are settled"
    )
    send.add_argument("round", help="the round's id")
    send.add_argument("paper", nargs="?", help="the number of one paper (else all that are equal)")
    take = "who is right about a question: days=Lan, days@so-y-te=Lan; may be repeated"
    send.add_argument("--origin", choices=("paper", "phone"), default="paper", help="how these answers came (paper)")
    send.add_argument("--take", action="append", default=[], metavar="QUESTION[@UNIT]=CLERK", help=take)
    add_data(send)
    remove = what.add_parser("remove", help="forget what a clerk keyed in of a paper")
    remove.add_argument("round", help="the round's id")
    remove.add_argument("paper", help="the number of the paper")
    remove.add_argument("--by", required=True, metavar="CLERK", help="whose entry")
    add_data(remove)


def run(args: argparse.Namespace) -> int:
    """Do it, and say what is so now."""
    from engine.store.sqlite import SqliteStore

    store = SqliteStore.open(data_folder(args.data))
    try:
        return DOES[args.what](args, store, found_round(store, args.round))
    finally:
        store.close()


def _open(args: argparse.Namespace, store: Store, round_: Round) -> int:
    from engine.rounds.moves import By
    from engine.rounds.papers import open_pass

    key = open_pass(store, round_, args.by, By(who(), zone.now()))
    sys.stdout.write(f"/nhap-phieu/vao/{key}\n")
    sys.stderr.write(f"Send this address, after the server's own, to {args.by.strip()}: it opens once.\n")
    return 0


def _compare(args: argparse.Namespace, store: Store, round_: Round) -> int:
    from engine.rounds.entries import compared, name_of

    papers = compared(store.entries(round_.id))
    if args.json:
        told = [
            {
                "paper": paper.number,
                "state": paper.state,
                "clerks": list(paper.clerks),
                "differences": [
                    {"question": name_of(each.key), **{c: _words(a) for c, a in each.answers.items()}}
                    for each in paper.differences
                ],
            }
            for paper in papers
        ]
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return 0
    print_rows(
        [
            {"paper": paper.number, "state": paper.state, "clerks": ", ".join(paper.clerks),
             "differences": len(paper.differences) if paper.state == "differs" else ""}
            for paper in papers
        ],
        False,
    )  # fmt: skip
    for paper in (each for each in papers if each.state == "differs"):
        for each in paper.differences:
            said = "  ".join(f"{clerk}: {_words(answer)}" for clerk, answer in each.answers.items())
            sys.stdout.write(f"{paper.number}  {name_of(each.key)}  {said}\n")
    return 0


def _words(answer: Answer | None) -> str:
    """An answer in one line; "–" for none."""
    if answer is None:
        return "–"
    value: Any = answer.value
    if value is None:
        return f"!{answer.missing.name.lower()}"
    if isinstance(value, tuple):
        return "; ".join(answer.details.get(each, each) for each in value)
    beside = "".join(f" ({text})" for text in answer.details.values())
    return f"{dict(value) if hasattr(value, 'items') else value}{beside}"


def _send(args: argparse.Namespace, store: Store, round_: Round) -> int:
    from engine.rounds.moves import By
    from engine.rounds.papers import papers_of, send_papers
    from engine.rounds.pinned import pinned
    from engine.rounds.taking import check_taking

    check_taking(round_, args.origin, "entry")
    chosen = dict(_taken(each) for each in args.take)
    if args.paper is None and chosen:
        raise ThuocDoError("--take settles one paper: name its number too.")
    papers = papers_of(store, round_, args.paper)
    if args.paper is None:
        papers = [paper for paper in papers if paper.state == "equal"]
    catalog = load_catalog(data_folder(args.data))
    by = By(who(), zone.now())
    sent = send_papers(store, catalog, pinned(catalog, round_), round_, papers, chosen, by, args.origin)
    left = papers_of(store, round_)
    sys.stdout.write(f"{round_.id}: {sent} papers sent, {len(left)} not yet\n")
    return 0


def _taken(text: str) -> tuple[Any, str]:
    """Which question, and who is right about it."""
    from engine.rounds.entries import key_named

    name, found, clerk = text.partition("=")
    if not found or not name or not clerk:
        raise ThuocDoError(f"`{text}` does not say who is right: write days@so-y-te=Lan.")
    return key_named(name.strip()), clerk.strip()


def _remove(args: argparse.Namespace, store: Store, round_: Round) -> int:
    from engine.rounds.moves import By
    from engine.rounds.papers import remove_entry

    for entry in store.entries(round_.id, args.paper):
        if entry.clerk == args.by.strip():
            remove_entry(store, round_, entry, By(who(), zone.now()))
            sys.stdout.write(f"{round_.id}: the entry of paper {args.paper} by {entry.clerk} is gone\n")
            return 0
    raise ThuocDoError(f"{args.by} has no entry of a paper {args.paper} that is not sent yet.")


DOES: dict[str, Callable[[argparse.Namespace, Any, Any], int]] = {
    "open": _open,
    "compare": _compare,
    "send": _send,
    "remove": _remove,
}
