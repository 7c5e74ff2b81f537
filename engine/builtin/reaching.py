"""An aggregator that counts: how many of the children reach a mark."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.framework.rule_at import Part, Range
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import BoolArray, FloatArray
from engine.scoring.rounding import snapped


def reached(scores: FloatArray, weights: FloatArray, *, least: float) -> FloatArray:
    """Σ w over the children with s ≥ `least`: with weights of 1, how many of them reach it.

    Scores are compared at 12 significant digits. A child that is missing has not reached it; none of them there:
    missing. (Checklists that tell how many of their parts are in place: 3 of 4.)
    """
    there = ~np.isnan(scores) & (weights > 0)
    passed = there & passes(scores, least=least)
    return np.asarray(np.where(there.any(axis=-2), np.where(passed, weights, 0.0).sum(axis=-2), np.nan))


def passes(scores: FloatArray, *, least: float) -> BoolArray:
    """Which scores reach the mark; a missing one does not."""
    return np.asarray(~np.isnan(scores) & (snapped(np.nan_to_num(scores)) >= least))


def _ends(parts: Iterable[Part], **_settings: object) -> Range:
    return 0.0, sum(part.weight for part in parts)


RULES = (Rule("reached", RuleKind.AGGREGATE, reached, ends=_ends, adds_up=True, rises=True, passes=passes),)
