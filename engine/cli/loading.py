"""What commands load: the catalog of a data folder, or the one framework that was named."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from engine.catalog import Catalog, Offered, build_catalog, load
from engine.hookspecs import ResponseCheck
from engine.offers import offers_of
from engine.plugins import blocked_names, make_plugin_manager, surveys_folders
from engine.problems import MachineError, Problem, ThuocDoError


def add_data(parser: argparse.ArgumentParser) -> None:
    """The option that every command about rounds takes."""
    parser.add_argument("--data", type=Path, default=None, help="the data folder (else THUOCDO_DATA, else ./data)")


def data_folder(given: Path | None) -> Path:
    """The data folder: the option, else THUOCDO_DATA, else ./data."""
    return given or Path(os.environ.get("THUOCDO_DATA") or "data")


def load_catalog(data: Path | None = None) -> Catalog:
    """Everything that is offered with this data folder."""
    return build_catalog(make_plugin_manager(surveys_folders(data), blocked_names()))


def load_one(file: str, data: Path | None = None) -> Offered:
    """The framework in a file, or the loaded one with that id, those of a data folder included.

    Raises ThuocDoError with every problem if the file is not sound, MachineError if it cannot be read.
    """
    path = Path(file)
    is_path = path.suffix in {".yaml", ".yml"} or os.sep in file or path.is_file()
    if not is_path:
        catalog = load_catalog(data)
        if file in catalog.offered:
            return catalog.offered[file]
        known = ", ".join(sorted(catalog.offered))
        raise ThuocDoError(f"There is no framework `{file}`. Loaded are: {known}; or give the path of a YAML file.")
    if not path.is_file():
        raise MachineError(f"{file} cannot be read: there is no such file.")
    catalog = build_catalog(make_plugin_manager((), blocked_names()))
    for offered in catalog.offered.values():
        if offered.file.path.resolve() == path.resolve():
            return offered
    found, problems = load(path, "file", catalog.vocabulary, catalog.checks)
    if found is None:
        raise ThuocDoError(f"{file} has {len(problems)} problem(s); `thuocdo check` lists them too.", problems)
    return found


def response_checks() -> tuple[ResponseCheck, ...]:
    """The checks of single responses that plugins bring."""
    return offers_of(make_plugin_manager((), blocked_names())).response_checks


def print_rows(rows: Iterable[Mapping[str, object]], as_json: bool) -> None:
    """A table for people, or JSON for programs."""
    found = [{name: str(value) for name, value in row.items()} for row in rows]
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        return
    if not found:
        return
    widths = {name: max(len(name), *(len(row[name]) for row in found)) for name in found[0]}
    for row in ({name: name for name in widths}, *found):
        sys.stdout.write("  ".join(row[name].ljust(width) for name, width in widths.items()).rstrip() + "\n")


def warn(problems: Iterable[Problem]) -> None:
    """Problems that do not stop a command, on stderr."""
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
