"""`thuocdo verify`: works a kept run out again and says whether its figures are the same."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.exchange.verifying import Verdict

SHOWN = 10
"""So many differences are listed; the others are counted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which run."""
    from engine.cli.loading import add_data

    parser.epilog = (
        "Exit code 0: the same to 1e-9 of each scale. 1: something differs. 2: it cannot be worked out again.\n"
        "example: thuocdo verify 7K3M-9QRT-2VXA --data /var/lib/thuocdo"
    )
    parser.add_argument("code", help="the code that stands on the PDF and below the results")
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace) -> int:
    """Work it out, and name the first differences."""
    from engine.cli.loading import data_folder, load_catalog
    from engine.exchange.verifying import verify
    from engine.runs.codes import read_code
    from engine.runs.room import RunRoom

    code, data = read_code(args.code), data_folder(args.data)
    verdict = verify(RunRoom(data), code, load_catalog(data))
    if args.json:
        told = {"code": code, "same": not verdict.differences, "rows": verdict.rows}
        told |= {"differences": list(verdict.differences), "notes": list(verdict.notes)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _told(code, verdict)))
    return 1 if verdict.differences else 0


def _told(code: str, verdict: Verdict) -> list[str]:
    notes = [f"Versions differ: {note}" for note in verdict.notes]
    if not verdict.differences:
        return [f"{code}: the same. {verdict.rows} rows of scores were worked out again.", *notes]
    count, more = len(verdict.differences), len(verdict.differences) - SHOWN
    rest = [f"… and {more} more"] if more > 0 else []
    head = f"{code}: {'1 difference' if count == 1 else f'{count} differences'}."
    return [head, *verdict.differences[:SHOWN], *rest, *notes]
