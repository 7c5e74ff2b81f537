"""`thuocdo restore`: a backup put back into an empty folder, every file compared with its hash."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.cli.loading import add_data, data_folder
from engine.problems import MachineError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """From where, to where."""
    parser.epilog = "example: thuocdo restore /backup/thuocdo-2026-05-31.tar.gz --data /var/lib/thuocdo"
    parser.add_argument("file", type=Path, help="what `thuocdo backup` wrote")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Put it back whole or not at all."""
    from engine.exchange.backups import read_backup

    data = data_folder(args.data)
    if not args.file.is_file():
        raise MachineError(f"{args.file} cannot be read: there is no such file.")
    count = read_backup(args.file, data)
    sys.stdout.write(f"{data}: {count} files are back, each as it was. Next: thuocdo doctor --data {data}\n")
    return 0
