"""Treatments: values made fit for normalising, with every treated point marked."""

from __future__ import annotations

import numpy as np

from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import Adjusted, FloatArray, Peers
from engine.scoring.refusal import RefusalError


def clamp(values: FloatArray, _peers: Peers, *, low: float | None = None, high: float | None = None) -> Adjusted:
    """Values below `low` become `low`, above `high` become `high`; each such point is marked as treated."""
    if low is not None and high is not None and low > high:
        raise RefusalError(f"clamp has low {low:g} above high {high:g}.", "Swap them.")
    treated = np.clip(values, -np.inf if low is None else low, np.inf if high is None else high)
    return Adjusted(treated, touched=(treated != values) & ~np.isnan(values))


RULES = (Rule("clamp", RuleKind.TREAT, clamp),)
