"""Estimates as rows, one a unit and indicator, full precision; what may be shown, where they passed the gate."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.disclosure.asides import PublishedEstimates
from engine.exchange.whole_file import written_whole
from engine.framework.missing import Missing
from engine.scoring.estimates import Estimates

COLUMNS = ("unit", "indicator", "value", "se", "low", "high", "method", "n", "n_effective", "deff", "missing")


def estimate_rows(estimates: Estimates) -> Iterator[Mapping[str, object]]:
    """The rows in the order of the units; a figure that is not there is None."""
    for column, unit in enumerate(estimates.units):
        for row, indicator in enumerate(estimates.indicators):
            figures = {
                name: _figure(float(getattr(estimates, name)[row, column]))
                for name in ("value", "se", "low", "high", "n_effective", "deff")
            }
            counted = estimates.method[row] != "outside"
            if isinstance(estimates, PublishedEstimates):
                counted &= not estimates.few[row, column]
            reason = Missing(int(estimates.missing[row, column]))
            told = {
                "unit": unit.id,
                "indicator": indicator,
                "method": estimates.method[row],
                "n": int(estimates.n[row, column]) if counted else None,
                "missing": reason.name.lower() if reason else "",
            }
            yield {name: (told | figures)[name] for name in COLUMNS}


def _figure(given: float) -> float | None:
    return None if math.isnan(given) else given


def write_estimates(estimates: Estimates, path: Path) -> None:
    """Write the rows whole or not at all. OSError if they cannot be written."""
    with written_whole(path) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in estimate_rows(estimates):
            writer.writerow(
                "" if each is None else repr(each) if isinstance(each, float) else each for each in row.values()
            )
