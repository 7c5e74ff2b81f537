"""`thuocdo reference`: the pages of the language's reference, with the question types and rules of all plugins."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the pages go."""
    parser.epilog = "example: thuocdo reference --out docs/framework-guide/reference"
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder; pages in it are replaced")


def run(args: argparse.Namespace) -> int:
    """Write one Markdown page a kind of word."""
    from engine.authoring.reference import reference
    from engine.cli.loading import load_catalog
    from engine.problems import ThuocDoError

    if args.out.exists() and not args.out.is_dir():
        raise ThuocDoError(f"{args.out} is a file; --out names a folder.")
    pages = reference(load_catalog().vocabulary)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, page in pages.items():
        (args.out / name).write_text(page, encoding="utf-8")
    sys.stdout.write(f"{args.out}: {len(pages)} pages\n")
    return 0
