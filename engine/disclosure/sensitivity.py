"""The gate for what results rest on: how much a unit's score moves with a part's weight tells that part's score."""

from __future__ import annotations

from dataclasses import replace

from engine.disclosure.gate import guard
from engine.disclosure.published import Published
from engine.scoring.sensitivity import Sensitivity


def guarded_sensitivity(found: Sensitivity, before: Published | None = None) -> Sensitivity:
    """What may be shown: nothing of a unit that keeps any figure back. What is told of all units together stays."""
    shown = guard(found.table, before)
    scores = tuple(None if shown.suppressed[:, column].any() else told for column, told in enumerate(found.scores))
    return replace(found, table=shown, scores=scores)
