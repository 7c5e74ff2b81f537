"""Gates: what happens to a score when a condition bites."""

from __future__ import annotations

import numpy as np

from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import BoolArray, FloatArray


def cap(score: FloatArray, bites: BoolArray, *, at: float) -> FloatArray:
    """Where the condition bites, the score is at most `at`: min(s, at); a missing score stays missing."""
    return np.where(bites, np.minimum(score, at), score)


RULES = (Rule("cap", RuleKind.GATE, cap),)
