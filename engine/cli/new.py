"""`thuocdo new`: a commented starter framework that passes `check`."""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from pathlib import Path

from engine.problems import ThuocDoError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The id of the framework, and where to write it."""
    parser.epilog = "example: thuocdo new my_index && thuocdo check my_index.yaml"
    parser.add_argument("id", help="lower-case letters, digits and _, beginning with a letter")
    parser.add_argument("--out", type=Path, default=None, help="the file to write (default ID.yaml)")


def run(args: argparse.Namespace) -> int:
    """Write the starter; an existing file is never overwritten."""
    from engine.resources import folder

    if not re.fullmatch(r"[a-z][a-z0-9_]*", args.id) or keyword.iskeyword(args.id):
        raise ThuocDoError(f"`{args.id}` cannot be an id: use lower-case letters, digits and _, e.g. my_index.")
    path = args.out or Path(f"{args.id}.yaml")
    starter = (folder("templates") / "starter.yaml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(re.sub(r"\bID\b", args.id, starter))
    except FileExistsError as there:
        raise ThuocDoError(f"{path} is there already; choose another id or --out.") from there
    sys.stdout.write(f"Wrote {path}. Next: thuocdo check {path}\n")
    return 0
