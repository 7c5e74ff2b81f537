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
        "Of a running round with codes only when 10 codes or more, or none, were used since the backup before,\n"
        "in each stratum that answers tell; at any time with --without-codes.\n"
        "example: thuocdo backup --data /var/lib/thuocdo --out /backup/thuocdo-2026-05-31.tar.gz"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="is replaced if it is there")
    parser.add_argument("--without-codes", action="store_true", help="leave the invitations and their codes out")
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
        before = _before(data)
        used = before if args.without_codes else codes_used(data)
        rounds = store.rounds()
        if not args.without_codes:
            check_backup(rounds, used, before, {each.id: store.welcome(each.id).smallest for each in rounds})
    finally:
        store.close()
    count = write_backup(data, args.out, used, bar, codes=not args.without_codes)
    if used and not args.without_codes:
        put_whole(data / BACKED_UP, json.dumps(used).encode())
    sys.stdout.write(f"{args.out}: {count} files. Try it: thuocdo restore {args.out} --data NEW-FOLDER\n")
    return 0


def _before(data: Path) -> dict[str, dict[str, int]]:
    """How many codes of each round were used at the last backup with codes, by stratum."""
    from engine.exchange.backups import BACKED_UP

    try:
        told = json.loads((data / BACKED_UP).read_text())
        return {str(key): {str(name): int(count) for name, count in each.items()} for key, each in told.items()}
    except (FileNotFoundError, ValueError, AttributeError, TypeError):
        return {}
