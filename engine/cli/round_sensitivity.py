"""`thuocdo round sensitivity`: which choices of the method the ranks of a run rest on, kept with it for its pages."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.draws import add_seed, add_vary_weights, check_level, check_share
from engine.cli.loading import add_data, load_catalog, print_rows
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.framework.vocabulary import Vocabulary
    from engine.scoring.rank_sensitivity import Analysis, RankSensitivity


def add_sensitivity(what: Any) -> None:
    """The part `sensitivity` of `thuocdo round`."""
    part = what.add_parser("sensitivity", help="which choices of the method ranks rest on, for the pages of a run")
    part.add_argument("id", help="the round")
    part.add_argument("--run", metavar="CODE", help="which run (else the published one, else the newest)")
    part.add_argument("--blocks", type=int, default=1024, metavar="N", help="a power of 2 (default 1024)")
    add_vary_weights(part)
    part.add_argument("--by-group", action="store_true", help="the weights below each dimension are a choice apart")
    add_seed(part, default=None)
    part.add_argument("--level", type=float, metavar="L", help="of the intervals; the file's, unless set")
    part.add_argument("--again", action="store_true", help="put it in the place of one that was made otherwise")
    add_data(part)
    part.add_argument("--json", action="store_true", help="the indices for programs")


def sensitivity_of_run(args: argparse.Namespace, data: Path) -> int:
    """Work it out, keep it with the run, and print it."""
    from engine.cli.round_runs import found_round
    from engine.rounds.results import LIVE
    from engine.runs.codes import read_code
    from engine.scoring.rank_sensitivity import Analysis
    from engine.store.sqlite import SqliteStore

    check_level(args.level)
    check_share(args.vary_weights)
    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.id)
        runs = [run.code for run in store.runs(round_.id)]
    finally:
        store.close()
    code = read_code(args.run) if args.run else round_.run or next(iter(runs), "")
    if not code:
        raise ThuocDoError(f"The round {round_.id} has no run yet: `thuocdo round score {round_.id}` makes one.")
    if code not in runs:
        raise ThuocDoError(f"The round {round_.id} has no run {code}; `thuocdo round runs {round_.id}` lists them.")
    seed = LIVE.seed if args.seed is None else args.seed
    asked = Analysis(args.blocks, seed, args.vary_weights, args.by_group, args.level)
    found = keep_and_tell(data, code, asked, load_catalog(data).vocabulary, again=args.again)
    print_rows(list(_rows(found)), args.json)
    return 0


def keep_and_tell(
    data: Path, code: str, asked: Analysis, vocabulary: Vocabulary, *, again: bool = False
) -> RankSensitivity:
    """Keep it, telling on stderr how far it is and what a reader has to know."""
    from engine.cli.progress import bar
    from engine.rounds.sensitivity import keep_sensitivity
    from engine.runs.room import RunRoom

    def told(done: int, of: int) -> None:
        bar("Varying the method", done, of)

    found, is_new = keep_sensitivity(RunRoom(data), code, asked, vocabulary, again=again, told=told)
    state = "kept" if is_new else "kept already"
    sys.stderr.write(f"{code}: what its ranks rest on is {state}, from {found.runs} runs.\n")
    if found.rank_change is None or found.rank_change.none:
        sys.stderr.write("No choice changes any rank, or more than half of the runs failed.\n")
    if found.failed:
        sys.stderr.write(f"{found.failed:.1%} of the runs left a unit without a rank; their blocks are left out.\n")
    return found


def _rows(found: RankSensitivity) -> list[dict[str, object]]:
    """A row for each choice; low and high are the ends of the intervals."""
    told = found.rank_change
    if told is None or told.none:
        return []
    rows = []
    for place, name in enumerate(found.inputs):
        row: dict[str, object] = {"choice": name}
        for kind, index, off in (("first", told.first, told.first_off), ("total", told.total, told.total_off)):
            ends = {"": index[place], "_low": index[place] - off[place], "_high": index[place] + off[place]}
            row |= {f"{kind}{end}": round(float(each), 4) for end, each in ends.items()}
        rows.append(row)
    return rows
