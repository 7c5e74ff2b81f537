"""What a unit's page tells of each indicator's sampling error: value, interval, n and effective n."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.disclosure.asides import PublishedEstimates
from engine.reports.nouns import Scorecard, Standing


@dataclass(frozen=True)
class ErrorRow:
    """One indicator with its interval; `effective` is None where nothing varies, so that nothing can be compared."""

    standing: Standing
    low: float
    high: float
    effective: float | None


@dataclass(frozen=True)
class ErrorTable:
    """The indicators of one unit that rest on enough respondents, and the level of their intervals in per cent."""

    rows: tuple[ErrorRow, ...]
    percent: float
    has_codes: bool


def error_table(estimates: PublishedEstimates | None, card: Scorecard) -> ErrorTable | None:
    """The table of a scorecard's unit: only values that the scorecard shows. None where there is nothing to tell."""
    if estimates is None:
        return None
    column = next((place for place, unit in enumerate(estimates.units) if unit.id == card.unit_id), None)
    if column is None:
        return None
    place = {name: row for row, name in enumerate(estimates.indicators)}
    rows = []
    for standing in card.rows:
        row = place.get(standing.id)
        if row is None or not standing.is_sampled or standing.value is None or standing.n is None:
            continue
        low, high = float(estimates.low[row, column]), float(estimates.high[row, column])
        effective = float(estimates.n_effective[row, column])
        if not np.isnan(low + high):
            rows.append(ErrorRow(standing, low, high, None if np.isnan(effective) else effective))
    return ErrorTable(tuple(rows), 100 * estimates.level, card.has_codes) if rows else None
