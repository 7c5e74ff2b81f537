"""`thuocdo reference`: the pages of the language's reference, with the question types and rules of all plugins."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the pages go, and where their examples come from."""
    parser.epilog = "example: thuocdo reference --out docs/framework-guide/reference --examples tests/surveys/features"
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder; pages in it are replaced")
    parser.add_argument(
        "--examples",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder of frameworks that examples are taken from, before the bundled ones (may be repeated)",
    )


def run(args: argparse.Namespace) -> int:
    """Write one Markdown page a noun, question type, rule and function; pages of what is no more are removed."""
    from engine.authoring.reference import reference
    from engine.authoring.reference_parts import MADE
    from engine.authoring.samples import samples_of
    from engine.cli.loading import load_catalog
    from engine.plugins import surveys_folders
    from engine.problems import ThuocDoError

    if args.out.exists() and not args.out.is_dir():
        raise ThuocDoError(f"{args.out} is a file; --out names a folder.")
    for folder in args.examples:
        if not folder.is_dir():
            raise ThuocDoError(f"{folder} is no folder; --examples names a folder of frameworks.")
    files = [file for folder in (*args.examples, *surveys_folders()) for file in sorted(folder.rglob("*.yaml"))]
    pages = reference(load_catalog().vocabulary, samples_of(files), str(args.out))
    for old in args.out.rglob("*.md"):
        if str(old.relative_to(args.out)) not in pages and old.read_text("utf-8").endswith(MADE):
            old.unlink()
    for name, page in pages.items():
        (args.out / name).parent.mkdir(parents=True, exist_ok=True)
        (args.out / name).write_text(page, encoding="utf-8")
    sys.stdout.write(f"{args.out}: {len(pages)} pages\n")
    return 0
