"""`thuocdo questionnaire`: a form as a blank PDF, to be filled in by hand."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.loading import add_data, data_folder, load_catalog, load_one
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.reports.nouns import About

MOST_TIMES = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which form, where it goes, and what is printed on it."""
    parser.epilog = (
        "example: thuocdo questionnaire hai-long-2026 --out phieu.pdf --address 'Sở Kế hoạch và Đầu tư, Hòm thư 12'"
    )
    parser.add_argument("file", metavar="FILE|ROUND", help="a framework file, the id of a loaded one, or a round's id")
    parser.add_argument("--out", type=Path, required=True, metavar="Q.pdf", help="is replaced if it is there")
    parser.add_argument("--form", metavar="ID", help="which form (else the respondents')")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi", help="of the pages (default vi)")
    parser.add_argument("--address", default="", help="where filled-in forms are sent; else a line is left for it")
    parser.add_argument("--times", type=int, metavar="N", help="how often the part about one unit or row is printed")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Print it, and say where the file is."""
    from engine.exchange.scores import must_be_writable
    from engine.exchange.whole_file import put_whole
    from engine.jobs.printing import blank_html
    from engine.reports.pdf import to_pdf

    if args.times is not None and not 1 <= args.times <= MOST_TIMES:
        raise ThuocDoError(f"--times counts parts to be printed: give 1 to {MOST_TIMES}.")
    must_be_writable(args.out)
    offered, about = _found(args)
    html = blank_html(offered, about, args.lang, form_id=args.form, address=args.address, times=args.times)
    put_whole(args.out, to_pdf(html))
    sys.stdout.write(f"{args.out}: 1 file\n")
    return 0


def _found(args: argparse.Namespace) -> tuple[Offered, About]:
    """The framework of a round, where there is one of that name, else the one that is named."""
    from engine.jobs.printing import about_blank
    from engine.reports.nouns import About
    from engine.rounds.pinned import pinned
    from engine.store.sqlite import SqliteStore

    data = data_folder(args.data)
    if (data / "thuocdo.db").is_file():
        store = SqliteStore.open(data)
        try:
            round_ = store.round(args.file)
        finally:
            store.close()
        if round_ is not None:
            return pinned(load_catalog(data), round_), about_blank(round_)
    offered = load_one(args.file, data)
    title = offered.framework.title.within(args.lang)
    return offered, About(offered.framework.id, title, False, 0, offered.file.sha256[:8], "")
