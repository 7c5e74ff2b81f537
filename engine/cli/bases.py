"""`thuocdo bases`: claimed, appraised and final points side by side, with shares, gaps and states."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.loading import add_data

if TYPE_CHECKING:
    from engine.framework.models import Framework
    from engine.scoring.arrays import Snapshot
    from engine.scoring.standings import Standings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The framework, figures on several bases, and where the table goes."""
    parser.epilog = (
        "example: thuocdo bases dti_commune --values points.csv --out bases.csv\n"
        "example: thuocdo bases tu-danh-gia-2026 --out bases.csv"
    )
    named = "a framework file, the id of a loaded framework, or a round in which units are appraised"
    parser.add_argument("file", metavar="FILE|ROUND", help=named)
    add_data(parser)
    values = "figures with a column `basis`: claimed, appraised, final"
    parser.add_argument("--values", type=Path, action="append", default=[], metavar="V.csv", help=values)
    parser.add_argument("--answers", type=Path, metavar="A.csv", help="what units claimed, as answers")
    parser.add_argument("--units", type=Path, metavar="U.csv", help="unit,title,group")
    parser.add_argument("--unit-column", default="unit", metavar="NAME", help="the column of --values that names units")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.csv", help="one row a unit and node")


def run(args: argparse.Namespace) -> int:
    """Score every basis, write them side by side, and say what the states come to."""
    from engine.cli.loading import load_one
    from engine.exchange.inputs import read_snapshot
    from engine.exchange.scores import must_be_writable
    from engine.exchange.standings import write_standings
    from engine.scoring.run import score
    from engine.scoring.standings import standings_of

    must_be_writable(args.out)
    if not (args.values or args.answers) and (found := _of_round(args)) is not None:
        framework, standings = found
        write_standings(framework, standings, args.out)
        sys.stdout.write(_told(framework, standings))
        return 0
    offered = load_one(args.file)
    snapshot, left_out = read_snapshot(
        offered.framework, offered.vocabulary, values=args.values, answers=args.answers, units=args.units,
        unit_column=args.unit_column,
    )  # fmt: skip
    if left_out:
        sys.stderr.write(f"Columns that name no indicator, left out: {', '.join(left_out)}.\n")
    standings = standings_of({basis: score(offered.plan, snapshot, basis=basis) for basis in _bases(snapshot)})
    write_standings(offered.framework, standings, args.out)
    sys.stdout.write(_told(offered.framework, standings))
    return 0


def _of_round(args: argparse.Namespace) -> tuple[Framework, Standings] | None:
    """The bases of a round as it is now; None where there is no round of this name, or none of its data folder."""
    from engine.cli.loading import data_folder, load_catalog
    from engine.problems import ThuocDoError
    from engine.rounds.bases import bases_of, snapshot_on
    from engine.rounds.pinned import pinned
    from engine.scoring.run import score
    from engine.scoring.standings import standings_of
    from engine.store.sqlite import SqliteStore

    data = data_folder(args.data)
    if not (data / "thuocdo.db").is_file():
        return None
    store = SqliteStore.open(data)
    try:
        round_ = store.round(args.file)
        if round_ is None:
            return None
        offered, bases = pinned(load_catalog(data), round_), bases_of(store, round_)
        if not bases:
            raise ThuocDoError(f"No unit has begun an assessment in the round {round_.id}: there are no bases.")
        tables = {
            basis.value: score(offered.plan, snapshot_on(store, offered, round_, basis), basis=basis) for basis in bases
        }
        return offered.framework, standings_of(tables)
    finally:
        store.close()


def _bases(snapshot: Snapshot) -> tuple[str, ...]:
    """The bases of the figures; answers are what was claimed."""
    from engine.problems import ThuocDoError

    bases = [basis for basis in snapshot.figures if basis]
    if snapshot.records is not None and "claimed" not in bases:
        bases.append("claimed")
    if not bases:
        raise ThuocDoError(
            "There is no basis to be told from another: give --values with a column `basis` (claimed, appraised,"
            " final), or --answers."
        )
    return tuple(bases)


def _told(framework: Framework, standings: Standings) -> str:
    """How many indicators are in each state, over all units."""
    if not framework.states:
        return ""
    counts = [int((standings.state == place).sum()) for place in range(len(framework.states))]
    width = max(len(state.id) for state in framework.states)
    lines = [
        f"{state.id:<{width}}  {count:>5}  {state.label}" for state, count in zip(framework.states, counts, strict=True)
    ]
    return "\n".join(lines) + "\n"
