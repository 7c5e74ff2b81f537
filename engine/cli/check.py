"""`thuocdo check`: every mistake in framework files, with its place; their examples run as tests."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.problems import MachineError, errors

if TYPE_CHECKING:
    from engine.authoring.study import Study
    from engine.catalog import Catalog, Offered


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, and what else to look at."""
    parser.epilog = (
        "exit: 0 sound, 1 problems, 2 cannot be read\n"
        "example: thuocdo check surveys/hdi_2022.yaml\n"
        "example: thuocdo check --coverage --mutate surveys/hdi_2022.yaml"
    )
    parser.add_argument("file", nargs="+", type=Path, help="a framework file")
    parser.add_argument("--coverage", action="store_true", help="list what no example touches")
    parser.add_argument("--notes", action="store_true", help="print what may be meant, as questions to the author")
    parser.add_argument("--weights", action="store_true", help="print what each node weighs in the total")
    parser.add_argument("--mutate", action="store_true", help="make small mistakes and list those no example notices")
    parser.add_argument("--mutants", type=int, default=500, metavar="N", help="with --mutate: at most N (default 500)")
    parser.add_argument("--dry-run", type=int, metavar="N", help="answer N times at random, show the scores' range")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="the same seed draws the same")


def run(args: argparse.Namespace) -> int:
    """Print `file:line:column: where: what. mend` on stdout for each problem of each file."""
    from engine.catalog import build_catalog, offer
    from engine.framework.reader import read_framework
    from engine.plugins import blocked_names, make_plugin_manager
    from engine.problems import ThuocDoError

    if args.mutants < 1 or (args.dry_run is not None and args.dry_run < 1):
        raise ThuocDoError("--mutants and --dry-run count: give 1 or more.")
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
        if found is None or errors(problems):
            wrong += 1
        else:
            wrong += not _look_into(found, catalog, args)
    return 2 if unreadable else int(wrong > 0)


def _look_into(offered: Offered, catalog: Catalog, args: argparse.Namespace) -> bool:
    """Run a sound file's examples and whatever else was asked for; whether nothing is wrong."""
    from engine.authoring.lints import lints
    from engine.authoring.study import study
    from engine.problems import Severity

    studied = study(offered, catalog.vocabulary)
    remarks = lints(offered.framework, catalog.vocabulary, studied.places)
    notes = [remark for remark in remarks if remark.severity is Severity.NOTE]
    for problem in sorted([*studied.problems, *remarks]):
        if args.notes or problem.severity is not Severity.NOTE:
            sys.stdout.write(f"{problem}\n")
    if args.coverage:
        for gap in studied.gaps():
            sys.stdout.write(f"{gap}\n")
    _summary(offered, studied)
    if notes and not args.notes:
        sys.stdout.write(f"{offered.file.path}: {len(notes)} note{'s' * (len(notes) > 1)}: see --notes\n")
    if args.weights:
        _weights(offered)
    if args.mutate:
        _mutate(offered, catalog, studied, args)
    if args.dry_run is not None:
        _dry_run(offered, catalog, args)
    return not studied.problems


def _mutate(offered: Offered, catalog: Catalog, studied: Study, args: argparse.Namespace) -> None:
    """Print how many mutants the examples notice, and those they do not."""
    from engine.authoring.mutation import mutate
    from engine.cli.progress import bar

    path = offered.file.path
    if studied.problems or not studied.outcomes:
        why = "mend its examples first" if studied.problems else "it has no `examples`"
        sys.stdout.write(f"{path}: no mutants are tried: {why}.\n")
        return
    found = mutate(
        studied.places,
        catalog.vocabulary,
        lambda done, of: bar(f"{offered.framework.id} mutants", done, of),
        most=args.mutants,
        seed=args.seed,
    )
    for survivor in found.problems(studied.places):
        sys.stdout.write(f"{survivor}\n")
    drawn = f", drawn from {found.possible} with seed {args.seed}" if found.tried < found.possible else ""
    runnable = found.tried - found.refused
    sys.stdout.write(
        f"{path}: mutants: {found.noticed} of {runnable} noticed by an example; "
        f"{found.refused} more refused by the checks{drawn}\n"
    )


def _weights(offered: Offered) -> None:
    """Print each node's weight as written and its share of the total in each group."""
    from engine.authoring.weights import effective_weights
    from engine.cli.loading import print_rows

    print_rows(
        (
            {
                "node": "  " * each.depth + each.node.id,
                "weight": f"{each.node.weight:g}",
                **{group or "share": f"{100 * share:.2f} %" for group, share in each.share.items()},
            }
            for each in effective_weights(offered.framework)
        ),
        as_json=False,
    )


def _dry_run(offered: Offered, catalog: Catalog, args: argparse.Namespace) -> None:
    """Print a table of every score's range, mean and missing share when the forms are answered at random."""
    import numpy as np

    from engine.authoring.dry_run import dry_run
    from engine.authoring.expectations import PRINTED_DECIMALS
    from engine.cli.loading import print_rows
    from engine.cli.progress import bar

    framework = offered.framework

    def shown(figure: float, node: str) -> str:
        decimals = framework.nodes[node].decimals
        return "–" if np.isnan(figure) else f"{figure:.{PRINTED_DECIMALS if decimals is None else decimals}f}"

    spreads = dry_run(
        framework,
        offered.plan,
        catalog.vocabulary,
        args.dry_run,
        args.seed,
        lambda done, of: bar(f"{framework.id} answers", done, of),
    )
    sys.stdout.write(f"{offered.file.path}: answered {args.dry_run} times at random, seed {args.seed}\n")
    print_rows(
        (
            {
                "node": each.node,
                "lowest": shown(each.low, each.node),
                "mean": shown(each.mean, each.node),
                "highest": shown(each.high, each.node),
                "missing": f"{100 * each.missing:.0f} % {each.reason}".strip(),
            }
            for each in spreads
        ),
        as_json=False,
    )


def _summary(offered: Offered, studied: Study) -> None:
    framework, path = offered.framework, offered.file.path
    questions = sum(len(form.question) for form in framework.forms)
    state = "examples fail" if studied.problems else "sound"
    sys.stdout.write(
        f"{path}: {state}: {framework.id}, {questions} questions, "
        f"{len(framework.indicators)} indicators, {len(framework.units.list)} units\n"
    )
    if studied.outcomes:
        passed = sum(not outcome.failures for outcome in studied.outcomes)
        touched = ", ".join(f"{kind} {done}/{of}" for kind, done, of in studied.coverage.counts())
        sys.stdout.write(f"{path}: examples: {passed} of {len(studied.outcomes)} hold; they touch {touched}\n")
