"""The bases of an assessment side by side as CSV: one row a unit and node, full precision."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path

from engine.exchange.whole_file import written_whole
from engine.framework.models import Framework
from engine.scoring.standings import Standings


def standing_rows(framework: Framework, standings: Standings) -> Iterator[tuple[str, ...]]:
    """The header, then the rows in the order of the units, parents before children.

    By basis its points and their share of the most in %, then the first basis less each other, then the state.
    """
    first, *others = standings.scores
    yield (
        "group", "unit", "node", "code", "most", *standings.scores, *(f"{basis}_percent" for basis in standings.scores),
        *(f"{first}_less_{basis}" for basis in others), "state",
    )  # fmt: skip
    columns = [
        standings.most,
        *standings.scores.values(),
        *(standings.percent(basis) for basis in standings.scores),
        *(standings.scores[first] - standings.scores[basis] for basis in others),
    ]
    codes = {name: result.code or "" for name, result in framework.results.items()}
    for place, unit in enumerate(standings.units):
        for row, node in enumerate(standings.nodes):
            state = int(standings.state[row, place])
            yield (
                unit.group or "", unit.id, node, codes[node], *(_text(float(each[row, place])) for each in columns),
                framework.states[state].id if state >= 0 else "",
            )  # fmt: skip


def _text(figure: float) -> str:
    return "" if math.isnan(figure) else repr(figure)


def write_standings(framework: Framework, standings: Standings, path: Path) -> None:
    """Write the table whole or not at all. OSError if it cannot be written."""
    with written_whole(path) as out:
        csv.writer(out, lineterminator="\n").writerows(standing_rows(framework, standings))
