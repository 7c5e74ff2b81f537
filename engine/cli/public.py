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
    before = "what was published of this round before; with --public"
    parser.add_argument("--before", type=Path, metavar="EARLIER.csv", help=before)


def published_before(args: argparse.Namespace) -> Published | None:
    """What the file of --before tells. ThuocDoError where nothing is published now, or where it is no such file."""
    from engine.exchange.earlier import read_published

    if args.before and not args.public:
        raise ThuocDoError("--before guards a publication: add --public, or leave it out.")
    return read_published(args.before) if args.before else None
