"""`thuocdo backup`: a data folder as one file, taken while the server goes on."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from engine.cli.loading import add_data, data_folder
from engine.problems import MachineError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.epilog = (
        "Databases without what was deleted from them, evidence, kept runs, surveys, the secret; all with hashes.\n"
        "Of a running round with codes only when 10 codes or more, or none, were used since the backup before.\n"
        "example: thuocdo backup --data /var/lib/thuocdo --out /backup/thuocdo-2026-05-31.tar.gz"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="is replaced if it is there")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Write it whole or not at all."""
    from engine.cli.progress import bar
    from engine.exchange.backups import BACKED_UP, write_backup
    from engine.exchange.scores import must_be_writable
    from engine.exchange.whole_file import put_whole
    from engine.rounds.backing_up import check_backup
    from engine.store.backup import codes_used
    from engine.store.sqlite import SqliteStore

    data = data_folder(args.data)
    if not (data / "thuocdo.db").is_file():
        raise MachineError(f"There is no data folder at {data}; name it with --data.")
    must_be_writable(args.out)
    store = SqliteStore.open(data)
    try:
        used = codes_used(data)
        check_backup(store.rounds(), used, _before(data))
    finally:
        store.close()
    count = write_backup(data, args.out, used, bar)
    if used:
        put_whole(data / BACKED_UP, json.dumps(used).encode())
    sys.stdout.write(f"{args.out}: {count} files. Try it: thuocdo restore {args.out} --data NEW-FOLDER\n")
    return 0


def _before(data: Path) -> dict[str, int]:
    """How many codes of each round were used at the last backup."""
    from engine.exchange.backups import BACKED_UP

    try:
        return {str(key): int(value) for key, value in json.loads((data / BACKED_UP).read_text()).items()}
    except (FileNotFoundError, ValueError, AttributeError, TypeError):
        return {}
