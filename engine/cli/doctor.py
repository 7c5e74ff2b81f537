"""`thuocdo doctor`: whether this machine and a data folder are fit to serve, each line with its mend."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.loading import add_data, data_folder

if TYPE_CHECKING:
    from engine.jobs.checkup import Finding


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which data folder."""
    parser.epilog = (
        "Exit code 0: all is well; 1: something is to be mended. Nothing is changed.\n"
        "example: thuocdo doctor --data /var/lib/thuocdo"
    )
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace) -> int:
    """Look at everything, whatever is wrong with some of it."""
    found = list(_findings(data_folder(args.data)))
    if args.json:
        rows = [{"what": each.what, "told": each.told, "mend": each.mend} for each in found]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        width = max(len(each.what) for each in found)
        for each in found:
            mark = "MEND" if each.mend else "ok  "
            sys.stdout.write(f"{mark}  {each.what:<{width}}  {each.told}\n")
            if each.mend:
                sys.stdout.write(f"      {'':<{width}}  → {each.mend}\n")
    return 1 if any(each.mend for each in found) else 0


def _findings(data: Path) -> Iterator[Finding]:
    from engine.jobs import checkup

    yield from checkup.versions()
    yield from checkup.folder(data)
    found = list(checkup.databases(data, datetime.now(UTC)))
    yield from found
    can_open = any((each.what, each.told) == ("migrations", "up to date") for each in found)
    yield from _stored(data, can_open and not any(each.mend for each in found))
    yield from checkup.printing()
    yield from checkup.worker(data, time.time())
    yield from checkup.proxy(os.environ)
    yield from checkup.mail(data, os.environ)


def _stored(data: Path, can_open: bool) -> Iterator[Finding]:
    from engine.cli.loading import load_catalog
    from engine.jobs import checkup
    from engine.store.sqlite import SqliteStore

    store = SqliteStore.open(data) if can_open else None
    try:
        yield from checkup.frameworks(load_catalog(data if data.is_dir() else None), store)
        yield from checkup.evidence(data, store)
    finally:
        if store is not None:
            store.close()
