"""`thuocdo check`: every mistake in framework files, with its place."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.problems import MachineError, errors


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which files."""
    parser.epilog = "exit: 0 sound, 1 problems, 2 cannot be read\nexample: thuocdo check surveys/hdi_2022.yaml"
    parser.add_argument("file", nargs="+", type=Path, help="a framework file")


def run(args: argparse.Namespace) -> int:
    """Print `file:line:column: where: what. mend` on stdout for each problem of each file."""
    from engine.catalog import build_catalog, offer
    from engine.framework.reader import read_framework
    from engine.plugins import blocked_names, make_plugin_manager

    catalog = build_catalog(make_plugin_manager((), blocked_names()))
    unreadable = wrong = 0
    for path in args.file:
        try:
            read = read_framework(path, catalog.vocabulary)
        except MachineError as failure:
            sys.stderr.write(f"{failure}\n")
            unreadable += 1
            continue
        found, problems = offer(read, "file", catalog.vocabulary, catalog.checks)
        for problem in problems:
            sys.stdout.write(f"{problem}\n")
        wrong += bool(errors(problems))
        if found:
            framework = found.framework
            questions = sum(len(form.question) for form in framework.forms)
            sys.stdout.write(
                f"{path}: sound: {framework.id}, {questions} questions, "
                f"{len(framework.indicators)} indicators, {len(framework.units.list)} units\n"
            )
    return 2 if unreadable else int(wrong > 0)
