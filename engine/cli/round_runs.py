"""The runs of a round on the command line: score it, publish one of its runs, list them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.draws import add_seed, check_replicates
from engine.cli.loading import add_data, load_catalog, print_rows
from engine.cli.margins import add_margins, margins_asked
from engine.cli.round_sensitivity import keep_and_tell
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.store.contract import Store
    from engine.store.nouns import Round


def add_runs(what: Any) -> None:
    """The parts `score`, `publish` and `runs` of `thuocdo round`."""
    score = what.add_parser("score", help="score all answers sent so far, and keep the run under a code")
    score.add_argument("id", help="the round")
    score.add_argument("--replicates", type=int, metavar="N", help="bootstrap draws for 90 %% intervals")
    add_seed(score, default=None)
    score.add_argument("--strata", type=Path, metavar="S.csv", help="stratum,population: finite populations")
    add_margins(score)
    words = "also which choices of the method ranks rest on, from N blocks of runs, a power of 2 such as 1024"
    score.add_argument("--sensitivity", type=int, metavar="N", help=words)
    add_data(score)
    publish = what.add_parser("publish", help="show a kept run of a closed round as its results")
    publish.add_argument("id", help="the round")
    publish.add_argument("--run", metavar="CODE", help="which run (else the newest, if no answer came after it)")
    publish.add_argument("--reason", default="", help="why it takes the place of the run that is published")
    numbered = "the number of the decision by which it is published, such as 1234/QĐ-UBND"
    publish.add_argument("--decision", metavar="NUMBER", default="", help=numbered)
    publish.add_argument("--decided", metavar="DATE", type=_day, help="the day of that decision")
    add_data(publish)
    runs = what.add_parser("runs", help="every kept run of a round, and what was published of it when and why")
    runs.add_argument("id", help="the round")
    add_data(runs)
    runs.add_argument("--json", action="store_true", help="for programs")


def _day(given: str) -> date:
    from engine.cli.round_life import day  # which takes a name from here

    return day(given)


def found_round(store: Store, round_id: str) -> Round:
    """A round that is there. ThuocDoError with the mend if it is not."""
    round_ = store.round(round_id)
    if round_ is None:
        raise ThuocDoError(f"There is no round `{round_id}`; `thuocdo round list` shows those there are.")
    return round_


def _score(args: argparse.Namespace, data: Path) -> int:
    """Score the answers and keep the run, telling how far it is."""
    from engine.cli.acting import who
    from engine.cli.progress import bar
    from engine.exchange.keeping import check_scoring, score_noted
    from engine.exchange.strata import read_strata
    from engine.rounds import zone
    from engine.rounds.moves import By
    from engine.rounds.pinned import pinned
    from engine.rounds.results import LIVE
    from engine.runs.recipe import Options
    from engine.scoring.rank_sensitivity import Analysis
    from engine.scoring.sensitivity import check_blocks
    from engine.store.sqlite import SqliteStore

    if args.sensitivity is not None:
        check_blocks(args.sensitivity)
    replicates = LIVE.replicates if args.replicates is None else args.replicates
    check_replicates(replicates)
    population = read_strata(args.strata) if args.strata else None
    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.id)
        check_scoring(store, round_)
        bar("Reading the framework", 0, 2)
        offered = pinned(load_catalog(data), round_)
        options = Options(
            replicates=replicates,
            seed=LIVE.seed if args.seed is None else args.seed,
            population=population,
            margins=margins_asked(offered, args),
        )
        bar("Scoring", 1, 2)
        made = score_noted(data, store, offered, round_, options, By(who(), zone.now()))
        bar("Scoring", 2, 2)
    finally:
        store.close()
    for refused in made.refused:
        sys.stderr.write(f"{refused}\n")
    sys.stdout.write(
        f"{made.run.code}: {'kept' if made.is_new else 'kept already'}; responses: {made.run.responses}. Look at it:"
        f" thuocdo scorecard {round_.id} --run {made.run.code} --league --out league.pdf\n"
    )
    if args.sensitivity is not None:
        keep_and_tell(data, made.run.code, Analysis(args.sensitivity, options.seed), offered.vocabulary)
    return 0


def _publish(args: argparse.Namespace, data: Path) -> int:
    """Make a kept run the results that everybody sees."""
    from engine.cli.acting import who
    from engine.rounds import zone
    from engine.rounds.decrees import decree_given
    from engine.rounds.moves import By, publish
    from engine.runs.codes import read_code
    from engine.store.sqlite import SqliteStore

    code = read_code(args.run) if args.run else None
    store = SqliteStore.open(data)
    try:
        round_, by = found_round(store, args.id), By(who(), zone.now(), args.reason)
        decree = decree_given(args.decision, args.decided, by.at.date())
        told = publish(store, data, load_catalog(data).vocabulary, round_, by, code, decree)
    finally:
        store.close()
    run, until = told.run, told.drafts_until
    for refused in told.refused:
        sys.stderr.write(f"{refused}\n")
    sys.stdout.write(f"{round_.id}: published is the run {run.code}; responses: {run.responses}\n")
    if until is not None:
        sys.stderr.write(f"Drafts could have been sent until {until:%Y-%m-%d %H:%M}; what comes now is kept apart.\n")
    if told.is_older:
        sys.stderr.write(f"Answers came after this run; it rests on the {run.responses} responses before.\n")
    return 0


def _runs(args: argparse.Namespace, data: Path) -> int:
    """A row for each run and each time it was published."""
    from engine.store.sqlite import SqliteStore

    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.id)
        published = store.publications(round_.id)
        rows = []
        for run in store.runs(round_.id):
            row = {"run": run.code, "made": run.made_on, "responses": run.responses}
            told = [each for each in published if each.code == run.code]
            for each in told:
                is_now = each == published[0]
                state = "published" if is_now else "was published"
                decision = f"{each.decree.number} ({each.decree.on})" if each.decree else ""
                rows.append({**row, "state": state, "on": each.on, "reason": each.reason, "decision": decision})
            if not told:
                rows.append({**row, "state": "scored", "on": "", "reason": "", "decision": ""})
    finally:
        store.close()
    print_rows(rows, args.json)
    return 0


DOES: dict[str, Callable[[argparse.Namespace, Path], int]] = {"score": _score, "publish": _publish, "runs": _runs}
"""What each part does."""
