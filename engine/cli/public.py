"""What commands that write figures take to write only what may be published."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.disclosure.published import Published


def add_public(parser: argparse.ArgumentParser) -> None:
    """`--public`, and what was published before."""
    parser.add_argument("--public", action="store_true", help="only what may be published: small figures are kept back")
    add_before(parser, "what was published of this round before; with --public")


def add_before(parser: argparse.ArgumentParser, words: str = "what was published of these answers before") -> None:
    """What was published before: a file that `thuocdo score --public` wrote."""
    parser.add_argument("--before", type=Path, metavar="EARLIER.csv", help=words)


def published_before(args: argparse.Namespace) -> Published | None:
    """What the file of --before tells. ThuocDoError where nothing is published now, or where it is no such file."""
    from engine.exchange.earlier import read_published

    if args.before and not getattr(args, "public", True):
        raise ThuocDoError("--before guards a publication: add --public, or leave it out.")
    return read_published(args.before) if args.before else None


def before_of_files(args: argparse.Namespace) -> None:
    """ThuocDoError where a round is shown: what was published of it before stands in the round itself."""
    if args.before:
        raise ThuocDoError("--before: a round is guarded by what was published of it before. Leave it out.")
