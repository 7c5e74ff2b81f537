"""`thuocdo tidy`: removes what nothing leads to.

Evidence that no answer and no document names, pictures of pages that can be made again, runs that were never finished.
"""

from __future__ import annotations

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the files are."""
    from engine.cli.loading import add_data

    parser.epilog = (
        "A file is removed a day after it came at the earliest. May run while the server does, nightly for instance.\n"
        "example: thuocdo tidy --data /var/lib/thuocdo"
    )
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Remove them, and say how many they were."""
    from engine.cli.loading import data_folder
    from engine.jobs.pictures import PagePictures
    from engine.runs.room import RunRoom
    from engine.store.evidence import EvidenceRoom
    from engine.store.sqlite import SqliteStore

    data = data_folder(args.data)
    store = SqliteStore.open(data)
    try:
        evidence = EvidenceRoom(data)
        gone = evidence.tidy(store.evidence_named)
        PagePictures(data).tidy(lambda sha256: evidence.path(sha256) is not None)
        halves = RunRoom(data).tidy()
    finally:
        store.close()
    sys.stdout.write(f"{gone} file{'' if gone == 1 else 's'} removed.\n")
    if halves:
        sys.stdout.write(f"Runs that were never finished, removed: {halves}.\n")
    return 0
