"""Editions as commands take them: one edition's files, and `--earlier` for those that came before it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.margins import margins_of, weighed
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.editions.comparing import Edition

KEYS = ("values", "answers", "units", "unit_column", "basis")
"""The files of an edition."""

WEIGHED = ("margins", "trim")
"""What `--earlier` may say besides."""


@dataclass(frozen=True)
class Files:
    """The files of one edition, and how they are read."""

    values: tuple[Path, ...] = ()
    answers: Path | None = None
    units: Path | None = None
    unit_column: str = "unit"
    basis: str = ""
    without_flagged: bool = False
    options: dict[str, str] = field(default_factory=lambda: {name: f"--{name}" for name in KEYS})
    """How the command calls what mistakes are told of."""

    @classmethod
    def of(cls, args: argparse.Namespace, prefix: str = "") -> Files:
        """The files of options such as `--values`, or with a prefix `--old-values`."""
        given = {name: getattr(args, f"{prefix}{name}") for name in KEYS}
        called = {name: f"--{prefix}{name}".replace("_", "-") for name in KEYS}
        unflagged = not prefix and getattr(args, "without_flagged", False)
        return cls(tuple(given.pop("values")), **given, without_flagged=unflagged, options=called)


def add_files(parser: argparse.ArgumentParser, prefix: str = "", which: str = "of this edition") -> None:
    """The options for the files of one edition."""
    add = parser.add_argument
    add(f"--{prefix}values", type=Path, action="append", default=[], metavar="V.csv", help=f"figures {which}")
    add(f"--{prefix}answers", type=Path, metavar="A.csv", help=f"answers {which}")
    add(f"--{prefix}units", type=Path, metavar="U.csv", help=f"units {which}: unit,title,group")
    add(f"--{prefix}unit-column", default="unit", metavar="NAME", help="the column of figures that names units")
    add(f"--{prefix}basis", default="", metavar="B", help="claimed, appraised or final")
    if not prefix:
        add("--without-flagged", action="store_true", help="leave out answers with signs of carelessness")


def add_earlier(parser: argparse.ArgumentParser) -> None:
    """The option that hands in earlier editions."""
    parser.add_argument(
        "--earlier",
        action="append",
        default=[],
        metavar="FRAMEWORK,values=V.csv,…",
        help="an earlier edition, the latest first: its framework and values=, answers=, units=, basis=, unit_column=,"
        " margins=, trim= (ranges `over: panel`; the change since then)",
    )


def read_edition(offered: Offered, files: Files) -> Edition:
    """What the files hold for a framework; lists on stderr which columns were left out.

    Raises ThuocDoError with the mistakes of all files at once, OSError if one cannot be read.
    """
    from engine.cli.loading import response_checks
    from engine.cli.quality import unflagged
    from engine.editions.comparing import Edition
    from engine.exchange.inputs import read_snapshot

    called = files.options
    if not files.values and not files.answers:
        raise ThuocDoError(f"There is nothing to score: give {called['values']} or {called['answers']}.")
    snapshot, left_out = read_snapshot(
        offered.framework,
        offered.vocabulary,
        values=files.values,
        answers=files.answers,
        units=files.units,
        unit_column=files.unit_column,
        checks=response_checks() if files.without_flagged else None,
    )
    if files.without_flagged:
        snapshot = unflagged(offered.framework, snapshot)
    if not snapshot.units:
        raise ThuocDoError("There is no unit to score: the files name none. Add rows to them.")
    if left_out:
        sys.stderr.write(f"Columns that name no indicator, left out: {', '.join(left_out)}.\n")
    bases = sorted(snapshot.figures)
    if files.basis not in bases and bases and not (files.basis == "" and files.answers):
        named = ", ".join(name or "(none)" for name in bases)
        raise ThuocDoError(f"The values have no basis `{files.basis}`. Give {called['basis']} one of: {named}.")
    return Edition(offered, snapshot, files.basis)


def earlier_editions(given: list[str], data: Path | None = None) -> tuple[Edition, ...]:
    """The editions that `--earlier` names, in the order given. Raises as `read_edition` does."""
    from engine.cli.loading import load_one

    found = []
    for words in given:
        framework, files, (margins, trim) = _parsed(words)
        offered = load_one(framework, data)
        called = ("margins= in --earlier", "trim= in --earlier", "answers=")
        known = margins_of(offered, margins, trim, has_answers=files.answers is not None, names=called)
        found.append(weighed(read_edition(offered, files), known))
    return tuple(found)


def _parsed(words: str) -> tuple[str, Files, tuple[Path | None, str | None]]:
    framework, *rest = _parts(words)
    values: list[Path] = []
    told: dict[str, str] = {}
    for part in rest:
        key, equals, value = part.partition("=")
        if key not in (*KEYS, *WEIGHED) or not equals or not value or key in told:
            known = ", ".join(f"{name}=" for name in (*KEYS, *WEIGHED))
            raise ThuocDoError(
                f"--earlier {words}: `{part}` is not understood. Write FRAMEWORK,values=FILE; there are: {known}."
            )
        if key == "values":
            values.append(Path(value))
        else:
            told[key] = value
    answers, units = (Path(told[key]) if key in told else None for key in ("answers", "units"))
    called = {name: f"{name}= in --earlier" for name in KEYS}
    column, basis = told.get("unit_column", "unit"), told.get("basis", "")
    margins = Path(told["margins"]) if "margins" in told else None
    files = Files(tuple(values), answers, units, column, basis, options=called)
    return framework, files, (margins, told.get("trim"))


def _parts(words: str) -> list[str]:
    """What stands between commas; the comma of `trim=0.3,3` is its own."""
    parts: list[str] = []
    for part in words.split(","):
        if parts and parts[-1].startswith("trim=") and "," not in parts[-1] and "=" not in part:
            parts[-1] += f",{part}"
        else:
            parts.append(part)
    return parts
