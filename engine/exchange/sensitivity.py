"""What results rest on, as CSV and JSON: indices of each choice with intervals, and ranks without each part."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.exchange.whole_file import written_whole
from engine.scoring.sensitivity import Sensitivity
from engine.scoring.sobol import Indices

COLUMNS = ("output", "unit", "input", "measure", "estimate", "low", "high")


def write_sensitivity(found: Sensitivity, path: Path) -> None:
    """One row an output, an input and a measure, whole or not at all. OSError if it cannot be written."""
    with written_whole(path) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for told in _outputs(found):
            for input_, measures in told["inputs"].items():
                for measure, figures in measures.items():
                    row = (figures["estimate"], figures["low"], figures["high"])
                    writer.writerow((told["output"], told["unit"] or "", input_, measure, *map(repr, row)))
        for node, change in _left_out(found).items():
            writer.writerow(("rank_change", "", node, "left_out", repr(change), "", ""))


def as_json(found: Sensitivity) -> dict[str, Any]:
    """The same as one tree; an output that never varies, or of which too many runs failed, has no inputs."""
    return {
        "framework": found.table.framework.id,
        "basis": found.table.basis,
        "runs": found.runs,
        "seed": found.seed,
        "level": found.level,
        "failed": found.failed,
        "outputs": list(_outputs(found)),
        "left_out": _left_out(found),
    }


def _outputs(found: Sensitivity) -> Iterator[dict[str, Any]]:
    if found.rank_change is not None:
        yield _output(found, "rank_change", None, found.rank_change)
    for unit, told in zip(found.table.units, found.scores, strict=True):
        if told is not None:
            yield _output(found, "score", unit.id, told)


def _output(found: Sensitivity, output: str, unit: str | None, told: Indices) -> dict[str, Any]:
    inputs: dict[str, Any] = {}
    for position, name in enumerate(found.inputs if not told.none else ()):
        inputs[name] = {
            "first": _figures(told.first[position], told.first_off[position]),
            "total": _figures(told.total[position], told.total_off[position]),
        }
    return {"output": output, "unit": unit, "used": told.used, "inputs": inputs}


def _figures(estimate: float, off: float) -> dict[str, float]:
    return {"estimate": float(estimate), "low": float(estimate - off), "high": float(estimate + off)}


def _left_out(found: Sensitivity) -> dict[str, float]:
    pairs = zip(found.table.nodes, found.left_out.tolist(), strict=True)
    return {node: change for node, change in pairs if not math.isnan(change)}
