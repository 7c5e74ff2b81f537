"""What replicates tell besides intervals, as JSON: top places, failed draws, pairs, who cannot be told apart."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.exchange.whole_file import written_whole
from engine.problems import ThuocDoError
from engine.scoring.methods import Varied
from engine.scoring.pairs import Contest
from engine.scoring.sureness import Sureness
from engine.scoring.table import ScoreTable


def write_sure(table: ScoreTable, path: Path) -> None:
    """Write the file whole or not at all. ThuocDoError where nothing was drawn, OSError if it cannot be written."""
    if table.sure is None:
        raise ThuocDoError(
            "Nothing was drawn, so --sure has nothing to tell: give --answers of two respondents at least, or methods"
            " that may vary (--vary-weights, or `robustness` in the file)."
        )
    sure = table.sure
    whole = {
        "framework": table.framework.id,
        "basis": table.basis,
        "draws": sure.draws,
        "seed": table.seed,
        "level": sure.asked.level,
        "top": sure.asked.top,
        "varied": _varied(table.varied),
        "merged_strata": list(table.merged_strata),
        "calibrated": None if table.calibrated is None else asdict(table.calibrated),
        "scores": list(_scores(table, sure)),
        "groups": [_group(table, contest) for contest in sure.contests],
    }
    with written_whole(path) as out:
        json.dump(whole, out, ensure_ascii=False, indent=1, allow_nan=False)
        out.write("\n")


def _varied(varied: Varied | None) -> dict[str, Any] | None:
    """What the draws varied of the method; None where only respondents were drawn."""
    if varied is None:
        return None
    return {
        "weights": varied.share,
        "choices": {factor.name: list(factor.options) for factor in varied.factors},
        "respondents": varied.respondents,
        "lost": [{"choices": choices, "reason": why or None, "draws": draws} for choices, why, draws in varied.lost],
    }


def _scores(table: ScoreTable, sure: Sureness) -> Iterator[dict[str, Any]]:
    """One entry for each score there is, in the order of the CSV."""
    figures = {
        "score_low": sure.score_low, "score_high": sure.score_high,
        "rank_low": sure.rank_low, "rank_high": sure.rank_high,
        "in_top": sure.in_top, "failed": sure.failed,
    }  # fmt: skip
    for column, unit in enumerate(table.units):
        for row, node in enumerate(table.nodes):
            if math.isnan(table.score[row, column]):
                continue
            told = {name: _figure(array[row, column]) for name, array in figures.items()}
            if not sure.asked.top:
                del told["in_top"]
            yield {"unit": unit.id, "node": node, **told}


def _figure(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _group(table: ScoreTable, contest: Contest) -> dict[str, Any]:
    """A group's units on the whole index, best first; `ties` are runs of at least two."""
    ids = [table.units[unit].id for unit in contest.units]
    return {
        "group": table.units[contest.units[0]].group,
        "units": ids,
        "beats": {
            unit: {other: share for other, share in zip(ids, shares, strict=True) if other != unit}
            for unit, shares in zip(ids, contest.beats.tolist(), strict=True)
        },
        "ties": [ids[first : last + 1] for first, last in contest.runs if last > first],
    }
