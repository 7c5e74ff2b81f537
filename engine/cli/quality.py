"""`thuocdo quality`: signs of careless answers by unit and stratum, and the results with and without them."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.scoring.arrays import Snapshot
    from engine.scoring.flagged import FlagCount, WithAndWithout


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The framework that declares the signs, and the answers."""
    parser.epilog = "example: thuocdo quality surveys/my_survey.yaml --answers answers.csv"
    parser.add_argument("file", help="a framework file, or the id of a loaded framework")
    parser.add_argument("--answers", type=Path, required=True, metavar="A.csv", help="answers of respondents")
    parser.add_argument("--units", type=Path, metavar="U.csv", help="unit,title,group")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Flag, count and compare; no number that points at one respondent."""
    from engine.cli.loading import load_one, response_checks
    from engine.exchange.inputs import read_snapshot
    from engine.scoring.flagged import compared, flag_counts

    offered, checks = load_one(args.file), response_checks()
    snapshot, _ = read_snapshot(
        offered.framework, offered.vocabulary, answers=args.answers, units=args.units, checks=checks
    )
    raised = snapshot.records.flags.keys() if snapshot.records else ()
    declared = offered.framework.quality.flags if offered.framework.quality else ()
    names = list(dict.fromkeys([*declared, *sorted(raised)]))
    counts, rows = flag_counts(snapshot, names), compared(offered.plan, snapshot)
    if args.json:
        whole = {"flags": [asdict(one) for one in counts], "results": [asdict(row) for row in rows]}
        sys.stdout.write(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
        return 0
    if not names:
        sys.stdout.write("The framework declares no `quality:`, and no plugin flags anything.\n")
        return 0
    _print(counts, rows)
    return 0


def _print(counts: tuple[FlagCount, ...], rows: tuple[WithAndWithout, ...]) -> None:
    from engine.cli.loading import print_rows
    from engine.scoring.flagged import FEWEST

    few = f"fewer than {FEWEST}"
    for title, kept in (
        ("", [one for one in counts if not one.unit and not one.stratum]),
        ("unit", [one for one in counts if one.unit and one.flagged != 0]),
        ("stratum", [one for one in counts if one.stratum and one.flagged != 0]),
    ):
        lines = [
            {
                "flag": one.flag,
                **({title: getattr(one, title)} if title else {}),
                "responses": one.responses,
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


def unflagged(snapshot: Snapshot) -> Snapshot:
    """The snapshot without flagged responses; says on stderr how many were left out."""
    import numpy as np

    from engine.scoring.flagged import FEWEST, flagged_records, without_flagged

    records = snapshot.records
    if records is None:
        return snapshot
    everybody = len(np.unique(records.respondent))
    out = len(np.unique(records.respondent[flagged_records(records)]))
    how_many = str(out) if out == 0 or out >= FEWEST else f"fewer than {FEWEST}"
    sys.stderr.write(f"Left out for signs of careless answers: {how_many} of {everybody} responses.\n")
    return without_flagged(snapshot)
