"""`thuocdo scorecard`: PDF scorecards and leagues of a round, or of figures and answers in files."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.loading import add_data, data_folder, load_one
from engine.cli.public import add_before, before_of_files, published_before
from engine.cli.score import add_inputs, needs_files, scored_edition
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.disclosure.published import PublishedTable
    from engine.reports.nouns import About
    from engine.rounds.quotes import Quotes
    from engine.scoring.chain import Chain
    from engine.scoring.rank_sensitivity import RankSensitivity


LONGEST = 200
"""So many bytes of a unit's id are in the name of its file; a disk takes 255, and a number and endings follow."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is printed, from which scores, and where it goes."""
    parser.epilog = (
        "example: thuocdo scorecard surveys/hdi_2022.yaml --values hdi_2022.csv --unit-column iso3"
        " --unit VNM --out vnm.pdf\n"
        "example: thuocdo scorecard demo-my-index --all --out scorecards/"
    )
    parser.add_argument("file", metavar="FILE|ROUND", help="a framework (with --values or --answers), or a round's id")
    add_inputs(parser)
    add_data(parser)
    run_help = "a kept run of the round (else the published one, else the newest of all answers, else as it is now)"
    parser.add_argument("--run", metavar="CODE", help=run_help)
    add_before(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--unit", metavar="ID", help="the scorecard of one unit")
    what.add_argument("--all", action="store_true", help="the scorecards of all units, one file each, into a folder")
    what.add_argument("--league", action="store_true", help="the rankings of all groups")
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="of the pages (default vi)")
    place = "a file; with --all a folder; files of the same name are replaced"
    parser.add_argument("--out", type=Path, required=True, metavar="X.pdf|DIR", help=place)


def run(args: argparse.Namespace) -> int:
    """Score, print, and say where the files are."""
    from engine.cli.progress import bar
    from engine.exchange.whole_file import put_whole
    from engine.jobs.printing import UNIT, print_all, report_html

    _check_out(args.out, args.all)
    table, about, chain, sensitivity, quotes = _scored(args)
    if args.all:
        whats = [UNIT + unit.id for unit in table.units]
        targets = [args.out / name for name in file_names([unit.id for unit in table.units])]
    else:
        whats, targets = ["league" if args.league else UNIT + args.unit], [args.out]
    documents = []
    for what in whats:
        documents.append(report_html(table, about, what, args.language, chain, sensitivity, quotes))
        if args.all:
            bar("Composing", len(documents), len(whats))
    (args.out if args.all else args.out.parent).mkdir(parents=True, exist_ok=True)
    printed = print_all(documents, min(os.cpu_count() or 1, len(documents) // 2))
    for done, (target, pdf) in enumerate(zip(targets, printed, strict=True), 1):
        put_whole(target, pdf)
        bar("Printing", done, len(targets))
    files = "1 file" if len(targets) == 1 else f"{len(targets)} files"
    sys.stdout.write(f"{args.out}: {files}\n")
    return 0


def _scored(
    args: argparse.Namespace,
) -> tuple[PublishedTable, About, Chain, RankSensitivity | None, Mapping[str, Quotes]]:
    """The scores of files where files are given, else of a round, what they rest on, and what is quoted."""
    if args.values or args.answers:
        from engine.disclosure.gate import guard
        from engine.reports.nouns import About
        from engine.scoring.chain import chain_of

        if args.run:
            raise ThuocDoError("--run names a run of a round; leave out --values and --answers, or leave out --run.")
        offered = load_one(args.file, args.data)
        told = published_before(args)
        whole, recipe, inputs, before = scored_edition(offered, args)
        table = guard(whole, told)
        if before:
            from engine.editions.comparing import Edition, with_change

            table = with_change(table, whole, before, Edition(offered, inputs.snapshot, args.basis), guard)
        framework = offered.framework
        title = framework.title.within(args.language)
        about = About(framework.id, title, False, 0, offered.file.sha256[:8], recipe.code)
        return table, about, chain_of(offered.plan, inputs.snapshot, args.basis), None, {}
    from engine.jobs.printing import Printer
    from engine.runs.codes import read_code

    needs_files(args)
    before_of_files(args)
    code = read_code(args.run) if args.run else ""
    found = Printer(data_folder(args.data)).explained(args.file, code)
    return found.table, found.about, found.chain, found.sensitivity, found.quotes


def _check_out(out: Path, is_folder: bool) -> None:
    """Before anything is worked out: whether the place for the files can be one."""
    if is_folder and out.exists() and not out.is_dir():
        raise ThuocDoError(f"{out} is a file; with --all, --out names a folder.")
    if not is_folder and out.is_dir():
        raise ThuocDoError(f"{out} is a folder; give --out a file, such as {out / 'scorecard.pdf'}.")


def file_names(unit_ids: Sequence[str]) -> list[str]:
    """A file name for each unit; those that would share one, also where case does not count, are numbered."""
    names: dict[str, str] = {}
    for unit_id in unit_ids:
        stem = _stem(unit_id)
        again = 2
        name = stem
        while name.casefold() in names:
            name, again = f"{stem}-{again}", again + 1
        names[name.casefold()] = f"{name}.pdf"
    return list(names.values())


def _stem(unit_id: str) -> str:
    """A unit's id as a file name: separators could lead out of the folder, and longer names no disk takes."""
    written = "".join("-" if letter in '/\\:*?"<>|' or not letter.isprintable() else letter for letter in unit_id)
    return written.encode()[:LONGEST].decode(errors="ignore").strip(". ") or "unit"
