"""`thuocdo import LAYOUT`: makes a framework file of a table that a plugin can read."""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from pathlib import Path

from engine.cli.loading import warn
from engine.hookspecs import FrameworkImporter
from engine.problems import ThuocDoError, errors


def add_arguments(parser: argparse.ArgumentParser, importer: FrameworkImporter) -> None:
    """Which file, what becomes of it, and what it is called."""
    parser.epilog = f"example: thuocdo import {importer.name} FILE.xlsx --id my_set --out my_set.yaml"
    parser.set_defaults(importer=importer)
    parser.add_argument("file", type=Path, help="FILE.xlsx or FILE.csv")
    parser.add_argument("--out", type=Path, help="the file to write (default ID.yaml); one that is there is kept")
    parser.add_argument("--id", help="the framework's id (else after the file's name)")
    parser.add_argument("--sheet", default="", metavar="NAME", help="the sheet, where several hold such a table")


def run(args: argparse.Namespace) -> int:
    """Write it, tell what to look at on stderr, and look whether it is sound; 1 where it is not yet."""
    from engine.catalog import build_catalog, offer
    from engine.framework.reader import read_text
    from engine.plugins import blocked_names, make_plugin_manager

    named = args.id or _id_after(args.file)
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,79}", named) or keyword.iskeyword(named):
        raise ThuocDoError(f"`{named}` cannot be an id: use lower-case letters, digits and _, e.g. --id my_set.")
    out = args.out or Path(f"{named}.yaml")
    if out.is_file():
        raise ThuocDoError(f"{out} is there already; choose another id or --out.")
    made = args.importer.make(args.file, named, args.sheet)
    _write(out, made.text)
    warn(made.remarks)
    catalog = build_catalog(make_plugin_manager((), blocked_names()))
    read = read_text(made.text, str(out), catalog.vocabulary)
    found, problems = offer(read, "file", catalog.vocabulary, catalog.checks)
    warn(problems)
    look = f"{len(made.remarks)} to look at" if made.remarks else "nothing to look at"
    if found is None:
        sys.stdout.write(f"Wrote {out}: {len(errors(problems))} mistake(s) to mend, {look} (above).\n")
        return 1
    framework = found.framework
    questions = sum(len(form.question) for form in framework.forms)
    counted = f"{len(framework.indicators)} indicators, {questions} questions, {look}"
    sys.stdout.write(f"Wrote {out}: {counted}. Next: thuocdo check {out}\n")
    return 0


def _write(out: Path, text: str) -> None:
    """The file, never in place of another; what is no file, such as a pipe, is written to."""
    try:
        with out.open("w" if out.exists() else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as there:
        raise ThuocDoError(f"{out} is there already; choose another id or --out.") from there


def _id_after(file: Path) -> str:
    """An id made of a file's name."""
    from engine.wording.order import fold

    bare = re.sub(r"[^a-z0-9]+", "_", fold(file.stem)).strip("_")[:80]
    return bare if bare[:1].isalpha() else f"set_{bare}".rstrip("_")
