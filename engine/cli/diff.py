"""`thuocdo diff`: what changed between two editions of a framework, and what each change breaks."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.authoring.changes import Change


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which two, and how they are told."""
    parser.epilog = (
        "breaks answers: answers given to OLD cannot all be read under NEW\n"
        "breaks trend:   they can, but scores are not comparable\n"
        "additive:       there is more than before\n"
        "wording:        only what people read\n\n"
        "exit: 0 compared, whatever was found\n"
        "example: thuocdo diff hdi_2022 next_year.yaml"
    )
    parser.add_argument("old", help="the path or id of the framework as it was")
    parser.add_argument("new", help="the path or id of the framework as it is now")
    parser.add_argument("--answers", action="store_true", help="only say whether answers given to OLD can be read")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace) -> int:
    """Print every change, the gravest first."""
    from engine.authoring.diff import diff, unreadable
    from engine.cli.loading import load_catalog, load_one

    old, new = load_one(args.old), load_one(args.new)
    changes = diff(old.framework, new.framework, load_catalog().vocabulary)
    breaking = unreadable(changes)
    if args.json:
        _print_json(args.old, args.new, breaking if args.answers else changes, readable=not breaking)
    elif args.answers and not breaking:
        sys.stdout.write(f"All answers given to {args.old} can be read under {args.new}.\n")
    elif args.answers:
        sys.stdout.write(f"Answers given to {args.old} cannot all be read under {args.new}:\n")
        _print_table(breaking)
    elif not changes:
        sys.stdout.write(f"{args.old} and {args.new} are the same.\n")
    else:
        _print_table(changes)
        sys.stdout.write(f"{_counted(changes)}\n")
    return 0


def _print_table(changes: Sequence[Change]) -> None:
    from engine.cli.loading import print_rows

    print_rows(
        (
            {
                "class": change.effect,
                "where": change.where,
                "change": change.what + (f" (× {change.count})" if change.count != 1 else ""),
                "reason": f"{change.reason} {change.hint}".rstrip(),
            }
            for change in changes
        ),
        as_json=False,
    )


def _print_json(old: str, new: str, changes: Sequence[Change], *, readable: bool) -> None:
    rows = [
        {
            "class": change.effect,
            "where": change.where,
            "change": change.what,
            "reason": change.reason,
            "count": change.count,
            "hint": change.hint,
        }
        for change in changes
    ]
    found = {"old": old, "new": new, "answers_can_be_read": readable, "changes": rows}
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def _counted(changes: Sequence[Change]) -> str:
    from collections import Counter

    counts = Counter(change.effect for change in changes)
    return ", ".join(f"{count} {effect}" for effect, count in counts.items())
