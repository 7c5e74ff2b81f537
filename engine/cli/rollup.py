"""`thuocdo rollup`: all units at once, of a round or of figures and answers in files, as PDF or workbook."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.loading import add_data, data_folder, load_one
from engine.cli.public import add_before, before_of_files, published_before
from engine.cli.score import add_inputs, needs_files, scored_edition
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.reports.rollup_nouns import Rollup

ENDINGS = (".pdf", ".xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of what, and where it goes."""
    parser.epilog = (
        "example: thuocdo rollup my_index.yaml --answers answers.csv --out rollup.pdf\n"
        "example: thuocdo rollup demo-my-index --basis claimed --out rollup.xlsx"
    )
    parser.add_argument("file", metavar="FILE|ROUND", help="a framework (with --values or --answers), or a round's id")
    add_inputs(parser)
    add_data(parser)
    add_before(parser)
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="of the pages (default vi)")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="X.pdf|X.xlsx", help="a file of the same name is replaced"
    )


def run(args: argparse.Namespace) -> int:
    """Put all units together, and say where the file is."""
    from engine.exchange.scores import must_be_writable
    from engine.exchange.whole_file import put_whole

    ending = args.out.suffix.lower()
    if ending not in ENDINGS:
        raise ThuocDoError(f"{args.out}: give --out a name that ends in {' or '.join(ENDINGS)}.")
    must_be_writable(args.out)
    rollup = _rollup(args)
    put_whole(args.out, _pdf(rollup, args.language) if ending == ".pdf" else _book(rollup, args.language))
    apart = f", {len(rollup.apart)} apart" if rollup.apart else ""
    sys.stdout.write(f"{args.out}: {rollup.counted} units{apart}\n")
    return 0


def _rollup(args: argparse.Namespace) -> Rollup:
    """Of files where files are given, else of a round."""
    if args.values or args.answers:
        return _of_files(args)
    from engine.appraisal.bases import Basis
    from engine.jobs.printing import Printer

    basis, args.basis = args.basis, ""
    needs_files(args)
    before_of_files(args)
    if basis and basis not in tuple(Basis):
        raise ThuocDoError(f"There is no basis `{basis}`. Give --basis one of: {', '.join(Basis)}.")
    return Printer(data_folder(args.data)).rollup(args.file, args.language, basis)


def _of_files(args: argparse.Namespace) -> Rollup:
    from engine.disclosure.gate import guard
    from engine.reports.bases import TITLES
    from engine.reports.nouns import About
    from engine.reports.rollup import rollup_of
    from engine.scoring.chain import chain_of

    offered = load_one(args.file, args.data)
    told = published_before(args)
    whole, recipe, inputs, _ = scored_edition(offered, args)
    framework = offered.framework
    title = framework.title.within(args.language)
    about = About(framework.id, title, False, 0, offered.file.sha256[:8], recipe.code)
    basis = next((words for each, words in TITLES.items() if each == args.basis), "")
    chain = chain_of(offered.plan, inputs.snapshot, args.basis)
    return rollup_of(guard(whole, told), chain, about, args.language, basis)


def _pdf(rollup: Rollup, language: str) -> bytes:
    from engine.reports.pdf import to_pdf
    from engine.reports.render import rollup_html

    return to_pdf(rollup_html(rollup, language, standalone=True))


def _book(rollup: Rollup, language: str) -> bytes:
    from engine.exchange.plain_book import book_of
    from engine.reports.rollup_sheets import sheets_of

    return book_of(sheets_of(rollup, language))
