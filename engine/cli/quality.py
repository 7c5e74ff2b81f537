"""`thuocdo quality`: signs of careless answers by unit and stratum, and the results with and without them."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.margins import add_margins, margins_asked, weighed

if TYPE_CHECKING:
    from engine.disclosure.asides import WithAndWithout
    from engine.disclosure.flag_counts import FlagCount
    from engine.framework.models import Framework
    from engine.scoring.arrays import Snapshot


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The framework that declares the signs, and the answers."""
    parser.epilog = (
        "Counts are of responses, never weighted; with --margins the results with and without meet them, each anew.\n"
        "There is no --strata: populations of strata widen or narrow intervals, and results stand here without any.\n"
        "example: thuocdo quality surveys/my_survey.yaml --answers answers.csv"
    )
    parser.add_argument("file", help="a framework file, or the id of a loaded framework")
    parser.add_argument("--answers", type=Path, required=True, metavar="A.csv", help="answers of respondents")
    parser.add_argument("--units", type=Path, metavar="U.csv", help="unit,title,group")
    add_margins(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Flag, count and compare; no number that points at one respondent."""
    from engine.cli.loading import load_one, response_checks
    from engine.disclosure.asides import guarded
    from engine.disclosure.flag_counts import flag_counts, least_shown
    from engine.editions.comparing import Edition
    from engine.exchange.inputs import read_snapshot
    from engine.scoring.asides import asides_of
    from engine.scoring.run import score

    offered, checks = load_one(args.file), response_checks()
    snapshot, _ = read_snapshot(
        offered.framework, offered.vocabulary, answers=args.answers, units=args.units, checks=checks
    )
    margins = margins_asked(offered, args)
    if margins is not None:
        snapshot = weighed(Edition(offered, snapshot), margins).snapshot
    raised = snapshot.records.flags.keys() if snapshot.records else ()
    declared = offered.framework.quality.flags if offered.framework.quality else ()
    names = list(dict.fromkeys([*declared, *sorted(raised)]))
    counts = flag_counts(offered.framework, snapshot, names)
    rows: tuple[WithAndWithout, ...] = ()
    if any(marks.any() for marks in (snapshot.records.flags if snapshot.records else {}).values()):
        rows = guarded(score(offered.plan, snapshot), asides_of(offered.plan, snapshot, margins=margins))[1].compared
    if args.json:
        whole = {"flags": [asdict(one) for one in counts], "results": [asdict(row) for row in rows]}
        sys.stdout.write(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
        return 0
    if not names:
        sys.stdout.write("The framework declares no `quality:`, and no plugin flags anything.\n")
        return 0
    _print(counts, rows, least_shown(offered.framework))
    return 0


def _print(counts: tuple[FlagCount, ...], rows: tuple[WithAndWithout, ...], least: int) -> None:
    from engine.cli.loading import print_rows

    few = f"fewer than {least}"
    for title, kept in (
        ("", [one for one in counts if not one.unit and not one.stratum]),
        ("unit", [one for one in counts if one.unit and one.flagged != 0]),
        ("stratum", [one for one in counts if one.stratum and one.flagged != 0]),
    ):
        lines = [
            {
                "flag": one.flag,
                **({title: getattr(one, title)} if title else {}),
                "responses": "not shown" if one.responses is None else one.responses,
                "flagged": (few if not title else "not shown") if one.flagged is None else one.flagged,
            }
            for one in kept
        ]
        print_rows(lines, as_json=False)
        sys.stdout.write("\n" if lines else "")
    if not rows:
        return
    print_rows(
        (
            {
                "group": row.group,
                "unit": row.unit,
                "n": row.n,
                "without": "not shown" if row.hidden else row.n_without,
                "score": _short(row.score),
                "score without": "not shown" if row.hidden else _short(row.score_without),
                "rank": _short(row.rank),
                "rank without": "not shown" if row.hidden else _short(row.rank_without),
            }
            for row in rows
        ),
        as_json=False,
    )


def _short(given: float | None) -> str:
    return "–" if given is None else f"{given:.6g}"


def unflagged(framework: Framework, snapshot: Snapshot) -> Snapshot:
    """The snapshot without flagged responses; says on stderr how many were left out."""
    import numpy as np

    from engine.disclosure.flag_counts import least_shown
    from engine.scoring.flagged import flagged_records, people, without_flagged

    records = snapshot.records
    if records is None:
        return snapshot
    least, out = least_shown(framework), people(records, flagged_records(records))
    everybody = people(records, np.ones(len(records.unit), dtype=bool))
    how_many = str(out) if out == 0 or out >= least else f"fewer than {least}"
    sys.stderr.write(f"Left out for signs of careless answers: {how_many} of {everybody} responses.\n")
    return without_flagged(snapshot)
