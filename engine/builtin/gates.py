"""Gates: what happens to a score when a condition bites."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import BoolArray, FloatArray


def cap(score: FloatArray, bites: BoolArray, *, at: float) -> FloatArray:
    """Where the condition bites, the score is at most `at`: min(s, at); a missing score stays missing."""
    return np.where(bites, np.minimum(score, at), score)


def knock_out(score: FloatArray, bites: BoolArray, *, at: float) -> FloatArray:
    """Where the condition bites, the score is `at`, whatever it was; a missing score stays missing."""
    return np.where(bites & ~np.isnan(score), at, score)


def cut(score: FloatArray, bites: BoolArray, *, share: Annotated[float, Field(gt=0, le=1)]) -> FloatArray:
    """Where the condition bites, the score loses a `share` of itself: s·(1 − share); a missing score stays missing."""
    return np.where(bites, score * (1 - share), score)


RULES = (
    Rule("cap", RuleKind.GATE, cap),
    Rule("knock_out", RuleKind.GATE, knock_out),
    Rule("cut", RuleKind.GATE, cut),
)
